import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { planReconcile } from '../../../lib/reconcile/plan';
import { booleanParameter, itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const planComparison: PureOperation = {
	option: {
		name: 'Read Settings',
		value: 'planComparison',
		action: 'Read which kinds are compared',
		description: 'Turn the rows of the settings table into one item, and decide which kinds of record are compared',
	},
	fields: shownFor({ resource: 'reconciliation', operation: 'planComparison' }, [
		{
			displayName: 'By Hand',
			name: 'byHand',
			type: 'boolean',
			default: true,
			description: 'Whether a person wants it now, however fresh the last comparison is',
		},
		{
			displayName: 'Settings Rows',
			name: 'settings',
			type: 'json',
			default: '[]',
			description: 'All rows of the Data Table moment_uniconta_settings',
		},
		{
			displayName: 'Lease Rows',
			name: 'lease',
			type: 'json',
			default: '[]',
			description: 'All rows of the Data Table moment_uniconta_lease',
		},
		{
			displayName: 'Tables',
			name: 'tables',
			type: 'json',
			default: '[]',
			description: 'All Data Tables whose name has moment_uniconta in it',
		},
		{
			displayName: 'Result Rows',
			name: 'results',
			type: 'json',
			default: '[]',
			description: 'Rows of the Data Table moment_uniconta_reconciliation',
		},
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const rows = (name: string): ReturnType<typeof recordsParameter> => recordsParameter(context, name, 0);
	const plan = planReconcile({
		byHand: booleanParameter(context, 'byHand', 0),
		now: Date.now(),
		settings: rows('settings'),
		lease: rows('lease'),
		tables: rows('tables'),
		results: rows('results'),
	});
	return [itemOf(plan, 0)];
}
