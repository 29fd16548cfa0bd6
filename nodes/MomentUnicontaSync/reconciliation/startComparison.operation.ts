import { randomUUID } from 'node:crypto';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { reconciliationPage } from '../../../lib/reconcile/page';
import { AREA, readKept, startComparison as start } from '../../../lib/reconcile/start';
import { lastFailure, storedResult } from '../../../lib/reconcile/stored';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { itemOf } from '../../shared/parameters';
import { startedFrom, triggersOf } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import { noteStopped } from '../noteStopped';
import type { SyncOperation } from '../operation';

export const WEBHOOK = 'n8n-nodes-base.webhook';

export const startComparison: SyncOperation = {
	option: {
		name: 'Start Comparison',
		value: 'startComparison',
		action: 'Start a comparison of both systems',
		description:
			'Decide what is compared, and see that no other run is at Uniconta meanwhile. To whoever looks at the page it gives the last comparison.',
	},
	fields: [],
	outputs: ['Compare', 'Page'],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const store = new DataTables(context);
	try {
		if (startedFrom(context) === 'error') {
			await noteStopped(context, store, AREA);
			return [[], []];
		}
		if (isALook(context)) return [[], [itemOf({ html: await pageFor(context, store) }, 0)]];
		const begun = await start(store, {
			byHand: context.getMode() === 'manual',
			now: systemClock.now(),
			execution: context.getExecutionId(),
			token: randomUUID().slice(0, 8),
		});
		if ('comparison' in begun) return [[itemOf({ ...begun.comparison, tables: store.known }, 0)], []];
		if (begun.fix !== undefined)
			throw new NodeOperationError(context.getNode(), begun.ended, { description: begun.fix });
		context.addExecutionHints({ message: begun.ended, location: 'outputPane', type: 'info' });
		return [[], []];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

/** Who opens a page sends a GET; a webhook of somebody's own with another method starts a comparison. */
function isALook(context: IExecuteFunctions): boolean {
	return triggersOf(context, WEBHOOK).some(
		({ isExecuted, parameters }) => isExecuted && (parameters['httpMethod'] ?? 'GET') === 'GET',
	);
}

async function pageFor(context: IExecuteFunctions, store: DataTables): Promise<string> {
	const rows = (await store.call([readKept()])).rows('results');
	const failure = lastFailure(rows);
	return reconciliationPage(storedResult(rows), {
		now: systemClock.now(),
		zone: context.getTimezone(),
		...(failure === undefined ? {} : { failure }),
	});
}
