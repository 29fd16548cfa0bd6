import { account, bool, category, code, country, currency, date, debtorAccount, dimensions, integer, invoiceNumber, key, label, number, project as projectCode, readOnly, required, text, vat, type EntityType } from './field';

/** Reference 7; lengths of 2018 where given there, else assumed. */
export const project: EntityType = {
	name: 'ProjectClient', key: 'Number', title: 'Name', group: 'Group', writable: true,
	fields: {
		Number: key(20), Name: required(text(40, 100)), Account: required(debtorAccount), DebtorName: readOnly(text(100)), Group: code('ProjectGroupClient'),
		Phase: label('Phase'), Blocked: bool, StartDate: date, EndDate: date, Created: readOnly(date),
		MasterProject: projectCode, PrType: text(10, 10), InvoicingMethod: text(20), FixedPrice: number, SalesPrice: number, Installation: text(20), PriceList: text(10, 10),
		Payment: code('PaymentTermClient'), Vat: vat, Currency: currency, EndDiscountPct: number,
		WorkAddress1: text(40, 100), WorkAddress2: text(40, 100), WorkAddress3: text(40, 100), ZipCode: text(8, 20), City: text(30, 60), WorkCountry: country,
		ContactName: text(40, 100), YourRef: text(20, 60), OurRef: text(20, 60), Requisition: text(20, 60), Email: text(40, 100), Mobil: text(12, 20),
		Description: text(500, 1000), PersonInCharge: code('EmployeeClient'), Purchaser: code('EmployeeClient'), PrStandard: text(10, 10),
		...dimensions,
		Revenue: readOnly(number), WIP: readOnly(number), CostValue: readOnly(number), SalesValue: readOnly(number),
		LabourCost: readOnly(number), MaterialsCost: readOnly(number), ExpensesCost: readOnly(number),
	},
};

export const projectGroup: EntityType = {
	name: 'ProjectGroupClient', key: 'Group', title: 'Name', writable: true,
	fields: {
		Group: key(10), Name: required(text(30, 60)), IsDefault: bool, Invoiceable: bool, AutoNumber: code('NumberSerieClient'),
		WorkInProgress: account, WorkInProgressOffset: account, Outlay: account, OutlayOffset: account, Materials: account, MaterialsOffset: account,
		Adjustment: account, AdjustmentOffset: account, InvoiceAdjustment: account, InvoiceAdjustmentOffset: account, ReversedWIP: account, ReversedWIPOffset: account,
		AutoWIP: bool, UseCostInWIP: bool,
	},
};

export const prCategory: EntityType = {
	name: 'PrCategoryClient', key: 'Number', title: 'Name', writable: true,
	fields: {
		Number: key(10), Name: required(text(40, 100)), CatType: label('CatType'), Item: text(20), Unit: text(20), IsDefault: bool, Invoiceable: bool,
		Account: account, OffsetAccount: account,
	},
};

/** Posted: read only. */
export const projectTrans: EntityType = {
	name: 'ProjectTransClient', title: 'Text', writable: false,
	fields: {
		Project: projectCode, ProjectName: text(100), PrCategory: category, CategoryName: text(100), CatType: label('CatType'), Task: text(20), WorkSpace: text(20),
		Employee: code('EmployeeClient'), EmployeeName: text(100), PayrollCategory: text(10), Item: text(20), ItemName: text(100), Text: text(1000), Qty: number, Unit: text(20),
		CostPrice: number, SalesPrice: number, DiscountPct: number, CostAmount: number, SalesAmount: number, PurchasePrice: number,
		Date: date, Voucher: integer, VoucherX: text(20), NumberSerie: text(10), JournalPostedId: integer, LineNumber: integer,
		CreditorAccount: text(20), CreditorName: text(100), Invoice: invoiceNumber('invoiceField'), Invoiceable: bool, Invoiced: bool, InvoicedOn: date,
		HasVoucher: bool, DocumentRef: integer, ReferenceNumber: text(40, 100), TransType: text(10), Origin: text(20), WIPPosted: bool, SendToOrder: integer,
		...dimensions,
	},
};
