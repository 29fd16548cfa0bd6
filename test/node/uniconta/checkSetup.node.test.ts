import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { UnicontaApi } from '../../../credentials/UnicontaApi.credentials';
import type { SetupRow } from '../../../lib/setup/check/row';
import { Uniconta } from '../../../nodes/Uniconta/Uniconta.node';
import { jsonOf, pairingOf, runNode, type NodeRun } from '../../support/runNode';
import { MAIN, startUnicontaRig, USERS, type UnicontaRig } from '../../support/unicontaRig';
import { READY_ACCOUNTS, READY_TAGS, SETTINGS, trouble } from '../../unit/setup/check/rig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const TABLE_ROWS = Object.entries(SETTINGS).map(([key, value], at) => ({ id: at + 1, key, value }));
/** As the Moment node gives them. */
const ACCOUNT_ITEMS = READY_ACCOUNTS.map(({ vatCode, ...account }) => ({ ...account, externalTaxCode: vatCode }));

/** What else of Moment the template hands in. */
const MOMENT = {
	momentTagGroups: JSON.stringify([
		{ id: '501', name: 'Kundegruppe' },
		{ id: '503', name: 'Projektkategori' },
	]),
	momentUsers: JSON.stringify([{ id: '801', name: 'Maja Thomsen', email: 'maja@nordlys.example', state: 'active' }]),
	momentDepartments: JSON.stringify([{ name: 'Rådgivning', externalNumber: '100' }]),
	momentExpenses: JSON.stringify([{ resource: 'projectExpenses', fields: {}, unseen: [] }]),
	momentInvoices: JSON.stringify([
		{ invoiceNumber: '10001', transfer: 'toTransfer' },
		{ invoiceNumber: '', transfer: '' },
	]),
};

/** The sub-workflow that proves the tables, as it comes back. */
const proved = (json: IDataObject) => async (): Promise<{ executionId: string; data: INodeExecutionData[][] }> =>
	await Promise.resolve({ executionId: '2', data: [[{ json }]] });
const NAMES = ['settings', 'inbox', 'log', 'lease'].map((name) => ({ id: name, name: `moment_uniconta_${name}` }));
const WORKING = proved({ tables: NAMES, written: [{ id: 1 }], left: [{}] });

interface Options {
	credential?: Record<string, unknown>;
	input?: INodeExecutionData[];
	run?: Partial<NodeRun>;
}

async function check(
	parameters: object = {},
	{ credential = {}, input, run = {} }: Options = {},
): Promise<INodeExecutionData[][]> {
	return await runNode({
		node: new Uniconta(),
		parameters: {
			resource: 'setup',
			operation: 'check',
			settings: JSON.stringify(TABLE_ROWS),
			momentTags: JSON.stringify(READY_TAGS),
			momentAccounts: JSON.stringify(ACCOUNT_ITEMS),
			expectedNext: 10_001,
			...MOMENT,
			...parameters,
		},
		credentials: {
			unicontaApi: {
				userName: USERS.en.login,
				password: USERS.en.password,
				companyId: String(MAIN),
				odataUrl: rig.standIn.odataUrl,
				webApiUrl: rig.standIn.webApiUrl,
				apiKey: '',
				...credential,
			},
		},
		credentialTypes: [new UnicontaApi()],
		subWorkflows: WORKING,
		...(input === undefined ? {} : { input }),
		...run,
	});
}

const rowSchema: z.ZodType<SetupRow> = z
	.object({
		area: z.enum(['n8n', 'company', 'customers', 'projects', 'invoices', 'expenses', 'notifications']),
		check: z.string(),
		state: z.enum(['ok', 'warning', 'missing', 'notChecked']),
		found: z.string(),
		expected: z.string(),
		fix: z.string(),
		blocking: z.boolean(),
	})
	.strict();
const troubleIn = (outputs: INodeExecutionData[][]): string[] => trouble(z.array(rowSchema).parse(jsonOf(outputs)));

