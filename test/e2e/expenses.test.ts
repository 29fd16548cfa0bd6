import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cell, TABLES } from '../../lib/state/tables';
import { POSTING_SERIES } from '../../sandbox/demo/postings';
import type { SavedRow } from '../../sandbox/n8n/api/tables';
import type { Template, TemplateNode } from '../../sandbox/n8n/api/workflows';
import { readTemplates } from '../../sandbox/n8n/setup';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/** Costs posted in Uniconta come back to Moment, in a real n8n between the stand-ins. */
let lab: Lab;

const IMPORT = 'Import Now';

beforeAll(async () => {
	lab = await startLab({
		sandbox: { data: { postings: 'demo' } },
		templates: ['expenses'],
		publish: false,
		settings: {
			'expenses.export': 'on',
			'expenses.series': POSTING_SERIES,
			'expenses.accounts': '2000..2999',
			'expenses.activity': 'Udlæg',
			'expenses.billable': 'yes',
			'expenses.startAfter': '2025-12-31',
		},
	});
	await lab.run('expenses', IMPORT);
});

afterAll(async () => {
	await lab.close();
});

// Beside what a person has entered in Moment, which has no reference.
const expenses = (): Array<Record<string, unknown>> =>
	lab.sandbox.moment.store
		.rows('projectExpenses')
		.map(({ values }) => values)
		.filter(({ externalId }) => externalId !== null);
const references = (): string[] => expenses().map(({ externalId }) => String(externalId));

/** Where the next run begins. */
const marks = async (): Promise<string[]> => [
	await lab.cursor('expenses', 'cursor'),
	await lab.setting('expenses.startAfter'),
];
async function forgetCursor(): Promise<void> {
	for (const { key } of await lab.api.tables.rows(TABLES.settings.name))
		if (/^expenses\.cursor/.test(String(key))) await lab.setSetting(String(key), '0');
}
/** Whether the clock's turn has come. */
const isTurn = async (): Promise<boolean> => !(Date.parse(await lab.cursor('expenses', 'nextSweep')) > Date.now());

test('every posting on a project becomes one expense; what cannot be imported is in the log with its reason and what to do', async () => {
	expect(expenses().length).toBeGreaterThanOrEqual(40);
	expect(new Set(references()).size).toBe(references().length);
	const rows = (await lab.logRows()).filter(({ entity }) => entity === 'expense');
	expect(rows.filter(({ outcome }) => outcome === 'created')).toHaveLength(expenses().length);
	const refused = rows.filter(({ outcome }) => outcome === 'refused');
	expect(refused.length).toBeGreaterThan(0);
	for (const row of refused) {
		expect(cell(row, 'message')).not.toBe('');
		expect(cell(row, 'fix')).not.toBe('');
	}
	expect(await leaseHolders()).toEqual({ uniconta: '', expenses: '' });
});

test('cursor and start date have moved, and a second run imports and says nothing', async () => {
	expect(Number(await lab.cursor('expenses', 'cursor'))).toBeGreaterThan(0);
	expect((await lab.setting('expenses.startAfter')) > '2025-12-31').toBe(true);
	const [before, said] = [references(), (await lab.logRows()).length];
	await lab.run('expenses', IMPORT);
	expect(references()).toEqual(before);
	expect((await lab.logRows()).length).toBe(said);
});

test('the start date set back reads everything again, and nothing is doubled', async () => {
	const before = references();
	await lab.setSetting('expenses.startAfter', '2025-12-31');
	await lab.run('expenses', IMPORT);
	expect(references()).toEqual(before);
});

test('Moment breaks off in the middle: nothing is doubled, the marks stay, and the next run completes it', async () => {
	const kept = await marks();
	for (const row of lab.sandbox.moment.store.rows('projectExpenses'))
		lab.sandbox.moment.store.remove('projectExpenses', row.values.id);
	await lab.api.tables.empty(TABLES.log.name);
	await lab.setSetting('expenses.startAfter', '2025-12-31');
	await forgetCursor();
	const fault = lab.sandbox.moment.faults.add({
		match: { method: 'POST', path: 'projectExpenses' },
		kind: 'timeoutAfterCommit',
		skip: 5,
		times: 30,
	});
	await lab.run('expenses', IMPORT);
	lab.sandbox.moment.faults.remove(fault.id);
	await lab.run('expenses', IMPORT);
	expect(new Set(references()).size).toBe(references().length);
	expect(references().length).toBeGreaterThanOrEqual(40);
	expect(await marks()).toEqual(kept);
});

