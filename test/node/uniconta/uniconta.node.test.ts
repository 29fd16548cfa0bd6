import type { INodeParameters } from 'n8n-workflow';
import { Uniconta } from '../../../nodes/Uniconta/Uniconta.node';
import { messageOf } from '../../support/failures';
import { items, unicontaRuns } from '../../support/nodeRuns';
import { jsonOf, pairingOf, runListSearch, runLoadOptions } from '../../support/runNode';
import { MAIN, startUnicontaRig, USERS, type UnicontaRig } from '../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const { staged, run } = unicontaRuns(Uniconta, () => rig);
describe('the lists', () => {
	it.each([
		['company', { companyId: String(MAIN), CompanyName: 'Nordlys Rådgivning A/S', Dim1: 'Afdeling' }],
		['customerGroup', { Group: 'ERHV', IsDefault: true, SummeryAccount: '5600' }],
		['paymentTerm', { Payment: 'Kontant', PaymentMethod: 'NetCash' }],
		['account', { Account: '1000', Name: 'Omsætning', AccountType: 'Header' }],
		['vatCode', { Vat: 'I25', VatType: 'Purchase', Rate: 25 }],
		['journal', { Journal: 'DAGLIG', NumberSerie: 'BILAG' }],
		['numberSeries', { Serie: 'BILAG', Next: 5001, Blocked: false }],
		['projectCategory', { Number: 'KONS', CatType: 'Revenue' }],
		['projectGroup', { Group: 'INT', IsDefault: false }],
	])('%s: simplified, each paired to the item that asked', async (resource, first) => {
		const outputs = await run({ resource, operation: 'getAll', returnAll: true }, { input: items({}, {}) });
		expect(jsonOf(outputs)[0]).toMatchObject({ ...first, RowId: expect.any(String) });
		expect(new Set(pairingOf(outputs))).toEqual(new Set([0, 1]));
		expect(jsonOf(outputs)[0]).not.toHaveProperty('KeyStr');
	});

	it('raw when asked for, and up to the limit', async () => {
		const outputs = await run({
			resource: 'customerGroup',
			operation: 'getAll',
			returnAll: false,
			limit: 2,
			simplify: false,
		});
		expect(jsonOf(outputs)).toHaveLength(2);
		expect(jsonOf(outputs)[0]).toHaveProperty('KeyStr');
	});

	it('of the company that is chosen', async () => {
		await run({
			resource: 'customerGroup',
			operation: 'getAll',
			company: { __rl: true, mode: 'id', value: '4217' },
		});
		expect(new Set(rig.standIn.log.list().map(({ company }) => company))).toEqual(new Set(['4217']));
	});

	it('the values of a dimension, which is chosen by the company’s own name for it', async () => {
		expect(
			jsonOf(await run({ resource: 'dimension', operation: 'getAll', dimension: '={{ 1 }}', returnAll: true })),
		).toMatchObject([{ Dimension: '100', Name: 'Rådgivning', Blocked: false }, { Dimension: '200' }]);
		const offered = await runLoadOptions({ ...staged({}), method: 'getDimensions' });
		expect(offered.map(({ name, value }) => [name, value]).slice(0, 2)).toEqual([
			['Afdeling (Dimension 1)', 1],
			['Dimension 2 (not in use)', 2],
		]);
		expect(await messageOf(run({ resource: 'dimension', operation: 'getAll', dimension: '={{ 7 }}' }))).toContain(
			'no dimension "7"',
		);
		expect(await messageOf(run({ resource: 'dimension', operation: 'getAll' }))).toContain(
			'No dimension is chosen',
		);
	});

	it('on Continue on Fail a failure is an item with its keys', async () => {
		rig.standIn.faults.add({ kind: 'status', status: 401, body: 'UserIsBlocked' });
		const outputs = await run(
			{ resource: 'company', operation: 'getAll' },
			{ input: items({ a: 1 }), continueOnFail: true },
		);
		expect(jsonOf(outputs)).toEqual([
			{
				a: 1,
				error: expect.stringContaining('has blocked the user'),
				findings: [expect.objectContaining({ fix: expect.stringContaining('credential') })],
				transient: false,
			},
		]);
	});

	it('a pick-list of companies: all that the user may open, also where the login that names one is shown that one alone', async () => {
		expect(
			(await runListSearch({ ...staged({}), method: 'searchCompanies' })).results.map(({ value }) => value),
		).toEqual([String(MAIN), '4217']);
		expect(
			jsonOf(await run({ resource: 'company', operation: 'getAll', returnAll: true, simplify: true })).map(
				({ companyId }) => companyId,
			),
		).toEqual([String(MAIN), '4217']);
		expect(rig.calls()).toHaveLength(4);
	});

	it('the company that the credential names, where a login without one is refused', async () => {
		rig.standIn.faults.add({
			match: { path: 'CompanyClient', user: USERS.en.login },
			skip: 1,
			kind: 'status',
			status: 401,
			body: 'UserHasNoCompany',
		});
		expect((await runListSearch({ ...staged({}), method: 'searchCompanies' })).results).toEqual([
			{ name: `Nordlys Rådgivning A/S (${MAIN})`, value: String(MAIN) },
		]);
	});

	it('a wrong password is tried once only', async () => {
		await expect(
			runListSearch({
				...staged(
					{},
					{
						credentials: {
							unicontaApi: {
								userName: USERS.en.login,
								password: 'wrong',
								companyId: String(MAIN),
								odataUrl: rig.standIn.odataUrl,
								webApiUrl: '',
								apiKey: '',
							},
						},
					},
				),
				method: 'searchCompanies',
			}),
		).rejects.toMatchObject({ message: expect.stringContaining('did not accept') });
		expect(rig.calls()).toHaveLength(1);
	});
});

