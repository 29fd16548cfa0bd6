import { cursorRow } from './cursors';
import type { SyncWork } from './syncRun';
import { FORMER_START, START_AFTER } from './startAfter';
import type { TableStep } from './store';
import { cell, settingRow, timeCell, type TableRow } from './tables';

const MINUTE = 60_000;
/** How often it is the clock's turn. A little less than half an hour: the run itself takes a while. */
const TURN_MS = 25 * MINUTE;
/** An import that did not get through, and of which nobody was told, is done again after this time. */
const AGAIN_MS = 20 * MINUTE;
/** How often a run looks back by itself. */
const LOOK_BACK_MS = 6 * 60 * MINUTE;

export interface ExpenseTurn {
	settings: readonly TableRow[];
	/** When a person last changed a setting, ISO. */
	settingsChangedAt: string;
	/** By hand, or in an execution that has begun to import, nobody waits for a turn. */
	started: 'clock' | 'hand' | 'again';
	/** Milliseconds since 1970. */
	now: number;
}

/** `comparison`: with the look back. `sweep`: only what is new. Undefined: nothing now. */
export function expenseWork(turn: ExpenseTurn): Exclude<SyncWork, 'inbox'> | undefined {
	if (turn.started === 'hand') return 'comparison';
	if (turn.started === 'clock' && !isTurn(turn)) return undefined;
	return looksBack(turn) ? 'comparison' : 'sweep';
}

/** When the next import's turn is, as a cursor's value, after one that got as far as it could. */
export function nextTurn(now: number): string {
	return new Date(now + TURN_MS).toISOString();
}

/** The same, should this one not get through. */
export function turnAgain(now: number): string {
	return new Date(now + AGAIN_MS).toISOString();
}

function isTurn({ settings, now }: ExpenseTurn): boolean {
	const next = cursorRow(settings, 'expenses', 'nextSweep');
	if (cell(next, 'key') !== '') return !(Date.parse(cell(next, 'value')) > now);
	const { value, touchedAt } = formerProgress(settings);
	return value !== '' || now - touchedAt >= TURN_MS;
}

/** From time to time, and when a person has changed a setting or set the start date back. */
function looksBack({ settings, settingsChangedAt, now }: ExpenseTurn): boolean {
	const mark = cursorRow(settings, 'expenses', 'lookedBack');
	const last = Date.parse(cell(mark, 'value'));
	if (Number.isNaN(last) || now - last >= LOOK_BACK_MS) return true;
	const touched = timeCell(mark, 'updatedAt') ?? 0;
	const startSet = Math.max(
		...[START_AFTER, FORMER_START].map((key) => timeCell(settingRow(settings, key), 'updatedAt') ?? 0),
	);
	return Date.parse(settingsChangedAt) > touched || startSet > touched;
}

/**
 * Templates of before this version keep others from writing by a mark: the execution that writes to Moment, or a word
 * that it left something; touched after each portion.
 */
const FORMER_PROGRESS = 'expenses.progress';
const FORMER_LEFT = 'left';

function formerProgress(settings: readonly TableRow[]): { value: string; touchedAt: number } {
	const row = settingRow(settings, FORMER_PROGRESS);
	return { value: cell(row, 'value').trim(), touchedAt: timeCell(row, 'updatedAt') ?? 0 };
}

/** The execution of such a template that writes to Moment now; `''` for none. It has died if it is silent for long. */
export function formerImport(settings: readonly TableRow[], now: number): string {
	const { value, touchedAt } = formerProgress(settings);
	return value === FORMER_LEFT || now - touchedAt >= AGAIN_MS ? '' : value;
}

/** Takes the mark away, once it has been honoured: whoever had it and still lives stops at its next portion. */
export function endFormerImport(settings: readonly TableRow[]): TableStep[] {
	const { value } = formerProgress(settings);
	if (value === '') return [];
	const that = [
		{ column: 'key', value: FORMER_PROGRESS },
		{ column: 'value', value },
	];
	return [{ do: 'update', table: 'settings', where: that, set: { value: '' } }];
}
