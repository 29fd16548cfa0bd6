import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingPackages, queuePrograms, type Places } from '../../sandbox/n8n/queue/programs';

let folder: string;
let places: Places;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-programs-'));
	places = { path: [path.join(folder, 'bin')], postgresVersions: path.join(folder, 'postgresql') };
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

function put(...files: string[]): void {
	for (const file of files) {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		writeFileSync(path.join(folder, file), '');
	}
}

const postgres = (version: string): string[] =>
	['initdb', 'postgres', 'pg_isready'].map((name) => `postgresql/${version}/bin/${name}`);

test('where neither Redis nor PostgreSQL is installed, both are named, with the command that installs them', () => {
	expect(() => queuePrograms(places)).toThrow(
		/needs Redis and PostgreSQL, which are not installed here\.\n.*apt-get install redis-server postgresql /,
	);
	expect(missingPackages(places)).toEqual(['redis-server', 'postgresql']);
});

test('only what is missing is named', () => {
	put(...postgres('15'));
	expect(() => queuePrograms(places)).toThrow(/needs Redis, which is not .*\n.*apt-get install redis-server {3}/);
	put('bin/redis-server');
	rmSync(path.join(folder, 'postgresql/15/bin/initdb'));
	expect(() => queuePrograms(places)).toThrow(/needs PostgreSQL, which is not .*\n.*apt-get install postgresql /);
});

test('the newest PostgreSQL is taken, by number', () => {
	put('bin/redis-server', ...postgres('9'), ...postgres('15'));
	expect(queuePrograms(places)).toEqual({
		redis: path.join(folder, 'bin/redis-server'),
		postgresFolder: path.join(folder, 'postgresql/15/bin'),
	});
	expect(missingPackages(places)).toEqual([]);
});

test('elsewhere than on Debian PostgreSQL is found in the PATH', () => {
	put('bin/redis-server', 'bin/initdb', 'bin/postgres', 'bin/pg_isready');
	expect(queuePrograms(places).postgresFolder).toBe(path.join(folder, 'bin'));
});
