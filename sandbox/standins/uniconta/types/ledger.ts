import { account, bool, country, currency, date, key, label, number, readOnly, required, text, vat, type EntityType } from './field';

/** Reference 9. */
export const glAccount: EntityType = {
	name: 'GLAccountClient', key: 'Account', title: 'Name', writable: true,
	fields: {
		Account: key(20), Name: required(text(50, 100)), AccountType: label('AccountType'), Vat: vat, Blocked: bool, BlockedInJournal: bool,
		ExternalNo: text(20), CurBalance: readOnly(number),
	},
};

export const glVat: EntityType = {
	name: 'GLVatClient', key: 'Vat', title: 'Name', writable: true,
	fields: {
		Vat: key(10), Name: required(text(50, 100)), Account: account, OffsetAccount: account, VatType: label('VatType'), Rate: number, Rate2: number,
		Date: date, RateAfterDate: number, ExternalCode: text(20), Blocked: bool,
	},
};

export const glDimType1: EntityType = {
	name: 'GLDimType1Client', key: 'Dimension', title: 'Name', writable: true,
	fields: { Dimension: key(10), Name: required(text(30, 60)), Blocked: bool },
};

/** Its rows are the companies themselves; `PrimaryKeyId` is the company id (reference 2 and 9). */
export const company: EntityType = {
	name: 'CompanyClient', key: 'CompanyName', title: 'CompanyName', writable: false,
	fields: {
		CompanyName: text(60), Name: text(60), Id: text(20), Currency: currency, Country: country,
		Address1: text(40, 100), Address2: text(40, 100), Address3: text(40, 100), Phone: text(20),
		NumberOfDimensions: number, Dim1: text(30), Dim2: text(30), Dim3: text(30), Dim4: text(30), Dim5: text(30), Created: date,
	},
};
