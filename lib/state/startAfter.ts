import { cell, settingRow, timeCell, type TableRow } from './tables';

/** The start date of the import of expenses: what was posted after this day is imported. */
export const START_AFTER = 'expenses.startAfter';
/**
 * Its key before: what was posted on that day or later. Still read, and moved on; the set-up form puts {@link
 * START_AFTER} in its place.
 */
export const FORMER_START = 'expenses.startDate';

const DAY = 86_400_000;

/**
 * The row that holds the start date: of two the one that was changed last, by a person or by a template of an earlier
 * version.
 */
export function startRow(settings: readonly TableRow[]): TableRow | undefined {
	const rows = [START_AFTER, FORMER_START]
		.map((key) => settingRow(settings, key))
		.filter((row) => cell(row, 'value').trim() !== '');
	return rows.reduce<TableRow | undefined>(
		(newest, row) => (newest === undefined || changedAt(row) > changedAt(newest) ? row : newest),
		undefined,
	);
}

/** The setting as it is meant now, whichever key holds it: on D or later is after the day before D. */
export function startAfterOf(settings: readonly TableRow[]): string {
	const row = startRow(settings);
	if (row === undefined) return '';
	const value = cell(row, 'value').trim();
	return isFormer(row) ? dayBefore(value) : value;
}

export function isFormer(row: TableRow): boolean {
	return cell(row, 'key').trim().toLowerCase() === FORMER_START.toLowerCase();
}

function changedAt(row: TableRow): number {
	return timeCell(row, 'updatedAt') ?? 0;
}

/** The day before `YYYY-MM-DD`; what is no day stays as it is. */
export function dayBefore(day: string): string {
	return moved(day, -1);
}

export function dayAfter(day: string): string {
	return moved(day, 1);
}

function moved(day: string, days: number): string {
	const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
	return Number.isNaN(time) ? day : new Date(time + days * DAY).toISOString().slice(0, 10);
}
