import type { IDataObject } from 'n8n-workflow';
import { customer, customers, groupTag } from '../../support/customerSource';
import { messageOf } from '../../support/failures';
import { items, runMapper } from '../../support/nodeRuns';
import { jsonOf, pairingOf } from '../../support/runNode';

const MAP = { resource: 'customer', operation: 'map', tagGroup: 'Kundegruppe', ownCountry: 'DK' };
test('Read Stopped Run: an error of megabytes becomes a short row, without secrets, and the address of the execution stays', async () => {
	const url = 'https://n8n.example/workflow/1/executions/7';
	const error = {
		message: `Basic ${'c2VjcmV0'.repeat(300_000)} ${'m'.repeat(3_000_000)}`,
		description: 'd'.repeat(3_000_000),
	};
	const [row] = jsonOf(
		await runMapper(
			{ resource: 'log', operation: 'stoppedRun' },
			{ input: items({ execution: { id: '7', url, error }, workflow: { name: 'Customers' } }) },
		),
	);
	expect(JSON.stringify(row).length).toBeLessThan(5_000);
	expect(row).toMatchObject({
		execution: '7',
		message: expect.stringMatching(/^A run of "Customers" stopped: Basic \*\*\* m+…$/),
		fix: expect.stringMatching(/… The execution: https:\S+7$/),
	});
});

