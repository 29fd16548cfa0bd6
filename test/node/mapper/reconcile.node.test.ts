import { MomentUnicontaMapper } from '../../../nodes/MomentUnicontaMapper/MomentUnicontaMapper.node';
import { RESULT_KEY } from '../../../lib/reconcile/plan';
import { LEASE_NAME } from '../../../lib/state/settings';
import { jsonOf, runNode } from '../../support/runNode';

const node = new MomentUnicontaMapper();
const run = async (operation: string, parameters: object): Promise<ReturnType<typeof runNode>> =>
	await runNode({ node, parameters: { resource: 'reconciliation', operation, ...parameters } });

const SETTINGS: Readonly<Record<string, string>> = {
	'company.country': 'DK',
	'company.currency': 'DKK',
	'customers.export': 'on',
	'customers.tagGroup': '501',
	'projects.export': 'off',
	'invoices.export': 'on',
	'invoices.route': 'post',
	'invoices.firstNumber': '10001',
	'invoices.categoryTagGroup': '503',
};
const rows = (settings: Record<string, string>): string =>
	JSON.stringify(Object.entries(settings).map(([key, value], at) => ({ id: at + 1, key, value })));
const LEASE = JSON.stringify([{ id: 1, name: LEASE_NAME, holder: '', expires: 0 }]);

describe('Read Settings', () => {
	const plan = async (changes: Record<string, string> = {}, more: object = {}): Promise<Record<string, unknown>> => ({
		...jsonOf(
			await run('planComparison', {
				byHand: true,
				settings: rows({ ...SETTINGS, ...changes }),
				lease: LEASE,
				tables: '[]',
				results: '[]',
				...more,
			}),
		)[0],
	});

	it('compares what is switched on and set up, and says why the rest is not', async () => {
		expect(await plan()).toMatchObject({
			work: 'compare',
			customers: true,
			projects: false,
			invoices: true,
			remarks: ['Projects are switched off in the settings and were not compared.'],
			values: { 'invoices.firstNumber': '10001' },
		});
		const { invoices, remarks } = await plan({ 'invoices.firstNumber': '' });
		expect([invoices, String(remarks)]).toEqual([
			false,
			expect.stringMatching(
				/Invoices were not compared\. Not set up yet: the settings lack invoices\.firstNumber .*\.$/,
			),
		]);
		expect(String(remarks)).not.toContain('Nothing is sent');
	});

	it('vouchers in a journal are no invoices to lay beside Moment’s', async () => {
		expect(await plan({ 'invoices.route': 'journal', 'invoices.journal': 'MOMENT' })).toMatchObject({
			customers: true,
			invoices: false,
		});
	});

	it('without a lease row nothing is compared, and it says what is missing; switched off altogether it says nothing', async () => {
		expect(await plan({}, { lease: '[]' })).toMatchObject({
			work: 'incomplete',
			message: expect.stringContaining('no row named uniconta') as string,
			fix: expect.stringContaining('add one row') as string,
		});
		expect(await plan({ 'customers.export': 'off', 'invoices.export': 'off' })).toMatchObject({ work: 'off' });
	});

	it('the night compares once; a person as often as wanted', async () => {
		const results = JSON.stringify([{ key: RESULT_KEY, time: new Date().toISOString() }]);
		expect(await plan({}, { results, byHand: false })).toMatchObject({ work: 'done' });
		expect(await plan({}, { results })).toMatchObject({ work: 'compare' });
	});
});

