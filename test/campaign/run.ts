/**
 * `npm run campaign -- --runs 1000 --seed 1 [--level lib|templates] [--only post] [--workers 2] [--calls]`: plays that
 * many scenarios, each from its seed, and says of each that fails what was wrong, the fewest steps with which it still
 * is, and the calls in order. Ends with `N passed, M failed`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Stage, type MakeLevel, type Played } from './play';
import { makeScenario } from './scenario/make';
import { focuses, type Scenario } from './scenario/types';
import { shrink } from './shrink';

const optionsSchema = z.object({
	runs: z.coerce.number().int().positive().default(100),
	seed: z.coerce.number().int().nonnegative().default(1),
	level: z.enum(['templates', 'lib']).default('templates'),
	only: z.enum(focuses).optional(),
	workers: z.coerce.number().int().positive().default(Math.min(2, availableParallelism())),
	/** Says the calls of every scenario, not only of those that fail. */
	calls: z.boolean().default(false),
	/** The first failure is enough, as it is. */
	quick: z.boolean().default(false),
});
type Options = z.infer<typeof optionsSchema>;

const LEVELS: Record<Options['level'], () => Promise<MakeLevel>> = {
	templates: async () => (await import('./levels/templates')).templatesLevel,
	lib: async () => (await import('./levels/lib')).libLevel,
};

interface Result {
	failed: number[];
	/** How often each fault that is known came. */
	known: Record<string, number>;
	/** Of the processor, in milliseconds. */
	cpu: number;
	slowest: { seed: number; took: number };
}

function readOptions(): Options {
	const { values } = parseArgs({
		options: {
			runs: { type: 'string' },
			seed: { type: 'string' },
			level: { type: 'string' },
			only: { type: 'string' },
			workers: { type: 'string' },
			calls: { type: 'boolean' },
			quick: { type: 'boolean' },
		},
	});
	return optionsSchema.parse(values);
}

/** Every so-many-th seed, from the place of this worker on. */
async function work(options: Options, place: number): Promise<Result> {
	const stage = await Stage.open(await LEVELS[options.level]());
	const result: Result = { failed: [], known: {}, cpu: 0, slowest: { seed: 0, took: 0 } };
	const before = process.cpuUsage();
	for (let seed = options.seed + place; seed < options.seed + options.runs; seed += options.workers) {
		const scenario = makeScenario(seed, options.only);
		const played = await stage.play(scenario);
		if (played.took > result.slowest.took) result.slowest = { seed, took: played.took };
		if (options.calls) tellCalls(played);
		for (const name of new Set(played.known)) result.known[name] = (result.known[name] ?? 0) + 1;
		if (played.violations.length === 0) continue;
		result.failed.push(seed);
		if (options.quick) {
			tellRules(scenario, played);
			break;
		}
		await tell(stage, scenario, played);
	}
	const { user, system } = process.cpuUsage(before);
	result.cpu = (user + system) / 1000;
	return result;
}

function tellRules({ seed, focus }: Scenario, { violations }: Played): void {
	console.log(`\n✖ seed ${seed} (${focus})`);
	for (const { rule, about } of violations) console.log(`  ${rule}: ${about}`);
}

async function tell(stage: Stage, scenario: Scenario, played: Played): Promise<void> {
	tellRules(scenario, played);
	const smallest = await shrink(
		scenario,
		async (smaller) => (await stage.play(smaller)).violations,
		played.violations,
	);
	console.log(`  ${JSON.stringify(smallest)}`);
	tellCalls(await stage.play(smallest));
}

function tellCalls({ violations, seen }: Played): void {
	for (const { at, by, what, result } of seen)
		console.log(
			`  ${new Date(at).toISOString().slice(8, 19)} ${by.padStart(3)} ${what.slice(0, 300)} → ${result.slice(0, 160)}`,
		);
	for (const { rule, about } of violations) console.log(`  ${rule}: ${about}`);
}

async function inWorkers(options: Options): Promise<Result[]> {
	const children: ChildProcess[] = [];
	const none: Result = { failed: [], known: {}, cpu: 0, slowest: { seed: 0, took: 0 } };
	let enough = false;
	return await Promise.all(
		Array.from(
			{ length: options.workers },
			async (_, place) =>
				await new Promise<Result>((resolve, reject) => {
					const child = fork(__filename, process.argv.slice(2), {
						execArgv: process.execArgv,
						env: { ...process.env, CAMPAIGN_PLACE: String(place) },
					});
					children.push(child);
					let result: Result | undefined;
					child.on('message', (message) => {
						// An edge: the worker is this file.
						result = message as Result;
						enough ||= options.quick && result.failed.length > 0;
						if (enough) for (const other of children) if (other !== child) other.kill();
					});
					child.on('error', reject);
					child.on('exit', (code) => {
						if (enough) resolve(result ?? none);
						else if (result === undefined) reject(new Error(`A worker ended with ${code ?? 'a signal'}`));
						else resolve(result);
					});
				}),
		),
	);
}

async function main(): Promise<void> {
	const options = readOptions();
	const place = process.env.CAMPAIGN_PLACE;
	if (place !== undefined) {
		const result = await work(options, Number(place));
		process.send?.(result, () => process.exit(0));
		return;
	}
	if (options.level === 'templates') await (await import('./harness/installed')).prepareN8n();
	const begun = Date.now();
	const results = await inWorkers(options);
	const failed = results.flatMap((result) => result.failed).sort((a, b) => a - b);
	const seconds = (Date.now() - begun) / 1000;
	const known = new Map<string, number>();
	const cpu = results.reduce((sum, result) => sum + result.cpu, 0);
	const slowest = results.map((result) => result.slowest).sort((a, b) => b.took - a.took)[0];
	console.log(
		`\n${options.runs} scenarios (${options.level}, from seed ${options.seed}) in ${seconds.toFixed(0)} s, ` +
			`${(options.runs / seconds).toFixed(1)} a second; ${(cpu / options.runs).toFixed(0)} ms of the processor each; ` +
			`the slowest is ${slowest?.seed ?? 0} with ${slowest?.took ?? 0} ms.` +
			(failed.length > 0 ? ` Failed: ${failed.join(', ')}` : ''),
	);
	for (const result of results)
		for (const [name, times] of Object.entries(result.known)) known.set(name, (known.get(name) ?? 0) + times);
	for (const [name, times] of known) console.log(`  known, ${times} times: ${name}`);
	console.log(`${options.runs - failed.length} passed, ${failed.length} failed`);
	process.exitCode = failed.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
