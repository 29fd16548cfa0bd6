/**
 * `scripts/test.mjs all|unit|e2e [jest arguments]`: runs the checks in order, goes on after one that fails,
 * and ends with one line `N passed, M failed`. Lint, types, build and each level of the campaign count as one check each.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { report, run, step } = createRequire(import.meta.url)('./tools.cjs');
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const jestConfig = createRequire(import.meta.url)('../jest.config.cjs');
const [which = 'all', ...jestArguments] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };

function add(passed, failed = 0, skipped = 0) {
	counts.passed += passed;
	counts.failed += failed;
	counts.skipped += skipped;
}

/** Runs a command that prints for itself; resolves to its exit code. */
function show(command, args) {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
		child.on('error', () => resolve(127));
		child.on('exit', (code) => resolve(code ?? 1));
	});
}

async function check(title, script) {
	console.log(`\n▸ ${title} (npm run ${script})`);
	const started = Date.now();
	const code = await show('npm', ['run', '--silent', script]);
	console.log(`  ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`);
	add(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

async function jest(title, projects, ...flags) {
	console.log(`\n▸ ${title}`);
	const results = path.join(root, '.runtime/logs', `jest-${projects[0]}.json`);
	mkdirSync(path.dirname(results), { recursive: true });
	rmSync(results, { force: true });
	const code = await show('jest', [
		'--selectProjects',
		...projects,
		'--passWithNoTests',
		'--json',
		`--outputFile=${results}`,
		...flags,
		...jestArguments,
	]);
	if (!existsSync(results)) return add(0, 1);
	const summary = JSON.parse(readFileSync(results, 'utf8'));
	// a file that does not even load has no tests of its own to fail
	const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
	add(
		summary.numPassedTests,
		failed === 0 && code !== 0 ? 1 : failed,
		summary.numPendingTests + summary.numTodoTests,
	);
}

/**
 * The browser tests drive Debian's Chromium, those of queue mode start its Redis and PostgreSQL. Without one they fail
 * and say so.
 */
async function ensureDebianPackages() {
	const { missingPackages } = await import('../sandbox/n8n/queue/programs.ts');
	const missing = missingPackages();
	if (!existsSync(process.env.CHROME_PATH || '/usr/bin/chromium')) missing.push('chromium');
	if (missing.length === 0) return;
	const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
	if (!canInstall) {
		console.log(
			`\n! The tests that need ${missing.join(' and ')} will fail: apt-get install ${missing.join(' ')} (or name a Chromium in CHROME_PATH).`,
		);
		return;
	}
	await step(`Installing ${missing.join(', ')} for the tests (apt-get)`, async () => {
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		const logFile = path.join(root, '.runtime/logs/debian.log');
		await run('apt-get', ['update'], { env, logFile });
		const { code } = await run('apt-get', ['install', '-y', '--no-install-recommends', ...missing], {
			env,
			logFile,
		});
		if (code !== 0) console.log(`  ! They could not be installed; their tests will fail. See ${logFile}`);
	});
}

async function main() {
	const projects = jestConfig.projects.map(({ displayName }) => displayName);
	if (which === 'all') {
		await check('Lint', 'lint');
		await check('Types', 'types');
		await check('Build', 'build');
	}
	if (which !== 'e2e')
		await jest(
			'Unit, sandbox, node, package and template tests',
			projects.filter((name) => name !== 'e2e'),
			// On two cores Jest would leave one for itself, and run all in one process that only grows.
			'--maxWorkers=2',
		);
	if (which !== 'unit') {
		await ensureDebianPackages();
		await installN8n();
		if (which === 'all') {
			await campaign('templates', 100);
			await campaign('lib', 500);
		}
		// Two files at a time: each has an n8n of its own, and waits for its clock much of the time.
		await jest('End to end in a real n8n', ['e2e'], '--maxWorkers=2', '--testTimeout=240000', '--forceExit');
	}
	console.log(
		`\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
	);
	process.exitCode = counts.failed > 0 ? 1 : 0;
}

/** Scenarios from a seed against the oracle; each level counts as one check. */
async function campaign(level, runs) {
	console.log(`\n▸ Campaign: ${runs} scenarios through ${level === 'lib' ? 'lib/' : 'the templates'}`);
	const code = await show('tsx', ['test/campaign/run.ts', '--level', level, '--runs', String(runs)]);
	add(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

/**
 * n8n and our tarball, with their progress on the screen, which jest would hide. What goes wrong is a failed check, not
 * the end.
 */
async function installN8n() {
	const { ensureRuntime } = await import('../sandbox/n8n/install.ts');
	const { packPackage } = await import('../sandbox/n8n/package.ts');
	try {
		await ensureRuntime();
		await packPackage();
	} catch (error) {
		report(error);
		add(0, 1);
	}
}

main().catch((error) => {
	report(error);
	process.exitCode = 1;
});
