import vm from 'node:vm';
import packageJson from '../../package.json';
import { templates, textOf as generatedText } from '../../workflows/source/all';
import { CORE_NODES, REMOVED_NODES } from './support/coreNodes';
import { parameterFaults } from './support/parameters';
import {
	files,
	isNote,
	isRunTemplate,
	linesOf,
	ownDescriptions,
	readTemplate,
	textOf,
	textsIn,
} from './support/templates';

/** Every template as a file: what is in it, without an n8n. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const OWN = `${packageJson.name}.`;
const own = ownDescriptions();

/** Of n8n's own nodes those with an address of their own. */
const LISTENING = ['n8n-nodes-base.formTrigger', 'n8n-nodes-base.webhook'];

/** `$('Name')` and its older forms. */
const REFERENCE =
	/\$\(\s*(['"`])((?:\\.|(?!\1).)*)\1\s*\)|\$(?:node\[|items\(|getNode\()\s*(['"`])((?:\\.|(?!\3).)*)\3/g;

test('the source and the folder name the same files', () => {
	expect(files).toEqual(Object.keys(templates).sort());
	expect(files.length).toBeGreaterThan(0);
});

describe.each(files)('%s', (file) => {
	const template = readTemplate(file);
	const { nodes } = template;
	const workers = nodes.filter((node) => !isNote(node));
	const texts = nodes.flatMap(({ name, parameters }) => textsIn(parameters).map((found) => ({ name, ...found })));
	const expressions = texts.filter(({ text }) => text.startsWith('='));
	const codes = expressions.flatMap(({ name, where, text }) =>
		[...text.matchAll(/\{\{([\s\S]*?)\}\}/g)].map(([, code = '']) => ({ name, where, code })),
	);

	test('is what the source makes, to the byte (else: npm run templates)', () => {
		const source = templates[file];
		if (!source) throw new Error(`${file} has no source`);
		expect(textOf(file)).toBe(generatedText(source));
	});

	test('every node is ours or one of n8n’s own in a version that was tried', () => {
		const unknown = nodes.filter(({ type, typeVersion }) =>
			type.startsWith(OWN)
				? ![own.get(type)?.version ?? []].flat().includes(typeVersion)
				: !CORE_NODES[type]?.includes(typeVersion),
		);
		expect(unknown.map(({ name, type, typeVersion }) => `${name}: ${type} ${typeVersion}`)).toEqual([]);
	});

	test('every parameter on our nodes is in the description for that resource and operation, with a value it takes, and none is missing', () => {
		const faults = nodes.flatMap((node) => {
			const description = own.get(node.type);
			return description ? parameterFaults(node, description).map((fault) => `${node.name}: ${fault}`) : [];
		});
		expect(faults).toEqual([]);
	});

	test('every one of our nodes says which operation it does', () => {
		const silent = nodes.filter((node) => {
			const asks = own.get(node.type)?.properties.some(({ name }) => name === 'operation') ?? false;
			return asks && typeof node.parameters.operation !== 'string';
		});
		expect(silent.map(({ name }) => name)).toEqual([]);
	});

	test('ids and names are unique, ids and webhook ids are UUIDs', () => {
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ name }) => name.toLowerCase())).size).toBe(nodes.length);
		expect(nodes.filter(({ id }) => !UUID.test(id)).map(({ name }) => name)).toEqual([]);
		// A node with a webhook but no id of its own would get another address at every import (N8N3).
		const listening = nodes.filter(
			({ type }) => (own.get(type)?.webhooks ?? []).length > 0 || LISTENING.includes(type),
		);
		for (const { webhookId } of listening) expect(webhookId).toMatch(UUID);
		expect(nodes.filter(({ webhookId }) => webhookId !== undefined).length).toBe(listening.length);
	});

	test('both ends of every line exist, and every node but triggers and notes is reached', () => {
		const names = new Set(workers.map(({ name }) => name));
		const lines = linesOf(template);
		expect(lines.filter(({ from, to }) => !names.has(from) || !names.has(to))).toEqual([]);
		// Only Finish Run has a second input.
		const finishes = nodes.filter(({ parameters }) => parameters.operation === 'finishRun').map(({ name }) => name);
		expect(lines.filter(({ input, to }) => input > (finishes.includes(to) ? 1 : 0))).toEqual([]);
		const entered = new Set(lines.map(({ to }) => to));
		const isTrigger = (type: string): boolean =>
			own.get(type)?.group.includes('trigger') ?? (/Trigger$/.test(type) || LISTENING.includes(type));
		expect(
			workers.filter(({ name, type }) => !entered.has(name) && !isTrigger(type)).map(({ name }) => name),
		).toEqual([]);
		const left = new Set(lines.map(({ from }) => from));
		expect(workers.filter(({ name, type }) => isTrigger(type) && !left.has(name)).map(({ name }) => name)).toEqual(
			[],
		);
	});

	test('carries no credential, no pinned data, no static data, no id of an instance or of another workflow', () => {
		const groups = template.nodeGroups === undefined ? [] : ['nodeGroups'];
		expect(Object.keys(template).sort()).toEqual(['connections', 'meta', 'name', ...groups, 'nodes', 'settings']);
		expect(template.meta).toEqual({ templateCredsSetupCompleted: false });
		expect(nodes.filter((node) => 'credentials' in node).map(({ name }) => name)).toEqual([]);
		expect(template.settings).not.toHaveProperty('errorWorkflow');
		expect(texts.filter(({ text }) => /password|api[_-]?key|bearer |basic [a-z0-9+/]{8}/i.test(text))).toEqual([]);
	});

	test('uses nothing that n8n 3.0 removes, and no Code node', () => {
		expect(
			nodes
				.filter(({ type }) => REMOVED_NODES.some((removed) => removed.test(type)))
				.map(({ name, type }) => `${name}: ${type}`),
		).toEqual([]);
		expect(texts.filter(({ text }) => /\$getPairedItem|\$env\b/.test(text))).toEqual([]);
		expect(template.settings.callerPolicy).not.toBe('any');
		const calls = nodes.filter(({ type }) => type === 'n8n-nodes-base.executeWorkflow');
		expect(
			calls.filter(
				({ parameters }) =>
					parameters.mode === 'each' || ['localFile', 'url'].includes(String(parameters.source)),
			),
		).toEqual([]);
	});

	test('conditions say of their type check what the node’s option says, or opening the panel would change it', () => {
		const checks = nodes.flatMap(({ name, parameters }) => {
			const loose =
				(parameters.options as { looseTypeValidation?: boolean } | undefined)?.looseTypeValidation === true;
			return textsIn(parameters)
				.filter(({ where }) => where.endsWith('options.typeValidation'))
				.map(({ text }) => ({ name, text, option: loose ? 'loose' : 'strict' }));
		});
		expect(checks.length > 0).toBe(!isRunTemplate(template));
		expect(checks.filter(({ text, option }) => text !== option).map(({ name }) => name)).toEqual([]);
	});

	test('every expression is complete JavaScript', () => {
		const faults = codes.flatMap(({ name, where, code }) => {
			try {
				new vm.Script(`(${code})`);
				return [];
			} catch (error) {
				return [`${name}, ${where}: ${String(error)} in ${code}`];
			}
		});
		expect(faults).toEqual([]);
		expect(expressions.filter(({ text }) => text.split('{{').length !== text.split('}}').length)).toEqual([]);
		// Braces without the sign in front would be sent as they stand.
		const forgotten = texts.filter(
			({ text, name }) =>
				!text.startsWith('=') &&
				text.includes('{{') &&
				!nodes.some((node) => node.name === name && isNote(node)),
		);
		expect(forgotten).toEqual([]);
	});

	test('every node that an expression names is there and runs before it', () => {
		const names = new Set(workers.map(({ name }) => name));
		const before = ancestors(linesOf(template));
		const references = codes.flatMap(({ name, where, code }) =>
			[...code.matchAll(REFERENCE)].map((match) => ({ name, where, to: match[2] ?? match[4] ?? '' })),
		);
		expect(references.length > 0).toBe(!isRunTemplate(template));
		expect(references.filter(({ to }) => !names.has(to))).toEqual([]);
		expect(
			references
				.filter(({ name, to }) => !before.get(name)?.has(to))
				.map(({ name, to }) => `${name} asks for ${to}`),
		).toEqual([]);
	});

	test('names in a note’s italics or bold that look like a node are nodes', () => {
		const names = new Set(workers.map(({ name }) => name));
		const said = texts
			.filter(({ where }) => where === 'content')
			.flatMap(({ name, text }) =>
				[...text.matchAll(/(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)/g)].map((match) => ({ name, said: match[1] ?? '' })),
			);
		const parameters = new Set(
			[...own.values()].flatMap(({ properties }) => properties.map(({ displayName }) => displayName)),
		);
		expect(said.filter((one) => !names.has(one.said) && !parameters.has(one.said))).toEqual([]);
	});

	test('every node that talks to Uniconta works in the company of the settings', () => {
		// Those that are part of a run take it from there.
		const theirs = workers.filter(
			({ type, typeVersion }) => /\.uniconta/.test(type) && file !== 'setup.json' && typeVersion < 2,
		);
		expect(
			theirs
				.filter(
					({ parameters }) => !JSON.stringify(parameters['company'] ?? '').includes("values['company.id']"),
				)
				.map(({ name }) => name),
		).toEqual([]);
	});

	test('successful runs are not saved, failed ones are', () => {
		expect(template.settings).toMatchObject({
			executionOrder: 'v1',
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'all',
			timezone: 'Europe/Copenhagen',
		});
	});

	test('has one Error Trigger, and it leads somewhere', () => {
		const triggers = nodes.filter(({ type }) => type === 'n8n-nodes-base.errorTrigger');
		expect(triggers).toHaveLength(1);
		expect(linesOf(template).some(({ from }) => from === triggers[0]?.name)).toBe(true);
	});
});

/** For each node all nodes that may have run before it. */
function ancestors(lines: ReadonlyArray<{ from: string; to: string }>): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const start of new Set(lines.map(({ to }) => to))) {
		const seen = new Set<string>();
		const open = [start];
		for (let next = open.pop(); next !== undefined; next = open.pop()) {
			for (const { from } of lines.filter(({ to }) => to === next)) {
				if (seen.has(from)) continue;
				seen.add(from);
				open.push(from);
			}
		}
		found.set(start, seen);
	}
	return found;
}
