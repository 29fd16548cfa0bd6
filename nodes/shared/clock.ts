import { sleep } from 'n8n-workflow';
import type { Clock } from '../../lib/http/port';

/** The real time, for everything that runs inside n8n. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (milliseconds) => {
		await sleep(milliseconds);
	},
	random: () => Math.random(),
};
