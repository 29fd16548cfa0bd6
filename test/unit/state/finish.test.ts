import { Cut, givenOf, MINUTE, resultOf, StateRig } from '../../support/stateRig';
import type { RunResult } from '../../../lib/state/run';
import type { TableRow } from '../../../lib/state/tables';

const outcomes = (rows: readonly TableRow[]): unknown[] =>
	rows.map(({ momentId, outcome }) => `${String(momentId)} ${String(outcome)}`);
const states = (rows: readonly TableRow[]): unknown[] =>
	rows.map(({ momentId, state }) => `${String(momentId)} ${String(state)}`);
const webhook = (momentId: string) => ({ by: 'webhook', marks: [{ momentId, key: `10${momentId}` }] }) as const;

describe('what becomes of a run', () => {
	it('is logged, what is unfinished stays, and the lease is free', async () => {
		const rig = new StateRig();
		const run = await rig.run({ by: 'hand' });
		const summary = await rig.finish(run, {
			given: ['1', '2', '3'].map(givenOf),
			results: [resultOf('3', 'failed'), resultOf('1', 'created'), resultOf('2', 'refused')],
		});
		expect(outcomes(rig.rows('log')).sort()).toEqual(['1 created', '2 refused', '3 failed']);
		expect(states(rig.rows('inbox')).sort()).toEqual(['2 refused', '3 retry']);
		expect(rig.rows('lease')).toMatchObject([{ holder: '', expires: 0 }]);
		expect(summary).toMatchObject({
			counts: { failed: 1, created: 1, refused: 1 },
			text: '3 customers: 1 failed, 1 created, 1 refused.',
			more: false,
		});
		expect(summary.open.map(({ key }) => key)).toEqual(['103', '102']);
	});

	it('what does not come back was left out by the workflow: said once, neither failed nor done', async () => {
		const rig = new StateRig();
		for (const round of [1, 2]) {
			const run = await rig.run({ by: 'hand' });
			await rig.finish(run, { given: ['1', '2'].map(givenOf), results: [resultOf('2', 'created')] });
			expect(outcomes(rig.rows('log')).filter((text) => text === '1 skipped')).toHaveLength(1);
			expect(round).toBeLessThan(3);
		}
		expect(rig.rows('inbox')).toEqual([]);
	});

	it('what comes back and was not written, because the node that writes stopped, did not get through', async () => {
		const rig = new StateRig();
		const run = await rig.run({ by: 'hand' });
		const results = [resultOf('2', 'created')];
		await rig.finish(run, { given: ['1', '2', '3'].map(givenOf), results, unwritten: ['1', '2', ''] });
		expect(outcomes(rig.rows('log')).sort()).toEqual(['1 failed', '2 created', '3 skipped']);
		expect(states(rig.rows('inbox'))).toEqual(['1 retry']);
		expect(rig.rows('inbox')).toMatchObject([
			{ message: expect.stringContaining('without having been written') as string },
		]);
	});

	it('what could not be read is what it was, also where it does not come back', async () => {
		const rig = new StateRig();
		await rig.compared();
		const run = await rig.run(webhook('1'));
		await rig.finish(run, { given: [{ ...givenOf('1'), settled: resultOf('1', 'failed', { transient: true }) }] });
		expect(states(rig.rows('inbox'))).toEqual(['1 retry']);
	});

	it('a run that read nothing moves no cursor and takes nothing away', async () => {
		const rig = new StateRig();
		await rig.compared();
		const before = rig.rows('settings');
		const run = await rig.run(webhook('1'));
		rig.now += 20 * MINUTE;
		await rig.finish(run, { given: undefined });
		expect(states(rig.rows('inbox'))).toEqual(['1 due']);
		expect(rig.rows('settings')).toEqual(before);
	});

	it('a mark that arrives meanwhile survives, and there is more to do', async () => {
		const rig = new StateRig();
		await rig.compared();
		const run = await rig.run(webhook('1'));
		rig.now += 1000;
		await rig.begin(webhook('1'));
		const summary = await rig.finish(run, { given: [givenOf('1')], results: [resultOf('1', 'created')] });
		expect(states(rig.rows('inbox'))).toEqual(['1 due']);
		expect(summary.more).toBe(true);
		rig.now += MINUTE;
		expect((await rig.finish(run, { given: [] })).more).toBe(false);
	});

	it('a mark that arrives while a run is at work that refuses the record is not lost behind its row', async () => {
		const rig = new StateRig();
		await rig.compared();
		const run = await rig.run(webhook('1'));
		rig.now += 1000;
		await rig.begin(webhook('1'));
		const refused = { given: [givenOf('1')], results: [resultOf('1', 'refused')] };
		expect((await rig.finish(run, refused)).more).toBe(true);
		const again = await rig.run({ by: 'again', since: run.since });
		expect(again.fetch.ids).toEqual(['1']);
		const done = { given: [givenOf('1')], results: [resultOf('1', 'created')] };
		expect((await rig.finish(again, done)).more).toBe(false);
		expect(rig.rows('inbox')).toEqual([]);
	});

	it('an execution ends after a minute, whatever is still due', async () => {
		const rig = new StateRig();
		await rig.compared();
		const first = await rig.run(webhook('1'));
		await rig.finish(first, { given: [givenOf('1')], results: [resultOf('1', 'created')] });
		await rig.begin(webhook('2'), { execution: '1' });
		rig.tables.edit('moment_uniconta_lease', { holder: '', expires: 0 });
		rig.now += MINUTE;
		const again = await rig.run({ by: 'again', since: first.since });
		await rig.begin(webhook('3'));
		expect((await rig.finish(again, { given: [], results: [] })).more).toBe(false);
	});

	it('a row that a template of before this version has marked anew survives as well', async () => {
		const rig = new StateRig();
		await rig.compared();
		const run = await rig.run(webhook('1'));
		rig.now += 1000;
		rig.tables.edit('moment_uniconta_inbox', { state: 'due', updatedAt: new Date(rig.now) });
		await rig.finish(run, { given: [givenOf('1')], results: [resultOf('1', 'created')] });
		expect(states(rig.rows('inbox'))).toEqual(['1 due']);
	});

	it('a record that was tried before waits longer each time', async () => {
		const rig = new StateRig();
		await rig.compared();
		let started: Parameters<StateRig['run']>[0] = webhook('1');
		const minutes = [];
		for (let attempt = 1; attempt <= 3; attempt += 1) {
			const run = await rig.run(started);
			await rig.finish(run, { given: [givenOf('1')], results: [resultOf('1', 'failed')] });
			const [row] = rig.rows('inbox');
			minutes.push((Date.parse(String(row?.['due'])) - rig.now) / MINUTE);
			expect(row).toMatchObject({ attempts: attempt });
			rig.now = Date.parse(String(row?.['due']));
			started = { by: 'clock' };
		}
		expect(minutes).toEqual([1, 5, 30]);
	});
});

