import { z } from 'zod';
import type { InvoiceSource } from '../../../lib/mapping/invoice/source';

/** Text, numbers and nothing, as text: what a Moment node puts out, or a person wrote on the way. */
const text = z
	.union([z.string(), z.number(), z.null(), z.undefined()])
	.transform((value) => (value === null || value === undefined ? '' : String(value)));
const name = text.transform((value) => value.trim());
/** A day, also where a time follows it. */
const day = name.transform((value) => (/^\d{4}-\d{2}-\d{2}T/.test(value) ? value.slice(0, 10) : value));

const absent = <T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>): z.ZodType<T | undefined, z.ZodTypeDef, unknown> =>
	z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());
const listOf = <T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>): z.ZodType<T[], z.ZodTypeDef, unknown> =>
	z.preprocess((value) => value ?? [], z.array(schema));

/**
 * One of a few words, in whatever case; what is none of them is refused, since it may mean that the invoice is not to
 * be sent.
 */
const oneOf = <Word extends string>(...words: readonly Word[]): z.ZodType<Word | '', z.ZodTypeDef, unknown> =>
	name.transform((value, context): Word | '' => {
		if (value === '') return '';
		const word = words.find((one) => one.toLowerCase() === value.replace(/[\s_-]/g, '').toLowerCase());
		if (word !== undefined) return word;
		context.addIssue({ code: 'custom', message: `is "${value}", which is none of ${words.join(', ')}` });
		return z.NEVER;
	});

const department = z.object({ id: text, name: text, externalNumber: text });
const tag = z.object({ name: text, code: text, tagGroupId: text, tagGroupName: text });
const project = z.object({
	id: text,
	projectNumber: text,
	name: text,
	customerId: text,
	customerNumber: text,
	customerName: text,
	state: text,
	startDate: text,
	endDate: text,
	description: text,
	managerName: text,
	managerEmployeeNumber: text,
	department: absent(department),
	tags: listOf(tag),
});
const line = z.object({
	text,
	quantity: text,
	unitPrice: text,
	discount: text,
	surcharge: text,
	net: text,
	vatPercent: text,
	vat: text,
	accountNumber: text,
	vatCode: text,
	project: absent(project),
});
const invoice: z.ZodType<InvoiceSource, z.ZodTypeDef, unknown> = z.object({
	id: text.refine((id) => id !== '', 'is missing'),
	invoiceNumber: name,
	kind: oneOf('invoice', 'creditNote'),
	state: text,
	transfer: oneOf('transfer', 'transferred', 'doNotTransfer'),
	issueDate: day,
	dueDate: day,
	creditDays: text,
	customerId: text,
	customerNumber: text,
	customerName: text,
	currencyCode: text,
	exchangeRate: text,
	orderReference: text,
	creditedInvoiceNumber: text,
	totalNet: text,
	totalVat: text,
	totalGross: text,
	totalGrossAfterRounding: text,
	department: absent(department),
	tags: listOf(tag),
	project: absent(project),
	lines: listOf(line),
});

/**
 * Reads an invoice from an item of the Moment node; its id may also stand under `momentId`.
 * @throws Error naming the field that cannot be read
 */
export function readInvoice(json: Record<string, unknown>): InvoiceSource {
	const parsed = invoice.safeParse({ ...json, id: json.id ?? json.momentId });
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = issue?.path.join('.') ?? '';
	const reason = issue?.code === 'custom' ? issue.message : 'holds something else than text or a number';
	throw new Error(
		`This item cannot be read as an invoice: its field "${field}" ${reason}. Use the Moment node, Invoice, with Simplify switched on.`,
	);
}
