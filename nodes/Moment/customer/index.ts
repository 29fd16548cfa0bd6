import { getAllOperation, idsAndNumbers, idsField } from '../recordGetAll';
import { getOperation } from '../recordGet';
import { getForRunOperation } from '../recordGetForRun';
import { customerRecords } from '../recordKinds';
import type { Resource } from '../resource';

export const customer: Resource = {
	option: { name: 'Customer', value: 'customer' },
	operations: [
		getOperation(customerRecords),
		getAllOperation({
			kind: customerRecords,
			option: {
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many customers',
				description: 'Fetch customers, optionally only those changed since, or with certain IDs or numbers',
			},
			filters: [
				idsField('e.g. 70011223, 70011224'),
				{
					displayName: 'Numbers',
					name: 'numbers',
					type: 'string',
					default: '',
					placeholder: 'e.g. 20007, 20008',
					description: 'Customer numbers, separated by commas',
				},
			],
			queryOf: idsAndNumbers,
		}),
		getForRunOperation(customerRecords),
	],
};
