import { listOperation } from '../listOperation';
import type { Resource } from '../resource';

const getAll = listOperation({
	resource: 'financialAccount',
	action: 'Get many financial accounts',
	description: 'Fetch ledger accounts with their VAT codes',
	read: async (moment) => await moment.financialAccounts(),
});

export const financialAccount: Resource = {
	option: { name: 'Financial Account', value: 'financialAccount' },
	operations: [getAll],
};
