import { z } from 'zod';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { UnicontaExpense } from '../../../nodes/UnicontaExpense/UnicontaExpense.node';
import { thrownBy } from '../../support/failures';
import { unicontaRuns } from '../../support/nodeRuns';
import { jsonOf, pairingOf, runListSearch } from '../../support/runNode';
import { MAIN, startUnicontaRig, USERS, type UnicontaRig } from '../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

const PASSWORD = USERS.en.password;
const today = (): string => DateTime.utc().toFormat('yyyy-MM-dd');
const ago = (days: number): string => DateTime.utc().minus({ days }).toFormat('yyyy-MM-dd');

const { staged, run } = unicontaRuns(UnicontaExpense, () => rig);
const news = (more: INodeParameters = {}): INodeParameters => ({
	operation: 'getNewPostings',
	asSaved: false,
	series: { __rl: true, mode: 'code', value: 'BILAG' },
	accounts: '',
	startAfter: ago(10),
	cursor: 0,
	...more,
});
const bill = (amount: number, more: object = {}): number =>
	rig.person.bill({
		supplier: { number: '50001', name: 'Murer Hansen & Søn ApS' },
		invoice: 'A-77',
		date: ago(40),
		lines: [{ account: '2010', amount, text: 'Murerarbejde', vat: 25, project: '3001', category: 'MAT', ...more }],
	}).journalPostedId;

describe('Get New Postings', () => {
	it('gives the postings, each with the cursor and the start date for the next run, paired to the item', async () => {
		bill(100);
		bill(200, { project: '' });
		const outputs = await run(news());
		expect(jsonOf(outputs)).toMatchObject([
			{
				reference: `${MAIN}/BILAG/1/5001/1/3001`,
				amount: '100.00',
				isExpense: true,
				cursor: 2,
				startAfter: ago(1),
			},
			{
				amount: '200.00',
				isExpense: false,
				findings: [{ level: 'error', field: 'Project' }],
				cursor: 2,
				startAfter: ago(1),
			},
		]);
		expect(pairingOf(outputs)).toEqual([0, 0]);
	});

	it('says what Uniconta calls the project of each', async () => {
		rig.person.add('ProjectClient', { Number: '3001', Name: 'Tilbygning Vest', Account: '20010' });
		bill(100);
		expect(jsonOf(await run(news()))).toMatchObject([{ project: '3001', projectName: 'Tilbygning Vest' }]);
	});

	it('gives one item with cursor and start date alone when there is nothing', async () => {
		expect(jsonOf(await run(news({ cursor: 7 })))).toEqual([{ cursor: 7, startAfter: ago(10), startDate: ago(9) }]);
	});

	it('takes what the last run gave, also as text', async () => {
		bill(100);
		expect(jsonOf(await run(news()))).toMatchObject([{ cursor: 1, startAfter: ago(1), startDate: today() }]);
		bill(200);
		const second = jsonOf(await run(news({ cursor: '1', startAfter: ago(1), series: 'BILAG' })));
		expect(second.map(({ amount }) => amount)).toEqual(['200.00']);
	});

	it('what was posted on the day itself comes only where a workflow of before says "on this day or later"', async () => {
		bill(100);
		const amountsOf = async (more: INodeParameters): Promise<unknown[]> =>
			jsonOf(await run(news(more))).map(({ amount }) => amount);
		expect(await amountsOf({ startAfter: today() })).toEqual([undefined]);
		expect(await amountsOf({ startAfter: ago(1) })).toEqual(['100.00']);
		expect(await amountsOf({ startAfter: '', startDate: today() })).toEqual(['100.00']);
		// What is entered now counts.
		expect(await amountsOf({ startAfter: today(), startDate: ago(5) })).toEqual([undefined]);
	});

	it('a workflow of before loses and doubles nothing that is posted on one day in several runs', async () => {
		bill(100);
		const [first] = jsonOf(await run(news({ startAfter: '', startDate: ago(3) })));
		bill(200);
		const second = jsonOf(
			await run(
				news({ startAfter: '', startDate: z.string().parse(first?.startDate), cursor: Number(first?.cursor) }),
			),
		);
		expect(second.map(({ amount }) => amount)).toEqual(['200.00']);
	});

	it('gives again what is named, and nothing else that came before', async () => {
		bill(100);
		bill(200);
		const [, second] = jsonOf(await run(news()));
		const again = async (list: string): Promise<unknown[]> =>
			jsonOf(await run(news({ cursor: 2, startAfter: ago(1), options: { again: list } }))).map(
				({ reference }) => reference,
			);
		expect(await again(JSON.stringify([second?.reference, 'unknown']))).toEqual([second?.reference]);
		expect(await again(`={{ ["${String(MAIN)}/BILAG/1/5001/1/3001"] }}`)).toEqual([`${MAIN}/BILAG/1/5001/1/3001`]);
		expect(await again('')).toEqual([undefined]);
		expect((await thrownBy(again('nonsense'))).message).toContain('Give Again is no list');
	});

	it('narrows to the accounts', async () => {
		bill(100);
		bill(200, { account: '2020' });
		expect(jsonOf(await run(news({ accounts: '2020, 4000..4999' }))).map(({ amount }) => amount)).toEqual([
			'200.00',
		]);
	});

	it.each<[string, INodeParameters, string]>([
		[
			'an account filter with nonsense',
			{ accounts: '2010, 4000.., *' },
			'The account filter cannot be read: "4000.." lacks one end of the range; "*" is no account number',
		],
		['a start date in the future', { startAfter: '2199-01-01' }, 'The start date 2199-01-01 is in the future'],
		['a start date that is none', { startAfter: 'i går' }, 'The start date "i går" cannot be read'],
		['a day that does not exist', { startAfter: '2026-02-31' }, 'cannot be read'],
		['a cursor that is no number', { cursor: 'abc' }, 'The cursor "abc" is no posting number'],
		['neither start date nor cursor', { startAfter: '' }, 'Neither a start date nor a cursor is given'],
		['no series', { series: '' }, 'No number series is chosen'],
		['a series that does not exist', { series: 'NIX' }, 'There is no number series "NIX" in Uniconta'],
	])('says clearly what is wrong with %s', async (_, parameters, says) => {
		bill(100);
		expect((await thrownBy(run(news(parameters)))).message).toContain(says);
		const [item] = jsonOf(
			await run(news(parameters), { continueOnFail: true, input: [{ json: { from: 'before' } }] }),
		);
		expect(item).toMatchObject({
			from: 'before',
			error: expect.stringContaining(says),
			findings: [{ level: 'error' }],
		});
	});

	it('works in the company chosen in the node', async () => {
		bill(100);
		expect(jsonOf(await run(news({ company: { __rl: true, mode: 'id', value: '4217' } })))).toEqual([
			{ cursor: 0, startAfter: ago(10), startDate: ago(9) },
		]);
	});

	it('the company is part of the reference, and the same however it is chosen', async () => {
		bill(100);
		const chosen = (value: string): INodeParameters => news({ company: { __rl: true, mode: 'id', value } });
		const references = [
			await run(news()),
			await run(chosen('')),
			await run(chosen(String(MAIN))),
			await run(chosen(` 0${String(MAIN)} `)),
			await run(chosen(String(MAIN)), { credential: { companyId: '' } }),
			await run(chosen(String(MAIN)), { credential: { companyId: '4217' } }),
		].map((outputs) => jsonOf(outputs)[0]?.reference);
		expect(new Set(references)).toEqual(new Set([`${MAIN}/BILAG/1/5001/1/3001`]));
	});

	it('looks for nothing but news when told so', async () => {
		bill(100);
		rig.forget();
		expect(jsonOf(await run(news({ cursor: 1, startAfter: ago(1), options: { onlyNew: true } })))).toEqual([
			{ cursor: 1, startAfter: ago(1), startDate: today() },
		]);
		expect(rig.calls()).toEqual(['GET /odata/GLDailyJournalPostedClient']);
	});

	it('shows no password, whatever goes wrong', async () => {
		rig.standIn.faults.add({
			match: { path: 'GLTrans' },
			kind: 'status',
			status: 401,
			body: `Basic ${Buffer.from(`x:${PASSWORD}`).toString('base64')}`,
		});
		bill(100);
		const error = await thrownBy(run(news()));
		for (const secret of [PASSWORD, Buffer.from(`x:${PASSWORD}`).toString('base64')])
			expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(secret);
	});
});

