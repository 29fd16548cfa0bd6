import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { unfinishedRows } from '../../../lib/state/inbox';
import { runResultsOf } from '../../shared/mappedItems';
import { booleanParameter, itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const unfinished: PureOperation = {
	option: {
		name: 'List Unfinished Rows',
		value: 'unfinished',
		action: 'List unfinished rows for the inbox',
		description:
			'Turn what failed or was refused into rows that go back into the inbox, with the time of the next attempt',
	},
	fields: shownFor({ resource: 'inbox', operation: 'unfinished' }, [
		{
			displayName: 'Results',
			name: 'results',
			type: 'json',
			default: '[]',
			required: true,
			description: 'What became of the records: the items of the Create or Update node',
		},
		{
			displayName: 'Taken Rows',
			name: 'taken',
			type: 'json',
			default: '[]',
			description: 'The inbox rows this run had taken; they say how often a record was tried before',
		},
		{
			displayName: 'Full Comparison',
			name: 'comparison',
			type: 'boolean',
			default: false,
			description:
				'Whether this run compares everything. When very many records do not get through, the comparison is done again instead of each record.',
		},
		{
			displayName: 'Keep Unseen',
			name: 'keepUnseen',
			type: 'boolean',
			default: false,
			description:
				'Whether rows that were taken go back as they were when their record was not among the results, because the run looked only at lately changed records',
		},
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const results = runResultsOf(recordsParameter(context, 'results', 0));
	const taken = recordsParameter(context, 'taken', 0);
	const comparison = booleanParameter(context, 'comparison', 0);
	const keepUnseen = booleanParameter(context, 'keepUnseen', 0);
	return unfinishedRows(results, { now: Date.now(), taken, comparison, keepUnseen }).map((row) => itemOf(row, 0));
}
