import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { noteSent } from '../../../lib/reconcile/sent';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { itemOf } from '../../shared/parameters';
import { putOut, SYNC } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import { deliveriesOf } from '../deliveries';
import type { SyncOperation } from '../operation';

export const noteComparisonSent: SyncOperation = {
	option: {
		name: 'Note What Was Sent',
		value: 'noteComparisonSent',
		action: 'Note what was sent of a comparison',
		description: 'Log which addresses the mail did not reach, and remember what was told',
	},
	fields: [],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const letters = putOut(context, SYNC, { operation: 'compareBoth' }) ?? [];
	try {
		const noted = await noteSent(new DataTables(context), {
			deliveries: deliveriesOf(context, letters),
			comparedAt: textOf(letters[0], 'comparedAt'),
			now: systemClock.now(),
			execution: context.getExecutionId(),
		});
		return [[itemOf(noted, 0)]];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

function textOf(json: IDataObject | undefined, field: string): string {
	const value = json?.[field];
	return typeof value === 'string' ? value : '';
}
