/** The Data Tables through which the templates meet (design 6): names and columns, in one place. */
export type ColumnType = 'string' | 'number' | 'date';

export interface TableDefinition {
	name: string;
	columns: ReadonlyArray<{ name: string; type: ColumnType }>;
}

const text = (...names: string[]): Array<{ name: string; type: ColumnType }> => names.map((name) => ({ name, type: 'string' }));
const date = (name: string): { name: string; type: ColumnType } => ({ name, type: 'date' });
const number = (name: string): { name: string; type: ColumnType } => ({ name, type: 'number' });

export const TABLES = {
	/** What a person chose, and where the templates left off. */
	settings: { name: 'moment_uniconta_settings', columns: text('key', 'value') },
	/** Only what is unfinished. */
	inbox: {
		name: 'moment_uniconta_inbox',
		columns: [...text('entity', 'momentId', 'key', 'state'), number('attempts'), date('due'), ...text('message', 'fix', 'holder')],
	},
	/** Append-only; the last row of a record is its state. */
	log: {
		name: 'moment_uniconta_log',
		columns: [
			date('time'),
			...text('entity', 'key', 'name', 'outcome', 'message', 'fix', 'changes', 'momentId', 'unicontaRowId', 'hash', 'held', 'execution'),
		],
	},
	/** One row: who talks to Uniconta now, and until when at most. */
	lease: { name: 'moment_uniconta_lease', columns: [...text('name', 'holder'), number('expires')] },
	/**
	 * One row: the last comparison of both systems, as the page shows it. Replaced whole, so that nobody ever sees half of one; a table of
	 * its own, because the settings are read every minute.
	 */
	reconciliation: { name: 'moment_uniconta_reconciliation', columns: [...text('key'), date('time'), ...text('state', 'summary', 'mailed'), date('mailedAt'), ...text('result')] },
} as const satisfies Record<string, TableDefinition>;

/** A row as a Data Table gives it out: the columns and the table's own. */
export type TableRow = Record<string, unknown>;

/** A value as text: text as it is, everything else as JSON writes it. */
export function plainText(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

export function cell(row: TableRow, column: string): string {
	const value = row[column];
	if (value === undefined || value === null) return '';
	return plainText(value);
}

/** A date cell in milliseconds since 1970; undefined for an empty one. */
export function timeCell(row: TableRow, column: string): number | undefined {
	const value = row[column];
	if (value instanceof Date) return value.getTime();
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const time = new Date(value).getTime();
	return Number.isNaN(time) ? undefined : time;
}

export function rowNumber(row: TableRow): number {
	const id = Number(row['id']);
	return Number.isFinite(id) ? id : 0;
}
