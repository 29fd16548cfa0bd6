import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { reconciliationPage } from '../../../lib/reconcile/page';
import { lastFailure, storedResult } from '../../../lib/reconcile/stored';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const writePage: PureOperation = {
	option: {
		name: 'Write Page',
		value: 'writePage',
		action: 'Write the page of the last comparison',
		description: 'The last comparison as one HTML document that loads nothing from outside',
	},
	fields: shownFor({ resource: 'reconciliation', operation: 'writePage' }, [
		{
			displayName: 'Result Rows',
			name: 'results',
			type: 'json',
			default: '[]',
			required: true,
			description: 'Rows of the Data Table moment_uniconta_reconciliation',
		},
	]),
	execute: (context: IExecuteFunctions): INodeExecutionData[] => [
		itemOf({ html: pageOf(recordsParameter(context, 'results', 0), context.getTimezone()) }, 0),
	],
};

function pageOf(rows: ReturnType<typeof recordsParameter>, zone: string): string {
	const failure = lastFailure(rows);
	return reconciliationPage(storedResult(rows), {
		now: Date.now(),
		zone,
		...(failure === undefined ? {} : { failure }),
	});
}
