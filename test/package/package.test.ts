import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { buildAndPack, ROOT, tool, type Packed } from './packed';

const manifestSchema = z.object({
	name: z.string(),
	license: z.string(),
	main: z.string().optional(),
	keywords: z.array(z.string()),
	files: z.array(z.string()),
	dependencies: z.unknown(),
	optionalDependencies: z.unknown(),
	bundledDependencies: z.unknown(),
	overrides: z.unknown(),
	peerDependencies: z.record(z.string()),
	scripts: z.record(z.string()),
	n8n: z.object({
		n8nNodesApiVersion: z.number(),
		strict: z.boolean(),
		credentials: z.array(z.string()),
		nodes: z.array(z.string()),
	}),
});

let packed: Packed;
let manifest: z.infer<typeof manifestSchema>;

beforeAll(async () => {
	packed = await buildAndPack();
	manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(packed.directory, 'package.json'), 'utf8')));
});

afterAll(async () => {
	await packed.remove();
});

describe('the tarball', () => {
	it('holds what a user needs and nothing else', () => {
		const expected =
			/^(dist\/.+\.(js|svg|node\.json)|workflows\/[^/]+\.json|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;
		expect(packed.files.filter((file) => !expected.test(file))).toEqual([]);
		expect(packed.files.filter((file) => /test|sandbox|\.map$/.test(file))).toEqual([]);
	});

	it('holds every node and credential it promises, each node with its codex file', () => {
		const { nodes, credentials } = manifest.n8n;
		const codex = nodes.map((file) => file.replace(/\.js$/, '.json'));
		expect([...nodes, ...credentials, ...codex].filter((file) => !packed.files.includes(file))).toEqual([]);
	});

	it.each(['README.md', 'CHANGELOG.md', 'LICENSE'])('holds %s', (file) => {
		expect(packed.files).toContain(file);
	});

	it('is loaded by n8n, icons and all', async () => {
		const script = `
			const { PackageDirectoryLoader } = require('n8n-core');
			(async () => {
				const loader = new PackageDirectoryLoader(${JSON.stringify(packed.directory)});
				await loader.loadAll();
				const icons = [...loader.types.nodes, ...loader.types.credentials].map(({ name, iconUrl }) => [name, iconUrl]);
				console.log(JSON.stringify({ icons, nodes: Object.keys(loader.known.nodes), credentials: Object.keys(loader.known.credentials) }));
			})();`;
		const printed = await tool('node', ['-e', script], path.dirname(packed.directory));
		const loaded = z
			.object({
				nodes: z.array(z.string()),
				credentials: z.array(z.string()),
				icons: z.array(z.tuple([z.string(), z.object({ light: z.string(), dark: z.string() })])),
			})
			.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
		expect(loaded.nodes.sort()).toEqual([
			'moment',
			'momentTrigger',
			'momentUnicontaMapper',
			'momentUnicontaSync',
			'uniconta',
			'unicontaCustomer',
			'unicontaExpense',
			'unicontaInvoice',
			'unicontaProject',
		]);
		expect(loaded.credentials.sort()).toEqual(['momentApi', 'unicontaApi']);
		for (const [, { light, dark }] of loaded.icons) {
			for (const url of [light, dark]) {
				await access(path.join(packed.directory, url.replace(`icons/${manifest.name}/`, '')));
			}
		}
	});
});

describe('the manifest', () => {
	it('needs nothing at run time but what n8n brings', () => {
		expect(manifest).toMatchObject({ peerDependencies: { 'n8n-workflow': '*' }, license: 'MIT' });
		expect([
			manifest.dependencies,
			manifest.optionalDependencies,
			manifest.bundledDependencies,
			manifest.overrides,
		]).toEqual([undefined, undefined, undefined, undefined]);
	});

	it('runs nothing on installation', () => {
		const onInstall = [
			'preinstall',
			'install',
			'postinstall',
			'prepare',
			'prepublish',
			'preuninstall',
			'postuninstall',
		];
		expect(Object.keys(manifest.scripts).filter((name) => onInstall.includes(name))).toEqual([]);
	});

	it('is found by n8n as a community package', () => {
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.name).toMatch(/^n8n-nodes-/);
	});

	it('requires only modules that n8n provides', async () => {
		const allowed = /^(n8n-workflow|zod|luxon|lodash(\/.+)?|p-limit|node:crypto|\.{1,2}\/.*)$/;
		const required: string[] = [];
		for (const file of packed.files.filter((name) => name.endsWith('.js'))) {
			const code = await readFile(path.join(packed.directory, file), 'utf8');
			for (const [, module = ''] of code.matchAll(/require\("([^"]+)"\)/g))
				if (!allowed.test(module)) required.push(`${file}: ${module}`);
		}
		expect(required).toEqual([]);
	});
});

describe("n8n's package scanner", () => {
	const scan = async (directory: string, patterns: string): Promise<string> => {
		const scanner = path.join(ROOT, 'node_modules/@n8n/scan-community-package/scanner/scanner.mjs');
		const script = `
			import(${JSON.stringify(scanner)}).then(async ({ analyzePackage, SOURCE_FILE_PATTERNS }) => {
				const { passed, message, details } = await analyzePackage(${JSON.stringify(directory)}, ${patterns});
				console.log(JSON.stringify({ passed, message, details }));
			});`;
		const printed = await tool('node', ['-e', script], ROOT);
		return printed.trim().split('\n').at(-1) ?? '';
	};

	it('passes the sources', async () => {
		expect(await scan(ROOT, 'SOURCE_FILE_PATTERNS')).toBe('{"passed":true}');
	});

	it('passes the tarball', async () => {
		expect(await scan(packed.directory, `['**/*.js', 'package.json']`)).toBe('{"passed":true}');
	});
});

describe('lock files', () => {
	it('name no host: everybody installs from the registry of their own', async () => {
		const locks = ['package-lock.json', 'sandbox/n8n/runtime/package-lock.json'];
		for (const lock of locks) {
			const text = await readFile(path.join(ROOT, lock), 'utf8').catch(() => '');
			expect([...text.matchAll(/"resolved": "(https?:[^"]*)"/g)].map(([, url]) => url)).toEqual([]);
		}
	});
});
