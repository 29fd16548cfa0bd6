import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isExpenseRun } from '../../../lib/state/expenseRun';
import { finishRun as finish } from '../../../lib/state/finish';
import { isNothing } from '../../../lib/state/syncRun';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { keysOf } from '../../shared/failedItem';
import { runResultsOf } from '../../shared/mappedItems';
import { itemOf } from '../../shared/parameters';
import { AGAIN, givenOut, outputsBefore, runningSync } from '../../shared/syncRun';
import { finishImport } from './finishImport';
import { givenOf, kindOf } from './kinds';
import type { SyncOperation } from '../operation';

export const finishRun: SyncOperation = {
	option: {
		name: 'Finish Run',
		value: 'finishRun',
		action: 'Finish a run',
		description: 'Log what became of the records, keep what is unfinished, and let the next run begin',
	},
	fields: [],
	inputs: ['Results', 'Run'],
	outputs: ['Summary', 'More to Do'],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const running = runningSync(context);
	if (running === undefined) {
		const message = 'There is no run to finish. Put a Moment Uniconta Sync node with Start Run before this one.';
		throw toNodeError(context, new Error(message));
	}
	const { run, store } = running;
	if (isExpenseRun(run)) return await finishImport(context, run, store);
	const { holder } = run.claim;
	const kind = kindOf(run.area);
	// What comes when the run is finished, over another branch of the workflow, is said all the same.
	const isLate = outputsBefore(context).some((json) => json['run'] === holder);
	// A round with nothing to read leaves what the round before has read where it was.
	const hasRead = !isLate && !isNothing(run.fetch);
	const given =
		!hasRead || kind === undefined ? undefined : givenOut(context, run.entity)?.map((json) => givenOf(json, kind));
	const cameBack = context.getInputData(0).map(({ json }) => json);
	const results = runResultsOf(cameBack).filter(({ entity }) => entity === run.entity);
	const unwritten = new Set(
		cameBack.filter((json) => typeof json['outcome'] !== 'string').map((json) => keysOf(json).momentId),
	);
	try {
		const { more, ...summary } = await finish(store, run, {
			given,
			results,
			unwritten,
			now: systemClock.now(),
			trims: true,
		});
		const shown = itemOf({ ...summary, run: holder }, 0);
		return [[shown], more && !isLate ? [itemOf({ [AGAIN]: run.since }, 0)] : []];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}