describe('the cursor', () => {
	const cursorOf = (rig: StateRig, key: string): unknown =>
		rig.rows('settings').find((row) => row['key'] === key)?.['value'];

	it('moves when everything was read, and stays where another run has taken over', async () => {
		const rig = new StateRig();
		const run = await rig.run({ by: 'hand' });
		await rig.finish(run, { given: [] });
		expect(cursorOf(rig, 'customers.nextComparison')).toBe(`night ${new Date(rig.now).toISOString()}`);
		const since = cursorOf(rig, 'customers.changedSince');
		rig.now += 30 * MINUTE;
		const late = await rig.run({ by: 'hand' });
		rig.tables.edit('moment_uniconta_lease', { holder: '999#z', expires: rig.now + MINUTE });
		await rig.finish(late, { given: [givenOf('1')], results: [resultOf('1', 'created')] });
		expect(cursorOf(rig, 'customers.changedSince')).toBe(since);
		expect(cursorOf(rig, 'customers.nextComparison')).not.toMatch(/^night/);
		expect(outcomes(rig.rows('log'))).toEqual(['1 created']);
		expect(rig.rows('lease')).toMatchObject([{ holder: '999#z' }]);
	});

	it('of a comparison in which very many failed stays: it is done again', async () => {
		const rig = new StateRig();
		const run = await rig.run({ by: 'hand' });
		const ids = Array.from({ length: 60 }, (_, at) => String(at));
		await rig.finish(run, { given: ids.map(givenOf), results: ids.map((id) => resultOf(id, 'failed')) });
		expect(cursorOf(rig, 'customers.nextComparison')).not.toMatch(/^night/);
		expect(rig.rows('log')).toHaveLength(1);
		expect(rig.rows('inbox')).toEqual([]);
	});
});