describe('Compare, Write Page and List Letters', () => {
	const customer = {
		entity: 'customer',
		key: '1001',
		momentId: '5',
		name: '<b>Bageriet',
		uniconta: { Account: '1001', Name: 'New' },
		findings: [],
		held: [],
		hash: 'x',
	};
	const compare = async (more: object = {}): Promise<Record<string, unknown>> => ({
		...jsonOf(
			await run('compareBoth', {
				plan: JSON.stringify([
					{
						customers: true,
						projects: false,
						invoices: true,
						remarks: ['Off.'],
						values: { 'company.currency': 'DKK' },
					},
				]),
				customers: JSON.stringify([customer, {}]),
				unicontaCustomers: JSON.stringify([{ RowId: 7, Account: '1001', Name: 'Old' }]),
				projects: '[]',
				unicontaProjects: '[]',
				momentInvoices: JSON.stringify([
					{
						id: 9,
						kind: 'creditNote',
						issueDate: '2026-03-05',
						currencyCode: 'dkk',
						totalNet: 100,
						totalVat: 25,
						totalGross: '125',
					},
				]),
				invoices: JSON.stringify([
					{
						outcome: 'refused',
						key: '10001',
						momentId: 9,
						findings: [{ level: 'error', message: 'It cannot be read.' }],
					},
				]),
				unicontaInvoices: '[{}]',
				inbox: '[]',
				results: '[]',
				...more,
			}),
		)[0],
	});

	it('a record the mapper could not read is missing with its reason, and counted', async () => {
		const item = await compare();
		const { kinds, months, differences } = JSON.parse(String(item.result)) as {
			kinds: object[];
			months: object[];
			differences: object[];
		};
		expect(item).toMatchObject({
			key: 'last',
			state: 'differs',
			summary: 'Customers: 1 differing. Invoices: 1 missing in Uniconta.',
			mail: true,
		});
		expect(kinds).toMatchObject([
			{ kind: 'customer', moment: 1, uniconta: 1 },
			{ kind: 'invoice', moment: 1, uniconta: 0 },
		]);
		expect(months).toMatchObject([{ month: '2026-03', currency: 'DKK', moment: { net: '-100' } }]);
		expect(differences).toMatchObject([
			{ field: 'Name', moment: 'New', uniconta: 'Old' },
			{ state: 'missing', message: 'It cannot be read.' },
		]);
	});

	it('what was told is not told again', async () => {
		const first = await compare();
		const results = JSON.stringify([
			{ key: 'last', time: first.time, mailed: first.told, mailedAt: new Date().toISOString() },
		]);
		expect(await compare({ results })).toMatchObject({ mail: false });
	});

	it('a list that could not be read ends the comparison; expenses that could not be read are left out', async () => {
		const failed = { outcome: 'failed', findings: [{ message: 'Uniconta did not answer.' }] };
		expect(await compare({ unicontaCustomers: JSON.stringify([failed]) })).toEqual({
			failure: 'Uniconta did not answer.',
			time: expect.any(String) as string,
		});
		const plan = JSON.stringify({ customers: true, expenses: true, remarks: [], values: {} });
		const { result } = await compare({
			plan,
			expenses: JSON.stringify([{ error: 'Moment has no list of expenses.' }]),
		});
		expect(JSON.parse(String(result))).toMatchObject({
			kinds: [{ kind: 'customer' }],
			remarks: ['Expenses were not compared. Moment has no list of expenses.'],
		});
		const log = JSON.stringify([{ id: 1, entity: 'expense', key: '1/B/1', momentId: '7', outcome: 'created' }]);
		const compared = await compare({ plan, log, expenses: JSON.stringify([{ id: '8', externalReference: 'x' }]) });
		expect(JSON.parse(String(compared.result))).toMatchObject({
			kinds: [{}, { kind: 'expense', uniconta: 1, states: { extra: 1 } }],
		});
	});

	it('the page is written from the row; of a row that cannot be read it says that nothing was compared', async () => {
		const item = await compare();
		const page = async (results: unknown): Promise<unknown> =>
			jsonOf(await run('writePage', { results: JSON.stringify(results) }))[0]?.html;
		expect(await page([{ ...item }])).toContain('&lt;b&gt;Bageriet');
		expect(await page([{ ...item, result: '<b>' }])).toContain('Nothing has been compared yet');
	});

	it('one letter for each address; without an address the second output tells that there is none', async () => {
		const comparison = JSON.stringify([await compare()]);
		const letters = async (settings: Record<string, string>): Promise<ReturnType<typeof runNode>> =>
			await run('differenceLetters', {
				comparison,
				settings: rows(settings),
				pageUrl: 'https://n8n.example/webhook/page',
			});
		const [sent = [], none = []] = await letters({
			'notify.addresses': 'a@b.example, c@d.example',
			'notify.from': 'n8n@b.example',
		});
		expect(sent.map(({ json }) => [json.to, json.from])).toEqual([
			['a@b.example', 'n8n@b.example'],
			['c@d.example', 'n8n@b.example'],
		]);
		expect(none).toEqual([]);
		expect((await letters({})).map((items) => items.length)).toEqual([0, 1]);
	});
});
