import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run, Stop } from '../../../scripts/tools.cjs';
import { ProcessGroup } from '../processGroup';
import { postgresUser, type QueuePrograms } from './programs';

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;
export const DATABASE = { user: 'n8n', name: 'postgres' } as const;

export interface ServerOptions {
	programs: QueuePrograms;
	/** For its data and its log. */
	folder: string;
	port: number;
	password: string;
}

/** A server for one sandbox alone: it listens on 127.0.0.1 only, and keeps all it has in a folder of its own. */
abstract class OwnServer {
	private group: ProcessGroup | undefined;

	constructor(protected readonly options: ServerOptions) {}

	protected abstract readonly name: string;
	/** As which it ends without waiting for anybody who is still connected. */
	protected readonly stopSignal: NodeJS.Signals = 'SIGTERM';
	/** As which it ends at once. */
	protected readonly killSignal: NodeJS.Signals = 'SIGKILL';
	protected readonly user: { uid: number; gid: number } | undefined;
	/** Makes what it needs in its folder; gives the command that runs it. */
	protected abstract prepare(): Promise<{ command: string; args: string[] }>;
	protected abstract answers(): Promise<boolean>;

	async start(): Promise<void> {
		if (this.group?.running) return;
		mkdirSync(this.options.folder, { recursive: true });
		const { command, args } = await this.prepare();
		this.group = new ProcessGroup(command, args, {
			cwd: this.options.folder,
			env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: this.options.folder },
			logFile: this.logFile,
			user: this.user,
		});
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await this.answers())) {
			if (!this.group.running || Date.now() > deadline) {
				await this.group.kill();
				throw new Stop(`${this.name} did not come up. Its last lines were:\n${this.logTail()}`);
			}
			await wait(50);
		}
	}

	async stop(): Promise<void> {
		await this.group?.stop(STOP_WITHIN_MS, this.stopSignal);
	}

	async kill(): Promise<void> {
		await this.group?.stop(STOP_WITHIN_MS, this.killSignal);
	}

	get port(): number {
		return this.options.port;
	}

	/** The process id while it runs. */
	get pid(): number | undefined {
		return this.group?.running ? this.group.pid : undefined;
	}

	protected get logFile(): string {
		return path.join(this.options.folder, 'server.log');
	}

	private logTail(): string {
		const text = existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
		return `${text.trimEnd().split('\n').slice(-12).join('\n')}\nAll of it: ${this.logFile}`;
	}
}

/** Where n8n puts what a worker is to run. It remembers nothing over a restart. */
export class Redis extends OwnServer {
	protected readonly name = 'Redis';

	protected prepare(): Promise<{ command: string; args: string[] }> {
		const { programs, folder, port, password } = this.options;
		// In a file, so that the password is not in the list of processes.
		const file = path.join(folder, 'redis.conf');
		const lines = [`bind ${HOST}`, `port ${port}`, `requirepass ${password}`, 'save ""', 'dir .'];
		writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
		return Promise.resolve({ command: programs.redis, args: [file] });
	}

	protected answers(): Promise<boolean> {
		return new Promise((resolve) => {
			const socket = connect(this.options.port, HOST);
			const end = (isThere: boolean) => () => {
				socket.destroy();
				resolve(isThere);
			};
			socket.once('connect', end(true)).once('error', end(false));
		});
	}
}

/** n8n's database, for all its processes. */
export class Postgres extends OwnServer {
	protected readonly name = 'PostgreSQL';
	// Its clients are cut off, and all is written down.
	protected override readonly stopSignal = 'SIGINT';
	// As after a power cut it recovers at the next start. SIGKILL would leave shared memory behind.
	protected override readonly killSignal = 'SIGQUIT';
	protected override readonly user = postgresUser();

	protected async prepare(): Promise<{ command: string; args: string[] }> {
		const { programs, folder, port } = this.options;
		const data = path.join(folder, 'data');
		if (this.user !== undefined) this.handOver(folder, this.user);
		if (!existsSync(path.join(data, 'PG_VERSION'))) await this.makeDatabase(data);
		const settings = [`port=${port}`, `listen_addresses=${HOST}`, 'unix_socket_directories='];
		return {
			command: path.join(programs.postgresFolder, 'postgres'),
			args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
		};
	}

	protected async answers(): Promise<boolean> {
		const { programs, port } = this.options;
		const { code } = await run(path.join(programs.postgresFolder, 'pg_isready'), ['-h', HOST, '-p', String(port)]);
		return code === 0;
	}

	private handOver(folder: string, { uid, gid }: { uid: number; gid: number }): void {
		chownSync(folder, uid, gid);
		if (spawnSync('test', ['-w', folder], { uid, gid, cwd: '/' }).status === 0) return;
		throw new Stop(
			`PostgreSQL does not run as root, and its user "postgres" may not enter ${folder}.\nName a folder for n8n's data that everybody may enter: SANDBOX_USER_FOLDER=/var/tmp/n8n-sandbox npm start -- --queue`,
		);
	}

	private async makeDatabase(data: string): Promise<void> {
		const { programs, folder, password } = this.options;
		rmSync(data, { recursive: true, force: true });
		const file = path.join(folder, 'password');
		writeFileSync(file, password, { mode: 0o600 });
		if (this.user !== undefined) chownSync(file, this.user.uid, this.user.gid);
		const { code, output } = await run(
			path.join(programs.postgresFolder, 'initdb'),
			[
				`--pgdata=${data}`,
				`--username=${DATABASE.user}`,
				`--pwfile=${file}`,
				'--auth=scram-sha-256',
				'--encoding=UTF8',
				'--locale=C.UTF-8',
				'--no-sync',
			],
			{ cwd: folder, user: this.user },
		);
		rmSync(file);
		if (code !== 0) throw new Stop(`PostgreSQL could not make its database:\n${output.trim()}`);
	}
}
