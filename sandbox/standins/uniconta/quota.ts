import type { SandboxClock } from '../shared/clock';

const DAY_MS = 24 * 60 * 60 * 1000;
const SECOND_MS = 1000;

/**
 * Some thousand calls per user and day are free (UC32); each further such number adds a second to every call. The
 * counter starts again at midnight (UTC here, assumed), the delay reached lasts a further 24 hours.
 */
export class Quota {
	private readonly days = new Map<string, { day: number; calls: number; callsBefore: number }>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly freeCalls: () => number,
	) {}

	/** Counts one call of the user and gives the delay it suffers, in milliseconds. */
	count(user: string): number {
		const used = this.today(user);
		used.calls += 1;
		return Math.max(this.delay(used.calls), this.delay(used.callsBefore));
	}

	/** As if the user had made so many calls today already. */
	use(user: string, calls: number): void {
		this.today(user).calls = calls;
	}

	state(): Record<string, { calls: number; delayMs: number }> {
		return Object.fromEntries(
			[...this.days.keys()].map((user) => {
				const { calls, callsBefore } = this.today(user);
				return [user, { calls, delayMs: Math.max(this.delay(calls), this.delay(callsBefore)) }];
			}),
		);
	}

	clear(): void {
		this.days.clear();
	}

	private today(user: string): { day: number; calls: number; callsBefore: number } {
		const day = Math.floor(this.clock.now() / DAY_MS);
		const known = this.days.get(user);
		if (known?.day === day) return known;
		const next = { day, calls: 0, callsBefore: known?.day === day - 1 ? known.calls : 0 };
		this.days.set(user, next);
		return next;
	}

	/** Strict: the first call beyond the free ones is slowed already. */
	private delay(calls: number): number {
		const free = this.freeCalls();
		return calls <= free ? 0 : Math.ceil((calls - free) / free) * SECOND_MS;
	}
}
