import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { dueRecords as recordsBehind } from '../../../lib/state/inbox';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const dueRecords: PureOperation = {
	option: {
		name: 'List Due Records',
		value: 'dueRecords',
		action: 'List due records of the inbox',
		description: 'Turn the rows a run has taken from the inbox into records, each once',
	},
	fields: shownFor({ resource: 'inbox', operation: 'dueRecords' }, [
		{
			displayName: 'Taken Rows',
			name: 'taken',
			type: 'json',
			default: '[]',
			required: true,
			description: 'The inbox rows this run has taken',
		},
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	return recordsBehind(recordsParameter(context, 'taken', 0)).map((record) => itemOf(record, 0));
}