describe('Customer: Map to Uniconta', () => {
	it('gives each customer with its fields and findings, paired', async () => {
		const outputs = await runMapper(MAP, {
			input: items(...customers(3, (index) => (index === 1 ? { tags: [] } : {}))),
		});
		expect(jsonOf(outputs)).toMatchObject([
			{ key: '30001', momentId: '730001', uniconta: { Account: '30001', Group: 'ERHV' }, findings: [] },
			{ key: '30002', findings: [{ level: 'error', field: 'Tag group "Kundegruppe"' }] },
			{ key: '30003', findings: [] },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});

	it('never throws on a record: what cannot be read is that record’s outcome', async () => {
		const outputs = await runMapper(MAP, {
			input: items({ name: 'without id', customerNumber: '5' }, customer(), {
				id: 7,
				customerNumber: { odd: true },
			}),
		});
		expect(jsonOf(outputs)).toMatchObject([
			{
				outcome: 'refused',
				name: 'without id',
				key: '5',
				findings: [{ level: 'error', message: expect.any(String) }],
			},
			{ key: '30001', uniconta: { Account: '30001' } },
			{ outcome: 'refused', momentId: '7' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});

	it('lets through what earlier nodes settled, leaves out empty items, and turns their errors into failures', async () => {
		const settled = { outcome: 'failed', momentId: '9', key: '9', findings: [], extra: true };
		const outputs = await runMapper(MAP, {
			input: items({}, settled, { momentId: '8', error: 'Moment is down' }, customer()),
		});
		expect(pairingOf(outputs)).toEqual([1, 2, 3]);
		expect(jsonOf(outputs)[0]).toEqual(settled);
		expect(jsonOf(outputs)[1]).toMatchObject({
			outcome: 'failed',
			momentId: '8',
			findings: [{ message: 'Moment is down' }],
		});
	});

	it('knows from the log what was held and which number it had, as items, rows or JSON text', async () => {
		const row = {
			id: 1,
			entity: 'customer',
			momentId: '730001',
			key: '30001',
			unicontaRowId: '55',
			outcome: 'created',
			held: 'Phone, Name',
			hash: 'x',
		};
		for (const known of [
			'={{ [{ json: $json.row }] }}',
			'={{ [$json.row] }}',
			'={{ JSON.stringify([$json.row]) }}',
		]) {
			const [mapped] = jsonOf(
				await runMapper({ ...MAP, options: { known } }, { input: items({ ...customer({ phone: '' }), row }) }),
			);
			expect(mapped).toMatchObject({ uniconta: { Phone: '' }, known: { key: '30001', unicontaRowId: '55' } });
		}
		const [drifted] = jsonOf(
			await runMapper(
				{ ...MAP, options: { known: '={{ [$json.row] }}' } },
				{ input: items({ ...customer({ id: '730001', customerNumber: '5' }), row }) },
			),
		);
		expect(drifted?.findings).toEqual([
			expect.objectContaining({ message: expect.stringContaining('had the number 30001') }),
		]);
	});

	it('writes the fax number into the field that is given, and uses the name given for the tag group', async () => {
		const options = { faxField: 'FaxNumber', tagGroupName: 'Kundegruppe' };
		const [mapped] = jsonOf(
			await runMapper(
				{ ...MAP, tagGroup: '501', options },
				{ input: items(customer({ fax: '70', tags: [groupTag('A'), groupTag('B')] })) },
			),
		);
		expect(mapped).toMatchObject({
			uniconta: { FaxNumber: '70' },
			findings: [{ field: 'Tag group "Kundegruppe"' }],
		});
	});

	it.each([
		[{ tagGroup: '' }, 'Tag Group is empty'],
		[{ ownCountry: 'XX' }, 'is no country code'],
		[{ options: { known: '[' } }, 'is no JSON'],
	])('a parameter that cannot be right is said: %j', async (parameters, message) => {
		expect(await messageOf(runMapper({ ...MAP, ...parameters }, { input: items(customer()) }))).toContain(message);
	});
});

describe('Inbox', () => {
	it('List Due Records: each once', async () => {
		const taken = [
			{ id: 1, entity: 'customer', momentId: '1', key: '1', attempts: 2 },
			{ id: 2, entity: 'customer', momentId: '1', key: '', attempts: 0 },
		];
		const outputs = await runMapper({ resource: 'inbox', operation: 'dueRecords', taken: JSON.stringify(taken) });
		expect(jsonOf(outputs)).toEqual([{ entity: 'customer', momentId: '1', key: '1', attempts: 2 }]);
		expect(pairingOf(outputs)).toEqual([0]);
	});

	it('List Unfinished Rows: what failed with its next time, what was refused without', async () => {
		const results: IDataObject[] = ['failed', 'refused', 'created'].map((outcome, index) => ({
			outcome,
			entity: 'customer',
			momentId: String(index),
			key: 'k',
			findings: [{ level: 'error', message: 'm', fix: 'f' }],
		}));
		const outputs = await runMapper(
			{ resource: 'inbox', operation: 'unfinished', results: '={{ $json.results }}', taken: '[]' },
			{ input: items({ results }) },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ state: 'retry', attempts: 1, due: expect.any(String), message: 'm' },
			{ state: 'refused', due: null, fix: 'f' },
		]);
	});
});

describe('Log: List New Rows', () => {
	it('gives a row for each result that says something new, and nothing for what is no result', async () => {
		const good = {
			outcome: 'created',
			entity: 'customer',
			momentId: '1',
			key: '1',
			name: 'A',
			findings: [],
			changes: { Name: {} },
			unicontaRowId: '5',
			hash: 'h',
			held: ['Name'],
		};
		const outputs = await runMapper(
			{ resource: 'log', operation: 'newRows' },
			{ input: items(good, { some: 'thing' }, { ...good, momentId: '2', outcome: 'failed', findings: 'odd' }) },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'created', changes: 'Name', held: 'Name', execution: 'test-execution' },
			{ outcome: 'failed', momentId: '2' },
		]);
	});
});

describe('Setting: Read', () => {
	it('one item that says what the run does', async () => {
		const rows = Object.entries({
			'customers.export': 'on',
			'customers.tagGroup': 'Kundegruppe',
			'company.country': 'DK',
		}).map(([key, value], id) => ({ id, key, value }));
		const parameters = {
			resource: 'settings',
			operation: 'read',
			startedBy: 'webhook',
			settings: '={{ $json.rows }}',
			lease: '=[{"name":"uniconta","expires":0}]',
			tables: '[]',
		};
		const outputs = await runMapper(parameters, { input: items({ rows }) });
		expect(jsonOf(outputs)).toMatchObject([
			{ work: 'inbox', values: { 'customers.tagGroup': 'Kundegruppe', 'company.country': 'DK' } },
		]);
		expect(jsonOf(await runMapper({ ...parameters, area: 'invoices' }))).toMatchObject([
			{ work: 'incomplete', message: expect.stringContaining('invoices.firstNumber') },
		]);
		expect(jsonOf(await runMapper({ ...parameters, settings: '[]' }))).toMatchObject([
			{ work: 'incomplete', message: expect.stringContaining('customers.tagGroup') },
		]);
	});

	it('says to a template of the expenses of before that it has to be imported again', async () => {
		await expect(
			runMapper({ resource: 'settings', operation: 'read', area: 'expenses', startedBy: 'sweep', tables: '[]' }),
		).rejects.toMatchObject({
			message: 'This template of the expenses is of an earlier version',
			description: expect.stringContaining('Import workflows/expenses.json again'),
		});
	});
});

it('an operation that does not exist is said', async () => {
	expect(await messageOf(runMapper({ resource: 'log', operation: 'fly' }))).toContain('"fly"');
});

describe('the second output of the operations that may have nothing to say', () => {
	const SECOND = [
		['log', 'newRows', { resource: 'log', operation: 'newRows', known: '[]' }],
		[
			'inbox',
			'unfinished',
			{
				resource: 'inbox',
				operation: 'unfinished',
				results: '={{ $input.all() }}',
				taken: '[]',
				comparison: false,
			},
		],
	] as const;
	it.each(SECOND)(
		'%s: %s has rows in the first and nothing in the second, or the other way round',
		async (_resource, _operation, parameters) => {
			const refused = {
				entity: 'customer',
				momentId: '7',
				key: '7',
				outcome: 'refused',
				findings: [{ level: 'error', field: '', value: '', message: 'No.', fix: 'Yes.' }],
			};
			expect((await runMapper(parameters, { input: items(refused) })).map((output) => output.length)).toEqual([
				1, 0,
			]);
			expect(await runMapper(parameters, { input: items({}) })).toEqual([
				[],
				[{ json: {}, pairedItem: { item: 0 } }],
			]);
		},
	);
});

describe('Inbox: parents', () => {
	const invoice = {
		id: '57',
		invoiceNumber: '57',
		customerId: '1',
		customerNumber: 'K1',
		project: { id: '7', projectNumber: 'P7', customerId: '1', customerNumber: 'K1' },
		lines: [],
	};
	const parents = {
		resource: 'inbox',
		operation: 'parents',
		parent: 'project',
		records: '={{ $input.all() }}',
		known: '[]',
	};

	it('the projects behind invoices; none where the invoice is posted already', async () => {
		expect(jsonOf(await runMapper(parameters(), { input: items(invoice) }))).toMatchObject([
			{ entity: 'project', momentId: '7', key: 'P7' },
		]);
		const known = JSON.stringify([
			{ id: 1, entity: 'invoice', momentId: '57', key: '57', outcome: 'posted', hash: 'aa' },
		]);
		expect((await runMapper(parameters({ known }), { input: items(invoice) }))[0]).toEqual([]);
	});

	it('those that the log knows are left out, and all where their export is off; the records go on as they were', async () => {
		const known = JSON.stringify([
			{ id: 1, entity: 'customer', momentId: '1', key: 'K1', outcome: 'created', unicontaRowId: '9' },
		]);
		const needed = JSON.stringify([
			{ entity: 'customer', momentId: '1', key: 'K1' },
			{ entity: 'customer', momentId: '2', key: 'K2' },
		]);
		expect(
			jsonOf(await runMapper({ resource: 'inbox', operation: 'unknownParents', needed, known })),
		).toMatchObject([{ momentId: '2' }]);
		expect(
			await runMapper({ resource: 'inbox', operation: 'unknownParents', needed, known, exported: false }),
		).toEqual([[], [{ json: {}, pairedItem: { item: 0 } }]]);
		expect(
			jsonOf(
				await runMapper(
					{ resource: 'inbox', operation: 'again', records: '={{ $input.all() }}' },
					{ input: items(invoice) },
				),
			),
		).toEqual([invoice]);
	});

	function parameters(given: Record<string, unknown> = {}): Record<string, unknown> {
		return { ...parents, ...given };
	}
});
