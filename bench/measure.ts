import { MemoryMeter, type MemorySample } from './memory';

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

/** What a step did, and what n8n said where it did not get through. */
export interface Worked {
	ok: boolean;
	said: string;
	latencies?: number[];
}

interface CountedCalls {
	clear(): void;
	list(): ReadonlyArray<{ status: number | null; slowedMs: number }>;
	counters(): { total: number; byPath: Record<string, number>; maxSimultaneous: number };
}

/** What is measured: a stage, as far as that asks of it. */
export interface Measurable {
	/** `ended` resolves when it has ended, for whatever reason. */
	n8n: { pid: number | undefined; ended: Promise<void> };
	sandbox: Readonly<Record<'moment' | 'uniconta', { log: CountedCalls }>>;
	/** Waits until nothing runs; false where n8n did not say so in time. */
	quiet(): Promise<boolean>;
	customers(): readonly unknown[];
	arrived(): number;
	/** Counts by kind; throws where n8n does not answer. */
	rows(table: 'log' | 'inbox'): Promise<Record<string, number>>;
}

/** How long is waited, and for what. */
export interface Waits {
	/** Memory is looked at again after this, when n8n has tidied up. */
	settle(): Promise<void>;
	/** Resolves when a step has taken too long. */
	limit(): { over: Promise<string>; clear(): void };
}

const SETTLE_MS = 5000;

export function waitsWith(limitMinutes: number): Waits {
	return {
		settle: async () => await new Promise((resolve) => setTimeout(resolve, SETTLE_MS)),
		limit: () => {
			let timer: NodeJS.Timeout | undefined;
			const over = new Promise<string>((resolve) => {
				const said = `not through after ${limitMinutes} minutes`;
				timer = setTimeout(() => {
					resolve(said);
				}, limitMinutes * 60_000);
			});
			return {
				over,
				clear: () => {
					clearTimeout(timer);
				},
			};
		},
	};
}

export interface Measured {
	measurement: Measurement;
	/** Whether n8n is still there, and quiet, so that a next step says something. */
	goesOn: boolean;
}

/**
 * Counts, times and weighs `work`, from nothing under way to nothing under way. A contender that fails, hangs, or takes
 * n8n down is a result too: what became of it, and how many arrived all the same.
 */
export async function measure(
	stage: Measurable,
	name: { contender: string; step: string; round: number },
	work: () => Promise<Worked>,
	waits: Waits,
): Promise<Measured> {
	const { moment, uniconta } = stage.sandbox;
	for (const { log } of [moment, uniconta]) log.clear();
	// Of a process that is gone every sample is 0.
	const meter = new MemoryMeter(stage.n8n.pid ?? 0);
	const before = meter.now();
	const started = performance.now();
	const { worked, broken } = await workOrEnd(stage, work, waits);
	const seconds = (performance.now() - started) / 1000;
	const isQuiet = broken ? false : await stage.quiet();
	await waits.settle();
	const peak = meter.stop();
	const after = meter.now();
	const [log, inbox] = [await rowsOf(stage, 'log'), await rowsOf(stage, 'inbox')];
	const goesOn = isQuiet && log !== undefined;
	const counters = uniconta.log.counters();
	const calls = uniconta.log.list();
	const measurement: Measurement = {
		...name,
		customers: stage.customers().length,
		ok: worked.ok && goesOn,
		said: saidOf(worked.said, { broken, isQuiet, answers: log !== undefined }),
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
		log: log ?? {},
		inbox: inbox ?? {},
		latencies: worked.latencies ?? [],
	};
	return { measurement, goesOn };
}

/** The work to its end, or what came before that. */
async function workOrEnd(
	{ n8n }: Measurable,
	work: () => Promise<Worked>,
	waits: Waits,
): Promise<{ worked: Worked; broken: boolean }> {
	const limit = waits.limit();
	const broke = (said: string) => ({ worked: { ok: false, said }, broken: true });
	try {
		return await Promise.race([
			work().then(
				(worked) => ({ worked, broken: false }),
				(error: unknown) => ({ worked: { ok: false, said: `threw: ${messageOf(error)}` }, broken: false }),
			),
			n8n.ended.then(() => broke('n8n ended')),
			limit.over.then(broke),
		]);
	} finally {
		limit.clear();
	}
}

async function rowsOf(stage: Measurable, table: 'log' | 'inbox'): Promise<Record<string, number> | undefined> {
	return await stage.rows(table).catch(() => undefined);
}

function saidOf(
	said: string,
	{ broken, isQuiet, answers }: { broken: boolean; isQuiet: boolean; answers: boolean },
): string {
	const parts = [said];
	if (!broken && !isQuiet) parts.push('n8n did not come to rest');
	if (!answers) parts.push('n8n answers no more');
	return parts.filter((part) => part !== '').join('; ');
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** A step that was not tried, and why. */
export function untried(name: { contender: string; step: string; round: number }, why: string): Measurement {
	const none = { main: 0, all: 0 };
	return {
		...name,
		customers: 0,
		ok: false,
		said: `not tried: ${why}`,
		seconds: 0,
		calls: 0,
		writes: 0,
		byPath: {},
		maxSimultaneous: 0,
		momentCalls: 0,
		refusedParallel: 0,
		slowDownHours: 0,
		before: none,
		peak: none,
		after: none,
		arrived: 0,
		log: {},
		inbox: {},
		latencies: [],
	};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
