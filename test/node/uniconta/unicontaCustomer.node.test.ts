import type { INodeParameters } from 'n8n-workflow';
import { UnicontaCustomer } from '../../../nodes/UnicontaCustomer/UnicontaCustomer.node';
import { customers, mapAll, mapOne } from '../../support/customerSource';
import { everythingIn, thrownBy } from '../../support/failures';
import { items, unicontaRuns } from '../../support/nodeRuns';
import { jsonOf, outcomesOf, pairingOf, runListSearch } from '../../support/runNode';
import { runResourceMapping } from '../../support/runResourceMapping';
import { MAIN, startUnicontaRig, USERS, type UnicontaRig } from '../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const SECOND = '4217';
const PASSWORD = USERS.en.password;

const { staged, run } = unicontaRuns(UnicontaCustomer, () => rig);
const UPSERT: INodeParameters = { operation: 'upsert', mappingMode: 'fromInput' };

function expectNoSecret(value: unknown): void {
	const text = everythingIn(value);
	const basic = Buffer.from(`00${MAIN}/${USERS.en.login}:${PASSWORD}`).toString('base64');
	for (const secret of [
		PASSWORD,
		basic,
		'wrong-password',
		Buffer.from(`00${MAIN}/${USERS.en.login}:wrong-password`).toString('base64'),
	])
		expect(text).not.toContain(secret);
}

