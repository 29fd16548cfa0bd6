import {
	account,
	bool,
	category,
	code,
	country,
	currency,
	date,
	integer,
	key,
	label,
	number,
	readOnly,
	required,
	text,
	vat,
	type EntityType,
} from './field';

/** Accounts (UC47). */
export const glAccount: EntityType = {
	name: 'GLAccountClient',
	key: 'Account',
	title: 'Name',
	writable: true,
	fields: {
		Account: key(20),
		Name: required(text(50, 100)),
		AccountType: label('AccountType'),
		Vat: vat,
		VatOperation: text(10, 10),
		PrCategory: category,
		MandatoryTax: label('MandatoryTax'),
		Blocked: bool,
		BlockedInJournal: bool,
		Dim1: bool,
		Dim2: bool,
		Dim3: bool,
		Dim4: bool,
		Dim5: bool,
		ExternalNo: text(20),
		CurBalance: readOnly(number),
	},
};

export const glVat: EntityType = {
	name: 'GLVatClient',
	key: 'Vat',
	title: 'Name',
	writable: true,
	fields: {
		Vat: { kind: 'text', max: 10, wide: 10, required: true, vatCode: true },
		Name: required(text(50, 100)),
		Account: account,
		OffsetAccount: account,
		VatType: label('VatType'),
		Method: label('VatMethod'),
		TypeSales: text(10, 10),
		TypeBuy: text(10, 10),
		Rate: number,
		Rate2: number,
		Date: date,
		RateAfterDate: number,
		ExternalCode: text(20),
		Blocked: bool,
	},
};

const dimensionType = (which: 1 | 2 | 3 | 4 | 5): EntityType => ({
	name: `GLDimType${which}Client`,
	key: 'Dimension',
	title: 'Name',
	writable: true,
	fields: { Dimension: key(10), Name: required(text(30, 60)), Blocked: bool },
});

export const glDimTypes: readonly EntityType[] = [1, 2, 3, 4, 5].map((which) =>
	dimensionType(which as 1 | 2 | 3 | 4 | 5),
);

/** `Next` is the number it will give (UC50). */
export const numberSerie: EntityType = {
	name: 'NumberSerieClient',
	key: 'Serie',
	title: 'Name',
	writable: true,
	fields: {
		Serie: key(10),
		Name: required(text(30, 60)),
		FirstValue: integer,
		LastValue: integer,
		Next: integer,
		Prefix: text(10),
		Length: integer,
		Usage: label('SeriesUsage'),
		Blocked: bool,
		Manual: bool,
		InUse: readOnly(bool),
	},
};

/** One row per company. */
export const companySettings: EntityType = {
	name: 'CompanySettingsClient',
	writable: true,
	fields: {
		UseVoucherAsInvoice: bool,
		SalesInvoice: integer,
		DebtorVoucherSerie: code('NumberSerieClient'),
		SalesOrder: integer,
		SalesOffer: integer,
	},
};

/** Its rows are the companies themselves; `PrimaryKeyId` is the company id (UC4). */
export const company: EntityType = {
	name: 'CompanyClient',
	key: 'CompanyName',
	title: 'CompanyName',
	writable: false,
	fields: {
		CompanyName: text(60),
		Name: text(60),
		Id: text(20),
		Currency: currency,
		Country: country,
		Address1: text(40, 100),
		Address2: text(40, 100),
		Address3: text(40, 100),
		Phone: text(20),
		NumberOfDimensions: number,
		Dim1: text(30),
		Dim2: text(30),
		Dim3: text(30),
		Dim4: text(30),
		Dim5: text(30),
		Created: date,
	},
};
