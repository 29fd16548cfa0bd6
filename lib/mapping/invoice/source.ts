import type { DepartmentSource, ProjectSource } from '../projectSource';
import type { Tag } from '../tags';

/** A decimal number as text, as Moment wrote it (`'1250.5'`, `'-3'`, `'1e-7'`); `''` where Moment has none. */
export type DecimalText = string;

/** What Moment says about handing the invoice to accounting (MO26). */
export type TransferChoice = 'transfer' | 'transferred' | 'doNotTransfer' | '';

/**
 * An invoice or credit note as Moment has it, with its project (tags and department) at hand; `''` where a field is
 * empty.
 */
export interface InvoiceSource {
	id: string;
	/** `''` on a draft. */
	invoiceNumber: string;
	/** `''` where Moment's type says neither. */
	kind: 'invoice' | 'creditNote' | '';
	/** State as Moment sends it, for messages. */
	state: string;
	transfer: TransferChoice;
	/** `YYYY-MM-DD`. */
	issueDate: string;
	dueDate: string;
	/** Days of credit as Moment has them; `''` where only the dates say it. */
	creditDays: DecimalText;
	customerId: string;
	customerNumber: string;
	customerName: string;
	/** ISO 4217. */
	currencyCode: string;
	/** Units of the company's own currency for one of `currencyCode`. */
	exchangeRate: DecimalText;
	/** The customer's order reference. */
	orderReference: string;
	/** Number of the invoice that this credit note credits. */
	creditedInvoiceNumber: string;
	totalNet: DecimalText;
	totalVat: DecimalText;
	/** Including VAT, before and after rounding. */
	totalGross: DecimalText;
	totalGrossAfterRounding: DecimalText;
	department?: DepartmentSource;
	tags: readonly Tag[];
	/** The invoice's project; a line may name another one. */
	project?: ProjectSource;
	lines: readonly InvoiceLineSource[];
}

export interface InvoiceLineSource {
	text: string;
	quantity: DecimalText;
	unitPrice: DecimalText;
	/** Percent or amount: not documented, so `net` decides (MO16). */
	discount: DecimalText;
	surcharge: DecimalText;
	/** Net of VAT, after discount. */
	net: DecimalText;
	vatPercent: DecimalText;
	vat: DecimalText;
	accountNumber: string;
	/** The account's "Accounting VAT code": the code in Uniconta. */
	vatCode: string;
	/** The line's own project where it differs from the invoice's. */
	project?: ProjectSource;
	/** Its number in Moment, from 1, where headings were taken out before it. */
	place?: number;
	/** Texts of the headings that stood above it, and below it at the end. */
	above?: string;
	below?: string;
}
