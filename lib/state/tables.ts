import { plainText } from '../core/freeText';
import { z } from 'zod';

/** The Data Tables through which the templates meet (D7): names and columns, in one place. */
export type ColumnType = 'string' | 'number' | 'date';

export interface TableDefinition {
	name: string;
	columns: ReadonlyArray<{ name: string; type: ColumnType }>;
}

const text = (...names: string[]): Array<{ name: string; type: ColumnType }> =>
	names.map((name) => ({ name, type: 'string' }));
const date = (name: string): { name: string; type: ColumnType } => ({ name, type: 'date' });
const number = (name: string): { name: string; type: ColumnType } => ({ name, type: 'number' });

export const TABLES = {
	/** What a person chose, and where the templates left off. */
	settings: { name: 'moment_uniconta_settings', columns: text('key', 'value') },
	/** Only what is unfinished. */
	inbox: {
		name: 'moment_uniconta_inbox',
		columns: [
			...text('entity', 'key', 'state', 'message', 'fix'),
			date('due'),
			number('attempts'),
			...text('momentId', 'holder'),
		],
	},
	/** Append-only; the last row of a record is its state. */
	log: {
		name: 'moment_uniconta_log',
		columns: [
			date('time'),
			...text(
				'outcome',
				'entity',
				'key',
				'name',
				'message',
				'fix',
				'changes',
				'momentId',
				'unicontaRowId',
				'hash',
				'held',
				'execution',
			),
		],
	},
	/** One row: who talks to Uniconta now, and until when at most. */
	lease: { name: 'moment_uniconta_lease', columns: [...text('name', 'holder'), number('expires')] },
	/**
	 * One row: the last comparison of both systems, as the page shows it. Replaced whole, so that nobody ever sees half
	 * of one; a table of its own, because the settings are read every minute.
	 */
	reconciliation: {
		name: 'moment_uniconta_reconciliation',
		columns: [
			...text('key'),
			date('time'),
			...text('state', 'summary', 'mailed'),
			date('mailedAt'),
			...text('result'),
		],
	},
} as const satisfies Record<string, TableDefinition>;

export type TableKey = keyof typeof TABLES;
/** The tables that every template needs. */
export const SHARED_TABLES: readonly TableKey[] = ['settings', 'inbox', 'log', 'lease'];

export interface TablesTrouble {
	message: string;
	fix: string;
	/** The log itself cannot take a row, so that this has to be said in another way. */
	isLog: boolean;
}

/**
 * What is wrong with the tables, as n8n lists them with their columns. n8n finds a table by a part of its name, in any
 * case and with `_` for any letter (N8N1), so that rows could land in one with a similar name; and it never adds a
 * column to a table that is there.
 */
export function tablesTrouble(
	tables: readonly TableRow[],
	needed: readonly TableKey[] = SHARED_TABLES,
): TablesTrouble | undefined {
	const similar = similarTables(tables.map((table) => cell(table, 'name')));
	if (similar.length > 0) {
		const names = similar.join(' and ');
		return {
			message: `There is a Data Table called ${names}. n8n finds tables by a part of their name, so rows could land in the wrong one.`,
			fix: `Rename ${names} so that the name no longer contains that of the table it was copied from, or delete it.`,
			isLog: false,
		};
	}
	const doubled = SHARED_TABLES.map((key) => TABLES[key].name).find(
		(name) => tables.filter((table) => cell(table, 'name') === name).length > 1,
	);
	if (doubled !== undefined) {
		return {
			message: `There are two Data Tables called ${doubled}, so nobody knows in which of them rows land.`,
			fix: `Look in n8n under Data tables which of them holds your rows, and delete the other one.`,
			isLog: false,
		};
	}
	const wrong = needed
		.flatMap((key) =>
			tables
				.filter((table) => cell(table, 'name') === TABLES[key].name)
				.map((table) => ({ key, faults: columnFaults(table, TABLES[key]) })),
		)
		.filter(({ faults }) => faults.length > 0);
	if (wrong.length === 0) return undefined;
	return {
		message: wrong.map(({ key, faults }) => `The Data Table ${TABLES[key].name} ${faults.join(', ')}.`).join(' '),
		fix: `Rename it so that the new name no longer contains ${wrong.map(({ key }) => TABLES[key].name).join(' or ')}: the next run makes it anew as it has to be, and you can copy your rows over. Or put the columns right in n8n under Data tables.`,
		isLog: wrong.some(({ key }) => key === 'log'),
	};
}

function similarTables(names: readonly string[]): string[] {
	const own = Object.values(TABLES).map(({ name }) => name);
	const found = own.map((name) => new RegExp(name.replaceAll('_', '.'), 'i'));
	return names.filter((name) => !own.some((one) => one === name) && found.some((one) => one.test(name)));
}

const columnsSchema = z.array(z.object({ name: z.string(), type: z.string() }));

function columnFaults(table: TableRow, { columns }: TableDefinition): string[] {
	// An n8n that lists its tables without columns says nothing about them.
	const listed = columnsSchema.safeParse(table['columns']);
	if (!listed.success) return [];
	const types = new Map(listed.data.map(({ name, type }) => [name, type]));
	const lacking = columns.filter(({ name }) => !types.has(name)).map(({ name }) => name);
	const others = columns.filter(({ name, type }) => types.has(name) && types.get(name) !== type);
	return [
		...(lacking.length > 0 ? [`lacks the column${lacking.length === 1 ? '' : 's'} ${lacking.join(', ')}`] : []),
		...others.map(
			({ name, type }) =>
				`has in the column ${name} values of the type ${types.get(name) ?? ''} instead of ${type}`,
		),
	];
}

/** A row as a Data Table gives it out: the columns and the table's own. */
export type TableRow = Record<string, unknown>;

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

/** So long may texts in a row be: what a system answers may be megabytes, and all tables of n8n share 200. */
const SHORT = 200;
const LONG = 2_000;

/** A name, a number or an id, as a row holds it. */
export function shortText(text: string): string {
	return cut(text, SHORT);
}

/** What is said of a record, as a row holds it. */
export function longText(text: string): string {
	return cut(text, LONG);
}

/** Never within a character. */
function cut(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The row of a setting; a key that stands twice counts by its newest row, in whatever letter case. */
export function settingRow(settings: readonly TableRow[], key: string): TableRow {
	const named = settings.filter((row) => cell(row, 'key').trim().toLowerCase() === key.toLowerCase());
	return named.sort((a, b) => rowNumber(a) - rowNumber(b)).at(-1) ?? {};
}

/** The value of a setting, trimmed; `''` for one that is not set. */
export function settingText(settings: readonly TableRow[], key: string): string {
	return cell(settingRow(settings, key), 'value').trim();
}
