import { listOperation } from '../listOperation';
import type { Resource } from '../resource';

const getAll = listOperation({
	resource: 'user',
	action: 'Get many users',
	description: 'Fetch the users of the company, with their e-mail addresses',
	read: async (moment) => await moment.users(),
});

export const user: Resource = {
	option: { name: 'User', value: 'user' },
	operations: [getAll],
};
