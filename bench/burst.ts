import { parseArgs } from 'node:util';
import { packPackage } from '../sandbox/n8n/package';
import { QueueN8n } from '../sandbox/n8n/queue/queueN8n';
import { step } from '../scripts/tools.cjs';
import { CONTENDERS, type Contender } from './contenders';
import { whole, setting } from './options';
import { Stage } from './stage';
import { sendBurst, type Burst, type Sent } from './steps';

const LATENCY_MS = 40;
/** n8n's own, and the one that docs/operating.md asks for. */
const POOLS = ['2', '10'];

interface Result extends Sent {
	pool: string;
	/** Executions in error or crashed, by what they say; n8n lists 100 of each at most. */
	failed: ReadonlyMap<string, number>;
	arrived: number;
	/** Once Moment was asked for changes. */
	arrivedAfterSweep: number;
}

/**
 * `npm run bench -- burst [--queue] [--pool N …] [--webhooks N] [--over SECONDS] [--env NAME=value …]`: that many webhooks to the
 * customers' template in the same moment, or one after the other over some seconds; with `--queue` to a main with two workers on PostgreSQL, else to one process on
 * SQLite.
 */
export async function benchBurst(args: string[], facts: Record<string, string | number>): Promise<void> {
	const { values } = parseArgs({
		args,
		options: {
			queue: { type: 'boolean', default: false },
			pool: { type: 'string', multiple: true, default: POOLS },
			webhooks: { type: 'string', default: '130' },
			over: { type: 'string', default: '0' },
			env: { type: 'string', multiple: true, default: [] },
		},
	});
	const burst = { count: whole('webhooks', values.webhooks), overMs: 1000 * whole('over', values.over) };
	const env = Object.fromEntries(values.env.map(setting));
	const [contender] = CONTENDERS;
	if (contender === undefined) throw new Error('The contenders are missing');
	const tarball = await step('Building and packing the package', () => packPackage());
	const results: Result[] = [];
	for (const pool of values.queue ? values.pool : ['-'])
		results.push(
			await step(
				`${burst.count} webhooks ${burst.overMs === 0 ? 'at once' : `over ${values.over} s`}, ${values.queue ? `queue mode, pool of ${pool}` : 'one process on SQLite'}`,
				async () => await once({ contender, tarball, pool, env, burst }),
			),
		);
	console.log(`\n${JSON.stringify({ ...facts, ...env })}\n\n${tableOf(results, burst.count)}`);
}

interface Once {
	contender: Contender;
	tarball: string;
	/** `-`: no PostgreSQL. */
	pool: string;
	env: Record<string, string>;
	burst: Burst;
}

async function once({ contender, tarball, pool, env, burst }: Once): Promise<Result> {
	const queue = { env: { ...env, DB_POSTGRESDB_POOL_SIZE: pool }, n8n: QueueN8n.create };
	const stage = await Stage.start({
		contender,
		tarball,
		customers: burst.count,
		latencyMs: LATENCY_MS,
		pageLimit: 0,
		heapMb: 0,
		...(pool === '-' ? { env } : queue),
	});
	try {
		await stage.wholeRun();
		await stage.quiet();
		const sent = await sendBurst(stage, burst);
		await stage.quiet();
		const arrived = stage.arrived();
		const failed = await failures(stage);
		await stage.sweep();
		await stage.quiet();
		return { ...sent, pool, failed, arrived, arrivedAfterSweep: stage.arrived() };
	} finally {
		await stage.close();
	}
}

async function failures({ api: { executions } }: Stage): Promise<Map<string, number>> {
	const said = new Map<string, number>();
	for (const status of ['error', 'crashed'])
		for (const { id } of await executions.list({ status })) {
			const why = await executions.get(id).then(
				({ error }) => error ?? status,
				() => status,
			);
			said.set(why, (said.get(why) ?? 0) + 1);
		}
	return said;
}

function tableOf(results: readonly Result[], count: number): string {
	const head = [
		'pool',
		`answered within 15 s, of ${count}`,
		'least / median / most ms',
		'gave up',
		'other answer',
		'runs in error',
		'arrived',
		'seconds',
		'arrived after Moment was asked',
	];
	const rows = results.map((one) => [
		one.pool,
		one.latencies.length,
		spread(one.latencies),
		one.unanswered,
		one.refused,
		sum(one.failed),
		one.arrived,
		one.seconds.toFixed(1),
		one.arrivedAfterSweep,
	]);
	const reasons = results.flatMap(({ pool, failed }) =>
		[...failed].map(([why, times]) => `pool of ${pool}, ${times} times: ${why}`),
	);
	return [...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`), '', ...reasons].join(
		'\n',
	);
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

function spread(latencies: readonly number[]): string {
	const sorted = [...latencies].sort((a, b) => a - b);
	return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((one) => one ?? '–').join(' / ');
}
