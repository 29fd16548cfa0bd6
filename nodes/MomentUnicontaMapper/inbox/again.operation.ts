import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const again: PureOperation = {
	option: {
		name: 'Go on With Records',
		value: 'again',
		action: 'Go on with records of an earlier node',
		description: 'Put out the items of an earlier node once more, after a detour over their parents',
	},
	fields: shownFor({ resource: 'inbox', operation: 'again' }, [
		{
			displayName: 'Records',
			name: 'records',
			type: 'json',
			default: '[]',
			required: true,
			description: 'The items to go on with',
		},
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const records = recordsParameter(context, 'records', 0);
	return records.map((record) => itemOf(record, 0));
}