const unicontaCalls = (): number => lab.sandbox.uniconta.log.list().length;
const expenseRows = async (): Promise<SavedRow[]> => (await lab.logRows()).filter(({ entity }) => entity === 'expense');
const leaseHolders = async (): Promise<Record<string, unknown>> =>
	Object.fromEntries(
		(await lab.api.tables.rows(TABLES.lease.name)).map(({ name, holder }) => [String(name), holder]),
	);
/** As before the first run, with nothing in Moment. */
async function anew(): Promise<void> {
	for (const row of lab.sandbox.moment.store.rows('projectExpenses'))
		if (row.values.externalId !== null) lab.sandbox.moment.store.remove('projectExpenses', row.values.id);
	await lab.api.tables.empty(TABLES.log.name);
	await lab.setSetting('expenses.startAfter', '2025-12-31');
	await forgetCursor();
}

test('Moment takes nothing more in the middle: two rows say so, what is left is no failure, and the clock goes on with it at its next tick', async () => {
	await anew();
	const fault = lab.sandbox.moment.faults.add({
		match: { method: 'POST', path: 'projectExpenses' },
		kind: 'status',
		status: 401,
		skip: 12,
	});
	await lab.run('expenses', IMPORT);
	lab.sandbox.moment.faults.remove(fault.id);
	expect(references()).toHaveLength(12);
	expect((await expenseRows()).filter(({ outcome }) => outcome === 'created')).toHaveLength(12);
	expect((await expenseRows()).filter(({ outcome }) => outcome === 'failed')).toHaveLength(1);
	expect([await isTurn(), ...(await marks())]).toEqual([true, '0', '2025-12-31']);
	expect(await leaseHolders()).toEqual({ uniconta: '', expenses: '' });
	await lab.run('expenses', IMPORT);
	expect(references().length).toBeGreaterThanOrEqual(40);
	expect(new Set(references()).size).toBe(references().length);
	expect(await isTurn()).toBe(false);
	expect(Number((await marks())[0])).toBeGreaterThan(0);
});

test('a second import by hand ends red and says which one is under way; Uniconta is free while expenses are written', async () => {
	await anew();
	const slow = lab.sandbox.moment.faults.add({
		match: { method: 'POST', path: 'projectExpenses' },
		kind: 'delay',
		delayMs: 300,
	});
	const first = await lab.api.workflows.run(lab.workflows.get('expenses')?.id ?? '', IMPORT);
	await eventually(() => references().length > 2, LIMITS.run);
	expect(await leaseHolders()).toMatchObject({
		uniconta: '',
		expenses: expect.stringContaining(`${first}#`) as string,
	});
	lab.sandbox.uniconta.log.reset();
	const second = await lab.run('expenses', IMPORT);
	expect(second).toMatchObject({
		status: 'error',
		error: expect.stringContaining(`Another import (execution ${first}) is under way`) as string,
	});
	expect(unicontaCalls()).toBe(0);
	lab.sandbox.moment.faults.remove(slow.id);
	await lab.api.executions.finished(first, LIMITS.run);
	expect(new Set(references()).size).toBe(references().length);
	expect(references().length).toBeGreaterThanOrEqual(40);
});

test.each([
	[
		'an account filter with nonsense',
		'expenses.accounts',
		'2000..2999, 4000..',
		'"4000.." lacks one end of the range',
	],
	['a start date in the future', 'expenses.startAfter', '2199-01-01', 'is in the future'],
	['a series that does not exist', 'expenses.series', 'NIX', 'There is no number series "NIX"'],
])(
	'%s is one row in the log with what to do; nothing is imported, nothing moves, and the lease is free',
	async (_, key, value, says) => {
		const [before, kept, cursor] = [references(), await lab.setting(key), (await marks())[0]];
		await lab.setSetting(key, value);
		// The longest look, so that there is something to read.
		if (key !== 'expenses.startAfter') await lab.setSetting('expenses.startAfter', '2025-12-31');
		await lab.run('expenses', IMPORT);
		await lab.run('expenses', IMPORT);
		const said = (await lab.logRows()).filter(
			({ entity, message }) => entity === 'run' && cell({ message }, 'message').includes(says),
		);
		expect(said).toHaveLength(1);
		expect(cell(said[0] ?? {}, 'fix')).not.toBe('');
		expect([references(), (await marks())[0], await leaseHolders()]).toEqual([
			before,
			cursor,
			{ uniconta: '', expenses: '' },
		]);
		await lab.setSetting(key, kept);
		await lab.run('expenses', IMPORT);
		expect(references()).toEqual(before);
	},
);

