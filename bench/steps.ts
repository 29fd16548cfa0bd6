import { Stage, type StageOptions } from './stage';
import { measure, type Measurement } from './measure';

const SINGLE_CHANGES = 10;
const ARRIVES_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 5;

export type Report = (measurement: Measurement) => void;

/** The four questions, in this order, on one new n8n: new, again, some changed, one changed by webhook. */
export async function ordinaryLife(
	options: StageOptions,
	round: number,
	changed: number,
	report: Report,
): Promise<void> {
	const stage = await Stage.start(options);
	const on = async (step: string, work: Parameters<typeof measure>[2]): Promise<void> =>
		report(await measure(stage, { contender: options.contender.name, step, round }, work));
	try {
		await on('all new', () => stage.wholeRun());
		await on('unchanged', () => stage.wholeRun());
		changeQuietly(stage, changed);
		await on(`${changed} changed`, () => stage.wholeRun());
		await on('one by webhook', async () => ({ ok: true, said: '', latencies: await changeOneByOne(stage) }));
		await on(`${BURST} webhooks`, () => burst(stage));
	} finally {
		await stage.close();
	}
}

/** What goes wrong with everybody at once: all refused by us, or every write answered 500. */
export async function trouble(options: StageOptions, report: Report): Promise<void> {
	const name = (step: string): { contender: string; step: string; round: number } => ({
		contender: options.contender.name,
		step,
		round: 1,
	});
	const refused = await Stage.start(options);
	try {
		for (const row of refused.customers()) row.values = { ...row.values, tagIds: [] };
		report(await measure(refused, name('no tag'), () => refused.wholeRun()));
		report(await measure(refused, name('no tag, again'), () => refused.wholeRun()));
		for (const row of refused.customers()) row.values = { ...row.values, tagIds: [601] };
		report(await measure(refused, name('tags mended'), () => refused.wholeRun()));
	} finally {
		await refused.close();
	}
	const failing = await Stage.start(options);
	try {
		failing.sandbox.uniconta.faults.remove();
		failing.sandbox.uniconta.faults.add({
			id: 'down',
			match: { path: '/api/Entities/Insert' },
			kind: 'status',
			status: 500,
			body: 'Internal Server Error',
		});
		if (options.latencyMs > 0)
			failing.sandbox.uniconta.faults.add({
				id: 'latency',
				match: {},
				kind: 'delay',
				delayMs: options.latencyMs,
			});
		report(await measure(failing, name('writes answer 500'), () => failing.wholeRun()));
		report(await measure(failing, name('writes answer 500, again'), () => failing.wholeRun()));
		failing.sandbox.uniconta.faults.remove('down');
		report(await measure(failing, name('writes work again'), () => failing.wholeRun()));
	} finally {
		await failing.close();
	}
	const swept = await Stage.start(options);
	try {
		await swept.wholeRun();
		// All changed in Moment at one stroke, with every webhook lost: what the quarter-hourly sweep finds.
		for (const row of swept.customers()) {
			row.values = { ...row.values, addressLine1: `Flyttet ${String(row.values.customerNumber)}` };
			row.changedAt = Date.now();
		}
		report(
			await measure(swept, name('all changed, swept'), async () => {
				await swept.api.tables.upsert(
					'moment_uniconta_settings',
					{ key: 'customers.changedSince' },
					{ value: new Date(Date.now() - 60_000).toISOString() },
				);
				return await swept.sweep();
			}),
		);
	} finally {
		await swept.close();
	}
}

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
const BURST = 200;
const BURST_MS = 20_000;
/** Whoever calls waits for an answer so long. */
const SENDER_WAITS_MS = 15_000;

/** Many changes at once, each with its webhook: how long each sender waits for its answer, and whether all arrive. */
async function burst(stage: Stage): Promise<{ ok: boolean; said: string; latencies: number[] }> {
	const changed = stage.customers().slice(-BURST);
	const latencies: number[] = [];
	let unanswered = 0;
	const started = performance.now();
	const senders = changed.map(async (row, index) => {
		await pause((BURST_MS / BURST) * index);
		row.values = { ...row.values, addressLine1: `Storm ${index + 1}` };
		const sent = performance.now();
		const status = await stage.webhook(row, SENDER_WAITS_MS);
		if (status === 200) latencies.push(Math.round(performance.now() - sent));
		else unanswered += 1;
	});
	await Promise.all(senders);
	const isThere = (): boolean =>
		changed.every(({ values }) => stage.debtor(String(values.customerNumber))?.Address1 === values.addressLine1);
	while (!isThere() && performance.now() - started < ARRIVES_WITHIN_MS + BURST_MS) await pause(100);
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	return {
		ok: unanswered === 0 && isThere(),
		said: `${unanswered} of ${BURST} unanswered, ${isThere() ? `all written after ${seconds} s` : 'not all written'}`,
		latencies,
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
