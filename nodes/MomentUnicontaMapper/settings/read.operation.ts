import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { localMinuteText } from '../../../lib/core/instants';
import { leaseTaken } from '../../../lib/state/leaseTaken';
import { readSettings as read, type SettingsArea, type StartedBy } from '../../../lib/state/settings';
import { dayAfter, FORMER_START, isFormer, START_AFTER, startRow } from '../../../lib/state/startAfter';
import { cell, rowNumber, tablesTrouble, type TableRow } from '../../../lib/state/tables';
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
	{ name: 'Expenses', value: 'expenses' },
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
	const tables = recordsParameter(context, 'tables', 0);
	const trouble = tablesTrouble(tables);
	// The execution is all that can still say it.
	if (trouble?.isLog === true)
		throw new NodeOperationError(context.getNode(), trouble.message, { description: trouble.fix });
	const rows = recordsParameter(context, 'settings', 0);
	const lease = recordsParameter(context, 'lease', 0);
	const now = Date.now();
	const settings = read({
		area: AREAS.find(({ value }) => value === area)?.value ?? 'customers',
		startedBy: STARTED_BY.find(({ value }) => value === startedBy)?.value ?? 'minute',
		now,
		settings: rows,
		lease,
		tables,
	});
	return [
		itemOf(
			{
				...settings,
				values: { ...settings.values, [FORMER_START]: dayAfter(settings.values[START_AFTER]) },
				...(area === 'expenses' ? ofExpenses({ rows, lease, now }, context.getTimezone()) : {}),
			},
			0,
		),
	];
}

interface Start {
	id: number;
	value: string;
	next: string;
}

/** What only the import of expenses asks for. */
function ofExpenses(
	{ rows, lease, now }: { rows: readonly TableRow[]; lease: readonly TableRow[]; now: number },
	zone: string,
): { start?: Start; leaseTaken: string } {
	return {
		...startOf(rows),
		leaseTaken: leaseTaken({ lease, settings: rows, now, timeText: (time) => localMinuteText(time, zone) }),
	};
}

/**
 * For the step that moves the start date on: its row, and which field of Get New Postings belongs into it. A former row
 * keeps its meaning.
 */
function startOf(rows: readonly TableRow[]): { start?: Start } {
	const row = startRow(rows);
	return row === undefined
		? {}
		: {
				start: {
					id: rowNumber(row),
					value: cell(row, 'value'),
					next: isFormer(row) ? 'startDate' : 'startAfter',
				},
			};
}