describe('a dry run', () => {
	it.each(['the run', 'the writer'])('by the switch of %s leaves all but rows of the log that say so', async (by) => {
		const rig = new StateRig();
		await rig.compared();
		const settings = rig.rows('settings');
		const run = await rig.run(webhook('1'), { dryRun: by === 'the run' });
		const results: RunResult[] = [
			resultOf('1', 'wouldCreate'),
			resultOf('2', 'refused'),
			resultOf('3', 'unchanged'),
		];
		const summary = await rig.finish(run, { given: ['1', '2', '3', '4'].map(givenOf), results });
		expect(outcomes(rig.rows('log'))).toEqual(['1 wouldCreate', '2 wouldRefuse']);
		expect(states(rig.rows('inbox'))).toEqual(['1 due']);
		expect(rig.rows('settings')).toEqual(settings);
		expect(rig.rows('lease')).toMatchObject([{ holder: '' }]);
		expect(summary).toMatchObject({
			dryRun: true,
			more: false,
			counts: { wouldCreate: 1, wouldRefuse: 1, unchanged: 1, skipped: 1 },
			text: 'Dry run: 4 customers: 1 wouldCreate, 1 wouldRefuse, 1 unchanged, 1 skipped.',
		});
	});
});

describe('cut off between any two steps', () => {
	/** A webhook among older rows; the same whether it is cut off or not. */
	const stage = async (): Promise<StateRig> => {
		const rig = new StateRig();
		await rig.compared();
		rig.put('inbox', [
			{
				entity: 'customer',
				momentId: '2',
				key: '102',
				state: 'retry',
				attempts: 1,
				due: new Date(rig.now).toISOString(),
			},
		]);
		return rig;
	};
	const results = [resultOf('1', 'created'), resultOf('2', 'refused')];
	const given = ['1', '2'].map(givenOf);
	/** What the log says last of each, what is open, and who is at it. */
	const books = (rig: StateRig): unknown => ({
		log: [...new Set(outcomes(rig.rows('log')))].sort(),
		inbox: [...new Set(states(rig.rows('inbox')))].sort(),
		lease: rig.rows('lease').map(({ holder }) => holder),
	});

	it('of Finish Run: repeated as a whole, it comes to the same', async () => {
		const whole = await stage();
		await whole.finish(await whole.run(webhook('1')), { given, results });
		const expected = books(whole);
		const steps = whole.calls.length;
		expect(steps).toBeGreaterThan(5);
		for (let at = 1; at <= steps; at += 1) {
			const rig = await stage();
			const run = await rig.run(webhook('1'));
			rig.cutAt = at;
			await expect(rig.finish(run, { given, results })).rejects.toBeInstanceOf(Cut);
			rig.cutAt = Number.POSITIVE_INFINITY;
			await rig.finish(run, { given, results });
			expect({ at, ...(books(rig) as object) }).toEqual({ at, ...(expected as object) });
		}
	});

	it('of either operation, and never repeated: the next run does what was left', async () => {
		const whole = await stage();
		const begun = await whole.run(webhook('1'));
		const [first] = [whole.calls.length];
		await whole.finish(begun, { given, results });
		const last = first + whole.calls.length;
		for (let at = 1; at <= last; at += 1) {
			const rig = await stage();
			rig.cutAt = at <= first ? at : Number.POSITIVE_INFINITY;
			try {
				const run = await rig.run(webhook('1'));
				rig.cutAt = at - first;
				await rig.finish(run, { given, results });
			} catch (caught) {
				expect(caught).toBeInstanceOf(Cut);
			}
			rig.cutAt = Number.POSITIVE_INFINITY;
			// Nobody was told of it: the lease ends, and what no webhook marks is swept in.
			rig.now += 30 * MINUTE;
			const next = await rig.run({ by: 'clock' });
			const found = { at, work: next.work, ids: [...next.fetch.ids].sort() };
			await rig.finish(next, { given, results });
			expect({ ...found, left: states(rig.rows('inbox')) }).toEqual({ ...found, left: ['2 refused'] });
			expect(rig.rows('lease')).toMatchObject([{ holder: '' }]);
		}
	});
});
