import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { readSettings as read, type SettingsArea, type StartedBy } from '../../../lib/state/settings';
import { tablesTrouble } from '../../../lib/state/tables';
import { itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const STARTED_BY: ReadonlyArray<{ name: string; value: StartedBy }> = [
	{ name: 'Every Minute', value: 'minute' },
	{ name: 'Every Night', value: 'night' },
	{ name: 'Manual', value: 'manual' },
	{ name: 'Sweep', value: 'sweep' },
	{ name: 'Webhook', value: 'webhook' },
];

const AREAS: ReadonlyArray<{ name: string; value: SettingsArea }> = [
	{ name: 'Customers', value: 'customers' },
	{ name: 'Invoices', value: 'invoices' },
	{ name: 'Projects', value: 'projects' },
];

export const readSettings: PureOperation = {
	option: {
		name: 'Read',
		value: 'read',
		action: 'Read the settings',
		description: 'Turn the rows of the settings table into one item, and decide what this run has to do',
	},
	fields: shownFor({ resource: 'settings', operation: 'read' }, [
		{
			displayName: 'Kind',
			name: 'area',
			type: 'options',
			options: [...AREAS],
			default: 'customers',
			description: 'Which kind of record the template brings to Uniconta',
		},
		{
			displayName: 'Started By',
			name: 'startedBy',
			type: 'options',
			options: [...STARTED_BY],
			default: 'minute',
			description: 'What started this run',
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
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const startedBy = textParameter(context, 'startedBy', 0);
	const area = textParameter(context, 'area', 0);
	if (area === 'expenses')
		throw new NodeOperationError(context.getNode(), 'This template of the expenses is of an earlier version', {
			description:
				'Import workflows/expenses.json again, and publish it in the place of this one. Nothing is lost: it goes on where this one left off.',
		});
	const tables = recordsParameter(context, 'tables', 0);
	const trouble = tablesTrouble(tables);
	// The execution is all that can still say it.
	if (trouble?.isLog === true)
		throw new NodeOperationError(context.getNode(), trouble.message, { description: trouble.fix });
	const settings = read({
		area: AREAS.find(({ value }) => value === area)?.value ?? 'customers',
		startedBy: STARTED_BY.find(({ value }) => value === startedBy)?.value ?? 'minute',
		now: Date.now(),
		settings: recordsParameter(context, 'settings', 0),
		lease: recordsParameter(context, 'lease', 0),
		tables,
	});
	return [itemOf(settings, 0)];
}
