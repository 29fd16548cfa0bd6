import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { run, Stop } from '../../scripts/tools.cjs';
import { repositoryRoot, runtimeRoot } from './paths';

/** All that decides what the tarball holds. */
export const PACKAGE_SOURCES = [
	'package.json',
	'tsconfig.json',
	'tsconfig.build.json',
	'gulpfile.js',
	'README.md',
	'CHANGELOG.md',
	'LICENSE',
	'nodes',
	'credentials',
	'lib',
	'icons',
	'workflows',
];

/**
 * Builds and packs this package as `npm publish` would. The tarball is kept by the hash of its sources,
 * so that several runs over the same sources build once.
 * @returns the absolute path of the tarball
 */
export async function packPackage(): Promise<string> {
	const folder = path.join(runtimeRoot, 'package', sourceHash());
	const packed = tarballIn(folder);
	if (packed) return packed;

	const making = `${folder}.${process.pid}`;
	rmSync(making, { recursive: true, force: true });
	mkdirSync(making, { recursive: true });
	// In a copy of its own: another build in the repository, or an edit meanwhile, must not end up in a tarball that is
	// kept.
	const source = path.join(making, 'source');
	for (const item of [...PACKAGE_SOURCES, '.npmrc']) {
		if (existsSync(path.join(repositoryRoot, item)))
			cpSync(path.join(repositoryRoot, item), path.join(source, item), { recursive: true });
	}
	symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(source, 'node_modules'), 'dir');
	await must('The package could not be built', ['run', 'build'], source);
	await must('The package could not be packed', ['pack', '--ignore-scripts', '--pack-destination', making], source);
	rmSync(source, { recursive: true, force: true });
	rmSync(folder, { recursive: true, force: true });
	renameSync(making, folder);
	const tarball = tarballIn(folder);
	if (!tarball) throw new Stop('`npm pack` made no tarball.');
	return tarball;
}

/**
 * Installs a tarball into n8n's user folder as a user would; n8n loads it at its next start.
 * Without `--legacy-peer-deps` npm would add a second n8n-workflow, and nodes would run on that copy.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = path.join(userFolder, '.n8n/nodes');
	mkdirSync(folder, { recursive: true });
	writeFileSync(path.join(folder, 'package.json'), '{"name":"installed-nodes","private":true}\n');
	const copy = path.join(folder, path.basename(tarball));
	cpSync(tarball, copy);
	const flags = [
		'--omit=dev',
		'--legacy-peer-deps',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--no-package-lock',
		'--bin-links=false',
	];
	await must('The package could not be installed in n8n', ['install', ...flags, copy], folder);
}

async function must(what: string, args: string[], cwd = repositoryRoot): Promise<void> {
	const result = await run('npm', args, { cwd });
	if (result.code !== 0)
		throw new Stop(
			`${what} (npm ${args[0]} ${args[1] ?? ''}):\n${result.output.trim().split('\n').slice(-25).join('\n')}`,
		);
}

function tarballIn(folder: string): string | undefined {
	const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith('.tgz')) : undefined;
	return name ? path.join(folder, name) : undefined;
}

function sourceHash(): string {
	const hash = createHash('sha256');
	for (const file of PACKAGE_SOURCES.flatMap((source) => filesUnder(source))) {
		hash.update(file)
			.update('\0')
			.update(readFileSync(path.join(repositoryRoot, file)))
			.update('\0');
	}
	return hash.digest('hex').slice(0, 16);
}

function filesUnder(relative: string): string[] {
	const absolute = path.join(repositoryRoot, relative);
	if (!existsSync(absolute)) return [];
	if (!statSync(absolute).isDirectory()) return [relative];
	return readdirSync(absolute)
		.sort()
		.flatMap((name) => filesUnder(path.join(relative, name)));
}
