import { parseArgs } from 'node:util';
import { packPackage } from '../sandbox/n8n/package';
import { QueueN8n } from '../sandbox/n8n/queue/queueN8n';
import { step } from '../scripts/tools.cjs';
import { CONTENDERS, type Contender } from './contenders';
import { whole, setting } from './options';
import { Stage } from './stage';
import { sendBurst, type Sent } from './steps';

const LATENCY_MS = 40;
/** n8n's own, and the one that docs/operating.md asks for. */
const POOLS = ['2', '10'];

interface Result extends Sent {
	pool: string;
	/** Executions in error or crashed; n8n lists 100 at most. */
	failed: number;
	arrived: number;
	/** Once Moment was asked for changes. */
	arrivedAfterSweep: number;
}

/**
 * `npm run bench -- burst [--queue] [--pool N …] [--webhooks N] [--env NAME=value …]`: that many webhooks to the
 * customers' template in the same moment; with `--queue` to a main with two workers on PostgreSQL, else to one process on
 * SQLite.
 */
export async function benchBurst(args: string[], facts: Record<string, string | number>): Promise<void> {
	const { values } = parseArgs({
		args,
		options: {
			queue: { type: 'boolean', default: false },
			pool: { type: 'string', multiple: true, default: POOLS },
			webhooks: { type: 'string', default: '130' },
			env: { type: 'string', multiple: true, default: [] },
		},
	});
	const count = whole('webhooks', values.webhooks);
	const env = Object.fromEntries(values.env.map(setting));
	const [contender] = CONTENDERS;
	if (contender === undefined) throw new Error('The contenders are missing');
	const tarball = await step('Building and packing the package', () => packPackage());
	const results: Result[] = [];
	for (const pool of values.queue ? values.pool : ['-'])
		results.push(
			await step(
				`${count} webhooks at once, ${values.queue ? `queue mode, pool of ${pool}` : 'one process on SQLite'}`,
				async () => await once({ contender, tarball, pool, env, count }),
			),
		);
	console.log(`\n${JSON.stringify({ ...facts, ...env })}\n\n${tableOf(results, count)}`);
}

interface Once {
	contender: Contender;
	tarball: string;
	/** `-`: no PostgreSQL. */
	pool: string;
	env: Record<string, string>;
	count: number;
}

async function once({ contender, tarball, pool, env, count }: Once): Promise<Result> {
	const queue = { env: { ...env, DB_POSTGRESDB_POOL_SIZE: pool }, n8n: QueueN8n.create };
	const stage = await Stage.start({
		contender,
		tarball,
		customers: count,
		latencyMs: LATENCY_MS,
		pageLimit: 0,
		heapMb: 0,
		...(pool === '-' ? { env } : queue),
	});
	try {
		await stage.wholeRun();
		await stage.quiet();
		const sent = await sendBurst(stage, { count, overMs: 0 });
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

async function failures({ api }: Stage): Promise<number> {
	const lists = ['error', 'crashed'].map(async (status) => (await api.executions.list({ status })).length);
	return (await Promise.all(lists)).reduce((total, one) => total + one, 0);
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
		one.failed,
		one.arrived,
		one.seconds.toFixed(1),
		one.arrivedAfterSweep,
	]);
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function spread(latencies: readonly number[]): string {
	const sorted = [...latencies].sort((a, b) => a - b);
	return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((one) => one ?? '–').join(' / ');
}
