import { listOperation } from '../listOperation';
import type { Resource } from '../resource';

const getAll = listOperation({
	resource: 'tagGroup',
	action: 'Get many tag groups',
	description: 'Fetch the tag groups of customers, projects and co-workers',
	read: async (moment) => await moment.tagGroups(),
});

export const tagGroup: Resource = {
	option: { name: 'Tag Group', value: 'tagGroup' },
	operations: [getAll],
};
