import type { SettingsArea } from '../../../../lib/state/settings';
import type { Clients } from './clients';
import type { Execution } from './executions';

export const ZONE = 'Europe/Copenhagen';

/** What every run has at hand. */
export interface Hands {
	clients: Clients;
	execution: Execution;
	area: SettingsArea;
	/** Milliseconds since 1970. */
	now: () => number;
}
