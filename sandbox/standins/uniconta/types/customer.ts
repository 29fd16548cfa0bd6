import { account, bool, code, country, currency, date, debtorAccount, dimension, dimensions, integer, key, label, number, readOnly, required, text, vat, type EntityType } from './field';

/** Reference 6; lengths of 2018 where given there, else assumed. */
export const debtor: EntityType = {
	name: 'DebtorClient', key: 'Account', title: 'Name', group: 'Group', writable: true,
	fields: {
		Account: key(20),
		Name: required(text(40, 100)),
		Group: code('DebtorGroupClient'),
		Address1: text(40, 100), Address2: text(40, 100), Address3: text(40, 100),
		ZipCode: text(8, 20), City: text(30, 60), Country: country,
		CompanyRegNo: text(20), VatNumber: text(20), EAN: text(13, 20), EORI: text(20), D2CAccount: text(40),
		// There is no fax field.
		Phone: text(20), MobilPhone: text(20), ContactPerson: text(30, 60),
		ContactEmail: text(40, 100), InvoiceEmail: text(40, 100), EmailDocuments: bool, Www: text(60, 100),
		Currency: currency, Payment: code('PaymentTermClient'),
		VatZone: label('VatZone'), Vat: vat, VatOperation: text(10, 10),
		PaymentFormat: text(10, 10), PriceList: text(10, 10), PriceGroup: text(10, 10), LayoutGroup: text(10, 10), ItemNameGroup: text(10, 10),
		Employee: code('EmployeeClient'), CrmGroup: text(10, 10),
		PostingAccount: account, InvoiceAccount: debtorAccount,
		EndDiscountPct: number, LineDiscountPct: number, CreditMax: number, PricesInclVat: bool, Blocked: bool,
		UserLanguage: label('UserLanguage'),
		...dimensions,
		DeliveryName: text(40, 100), DeliveryAddress1: text(40, 100), DeliveryAddress2: text(40, 100), DeliveryAddress3: text(40, 100),
		DeliveryZipCode: text(8, 20), DeliveryCity: text(30, 60), DeliveryCountry: country,
		CurBalance: readOnly(number), Overdue: readOnly(number), LastInvoice: readOnly(date), Created: readOnly(date),
	},
};

export const debtorGroup: EntityType = {
	name: 'DebtorGroupClient', key: 'Group', title: 'Name', writable: true,
	fields: {
		Group: key(10), Name: required(text(30, 60)), IsDefault: bool,
		SummeryAccount: required(account), RevenueAccount: required(account), SalesVat: required(vat), // `SummeryAccount`: the API's own spelling
		// For the other VAT zones: EU, Foreign, NoVatReg, VatFree.
		RevenueAccount1: account, RevenueAccount2: account, RevenueAccount3: account, RevenueAccount4: account, SalesVat1: vat, SalesVat2: vat, SalesVat3: vat, SalesVat4: vat,
		UseFirstIfBlank: bool, AutoNumber: code('NumberSerieClient'), InvoiceSerie: code('NumberSerieClient'), EndDiscountAccount: account,
		// Reference 8 names the first as a flag, the second only as an error: its place here is assumed.
		MandatoryItem: bool, OnlyServiceAllowed: bool,
	},
};

export const paymentTerm: EntityType = {
	name: 'PaymentTermClient', key: 'Payment', title: 'Name', writable: true,
	fields: {
		Payment: key(10), Name: required(text(30, 60)), IsDefault: bool, PaymentMethod: label('PaymentMethod'), Days: integer,
		EndOfMonth: bool, GraceDays: integer, Weekend2Monday: bool,
	},
};

export const employee: EntityType = {
	name: 'EmployeeClient', key: 'Number', title: 'Name', writable: true,
	fields: {
		Number: key(10), Name: required(text(40, 100)), Email: text(40, 100), Mobil: text(20), Title: text(30, 60),
		Hired: date, Terminated: date, Blocked: bool, Dimension1: dimension(1),
	},
};
