import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import type { Operation } from '../../shared/parameters';
import type { Resource } from '../../shared/resources';
import { check } from './check.operation';
import { RESOURCE } from './fields';

export const setup: Resource<Operation<UnicontaClient>> = {
	option: { name: 'Setup', value: RESOURCE },
	operations: [check],
};
