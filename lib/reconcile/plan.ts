import { settingValues, whatIsNotSetUp, type SettingsArea, type Values } from '../state/settings';
import { cell, SHARED_TABLES, tablesTrouble, timeCell, type TableRow } from '../state/tables';

export interface ReconcilePlanInput {
	byHand: boolean;
	/** Milliseconds since 1970. */
	now: number;
	settings: readonly TableRow[];
	tables: readonly TableRow[];
	/** Rows of the reconciliation table. */
	results: readonly TableRow[];
}

export interface ReconcilePlan {
	/**
	 * `done`: compared a short while ago; `off`: every kind is switched off; `incomplete`: message and fix say what is
	 * missing.
	 */
	work: 'compare' | 'done' | 'off' | 'incomplete';
	message: string;
	fix: string;
	customers: boolean;
	projects: boolean;
	invoices: boolean;
	expenses: boolean;
	/** Why a kind is not compared. */
	remarks: string[];
	values: Values;
}

const AREAS = [
	['customers', 'Customers'],
	['projects', 'Projects'],
	['invoices', 'Invoices'],
	['expenses', 'Expenses'],
] as const satisfies ReadonlyArray<readonly [SettingsArea, string]>;

/** The night tries several times, in case the lease is taken: a comparison no older than this is the night's. */
const FRESH_MS = 4 * 3_600_000;

/** Which kinds are compared: those that are switched on and set up, by the same settings as they are sent by. */
export function planReconcile(input: ReconcilePlanInput): ReconcilePlan {
	const values = settingValues(input.settings);
	const plan: ReconcilePlan = {
		work: 'compare',
		message: '',
		fix: '',
		customers: false,
		projects: false,
		invoices: false,
		expenses: false,
		remarks: [],
		values,
	};
	const trouble = tablesTrouble(input.tables, [...SHARED_TABLES, 'reconciliation']);
	if (trouble !== undefined) return { ...plan, work: 'incomplete', message: trouble.message, fix: trouble.fix };
	let lacking: { message: string; fix: string } | undefined;
	// Who never chose anything about expenses does without them.
	const areas = AREAS.filter(([area]) => area !== 'expenses' || values['expenses.export'] !== '');
	for (const [area, nouns] of areas) {
		const isOff = values[`${area}.export`] === 'off';
		const missing = isOff ? undefined : whatIsNotSetUp({ area, tables: input.tables }, values);
		if (isOff) plan.remarks.push(`${nouns} are switched off in the settings and were not compared.`);
		else if (missing !== undefined) plan.remarks.push(`${nouns} were not compared. ${compared(missing.message)}`);
		else if (area === 'invoices' && values['invoices.route'] === 'journal') plan.remarks.push(JOURNAL);
		else plan[area] = true;
		lacking ??= missing;
	}
	if (areas.some(([area]) => plan[area])) return !input.byHand && isFresh(input) ? { ...plan, work: 'done' } : plan;
	if (lacking === undefined) return { ...plan, work: 'off' };
	return { ...plan, work: 'incomplete', message: compared(lacking.message), fix: lacking.fix };
}

/**
 * Vouchers of a journal never become posted invoices in Uniconta (UC44), so there is nothing to lay beside
 * Moment's.
 */
const JOURNAL =
	'Invoices go to a journal as vouchers, which Uniconta does not list as invoices; they were not compared.';

/** The settings' own words are about sending. */
function compared(message: string): string {
	return message.replace(/[.;] ?[Nn]othing is sent\.$/, '.');
}

function isFresh({ now, results }: ReconcilePlanInput): boolean {
	return results.some((row) => cell(row, 'key') === RESULT_KEY && now - (timeCell(row, 'time') ?? 0) < FRESH_MS);
}

/** Key of the one row that holds the last comparison. */
export const RESULT_KEY = 'last';
/** Key of the one that says why the latest did not get through. */
export const FAILURE_KEY = 'failed';
