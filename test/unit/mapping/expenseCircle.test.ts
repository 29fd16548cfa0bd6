import { NOTHING_KNOWN } from '../../../lib/core/identity';
import { foldLog, logRows } from '../../../lib/state/log';
import { parseAccountFilter } from '../../../lib/uniconta/postings/accountFilter';
import { readCompany } from '../../../lib/uniconta/postings/company';
import { readNewPostings } from '../../../lib/uniconta/postings/newPostings';
import { mapped, startMomentExpenseRig, type MomentExpenseRig } from '../../support/momentExpenseRig';
import { MAIN, startUnicontaRig, type UnicontaRig } from '../../support/unicontaRig';

let moment: MomentExpenseRig;
let uniconta: UnicontaRig;

beforeAll(async () => {
	[moment, uniconta] = await Promise.all([startMomentExpenseRig(), startUnicontaRig()]);
	void uniconta.standIn.reset({ postings: 'demo' });
	uniconta.standIn.settings.patch({ slowDown: 'record' });
});
afterAll(async () => {
	await Promise.all([moment.stop(), uniconta.stop()]);
});

async function postings(startAfter: string) {
	const parsed = parseAccountFilter('');
	if ('unclear' in parsed) throw new Error('the blank filter is all accounts');
	const client = uniconta.client();
	const today = new Date(uniconta.standIn.clock.now()).toISOString().slice(0, 10);
	return (
		await readNewPostings(client, {
			company: async () => await readCompany(client, String(MAIN)),
			series: 'BILAG',
			filter: parsed.filter,
			startAfter,
			cursor: 0,
			lookBackDays: 30,
			today,
		})
	).postings;
}

describe('from a bill posted in Uniconta to an expense in Moment', () => {
	it('each cost of a project that Moment has is one expense, the others are findings; nothing is doubled on the next run', async () => {
		const found = await postings('2025-12-31');
		expect(found.length).toBeGreaterThan(5);
		const first = await moment.import(mapped(found));
		const created = first.filter(({ outcome }) => outcome === 'created');
		expect(created.length).toBeGreaterThan(2);
		expect(created.length).toBe(moment.imported().length);
		// What cannot become an expense says why, what can has no finding of that weight.
		for (const { outcome, findings } of first)
			expect([outcome, findings.some(({ level }) => level === 'error')]).toEqual([
				outcome,
				outcome !== 'created',
			]);
		for (const [index, { outcome, moment: fields }] of first.entries()) {
			if (outcome === 'created') expect(Number(fields['amount'])).toBe(Number(found[index]?.amount));
		}
		const log = logRows(first, { now: 1_800_000_000_000, execution: '1', known: [] }).map((row, id) => ({
			...row,
			id,
		}));
		moment.forget();
		const second = await moment.import(mapped(await postings('2025-12-31'), {}, foldLog(log, 'expense')));
		expect(second.map(({ outcome }) => outcome)).toEqual(
			first.map(({ outcome }) => (outcome === 'created' ? 'unchanged' : outcome)),
		);
		expect(moment.writes()).toEqual([]);
		expect(logRows(second, { now: 1_800_000_000_001, execution: '2', known: log })).toEqual([]);
	});

	it('without a log, as after a crash, too', async () => {
		const all = await postings('2025-12-31');
		await moment.import(mapped(all, {}, NOTHING_KNOWN));
		expect(new Set(moment.imported().map(({ externalId }) => externalId)).size).toBe(moment.imported().length);
		expect(moment.imported()).toHaveLength(
			(await moment.import(mapped(all))).filter(({ outcome }) => outcome === 'unchanged').length,
		);
	});
});
