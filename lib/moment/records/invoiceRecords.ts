import { z } from 'zod';
import { ApiError } from '../../http/errors';
import { INVOICE_FIELDS, INVOICE_LINE_FIELDS, INVOICE_LINE_LISTS, TAG_LISTS } from '../api/fields';
import { creditDaysOf, kindOf, transferOf } from './invoiceWords';
import { dateSchema, type MomentProject } from './projectRecords';
import { decimalSchema, isRecord, mentions, textSchema, type JsonRecord } from '../api/reading';
import { checked, idSchema, pick, unreadable } from '../api/recordReading';
import { departmentNamedBy, type MomentDepartment } from './setupRecords';
import { readTagList, tagSchema, type TagListReading } from './tagList';

const lineSchema = z.object({
	text: textSchema,
	quantity: decimalSchema,
	unitPrice: decimalSchema,
	discount: decimalSchema,
	surcharge: decimalSchema,
	net: decimalSchema,
	vatPercent: decimalSchema,
	vat: decimalSchema,
	accountNumber: textSchema,
	/** The account's "Accounting VAT code". */
	vatCode: textSchema,
});
const lineReadingSchema = lineSchema.extend({
	accountId: textSchema,
	projectId: textSchema,
	projectNumber: textSchema,
	projectName: textSchema,
});

const invoiceSchema = z.object({
	id: idSchema,
	invoiceNumber: textSchema,
	kind: z.enum(['invoice', 'creditNote', '']),
	state: textSchema,
	transfer: z.enum(['transfer', 'transferred', 'doNotTransfer', '']),
	issueDate: dateSchema,
	dueDate: dateSchema,
	creditDays: decimalSchema,
	customerId: textSchema,
	customerNumber: textSchema,
	customerName: textSchema,
	currencyCode: textSchema,
	exchangeRate: decimalSchema,
	orderReference: textSchema,
	creditedInvoiceNumber: textSchema,
	totalNet: decimalSchema,
	totalVat: decimalSchema,
	totalGross: decimalSchema,
	totalGrossAfterRounding: decimalSchema,
	tags: z.array(tagSchema),
});
const invoiceReadingSchema = invoiceSchema.extend({
	creditedInvoiceId: textSchema,
	projectId: textSchema,
	projectNumber: textSchema,
	projectName: textSchema,
	lines: z.array(lineReadingSchema),
});

export type InvoiceValues = z.infer<typeof invoiceReadingSchema>;
export type LineValues = z.infer<typeof lineReadingSchema>;
export type MomentInvoiceLine = z.infer<typeof lineSchema> & { project?: MomentProject };

/** An invoice or credit note of Moment. All text, `''` for what is empty; decimals exactly as Moment wrote them. */
export type MomentInvoice = z.infer<typeof invoiceSchema> & {
	department?: MomentDepartment;
	project?: MomentProject;
	lines: MomentInvoiceLine[];
};

/** An invoice as read, with what its answer leaves to be looked up. */
export interface InvoiceReading extends Omit<TagListReading, 'tags'> {
	invoice: InvoiceValues;
	department: MomentDepartment | undefined;
	/** For each line whether it said number and VAT code of its account itself. */
	accountsComplete: boolean[];
}

/** A line without what only served to look things up. */
export function withoutReferences(line: LineValues): z.infer<typeof lineSchema> {
	return lineSchema.parse(line);
}

/** Final is what has a number (MO15). */
export function isFinalized(row: JsonRecord): boolean {
	return INVOICE_FIELDS.invoiceNumber.some((name) => !['', null, undefined].some((nothing) => row[name] === nothing));
}

/** The lines in an answer, undefined where it has none: an empty list is an answer, null is none. */
export function linesIn(row: JsonRecord): unknown[] | undefined {
	for (const name of INVOICE_LINE_LISTS) {
		const lines: unknown = row[name];
		if (Array.isArray(lines)) return [...(lines as unknown[])];
	}
	return undefined;
}

export function readInvoice(raw: unknown, context?: string): InvoiceReading | ApiError {
	const row = isRecord(raw) ? raw : {};
	const lines = linesIn(row);
	// Never an invoice silently without lines (MO16).
	if (lines === undefined && isFinalized(row)) {
		return unreadable('invoice', raw, 'it came without lines, also when they were asked for', context);
	}
	const { tags, ...list } = readTagList(row, TAG_LISTS.invoice);
	const invoice = checked(invoiceReadingSchema, 'invoice', raw, context, (record) => ({
		...pick(record, INVOICE_FIELDS),
		kind: kindOf(record),
		transfer: transferOf(record),
		creditDays: creditDaysOf(record),
		tags,
		lines: (lines ?? []).map((line) => (isRecord(line) ? pick(line, INVOICE_LINE_FIELDS) : line)),
	}));
	if (invoice instanceof ApiError) return invoice;
	return {
		invoice,
		...list,
		department: departmentNamedBy(row),
		accountsComplete: (lines ?? []).map((line, at) => isRecord(line) && saysAccount(line, invoice.lines[at])),
	};
}

function saysAccount(line: JsonRecord, values: LineValues | undefined): boolean {
	return values !== undefined && values.accountNumber !== '' && mentions(line, INVOICE_LINE_FIELDS.vatCode);
}
