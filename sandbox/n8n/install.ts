import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
	checkCompiler,
	checkDisk,
	checkNetwork,
	installLocked,
	npmStop,
	run,
	step,
	type Note,
} from '../../scripts/tools.cjs';
import { repositoryRoot } from './paths';

/** An n8n on disk, ready to be started. */
export interface Runtime {
	dir: string;
	/** n8n's own command line entry, to be run by Node 24. */
	bin: string;
}

const SOURCE = path.join(repositoryRoot, 'sandbox/n8n/runtime');
const DISK_GB = 5;

/**
 * The n8n that the sandbox and the end-to-end tests start; installs it when it is not there (3 to 5 minutes, about 2.9
 * GB).
 *
 * It lives in the git-ignored `.runtime/n8n`. `N8N_RUNTIME_DIR` names another folder, so that several clones share one
 * install. The marker, which holds the hash of the lock file, is written last: an install that was broken off has none
 * and is done anew.
 */
export async function ensureRuntime(): Promise<Runtime> {
	const dir = path.resolve(process.env.N8N_RUNTIME_DIR || path.join(repositoryRoot, '.runtime/n8n'));
	const runtime = { dir, bin: path.join(dir, 'node_modules/n8n/bin/n8n') };
	if (isInstalled(dir)) return runtime;

	checkCompiler();
	mkdirSync(dir, { recursive: true });
	checkDisk(dir, DISK_GB);
	await checkNetwork(repositoryRoot);
	await step(
		`Installing n8n ${n8nVersion()} into ${path.relative(repositoryRoot, dir) || dir} (once; 3 to 5 minutes)`,
		async (note) => {
			rmSync(markerOf(dir), { force: true });
			rmSync(path.join(dir, 'node_modules'), { recursive: true, force: true });
			for (const file of ['package.json', 'package-lock.json'])
				copyFileSync(path.join(SOURCE, file), path.join(dir, file));
			await installLocked(dir, { logFile: path.join(dir, 'install.log'), note });
			await compileDatabaseDriver(dir, note);
			writeFileSync(markerOf(dir), lockHash());
		},
	);
	return runtime;
}

function isInstalled(dir: string): boolean {
	return existsSync(markerOf(dir)) && readFileSync(markerOf(dir), 'utf8') === lockHash();
}

const markerOf = (dir: string): string => path.join(dir, 'installed');

const lockHash = (): string =>
	createHash('sha256')
		.update(readFileSync(path.join(SOURCE, 'package-lock.json')))
		.digest('hex');

function n8nVersion(): string {
	const manifest: { dependencies: { n8n: string } } = JSON.parse(
		readFileSync(path.join(SOURCE, 'package.json'), 'utf8'),
	);
	return manifest.dependencies.n8n;
}

async function compileDatabaseDriver(dir: string, note: Note): Promise<void> {
	note('compiling the database driver');
	const logFile = path.join(dir, 'compile.log');
	const result = await run('npm', ['rebuild', 'sqlite3'], {
		cwd: dir,
		logFile,
		env: { ...process.env, ...nodeHeaders() },
	});
	note('');
	if (result.code !== 0) throw npmStop('The database driver (sqlite3) could not be compiled', result, logFile);
}

/**
 * node-gyp downloads Node's headers unless it is told where some are. Debian's and the official Node come with theirs;
 * those of Node 20 do for Node 24, because sqlite3 uses the stable Node-API only.
 */
function nodeHeaders(): NodeJS.ProcessEnv {
	if (process.env.npm_config_nodedir) return {};
	const candidates = (process.env.PATH ?? '').split(path.delimiter).map((bin) => path.dirname(bin));
	const found = candidates.find((prefix) => existsSync(path.join(prefix, 'include/node/node_api.h')));
	return found ? { npm_config_nodedir: found } : {};
}
