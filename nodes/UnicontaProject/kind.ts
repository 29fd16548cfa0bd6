import { project } from '../../lib/uniconta/project';
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
			parameter: { displayName: 'Customer Number', name: 'customer', type: 'string', default: '', description: 'Only projects of this customer' },
		},
		{
			field: 'Group',
			parameter: {
				displayName: 'Project Group Name or ID',
				name: 'group',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getProjectGroups', loadOptionsDependsOn: ['company.value'] },
				default: '',
				description: 'Only projects of this group. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
		},
	],
};
