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
	/**
	 * What it waits for: `customer/17 project/9`, by Moment's ids; `''` for nothing. Templates of before this version
	 * write the run here that has taken it.
	 */
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

/** The records behind the rows a run has taken, each once: rows may be doubled (D7), the newest number counts. */
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

/** Conditions for the rows that wait for a record of another kind. */
export function waitingRows(entity: string): Condition[] {
	return [
		{ column: 'holder', is: 'neq', value: '' },
		{ column: 'entity', is: 'neq', value: entity },
	];
}

/** Whether the row waits for one of these, `customer/17`. */
export function isWaitingFor(row: TableRow, names: ReadonlySet<string>): boolean {
	return cell(row, 'holder')
		.split(' ')
		.some((name) => names.has(name));
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
 * What goes back into the inbox after a run: what failed, at its next time, and what was refused, without one. A run that failed as a whole (see MASS_FAILURE) while
 * comparing everything puts nothing there: the comparison itself is done again.
 */
export function unfinishedRows(
	results: readonly RunResult[],
	{ now, taken, comparison }: { now: number; taken: readonly TableRow[]; comparison: boolean },
): InboxRow[] {
	const attemptsBefore = new Map(
		dueRecords(taken).map(({ entity, momentId, attempts }) => [`${entity}/${momentId}`, attempts]),
	);
	const mass = comparison && results.filter(({ outcome }) => outcome === 'failed').length > MASS_FAILURE;
	// Where posting moves on, what waits is not put off longer and longer for having waited before.
	const movesOn = results.some(({ outcome }) => outcome === 'posted' || outcome === 'drafted');
	return results.flatMap((result): InboxRow[] => {
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
			holder: shortText((result.waitsFor ?? []).join(' ')),
		};
		const stop = stopOf(result.outcome);
		if (stop === undefined) return [row];
		const stopping: InboxRow = { ...row, entity: STOP, state: stop, due: null };
		// A misnumbered invoice itself goes on when that row is gone; one with other totals is posted.
		return stop === 'misnumbered' ? [stopping, row] : [stopping];
	});
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
