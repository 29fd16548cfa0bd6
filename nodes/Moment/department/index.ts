import { listOperation } from '../listOperation';
import type { Resource } from '../resource';

const getAll = listOperation({
	resource: 'department',
	action: 'Get many departments',
	description: 'Fetch departments with their numbers in the external system',
	read: async (moment) => await moment.departments(),
});

export const department: Resource = {
	option: { name: 'Department', value: 'department' },
	operations: [getAll],
};
