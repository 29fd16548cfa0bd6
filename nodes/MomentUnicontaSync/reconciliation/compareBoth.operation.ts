import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { compareBoth } from '../../../lib/reconcile/compare';
import type { Comparison } from '../../../lib/reconcile/start';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { itemOf } from '../../shared/parameters';
import { putOut, SYNC, triggersOf } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import type { SyncOperation } from '../operation';
import { bothSystems } from './bothSystems';
import { WEBHOOK } from './startComparison.operation';

export const compareBothSystems: SyncOperation = {
	option: {
		name: 'Compare Both Systems',
		value: 'compareBoth',
		action: 'Compare both systems',
		description:
			'Lay the records of Moment and Uniconta side by side: what is missing, extra or different, and the sums of each month. Changes nothing in either. One item for each address that is to hear of it.',
	},
	fields: [],
	credentials: ['momentApi', 'unicontaApi'],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { comparison, store } = begunIn(context);
	try {
		const systems = await bothSystems(context, comparison.plan.values['company.id']);
		const { letters, comparedAt, said } = await compareBoth(store, comparison, systems, {
			now: systemClock.now.bind(systemClock),
			execution: context.getExecutionId(),
			zone: context.getTimezone(),
			pageUrl: pageUrl(context),
		});
		context.addExecutionHints({ message: said, location: 'outputPane', type: 'info' });
		return [letters.map((letter) => itemOf({ ...letter, comparedAt }, 0))];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

/** What *Start Comparison* put out in this very execution, whatever lies between. */
function begunIn(context: IExecuteFunctions): { comparison: Comparison; store: DataTables } {
	const [item] = putOut(context, SYNC, { operation: 'startComparison' }) ?? [];
	if (item === undefined) {
		const message =
			'No comparison was started. Put a Moment Uniconta Sync node with Start Comparison before this one.';
		throw toNodeError(context, new Error(message));
	}
	// An edge: what Start Comparison put out.
	const { tables, ...comparison } = item as unknown as Comparison & { tables: Record<string, string> };
	return { comparison, store: new DataTables(context, new Map(Object.entries(tables))) };
}

/** Where n8n is reached from outside: the address of a waiting form of this very run begins with it. */
function pageUrl(context: IExecuteFunctions): string {
	const page = triggersOf(context, WEBHOOK).find(({ parameters }) => parameters['responseMode'] === 'responseNode');
	const path = page?.parameters['path'];
	const { $execution: execution } = context.getWorkflowDataProxy(0) as { $execution?: IDataObject };
	const form = execution?.['resumeFormUrl'];
	if (typeof path !== 'string' || typeof form !== 'string') return '';
	return `${form.split('/form-waiting')[0] ?? ''}/webhook/${path}`;
}
