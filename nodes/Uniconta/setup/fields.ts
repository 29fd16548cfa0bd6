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
		description: "The items of Moment > Tag > Get Many. Without them the codes of customer groups, project categories and departments are not checked.",
	},
	{
		displayName: 'Moment Accounts',
		name: 'momentAccounts',
		type: 'json',
		default: '[]',
		description: 'The items of Moment > Financial Account > Get Many. Without them ledger accounts and VAT codes are not checked.',
	},
	{
		displayName: 'Expected Next Number',
		name: 'expectedNext',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'The number of the next invoice in Moment, for the route Post. 0 compares with the first invoice number only.',
	},
]);
