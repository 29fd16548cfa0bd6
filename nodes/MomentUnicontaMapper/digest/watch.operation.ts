import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { watch } from '../../../lib/notify/digest';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const watchLog: PureOperation = {
	option: {
		name: 'Look for News',
		value: 'watch',
		action: 'Look whether there may be news to tell',
		description:
			'Say from the settings where the notifications left off, and which address an outside watchdog waits for',
	},
	fields: shownFor({ resource: 'digest', operation: 'watch' }, [
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
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	return [itemOf(watch(recordsParameter(context, 'settings', 0), Date.now()), 0)];
}
