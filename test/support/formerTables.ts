import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

type Cell = string | number | null;
export type FormerRow = Record<string, Cell>;
export type FormerTables = Record<'settings' | 'inbox' | 'log' | 'lease', FormerRow[]>;

const rows = z.array(z.record(z.union([z.string(), z.number(), z.null()])));
const savedSchema = z.object({
	savedAt: z.string(),
	tables: z.object({ settings: rows, inbox: rows, log: rows, lease: rows }),
});

/**
 * What the customers' template of commit 26836d1 left in a real n8n, in the middle of a run (execution 41): a first
 * comparison was done, 46000 has failed and is to be tried again, the run has taken the mark of 46001 and has sent it to
 * Uniconta, which took it and did not answer, and 46002 and 46003 were marked meanwhile.
 * @param now as if it had been saved at this time, in milliseconds since 1970
 */
export function formerTables(now: number): FormerTables {
	const file = path.join(__dirname, 'saved/tables-26836d1.json');
	const { savedAt, tables } = savedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	const later = now - Date.parse(savedAt);
	const moved = (column: string, value: Cell): Cell => {
		if (column === 'expires' && typeof value === 'number' && value > 0) return value + later;
		if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return value;
		return new Date(Date.parse(value) + later).toISOString();
	};
	const own = (row: FormerRow): FormerRow =>
		Object.fromEntries(
			Object.entries(row)
				.filter(([column]) => !['id', 'createdAt', 'updatedAt'].includes(column))
				.map(([column, value]) => [column, moved(column, value)]),
		);
	return {
		settings: tables.settings.map(own),
		inbox: tables.inbox.map(own),
		log: tables.log.map(own),
		lease: tables.lease.map(own),
	};
}

/** The execution that was at work when the tables were saved. */
export const FORMER_RUN = '41';
/** The customers that were not finished, in the order in which they were made; Uniconta has the second. */
export const FORMER_UNFINISHED = ['46000', '46001', '46002', '46003'] as const;
