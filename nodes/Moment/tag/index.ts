import { collectionParameter } from '../../shared/parameters';
import { listOperation } from '../listOperation';
import { listOf } from '../operation';
import type { Resource } from '../resource';

const getAll = listOperation({
	resource: 'tag',
	action: 'Get many tags',
	description: 'Fetch tags with their codes and groups',
	fields: [
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Tag Group Name or ID',
					name: 'tagGroupId',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getTagGroups' },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
			],
		},
	],
	read: async (moment) => await moment.tags(),
	filter: (context, index) => {
		const [group] = listOf(collectionParameter(context, 'filters', index).tagGroupId);
		return ({ tagGroupId, tagGroupName }) => group === undefined || [tagGroupId, tagGroupName].includes(group);
	},
});

export const tag: Resource = {
	option: { name: 'Tag', value: 'tag' },
	operations: [getAll],
};
