import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { Entity } from '../../lib/core/outcome';
import { expenseHash, type MappedExpense } from '../../lib/mapping/expense';
import { hasErrors, type Finding } from '../../lib/core/finding';
import { planFromItem, planToItem, type MappedInvoice } from '../../lib/mapping/invoice/plan';
import { fingerprint, type MappedRecord } from '../../lib/core/record';
import type { RunResult } from '../../lib/state/run';
import type { Reference } from '../../lib/core/references';
import { rowIdOf } from '../../lib/uniconta/api/rows';

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));
const textList = z.array(z.string()).catch([]);

const findingSchema: z.ZodType<Finding, z.ZodTypeDef, unknown> = z.object({
	level: z.enum(['error', 'warning', 'note']).catch('error'),
	field: text,
	value: text,
	message: text,
	logged: z.string().optional().catch(undefined),
	fix: text,
});
const findingsSchema = z.array(findingSchema).catch([]);
const attemptSchema = z.object({ reference: z.string(), at: z.string() });
const optionalText = z.string().optional().catch(undefined);
const knownSchema = z.object({
	key: text,
	unicontaRowId: text,
	company: optionalText,
	name: optionalText,
	confirmedRowId: optionalText,
	endedRowIds: z.array(z.string()).optional().catch(undefined),
	held: textList,
	hash: text,
	outcome: z.string().optional().catch(undefined),
	attempt: attemptSchema.optional().catch(undefined),
});

const referencesSchema: z.ZodType<Reference[], z.ZodTypeDef, unknown> = z.array(
	z.object({
		entity: z.enum(['customer', 'project']),
		momentId: text,
		key: text,
		name: text,
		unicontaRowId: text,
		company: optionalText,
		confirmedRowId: text,
		confirmed: z.boolean().catch(false),
		endedRowIds: textList,
		refusal: text,
		drift: z.object({ message: z.string(), fix: text }).optional().catch(undefined),
	}),
);

const mappedSchema = z.object({
	key: text,
	momentId: text,
	name: text,
	uniconta: z.record(z.unknown()),
	findings: findingsSchema,
	held: textList,
	hash: text,
	known: knownSchema.optional().catch(undefined),
	tried: z.array(z.string()).optional().catch(undefined),
	references: referencesSchema.optional().catch(undefined),
});

const mappedInvoiceSchema = mappedSchema.omit({ held: true, tried: true }).extend({
	sending: z.enum(['send', 'withheld']).catch('send'),
	withheldBefore: z.boolean().optional().catch(undefined),
	waitingSince: z.string().optional().catch(undefined),
});

const mappedExpenseSchema = z.object({
	key: text,
	momentId: text,
	name: text,
	moment: z.object({
		projectNumber: text,
		projectId: text,
		projectName: text,
		unicontaProjectName: text,
		activityName: text,
		date: text,
		description: text,
		supplierName: text,
		supplierInvoiceNumber: text,
		amount: text,
		currencyCode: text,
		// A text from an edit on the way.
		billable: z.unknown().transform((value) => value === true || /^(true|yes|1)$/i.test(String(value))),
		approvalState: text,
		externalReference: text,
	}),
	findings: findingsSchema,
	held: textList,
	unicontaRowId: text,
	known: z.object({ momentId: z.string(), hash: z.string() }).optional().catch(undefined),
});

const resultSchema = z.object({
	entity: text,
	momentId: text,
	key: text,
	name: text,
	outcome: z.string(),
	findings: findingsSchema,
	changes: z.record(z.unknown()).catch({}),
	unicontaRowId: text,
	hash: text,
	held: textList,
	company: z.string().min(1).optional().catch(undefined),
	shownRowId: optionalText,
	waitsFor: z.array(z.string()).optional().catch(undefined),
	transient: z.boolean().catch(false),
	uniconta: z.record(z.unknown()).catch({}),
});

/** An item that an earlier node already settled (failed to fetch, refused): later nodes hand it on as it is. */
export function isSettled(json: IDataObject): boolean {
	return json.outcome === 'failed' || json.outcome === 'refused';
}

