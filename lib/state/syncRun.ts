import { hasErrors } from '../core/finding';
import { isLinked, type KnownRecords } from '../core/identity';
import type { Entity } from '../core/outcome';
import type { MappedRecord } from '../core/record';
import { isSentAgain, isStop } from './inbox';
import type { LeaseClaim } from './lease';
import { isWritten } from './log';
import type { SettingsArea, Values } from './settings';
import { cell, rowNumber, TABLES, type TableRow } from './tables';

/** How much of Moment a run looks at. */
export type SyncWork =
	/** Everything, side by side. */
	| 'comparison'
	/** What changed since the last time, and what is due. */
	| 'sweep'
	/** What is due. */
	| 'inbox';

/** What a run reads out of Moment. */
export interface Fetch {
	everything: boolean;
	/** ISO in UTC: what changed since is asked for; of everything, only that. `''`: nothing is asked for by its change. */
	changedSince: string;
	/** Moment ids that are due; of what is asked for otherwise too, they come once. */
	ids: readonly string[];
}

/** Whether a run has nothing to read: of an execution that has gone round before, earlier rounds have. */
export function isNothing({ everything, changedSince, ids }: Fetch): boolean {
	return !everything && changedSince === '' && ids.length === 0;
}

/** A run from its start to its end: what it found and decided. Plain values, because it travels as an item. */
export interface SyncRun {
	area: SettingsArea;
	entity: Entity;
	work: SyncWork;
	/** ISO in UTC. */
	startedAt: string;
	/** When the execution began its first run, ISO in UTC. */
	since: string;
	/** n8n's id of the execution. */
	execution: string;
	claim: LeaseClaim;
	leaseMinutes: number;
	dryRun: boolean;
	/** Number of the company in Uniconta; `''`: that of the credential. */
	company: string;
	fetch: Fetch;
	/** The settings as they were read. */
	settings: Values;
	/** The rows of its kind in the inbox, stops apart, as they were read. */
	inbox: readonly TableRow[];
	/** Rows of the inbox that stop all posting. */
	stops: readonly TableRow[];
	/** What the log says of its kind, and of those that it refers to: as many rows as there were, see {@link packLog}. */
	log: string;
	/** Where only a part of the log was read: the numbers for which it was. */
	numbers?: readonly string[];
}

/**
 * Whether it is not known whose number this is: it was changed in Moment after the record was marked. Such a record is
 * done by the next run, which knows its number.
 */
export function isUnreadNumber({ numbers }: SyncRun, number: string): boolean {
	return numbers !== undefined && number !== '' && !numbers.includes(number);
}

/** All that anybody asks of a row: which fields changed and in which execution is for people. */
const LOG_COLUMNS = [
	'id',
	...TABLES.log.columns.map(({ name }) => name).filter((name) => name !== 'changes' && name !== 'execution'),
];

/** Rows of the log as one text: n8n holds the items of every node until a run ends. */
export function packLog(rows: readonly TableRow[]): string {
	return JSON.stringify(rows.map((row) => LOG_COLUMNS.map((column) => row[column] ?? '')));
}

export function unpackLog(text: string): TableRow[] {
	// An edge: what packLog wrote.
	const rows = JSON.parse(text === '' ? '[]' : text) as unknown[][];
	return rows.map((row) => Object.fromEntries(LOG_COLUMNS.map((column, at) => [column, row[at]])));
}

/** Of each record its newest row, which is its state; stops are nobody's record. */
export function newestRows(rows: readonly TableRow[]): TableRow[] {
	const newest = new Map<string, TableRow>();
	for (const row of [...rows].sort((a, b) => rowNumber(a) - rowNumber(b))) {
		const momentId = cell(row, 'momentId');
		if (momentId !== '' && !isStop(row)) newest.set(`${cell(row, 'entity')}/${momentId}`, row);
	}
	return [...newest.values()];
}

/**
 * Whether the log says that exactly this was written last: nobody has to look where not everything is compared, and no
 * person has sent it again.
 */
export function isWrittenAlready({ work, inbox }: SyncRun, record: MappedRecord, known: KnownRecords): boolean {
	const before = record.known;
	return (
		work !== 'comparison' &&
		!inbox.some((row) => cell(row, 'momentId') === record.momentId && isSentAgain(row)) &&
		before !== undefined &&
		isLinked(before) &&
		before.unicontaRowId !== '' &&
		before.hash === record.hash &&
		!hasErrors(record.findings) &&
		isWritten(known.last?.get(record.momentId)?.outcome ?? '')
	);
}
