import type { SettingsArea } from '../../state/settings';

export type SetupArea = 'n8n' | 'company' | SettingsArea | 'notifications';

export type SetupState =
	| 'ok'
	/** It works, but somebody should look at it. */
	| 'warning'
	/** What depends on it is not sent until it is mended. */
	| 'missing'
	/** Switched off, or nothing to check it by. */
	| 'notChecked';

/**
 * One precondition of the set-up (M2, M5–M9, M13): what was looked at, what was found, and how to mend it.
 */
export interface SetupRow {
	area: SetupArea;
	check: string;
	state: SetupState;
	found: string;
	expected: string;
	/** With the menu path; `''` where there is nothing to do. */
	fix: string;
	/** While this stands, a set-up is not saved (issue 4, point 4). */
	blocking: boolean;
}

/** What a check leaves out is empty; nothing blocks unless it says so. */
export function setupRow(
	area: SetupArea,
	check: string,
	state: SetupState,
	rest: Partial<Pick<SetupRow, 'found' | 'expected' | 'fix' | 'blocking'>> = {},
): SetupRow {
	return { area, check, state, found: '', expected: '', fix: '', blocking: false, ...rest };
}

const AREAS: readonly SetupArea[] = [
	'n8n',
	'company',
	'customers',
	'projects',
	'invoices',
	'expenses',
	'notifications',
];
const STATES: readonly SetupState[] = ['missing', 'warning', 'notChecked', 'ok'];

/** What blocks comes first, then what is missing, what warns, what was not checked, and what is well; each by area. */
export function inReadingOrder(rows: readonly SetupRow[]): SetupRow[] {
	return [...rows].sort(
		(a, b) =>
			Number(b.blocking) - Number(a.blocking) ||
			STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
			AREAS.indexOf(a.area) - AREAS.indexOf(b.area),
	);
}
