import type { Clock } from '../../lib/http/port';

export interface FakeClock extends Clock {
	/** Every wait that was asked for, in milliseconds. */
	readonly waits: number[];
	advance(milliseconds: number): void;
}

/** Time that moves only when somebody sleeps or the test says so; chance that gives what the test wants. */
export function fakeClock({ now = 1_700_000_000_000, chance = 1 }: { now?: number; chance?: number } = {}): FakeClock {
	const waits: number[] = [];
	let current = now;
	return {
		waits,
		now: () => current,
		sleep: async (milliseconds) => {
			waits.push(milliseconds);
			current += milliseconds;
		},
		random: () => chance,
		advance: (milliseconds) => {
			current += milliseconds;
		},
	};
}
