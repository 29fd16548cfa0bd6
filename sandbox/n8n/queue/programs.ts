import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../../../scripts/tools.cjs';

/** What queue mode needs beside n8n, where it lies on this machine. */
export interface QueuePrograms {
	redis: string;
	/** Debian keeps PostgreSQL's programs together, outside of the PATH. */
	postgresFolder: string;
}

const POSTGRES_VERSIONS = '/usr/lib/postgresql';

/** The Debian packages that have to be installed before {@link queuePrograms} finds everything. */
export function missingPackages(): string[] {
	return [
		...(redis() === undefined ? ['redis-server'] : []),
		...(postgresFolder() === undefined ? ['postgresql'] : []),
	];
}

/** Throws a Stop that names what is missing, and the command that installs it. */
export function queuePrograms(): QueuePrograms {
	const found = { redis: redis(), postgresFolder: postgresFolder() };
	if (found.redis !== undefined && found.postgresFolder !== undefined)
		return { redis: found.redis, postgresFolder: found.postgresFolder };
	const [missing, names] = [missingPackages(), { 'redis-server': 'Redis', postgresql: 'PostgreSQL' }];
	const said = Object.entries(names).flatMap(([name, text]) => (missing.includes(name) ? [text] : []));
	throw new Stop(
		`n8n's queue mode needs ${said.join(' and ')}, which ${said.length > 1 ? 'are' : 'is'} not installed here.\nOn Debian or Ubuntu: apt-get install ${missing.join(' ')}   (only the programs are used, no service has to run)`,
	);
}

/** PostgreSQL refuses to run as root; Debian's package makes this user for it. `undefined`: whoever runs us will do. */
export function postgresUser(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, 'postgres']).stdout.toString() || NaN));
	if (uid === undefined || gid === undefined || Number.isNaN(uid + gid))
		throw new Stop(
			'PostgreSQL does not run as root, and there is no user "postgres". Make one: useradd --system postgres',
		);
	return { uid, gid };
}

function redis(): string | undefined {
	return inPath('redis-server');
}

function postgresFolder(): string | undefined {
	const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : [];
	const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
	const folders = newestFirst.map((version) => path.join(POSTGRES_VERSIONS, version, 'bin'));
	const elsewhere = inPath('initdb');
	return [...folders, ...(elsewhere === undefined ? [] : [path.dirname(elsewhere)])].find((folder) =>
		['initdb', 'postgres', 'pg_isready'].every((name) => existsSync(path.join(folder, name))),
	);
}

function inPath(name: string): string | undefined {
	return [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin']
		.map((folder) => path.join(folder, name))
		.find((file) => existsSync(file));
}
