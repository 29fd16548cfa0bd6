import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { planResend, RESEND_KINDS, type ResendWish } from '../../../lib/state/resend';
import { planTable } from '../../../lib/notify/resendPage';
import { errorTextOf } from '../../shared/mappedItems';
import { booleanParameter, itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const planAgain: PureOperation = {
	option: {
		name: 'Plan',
		value: 'plan',
		action: 'Plan which records go again',
		description:
			'Find the records behind numbers and ranges, or all that is unfinished, and show them as a table before anything is marked',
	},
	fields: shownFor({ resource: 'resend', operation: 'plan' }, [
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'string',
			default: 'Invoices',
			description: 'Customers, Projects, Invoices, Expenses or All kinds',
		},
		{
			displayName: 'Which',
			name: 'which',
			type: 'string',
			default: '',
			description: 'Beginning with "Numbers", "All that" or "Let posting", as in the form',
		},
		{
			displayName: 'Numbers',
			name: 'numbers',
			type: 'string',
			default: '',
			placeholder: '10001-10010, 10020',
			description: 'Numbers and ranges of them',
		},
		{
			displayName: 'Log Rows',
			name: 'log',
			type: 'json',
			default: '[]',
			description: 'Rows of the Data Table moment_uniconta_log',
		},
		{
			displayName: 'Inbox Rows',
			name: 'inbox',
			type: 'json',
			default: '[]',
			description: 'All rows of the Data Table moment_uniconta_inbox',
		},
		{
			displayName: 'Settings Rows',
			name: 'settings',
			type: 'json',
			default: '[]',
			description: 'All rows of the Data Table moment_uniconta_settings',
		},
		{
			displayName: 'Moment Was Asked',
			name: 'asked',
			type: 'boolean',
			default: false,
			description: 'Whether the input holds the records of Moment for the numbers that the tables do not know',
		},
	]),
	execute,
};

const text = z.union([z.string(), z.number()]).transform(String).catch('');
const recordSchema = z.object({
	id: text,
	customerNumber: text,
	projectNumber: text,
	invoiceNumber: text,
	name: text,
	customerName: text,
});

function wishOf(context: IExecuteFunctions): ResendWish {
	const kind = textParameter(context, 'kind', 0).toLowerCase();
	const which = textParameter(context, 'which', 0).toLowerCase();
	const kinds = RESEND_KINDS.filter((one) => kind.startsWith(one));
	return {
		expenses: kind.startsWith('expense'),
		kinds: kinds.length > 0 ? kinds : RESEND_KINDS,
		choice: which.startsWith('let posting') ? 'stop' : which.startsWith('all that') ? 'failed' : 'numbers',
		numbers: textParameter(context, 'numbers', 0),
	};
}

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const wish = wishOf(context);
	const input = context.getInputData();
	const plan = planResend({
		...wish,
		log: recordsParameter(context, 'log', 0),
		inbox: recordsParameter(context, 'inbox', 0),
		settings: recordsParameter(context, 'settings', 0),
		found: booleanParameter(context, 'asked', 0) ? input.flatMap(({ json }) => recordIn(json, wish)) : undefined,
		refusal: input.map((item) => refusalIn(item)).find((words) => words !== '') ?? '',
	});
	return [
		itemOf(
			{
				...plan,
				choice: wish.choice,
				kind: wish.kinds.length === 1 ? (wish.kinds[0] ?? '') : 'all',
				count: plan.rows.length,
				table: planTable(plan, wish),
			},
			0,
		),
	];
}

function recordIn(json: IDataObject, { kinds }: ResendWish): Array<{ id: string; key: string; name: string }> {
	const record = recordSchema.safeParse(json);
	const [kind] = kinds;
	if (!record.success || kind === undefined || record.data.id === '') return [];
	const key = record.data[`${kind}Number`];
	return key === '' ? [] : [{ id: record.data.id, key, name: record.data.name || record.data.customerName }];
}

/** A call that did not get through comes as n8n's own item, or as a record that failed. */
function refusalIn(item: INodeExecutionData): string {
	const { findings, outcome } = item.json;
	if (outcome === 'failed' && Array.isArray(findings))
		return (
			z
				.array(z.object({ message: text }))
				.catch([])
				.parse(findings)[0]?.message ?? ''
		);
	return errorTextOf(item) ?? '';
}
