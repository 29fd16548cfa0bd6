import { readSettings, type SettingsArea, type Values } from '../state/settings';
import { cell, SHARED_TABLES, tablesTrouble, timeCell, type TableRow } from '../state/tables';

export interface ReconcilePlanInput {
	byHand: boolean;
	/** Milliseconds since 1970. */
	now: number;
	settings: readonly TableRow[];
	lease: readonly TableRow[];
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
	const read = AREAS.map(([area, nouns]) => ({
		area,
		nouns,
		...readSettings({ ...input, area, startedBy: 'manual' }),
	}))
		// Who never chose anything about expenses does without them.
		.filter(({ area, values }) => area !== 'expenses' || values['expenses.export'] !== '');
	const values = read[0]?.values ?? readSettings({ ...input, area: 'customers', startedBy: 'manual' }).values;
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
	for (const { area, nouns, work, message } of read) {
		if (work === 'off') plan.remarks.push(`${nouns} are switched off in the settings and were not compared.`);
		else if (work === 'incomplete') plan.remarks.push(`${nouns} were not compared. ${compared(message)}`);
		else if (area === 'invoices' && values['invoices.route'] === 'journal') plan.remarks.push(JOURNAL);
		else plan[area] = true;
	}
	if (plan.customers || plan.projects || plan.invoices || plan.expenses)
		return !input.byHand && isFresh(input) ? { ...plan, work: 'done' } : plan;
	const lacking = read.find(({ work }) => work === 'incomplete');
	if (lacking === undefined) return { ...plan, work: 'off' };
	return { ...plan, work: 'incomplete', message: compared(lacking.message), fix: lacking.fix };
}

/**
 * Vouchers of a journal never become posted invoices in Uniconta (reference 9), so there is nothing to lay beside
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
