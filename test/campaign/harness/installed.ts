import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import type * as core from 'n8n-core';
import type * as workflow from 'n8n-workflow';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { ensureRuntime } from '../../../sandbox/n8n/install';
import { packPackage } from '../../../sandbox/n8n/package';
import type { openHttpDoor } from './httpDoor';

const PACKAGE = 'n8n-nodes-moment-uniconta';
const CORE_NODES = 'n8n-nodes-base';

/** What the n8n that is installed for the tests gives a process that wants to execute workflows without its server. */
export interface InstalledN8n {
	core: typeof core;
	workflow: typeof workflow;
	nodeTypes: INodeTypes;
	credentialTypes: readonly ICredentialType[];
	/** axios as n8n's request helpers use it. */
	axios: Parameters<typeof openHttpDoor>[0];
}

/**
 * Loads n8n's engine and nodes from where `npm test` and `npm start` install n8n, and this package's nodes as built and
 * packed. One copy of n8n's packages for all of them, as in n8n itself: classes are compared there.
 */
export async function loadN8n(): Promise<InstalledN8n> {
	// Its log would stand between the results; nothing of the user's own n8n is read.
	process.env.N8N_LOG_LEVEL = 'silent';
	const userFolder = mkdtempSync(path.join(tmpdir(), 'moment-uniconta-campaign-'));
	process.env.N8N_USER_FOLDER = userFolder;
	process.on('exit', () => {
		rmSync(userFolder, { recursive: true, force: true });
	});
	const { dir, folder } = await prepareN8n();
	const fromN8n = createRequire(path.join(dir, 'package.json'));
	oneCopyOf(/^(n8n-workflow|n8n-core|@n8n\/di|luxon|lodash|zod)(\/|$)/, dir);
	// An edge, like every `require` below: what these packages export is what their types say.
	const manifest = readJson(path.join(folder, 'package.json')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const here = createRequire(path.join(folder, 'package.json'));
	const instances = manifest.n8n.nodes.map((file) => instance(here, `./${file}`) as INodeType);
	const core = fromN8n('n8n-core') as InstalledN8n['core'];
	const n8nWorkflow = fromN8n('n8n-workflow') as InstalledN8n['workflow'];
	return {
		core,
		workflow: n8nWorkflow,
		nodeTypes: nodeTypesOf(
			new Map(instances.map((node) => [`${PACKAGE}.${node.description.name}`, node])),
			fromN8n,
			n8nWorkflow,
		),
		credentialTypes: manifest.n8n.credentials.map((file) => instance(here, `./${file}`) as ICredentialType),
		axios: createRequire(fromN8n.resolve('@n8n/backend-network'))('axios') as InstalledN8n['axios'],
	};
}

type Require = ReturnType<typeof createRequire>;

/** Whoever asks for one of these gets n8n's, as it is where a community package is installed. */
function oneCopyOf(names: RegExp, dir: string): void {
	// An edge: Node has no typed way to say where a module is found.
	const loader = Module as unknown as {
		_resolveFilename(request: string, parent: unknown, ...rest: unknown[]): string;
		_nodeModulePaths(from: string): string[];
	};
	const ordinary = loader._resolveFilename.bind(loader);
	const n8n = { id: dir, filename: path.join(dir, 'package.json'), paths: loader._nodeModulePaths(dir) };
	loader._resolveFilename = (request, parent, ...rest) =>
		ordinary(request, names.test(request) ? n8n : parent, ...rest);
}

/** n8n installed, the package packed and unpacked: once, before several processes load them. */
export async function prepareN8n(): Promise<{ dir: string; folder: string }> {
	const { dir } = await ensureRuntime();
	return { dir, folder: unpacked(await packPackage()) };
}

function unpacked(tarball: string): string {
	const folder = path.join(path.dirname(tarball), 'package');
	if (existsSync(folder)) return folder;
	const making = `${folder}.${process.pid}`;
	mkdirSync(making, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', making]);
	renameSync(path.join(making, 'package'), folder);
	rmSync(making, { recursive: true });
	return folder;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** A file of a node or credential exports its class under the file's name. */
function instance(from: Require, file: string, className = path.basename(file).split('.')[0] ?? ''): unknown {
	const exported = from(file) as Record<string, new () => unknown>;
	const made = exported[className];
	if (made === undefined) throw new Error(`${file} exports no ${className}`);
	return new made();
}

function nodeTypesOf(
	ours: ReadonlyMap<string, INodeType>,
	fromN8n: Require,
	{ NodeHelpers }: InstalledN8n['workflow'],
): INodeTypes {
	const known = fromN8n(`${CORE_NODES}/dist/known/nodes.json`) as Record<
		string,
		{ className: string; sourcePath: string }
	>;
	const loaded = new Map<string, INodeType | IVersionedNodeType>(ours);
	const load = (type: string): INodeType | IVersionedNodeType => {
		const name = type.startsWith(`${CORE_NODES}.`) ? type.slice(CORE_NODES.length + 1) : '';
		const entry = known[name];
		if (entry === undefined) throw new Error(`Unrecognized node type: ${type}`);
		const node = instance(fromN8n, `${CORE_NODES}/${entry.sourcePath}`, entry.className) as INodeType;
		loaded.set(type, node);
		return node;
	};
	return {
		getByName: (type) => loaded.get(type) ?? load(type),
		getByNameAndVersion: (type, version) =>
			NodeHelpers.getVersionedNodeType(loaded.get(type) ?? load(type), version),
		getKnownTypes: () => ({}),
	};
}
