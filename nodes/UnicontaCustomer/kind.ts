import { debtor } from '../../lib/uniconta/upsert/debtor';
import type { EntityKind } from '../shared/entityOperations/entityKind';

export const customerKind: EntityKind = {
	definition: debtor,
	plural: 'customers',
	searchMethod: 'searchDebtors',
	numberPlaceholder: 'e.g. 20007',
	columnsMethod: 'debtorColumns',
	columnsDescription:
		'A field that is empty here is left alone in Uniconta. The VAT zone is set on new customers only.',
	filters: [
		{
			field: 'Group',
			parameter: {
				displayName: 'Customer Group Name or ID',
				name: 'group',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getCustomerGroups', loadOptionsDependsOn: ['company.value'] },
				default: '',
				description:
					'Only customers of this group. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		},
	],
};
