import { mkdirSync, readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Stop } from '../../scripts/tools.cjs';
import { secretsOf } from '../secrets';
import type { Runtime } from './install';
import { repositoryRoot } from './paths';
import { freePort, isPortFree } from './ports';
import { installPackage } from './package';
import { ProcessGroup } from './processGroup';

export interface N8nOptions {
	runtime: Runtime;
	/** n8n keeps its database and the installed packages in `<userFolder>/.n8n`. Never the user's own home. */
	userFolder: string;
	/** Default: a free one. It stays the same over restarts. */
	port?: number;
	/** What to tell the user who finds the port in use. */
	portHint?: string;
	/** What n8n is told to be; `start` is what it is alone. */
	command?: readonly string[];
	/** Added to, and stronger than, what n8n is started with here. */
	env?: Record<string, string>;
}

/** What somebody needs of n8n who does not care whether it is one process or several. */
export interface RunningN8n {
	readonly url: string;
	readonly port: number;
	/** What its first process prints. */
	readonly logFile: string;
	/** Of every process that may run a workflow. */
	readonly userFolders: readonly string[];
	/** The process that answers at `url`, while it runs. */
	readonly pid: number | undefined;
	/** Resolves when that process has ended, for whatever reason. */
	readonly ended: Promise<void>;
	/** Puts a tarball into every user folder. */
	install(tarball: string): Promise<void>;
	start(): Promise<void>;
	stop(): Promise<void>;
	kill(): Promise<void>;
	restart(): Promise<void>;
}

const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 40_000;

/** One n8n with a private user folder. Starting, stopping, killing and starting again keep folder and port. */
export class N8n implements RunningN8n {
	private group: ProcessGroup | undefined;

	private constructor(
		private readonly options: N8nOptions,
		readonly port: number,
		private readonly brokerPort: number,
	) {}

	static async create(options: N8nOptions): Promise<N8n> {
		mkdirSync(options.userFolder, { recursive: true });
		return new N8n(options, options.port ?? (await freePort()), await freePort());
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get userFolder(): string {
		return this.options.userFolder;
	}

	get userFolders(): string[] {
		return [this.options.userFolder];
	}

	get logFile(): string {
		return path.join(this.options.userFolder, 'n8n.log');
	}

	/** The process id while it runs. */
	get pid(): number | undefined {
		return this.group?.running ? this.group.pid : undefined;
	}

	/** Resolves when the n8n that runs now has ended, for whatever reason. */
	get ended(): Promise<void> {
		return this.group?.ended ?? Promise.resolve();
	}

	async install(tarball: string): Promise<void> {
		await installPackage(this.options.userFolder, tarball);
	}

	/** Starts it and waits until it takes calls. Throws a Stop for a port in use or an n8n that ends early. */
	async start(): Promise<void> {
		if (this.group?.running) return;
		if (!(await isPortFree(this.port))) {
			throw new Stop(
				`Port ${this.port}, which n8n was to listen on, is in use by another program.\n${this.options.portHint ?? 'End that program, or choose another port.'}`,
			);
		}
		this.group = new ProcessGroup(
			nodeBinary(),
			[this.options.runtime.bin, ...(this.options.command ?? ['start'])],
			{
				cwd: this.options.userFolder,
				env: this.environment(),
				logFile: this.logFile,
			},
		);
		await this.untilReady(this.group);
	}

	/** Lets running executions finish (n8n waits up to 30 s for them), then ends it. */
	async stop(): Promise<void> {
		await this.group?.stop(STOP_WITHIN_MS);
	}

	/** Ends it without a chance to finish anything, its task runner included. */
	async kill(): Promise<void> {
		await this.group?.kill();
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** The last lines that n8n printed. */
	logTail(lines = 20): string {
		if (!existsSync(this.logFile)) return '(it printed nothing)';
		return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
	}

	private async untilReady(group: ProcessGroup): Promise<void> {
		const deadline = Date.now() + READY_WITHIN_MS;
		while (Date.now() < deadline) {
			if (!group.running)
				throw new Stop(
					`n8n ended while it was starting. Its last lines were:\n${this.logTail()}\nAll of it: ${this.logFile}`,
				);
			if (await answers(`${this.url}/healthz/readiness`)) return;
			await wait(150);
		}
		await group.kill();
		throw new Stop(
			`n8n was not ready after ${READY_WITHIN_MS / 1000} s. Its last lines were:\n${this.logTail()}\nAll of it: ${this.logFile}`,
		);
	}

	/**
	 * Little is taken over from our own environment: an `N8N_…` or `DB_…` of the user must not lead this n8n elsewhere.
	 */
	private environment(): NodeJS.ProcessEnv {
		const { PATH, LANG, TMPDIR } = process.env;
		return {
			PATH: [path.dirname(nodeBinary()), PATH].join(path.delimiter),
			LANG,
			TMPDIR,
			HOME: this.options.userFolder,
			GENERIC_TIMEZONE: 'Europe/Copenhagen',
			N8N_USER_FOLDER: this.options.userFolder,
			N8N_ENCRYPTION_KEY: secretsOf(this.options.userFolder).encryptionKey,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PORT: String(this.port),
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			N8N_EDITOR_BASE_URL: this.url,
			WEBHOOK_URL: `${this.url}/`,
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			...this.options.env,
		};
	}
}

/** n8n 2.41 needs Node 24: the one that runs us, or the one that the `node` package brings. */
function nodeBinary(): string {
	const major = Number(process.versions.node.split('.')[0]);
	return major >= 24 ? process.execPath : path.join(repositoryRoot, 'node_modules/.bin/node');
}

async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
		return response.ok;
	} catch {
		return false;
	}
}
