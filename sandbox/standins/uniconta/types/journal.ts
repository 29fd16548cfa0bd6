import { account, blankableNumber, bool, category, code, currency, date, dimensions, integer, invoiceNumber, key, label, number, project, required, text, vat, type EntityType } from './field';

/** Reference 9. */
export const glDailyJournal: EntityType = {
	name: 'GLDailyJournalClient', key: 'Journal', title: 'Name', writable: true,
	fields: {
		Journal: key(10), Name: text(30, 60), NumberSerie: required(code('NumberSerieClient')), DefaultAccountType: label('JournalAccountType'), Account: text(20),
		DefaultOffsetAccountType: label('JournalAccountType'), OffsetAccount: text(20), Vat: vat, TransType: text(10), TwoVatCodes: bool, UseDCVat: bool,
		VATCalcMethod: label('VATCalcMethod'), GenerateVoucher: bool, AssignVoucher: bool, ManualAllocation: bool, OneVoucherForAll: bool, DateMustBeZero: bool,
		VoucherMustBeZero: bool, CheckForInvoice: bool, EmptyAccountOnHold: bool, DeleteLines: bool, Blocked: bool, ...dimensions,
	},
};

export const glDailyJournalLine: EntityType = {
	name: 'GLDailyJournalLineClient', title: 'Text', writable: true, parent: { field: 'Journal', type: 'GLDailyJournalClient' },
	fields: {
		Journal: code('GLDailyJournalClient'), LineNumber: blankableNumber, Date: date, DocumentDate: date, AccountType: label('JournalAccountType'), Account: text(20, 20),
		OffsetAccountType: label('JournalAccountType'), OffsetAccount: text(20, 20), Vat: vat, VatOperation: text(10, 10), OffsetVat: vat, VatOffsetOperation: text(10, 10),
		Debit: blankableNumber, Credit: blankableNumber, Currency: currency, DebitCur: blankableNumber, CreditCur: blankableNumber, Voucher: integer, Invoice: invoiceNumber('invoiceField'),
		Text: text(50, 250), TransType: text(10, 10), DCPostType: label('DCPostType'), Payment: code('PaymentTermClient'), DueDate: date, PaymentId: text(50), PaymentMethod: text(20),
		Settlements: text(100), SettleValue: text(20), ForceSettlement: bool, Project: project, PrCategory: category, Employee: code('EmployeeClient'), Task: text(20), WorkSpace: text(20),
		ProjectText: text(50, 250), Qty: blankableNumber, DocumentRef: integer, ReferenceNumber: text(40, 100), OrderNumber: integer, OnHold: bool, Approved: bool, ...dimensions,
	},
};

/** Posted: read only. `Amount` is positive for debit (reference 9, assumed there too). */
export const glTrans: EntityType = {
	name: 'GLTransClient', title: 'Text', writable: false,
	fields: {
		Account: account, Name: text(100), AccountType: label('AccountType'), Date: date, Voucher: integer, VoucherLine: integer, JournalPostedId: integer, Text: text(250), TransType: text(10),
		Amount: number, Debit: number, Credit: number, Currency: currency, AmountCur: number, DebitCur: number, CreditCur: number, Vat: text(10), VatOperation: text(10),
		AmountVat: number, AmountBase: number, NumberSerie: text(10), VoucherX: text(20), Invoice: invoiceNumber('invoiceField'), DocumentDate: date, DocumentRef: integer, HasVoucher: bool,
		DCType: label('JournalAccountType'), DCAccount: text(20), DCName: text(100), LegalIdent: text(20), Origin: text(20), Qty: number, ReferenceNumber: text(100),
		Correction: bool, Canceled: bool, Accrual: bool, Accrued: bool, PrimoTrans: bool, YearTransfer: bool, Void: bool, Reconciled: bool, ...dimensions,
	},
};

export const glDailyJournalPosted: EntityType = {
	name: 'GLDailyJournalPostedClient', title: 'Comment', writable: false,
	fields: {
		JournalPostedId: integer, Posted: date, PostedBy: text(60), Reference: label('PostedReference'), NumberSerie: text(10), Voucher: integer,
		InvoiceNumber: invoiceNumber('invoiceNumberField'), Lines: integer, DateMin: date, DateMax: date, Comment: text(100), Deleted: bool, DeletedBy: text(60),
	},
};
