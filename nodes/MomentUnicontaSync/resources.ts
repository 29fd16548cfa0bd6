import type { Resource } from '../shared/resources';
import { notification } from './notification';
import type { SyncOperation } from './operation';
import { reconciliation } from './reconciliation';
import { run } from './run';
import { sendingAgain } from './sendingAgain';

/** In the order of the list in the panel: by name. */
export const RESOURCES: ReadonlyArray<Resource<SyncOperation>> = [notification, reconciliation, run, sendingAgain];
