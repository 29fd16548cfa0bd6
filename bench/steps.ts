import { live, type Report, type Step } from './life';
import type { Waits, Worked } from './measure';
import { Stage, type StageOptions } from './stage';

const SINGLE_CHANGES = 10;
const ARRIVES_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 5;

/** The questions, in this order, on one new n8n: new, again, some changed, one changed by webhook, a burst of them. */
export async function ordinaryLife(
	options: StageOptions,
	{ round, changed, waits }: { round: number; changed: number; waits: Waits },
	report: Report,
): Promise<void> {
	const steps: Array<Step<Stage>> = [
		{ name: 'all new', work: async (stage) => await stage.wholeRun() },
		{ name: 'unchanged', work: async (stage) => await stage.wholeRun() },
		{
			name: `${changed} changed`,
			work: async (stage) => {
				changeQuietly(stage, changed);
				return await stage.wholeRun();
			},
		},
		{
			name: 'one by webhook',
			work: async (stage) => ({ ok: true, said: '', latencies: await changeOneByOne(stage) }),
		},
		{ name: `${BURST.count} webhooks`, work: burst },
	];
	const { name: contender } = options.contender;
	await live({ contender, round, waits }, async () => await Stage.start(options), steps, report);
}

/** What goes wrong with everybody at once: all refused by us, or every write answered 500. */
export async function trouble(options: StageOptions, waits: Waits, report: Report): Promise<void> {
	const start = async (): Promise<Stage> => await Stage.start(options);
	for (const steps of [REFUSED, failing(options.latencyMs), SWEPT])
		await live({ contender: options.contender.name, round: 1, waits }, start, steps, report);
}

const wholeRun = (name: string, before: (stage: Stage) => void = () => undefined): Step<Stage> => ({
	name,
	work: async (stage) => {
		before(stage);
		return await stage.wholeRun();
	},
});

function tagAll(stage: Stage, tagIds: number[]): void {
	for (const row of stage.customers()) row.values = { ...row.values, tagIds };
}

const REFUSED: ReadonlyArray<Step<Stage>> = [
	wholeRun('no tag', (stage) => {
		tagAll(stage, []);
	}),
	wholeRun('no tag, again'),
	wholeRun('tags mended', (stage) => {
		tagAll(stage, [601]);
	}),
];

function failing(latencyMs: number): ReadonlyArray<Step<Stage>> {
	const refuseWrites = ({ sandbox: { uniconta } }: Stage): void => {
		uniconta.faults.remove();
		uniconta.faults.add({
			id: 'down',
			match: { path: '/api/Entities/Insert' },
			kind: 'status',
			status: 500,
			body: 'Internal Server Error',
		});
		if (latencyMs > 0) uniconta.faults.add({ id: 'latency', match: {}, kind: 'delay', delayMs: latencyMs });
	};
	return [
		wholeRun('writes answer 500', refuseWrites),
		wholeRun('writes answer 500, again'),
		wholeRun('writes work again', ({ sandbox }) => {
			sandbox.uniconta.faults.remove('down');
		}),
	];
}

/** All changed in Moment at one stroke, with every webhook lost: what the quarter-hourly sweep finds. */
const SWEPT: ReadonlyArray<Step<Stage>> = [
	wholeRun('all new, to be swept'),
	{
		name: 'all changed, swept',
		work: async (stage) => {
			for (const row of stage.customers()) {
				row.values = { ...row.values, addressLine1: `Flyttet ${String(row.values.customerNumber)}` };
				row.changedAt = Date.now();
			}
			await stage.api.tables.upsert(
				'moment_uniconta_settings',
				{ key: 'customers.changedSince' },
				{ value: new Date(Date.now() - 60_000).toISOString() },
			);
			return await stage.sweep();
		},
	},
];

/** Changes without a webhook: as if all of those had been lost. */
function changeQuietly(stage: Stage, count: number): void {
	const all = stage.customers();
	const every = Math.max(1, Math.floor(all.length / Math.max(1, count)));
	for (const [index, row] of all
		.filter((_, at) => at % every === 0)
		.slice(0, count)
		.entries()) {
		row.values = { ...row.values, addressLine1: `Ny adresse ${index + 1}` };
	}
}

/** Webhooks that come faster than one by one, and over how long. */
export interface Burst {
	count: number;
	overMs: number;
}

const BURST: Burst = { count: 200, overMs: 20_000 };
/** Whoever calls waits for an answer so long. */
const SENDER_WAITS_MS = 15_000;

export interface Sent {
	/** How long each waited that got its answer, in milliseconds. */
	latencies: number[];
	/** Those that gave up, and those that got another answer than 200. */
	unanswered: number;
	refused: number;
	/** Whether all is in Uniconta, and after how many seconds. */
	isWritten: boolean;
	seconds: number;
}

async function burst(stage: Stage): Promise<Worked> {
	const { latencies, isWritten, seconds } = await sendBurst(stage, BURST);
	const unanswered = BURST.count - latencies.length;
	return {
		ok: unanswered === 0 && isWritten,
		said: `${unanswered} of ${BURST.count} unanswered, ${isWritten ? `all written after ${seconds.toFixed(1)} s` : 'not all written'}`,
		latencies,
	};
}

/** Many changes at once, each with its webhook: how long each sender waits for its answer, and whether all arrive. */
export async function sendBurst(stage: Stage, { count, overMs }: Burst): Promise<Sent> {
	const changed = stage.customers().slice(-count);
	const latencies: number[] = [];
	const statuses: number[] = [];
	const started = performance.now();
	const since = (): number => performance.now() - started;
	const senders = changed.map(async (row, index) => {
		await pause((overMs / count) * index);
		row.values = { ...row.values, addressLine1: `Storm ${index + 1}` };
		row.changedAt = Date.now();
		const sent = performance.now();
		const status = await stage.webhook(row, SENDER_WAITS_MS);
		statuses.push(status);
		if (status === 200) latencies.push(Math.round(performance.now() - sent));
	});
	await Promise.all(senders);
	const isThere = (): boolean =>
		changed.every(({ values }) => stage.debtor(String(values.customerNumber))?.Address1 === values.addressLine1);
	while (!isThere() && since() < ARRIVES_WITHIN_MS + overMs) await pause(100);
	return {
		latencies,
		unanswered: statuses.filter((status) => status === 0).length,
		refused: statuses.filter((status) => status !== 0 && status !== 200).length,
		isWritten: isThere(),
		seconds: since() / 1000,
	};
}

async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** One after the other, each with its webhook, and how long each takes to arrive. */
async function changeOneByOne(stage: Stage): Promise<number[]> {
	const latencies: number[] = [];
	for (const [index, { values }] of stage.customers().slice(0, SINGLE_CHANGES).entries()) {
		const address = `Omkalfatret ${index + 1}`;
		const started = performance.now();
		stage.sandbox.moment.changeCustomer(values.id, { addressLine1: address });
		while (stage.debtor(String(values.customerNumber))?.Address1 !== address) {
			if (performance.now() - started > ARRIVES_WITHIN_MS) break;
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
		}
		latencies.push(Math.round(performance.now() - started));
		await stage.quiet();
	}
	return latencies;
}
