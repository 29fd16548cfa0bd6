import { companyIds, demoUniconta, startUnicontaStandIn, type UnicontaStandIn } from '../../sandbox/standins';
import type { Value } from '../../sandbox/standins/uniconta/types/field';
import { ask } from './support';

let uniconta: UnicontaStandIn;
beforeAll(async () => {
	uniconta = await startUnicontaStandIn({ seed: demoUniconta });
});
afterAll(async () => {
	await uniconta.stop();
});
beforeEach(async () => {
	await uniconta.reset();
});

const rows = (type: string): Array<Record<string, Value>> =>
	uniconta.ledger
		.company(companyIds.main)!
		.rowsOf(type)
		.rows()
		.map(({ values }) => values);
const control = async (path: string, body: object): Promise<{ status: number; json: unknown }> =>
	await ask(`${uniconta.odataUrl}/_sandbox/${path}`, { method: 'POST', body });
const BILL = {
	supplier: { number: '50001', name: 'Murer Hansen & Søn ApS' },
	invoice: 'A-77',
	date: '2026-11-20',
	lines: [{ account: '2010', amount: 100, text: 'Murerarbejde', vat: 25, project: '3001', category: 'MAT' }],
};

it('a bill is posted as a balanced voucher, its cost on the project, under the next number of the series', async () => {
	expect((await control('bills', BILL)).json).toEqual({ journalPostedId: 1, voucher: 5001 });
	expect(
		rows('GLTransClient').map(({ Account, Amount, VoucherLine, Voucher }) => [
			Account,
			Amount,
			VoucherLine,
			Voucher,
		]),
	).toEqual([
		['2010', 100, 1, 5001],
		['6920', 25, 2, 5001],
		['6800', -125, 3, 5001],
	]);
	expect(rows('ProjectTransClient')).toMatchObject([
		{
			Project: '3001',
			PrCategory: 'MAT',
			CostAmount: 100,
			SalesAmount: 0,
			CreditorAccount: '50001',
			JournalPostedId: 1,
		},
	]);
	expect(rows('GLDailyJournalPostedClient')).toMatchObject([{ JournalPostedId: 1, NumberSerie: 'BILAG', Lines: 3 }]);
});

it('a cancelled posting stays, marked, beside one that takes it back', async () => {
	await control('bills', BILL);
	expect((await control('postings/cancel', { journalPostedId: 1 })).json).toEqual({
		journalPostedId: 2,
		voucher: 5001,
	});
	expect(rows('GLTransClient').reduce((sum, { Amount }) => sum + Number(Amount), 0)).toBe(0);
	expect(rows('GLTransClient').map(({ Canceled, Correction }) => [Canceled, Correction])).toEqual([
		...Array.from({ length: 3 }, () => [true, false]),
		...Array.from({ length: 3 }, () => [true, true]),
	]);
	expect(rows('ProjectTransClient').map(({ CostAmount }) => CostAmount)).toEqual([100, -100]);
});

it('a deleted posting is gone but for its batch', async () => {
	await control('bills', BILL);
	await control('postings/delete', { journalPostedId: 1 });
	expect([rows('GLTransClient'), rows('ProjectTransClient')]).toEqual([[], []]);
	expect(rows('GLDailyJournalPostedClient')).toMatchObject([{ Deleted: true }]);
});

it('what cannot be understood is answered with the reason', async () => {
	expect((await control('bills', { ...BILL, lines: [] })).status).toBe(400);
	expect((await control('postings/cancel', { journalPostedId: 9 })).status).toBe(400);
});

it('the demo has half a year of bills, balanced to the øre, and goes on behind them', async () => {
	await uniconta.reset({ postings: 'demo' });
	const sums = new Map<Value | undefined, number>();
	for (const { JournalPostedId, Amount } of rows('GLTransClient'))
		sums.set(JournalPostedId, (sums.get(JournalPostedId) ?? 0) + Math.round(Number(Amount) * 100));
	expect([...sums].filter(([id, sum]) => sum !== 0 && id !== 48)).toEqual([]);
	expect(rows('GLDailyJournalPostedClient')).toHaveLength(51);
	expect((await control('bills', BILL)).json).toMatchObject({ journalPostedId: 52 });
});

it('any number of ordinary ones, the same every time', async () => {
	await uniconta.reset({ postings: 250 });
	const first = rows('ProjectTransClient');
	expect(first).toHaveLength(250);
	await uniconta.reset({ postings: 250 });
	expect(rows('ProjectTransClient')).toEqual(first);
});
