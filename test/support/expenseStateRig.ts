import type { Started } from '../../lib/state/begin';
import { cursorText, type CursorName } from '../../lib/state/cursors';
import { writePortions, type PortionWriting } from '../../lib/state/expensePortions';
import { beginExpenses, isExpenseRun, type BeginExpenses, type ExpenseRun } from '../../lib/state/expenseRun';
import { finishExpenses, type FinishExpensesInput } from '../../lib/state/finishExpenses';
import type { RunSummary } from '../../lib/state/finish';
import type { RunResult } from '../../lib/state/run';
import { cell } from '../../lib/state/tables';
import { resultOf, StateRig } from './stateRig';

export const FIRST_DAY = '2025-12-31';

/** The functions of an import over tables in memory. */
export class ExpenseStateRig extends StateRig {
	private starts = 0;

	constructor(settings: Record<string, string> = {}) {
		super({
			'expenses.export': 'on',
			'expenses.series': 'KRED',
			'expenses.activity': 'Udlæg',
			'expenses.startAfter': FIRST_DAY,
			...settings,
		});
	}

	async start(started: Started, given: Partial<BeginExpenses> = {}): ReturnType<typeof beginExpenses> {
		this.calls = [];
		this.starts += 1;
		return await beginExpenses(this.store, {
			started,
			execution: String(100 + this.starts),
			token: `t${this.starts}`,
			now: this.now,
			zone: 'Europe/Copenhagen',
			dryRun: false,
			...given,
		});
	}

	/** Begins an import that there has to be. */
	async import(started: Started = { by: 'clock' }, given: Partial<BeginExpenses> = {}): Promise<ExpenseRun> {
		const begun = await this.start(started, given);
		if (!('run' in begun)) throw new Error(begun.ended);
		if (!isExpenseRun(begun.run)) throw new Error('It is no import');
		return begun.run;
	}

	/** Ends it when these postings were read, and this became of them in the writer. */
	async end(run: ExpenseRun, given: Partial<FinishExpensesInput> = {}): Promise<RunSummary> {
		this.calls = [];
		const read = readOf([]);
		return await finishExpenses(this.store, run, { read, written: [], results: [], now: this.now, ...given });
	}

	/** Writes postings of these keys a portion at a time. */
	async write(
		run: ExpenseRun,
		keys: readonly string[],
		given: Partial<PortionWriting<string, RunResult>> = {},
	): Promise<RunResult[]> {
		this.calls = [];
		return await writePortions(this.store, run, keys, {
			settled: [],
			isDry: false,
			write: async (portion) => await Promise.resolve(portion.map((key) => expenseOf(key, 'created'))),
			postpone: (rest) => rest.map((key) => expenseOf(key, 'postponed')),
			now: () => this.now,
			...given,
		});
	}

	cursor(name: CursorName): string {
		return cursorText(this.rows('settings'), 'expenses', name);
	}

	setting(key: string): string {
		return cell(this.rows('settings').find((row) => row['key'] === key) ?? {}, 'value');
	}

	/** Who holds which lease. */
	held(): Record<string, string> {
		const taken = this.rows('lease').filter((row) => row['holder'] !== '');
		return Object.fromEntries(taken.map((row) => [cell(row, 'name'), cell(row, 'holder')]));
	}

	/** What the log says of postings. */
	said(): string[] {
		return this.rows('log')
			.filter((row) => row['entity'] === 'expense')
			.map((row) => `${cell(row, 'key')} ${cell(row, 'outcome')}`);
	}
}

export function expenseOf(key: string, outcome: string, given: Partial<RunResult> = {}): RunResult {
	return resultOf(key, outcome, { entity: 'expense', key, momentId: `m${key}`, ...given });
}

export function readOf(keys: readonly string[], cursor = '77', startAfter = '2026-01-03') {
	return { given: keys.map((key) => ({ momentId: key, key, name: `Bilag ${key}` })), cursor, startAfter };
}
