import { account, bool, category, code, country, currency, date, debtorAccount, dimensions, integer, invoiceNumber, label, number, project, readOnly, text, vat, type EntityType, type Fields } from './field';

const delivery: Fields = {
	DeliveryName: text(40, 100), DeliveryAddress1: text(40, 100), DeliveryAddress2: text(40, 100), DeliveryAddress3: text(40, 100),
	DeliveryZipCode: text(8, 20), DeliveryCity: text(30, 60), DeliveryCountry: country, DeliveryDate: date,
};

/** Reference 8. `OrderNumber` is assigned where it is 0 or left out; there is no invoice number to be set. Text lengths are assumed. */
export const debtorOrder: EntityType = {
	name: 'DebtorOrderClient', key: 'OrderNumber', title: 'Name', writable: true,
	fields: {
		OrderNumber: integer, Account: debtorAccount, Name: readOnly(text(100)), Group: code('DebtorGroupClient'), Currency: currency, Payment: code('PaymentTermClient'),
		PaymentFormat: text(10, 10), Vat: vat, PriceList: text(10, 10), LayoutGroup: text(10, 10), Employee: code('EmployeeClient'), EndDiscountPct: number, PricesInclVat: bool,
		Shipment: text(10, 10), DeliveryTerm: text(10, 10), InvoiceDate: date, DueDate: date,
		YourRef: text(40, 100), OurRef: text(40, 100), Requisition: text(40, 100), Remark: text(40, 100), ContactName: text(40, 100), ReferenceNumber: text(40, 100),
		Project: project, PrCategory: category, Task: text(20), WorkSpace: text(20), PostingAccount: account, PostingText: text(50, 250), TransType: text(10, 10),
		Settlements: text(100), DeleteOrder: bool, DeleteLines: bool, InvoiceAccount: debtorAccount, ...delivery, ...dimensions,
		InvoiceInterval: integer, LastInvoice: readOnly(date), NextInvoice: date, Created: readOnly(date),
		OrderTotal: readOnly(number), CostValue: readOnly(number), SalesValue: readOnly(number), NoLines: readOnly(integer),
	},
};

export const debtorOrderLine: EntityType = {
	name: 'DebtorOrderLineClient', title: 'Text', writable: true, parent: { field: 'OrderNumber', type: 'DebtorOrderClient' },
	fields: {
		// There are no items in the demo companies: a line with one is refused.
		// As text too (reference 16.2).
		OrderNumber: { kind: 'int', asText: true }, LineNumber: number, Item: code('InvItemClient', 20), Text: text(1000), Qty: number, Price: number, DiscountPct: number, Discount: number,
		Total: readOnly(number), Currency: currency, Unit: text(20), Vat: vat, Project: project, PrCategory: category, Employee: code('EmployeeClient'), Task: text(20),
		PostingAccount: account, PostingText: text(50, 250), Date: date, DoInvoice: bool, QtyNow: number, Subtotal: bool, Note: text(1000), Storage: label('Storage'),
		Warehouse: text(10), Location: text(10), Variant1: text(10), Variant2: text(10), Variant3: text(10), Variant4: text(10), Variant5: text(10),
		ReferenceNumber: text(40, 100), Week: integer, ...dimensions,
	},
};

/** Posted: read only. */
export const debtorInvoice: EntityType = {
	name: 'DebtorInvoiceClient', title: 'Name', writable: false,
	fields: {
		Account: debtorAccount, Name: text(100), Date: date, DueDate: date, InvoiceNumber: invoiceNumber('invoiceNumberField'), OrderNumber: integer, Voucher: integer, VoucherX: text(20),
		NumberSerie: text(10), JournalPostedId: integer, Currency: currency, ExchangeRate: number, NetAmount: number, VatAmount: number, TotalAmount: number,
		AmountLocalCur: number, LineAmount: number, EndDiscount: number, EndDiscountPct: number, CashDiscount: number, CashDiscountDate: date, Payment: text(10),
		Project: text(20), PrCategory: text(10), WorkSpace: text(20), Employee: text(10), YourRef: text(100), OurRef: text(100), Remark: text(100), Requisition: text(100),
		ReferenceNumber: text(100), Vat: text(10), Vat2: text(10), Vat3: text(10), VatPct: number, VatPct2: number, VatPct3: number, VatTotal: number, VatTotal2: number, VatTotal3: number,
		PricesInclVat: bool, VoidInvoice: bool, CreditnoteDate: date, Deleted: bool, SendTime: date, EAN: text(20), ...dimensions,
	},
};

/** The one type without the suffix `Client` (reference 13 no. 15). */
export const debtorInvoiceLines: EntityType = {
	name: 'DebtorInvoiceLines', title: 'Text', writable: false,
	fields: {
		InvoiceNumber: invoiceNumber('invoiceNumberField'), Date: date, DCAccount: text(20), Item: text(20), Text: text(1000), InvoiceQty: number, SalesPrice: number, DiscountPct: number,
		InvoiceTotal: number, InvoiceNetAmount: number, Vat: text(10), Project: text(20), PrCategory: text(10), Employee: text(10), LineNumber: number, ...dimensions,
	},
};

export const debtorTrans: EntityType = {
	name: 'DebtorTransClient', title: 'Text', writable: false,
	fields: {
		Account: text(20), Date: date, Voucher: integer, VoucherX: text(20), Invoice: invoiceNumber('invoiceField'), PostType: label('DCPostType'), Text: text(250), Amount: number, AmountCur: number,
		Currency: currency, DueDate: date, Open: bool, Remaining: number, SettleAmount: number, NumberSerie: text(10), JournalPostedId: integer, ReferenceNumber: text(100), OrderNumber: integer,
	},
};

export const debtorTransOpen: EntityType = {
	name: 'DebtorTransOpenClient', title: 'Text', writable: false,
	fields: {
		Account: text(20), Invoice: invoiceNumber('invoiceField'), Date: date, DueDate: date, Amount: number, AmountCur: number, AmountOpen: number, AmountOpenCur: number, Currency: currency,
		Overdue: number, Paid: date, OnHold: bool, Payment: text(10), Voucher: integer, JournalPostedId: integer, PostType: label('DCPostType'), Text: text(250), OrderNumber: integer, ReferenceNumber: text(100),
	},
};
