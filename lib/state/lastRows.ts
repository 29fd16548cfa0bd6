import { STOPS } from './inbox';
import { cell, rowNumber, timeCell, type TableRow } from './tables';

/**
 * A posting that was refused comes again for 30 days in case it was mended; after that nothing will become of it, and
 * nobody can dismiss it.
 */
export const POSTING_DAYS = 60;
/** These stand in the inbox for as long as they are open; a person dismisses one by deleting its row. */
export const IN_INBOX: ReadonlySet<string> = new Set(['customer', 'project', 'invoice']);

export const URGENT: ReadonlySet<string> = new Set([...STOPS, 'uncertain', 'blocked']);
const OPEN: ReadonlySet<string> = new Set(['failed', 'refused', 'waiting', 'gone', ...URGENT]);

/** The last row of each record, and since when it has been open, or well, without a break. */
export interface LastState {
	row: TableRow;
	since: number;
}

/** What the log says last of each record; dry runs say nothing. */
export function lastStates(log: readonly TableRow[]): Map<string, LastState> {
	const states = new Map<string, LastState>();
	for (const row of [...log].sort((a, b) => rowNumber(a) - rowNumber(b))) {
		if (cell(row, 'outcome').startsWith('would')) continue;
		const id = idOf(row);
		const before = states.get(id);
		const time = timeOf(row);
		states.set(id, {
			row,
			since:
				before !== undefined && isProblem(before.row) === isProblem(row) && IN_INBOX.has(cell(row, 'entity'))
					? before.since
					: time,
		});
	}
	return states;
}

export function timeOf(row: TableRow): number {
	return timeCell(row, 'time') ?? timeCell(row, 'createdAt') ?? 0;
}

/** What the log's rows about one thing have in common; it stays the same for as long as it is about the same record. */
export function idOf(row: TableRow): string {
	const entity = cell(row, 'entity');
	// An expense gets its id in Moment when it is created; what it is known by before and after is its reference.
	const id =
		entity === 'expense' ? cell(row, 'key') || cell(row, 'momentId') : cell(row, 'momentId') || cell(row, 'key');
	if (id !== '') return `${entity}/${id}`;
	return `many/${entity}/${cell(row, 'outcome') === 'failed' ? 'failed' : 'waiting'}`;
}

/** Whether the row says that something is open. */
export function isProblem(row: TableRow): boolean {
	const outcome = cell(row, 'outcome');
	// Not sent by a person's choice; there is something to do only while the number series waits for its number.
	return OPEN.has(outcome) || (outcome === 'withheld' && cell(row, 'fix') !== '');
}
