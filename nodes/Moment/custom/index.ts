import type { Resource } from '../resource';
import { request } from './request.operation';

export const custom: Resource = {
	option: { name: 'Custom', value: 'custom' },
	operations: [request],
};
