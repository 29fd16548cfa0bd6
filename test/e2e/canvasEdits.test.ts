import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Template, TemplateNode } from '../../sandbox/n8n/api/workflows';
import { readTemplates } from '../../sandbox/n8n/setup';
import { debtors, forgetCalls, newCustomer, unicontaCalls, writes } from './support/customers';
import { eventually, startLab, type Lab } from './support/lab';

/**
 * The customers' template with nodes of a consultant in between. Each test saves the template with its own change, and
 * compares everything by hand.
 */
let lab: Lab;

const COMPARE = 'Compare Everything Now';
const TEMPLATE = readTemplates().get('customers');

beforeAll(async () => {
	lab = await startLab({ templates: ['customers', 'reconcile'], publish: false });
	await lab.compare('customers');
});

beforeEach(() => {
	forgetCalls(lab);
});

afterAll(async () => {
	await lab.close();
});

type Node = Pick<TemplateNode, 'type' | 'typeVersion' | 'parameters'> & Partial<TemplateNode>;

/** The template with a node of somebody's on the line from one node to the next. */
function withNode(before: string, after: string, node: Node, template = TEMPLATE): Template {
	if (!template) throw new Error('no template');
	const changed = structuredClone(template);
	const name = `Own ${before}`;
	changed.nodes.push({ id: `own-${before}`, name, position: [0, 0], ...node });
	changed.connections[before] = { main: [[{ node: name, type: 'main', index: 0 }]] };
	changed.connections[name] = { main: [[{ node: after, type: 'main', index: 0 }]] };
	return changed;
}

/** Saves it in the place of the template, and compares. */
async function compared(template: Template): Promise<void> {
	await lab.api.workflows.save(template, lab.credentials);
	const { status, error } = await lab.run('customers', COMPARE);
	expect({ status, error }).toEqual({ status: 'success', error: undefined });
	const [lease] = await lab.api.tables.rows('moment_uniconta_lease');
	expect(lease).toMatchObject({ holder: '', expires: 0 });
}

const logOf = async (key: string): Promise<unknown[]> =>
	(await lab.logRows()).filter((row) => row.key === key).map(({ outcome }) => outcome);

function filter(expression: string): Node {
	return {
		type: 'n8n-nodes-base.filter',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
				combinator: 'and',
				conditions: [
					{
						id: 'one',
						leftValue: `={{ ${expression} }}`,
						rightValue: '',
						operator: { type: 'boolean', operation: 'true', singleValue: true },
					},
				],
			},
			options: {},
		},
	};
}

function set(assignments: Record<string, string>, includeOtherFields = true): Node {
	return {
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'manual',
			assignments: {
				assignments: Object.entries(assignments).map(([name, value]) => ({
					id: name,
					name,
					value,
					type: 'string',
				})),
			},
			includeOtherFields,
			options: {},
		},
	};
}

test.each([
	['all, before Map', 'Get Customers', 'Map Customers', 'false'],
	['all, before Create or Update', 'Map Customers', 'Create or Update', 'false'],
	['one, behind Create or Update', 'Create or Update', 'Finish Run', "$json.key !== '61003'"],
])(
	'a filter that drops %s: what does not come back is said once, and neither failed nor done',
	async (what, before, after, keeps) => {
		const number = { all: '61001', one: '61003' }[what.split(',')[0] ?? ''] ?? '';
		const own = what.includes('Create or Update') && what.startsWith('all') ? '61002' : number;
		lab.sandbox.moment.createCustomer(newCustomer(own));
		for (const round of [1, 2]) {
			await compared(withNode(before, after, filter(keeps)));
			expect({ round, log: await logOf(own) }).toEqual({ round, log: ['skipped'] });
		}
		expect((await lab.inboxRows()).filter(({ key }) => key === own)).toEqual([]);
		expect(debtors(lab, own)).toHaveLength(what.startsWith('all') ? 0 : 1);
		// Without the node it is a customer like any other.
		await compared(withNode('Get Customers', 'Map Customers', filter('true')));
		expect(debtors(lab, own)).toHaveLength(1);
		expect((await logOf(own)).at(-1)).toMatch(/created|unchanged/);
	},
);

test('an edited field is written, and is not written again', async () => {
	lab.sandbox.moment.createCustomer(newCustomer('61010', { name: 'Bageriet' }));
	const edited = withNode(
		'Map Customers',
		'Create or Update',
		set({ 'uniconta.Name': '={{ $json.uniconta.Name.toUpperCase() }}' }),
	);
	await compared(edited);
	expect(debtors(lab, '61010')).toMatchObject([{ Name: 'BAGERIET' }]);
	const [row] = (await lab.logRows()).filter(({ key }) => key === '61010');
	expect(row?.hash).toMatch(/^[0-9a-f]{16}\/[0-9a-f]{16}$/);
	forgetCalls(lab);
	await compared(edited);
	expect(writes(lab)).toEqual([]);
	await compared(TEMPLATE ?? edited);
	expect(debtors(lab, '61010')).toMatchObject([{ Name: 'Bageriet' }]);
});

