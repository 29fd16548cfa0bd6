import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../../shared/parameters';

export const RESOURCE = 'setup';

export const checkFields: INodeProperties[] = shownFor({ resource: RESOURCE, operation: 'check' }, [
	{
		displayName: 'Settings',
		name: 'settings',
		type: 'json',
		default: '[]',
		description: 'The rows of the Data Table moment_uniconta_settings, or one object with a value for each key',
	},
	{
		displayName: 'Moment Tags',
		name: 'momentTags',
		type: 'json',
		default: '[]',
		description:
			'The items of Moment > Tag > Get Many. Without them the codes of customer groups, project categories and departments are not checked.',
	},
	{
		displayName: 'Moment Accounts',
		name: 'momentAccounts',
		type: 'json',
		default: '[]',
		description:
			'The items of Moment > Financial Account > Get Many. Without them ledger accounts and VAT codes are not checked.',
	},
	{
		displayName: 'Moment Tag Groups',
		name: 'momentTagGroups',
		type: 'json',
		default: '[]',
		description:
			'The items of Moment > Tag Group > Get Many. With them a tag group that was deleted is told from one without tags.',
	},
	{
		displayName: 'Moment Departments',
		name: 'momentDepartments',
		type: 'json',
		default: '[]',
		description:
			'The items of Moment > Department > Get Many. Without them the departments of projects and invoices are not checked.',
	},
	{
		displayName: 'Moment Users',
		name: 'momentUsers',
		type: 'json',
		default: '[]',
		description:
			'The items of Moment > User > Get Many. Without them it is not checked whether those who are to be told have an address.',
	},
	{
		displayName: 'Moment Expenses',
		name: 'momentExpenses',
		type: 'json',
		default: '[]',
		description:
			'The item of Moment > Expense > Check Names. Without it nobody looks whether Moment shows its expenses, and whether its address begins with http://.',
	},
	{
		displayName: 'Moment Invoices',
		name: 'momentInvoices',
		type: 'json',
		default: '[]',
		description:
			"Items of Moment > Invoice > Get Many, those of the last weeks at least. With them the number that Uniconta gives next is compared with Moment's.",
	},
	{
		displayName: 'Log Rows',
		name: 'logRows',
		type: 'json',
		default: '[]',
		description:
			'Rows of the Data Table moment_uniconta_log, the newest posted invoices at least: what Uniconta has already',
	},
	{
		displayName: 'Expected Next Number',
		name: 'expectedNext',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'The number of the next invoice in Moment, for the route Post. 0 works it out from the invoices and the log, or compares with the first invoice number only.',
	},
]);
