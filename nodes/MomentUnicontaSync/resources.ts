import type { Resource } from '../shared/resources';
import type { SyncOperation } from './operation';
import { run } from './run';

/** In the order of the list in the panel: by name. */
export const RESOURCES: ReadonlyArray<Resource<SyncOperation>> = [run];