test('the reconciliation knows what was changed in the workflow and what it leaves out; neither is a difference', async () => {
	lab.sandbox.moment.createCustomer(newCustomer('61070', { name: 'Bageriet' }));
	lab.sandbox.moment.createCustomer(newCustomer('61071'));
	const edited = withNode(
		'Map Customers',
		'Create or Update',
		set({ 'uniconta.Name': "={{ $json.key === '61070' ? 'BAGERIET' : $json.uniconta.Name }}" }),
	);
	await compared(withNode('Get Customers', 'Map Customers', filter("$json.customerNumber !== '61071'"), edited));
	await lab.run('reconcile', 'Compare Now');
	const kept = (await lab.api.tables.rows('moment_uniconta_reconciliation')).find(({ key }) => key === 'last');
	const { differences } = JSON.parse(String(kept?.result)) as { differences: Array<Record<string, unknown>> };
	expect(differences.filter(({ key }) => key === '61070' || key === '61071')).toMatchObject([
		{ key: '61070', state: 'edited', field: 'Name', moment: 'Bageriet', uniconta: 'BAGERIET' },
		{ key: '61071', state: 'leftOut' },
	]);
	await compared(TEMPLATE ?? edited);
	expect(debtors(lab, '61071')).toHaveLength(1);
});

test.each([
	[
		'a number',
		{ key: '=9{{ $json.key }}', 'uniconta.Account': '=9{{ $json.key }}' },
		true,
		'has the number 61020 in Moment',
	],
	['an id', { momentId: '=9{{ $json.momentId }}' }, true, 'which this run did not read'],
	['fields that are dropped', { uniconta: '={{ $json.uniconta }}' }, false, 'has lost its Moment id'],
])(
	'%s that was changed on the way is refused, and nothing is written (G9)',
	async (what, assignments, keepsRest, said) => {
		const number = { 'a number': '61020', 'an id': '61021' }[what] ?? '61022';
		lab.sandbox.moment.createCustomer(newCustomer(number));
		const node = set(assignments, keepsRest);
		if (!keepsRest)
			(node.parameters['assignments'] as { assignments: Array<{ type: string }> }).assignments.forEach((one) => {
				one.type = 'object';
			});
		await compared(withNode('Map Customers', 'Create or Update', node));
		expect(writes(lab)).toEqual([]);
		expect(debtors(lab, number)).toEqual([]);
		expect(debtors(lab, `9${number}`)).toEqual([]);
		const rows = (await lab.logRows()).filter(
			({ outcome, message }) => outcome === 'refused' && String(message).includes(number),
		);
		expect(rows.map(({ message }) => message).join()).toContain(said);
		await compared(TEMPLATE ?? withNode('Map Customers', 'Create or Update', filter('true')));
		expect(debtors(lab, number)).toHaveLength(1);
	},
);

test('in another order, under other names and behind other nodes each record is still itself', async () => {
	lab.sandbox.moment.createCustomer(newCustomer('61030'));
	lab.sandbox.moment.createCustomer(newCustomer('61031', { tagIds: [] }));
	const sorted = withNode('Create or Update', 'Finish Run', {
		type: 'n8n-nodes-base.sort',
		typeVersion: 1,
		parameters: { sortFieldsUi: { sortField: [{ fieldName: 'key', order: 'descending' }] }, options: {} },
	});
	const renamed = JSON.parse(
		JSON.stringify(sorted).replaceAll('"Start Run"', '"Begin"').replaceAll('"Get Customers"', '"Out of Moment"'),
	) as Template;
	await compared(renamed);
	expect(await logOf('61030')).toEqual(['created']);
	expect(await logOf('61031')).toEqual(['refused']);
	expect((await lab.inboxRows()).filter(({ key }) => key === '61031')).toMatchObject([{ state: 'refused' }]);
});

test('a node that fails and continues: its records are left out, the run goes through', async () => {
	lab.sandbox.moment.createCustomer(newCustomer('61040'));
	await compared(
		withNode('Map Customers', 'Create or Update', {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: { url: 'http://127.0.0.1:9/', options: {} },
			onError: 'continueRegularOutput',
		}),
	);
	expect(writes(lab)).toEqual([]);
	expect((await logOf('61040')).at(-1)).toBe('skipped');
});

test('a run whose lease another one has taken meanwhile writes nothing more', async () => {
	lab.sandbox.moment.createCustomer(newCustomer('61060'));
	if (TEMPLATE) await lab.api.workflows.save(TEMPLATE, lab.credentials);
	const slow = lab.sandbox.uniconta.faults.add({ match: { path: '/odata/Debtor' }, kind: 'delay', delayMs: 3_000 });
	const run = lab.run('customers', COMPARE);
	await eventually(() => unicontaCalls(lab).length > 0);
	const other = { holder: '999999#other', expires: Date.now() + 600_000 };
	await lab.api.tables.update('moment_uniconta_lease', { name: 'uniconta' }, other);
	expect((await run).status).toBe('success');
	lab.sandbox.uniconta.faults.remove(slow.id);
	expect(writes(lab)).toEqual([]);
	expect(await logOf('61060')).toEqual(['failed']);
	// The other one's lease is left alone.
	expect(await lab.api.tables.rows('moment_uniconta_lease')).toMatchObject([other]);
	await lab.api.tables.update('moment_uniconta_lease', { name: 'uniconta' }, { holder: '', expires: 0 });
	await compared(TEMPLATE ?? withNode('Get Customers', 'Map Customers', filter('true')));
	expect(debtors(lab, '61060')).toHaveLength(1);
});

test('a template that an earlier version has saved still runs', async () => {
	const file = path.join(__dirname, '../support/saved/customers-2026-12-01.json');
	lab.sandbox.moment.createCustomer(newCustomer('61050'));
	await compared(JSON.parse(readFileSync(file, 'utf8')) as Template);
	expect(debtors(lab, '61050')).toHaveLength(1);
});
