import type { Resource } from '../resource';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const customer: Resource = {
	option: { name: 'Customer', value: 'customer' },
	operations: [get, getAll],
};
