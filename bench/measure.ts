import { MemoryMeter, type MemorySample } from './memory';
import type { Stage } from './stage';

/** What one step of one contender took. */
export interface Measurement {
	contender: string;
	step: string;
	round: number;
	customers: number;
	ok: boolean;
	said: string;
	seconds: number;
	calls: number;
	writes: number;
	byPath: Record<string, number>;
	maxSimultaneous: number;
	momentCalls: number;
	/** Answered 503 because another call of the same user was open. */
	refusedParallel: number;
	/** Hours that Uniconta's daily slow-down would have added (recorded, not slept). */
	slowDownHours: number;
	/** Resident memory in MB, n8n with its task runner. */
	before: MemorySample;
	peak: MemorySample;
	after: MemorySample;
	/** Moment's customers that are in Uniconta afterwards. */
	arrived: number;
	log: Record<string, number>;
	inbox: Record<string, number>;
	/** Milliseconds from the change in Moment to the row in Uniconta, one for each change. */
	latencies: number[];
}

/** Memory is looked at again this long after a run, when n8n has tidied up. */
const SETTLE_MS = 5000;
const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

/** Counts, times and weighs `work`, from nothing under way to nothing under way. */
export async function measure(
	stage: Stage,
	name: { contender: string; step: string; round: number },
	work: () => Promise<{ ok: boolean; said: string; latencies?: number[] }>,
): Promise<Measurement> {
	const { moment, uniconta } = stage.sandbox;
	await stage.quiet();
	const pid = stage.n8n.pid;
	if (pid === undefined) throw new Error('n8n does not run');
	for (const { log } of [moment, uniconta]) log.clear();
	const meter = new MemoryMeter(pid);
	const before = meter.now();
	const started = performance.now();
	const { ok, said, latencies = [] } = await work();
	const seconds = (performance.now() - started) / 1000;
	await stage.quiet();
	await settle();
	const peak = meter.stop();
	const after = meter.now();
	const counters = uniconta.log.counters();
	const calls = uniconta.log.list();
	return {
		...name,
		customers: stage.customers().length,
		ok,
		said,
		seconds,
		calls: counters.total,
		writes: sum(
			Object.entries(counters.byPath)
				.filter(([path]) => !path.startsWith('GET '))
				.map(([, count]) => count),
		),
		byPath: counters.byPath,
		maxSimultaneous: counters.maxSimultaneous,
		momentCalls: moment.log.counters().total,
		refusedParallel: calls.filter(({ status }) => status === 503).length,
		slowDownHours: sum(calls.map(({ slowedMs }) => slowedMs)) / 3_600_000,
		before,
		peak,
		after,
		arrived: stage.arrived(),
		log: await stage.rows('log'),
		inbox: await stage.rows('inbox'),
		latencies,
	};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
