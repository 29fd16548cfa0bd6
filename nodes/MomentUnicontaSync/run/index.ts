import type { Resource } from '../../shared/resources';
import type { SyncOperation } from '../operation';
import { finishRun } from './finishRun.operation';
import { startRun } from './startRun.operation';

export const run: Resource<SyncOperation> = {
	option: { name: 'Run', value: 'run' },
	operations: [startRun, finishRun],
};
