import type { ExpenseRun } from './expenseRun';
import { logSteps } from './finishExpenses';
import { renewLease } from './lease';
import type { RunResult } from './run';
import type { TableStore } from './store';
import { unpackLog } from './syncRun';
import type { TableRow } from './tables';

/** So many are written, then logged: what a crash takes from the log is found again by its reference. */
const PORTION = 200;
/** Within a portion the lease is asked for again after this time. */
const HELD_MS = 20_000;

export interface PortionWriting<Source, Result extends RunResult> {
	/** What an earlier node has settled: said with the first portion. */
	settled: readonly RunResult[];
	isDry: boolean;
	/** @param isOurs whether this run may still write, to be asked before each write */
	write(portion: readonly Source[], isOurs: () => Promise<boolean>): Promise<Result[]>;
	/** What becomes of what is left to the next run. */
	postpone(rest: readonly Source[]): Result[];
	/** Milliseconds since 1970. */
	now(): number;
}

/**
 * Writes to Moment a portion at a time, each under the lease, and says in the log what became of it before the next one
 * begins. When another run has taken over, Moment takes nothing more, or the time is up, the rest is postponed.
 */
export async function writePortions<Source, Result extends RunResult>(
	store: TableStore,
	run: ExpenseRun,
	sources: readonly Source[],
	writing: PortionWriting<Source, Result>,
): Promise<Result[]> {
	const hold = new Hold(store, run, writing);
	const results: Result[] = [];
	let unsaid = writing.settled;
	for (let from = 0; from < sources.length; from += PORTION) {
		if (!(await hold.say(unsaid))) return [...results, ...writing.postpone(sources.slice(from))];
		const portion = await writing.write(sources.slice(from, from + PORTION), async () => await hold.isOurs());
		results.push(...portion);
		unsaid = portion;
		if (!portion.some(({ outcome }) => outcome === 'postponed')) continue;
		results.push(...writing.postpone(sources.slice(from + PORTION)));
		break;
	}
	if (unsaid.length > 0) await hold.say(unsaid);
	return results;
}

/** The lease of who writes, asked for again as the work goes on. */
class Hold {
	private heldAt = Number.NEGATIVE_INFINITY;
	private readonly known: readonly TableRow[];

	constructor(
		private readonly store: TableStore,
		private readonly run: ExpenseRun,
		private readonly writing: { isDry: boolean; now(): number },
	) {
		this.known = unpackLog(run.log);
	}

	/** Whether the lease is still ours; what is said is true in any case. */
	async say(results: readonly RunResult[]): Promise<boolean> {
		const { run, known, writing } = this;
		const now = writing.now();
		const saying = { run, known, isDry: writing.isDry, now };
		const renew = renewLease(run.claim, now, run.leaseMinutes);
		const answer = await this.store.call([...logSteps(results, saying), renew]);
		const isOurs = answer.rows('renewed').length > 0;
		if (isOurs) this.heldAt = now;
		return isOurs;
	}

	async isOurs(): Promise<boolean> {
		return this.writing.now() - this.heldAt < HELD_MS || (await this.say([]));
	}
}
