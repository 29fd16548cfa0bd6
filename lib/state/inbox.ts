import { adviceOf } from '../core/finding';
import { MASS_FAILURE, type RunResult } from './run';
import type { Outcome } from '../core/outcome';
import type { Condition } from './store';
import { cell, longText, rowNumber, shortText, timeCell, type TableRow } from './tables';

/**
 * `due`: to be done at its time. `retry`: did not get through. `refused`: waits until the record or the settings
 * change. `waiting`: an invoice that waits for another one or for an answer; done together with any that is due. {@link
 * STOPS}: a {@link STOP}.
 */
export const UNFINISHED_STATES = ['due', 'retry', 'refused', 'waiting', 'misnumbered', 'mistotalled'] as const;

/** Outcomes of an invoice, and states of its row, after which a person has to decide before anything more is posted. */
export const STOPS = ['misnumbered', 'mistotalled'] as const satisfies ReadonlyArray<
	Outcome & (typeof UNFINISHED_STATES)[number]
>;

export function stopOf(word: string): (typeof STOPS)[number] | undefined {
	return STOPS.find((stop) => stop === word);
}

/** One row of the inbox: a record that is not finished. */
export interface InboxRow extends TableRow {
	entity: string;
	momentId: string;
	key: string;
	state: (typeof UNFINISHED_STATES)[number];
	attempts: number;
	/** ISO in UTC; null: not by time. */
	due: string | null;
	message: string;
	fix: string;
	/** The run that has taken it; `''` for none. */
	holder: string;
}

/**
 * After each failed attempt, and where another record is to be mended first, minutes until the next; the last one
 * repeats.
 */
const RETRY_MINUTES = [1, 5, 30, 60] as const;

/**
 * One that waits for another is looked at together with any that is due; this is for what changes in Uniconta alone.
 */
const WAITING_MINUTES = [1, 2, 5, 15] as const;

/** Nothing is put off for longer, and two clocks may differ. */
const LONGEST_WAIT_MS = 62 * 60_000;

/**
 * Whether the row's time has come. One further away than anything is put off was set by a clock that was ahead.
 */
export function isTime(row: TableRow, now: number): boolean {
	const due = timeCell(row, 'due');
	return due !== undefined && (due <= now || due > now + LONGEST_WAIT_MS);
}

/** An invoice sent without a clear answer is looked for soon and often; in the end a person decides. */
const UNCERTAIN_MINUTES = [1, 1, 2, 2, ...Array.from({ length: 36 }, () => 5), 15];

/**
 * The kind of the rows that stop all posting until a person takes them away; the message says why, *key* and *momentId*
 * after which invoice. It is a kind of its own because marks name customers, projects and invoices alone: none can
 * touch it, whatever its id.
 */
export const STOP = 'stop';

/**
 * Tables of before hold stops as rows of invoices, with this in front of the id. They stop as well. A mark cannot name
 * one, because ids are whole numbers, and leaves alone what is `misnumbered`.
 */
const OLD_STOP = /^stop-/;

export function isStop(row: TableRow): boolean {
	return (
		cell(row, 'entity') === STOP || stopOf(cell(row, 'state')) !== undefined || OLD_STOP.test(cell(row, 'momentId'))
	);
}

/** Moment id of the invoice after which all posting stopped. */
export function stoppedId(stop: TableRow): string {
	return cell(stop, 'momentId').replace(OLD_STOP, '');
}

/** Whether the row says that the record is not finished: its own row, or a stop after it. */
export function isRowOf(row: TableRow, entity: string, momentId: string): boolean {
	if (isStop(row)) return entity === 'invoice' && stoppedId(row) === momentId;
	return cell(row, 'entity') === entity && cell(row, 'momentId') === momentId;
}

export interface DueRecord {
	entity: string;
	momentId: string;
	key: string;
	attempts: number;
}

/** The records behind the rows a run has taken, each once: rows may be doubled (design 6), the newest number counts. */
export function dueRecords(rows: readonly TableRow[]): DueRecord[] {
	const records = new Map<string, DueRecord>();
	for (const row of [...rows].sort((a, b) => rowNumber(a) - rowNumber(b))) {
		const momentId = cell(row, 'momentId');
		if (momentId === '' || isStop(row)) continue;
		const entity = cell(row, 'entity');
		const before = records.get(`${entity}/${momentId}`);
		records.set(`${entity}/${momentId}`, {
			entity,
			momentId,
			key: cell(row, 'key') || before?.key || '',
			attempts: Math.max(before?.attempts ?? 0, Number(row['attempts']) || 0),
		});
	}
	return [...records.values()];
}

/** What the row of a record says that a person has sent again: it is looked at, whatever the log says of it. */
const SENT_AGAIN = 'Sent again by hand.';

export function isSentAgain(row: TableRow): boolean {
	return cell(row, 'message') === SENT_AGAIN;
}

/** As {@link markRow}, by a person. */
export function sentAgainRow(entity: string, momentId: string, key: string, now: number): InboxRow {
	return { ...markRow(entity, momentId, key, now), message: SENT_AGAIN };
}

/** Whether the row says no more than that a webhook has named the record. */
export function isPlainMark(row: TableRow): boolean {
	return cell(row, 'state') === 'due' && cell(row, 'message') === '' && Number(row['attempts']) === 0;
}

/**
 * The row as it was read and no other: an id that is free again goes to the next mark, and templates of before this
 * version mark by changing a row.
 */
