import { customers, mapAll } from '../../../support/customerSource';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => {
	rig.reset();
});

const LASTING = {
	match: { path: '/api/Entities/(Insert|Update)' },
	kind: 'status',
	status: 500,
	body: 'Object reference not set',
} as const;

test('while every write is answered 500, a run of 2,000 new ones ends after a few dozen calls, all of them failed', async () => {
	rig.standIn.faults.add(LASTING);
	const results = await rig.write(mapAll(customers(2_000)));
	expect(rig.calls().length).toBeLessThanOrEqual(40);
	expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
	rig.standIn.faults.remove();
	const again = await rig.write(mapAll(customers(2_000)));
	expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
});

test('while every write is answered 500, a run of 100 changed ones ends after three of them', async () => {
	const sources = customers(100);
	await rig.write(mapAll(sources));
	rig.standIn.faults.add(LASTING);
	rig.forget();
	const results = await rig.write(mapAll(sources.map((source) => ({ ...source, phone: '+45 99 99 99 99' }))));
	expect(rig.writes()).toHaveLength(3);
	expect(results.every(({ outcome }) => outcome === 'failed')).toBe(true);
});

test('one row that Uniconta cannot digest does not keep the others out, wherever it stands in the list', async () => {
	for (const at of [0, 1, 349, 698, 699]) {
		// It says so with a 500 and a sentence, which may as well mean that Uniconta itself is in trouble.
		rig.reset(
			{ refusalStatus: 500, errorBody: 'text', errorText: 'message', listFailure: 'none' },
			{ demoDebtors: false },
		);
		const records = mapAll(customers(700));
		const poison = records[at];
		if (poison === undefined) throw new Error('no such record');
		poison.uniconta.Currency = 'ZZZ';
		const results = await rig.write(records);
		expect({ at, through: results.filter(({ outcome }) => outcome === 'created').length }).toEqual({
			at,
			through: 699,
		});
		expect(['failed', 'refused']).toContain(results[at]?.outcome);
		expect(rig.debtors()).toHaveLength(699);
	}
});
