import { SKEW_MS } from './lease';
import type { UpsertStep } from './store';
import { cell, settingRow, settingText, timeCell, type TableRow } from './tables';

/** Where a kind left off, and when what is done next, as rows of the settings table. */
export type CursorName =
	/** From when on Moment is asked for changes, ISO in UTC. */
	| 'changedSince'
	/** When Moment is asked for changes again, or Uniconta for what was posted, ISO in UTC. */
	| 'nextSweep'
	/** When everything is compared again, ISO in UTC; {@link AT_NIGHT}: at the next time that the workflow names. */
	| 'nextComparison'
	/** The last posting that the import of expenses has seen. */
	| 'cursor'
	/**
	 * When an import that got through last looked back, ISO in UTC; `''`: the next one does. Touched by each that got
	 * through.
	 */
	| 'lookedBack';

/** Set when a comparison is done: the next one comes at night. Runs that are in their nodes add when that was. */
export const AT_NIGHT = 'night';

/** By the clock of whoever compared: the tables' own times are another machine's. */
export function comparedAt(now: number): string {
	return `${AT_NIGHT} ${new Date(now).toISOString()}`;
}

/** Whether a comparison is done and the next one comes at night; with when it was done, in milliseconds since 1970. */
export function comparisonDone(row: TableRow): number | undefined {
	const [word, time = ''] = cell(row, 'value').trim().split(' ');
	if (word !== AT_NIGHT) return undefined;
	return time === '' ? (timeCell(row, 'updatedAt') ?? 0) : Date.parse(time);
}

/** A comparison that did not end by itself is done again after this time. */
export const COMPARE_AGAIN_MS = 15 * 60_000;

/** The company in Uniconta that is worked in; `''`: that of the credential, whatever it is. */
export function companyIn(settings: readonly TableRow[]): string {
	return settingText(settings, 'company.id');
}

/** `customers.changedSince@12345`: what a test company has seen, the live one has not. */
export function cursorKey(area: string, name: CursorName, company: string): string {
	return company === '' ? `${area}.${name}` : `${area}.${name}@${company}`;
}

/**
 * The row of a cursor; an empty one where there is none. Rows of before this version name no company: they count for
 * the one that was chosen before they were written.
 */
export function cursorRow(settings: readonly TableRow[], area: string, name: CursorName): TableRow {
	const company = companyIn(settings);
	const own = settingRow(settings, cursorKey(area, name, company));
	if (company === '' || cell(own, 'key') !== '') return own;
	const former = settingRow(settings, cursorKey(area, name, ''));
	const chosen = timeCell(settingRow(settings, 'company.id'), 'updatedAt') ?? 0;
	return (timeCell(former, 'updatedAt') ?? 0) >= chosen ? former : {};
}

export function cursorText(settings: readonly TableRow[], area: string, name: CursorName): string {
	return cell(cursorRow(settings, area, name), 'value').trim();
}

export function setCursor(key: string, value: string): UpsertStep {
	return { do: 'upsert', table: 'settings', where: [{ column: 'key', value: key }], set: { key, value } };
}

/**
 * Whether it is planned for later, by this many milliseconds at the most: a time further away was planned by a clock that
 * was ahead, and must not put anything off.
 */
export function isPlanned(row: TableRow, now: number, mostMs: number): boolean {
	const time = Date.parse(cell(row, 'value').trim());
	return time > now && time <= now + mostMs + SKEW_MS;
}