/** n8n's own shape for an item of a node that did not succeed: the message under `error`. */
export function errorTextOf(item: INodeExecutionData): string | undefined {
	const { error } = item.json;
	if (typeof error === 'string' && error !== '') return error;
	if (item.error !== undefined) return item.error.message;
	return undefined;
}

/** What the mapper put out, perhaps edited on the way; undefined when the item is something else. */
export function mappedRecordOf(json: IDataObject, entity: Entity): MappedRecord | undefined {
	const parsed = mappedSchema.safeParse(json);
	if (!parsed.success) return undefined;
	const { data } = parsed;
	// A project has both: its own number and its customer's account.
	const number = entity === 'project' ? data.uniconta.Number : data.uniconta.Account;
	const key = data.key !== '' ? data.key : text.catch('').parse(number);
	const name = data.name !== '' ? data.name : text.catch('').parse(data.uniconta.Name);
	return { entity, ...data, key, name };
}

/** What the mapper put out for a posting, perhaps edited on the way; undefined when the item is something else. */
export function mappedExpenseOf(json: IDataObject): MappedExpense | undefined {
	const parsed = mappedExpenseSchema.safeParse(json);
	if (!parsed.success) return undefined;
	const { key, known, ...data } = parsed.data;
	const reference = key || data.moment.externalReference;
	if (reference === '') return undefined;
	return {
		entity: 'expense',
		...data,
		key: reference,
		moment: { ...data.moment, externalReference: reference },
		hash: expenseHash(data.moment),
		...(known === undefined ? {} : { known }),
	};
}

/** What the mapper put out for an invoice, perhaps edited on the way; undefined when the item is something else. */
export function mappedInvoiceOf(json: IDataObject): MappedInvoice | undefined {
	const parsed = mappedInvoiceSchema.safeParse(json);
	if (!parsed.success) return undefined;
	const { uniconta, known, ...data } = parsed.data;
	const plan = Object.keys(uniconta).length === 0 ? undefined : planFromItem(uniconta);
	const key = data.key !== '' ? data.key : text.catch('').parse(uniconta.InvoiceNumber);
	const findings = [...data.findings, ...(plan instanceof z.ZodError ? unreadable(plan, key) : [])];
	const readable = plan instanceof z.ZodError ? undefined : plan;
	if (readable === undefined && data.sending === 'send' && !hasErrors(findings)) findings.push(withoutPlan(key));
	return {
		entity: 'invoice',
		...data,
		key,
		findings,
		hash: data.hash !== '' || readable === undefined ? data.hash : fingerprint(planToItem(readable)),
		...(readable === undefined ? {} : { plan: readable }),
		...(known === undefined ? {} : { known }),
	};
}

/** Fields that an edit on the way left in a form that cannot be sent. */
function unreadable(error: z.ZodError, key: string): Finding[] {
	return error.issues.map(({ path, message }) => ({
		level: 'error',
		field: path.join('.'),
		value: '',
		message: `Invoice ${key}: the field ${path.join('.')} of "uniconta" cannot be read (${message}).`,
		fix: 'Correct the node that changes "uniconta" between the Moment Uniconta Mapper and Uniconta Invoice.',
	}));
}

function withoutPlan(key: string): Finding {
	return {
		level: 'error',
		field: '',
		value: '',
		message: `Invoice ${key}: the item has nothing to send, its "uniconta" is empty.`,
		fix: 'Put the Moment Uniconta Mapper before Uniconta Invoice, or choose Define Below as Mapping Mode.',
	};
}

/** The findings an item carries; none where it has no list of them. */
export function findingsOf(value: unknown): Finding[] {
	return findingsSchema.parse(value);
}

/** What a run says of its records, for log and inbox. Items that are no results are left out. */
export function runResultsOf(records: readonly IDataObject[]): RunResult[] {
	return records.flatMap((record) => {
		const parsed = resultSchema.safeParse(record);
		if (!parsed.success) return [];
		const { uniconta, ...result } = parsed.data;
		// A row of Uniconta has a row id; what was only planned has none.
		return [{ ...result, seen: rowIdOf(uniconta) !== '' }];
	});
}
