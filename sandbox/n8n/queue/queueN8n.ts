import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { secretsOf } from '../../secrets';
import { freePort } from '../ports';
import { N8n, type N8nOptions, type RunningN8n } from '../process';
import { postgresUser, queuePrograms } from './programs';
import { DATABASE, Postgres, Redis } from './servers';

const HOST = '127.0.0.1';
const WORKERS = ['worker1', 'worker2'] as const;
const AT_ONCE = 5;
/** What docs/operating.md asks for; n8n's default is 2. */
const POOL_SIZE = 10;

interface Parts {
	main: N8n;
	workers: readonly N8n[];
	redis: Redis;
	postgres: Postgres;
}

/**
 * n8n in queue mode: a main, which takes webhooks and keeps the clock, and two workers, which run the workflows, with a
 * Redis and a PostgreSQL of their own. Each has a folder of its own in `<userFolder>/queue`, which it keeps over
 * restarts.
 */
export class QueueN8n implements RunningN8n {
	readonly main: N8n;
	readonly workers: readonly N8n[];

	private constructor(private readonly parts: Parts) {
		this.main = parts.main;
		this.workers = parts.workers;
	}

	/** Throws a Stop when Redis or PostgreSQL is not installed. */
	static async create({ userFolder, env, ...options }: N8nOptions): Promise<QueueN8n> {
		const programs = queuePrograms();
		const folder = path.join(userFolder, 'queue');
		mkdirSync(folder, { recursive: true });
		// PostgreSQL's user has to get through to its own folder.
		if (postgresUser() !== undefined) chmodSync(userFolder, 0o711);
		const password = passwordIn(folder);
		const server = async (name: string) => ({
			programs,
			password,
			folder: path.join(folder, name),
			port: await freePort(),
		});
		const [redisOptions, postgresOptions] = [await server('redis'), await server('postgres')];
		const port = options.port ?? (await freePort());
		const shared = {
			...sharedBy(userFolder, { port, password, redis: redisOptions.port, postgres: postgresOptions.port }),
			...env,
		};
		const main = await N8n.create({ ...options, port, userFolder: path.join(folder, 'main'), env: shared });
		const workers: N8n[] = [];
		for (const name of WORKERS) {
			const own = await freePort();
			workers.push(
				await N8n.create({
					...options,
					port: own,
					userFolder: path.join(folder, name),
					command: ['worker', `--concurrency=${AT_ONCE}`],
					env: { ...shared, QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(own) },
				}),
			);
		}
		return new QueueN8n({
			main,
			workers,
			redis: new Redis(redisOptions),
			postgres: new Postgres(postgresOptions),
		});
	}

	get url(): string {
		return this.main.url;
	}

	get port(): number {
		return this.main.port;
	}

	get logFile(): string {
		return this.main.logFile;
	}

	get userFolders(): string[] {
		return this.processes.flatMap(({ userFolders }) => userFolders);
	}

	get pid(): number | undefined {
		return this.main.pid;
	}

	get ended(): Promise<void> {
		return this.main.ended;
	}

	/** Each process loads the package from its own folder. */
	async install(tarball: string): Promise<void> {
		for (const one of this.processes) await one.install(tarball);
	}

	/** The main first: it brings the database into shape. */
	async start(): Promise<void> {
		const { main, workers, redis, postgres } = this.parts;
		await Promise.all([redis.start(), postgres.start()]);
		await main.start();
		await Promise.all(workers.map(async (worker) => await worker.start()));
	}

	/** Lets what runs finish; the servers last, because everybody writes there. */
	async stop(): Promise<void> {
		const { main, workers, redis, postgres } = this.parts;
		await Promise.all([main, ...workers].map(async (one) => await one.stop()));
		await Promise.all([redis.stop(), postgres.stop()]);
	}

	/** Ends everything at once, as a power cut would. */
	async kill(): Promise<void> {
		const { redis, postgres } = this.parts;
		await Promise.all([...this.processes, redis, postgres].map(async (one) => await one.kill()));
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	/** Which process runs where, one line each. */
	places(): string[] {
		const { main, workers, redis, postgres } = this.parts;
		return [
			`main, process ${main.pid}: ${main.url}, takes webhooks and keeps the clock, runs no workflow itself`,
			...workers.map(
				(worker, index) => `worker ${index + 1}, process ${worker.pid}: ${worker.url}/healthz/readiness`,
			),
			`Redis, process ${redis.pid}: ${HOST}:${redis.port}`,
			`PostgreSQL, process ${postgres.pid}: ${HOST}:${postgres.port}`,
		];
	}

	private get processes(): N8n[] {
		return [this.parts.main, ...this.parts.workers];
	}
}

/** What has to be the same in every process. */
function sharedBy(
	userFolder: string,
	{ port, password, redis, postgres }: Record<'port' | 'redis' | 'postgres', number> & { password: string },
): Record<string, string> {
	const url = `http://${HOST}:${port}`;
	return {
		EXECUTIONS_MODE: 'queue',
		// What n8n 3 does anyway.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: HOST,
		QUEUE_BULL_REDIS_PORT: String(redis),
		QUEUE_BULL_REDIS_PASSWORD: password,
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: HOST,
		DB_POSTGRESDB_PORT: String(postgres),
		DB_POSTGRESDB_USER: DATABASE.user,
		DB_POSTGRESDB_DATABASE: DATABASE.name,
		DB_POSTGRESDB_PASSWORD: password,
		DB_POSTGRESDB_POOL_SIZE: String(POOL_SIZE),
		N8N_ENCRYPTION_KEY: secretsOf(userFolder).encryptionKey,
		N8N_WORKER_SERVER_ADDRESS: HOST,
		// Links in mails and pages lead to the main, whoever writes them.
		N8N_EDITOR_BASE_URL: url,
		WEBHOOK_URL: `${url}/`,
	};
}

/** Of Redis and PostgreSQL; it stays with the data. */
function passwordIn(folder: string): string {
	const file = path.join(folder, 'password');
	if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
	return readFileSync(file, 'utf8');
}
