import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { isMailDue } from '../../../lib/reconcile/mail';
import { RESULT_KEY } from '../../../lib/reconcile/plan';
import { reconcile } from '../../../lib/reconcile/reconcile';
import { readFailure, toldBefore } from '../../../lib/reconcile/stored';
import { readTold, tidingsOf } from '../../../lib/reconcile/told';
import type { RecordRules, RowReader } from '../../../lib/reconcile/types';
import { summaryOf } from '../../../lib/reconcile/words';
import type { SettingKey } from '../../../lib/state/settings';
import { cell } from '../../../lib/state/tables';
import { debtor } from '../../../lib/uniconta/upsert/debtor';
import { normalise } from '../../../lib/uniconta/api/dialect';
import { project } from '../../../lib/uniconta/upsert/project';
import { fieldOf, keyOf, rowIdOf, textOf } from '../../../lib/uniconta/api/rows';
import { withoutSecrets } from '../../shared/errors';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';
import { expensesIn, statedIn, wantedIn } from './wanted';

export const compareBoth: PureOperation = {
	option: {
		name: 'Compare',
		value: 'compareBoth',
		action: 'Compare both systems',
		description:
			'Lay the records of both systems side by side: what is missing, extra or different, and the sums of each month. Changes nothing.',
	},
	fields: shownFor({ resource: 'reconciliation', operation: 'compareBoth' }, [
		{
			displayName: 'Comparison Plan',
			name: 'plan',
			type: 'json',
			default: '{}',
			required: true,
			description: 'What Read Settings gave',
		},
		{
			displayName: 'Mapped Customers',
			name: 'customers',
			type: 'json',
			default: '[]',
			description: 'Customers of Moment as the mapper puts them out',
		},
		{
			displayName: 'Customers in Uniconta',
			name: 'unicontaCustomers',
			type: 'json',
			default: '[]',
			description: 'All customers in Uniconta',
		},
		{
			displayName: 'Mapped Projects',
			name: 'projects',
			type: 'json',
			default: '[]',
			description: 'Projects of Moment as the mapper puts them out',
		},
		{
			displayName: 'Projects in Uniconta',
			name: 'unicontaProjects',
			type: 'json',
			default: '[]',
			description: 'All projects in Uniconta',
		},
		{
			displayName: 'Invoices in Moment',
			name: 'momentInvoices',
			type: 'json',
			default: '[]',
			description: 'Invoices of Moment, before the mapper',
		},
		{
			displayName: 'Mapped Invoices',
			name: 'invoices',
			type: 'json',
			default: '[]',
			description: 'The same invoices as the mapper puts them out',
		},
		{
			displayName: 'Invoices in Uniconta',
			name: 'unicontaInvoices',
			type: 'json',
			default: '[]',
			description: 'Posted invoices in Uniconta, from the first invoice number on',
		},
		{
			displayName: 'Log Rows',
			name: 'log',
			type: 'json',
			default: '[]',
			description:
				'Rows of the Data Table moment_uniconta_log: which postings became expenses, and what the rows are that only Uniconta has',
		},
		{
			displayName: 'Expenses in Moment',
			name: 'expenses',
			type: 'json',
			default: '[]',
			description: 'All expenses in Moment',
		},
		{
			displayName: 'Inbox Rows',
			name: 'inbox',
			type: 'json',
			default: '[]',
			description: 'All rows of the Data Table moment_uniconta_inbox: why something is not there yet',
		},
		{
			displayName: 'Result Rows',
			name: 'results',
			type: 'json',
			default: '[]',
			description: 'Rows of the Data Table moment_uniconta_reconciliation: what the last mail said',
		},
	]),
	execute,
};

const valuesSchema = z.record(z.unknown()).catch({});
const reader: RowReader = {
	field: fieldOf,
	text: textOf,
	has: (row, name) => keyOf(row, name) !== undefined,
	rowId: rowIdOf,
	normalise,
};
const CUSTOMERS: RecordRules = { kind: 'customer', key: debtor.key, fields: debtor.fields };
const PROJECTS: RecordRules = { kind: 'project', key: project.key, fields: project.fields };

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const list = (name: string): IDataObject[] => recordsParameter(context, name, 0);
	const plan: IDataObject = list('plan')[0] ?? {};
	const now = Date.now();
	const failure = LISTS.map((name) => readFailure(list(name))).find((message) => message !== '');
	if (failure !== undefined)
		return [itemOf({ failure: withoutSecrets(failure), time: new Date(now).toISOString() }, 0)];
	const unread = readFailure(list('expenses'));
	const result = reconcile({
		now,
		reader,
		records: [
			...(plan.customers === true
				? [{ rules: CUSTOMERS, wanted: wantedIn(list('customers')), rows: list('unicontaCustomers') }]
				: []),
			...(plan.projects === true
				? [{ rules: PROJECTS, wanted: wantedIn(list('projects')), rows: list('unicontaProjects') }]
				: []),
		],
		...(plan.invoices === true
			? {
					invoices: {
						wanted: wantedIn(list('invoices')),
						stated: statedIn(list('momentInvoices')),
						rows: list('unicontaInvoices'),
						ownCurrency: settingIn(plan, 'company.currency'),
					},
				}
			: {}),
		...(plan.expenses === true && unread === ''
			? { expenses: { log: list('log'), expenses: expensesIn(list('expenses')) } }
			: {}),
		inbox: list('inbox'),
		log: { log: list('log'), company: settingIn(plan, 'company.id') },
		remarks: [
			...(Array.isArray(plan.remarks) ? plan.remarks.map(String) : []),
			...(unread === '' ? [] : [`Expenses were not compared. ${withoutSecrets(unread)}`]),
		],
	});
	const before = toldBefore(list('results'));
	const tidings = tidingsOf(result, readTold(before));
	const item = {
		failure: '',
		key: RESULT_KEY,
		time: result.comparedAt,
		state: result.total === 0 ? 'equal' : 'differs',
		summary: summaryOf(result),
		mail: isMailDue(tidings),
		toldBefore: before,
		told: JSON.stringify(tidings.told),
		result: JSON.stringify(result),
	};
	return [itemOf(item, 0)];
}

/** Without one of these there is nothing to compare: the last result stays. */
const LISTS = ['customers', 'unicontaCustomers', 'projects', 'unicontaProjects', 'momentInvoices', 'unicontaInvoices'];

function settingIn({ values }: IDataObject, key: SettingKey): string {
	return cell(valuesSchema.parse(values), key);
}
