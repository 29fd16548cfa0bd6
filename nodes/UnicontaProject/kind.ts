import { project } from '../../lib/uniconta/upsert/project';
import type { EntityKind } from '../shared/entityOperations/entityKind';

export const projectKind: EntityKind = {
	definition: project,
	plural: 'projects',
	searchMethod: 'searchProjects',
	numberPlaceholder: 'e.g. 812',
	columnsMethod: 'projectColumns',
	columnsDescription:
		'A field that is empty here is left alone in Uniconta. The project group is set on new projects only; without one they get the group that is marked as the default.',
	filters: [
		{
			field: 'Account',
			parameter: {
				displayName: 'Customer',
				name: 'customer',
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				description: 'Only projects of this customer',
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: 'searchDebtors', searchable: true },
					},
					{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. 20007' },
				],
			},
		},
		{
			field: 'Group',
			parameter: {
				displayName: 'Project Group Name or ID',
				name: 'group',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getProjectGroups', loadOptionsDependsOn: ['company.value'] },
				default: '',
				description:
					'Only projects of this group. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		},
	],
};