function filterNode(name: string, keeps: string): TemplateNode {
	return {
		id: name,
		name,
		position: [0, 0],
		type: 'n8n-nodes-base.filter',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
				combinator: 'and',
				conditions: [
					{
						id: 'one',
						leftValue: `={{ ${keeps} }}`,
						rightValue: '',
						operator: { type: 'boolean', operation: 'true', singleValue: true },
					},
				],
			},
			options: {},
		},
	};
}

/** The template with a node of somebody's on the line from one node to the next. */
function withFilter(before: string, after: string, keeps: string): Template {
	const changed = structuredClone(readTemplates().get('expenses'));
	if (!changed) throw new Error('no template');
	const node = filterNode(`Own ${before}`, keeps);
	changed.nodes.push(node);
	changed.connections[before] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
	changed.connections[node.name] = { main: [[{ node: after, type: 'main', index: 0 }]] };
	return changed;
}

test.each([
	['all, before Map', 'Get New Postings', 'Map Postings', 'false', 0],
	['all, before Create or Update', 'Map Postings', 'Create or Update', 'false', 0],
	['half, before Create or Update', 'Map Postings', 'Create or Update', '$json.key.length % 2 === 0', undefined],
	['all, behind Create or Update', 'Create or Update', 'Finish Run', 'false', 40],
])(
	'a node of somebody’s that drops %s: what it leaves out is skipped, said once, and the import moves on',
	async (what, before, after, keeps, least) => {
		await anew();
		await lab.api.workflows.save(withFilter(before, after, keeps), lab.credentials);
		for (const round of [1, 2]) {
			const { status, error } = await lab.run('expenses', IMPORT);
			expect({ round, status, error }).toEqual({ round, status: 'success', error: undefined });
			expect(await leaseHolders()).toEqual({ uniconta: '', expenses: '' });
			await lab.setSetting('expenses.startAfter', '2025-12-31');
		}
		const outcomes = (await expenseRows()).map(({ outcome }) => outcome);
		const skipped = outcomes.filter((outcome) => outcome === 'skipped');
		expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(references().length);
		expect(new Set(await expenseRows().then((rows) => rows.map(({ key }) => key))).size).toBe(outcomes.length);
		expect({ what, isSkipped: skipped.length > 0 }).toEqual({ what, isSkipped: !what.includes('behind') });
		if (least !== undefined) expect(references().length).toBeGreaterThanOrEqual(least);
		expect(Number((await marks())[0])).toBeGreaterThan(0);
		const template = readTemplates().get('expenses');
		if (template) await lab.api.workflows.save(template, lab.credentials);
	},
);

test('with Create or Update switched off what comes to Finish Run is neither done nor left out: it failed, and nothing moves', async () => {
	await anew();
	const kept = await marks();
	const template = structuredClone(readTemplates().get('expenses'));
	if (!template) throw new Error('no template');
	for (const node of template.nodes) if (node.name === 'Create or Update') node['disabled'] = true;
	await lab.api.workflows.save(template, lab.credentials);
	await lab.run('expenses', IMPORT);
	const rows = await expenseRows();
	expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
	expect(cell(rows[0] ?? {}, 'message')).toContain('without having been written to Moment');
	expect([references(), await marks()]).toEqual([[], kept]);
	expect(await leaseHolders()).toEqual({ uniconta: '', expenses: '' });
});

test('a dry run says what would be created; nothing is written and nothing moves', async () => {
	await anew();
	const kept = await marks();
	const template = structuredClone(readTemplates().get('expenses'));
	if (!template) throw new Error('no template');
	for (const node of template.nodes) if (node.name === 'Start Run') node.parameters['dryRun'] = true;
	await lab.api.workflows.save(template, lab.credentials);
	await lab.run('expenses', IMPORT);
	const outcomes = new Set((await expenseRows()).map(({ outcome }) => outcome));
	expect([...outcomes].sort()).toEqual(['wouldCreate', 'wouldRefuse']);
	expect([references(), await marks()]).toEqual([[], kept]);
	expect(await leaseHolders()).toEqual({ uniconta: '', expenses: '' });
});

test('a template that an earlier version has saved still runs', async () => {
	await anew();
	const file = path.join(__dirname, '../support/saved/expenses-2026-12-01.json');
	await lab.api.workflows.save(JSON.parse(readFileSync(file, 'utf8')) as Template, lab.credentials);
	const { status, error } = await lab.run('expenses', IMPORT);
	expect({ status, error }).toEqual({ status: 'success', error: undefined });
	expect(references().length).toBeGreaterThanOrEqual(40);
});
