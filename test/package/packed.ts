import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = path.resolve(__dirname, '../..');

export interface Packed {
	/** Where the tarball was unpacked; n8n's packages resolve from here as they do in n8n. */
	directory: string;
	/** Every file of it, relative. */
	files: string[];
	remove(): Promise<void>;
}

/** Runs a program of the tool chain and gives back what it printed. */
export async function tool(program: string, args: string[], cwd: string): Promise<string> {
	// With NODE_ENV=test n8n's own lint rules think that they are under test, and find other things.
	const env = {
		...process.env,
		NODE_ENV: undefined,
		PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
	};
	const { stdout } = await run(program, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
	return stdout;
}

/**
 * Packs a copy of the sources, which builds them first, so that nobody's `dist` is touched, and unpacks the tarball.
 */
export async function buildAndPack(): Promise<Packed> {
	const workspace = await mkdtemp(path.join(tmpdir(), 'moment-uniconta-pack-'));
	const copied = [
		'package.json',
		'gulpfile.js',
		'tsconfig.json',
		'tsconfig.build.json',
		'LICENSE',
		'README.md',
		'CHANGELOG.md',
		'.npmrc',
		'icons',
		'nodes',
		'credentials',
		'lib',
		'workflows',
		'test',
		'docs',
	];
	const present = new Set(await readdir(ROOT));
	const source = path.join(workspace, 'source');
	await mkdir(source);
	for (const name of copied.filter((candidate) => present.has(candidate))) {
		await cp(path.join(ROOT, name), path.join(source, name), { recursive: true });
	}
	await symlink(path.join(ROOT, 'node_modules'), path.join(workspace, 'node_modules'));
	await tool('npm', ['pack', '--silent', '--pack-destination', workspace], source);
	const tarball = (await readdir(workspace)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm pack left no tarball');
	await tool('tar', ['-xzf', tarball], workspace);
	const directory = path.join(workspace, 'package');
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
		.sort();
	return { directory, files, remove: async () => await rm(workspace, { recursive: true, force: true }) };
}