describe('Check Setup in n8n', () => {
	it('gives one item for each check, with what was found, expected, and to be done', async () => {
		const outputs = await check();
		expect(troubleIn(outputs)).toEqual([]);
		for (const json of jsonOf(outputs))
			expect(Object.keys(json).sort()).toEqual([
				'area',
				'blocking',
				'check',
				'expected',
				'fix',
				'found',
				'state',
			]);
		expect(new Set(pairingOf(outputs))).toEqual(new Set([0]));
		expect(rig.calls().length).toBeLessThanOrEqual(20);
	});

	it('takes settings as one object, and lists from expressions as n8n hands them over', async () => {
		const outputs = await check(
			{
				settings: '={{ $json.settings }}',
				momentTags: '={{ $json.tags }}',
				momentAccounts: '={{ $json.accounts }}',
			},
			{
				input: [
					{
						json: {
							settings: { ...SETTINGS },
							tags: READY_TAGS.map((json) => ({ json: { ...json }, pairedItem: { item: 0 } })),
							accounts: ACCOUNT_ITEMS.map((account) => ({ ...account })),
						},
					},
				],
			},
		);
		expect(troubleIn(outputs)).toEqual([]);
	});

	it('runs once, however many items come in', async () => {
		const once = jsonOf(await check()).length;
		expect(jsonOf(await check({}, { input: [{ json: {} }, { json: {} }, { json: {} }] }))).toHaveLength(once);
	});

	it.each([
		['[]', 'notChecked Customer groups'],
		['={{ [] }}', 'missing Customer groups'],
	])('tells tags that were not handed in from a Moment without tags: %s', async (momentTags, expected) => {
		expect(troubleIn(await check({ momentTags }))).toContain(expected);
	});

	it('without any parameter says what is to be chosen', async () => {
		const outputs = await check({ settings: '[]', momentTags: '[]', momentAccounts: '[]', expectedNext: 0 });
		expect(troubleIn(outputs)).toEqual([
			'missing Export',
			'missing Export',
			'missing Export',
			'missing Import',
			'warning Currency',
			'warning Recipients',
		]);
	});

	it("works the next number out from Moment's invoices and the log", async () => {
		rig.person.edit('NumberSerieClient', 'FAKT', { Next: 10_003 });
		const invoices = [
			{ invoiceNumber: '10003', transfer: 'doNotTransfer' },
			{ invoiceNumber: '10004', transfer: 'toTransfer' },
		];
		const logRows = [
			{ entity: 'invoice', outcome: 'posted', key: '10002' },
			{ entity: 'invoice', outcome: 'failed', key: '10009' },
		];
		expect(
			jsonOf(
				await check({
					expectedNext: 0,
					momentInvoices: JSON.stringify(invoices),
					logRows: JSON.stringify(logRows),
				}),
			),
		).toContainEqual(
			expect.objectContaining({
				check: 'Invoice numbering: Next',
				found: expect.stringContaining("Moment's next invoice is 10004"),
			}),
		);
	});

	it('a Moment without departments has none that lacks a number', async () => {
		const rows = jsonOf(await check({ momentDepartments: '={{ [{ json: {}, pairedItem: { item: 0 } }] }}' }));
		expect(rows.filter(({ check: name }) => JSON.stringify(name).startsWith('"Departments'))).toMatchObject([
			{ state: 'ok' },
		]);
	});

	it('says of a list of Moment that could not be read why, without a secret', async () => {
		const rows = jsonOf(
			await check({
				momentUsers: '={{ [{ json: { error: "Moment did not let it in: Basic YXBpa2V5OnNlY3JldC1rZXk=" } }] }}',
			}),
		);
		expect(rows.find(({ check: name }) => name === 'Users')).toMatchObject({
			state: 'notChecked',
			found: expect.stringContaining('Moment did not let it in'),
		});
	});

	it('shows a refused login as a row, without the password or the user in it', async () => {
		const outputs = await check({}, { credential: { password: 'wrong-and-secret' } });
		expect(jsonOf(outputs)[0]).toMatchObject({ area: 'company', check: 'Login', state: 'missing', blocking: true });
		expect(JSON.stringify(outputs)).not.toContain('wrong-and-secret');
		expect(rig.calls()).toHaveLength(1);
	});

	it('shows a company that the user may not open as a row', async () => {
		expect(jsonOf(await check({}, { credential: { companyId: '31006' } }))[0]).toMatchObject({
			check: 'Company',
			state: 'missing',
			blocking: true,
		});
		expect(jsonOf(await check({ company: { __rl: true, mode: 'id', value: '31006' } }))[0]).toMatchObject({
			check: 'Company',
			blocking: true,
		});
	});

	it('works in the company chosen in the node', async () => {
		expect(
			jsonOf(await check({ company: { __rl: true, mode: 'id', value: '4217' } })).find(
				({ check: name }) => name === 'Company',
			),
		).toMatchObject({ state: 'ok', found: 'Nordlys Ejendomme ApS (4217)' });
	});

	it('shows an address at which nobody answers as a row', async () => {
		const outputs = await check(
			{ options: { timeBudget: 1, timeout: 1 } },
			{ credential: { odataUrl: 'http://127.0.0.1:9' } },
		);
		expect(jsonOf(outputs)[0]).toMatchObject({ check: 'Login', state: 'missing', blocking: true });
	});

	it('says which parameter is no JSON', async () => {
		await expect(check({ settings: '{oops' })).rejects.toMatchObject({
			message: expect.stringContaining('settings'),
		});
		expect(jsonOf(await check({ settings: '{oops' }, { run: { continueOnFail: true } }))).toMatchObject([
			{ error: expect.stringContaining('settings') },
		]);
	});

	it('proves that a row can be written to the Data Tables, read and deleted', async () => {
		expect(jsonOf(await check()).filter(({ area }) => area === 'n8n')).toMatchObject([
			{ check: 'Data Tables', state: 'ok', found: 'a row was written, read and deleted' },
		]);
	});

	it('says first what keeps n8n from the Data Tables, and how to put it right', async () => {
		const subWorkflows = async (): Promise<never> =>
			await Promise.reject(new Error('Unrecognized node type: n8n-nodes-base.dataTable'));
		expect(jsonOf(await check({}, { run: { subWorkflows } }))[0]).toMatchObject({
			area: 'n8n',
			check: 'Data Tables',
			state: 'missing',
			found: expect.stringContaining('does not offer the node n8n-nodes-base.dataTable'),
			fix: expect.stringContaining('NODES_EXCLUDE'),
			blocking: true,
		});
	});

	it('writes nothing in Uniconta', async () => {
		await check();
		expect(rig.calls().filter((call) => !/^(GET |POST \/login$|POST \/Query\/Get\/)/.test(call))).toEqual([]);
	});
});
