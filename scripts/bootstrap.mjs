/**
 * `node scripts/bootstrap.mjs start|test|test:unit|test:e2e|sandbox|bench|campaign|campaign:mutate [arguments]`: what the
 * npm scripts call.
 * Runs on a fresh clone with Node 20 and npm alone: installs what is missing, then hands over to Node 24.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
	console.error(
		`✖ This needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}. Install a newer Node (https://nodejs.org) and run the same command again.`,
	);
	process.exit(1);
}

const { Stop, report, step, run, checkNetwork, checkDisk, checkCompiler, npmStop, installLocked } = createRequire(
	import.meta.url,
)('./tools.cjs');

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'node_modules/.bin');
const logs = path.join(root, '.runtime/logs');

/** File to run under Node 24, its first arguments, and whether it needs the n8n that is installed apart. */
const COMMANDS = {
	start: { file: 'sandbox/start.ts', n8n: true },
	test: { file: 'scripts/test.mjs', args: ['all'], n8n: true },
	'test:unit': { file: 'scripts/test.mjs', args: ['unit'] },
	'test:e2e': { file: 'scripts/test.mjs', args: ['e2e'], n8n: true },
	sandbox: { file: 'sandbox/serve.ts' },
	bench: { file: 'bench/run.ts', n8n: true },
	campaign: { file: 'test/campaign/run.ts', n8n: true },
	'campaign:mutate': { file: 'test/campaign/mutate.ts', n8n: true },
};

async function main([name = '', ...args]) {
	const command = COMMANDS[name];
	if (!command) throw new Stop(`"${name}" is none of ${Object.keys(COMMANDS).join(', ')}.`);
	if (!existsSync(path.join(root, command.file))) throw new Stop(`There is no ${command.file} yet.`);
	if (command.n8n && !n8nIsInstalled()) {
		checkCompiler();
		checkDisk(root, 6);
	}
	await ensurePackages();
	return handOver(path.join(root, command.file), [...(command.args ?? []), ...args]);
}

/** Whether an n8n lies there at all; sandbox/n8n/install.ts looks closer. */
function n8nIsInstalled() {
	const dir = process.env.N8N_RUNTIME_DIR || path.join(root, '.runtime/n8n');
	return existsSync(path.join(dir, 'installed'));
}

async function ensurePackages() {
	if (packagesAreFresh()) {
		if (!node24Works()) await fetchNode24();
		return;
	}
	checkDisk(root, 2);
	await checkNetwork(root);
	await step('Installing the development packages (once; about a minute)', (note) =>
		installLocked(root, { logFile: path.join(logs, 'install.log'), note }),
	);
	await fetchNode24();
}

/** npm writes its own copy of the lock file when an install is complete. */
function packagesAreFresh() {
	const written = path.join(root, 'node_modules/.package-lock.json');
	const seconds = (file) => statSync(file).mtimeMs / 1000;
	// `npm install` writes both files, in either order, moments apart
	return existsSync(written) && seconds(written) + 10 >= seconds(path.join(root, 'package-lock.json'));
}

async function fetchNode24() {
	await checkNetwork(root);
	await step('Fetching Node 24, which n8n needs', async () => {
		const logFile = path.join(logs, 'node24.log');
		const result = await run('npm', ['rebuild', 'node'], { cwd: root, logFile });
		if (result.code !== 0 || !node24Works()) throw npmStop('Node 24 could not be fetched', result, logFile);
	});
}

function node24Works() {
	const { status, stdout } = spawnSync(path.join(bin, 'node'), ['--version'], { encoding: 'utf8' });
	return status === 0 && /^v(2[4-9]|[3-9]\d)\./.test(stdout);
}

/** Runs the file under Node 24 and ends as it ends. The open channel tells it when we are gone. */
function handOver(file, args) {
	return new Promise((resolve) => {
		const child = spawn(path.join(bin, 'node'), ['--import', 'tsx', file, ...args], {
			cwd: root,
			env: { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) },
			stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
		});
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
		child.on('exit', (code) => resolve(code ?? 1));
	});
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error) => {
		report(error);
		process.exit(1);
	},
);
