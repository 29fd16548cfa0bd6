import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../../../scripts/tools.cjs';

/** What queue mode needs beside n8n, where it lies on this machine. */
export interface QueuePrograms {
	redis: string;
	/** `initdb`, `postgres` and `pg_isready`. */
	postgresFolder: string;
}

/** Where programs are looked for. */
export interface Places {
	path: readonly string[];
	/** Debian keeps PostgreSQL's programs out of the PATH: `<version>/bin` in here. */
	postgresVersions: string;
}

const DEBIAN: Places = {
	path: [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin'],
	postgresVersions: '/usr/lib/postgresql',
};

/** The Debian packages that have to be installed before {@link queuePrograms} finds everything. */
export function missingPackages(places: Places = DEBIAN): string[] {
	return [
		...(redisIn(places) === undefined ? ['redis-server'] : []),
		...(postgresIn(places) === undefined ? ['postgresql'] : []),
	];
}

/** Throws a Stop that names what is missing, and the command that installs it. */
export function queuePrograms(places: Places = DEBIAN): QueuePrograms {
	const [redis, postgresFolder] = [redisIn(places), postgresIn(places)];
	if (redis !== undefined && postgresFolder !== undefined) return { redis, postgresFolder };
	const names = [...(redis === undefined ? ['Redis'] : []), ...(postgresFolder === undefined ? ['PostgreSQL'] : [])];
	throw new Stop(
		`n8n's queue mode needs ${names.join(' and ')}, which ${names.length > 1 ? 'are' : 'is'} not installed here.\nOn Debian or Ubuntu: apt-get install ${missingPackages(places).join(' ')}   (only the programs are used; no service has to run)`,
	);
}

/** PostgreSQL refuses to run as root; Debian's package makes this user for it. `undefined`: whoever runs us will do. */
export function postgresUser(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'postgres']).stdout.toString() || NaN);
	const user = { uid: idOf('-u'), gid: idOf('-g') };
	if (Number.isNaN(user.uid + user.gid))
		throw new Stop(
			'PostgreSQL does not run as root, and there is no user "postgres". Make one: useradd --system postgres',
		);
	return user;
}

function redisIn(places: Places): string | undefined {
	return inPath('redis-server', places);
}

function postgresIn(places: Places): string | undefined {
	const { postgresVersions: all } = places;
	const newestFirst = (existsSync(all) ? readdirSync(all) : []).sort((a, b) => Number(b) - Number(a));
	const elsewhere = inPath('initdb', places);
	const folders = [
		...newestFirst.map((version) => path.join(all, version, 'bin')),
		...(elsewhere === undefined ? [] : [path.dirname(elsewhere)]),
	];
	return folders.find((folder) =>
		['initdb', 'postgres', 'pg_isready'].every((name) => existsSync(path.join(folder, name))),
	);
}

function inPath(name: string, { path: folders }: Places): string | undefined {
	return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
