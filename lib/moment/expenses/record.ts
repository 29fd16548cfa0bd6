import { z } from 'zod';
import type { ApiError } from '../../http/errors';
import { OWNED_FIELDS, type ExpenseFields, type OwnedField } from '../../mapping/expense';
import { compare, parseComputed, parseDecimal, toNumber } from '../../core/money';
import { isoDateTime, plainDate } from '../api/dates';
import { CUSTOMER_FIELDS } from '../api/fields';
import { decimalSchema, firstOf, mentions, textSchema, type JsonRecord } from '../api/reading';
import { checked, idSchema } from '../api/recordReading';
import { EXPENSE_FIELD_NAMES, sameWord, type ExpenseField, type ExpenseNames } from './names';

const expenseSchema = z.object({
	id: idSchema,
	projectId: textSchema,
	activityId: textSchema,
	date: textSchema,
	description: textSchema,
	amount: decimalSchema,
	currencyCode: textSchema,
	/** Undefined where Moment does not say. */
	billable: z.boolean().optional(),
	supplierName: textSchema,
	supplierInvoiceNumber: textSchema,
	approvalState: textSchema,
	externalReference: textSchema,
	/** ISO, UTC; `''` when unknown. */
	lastModifiedDate: z.string(),
});

/** An expense of Moment. Amounts as decimal text, as they came. */
export type MomentExpense = z.infer<typeof expenseSchema>;

/** What is written: the fields, and the ids that project and activity were found under. */
export type WantedExpense = Omit<
	ExpenseFields,
	'projectNumber' | 'projectName' | 'unicontaProjectName' | 'activityName'
> & { projectId: string; activityId: string };

/** An expense as read; one that cannot be read is a value: it must not stop the others. */
export function readExpense(raw: unknown, names: ExpenseNames, context?: string): MomentExpense | ApiError {
	return checked(expenseSchema, 'project expense', raw, context, (record) => {
		const values = Object.fromEntries(
			EXPENSE_FIELD_NAMES.map((field) => [field, firstOf(record, names.candidatesOf(field))]),
		);
		return {
			...values,
			id: record.id,
			date: plainDate(values.date) ?? values.date,
			billable: typeof values.billable === 'boolean' ? values.billable : undefined,
			lastModifiedDate: isoDateTime(firstOf(record, CUSTOMER_FIELDS.lastModifiedDate)),
		};
	});
}

/** The body that carries these fields, by the names known now; empty texts are left out. */
export function bodyOf(wanted: WantedExpense, fields: readonly ExpenseField[], names: ExpenseNames): JsonRecord {
	const body: JsonRecord = {};
	for (const field of fields) {
		const name = names.of(field);
		const value = wireValue(field, wanted, names);
		if (name !== '' && value !== '') put(body, name, value);
	}
	return body;
}

function wireValue(field: ExpenseField, wanted: WantedExpense, names: ExpenseNames): unknown {
	switch (field) {
		case 'projectId':
		case 'activityId':
			return /^\d{1,15}$/.test(wanted[field]) ? Number(wanted[field]) : wanted[field];
		case 'amount': {
			const amount = parseDecimal(wanted.amount);
			return amount === undefined ? wanted.amount : toNumber(amount);
		}
		case 'approvalState':
			return names.stateWord(wanted.approvalState);
		default:
			return wanted[field];
	}
}

/** Whether the record holds what is wanted in this field: `unsaid` where it does not mention it. */
export function holds(
	raw: JsonRecord,
	field: ExpenseField,
	wanted: WantedExpense,
	names: ExpenseNames,
): 'same' | 'different' | 'unsaid' {
	const candidates = names.candidatesOf(field);
	if (!mentions(raw, candidates)) return 'unsaid';
	const value = firstOf(raw, candidates);
	return isSame(field, value, wanted, names) ? 'same' : 'different';
}

/** The fields that the posting says, which Moment tells otherwise; one that the posting leaves empty is Moment's. */
export function differences(raw: JsonRecord, wanted: WantedExpense, names: ExpenseNames): OwnedField[] {
	return OWNED_FIELDS.filter((field) => wanted[field] !== '' && holds(raw, field, wanted, names) === 'different');
}

function isSame(field: ExpenseField, value: unknown, wanted: WantedExpense, names: ExpenseNames): boolean {
	if (field === 'billable') return value === wanted.billable;
	if (field === 'date') return plainDate(value) === wanted.date;
	const text = textSchema.safeParse(value);
	if (!text.success) return false;
	if (field === 'amount') {
		const [had, wants] = [parseComputed(text.data), parseDecimal(wanted.amount)];
		return had !== undefined && wants !== undefined && compare(had, wants) === 0;
	}
	if (field === 'approvalState') return sameWord(text.data, names.stateWord(wanted.approvalState));
	return sameText(text.data, wanted[field], field);
}

/** Shorter than this a text is not taken for a longer one that was cut. */
const LEAST_CUT = 30;

/** Spaces aside; a text that Moment has cut counts as the same, or it would be written again on each run. */
function sameText(had: string, wants: string, field: ExpenseField): boolean {
	const [a, b] = [had, wants].map((text) => text.replace(/\s+/g, ' ').trim());
	if (a === b) return true;
	return field === 'description' && a !== undefined && a.length >= LEAST_CUT && b !== undefined && b.startsWith(a);
}

function put(body: JsonRecord, name: string, value: unknown): void {
	const [outer = name, ...inner] = name.split('.');
	if (inner.length === 0) {
		body[outer] = value;
		return;
	}
	const holder: JsonRecord = {};
	const before = body[outer];
	if (typeof before === 'object' && before !== null) Object.assign(holder, before);
	put(holder, inner.join('.'), value);
	body[outer] = holder;
}
