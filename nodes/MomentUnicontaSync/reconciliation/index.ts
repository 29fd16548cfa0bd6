import type { Resource } from '../../shared/resources';
import type { SyncOperation } from '../operation';
import { compareBothSystems } from './compareBoth.operation';
import { noteComparisonSent } from './noteSent.operation';
import { startComparison } from './startComparison.operation';

export const reconciliation: Resource<SyncOperation> = {
	option: { name: 'Reconciliation', value: 'reconciliation' },
	operations: [compareBothSystems, noteComparisonSent, startComparison],
};