export function thatRow(row: TableRow): Condition[] {
	return [
		{ column: 'id', value: rowNumber(row) },
		{ column: 'entity', value: cell(row, 'entity') },
		{ column: 'updatedAt', is: 'lte', value: new Date(timeCell(row, 'updatedAt') ?? 0).toISOString() },
	];
}

/** The row that marks a record as due now. */
export function markRow(entity: string, momentId: string, key: string, now: number): InboxRow {
	return {
		entity,
		momentId: shortText(momentId),
		key: shortText(key),
		state: 'due',
		attempts: 0,
		due: new Date(now).toISOString(),
		message: '',
		fix: '',
		holder: '',
	};
}

/**
 * What goes back into the inbox after a run: what failed, at its next time, and what was refused, without one. With
 * `keepUnseen` also what the run had taken and did not meet. A run that failed as a whole (see MASS_FAILURE) while
 * comparing everything puts nothing there: the comparison itself is done again.
 */
export function unfinishedRows(
	results: readonly RunResult[],
	{
		now,
		taken,
		comparison,
		keepUnseen = false,
	}: { now: number; taken: readonly TableRow[]; comparison: boolean; keepUnseen?: boolean },
): InboxRow[] {
	const attemptsBefore = new Map(
		dueRecords(taken).map(({ entity, momentId, attempts }) => [`${entity}/${momentId}`, attempts]),
	);
	const mass = comparison && results.filter(({ outcome }) => outcome === 'failed').length > MASS_FAILURE;
	// Where posting moves on, what waits is not put off longer and longer for having waited before.
	const movesOn = results.some(({ outcome }) => outcome === 'posted' || outcome === 'drafted');
	const unseen = keepUnseen ? rowsNotIn(results, taken) : [];
	const open = results.flatMap((result): InboxRow[] => {
		const state = stateAfter(result);
		if (result.momentId === '' || state === undefined) return [];
		if (mass && result.outcome === 'failed') return [];
		const attempts =
			state === 'waiting' && movesOn ? 1 : (attemptsBefore.get(`${result.entity}/${result.momentId}`) ?? 0) + 1;
		const errors = result.findings.filter(
			({ level }) => level === 'error' || (state === 'waiting' && result.outcome !== 'uncertain'),
		);
		const row: InboxRow = {
			...markRow(result.entity, result.momentId, result.key, now),
			state,
			attempts,
			due:
				state === 'refused' && result.transient !== true
					? null
					: new Date(now + nth(minutesAfter(result.outcome), attempts) * 60_000).toISOString(),
			message: longText(errors.map(({ message }) => message).join(' ')),
			fix: longText(adviceOf(errors)),
		};
		const stop = stopOf(result.outcome);
		if (stop === undefined) return [row];
		const stopping: InboxRow = { ...row, entity: STOP, state: stop, due: null };
		// A misnumbered invoice itself goes on when that row is gone; one with other totals is posted.
		return stop === 'misnumbered' ? [stopping, row] : [stopping];
	});
	return [...open, ...unseen];
}

/**
 * Rows that were taken and whose record the run did not meet, as they were: a comparison of lately changed records
 * knows nothing of older ones (G3).
 */
function rowsNotIn(results: readonly RunResult[], taken: readonly TableRow[]): InboxRow[] {
	const met = new Set(results.map(({ entity, momentId }) => `${entity}/${momentId}`));
	const unmet = new Map<string, TableRow>();
	for (const row of [...taken].sort((a, b) => rowNumber(a) - rowNumber(b))) {
		const name = `${cell(row, 'entity')}/${cell(row, 'momentId')}`;
		if (cell(row, 'momentId') !== '' && !met.has(name)) unmet.set(name, row);
	}
	return [...unmet.values()].map((row): InboxRow => {
		const said = { message: longText(cell(row, 'message')), fix: longText(cell(row, 'fix')) };
		// A stop that a mark had made due, when marks still could: it is a stop again.
		if (isStop(row)) {
			const state = stopOf(cell(row, 'state')) ?? 'misnumbered';
			return { ...markRow(STOP, stoppedId(row), cell(row, 'key'), 0), state, due: null, ...said };
		}
		const due = timeCell(row, 'due');
		return {
			...markRow(cell(row, 'entity'), cell(row, 'momentId'), cell(row, 'key'), 0),
			state: stateOf(cell(row, 'state')),
			attempts: Number(row['attempts']) || 0,
			due: due === undefined ? null : new Date(due).toISOString(),
			...said,
		};
	});
}

function stateOf(text: string): InboxRow['state'] {
	return (['retry', 'refused', 'waiting'] as const).find((state) => state === text) ?? 'due';
}

function minutesAfter(outcome: string): readonly number[] {
	if (outcome === 'uncertain') return UNCERTAIN_MINUTES;
	return outcome === 'failed' || outcome === 'refused' ? RETRY_MINUTES : WAITING_MINUTES;
}

/** Undefined for what is finished. */
function stateAfter({ outcome, findings }: RunResult): InboxRow['state'] | undefined {
	switch (outcome) {
		case 'failed':
			return 'retry';
		case 'refused':
			return 'refused';
		case 'waiting':
		case 'blocked':
		case 'uncertain':
		case 'misnumbered':
		case 'mistotalled':
			return 'waiting';
		case 'withheld':
			// Not sent by a person's choice; open only while the number series still waits for its number.
			return findings.some(({ level }) => level === 'error') ? 'waiting' : undefined;
		default:
			return undefined;
	}
}

function nth(minutes: readonly number[], attempt: number): number {
	return minutes[Math.min(attempt, minutes.length) - 1] ?? 60;
}
