import type { IExecuteFunctions } from 'n8n-workflow';
import type { MappedExpense } from '../../../lib/mapping/expense';
import { postponedExpenses, type ExpenseResult } from '../../../lib/moment/expenses/result';
import { writePortions } from '../../../lib/state/expensePortions';
import { isExpenseRun } from '../../../lib/state/expenseRun';
import { systemClock } from '../../shared/clock';
import { runResultsOf } from '../../shared/mappedItems';
import type { RunItems } from '../../shared/runItems';
import { runningSync } from '../../shared/syncRun';

/** Writes some expenses; the second is asked before each of them. */
type Write = (portion: readonly MappedExpense[], isOurs?: () => Promise<boolean>) => Promise<ExpenseResult[]>;

/** What a writer does that is part of an import. */
export interface Importing {
	dryRun: boolean;
	/** A portion at a time, each said in the log before the next. */
	write(run: RunItems<MappedExpense>, isDry: boolean, write: Write): Promise<ExpenseResult[]>;
}

/** Undefined for a writer that works by itself. */
export function importing(context: IExecuteFunctions): Importing | undefined {
	const running = runningSync(context);
	if (running === undefined) return undefined;
	const { run, store } = running;
	if (!isExpenseRun(run)) return undefined;
	return {
		dryRun: run.dryRun,
		write: async ({ outputs, sources }, isDry, write) => {
			const settled = runResultsOf(outputs.flatMap((item) => (item === undefined ? [] : [item.json])));
			return await writePortions(store, run, sources, {
				settled: settled.filter(({ entity }) => entity === run.entity),
				isDry,
				write,
				postpone: postponedExpenses,
				now: systemClock.now,
			});
		},
	};
}