describe('Create or Update', () => {
	it('handles all items together; each result is paired to its own item and in its place', async () => {
		const records = mapAll([...customers(3), { ...customers(1)[0]!, id: 'x', customerNumber: '30009', tags: [] }]);
		const outputs = await run(UPSERT, { input: items(...records) });
		expect(outcomesOf(outputs)).toEqual(['created', 'created', 'created', 'refused']);
		expect(pairingOf(outputs)).toEqual([0, 1, 2, 3]);
		expect(jsonOf(outputs)[0]).toMatchObject({
			outcome: 'created',
			entity: 'customer',
			key: '30001',
			momentId: '730001',
			name: 'Bageriet 30001',
			findings: [],
			changes: { Name: { from: '', to: 'Bageriet 30001' } },
			uniconta: { Account: '30001', VatZone: 'Domestic' },
			unicontaRowId: expect.stringMatching(/^\d+$/),
			transient: false,
		});
		expect(jsonOf(outputs)[3]).toMatchObject({
			outcome: 'refused',
			findings: [expect.objectContaining({ level: 'error', fix: expect.any(String) })],
		});
		expect(rig.standIn.log.counters().maxSimultaneous).toBe(1);
	});

	it('a second run is unchanged and writes nothing; Changed Only then gives nothing', async () => {
		const input = items(...mapAll(customers(3)));
		await run(UPSERT, { input });
		rig.forget();
		expect(outcomesOf(await run(UPSERT, { input }))).toEqual(['unchanged', 'unchanged', 'unchanged']);
		expect(jsonOf(await run({ ...UPSERT, output: 'changed' }, { input }))).toEqual([]);
		expect(rig.writes()).toEqual([]);
	});

	it('Changed Only keeps the pairing of what is left', async () => {
		await run(UPSERT, { input: items(...mapAll(customers(2))) });
		const outputs = await run(
			{ ...UPSERT, output: 'changed' },
			{ input: items(...mapAll(customers(4, (index) => (index === 1 ? { phone: '2' } : {})))) },
		);
		expect(outcomesOf(outputs)).toEqual(['updated', 'created', 'created']);
		expect(pairingOf(outputs)).toEqual([1, 2, 3]);
	});

	it('Dry Run says what would be and writes nothing', async () => {
		const outputs = await run(
			{ ...UPSERT, dryRun: true },
			{ input: items(mapOne(), mapOne({ customerNumber: '20010', name: 'Gammelt Navn' })) },
		);
		expect(outcomesOf(outputs)).toEqual(['wouldCreate', 'wouldUpdate']);
		expect(rig.writes()).toEqual([]);
	});

	it('what earlier nodes settled goes on as it came, empty items are none, and an error of an earlier node is a failure', async () => {
		const settled = { outcome: 'refused', momentId: '9', key: '9', findings: [], extra: 1 };
		const outputs = await run(UPSERT, {
			input: items(settled, {}, mapOne(), { momentId: '8', key: '8', error: 'Moment did not answer' }),
			continueOnFail: true,
		});
		expect(pairingOf(outputs)).toEqual([0, 2, 3]);
		expect(jsonOf(outputs)[0]).toEqual(settled);
		expect(jsonOf(outputs)[1]).toMatchObject({ outcome: 'created' });
		expect(jsonOf(outputs)[2]).toMatchObject({
			outcome: 'failed',
			momentId: '8',
			key: '8',
			findings: [expect.objectContaining({ message: 'Moment did not answer' })],
		});
	});

	it('an input that is no mapped record is said with the way out; on Continue on Fail only that item fails', async () => {
		const wrong = { customerNumber: '1', momentId: '5', name: 'x' };
		const error = await thrownBy(run(UPSERT, { input: items(mapOne(), wrong) }));
		expect(error.message).toContain('Moment Uniconta Mapper before this node');
		expect(rig.writes()).toEqual([]);
		const outputs = await run(UPSERT, { input: items(wrong, mapOne()), continueOnFail: true });
		expect(jsonOf(outputs)).toMatchObject([{ ...wrong, outcome: 'failed' }, { outcome: 'created' }]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('takes what an edit left: numbers instead of text, no hash, no findings', async () => {
		const [output] = jsonOf(
			await run(UPSERT, {
				input: items({
					key: 30001,
					momentId: 7,
					uniconta: {
						Account: 30001,
						Name: 'Anna',
						Group: 'ERHV',
						ZipCode: 2100,
						Country: 'Denmark',
						VatZone: 'Domestic',
					},
				}),
			}),
		);
		expect(output).toMatchObject({ outcome: 'created', key: '30001', momentId: '7', findings: [] });
		expect(rig.debtor('30001')).toMatchObject({ ZipCode: '2100' });
	});

	it('Define Below: writes the fields given, leaves empty ones alone', async () => {
		const columns = {
			mappingMode: 'defineBelow',
			value: {
				Account: '={{ $json.nr }}',
				Name: 'Anna',
				Group: 'ERHV',
				Phone: '',
				City: null,
				ZipCode: 2100,
				Country: 'Denmark',
			},
		};
		const parameters = { operation: 'upsert', mappingMode: 'defineBelow', columns } as unknown as INodeParameters;
		const outputs = await run(parameters, { input: items({ nr: '30001', momentId: '5' }, { nr: '30002' }) });
		expect(outcomesOf(outputs)).toEqual(['created', 'created']);
		expect(pairingOf(outputs)).toEqual([0, 1]);
		expect(rig.debtor('30001')).toMatchObject({ Name: 'Anna', ZipCode: '2100', Phone: null });
		rig.edit('30001', { Phone: '123' });
		expect(outcomesOf(await run(parameters, { input: items({ nr: '30001' }) }))).toEqual(['unchanged']);
		expect(rig.debtor('30001')).toMatchObject({ Phone: '123' });
	});

	it('offers its fields for Define Below, the number required, countries and zones as lists', async () => {
		const { fields } = await runResourceMapping({ ...staged({}), method: 'debtorColumns' });
		expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['Account']);
		expect(fields.filter(({ type }) => type === 'options').map(({ id }) => id)).toEqual([
			'Group',
			'Country',
			'VatZone',
		]);
		expect(fields.find(({ id }) => id === 'Group')?.options).toContainEqual({
			name: 'ERHV Erhvervskunder',
			value: 'ERHV',
		});
		expect(fields.find(({ id }) => id === 'Country')?.options).toContainEqual({
			name: 'Denmark',
			value: 'Denmark',
		});
	});

	it('a Uniconta that is down fails the node with the fix; on Continue on Fail every item keeps its keys', async () => {
		rig.standIn.faults.add({ kind: 'status', status: 401, body: 'UserOrPasswordIsWrong' });
		const input = items(...mapAll(customers(2)));
		const error = await thrownBy(run(UPSERT, { input }));
		expect(error.message).toContain('did not accept the user name or password');
		expect(error).toMatchObject({ description: expect.stringContaining('Open the Uniconta credential') });
		const outputs = await run(UPSERT, { input, continueOnFail: true });
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', key: '30001', momentId: '730001' },
			{ outcome: 'failed', key: '30002', momentId: '730002' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});

	it('a login that fails in the middle of a run is the outcome of the records, never an error that hides what was written', async () => {
		rig.standIn.faults.add({
			match: { path: '/InsertList/' },
			kind: 'status',
			status: 401,
			body: 'UserOrPasswordIsWrong',
		});
		const outputs = await run(UPSERT, { input: items(...mapAll(customers(3))) });
		// The first one went alone, to learn Uniconta's language.
		expect(outcomesOf(outputs)).toEqual(['created', 'failed', 'failed']);
		expect(rig.debtors().map(({ values }) => values.Account)).toContain('30001');
	});

	it('hints, before a run, that one by one is slow', () => {
		const [hint] = new UnicontaCustomer().description.hints ?? [];
		expect(hint).toMatchObject({ type: 'info', whenToDisplay: 'beforeExecution' });
		expect(hint?.displayCondition).toContain('$input.all().length === 1');
	});
});

describe('Get', () => {
	const GET = {
		operation: 'get',
		customer: { __rl: true, mode: 'number', value: '={{ $json.key }}' },
	} as unknown as INodeParameters;

	it('gives one customer for each item, with one call for all of them', async () => {
		const outputs = await run(GET, { input: items({ key: '20010' }, { key: '900' }, { key: '20010' }) });
		expect(jsonOf(outputs).map(({ Account }) => Account)).toEqual(['20010', '900', '20010']);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
		expect(rig.calls()).toHaveLength(1);
	});

	it('simplified: the known fields; raw: as Uniconta sent it', async () => {
		const [simple] = jsonOf(await run(GET, { input: items({ key: '20010' }) }));
		expect(simple).toMatchObject({ Account: '20010', Address3: '', RowId: expect.any(String) });
		expect(simple).not.toHaveProperty('EAN');
		const [raw] = jsonOf(await run({ ...GET, simplify: false }, { input: items({ key: '20010' }) }));
		expect(raw).toMatchObject({ EAN: '5790000000005', CreditMax: 50_000 });
	});

	it('one that is not there is said by number; on Continue on Fail only that item fails', async () => {
		expect((await thrownBy(run(GET, { input: items({ key: 'nope' }) }))).message).toBe(
			'There is no customer nope in Uniconta',
		);
		const outputs = await run(GET, {
			input: items({ key: 'nope', other: 1 }, { key: '' }, { key: '900' }),
			continueOnFail: true,
		});
		expect(jsonOf(outputs)).toMatchObject([
			{ outcome: 'failed', key: 'nope', other: 1 },
			{ outcome: 'failed', findings: [{ message: 'No customer number is given' }] },
			{ Account: '900' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});
});

describe('Get Many', () => {
	const GET_ALL: INodeParameters = { operation: 'getAll', returnAll: true };

	it('gives all, or up to the limit', async () => {
		expect(jsonOf(await run(GET_ALL)).map(({ Account }) => Account)).toEqual(['20001', '20010', '900']);
		expect(jsonOf(await run({ operation: 'getAll', returnAll: false, limit: 2 }))).toHaveLength(2);
	});

	it('filters by group and by a range of numbers, also where the server ignores filters', async () => {
		expect(
			jsonOf(await run({ ...GET_ALL, filters: { from: '20002', to: '30000' } })).map(({ Account }) => Account),
		).toEqual(['20010']);
		rig.edit('900', { Group: 'UDL' });
		expect(jsonOf(await run({ ...GET_ALL, filters: { group: 'UDL' } })).map(({ Account }) => Account)).toEqual([
			'900',
		]);
	});

	it('reads page after page', async () => {
		rig.standIn.settings.patch({ pageLimit: 1 });
		expect(jsonOf(await run(GET_ALL))).toHaveLength(3);
	});

	it('on Continue on Fail gives an item that keeps the keys', async () => {
		rig.standIn.faults.add({ kind: 'status', status: 403, times: 1 });
		const outputs = await run(GET_ALL, { input: items({ a: 1 }, { a: 2 }), continueOnFail: true });
		expect(jsonOf(outputs)[0]).toMatchObject({ a: 1, error: expect.stringContaining('refused access') });
		expect(pairingOf(outputs)).toEqual([0, 1, 1, 1]);
	});
});

describe('the company', () => {
	it('chosen in the node is the one that is read and written', async () => {
		const parameters = {
			operation: 'getAll',
			returnAll: true,
			company: { __rl: true, mode: 'id', value: SECOND },
		} as unknown as INodeParameters;
		expect(jsonOf(await run(parameters)).map(({ Account }) => Account)).toEqual(['20002']);
		expect(new Set(rig.standIn.log.list().map(({ company }) => company))).toEqual(new Set([SECOND]));
	});

	it.each([400, 401, 403] as const)(
		'refused with a %i is one request, and never answered with another company’s data',
		async (companyRefusedStatus) => {
			rig.standIn.settings.patch({ companyRefusedStatus });
			for (const value of ['31006', '99999']) {
				rig.forget();
				const parameters = {
					operation: 'getAll',
					returnAll: true,
					company: { __rl: true, mode: 'id', value },
				} as unknown as INodeParameters;
				await thrownBy(run(parameters));
				expect(rig.standIn.log.list().map(({ company, status }) => [company, status])).toEqual([
					[value, companyRefusedStatus],
				]);
			}
		},
	);

	it('refused in a run that writes: one request, nothing written anywhere', async () => {
		const parameters = {
			...UPSERT,
			asSaved: false,
			company: { __rl: true, mode: 'id', value: '31006' },
		} as unknown as INodeParameters;
		const outputs = await run(parameters, { input: items(mapOne()), continueOnFail: true });
		expect(outcomesOf(outputs)).toEqual(['failed']);
		expect(rig.calls()).toHaveLength(1);
	});
});

describe('secrets', () => {
	it.each([401, 403, 400, 500])(
		'never stand in what comes out of a run that Uniconta answers with %i, echoing the header',
		async (status) => {
			const basic = Buffer.from(`00${MAIN}/${USERS.en.login}:wrong-password`).toString('base64');
			rig.standIn.faults.add({
				kind: 'status',
				status,
				body: JSON.stringify({ message: `Bad request. Authorization: Basic ${basic}` }),
				times: 20,
			});
			const credential = { password: 'wrong-password' };
			for (const parameters of [
				UPSERT,
				{ operation: 'getAll' },
				{ operation: 'get', customer: '1' },
			] as INodeParameters[]) {
				const input = items(mapOne());
				const options = { timeBudget: 1 };
				expectNoSecret(await thrownBy(run({ ...parameters, options }, { input, credential })));
				expectNoSecret(await run({ ...parameters, options }, { input, credential, continueOnFail: true }));
			}
		},
	);

	it('never stand in the findings of a record that was refused while echoing the header', async () => {
		const basic = Buffer.from(`00${MAIN}/${USERS.en.login}:${PASSWORD}`).toString('base64');
		rig.standIn.faults.add({
			match: { path: '/Insert' },
			kind: 'status',
			status: 400,
			body: `Refused. Authorization: Basic ${basic}`,
		});
		const outputs = await run(UPSERT, { input: items(...mapAll(customers(2))) });
		expect(outcomesOf(outputs)).toEqual(['refused', 'refused']);
		expectNoSecret(outputs);
	});

	it('never stand in the items of a good run', async () => {
		expectNoSecret(await run(UPSERT, { input: items(mapOne()) }));
	});

	it('never stand in what a dry run says of a stored value, and neither in what the log keeps of it', async () => {
		await run(UPSERT, { input: items(mapOne()) });
		rig.edit('30001', { Name: 'Bearer abcdef123456', Phone: '1' });
		const [result] = jsonOf(await run({ ...UPSERT, dryRun: true }, { input: items(mapOne()) }));
		expect(result).toMatchObject({ outcome: 'wouldUpdate' });
		expect(JSON.stringify(result?.findings)).toContain('***');
		expect(JSON.stringify(result?.findings)).not.toContain('abcdef123456');
	});

	it('a host that cannot be reached is named, without the login', async () => {
		const error = await thrownBy(
			run(
				{ ...UPSERT, options: { timeBudget: 1 } },
				{ input: items(mapOne()), credential: { odataUrl: 'http://127.0.0.1:1' } },
			),
		);
		expect(error.message).toContain('127.0.0.1:1');
		expectNoSecret(error);
	});
});

describe('the pick-lists', () => {
	it('customers by number and name, narrowed by the search, of the chosen company', async () => {
		const all = await runListSearch({ ...staged({}), method: 'searchDebtors' });
		expect(all.results.map(({ value }) => value)).toEqual(['20001', '20010', '900']);
		const found = await runListSearch({ ...staged({}), method: 'searchDebtors', filter: 'KONTANT' });
		expect(found.results).toEqual([{ name: '900 Kontantsalg i butikken', value: '900' }]);
		const company = { __rl: true, mode: 'id', value: SECOND };
		const other = await runListSearch({ ...staged({ asSaved: false, company }), method: 'searchDebtors' });
		expect(other.results.map(({ value }) => value)).toEqual(['20002']);
	});

	it('companies by name and id', async () => {
		rig.standIn.settings.patch({ companyList: 'all' });
		const { results } = await runListSearch({ ...staged({}), method: 'searchCompanies', filter: 'nordlys' });
		expect(results.map(({ value }) => value)).toEqual([String(MAIN), SECOND]);
	});

	it('say what is wrong, without a secret', async () => {
		const error = await thrownBy(
			runListSearch({ ...staged({}, { credential: { password: 'wrong-password' } }), method: 'searchCompanies' }),
		);
		expect(error.message).toContain('did not accept');
		expectNoSecret(error);
	});
});
