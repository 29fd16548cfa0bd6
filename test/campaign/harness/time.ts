import FakeTimers from '@sinonjs/fake-timers';

/** Turns of the event loop without an end of the work, after which only time can bring it on. */
const QUIET_TURNS = 8;
/** So often that is waited for without a timer: n8n may be reading a file. */
const MOST_IDLE = 20_000;
const turn = setImmediate;

/**
 * Time for n8n, the nodes and the stand-ins at once, in one process: it stands still while anything is being reckoned,
 * and jumps to the next timer when everybody waits. So an hour of waiting costs nothing, and a seed gives one course.
 */
export class VirtualTime {
	private readonly clock: FakeTimers.Clock;
	/** Fewer are enough where nothing but promises stands between two timers. */
	quietTurns = QUIET_TURNS;

	constructor(now: number) {
		this.clock = FakeTimers.install({
			now,
			toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
		});
	}

	now(): number {
		return this.clock.now;
	}

	/** Sets the clock itself forward or back, as a person or a time server does. Timers wait as long as before. */
	set(now: number): void {
		this.clock.setSystemTime(now);
	}

	async sleep(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.clock.setTimeout(() => {
				resolve();
			}, milliseconds);
		});
	}

	/** Lets time pass until the work is done; work that waits for nothing any more is an error of the campaign. */
	async until<T>(work: Promise<T>): Promise<T> {
		let done = false;
		const settled = work.finally(() => {
			done = true;
		});
		settled.catch(() => undefined);
		const isDone = (): boolean => done;
		let idle = 0;
		for (;;) {
			await this.quiet(isDone);
			if (isDone()) return await settled;
			if (this.clock.countTimers() > 0) {
				idle = 0;
				this.clock.next();
			} else if (++idle > MOST_IDLE) {
				throw new Error('Everything waits, and for nothing');
			}
		}
	}

	/** Lets so much time pass, for whoever waits. */
	async pass(milliseconds: number): Promise<void> {
		await this.until(this.sleep(milliseconds));
	}

	private async quiet(done: () => boolean): Promise<void> {
		for (let turns = 0; turns < this.quietTurns && !done(); turns += 1) {
			await new Promise<void>((resolve) => {
				turn(resolve);
			});
		}
	}
}
