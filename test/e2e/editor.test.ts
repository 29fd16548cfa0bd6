import path from 'node:path';
import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { z } from 'zod';
import { TABLES } from '../../lib/state/tables';
import { mendings } from '../../sandbox/demo/mendings';
import { ensureRuntime } from '../../sandbox/n8n/install';
import { CORE_NODES } from '../template/support/coreNodes';
import { parameterFaults } from '../template/support/parameters';
import { files, ownDescriptions, readTemplate, type TemplateNode } from '../template/support/templates';
import { DESK, Editor } from './support/browser';
import { CredentialDialog } from './support/credentialDialog';
import { eventually, Lab, startLab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The templates as a person sees them in n8n's editor. Screenshots go to docs/images when UPDATE_SCREENSHOTS=1, else to
 * a temporary folder.
 */
let lab: Lab;
let editor: Editor;

const PACKAGE = 'n8n-nodes-moment-uniconta.';
const own = ownDescriptions();
const template = readTemplate('customers.json');
const isOurs = ({ type }: TemplateNode): boolean => type.startsWith(PACKAGE);
const isNote = ({ type }: TemplateNode): boolean => type === 'n8n-nodes-base.stickyNote';
const panels = template.nodes.filter((node) => !isNote(node));
const workflowId = (): string => lab.workflows.get('customers')?.id ?? '';

/** Which file a picture of each panel is kept in; of the others none is taken. */
const PICTURES: Readonly<Record<string, string>> = {
	'Moment Trigger': 'moment-trigger-panel',
	'Start Run': 'start-run-panel',
	'Map Customers': 'mapper-panel',
	'Create or Update': 'uniconta-customer-panel',
};
/** What many people have in front of them. */
const LAPTOP = { width: 1440, height: 900 };
/** The same for the templates that are made from the same source: only what is theirs alone is looked at closely. */
const OTHERS = {
	projects: { 'Map Projects': 'project-mapper-panel', 'Create or Update': 'uniconta-project-panel' },
	invoices: { 'Map Invoices': 'invoice-mapper-panel', Send: 'uniconta-invoice-panel' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

beforeAll(async () => {
	// The tables show customers alone, until projects and invoices are switched on further down.
	lab = await startLab({ settings: { 'projects.export': 'off', 'invoices.export': 'off' } });
	await lab.compare('customers');
	editor = await Editor.open(lab.n8n.url, Lab.owner);
});

afterAll(async () => {
	await (editor as Editor | undefined)?.close();
	await (lab as Lab | undefined)?.close();
});

afterEach(() => {
	expect(editor.takeComplaints()).toEqual([]);
});

describe('the canvas', () => {
	beforeAll(async () => {
		await editor.openCanvas(workflowId(), panels.length);
	});

	test('shows every node of the template, each installed, with its icon and without a warning', async () => {
		const shown = await editor.canvasNodes.evaluateAll(
			(all: Array<{ getAttribute(name: string): string | null }>) =>
				all.map((one) => one.getAttribute('data-node-name')),
		);
		expect(shown.sort()).toEqual(panels.map(({ name }) => name).sort());
		expect(await faultyOnCanvas()).toEqual([]);
		expect(await iconsOf('light')).toEqual([]);
	});

	test('can be read: no name lies on another node or is cut by a note, no note’s text is cut or lies under a node', async () => {
		expect(await unreadable()).toEqual([]);
	});

	test('is seen whole as n8n shows it first, and kept as that picture', async () => {
		await editor.resize(LAPTOP);
		await editor.openCanvas(workflowId(), panels.length);
		const { width, height } = LAPTOP;
		const outside = await editor.canvasNodes.evaluateAll(
			(
				all: Array<{ getBoundingClientRect(): { left: number; top: number; right: number; bottom: number } }>,
				size,
			) =>
				all
					.map((one) => one.getBoundingClientRect())
					.filter((box) => box.left < 0 || box.top < 0 || box.right > size.width || box.bottom > size.height),
			{ width, height },
		);
		expect(outside).toEqual([]);
		await editor.screenshot('customers-canvas');
		await editor.resize(DESK);
	});

	test('opens the panel of every node; ours have no unset credential and nothing to complain about', async () => {
		const before = await lab.api.workflows.get(workflowId());
		const faults: string[] = [];
		for (const node of panels) {
			const panel = await editor.openPanel(node.name);
			const text = await panel.innerText();
			if (!text.includes(node.name)) faults.push(`${node.name}: the panel is another node's`);
			if (/install this node|not (currently )?installed|unrecognized|unknown node/i.test(text))
				faults.push(`${node.name}: n8n does not know this node`);
			const issues = await lastingIssues(panel);
			if (issues.length > 0) faults.push(`${node.name}: ${issues.join('; ')}`);
			const picture = PICTURES[node.name];
			if (node.name === 'Moment Trigger') await showProductionUrl();
			if (picture !== undefined) await editor.screenshot(picture);
			await editor.closePanel();
		}
		expect(faults).toEqual([]);
		// Looking changes nothing of ours. (n8n itself drops values that are the default, and saves that.)
		expect(ourParameters((await lab.api.workflows.get(workflowId())).nodes)).toEqual(ourParameters(before.nodes));
	});

	test('shows our icons in their dark form in the dark theme', async () => {
		await editor.useTheme('dark');
		await editor.openCanvas(workflowId(), panels.length);
		expect(await iconsOf('dark')).toEqual([]);
		await editor.useTheme('light');
	});
});

describe('the credentials’ windows', () => {
	test('Uniconta: right values connect; a wrong password or company, another server and no server are told apart', async () => {
		const right = lab.sandbox.unicontaCredential;
		const dialog = await CredentialDialog.open(editor, idOf('unicontaApi'));
		expect(await dialog.success()).toMatch(/^Connection tested successfully/);
		await editor.screenshot('uniconta-credential');
		const said = {
			password: await dialog.tryWith({ password: 'not-it' }),
			company: await dialog.tryWith({ password: right.password, companyId: '99999' }),
			elsewhere: await dialog.tryWith({ companyId: right.companyId, odataUrl: lab.sandbox.moment.url }),
			nobody: await dialog.tryWith({ odataUrl: 'http://127.0.0.1:9' }),
		};
		expect(said.password).toMatch(/password/i);
		expect(said.company).toMatch(/company/i);
		expect(said.elsewhere).toMatch(/no Uniconta API at this address/i);
		expect(said.nobody).toMatch(/ECONNREFUSED|refused|reach/i);
		expect(JSON.stringify(said)).not.toContain(right.password);
		expect(await dialog.tryWith({ odataUrl: right.odataUrl })).toMatch(/^Connection tested successfully/);
	});

	test('Moment: right values connect; a wrong key, a wrong company and no server are told apart', async () => {
		const right = lab.sandbox.momentCredential;
		const dialog = await CredentialDialog.open(editor, idOf('momentApi'));
		expect(await dialog.success()).toMatch(/^Connection tested successfully/);
		const said = {
			key: await dialog.tryWith({ apiKey: 'not-it' }),
			company: await dialog.tryWith({ apiKey: right.apiKey, companyCode: 'no-such-company' }),
			nobody: await dialog.tryWith({ companyCode: right.companyCode, baseUrl: 'http://127.0.0.1:9' }),
		};
		expect(said.key).toMatch(/API key/i);
		expect(said.company).toMatch(/company/i);
		expect(said.nobody).toMatch(/ECONNREFUSED|refused|reach/i);
		expect(new Set(Object.values(said)).size).toBe(3);
		expect(await dialog.tryWith({ baseUrl: right.baseUrl })).toMatch(/^Connection tested successfully/);
	});
});

test('the log and the inbox can be read in n8n’s own table view', async () => {
	await editor.page.setViewportSize({ width: 2600, height: 1000 });
	for (const [name, picture, height] of [
		[TABLES.log.name, 'log-table', 860],
		[TABLES.inbox.name, 'inbox-table', 420],
	] as const) {
		const grid = await openTable(name);
		await grid
			.getByText('refused')
			.or(grid.getByText('created', { exact: true }))
			.first()
			.waitFor();
		if (picture === 'log-table') await sortDescending('outcome');
		for (const column of ['message', 'fix'])
			expect(await grid.getByTestId('data-table-column-header-text').allInnerTexts()).toContain(column);
		await editor.screenshot(picture, { x: 0, y: 0, width: 2600, height });
	}
	await editor.page.setViewportSize(DESK);
});

describe.each(['projects', 'invoices'] as const)('the canvas of %s', (name) => {
	const other = readTemplate(`${name}.json`);
	const nodes = other.nodes.filter((node) => !isNote(node));
	const grouped = (other.nodeGroups ?? []).flatMap(({ nodeIds }) => nodeIds);
	const id = (): string => lab.workflows.get(name)?.id ?? '';

	test('is kept as a picture as n8n shows it first, with its box closed', async () => {
		await editor.openCanvas(id(), nodes.length - grouped.length);
		await editor.resize(LAPTOP);
		await editor.openCanvas(id(), nodes.length - grouped.length);
		expect(await editor.canvasNodes.count()).toBe(nodes.length - grouped.length);
		expect(await unreadable()).toEqual([]);
		await editor.screenshot(`${name}-canvas`);
	});

	test('shows every node when the box is opened, each with its icon and without a warning', async () => {
		await editor.openGroup();
		await editor.canvasNodes.nth(nodes.length - 1).waitFor();
		await editor.fit();
		expect(await faultyOnCanvas()).toEqual([]);
		expect(await iconsOf('light', other)).toEqual([]);
		expect(await unreadable()).toEqual([]);
		await editor.screenshot(`${name}-opened`);
		await editor.resize(DESK);
	});

	test('has pictures of the panels of map and write', async () => {
		await editor.openCanvas(id(), nodes.length - grouped.length);
		for (const [node, picture] of Object.entries(OTHERS[name])) {
			const panel = await editor.openPanel(node);
			expect(await lastingIssues(panel)).toEqual([]);
			await editor.screenshot(picture);
			await editor.closePanel();
		}
	});
});

describe('invoices', () => {
	beforeAll(async () => {
		await lab.setSetting('projects.export', 'on');
		await lab.setSetting('invoices.export', 'on');
		await lab.compare('projects');
		await lab.compare('invoices');
	});

	test('Check Numbering shows in its panel how far the two systems are apart, and what to do', async () => {
		const { id } = await lab.api.workflows.save(checkNumbering(), lab.credentials);
		await editor.openCanvas(id, 2);
		await editor.openPanel('Check Numbering');
		await editor.page.getByTestId('node-execute-button').first().click();
		const output = editor.page.getByTestId('output-panel');
		await output.getByText('behind by 1').first().waitFor({ timeout: LIMITS.run });
		await output.getByText('JSON', { exact: true }).click();
		await output.getByText('General Ledger > Maintenance > Voucher number series').first().waitFor();
		// The notice of the step's end lies over the panel for a while.
		await editor.page.locator('.el-notification').waitFor({ state: 'detached' });
		await editor.screenshot('check-numbering-panel');
		await editor.closePanel();
	});

	test('log and inbox say what stops posting, and what waits behind it', async () => {
		const mending = mendings(lab.sandbox).find(({ number }) => number === '10040');
		mending?.mend();
		await lab.run('invoices', 'Compare Everything Now');
		await editor.page.setViewportSize({ width: 2600, height: 1000 });
		for (const [name, picture, column, first] of [
			[TABLES.log.name, 'invoices-log', 'outcome', 'withheld'],
			[TABLES.inbox.name, 'invoices-inbox', 'key', '10062'],
		] as const) {
			const grid = await openTable(name);
			const header = editor.page.getByRole('columnheader').filter({ hasText: column });
			await header.click();
			if (name === TABLES.log.name) {
				await grid.getByText('blocked', { exact: true }).first().waitFor();
				await header.click();
			}
			await grid.getByText(first, { exact: true }).first().waitFor();
			await editor.screenshot(picture, { x: 0, y: 0, width: 2600, height: 860 });
		}
		await editor.page.setViewportSize(DESK);
	});
});

test('this n8n has every core node and version the templates use, and knows every parameter set on them', async () => {
	const { dir } = await ensureRuntime();
	const listed = z
		.array(
			z
				.object({
					name: z.string(),
					version: z.union([z.number(), z.array(z.number())]),
					hidden: z.boolean().optional(),
				})
				.passthrough(),
		)
		.parse(jest.requireActual(path.join(dir, 'node_modules/n8n-nodes-base/dist/types/nodes.json')));
	const find = (type: string, version: number): INodeTypeDescription | undefined =>
		listed.find(
			({ name, version: versions }) =>
				`n8n-nodes-base.${name.replace('n8n-nodes-base.', '')}` === type && [versions].flat().includes(version),
		) as unknown as INodeTypeDescription | undefined;
	const missing = Object.entries(CORE_NODES).flatMap(([type, versions]) =>
		versions.filter((version) => !find(type, version)).map((version) => `${type} ${version}`),
	);
	expect(missing).toEqual([]);
	const faults = files.flatMap((file) =>
		readTemplate(file).nodes.flatMap((node) => {
			const description = find(node.type, node.typeVersion);
			return description
				? parameterFaults(node, description).map((fault) => `${file}, ${node.name}: ${fault}`)
				: [];
		}),
	);
	expect(faults).toEqual([]);
});

/** A Data Table in n8n's own view. */
async function openTable(name: string): Promise<Locator> {
	const { id: project } = await lab.api.rest.call(z.object({ id: z.string() }), 'GET', '/projects/personal');
	const table = await lab.api.tables.find(name);
	await editor.goTo(`/projects/${project}/datatables/${table?.id ?? ''}`);
	return editor.page.getByTestId('data-table-grid');
}

/** A workflow a person would make to look at the numbering: one click, one node. */
function checkNumbering(): typeof template {
	const start = template.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	if (!start) throw new Error('The template has no manual trigger');
	return {
		...template,
		name: 'Check the numbering',
		nodes: [
			{ ...start, name: 'By Hand', position: [0, 0] },
			{
				id: 'a0000000-0000-4000-8000-000000000001',
				name: 'Check Numbering',
				type: `${PACKAGE}unicontaInvoice`,
				typeVersion: 1,
				position: [240, 0],
				parameters: { operation: 'checkNumbering', expectedNext: 10_041 },
			},
		],
		connections: { 'By Hand': { main: [[{ node: 'Check Numbering', type: 'main', index: 0 }]] } },
	};
}

/** The parameters of our nodes with their defaults, by name. */
function ourParameters(
	nodes: ReadonlyArray<Pick<TemplateNode, 'name' | 'type' | 'typeVersion' | 'parameters'>>,
): Record<string, unknown> {
	return Object.fromEntries(
		nodes.flatMap((node) => {
			const description = own.get(node.type);
			return description
				? [
						[
							node.name,
							NodeHelpers.getNodeParameters(
								description.properties,
								node.parameters as INodeParameters,
								true,
								false,
								node,
								description,
							),
						],
					]
				: [];
		}),
	);
}

/** What a panel marks as wrong once its pick-lists are there; until then n8n marks every choice it cannot check yet. */
async function lastingIssues(panel: Locator): Promise<string[]> {
	await eventually(async () => (await issuesOf(panel)).length === 0, LIMITS.page).catch(() => undefined);
	return await issuesOf(panel);
}

/** What it marks as wrong at this moment. */
async function issuesOf(panel: Locator): Promise<string[]> {
	const issues = panel.locator('[data-test-id$=-issues], .has-issues, [class*=hasIssues]');
	const marked = await issues.evaluateAll(
		(
			all: Array<{
				closest(selector: string): { getAttribute(name: string): string | null; textContent: string } | null;
			}>,
		) =>
			all.map((one) => {
				const parameter = one.closest('[data-test-id=parameter-item], [data-test-id^=parameter-input]');
				return `${parameter?.getAttribute('data-test-id') ?? ''} ${(parameter?.textContent ?? '').slice(0, 200)}`.trim();
			}),
	);
	// n8n's Data Table node fetches these two lists by the table's id, which is an expression that only a run can
	// resolve.
	return marked.filter((mark) => !/^parameter-input-(keyName|condition)$/.test(mark));
}

function idOf(type: string): string {
	return lab.credentials.find((credential) => credential.type === type)?.id ?? '';
}

async function showProductionUrl(): Promise<void> {
	const { page } = editor;
	await page.getByText('Webhook URLs', { exact: true }).click();
	await page.getByText('Production URL', { exact: true }).first().click();
	await page.getByText('/webhook/moment-uniconta-customers').waitFor();
}

async function sortDescending(column: string): Promise<void> {
	const header = editor.page.getByRole('columnheader').filter({ hasText: column });
	await header.click();
	await editor.page.locator('.ag-cell[col-id]').getByText('created', { exact: true }).first().waitFor();
	await header.click();
	await editor.page.getByTestId('data-table-grid').getByText('refused', { exact: true }).first().waitFor();
}

/** Nodes that n8n marks: not installed, or with something unset. */
async function faultyOnCanvas(): Promise<string[]> {
	return await editor.page.evaluate<
		string[]
	>(`[...document.querySelectorAll('[data-test-id=canvas-node]')].flatMap(node => {
		const marks = [...node.querySelectorAll('[data-test-id*=issues], [data-test-id*=not-installed], [data-icon*=question], [data-icon*=triangle-alert]')];
		return marks.map(mark => node.dataset.nodeName + ': ' + (mark.dataset.testId ?? mark.dataset.icon));
	})`);
}

/** Our nodes whose picture is not loaded or is not the one for this theme, and any node without a picture at all. */
async function iconsOf(theme: 'light' | 'dark', { nodes } = template): Promise<string[]> {
	await editor.page.waitForFunction(
		`[...document.querySelectorAll('[data-test-id=canvas-node] img')].every(image => image.complete)`,
	);
	const found = await editor.page.evaluate<
		Array<{ name: string; type: string; source: string; drawn: boolean }>
	>(`[...document.querySelectorAll('[data-test-id=canvas-node]')].map(node => {
		const image = node.querySelector('img');
		return { name: node.dataset.nodeName, type: node.dataset.nodeType, source: image?.getAttribute('src') ?? '', drawn: image ? image.naturalWidth > 0 : !!node.querySelector('svg') };
	})`);
	expect(found.filter(({ type }) => type.startsWith(PACKAGE)).length).toBe(nodes.filter(isOurs).length);
	return found.flatMap(({ name, type, source, drawn }) => {
		if (!drawn) return [`${name}: no icon`];
		if (type.startsWith(PACKAGE) && source.endsWith('.dark.svg') !== (theme === 'dark'))
			return [`${name}: ${source} in the ${theme} theme`];
		return [];
	});
}

/** What a person could not read on the canvas, measured as the browser has drawn it. */
async function unreadable(): Promise<string[]> {
	return await editor.page.evaluate<string[]>(`(() => {
		const box = (element) => element.getBoundingClientRect();
		// The letters themselves: the elements around them are wider.
		const letters = (element) => { const range = document.createRange(); range.selectNodeContents(element); return [...range.getClientRects()]; };
		const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
		const inside = (outer, inner) => outer.left <= inner.left && outer.right >= inner.right && outer.top <= inner.top && outer.bottom >= inner.bottom;
		const nodes = [...document.querySelectorAll('[data-test-id=canvas-node]')].map(one => ({ name: one.dataset.nodeName, label: one.querySelector('[class*=_description_] [class*=_label_]'), ports: [...one.querySelectorAll('[data-test-id=canvas-node-output-handle] [class*=_label_]')], body: one.querySelector('[data-test-id$=-node]') }));
		const notes = [...document.querySelectorAll('[data-test-id=sticky]')];
		const title = (note) => 'Note "' + (note.querySelector('h1, h2, h3')?.textContent ?? '') + '"';
		const faults = [];
		const cut = (element) => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
		for (const { name, label, ports, body } of nodes) {
			if (!label || !body) { faults.push(name + ': no name is shown'); continue; }
			if (cut(label)) faults.push(name + ': its name is cut');
			for (const port of ports) if (cut(port)) faults.push(name + ': its output "' + port.textContent.trim() + '" is cut');
			for (const other of nodes) if (other.name !== name && other.body && letters(label).some(line => meet(line, box(other.body)))) faults.push(name + ': its name lies on ' + other.name);
			for (const note of notes) if (letters(label).some(line => meet(box(note), line) && !inside(box(note), line))) faults.push(name + ': its name is cut by ' + title(note));
		}
		for (const note of notes) {
			const text = [...note.querySelectorAll('h1, h2, h3, p, li')];
			for (const piece of text) if (!inside(box(note), box(piece))) faults.push(title(note) + ': "' + piece.textContent.slice(0, 30) + '" is cut');
			for (const { name, body } of nodes) for (const piece of text) if (body && letters(piece).some(line => meet(line, box(body)))) faults.push(title(note) + ': "' + piece.textContent.slice(0, 30) + '" lies under ' + name);
		}
		return faults;
	})()`);
}
