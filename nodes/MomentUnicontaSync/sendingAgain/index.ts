import type { Resource } from '../../shared/resources';
import type { SyncOperation } from '../operation';
import { findRecords } from './findRecords.operation';
import { markRecords } from './markRecords.operation';

export const sendingAgain: Resource<SyncOperation> = {
	option: { name: 'Sending Again', value: 'sendingAgain' },
	operations: [findRecords, markRecords],
};
