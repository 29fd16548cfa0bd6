import type { Resource } from '../resource';
import { getOrCreate } from './getOrCreate.operation';

export const activity: Resource = {
	option: { name: 'Activity', value: 'activity' },
	operations: [getOrCreate],
};
