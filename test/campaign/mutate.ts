/**
 * `npm run campaign:mutate [-- --only fence]`: takes one guard away at a time, in a copy, and sees the campaign find it
 * within 500 scenarios. Ends with `N passed, M failed`.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_SOURCES } from '../../sandbox/n8n/package';
import { repositoryRoot, runtimeRoot } from '../../sandbox/n8n/paths';
import type { Focus } from './scenario/types';

const RUNS = 500;

interface Guard {
	name: string;
	file: string;
	/** What stands there, exactly once, and what takes its place. */
	stands: string;
	instead: string;
	level: 'lib' | 'templates';
	focus?: Focus;
}

const POST = 'lib/uniconta/invoice/post';

const GUARDS: readonly Guard[] = [
	{
		name: 'the link check',
		file: 'lib/uniconta/upsert/link.ts',
		stands: 'return !wasAnother && isSameRecord(record, featuresOf(numbered, fields))',
		instead: 'return !wasAnother || isSameRecord(record, featuresOf(numbered, fields))',
		level: 'lib',
		focus: 'customers',
	},
	{
		name: 'the fence',
		file: `${POST}/fence.ts`,
		stands: 'for (const order of leftovers) {',
		instead: 'for (const order of leftovers.slice(0, 0)) {',
		level: 'lib',
		focus: 'claims',
	},
	{
		name: 'alone, not lowest',
		file: `${POST}/claim.ts`,
		stands: 'if (anyone === undefined) return { held: mine, abandoned: others };',
		instead: 'if (anyone === undefined || mine.rowId > 0) return { held: mine, abandoned: [] };',
		level: 'lib',
		focus: 'claims',
	},
	{
		name: 'the read-back',
		file: 'lib/uniconta/upsert/readBack.ts',
		stands: 'for (const task of done) await settleStored(task, run, mend);',
		instead: 'for (const task of done.slice(0, 0)) await settleStored(task, run, mend);',
		level: 'lib',
		focus: 'customers',
	},
	{
		name: 'look before sending again',
		file: 'lib/moment/expenses/write.ts',
		stands: 'return await this.lookedUp(wanted, answer);',
		instead: 'return await this.post(wanted);',
		level: 'lib',
		focus: 'expenses',
	},
	{
		name: 'the number gate',
		file: `${POST}/order.ts`,
		stands: 'if (next !== task.plan.number) {',
		instead: 'if (next === undefined) {',
		level: 'lib',
		focus: 'post',
	},
	{
		name: 'the totals check',
		file: 'lib/uniconta/invoice/checks/accountRules.ts',
		stands: 'Math.abs(rate - vatPercent) > 0.005',
		instead: 'Math.abs(rate - vatPercent) > 100',
		level: 'lib',
		focus: 'post',
	},
	{
		name: 'the first number of the cut-over',
		file: 'lib/mapping/invoice/withheld.ts',
		stands: 'Number(number) < firstNumber',
		instead: 'Number(number) < 0',
		level: 'lib',
		focus: 'journal',
	},
	{
		name: 'the condition of the lease',
		file: 'workflows/customers.json',
		stands: '"keyName": "expires",\n              "condition": "lt",',
		instead: '"keyName": "expires",\n              "condition": "neq",',
		level: 'templates',
		focus: 'customers',
	},
	{
		name: 'the cursor after the rows',
		file: 'lib/state/finishExpenses.ts',
		stands: "const moves = read !== undefined && !isDry && !has('failed') && !has('postponed');",
		instead: 'const moves = read !== undefined && !isDry;',
		level: 'lib',
		focus: 'expenses',
	},
	{
		name: 'the hash of a posted invoice',
		file: 'lib/uniconta/invoice/sendAll.ts',
		stands: "outcome === 'posted' ||",
		instead: "outcome === 'drafted' ||",
		level: 'lib',
		focus: 'post',
	},
	{
		name: 'the redaction',
		file: 'lib/http/keeper.ts',
		stands: 'if (tokens || !blanker.touches(seen))',
		instead: 'if (tokens || !blanker.touches(seen) || status > 0)',
		level: 'lib',
	},
];

/** All that a run of the campaign reads. */
const COPIED = [...PACKAGE_SOURCES, 'sandbox', 'scripts', 'test/campaign', 'test/support', '.npmrc'];

function copyWithout({ name, file, stands, instead }: Guard): string {
	const folder = path.join(runtimeRoot, 'mutants', name.replace(/\W+/g, '-'));
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const item of COPIED)
		cpSync(path.join(repositoryRoot, item), path.join(folder, item), {
			recursive: true,
			filter: (source) => !source.includes('sandbox/n8n/runtime/node_modules'),
		});
	symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
	const source = readFileSync(path.join(folder, file), 'utf8');
	if (source.split(stands).length !== 2) throw new Error(`${file} has not exactly once: ${stands}`);
	writeFileSync(
		path.join(folder, file),
		source.replace(stands, () => instead),
	);
	return folder;
}

interface Caught {
	guard: Guard;
	/** How the campaign says it; undefined where it found nothing. */
	said: string | undefined;
	seconds: number;
}

async function hunt(guard: Guard): Promise<Caught> {
	const folder = copyWithout(guard);
	const begun = Date.now();
	const args = ['--runs', String(RUNS), '--level', guard.level, '--quick'];
	if (guard.focus !== undefined) args.push('--only', guard.focus);
	const child = spawn('tsx', ['test/campaign/run.ts', ...args], {
		cwd: folder,
		env: { ...process.env, N8N_RUNTIME_DIR: process.env.N8N_RUNTIME_DIR ?? path.join(runtimeRoot, 'n8n') },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	child.stdout.on('data', (text: Buffer) => (output += text.toString()));
	child.stderr.on('data', (text: Buffer) => (output += text.toString()));
	const code = await new Promise<number>((resolve) => child.on('exit', (ended) => resolve(ended ?? 1)));
	const said = /✖ seed \d+ [^\n]*\n[^\n]*/.exec(output)?.[0].replace(/\n\s*/, ': ');
	if (said === undefined && code !== 0) throw new Error(`${guard.name}: the campaign did not run\n${output}`);
	return { guard, said, seconds: (Date.now() - begun) / 1000 };
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { only: { type: 'string' } } });
	const chosen = GUARDS.filter(({ name }) => values.only === undefined || name.includes(values.only));
	const results: Caught[] = [];
	for (const guard of chosen) {
		const result = await hunt(guard);
		results.push(result);
		console.log(
			`${result.said === undefined ? '✖' : '✓'} without ${guard.name} (${guard.level}): ${result.said ?? 'nothing found'}`,
		);
	}
	const slowest = [...results].sort((a, b) => b.seconds - a.seconds)[0];
	const missed = results.filter(({ said }) => said === undefined);
	console.log(`\nThe slowest: ${slowest?.guard.name ?? ''}, ${slowest?.seconds.toFixed(0) ?? ''} s`);
	console.log(`${results.length - missed.length} passed, ${missed.length} failed`);
	process.exitCode = missed.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