describe('any entity', () => {
	const CUSTOM = { resource: 'customEntity', entityType: 'PaymentTermClient' };
	const KEY = { keyField: 'Payment', keyValue: '={{ $json.key }}' };

	it('Get Many with a filter, page after page', async () => {
		rig.standIn.settings.patch({ pageLimit: 1 });
		const filter = {
			conditions: [
				{ field: 'Days', comparison: 'ge', type: 'number', value: '14' },
				{ field: 'Payment', comparison: 'gt', type: 'text', value: 'Lb' },
			],
		};
		const outputs = await run({ ...CUSTOM, operation: 'getAll', orderBy: 'Payment', returnAll: true, filter });
		expect(jsonOf(outputs).map(({ Payment }) => Payment)).toEqual(['Lb30', 'Net14', 'Net30']);
	});

	it('Get, Create, Update (only the fields given) and Delete, each paired', async () => {
		expect(
			jsonOf(await run({ ...CUSTOM, ...KEY, operation: 'get' }, { input: items({ key: 'Net8' }) })),
		).toMatchObject([{ Days: 8 }]);
		const created = await run(
			{ ...CUSTOM, operation: 'create', fields: '={{ JSON.stringify($json) }}' },
			{ input: items({ Payment: 'N1', Name: 'Netto 1' }, { Payment: 'N2', Name: 'Netto 2' }) },
		);
		expect(pairingOf(created)).toEqual([0, 1]);
		const updated = await run(
			{ ...CUSTOM, ...KEY, operation: 'update', fields: { Days: 3 } },
			{ input: items({ key: 'N1' }) },
		);
		expect(jsonOf(updated)).toMatchObject([{ Payment: 'N1', Name: 'Netto 1', Days: 3 }]);
		expect(jsonOf(await run({ ...CUSTOM, ...KEY, operation: 'delete' }, { input: items({ key: 'N1' }) }))).toEqual([
			{ deleted: true },
		]);
		expect(await messageOf(run({ ...CUSTOM, ...KEY, operation: 'get' }, { input: items({ key: 'N1' }) }))).toBe(
			'There is no PaymentTermClient with Payment "N1"',
		);
	});

	it('a key that several records share is never guessed about', async () => {
		expect(
			await messageOf(run({ ...CUSTOM, operation: 'delete', keyField: 'PaymentMethod', keyValue: 'NetDays' })),
		).toContain('did not accept');
		rig.standIn.settings.patch({ pageLimit: 0 });
		expect(
			await messageOf(
				run({
					resource: 'customEntity',
					entityType: 'DebtorClient',
					operation: 'delete',
					keyField: 'Currency',
					keyValue: 'DKK',
				}),
			),
		).toContain('There are 3 DebtorClient');
		expect(rig.writes()).toEqual([]);
	});

	it.each([
		[{ entityType: '../x', operation: 'get', keyField: 'a', keyValue: 'b' }, 'is no name of a type'],
		[{ entityType: 'NoSuchClient', operation: 'get', keyField: 'a', keyValue: 'b' }, 'does not know this address'],
		[{ entityType: 'PaymentTermClient', operation: 'create', fields: '[1]' }, 'Fields is no JSON object'],
		[{ entityType: 'PaymentTermClient', operation: 'create', fields: '{' }, 'Fields is no JSON object'],
		[
			{ entityType: 'PaymentTermClient', operation: 'create', fields: '{"Payment":"Net8","Name":"x"}' },
			'already has a record',
		],
	])('%j: said', async (parameters, message) => {
		expect(await messageOf(run({ resource: 'customEntity', ...parameters }))).toContain(message);
	});

	const WRONG_NAMES_AND_NUMBERS: Array<[INodeParameters, string]> = [
		...[
			"Account ge '' or Account",
			'Account desc',
			'Account,Name',
			"a'b",
			'',
			' ',
			'1a',
			'Account)',
			'a/b',
			'$top',
		].flatMap((field): Array<[INodeParameters, string]> => [
			[{ entityType: 'DebtorClient', operation: 'getAll', returnAll: true, orderBy: field }, 'Order By names "'],
			[
				{
					entityType: 'DebtorClient',
					operation: 'getAll',
					returnAll: true,
					orderBy: 'Account',
					filter: { conditions: [{ field, comparison: 'eq', type: 'text', value: 'x' }] },
				},
				'The filter names "',
			],
			[{ entityType: 'DebtorClient', operation: 'get', keyField: field, keyValue: 'b' }, 'Key Field names "'],
			[{ entityType: 'DebtorClient', operation: 'delete', keyField: field, keyValue: 'b' }, 'Key Field names "'],
			[
				{ entityType: 'DebtorClient', operation: 'update', keyField: field, keyValue: 'b', fields: '{}' },
				'Key Field names "',
			],
		]),
		...['abc', '', ' ', '12,5', '1.000.000', '0x10', '1e3', 'NaN', 'Infinity', '1 or 1'].map(
			(value): [INodeParameters, string] => [
				{
					entityType: 'PaymentTermClient',
					operation: 'getAll',
					returnAll: true,
					orderBy: 'Payment',
					filter: { conditions: [{ field: 'Days', comparison: 'ge', type: 'number', value }] },
				},
				'which is no number',
			],
		),
	];

	it.each(WRONG_NAMES_AND_NUMBERS)('%j: said, and nothing is asked', async (parameters, message) => {
		rig.forget();
		expect(await messageOf(run({ resource: 'customEntity', ...parameters }))).toContain(message);
		expect(rig.calls()).toEqual([]);
	});

	it('Continue on Fail goes on with the next item', async () => {
		const outputs = await run(
			{ ...CUSTOM, ...KEY, operation: 'get' },
			{ input: items({ key: 'nope' }, { key: 'Net8' }), continueOnFail: true },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ key: 'nope', error: expect.stringContaining('no PaymentTermClient') },
			{ Payment: 'Net8' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('an operation that does not exist is said', async () => {
		expect(await messageOf(run({ resource: 'company', operation: 'fly' }))).toContain('"fly"');
	});
});
