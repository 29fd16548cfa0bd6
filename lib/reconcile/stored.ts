import { z } from 'zod';
import { cell, timeCell, type TableRow } from '../state/tables';
import { FAILURE_KEY, RESULT_KEY } from './plan';
import {
	RECONCILED,
	STATES,
	type DifferenceState,
	type KindCounts,
	type Reconciliation,
	type ReconciledKind,
} from './types';

const words = <Word extends string>(list: readonly Word[]): z.ZodType<Word, z.ZodTypeDef, unknown> =>
	z.string().refine((value): value is Word => list.some((word) => word === value));
const kind = words<ReconciledKind>(RECONCILED);
const state = words<DifferenceState>(STATES);
const count = z.number().int();
const sums = z.object({ count, net: z.string(), vat: z.string(), gross: z.string() });
const states: z.ZodType<KindCounts['states'], z.ZodTypeDef, unknown> = z.object({
	missing: count,
	extra: count,
	differs: count,
	drift: count,
	twice: count,
	// Not in comparisons of before it was told apart.
	edited: count.default(0),
	leftOut: count.default(0),
});

const schema: z.ZodType<Reconciliation, z.ZodTypeDef, unknown> = z.object({
	comparedAt: z.string().datetime(),
	kinds: z.array(z.object({ kind, moment: count, uniconta: count, equal: count, withheld: count, states })),
	months: z.array(
		z.object({ month: z.string(), currency: z.string(), moment: sums, uniconta: sums, equal: z.boolean() }),
	),
	differences: z.array(
		z.object({
			kind,
			state,
			key: z.string(),
			name: z.string(),
			field: z.string(),
			moment: z.string(),
			uniconta: z.string(),
			message: z.string(),
			plain: z.literal(true).optional(),
			passing: z.literal(true).optional(),
		}),
	),
	total: count,
	remarks: z.array(z.string()),
	fingerprint: z.string(),
});

/** The last comparison out of its table; undefined where there is none, or none that can be read. */
export function storedResult(rows: readonly TableRow[]): Reconciliation | undefined {
	const text = cell(lastRow(rows) ?? {}, 'result');
	if (text === '') return undefined;
	try {
		const parsed = schema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : undefined;
	} catch {
		return undefined;
	}
}

/** Why a list could not be read, where its one item says so; `''` for a list that was read. */
export function readFailure(items: readonly TableRow[]): string {
	const [item, second] = items;
	if (item === undefined || second !== undefined) return '';
	const { error } = item;
	if (typeof error === 'string' && error !== '') return error;
	const said = z
		.object({ outcome: z.literal('failed'), findings: z.array(z.object({ message: z.string() })).min(1) })
		.safeParse(item);
	return said.success ? (said.data.findings[0]?.message ?? '') : '';
}

/** What mails have said and is not over, as it is kept. */
export function toldBefore(rows: readonly TableRow[]): string {
	return cell(lastRow(rows) ?? {}, 'mailed');
}

/** Why the last comparison did not get through, where that was after the last good one. */
export function lastFailure(rows: readonly TableRow[]): { at: number; message: string } | undefined {
	const failed = newest(rows, FAILURE_KEY);
	const at = timeCell(failed ?? {}, 'time') ?? 0;
	return failed === undefined || at <= (timeCell(lastRow(rows) ?? {}, 'time') ?? 0)
		? undefined
		: { at, message: cell(failed, 'summary') };
}

const lastRow = (rows: readonly TableRow[]): TableRow | undefined => newest(rows, RESULT_KEY);

function newest(rows: readonly TableRow[], key: string): TableRow | undefined {
	return rows
		.filter((row) => cell(row, 'key') === key)
		.sort((a, b) => (timeCell(b, 'time') ?? 0) - (timeCell(a, 'time') ?? 0))[0];
}
