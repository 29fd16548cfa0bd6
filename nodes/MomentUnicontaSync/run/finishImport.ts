import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ExpenseRun } from '../../../lib/state/expenseRun';
import { finishExpenses, type FinishExpensesInput } from '../../../lib/state/finishExpenses';
import type { RunResult } from '../../../lib/state/run';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { isSettled, runResultsOf } from '../../shared/mappedItems';
import { itemOf } from '../../shared/parameters';
import { AGAIN, MOMENT, outputsBefore, putOut } from '../../shared/syncRun';
import type { DataTables } from '../../shared/tableStore';

const UNICONTA_EXPENSE = 'n8n-nodes-moment-uniconta.unicontaExpense';

/** *Finish Run* for an import: what was read and written it asks the nodes that did it, whatever lies between. */
export async function finishImport(
	context: IExecuteFunctions,
	run: ExpenseRun,
	store: DataTables,
): Promise<INodeExecutionData[][]> {
	const { holder } = run.claim;
	// What comes when the run is finished, over another branch of the workflow, is said all the same.
	const isLate = outputsBefore(context).some((json) => json['run'] === holder);
	const written = putOut(context, MOMENT, { resource: 'expense', operation: 'upsert' }) ?? [];
	const cameBack = context.getInputData(0).map(({ json }) => json);
	try {
		const { more, ...summary } = await finishExpenses(store, run, {
			read: isLate ? undefined : readBy(context, holder),
			written: expensesIn(written),
			// What the writer itself put out without an outcome did not get through, however it came to that.
			results: [...expensesIn(cameBack), ...unwritten([...written, ...cameBack])],
			now: systemClock.now(),
		});
		return [[itemOf({ ...summary, run: holder }, 0)], more && !isLate ? [itemOf({ [AGAIN]: run.since }, 0)] : []];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

/** What *Get New Postings* put out in this very run; an execution may hold several. */
function readBy(context: IExecuteFunctions, holder: string): FinishExpensesInput['read'] {
	const items = putOut(context, UNICONTA_EXPENSE, { operation: 'getNewPostings' }) ?? [];
	const own = items.filter(({ run }) => run === holder);
	const [first] = own;
	if (first === undefined) return undefined;
	if (isSettled(first)) {
		const [trouble] = runResultsOf([first])[0]?.findings ?? [];
		return { trouble: trouble ?? { message: 'Uniconta could not be read.', fix: '' } };
	}
	const given = own.map(givenOf).filter(({ key }) => key !== '');
	return { given, cursor: textOf(first['cursor']), startAfter: textOf(first['startAfter']) };
}

function givenOf(json: IDataObject): { momentId: string; key: string; name: string } {
	const key = textOf(json['reference']);
	return { momentId: key, key, name: textOf(json['supplierName']) || textOf(json['text']) };
}

function expensesIn(items: readonly IDataObject[]): RunResult[] {
	return runResultsOf(items).filter(({ entity }) => entity === 'expense');
}

/** Postings that came here and say nothing of having been written: not left out, and not done. */
function unwritten(items: readonly IDataObject[]): RunResult[] {
	const keys = items
		.filter((json) => typeof json['outcome'] !== 'string')
		.map((json) => ({ key: textOf(json['key']) || textOf(json['reference']), name: textOf(json['name']) }))
		.filter(({ key }) => key !== '');
	const finding = {
		level: 'error',
		field: '',
		value: '',
		message: 'Came to Finish Run without having been written to Moment.',
		fix: 'Lead it through Create or Update, or leave it out by a node of the workflow. If Create or Update stopped, open the execution in n8n.',
	} as const;
	return keys.map(({ key, name }) => ({
		entity: 'expense',
		momentId: key,
		key,
		name,
		outcome: 'failed',
		findings: [finding],
		changes: {},
		unicontaRowId: '',
		hash: '',
		held: [],
	}));
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
