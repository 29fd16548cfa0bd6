import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { oldRows as rowsToDelete } from '../../../lib/state/trim';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const oldRows: PureOperation = {
	option: {
		name: 'List Old Rows',
		value: 'oldRows',
		action: 'List old rows of the log',
		description:
			'List what can be deleted from the log, because something newer says it all: a kind with the numbers of its first and last row',
	},
	fields: shownFor({ resource: 'log', operation: 'oldRows' }, [
		{
			displayName: 'Log Rows',
			name: 'log',
			type: 'json',
			default: '[]',
			required: true,
			description: 'Rows of the Data Table moment_uniconta_log: of each kind in it all',
		},
		{
			displayName: 'Settings Rows',
			name: 'settings',
			type: 'json',
			default: '[]',
			required: true,
			description: 'All rows of the Data Table moment_uniconta_settings',
		},
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const log = recordsParameter(context, 'log', 0);
	const settings = recordsParameter(context, 'settings', 0);
	return rowsToDelete({ log, settings, now: Date.now() }).map((range) => itemOf({ ...range }, 0));
}
