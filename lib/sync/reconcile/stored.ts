import { z } from 'zod';
import { cell, timeCell, type TableRow } from '../tables';
import { RESULT_KEY } from './plan';
import { RECONCILED, STATES, type DifferenceState, type KindCounts, type Reconciliation, type ReconciledKind } from './types';

const words = <Word extends string>(list: readonly Word[]): z.ZodType<Word, z.ZodTypeDef, unknown> => z.string().refine((value): value is Word => list.some((word) => word === value));
const kind = words<ReconciledKind>(RECONCILED);
const state = words<DifferenceState>(STATES);
const count = z.number().int();
const sums = z.object({ count, net: z.string(), vat: z.string(), gross: z.string() });
const states: z.ZodType<KindCounts['states'], z.ZodTypeDef, unknown> = z.object({ missing: count, extra: count, differs: count, drift: count, twice: count });

const schema: z.ZodType<Reconciliation, z.ZodTypeDef, unknown> = z.object({
	comparedAt: z.string().datetime(),
	kinds: z.array(z.object({ kind, moment: count, uniconta: count, equal: count, withheld: count, states })),
	months: z.array(z.object({ month: z.string(), currency: z.string(), moment: sums, uniconta: sums, equal: z.boolean() })),
	differences: z.array(z.object({ kind, state, key: z.string(), name: z.string(), field: z.string(), moment: z.string(), uniconta: z.string(), message: z.string() })),
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

/** What the last mail said, and when it went, in milliseconds since 1970. */
export function lastMail(rows: readonly TableRow[]): { fingerprint: string; at: number } {
	const row = lastRow(rows) ?? {};
	return { fingerprint: cell(row, 'mailed'), at: timeCell(row, 'mailedAt') ?? 0 };
}

function lastRow(rows: readonly TableRow[]): TableRow | undefined {
	return rows.filter((row) => cell(row, 'key') === RESULT_KEY).sort((a, b) => (timeCell(b, 'time') ?? 0) - (timeCell(a, 'time') ?? 0))[0];
}
