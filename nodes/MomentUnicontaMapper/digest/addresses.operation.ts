import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withAddresses } from '../../../lib/notify/sent';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import { usersIn } from './letters.operation';

export const noteAddresses: PureOperation = {
	option: {
		name: 'Note Addresses',
		value: 'addresses',
		action: 'Note the addresses of the chosen users',
		description:
			'Put the addresses of the chosen Moment users in the input into what is kept, for the day on which Moment cannot be asked',
	},
	fields: shownFor({ resource: 'digest', operation: 'addresses' }, [
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
	return [
		itemOf(
			{
				cursor: withAddresses(
					recordsParameter(context, 'settings', 0),
					usersIn(context.getInputData()),
					Date.now(),
				),
			},
			0,
		),
	];
}
