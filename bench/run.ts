import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { packPackage } from '../sandbox/n8n/package';
import { ensureRuntime } from '../sandbox/n8n/install';
import { repositoryRoot, runtimeRoot } from '../sandbox/n8n/paths';
import { report, step } from '../scripts/tools.cjs';
import { CONTENDERS, type Contender } from './contenders';
import { waitsWith, type Measurement } from './measure';
import { readOptions, type BenchOptions } from './options';
import { benchBurst } from './burst';
import { benchDay } from './day/run';
import { FULL_DAY, TENTH_OF_A_DAY } from './day/plan';
import { table } from './report';
import type { StageOptions } from './stage';
import { ordinaryLife, trouble } from './steps';

/**
 * `npm run bench`: our template and its peer side by side, each in a new n8n between new stand-ins; `npm run bench --
 * day`: a business day (`--tenth`: a tenth of it, `--each`: one of each thing in it); `npm run bench -- burst --queue`:
 * webhooks all at once, in queue mode.
 */
async function main(): Promise<void> {
	const [first, ...rest] = process.argv.slice(2);
	if (first === 'day') {
		await benchDay(
			rest.includes('--each') ? 'each' : rest.includes('--tenth') ? TENTH_OF_A_DAY : FULL_DAY,
			machine(),
		);
		return;
	}
	if (first === 'burst') {
		await benchBurst(rest, machine());
		return;
	}
	const options = readOptions(process.argv.slice(2));
	await ensureRuntime();
	const tarball = await step('Building and packing the package', () => packPackage());
	const facts = machine();
	const measurements: Measurement[] = [];
	const waits = waitsWith(options.limitMinutes);
	const take = (one: Measurement): void => {
		measurements.push(one);
		console.log(
			`  ${one.contender}, ${one.step}: ${one.seconds.toFixed(1)} s, ${one.calls} calls, ${one.writes} writes, ${one.before.all}/${one.peak.all}/${one.after.all} MB, ${one.arrived} of ${one.customers} right${one.ok ? '' : `, ended: ${one.said}`}`,
		);
		save(options, facts, measurements);
	};
	const stageFor = (contender: Contender): StageOptions => ({
		contender,
		tarball: contender.tarball ?? tarball,
		latencyMs: options.latencyMs,
		pageLimit: options.pageLimit,
		heapMb: options.heapMb,
		env: options.env,
		customers: contender.paced ? Math.min(options.pacedCustomers, options.customers) : options.customers,
	});
	for (let round = 1; round <= options.rounds; round++) {
		for (const contender of options.contenders) {
			await step(`Round ${round} of ${options.rounds}: ${contender.name} (${contender.about})`, () =>
				ordinaryLife(stageFor(contender), { round, changed: options.changed, waits }, take),
			);
		}
	}
	const [ours] = CONTENDERS;
	if (options.trouble && ours)
		await step('Trouble with all customers at once', () => trouble(stageFor(ours), waits, take));
	console.log(`\n${JSON.stringify(facts)}\n\n${table(measurements)}\n\n${save(options, facts, measurements)}`);
}

function machine(): Record<string, string | number> {
	const git = (...args: string[]): string => {
		try {
			return execFileSync('git', args, {
				cwd: repositoryRoot,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			}).trim();
		} catch {
			return '';
		}
	};
	return {
		started: new Date().toISOString(),
		commit: process.env.BENCH_COMMIT ?? git('rev-parse', '--short', 'HEAD'),
		node: process.version,
		cpu: cpus()[0]?.model ?? '',
		cores: cpus().length,
		memoryGB: Math.round(totalmem() / 2 ** 30),
		load: loadavg()[0]?.toFixed(2) ?? '',
	};
}

const began = new Date().toISOString().replaceAll(/[:.]/g, '-');

/** Written anew after each step, so that a run that is broken off has left what it knew. */
function save(
	options: BenchOptions,
	facts: Record<string, string | number>,
	measurements: readonly Measurement[],
): string {
	const folder = path.join(runtimeRoot, 'bench');
	mkdirSync(folder, { recursive: true });
	const file = path.join(folder, `${began}.json`);
	const { contenders, ...rest } = options;
	writeFileSync(
		file,
		`${JSON.stringify({ facts, options: { ...rest, contenders: contenders.map(({ name }) => name) }, measurements }, null, '\t')}\n`,
	);
	return file;
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		report(error);
		process.exit(1);
	},
);