describe('Get Many', () => {
	it('lists postings by the date of the voucher, with filters', async () => {
		bill(100);
		bill(200, { account: '2020', project: '3002' });
		const list = async (filters: IDataObject): Promise<unknown[]> =>
			jsonOf(
				await run({
					operation: 'getAll',
					kind: 'postings',
					returnAll: true,
					filters: filters as INodeParameters,
				}),
			).map(({ amount }) => amount);
		expect(await list({})).toEqual(['100.00', '200.00']);
		expect(await list({ dateFrom: ago(60), dateTo: ago(30) })).toEqual(['100.00', '200.00']);
		expect(await list({ dateFrom: ago(20) })).toEqual([]);
		expect(await list({ accounts: '2020' })).toEqual(['200.00']);
		expect(await list({ project: '3001' })).toEqual(['100.00']);
		expect(await list({ series: 'FAKT' })).toEqual([]);
	});

	it('lists entries as Uniconta has them, up to the limit', async () => {
		bill(100);
		expect(jsonOf(await run({ operation: 'getAll', kind: 'ledger', returnAll: false, limit: 2 }))).toMatchObject([
			{ Account: '2010', Amount: 100 },
			{ Account: '6920', Amount: 25 },
		]);
		expect(jsonOf(await run({ operation: 'getAll', kind: 'projects', returnAll: true }))).toMatchObject([
			{ Project: '3001', CostAmount: 100 },
		]);
	});

	it('keeps the other items when one cannot be read', async () => {
		bill(100);
		const outputs = await run(
			{ operation: 'getAll', kind: 'postings', returnAll: true, filters: { accounts: '={{ $json.accounts }}' } },
			{ continueOnFail: true, input: [{ json: { accounts: '*' } }, { json: { accounts: '2010' } }] },
		);
		expect(jsonOf(outputs)).toMatchObject([
			{ error: expect.stringContaining('account filter') },
			{ amount: '100.00' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1]);
	});
});

it('the series are offered by code and name', async () => {
	const { results } = await runListSearch({ ...staged(news()), method: 'searchSeries', filter: 'bil' });
	expect(results).toEqual([{ name: 'BILAG Bilag', value: 'BILAG' }]);
});
