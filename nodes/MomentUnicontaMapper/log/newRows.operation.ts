import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { logRows } from '../../../lib/state/log';
import { runResultsOf } from '../../shared/mappedItems';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const newRows: PureOperation = {
	option: {
		name: 'List New Rows',
		value: 'newRows',
		action: 'List new rows for the log',
		description: 'Turn what became of the records into log rows; what is unchanged is left out',
	},
	fields: shownFor({ resource: 'log', operation: 'newRows' }, [
		{
			displayName: 'Known Records',
			name: 'known',
			type: 'json',
			default: '[]',
			description:
				'Rows of the Data Table moment_uniconta_log for these records; what they say already is not said again',
		},
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const results = runResultsOf(context.getInputData().map(({ json }) => json));
	const known = recordsParameter(context, 'known', 0);
	return logRows(results, { now: Date.now(), execution: context.getExecutionId(), known }).map((row) =>
		itemOf(row, 0),
	);
}
