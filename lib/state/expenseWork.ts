import { FORMER_START, START_AFTER } from './startAfter';
import { cell, settingRow, timeCell, type TableRow } from './tables';

/** Where the import of expenses left off, as rows of the settings table; the template writes them. */
export const EXPENSE_MARKS = {
	/**
	 * `''`: all is through. The execution that writes to Moment now. {@link LEFT}: the last one left something. Touched
	 * by every run.
	 */
	progress: 'expenses.progress',
	/**
	 * When a run last looked back for what was cancelled, and for what was mended; `''`: the next one does. Touched by
	 * every run that got through.
	 */
	lookedBack: 'expenses.lookedBack',
} as const;

/** Said of a run whose time was up, or that Moment took nothing more of: the next one does not wait for its turn. */
export const LEFT = 'left';
/** A run that has not touched its mark for so long has died: it does so after each portion. */
export const WRITING_MINUTES = 20;
/** How often it is the clock's turn. A little less than half an hour: the run itself takes a while. */
const TURN_MINUTES = 25;
/** How often a run looks back by itself. */
const LOOK_BACK_HOURS = 6;

const MINUTE = 60_000;

export interface ExpenseTurn {
	settings: readonly TableRow[];
	/** When a person last changed a setting, ISO. */
	settingsChangedAt: string;
	byHand: boolean;
	/** Milliseconds since 1970. */
	now: number;
}

/** `comparison`: with the look back. `sweep`: only what is new. `inbox`: nothing now. */
export function expenseWork({
	settings,
	settingsChangedAt,
	byHand,
	now,
}: ExpenseTurn): 'comparison' | 'sweep' | 'inbox' {
	const progress = settingRow(settings, EXPENSE_MARKS.progress);
	const state = cell(progress, 'value').trim();
	const sinceRun = (now - (timeCell(progress, 'updatedAt') ?? 0)) / MINUTE;
	// It takes the mark over, and the run that had it stops at its next portion.
	if (byHand) return 'comparison';
	// Two that write at once would look for the same expenses, and both find none.
	if (state !== '' && state !== LEFT && sinceRun < WRITING_MINUTES) return 'inbox';
	if (state === '' && sinceRun < TURN_MINUTES) return 'inbox';
	return looksBack(settings, settingsChangedAt, now) ? 'comparison' : 'sweep';
}

/** From time to time, and when a person has changed a setting or set the start date back. */
function looksBack(settings: readonly TableRow[], settingsChangedAt: string, now: number): boolean {
	const mark = settingRow(settings, EXPENSE_MARKS.lookedBack);
	const last = Date.parse(cell(mark, 'value'));
	if (Number.isNaN(last) || now - last >= LOOK_BACK_HOURS * 60 * MINUTE) return true;
	const touched = timeCell(mark, 'updatedAt') ?? 0;
	const startSet = Math.max(
		...[START_AFTER, FORMER_START].map((key) => timeCell(settingRow(settings, key), 'updatedAt') ?? 0),
	);
	return Date.parse(settingsChangedAt) > touched || startSet > touched;
}
