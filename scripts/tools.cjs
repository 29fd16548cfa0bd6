/**
 * What has to work before anything is installed: plain JavaScript for Node 20, without dependencies.
 * CommonJS, so that bootstrap.mjs (plain Node), the sandbox (tsx) and the tests (jest) can all load it.
 */
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Something the machine lacks: the message says what happened and how to mend it. Shown without a stack trace. */
class Stop extends Error {
	constructor(message) {
		super(message);
		this.name = 'Stop';
	}
}

/** Prints a stop as its message and anything else with its stack; the caller sets the exit code. */
function report(error) {
	const text = error instanceof Error && error.name === 'Stop' ? error.message : String(error?.stack ?? error);
	process.stderr.write(`\n✖ ${text.replaceAll('\n', '\n  ')}\n`);
}

/**
 * Prints `label`, a line with the seconds gone while `work` runs, and how long it took. `work` may call `note(text)`.
 */
async function step(label, work) {
	const started = Date.now();
	const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
	let detail = '';
	console.log(`▸ ${label}`);
	const ticker = setInterval(() => console.log(`  … ${seconds()}${detail && `, ${detail}`}`), 15_000);
	try {
		const result = await work((text) => {
			detail = text;
		});
		console.log(`  done in ${seconds()}${detail && ` (${detail})`}`);
		return result;
	} finally {
		clearInterval(ticker);
	}
}

/**
 * Runs a command with all it prints in `logFile`; resolves to its exit code and its output.
 * Never rejects for a command that fails: what that means is the caller's to say.
 */
function run(command, args, { cwd, env = process.env, logFile, onLine, user } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd, env, ...user, stdio: ['ignore', 'pipe', 'pipe'] });
		const stopChild = () => child.kill('SIGTERM');
		process.once('exit', stopChild);
		let output = '';
		if (logFile) fs.mkdirSync(path.dirname(logFile), { recursive: true });
		const log = logFile ? fs.createWriteStream(logFile) : undefined;
		const take = (chunk) => {
			const text = chunk.toString();
			output = (output + text).slice(-200_000);
			log?.write(text);
			if (onLine) text.split('\n').forEach(onLine);
		};
		const end = (code) => {
			process.off('exit', stopChild);
			if (log) log.end(() => resolve({ code, output }));
			else resolve({ code, output });
		};
		child.stdout.on('data', take);
		child.stderr.on('data', take);
		child.on('error', (error) => {
			take(String(error.message));
			end(127);
		});
		child.on('close', (code) => end(code ?? 1));
	});
}

const NO_NETWORK =
	/\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|EPROTO|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)\b/;

const networkMessage = (code) =>
	`The npm registry could not be reached (${code}).\nCheck the network, and any proxy or registry setting that \`npm config list\` shows; then run the same command again.`;

/**
 * Asks the registry for a sign of life, so that an install without network stops in a second and not after minutes of
 * retries.
 */
async function checkNetwork(root) {
	const ping = await run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=20000'], { cwd: root });
	const code = ping.code === 0 ? undefined : NO_NETWORK.exec(ping.output)?.[1];
	if (code) throw new Stop(networkMessage(code));
}

/** @param gigabytes what is about to be written */
function checkDisk(dir, gigabytes) {
	const { bavail, bsize } = fs.statfsSync(dir);
	const free = (bavail * bsize) / 1e9;
	if (free < gigabytes) {
		throw new Stop(
			`There is too little room on the disk: ${free.toFixed(1)} GB free where about ${gigabytes} GB are needed, in ${dir}.\nFree some space and run the same command again.`,
		);
	}
}

/** sqlite3, which n8n keeps its data in, is compiled on this machine. */
function checkCompiler(env = process.env) {
	const missing = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version'], { env }).status !== 0);
	if (missing.length === 0) return;
	throw new Stop(
		`n8n's database driver is compiled on this machine, and ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing.\nOn Debian or Ubuntu: apt-get install ${missing.join(' ')}   (elsewhere: Python 3, make and a C++ compiler)`,
	);
}

/** What a failed npm run means, told apart: no network, no room, lock file out of step, anything else. */
function npmStop(what, result, logFile) {
	const network = NO_NETWORK.exec(result.output)?.[1];
	if (/\bENOSPC\b|no space left/i.test(result.output)) {
		return new Stop(
			`${what}: the disk is full.\nFree some space and run the same command again; a half install is done anew.`,
		);
	}
	if (network) return new Stop(`${what}: ${networkMessage(network)}`);
	if (/can only install packages when your package\.json and package-lock\.json/.test(result.output)) {
		return new Stop(
			`${what}: package.json and package-lock.json do not agree.\nRun \`npm install\` and look at what changes.`,
		);
	}
	const lines = result.output.split('\n').filter((line) => line.trim() && !/^npm (http|warn)/.test(line));
	return new Stop(
		`${what}, exit code ${result.code}. The last lines were:\n${lines.slice(-12).join('\n')}\nAll of it: ${logFile}`,
	);
}

/**
 * `npm ci` without install scripts: they would fetch and compile what nobody here uses.
 * Leaves `dir/node_modules`; throws a Stop that says why it did not work.
 */
async function installLocked(dir, { logFile, note }) {
	const lock = JSON.parse(fs.readFileSync(path.join(dir, 'package-lock.json'), 'utf8'));
	const total = Object.keys(lock.packages ?? {}).length;
	let fetched = 0;
	const args = [
		'ci',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--loglevel=http',
		'--fetch-retries=3',
		'--fetch-retry-mintimeout=2000',
	];
	const result = await run('npm', args, {
		cwd: dir,
		logFile,
		onLine: (line) => {
			if (!/^npm http (fetch|cache)/.test(line)) return;
			fetched += 1;
			note?.(fetched < total ? `${fetched} of about ${total} packages fetched` : 'unpacking');
		},
	});
	note?.('');
	if (result.code !== 0) throw npmStop('npm could not install the packages', result, logFile);
}

module.exports = { Stop, report, step, run, checkNetwork, checkDisk, checkCompiler, npmStop, installLocked };
