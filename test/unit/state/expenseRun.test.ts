import { noteStoppedRun } from '../../../lib/state/noteStopped';
import { unpackLog } from '../../../lib/state/syncRun';
import { cell } from '../../../lib/state/tables';
import { expenseOf, ExpenseStateRig, FIRST_DAY, readOf } from '../../support/expenseStateRig';
import { Cut, MINUTE } from '../../support/stateRig';

const tableCalls = (rig: ExpenseStateRig): number => rig.calls.filter(({ action }) => action === 'list').length;

describe('an import begins', () => {
	it('with both leases, the settings as they count, and what the log says of postings and of projects', async () => {
		const rig = new ExpenseStateRig();
		rig.put('log', [
			{ entity: 'expense', key: 'a', outcome: 'refused' },
			{ entity: 'project', key: '3001', outcome: 'created' },
			{ entity: 'customer', key: '9', outcome: 'created' },
		]);
		const run = await rig.import();
		expect(run).toMatchObject({
			area: 'expenses',
			entity: 'expense',
			work: 'comparison',
			settings: { 'expenses.series': 'KRED', 'expenses.billable': 'yes', 'expenses.startAfter': FIRST_DAY },
		});
		expect(unpackLog(run.log).map((row) => cell(row, 'key'))).toEqual(['a', '3001']);
		expect(rig.held()).toEqual({ uniconta: '101#expenses.t1', expenses: '101#expenses.t1' });
	});

	it('in two calls of the store, one where it is not due; the first of all makes the row of its lease', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		expect(tableCalls(rig)).toBe(3);
		await rig.end(run);
		rig.now += 30 * MINUTE;
		await rig.end(await rig.import());
		rig.now += 10 * MINUTE;
		expect(await rig.start({ by: 'clock' })).toEqual({ ended: 'The next import is not due yet.' });
		expect(tableCalls(rig)).toBe(1);
		rig.now += 20 * MINUTE;
		await rig.import();
		expect(tableCalls(rig)).toBe(2);
		expect(rig.rows('lease')).toHaveLength(2);
	});

	it.each([
		['switched off', { 'expenses.export': 'off' }, 'The import of expenses is switched off.', []],
		[
			'without an activity, which is said once a day',
			{ 'expenses.activity': '' },
			expect.stringContaining('expenses.activity'),
			['settings refused'],
		],
	])('not where it is %s', async (_, settings, ended, said) => {
		const rig = new ExpenseStateRig(settings);
		for (const by of ['hand', 'clock'] as const) expect(await rig.start({ by })).toEqual({ ended });
		expect(rig.rows('log').map((row) => `${cell(row, 'entity')} ${cell(row, 'outcome')}`)).toEqual(said);
		expect(rig.held()).toEqual({});
	});

	it.each([
		['uniconta', '812#z', 'Another run (execution 812) is at Uniconta'],
		['expenses', '813#z', 'Another import (execution 813) is under way'],
	])('not while somebody holds the lease %s: quietly by the clock, red by hand', async (name, holder, who) => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import());
		rig.now += 30 * MINUTE;
		await rig.store.call([
			{
				do: 'update',
				table: 'lease',
				where: [{ column: 'name', value: name }],
				set: { holder, expires: rig.now + MINUTE },
			},
		]);
		const before = rig.rows('settings');
		expect(await rig.start({ by: 'clock' })).toEqual({ ended: expect.stringContaining(who) as string });
		expect(await rig.start({ by: 'hand' })).toEqual({
			ended: expect.stringMatching(/^Nothing was imported by this run\. .*Only one/) as string,
			fix: expect.stringContaining('Nothing was lost') as string,
		});
		expect(rig.rows('settings')).toEqual(before);
		expect(rig.held()).toEqual({ [name]: holder });
	});

	it('not where another one was faster between its two calls: it gives back what it got', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import());
		rig.now += 30 * MINUTE;
		const call = rig.store.call.bind(rig.store);
		const other = {
			do: 'update',
			table: 'lease',
			where: [{ column: 'name', value: 'uniconta' }],
			set: { holder: '812#z', expires: rig.now + MINUTE },
		} as const;
		let calls = 0;
		jest.spyOn(rig.store, 'call').mockImplementation(async (steps) => {
			calls += 1;
			if (calls === 2) await call([other]);
			return await call(steps);
		});
		const begun = await rig.start({ by: 'hand' });
		expect(begun).toMatchObject({ ended: expect.stringContaining('execution 812') as string });
		expect(rig.held()).toEqual({ uniconta: '812#z' });
	});

	it('by a template of before this version keeps others out, once; what it left is taken up', async () => {
		const rig = new ExpenseStateRig();
		rig.put('settings', [{ key: 'expenses.progress', value: '811' }]);
		rig.now += 5 * MINUTE;
		expect(await rig.start({ by: 'clock' })).toMatchObject({
			ended: expect.stringContaining('Another import (execution 811)') as string,
		});
		expect(await rig.start({ by: 'hand' })).toHaveProperty('fix');
		rig.now += 16 * MINUTE;
		const run = await rig.import();
		// Should it be alive after all, it stops at its next portion.
		expect(rig.setting('expenses.progress')).toBe('');
		await rig.end(run);
	});
});

describe('the next turn', () => {
	it('comes half an hour after one that got through, also by hand; sooner only after one that left something', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import({ by: 'hand' }));
		rig.now += 20 * MINUTE;
		expect(await rig.start({ by: 'clock' })).toHaveProperty('ended');
		rig.now += 5 * MINUTE;
		const written = [expenseOf('a', 'created'), expenseOf('b', 'failed'), expenseOf('c', 'postponed')];
		await rig.end(await rig.import(), { read: readOf(['a', 'b', 'c']), written });
		rig.now += 10 * MINUTE;
		await rig.end(await rig.import());
	});

	it('comes at once where an import ended with its process and the Error Trigger says so, else when its leases end', async () => {
		const rig = new ExpenseStateRig();
		const stopped = { message: 'A run stopped.', fix: '', crashed: true };
		const run = await rig.import();
		await noteStoppedRun(
			rig.store,
			{ execution: run.execution, ...stopped },
			{ area: 'expenses', now: rig.now, execution: '900' },
		);
		expect(rig.held()).toEqual({});
		expect(rig.rows('log')).toMatchObject([{ entity: 'run', outcome: 'failed', message: 'A run stopped.' }]);
		rig.now += 10 * MINUTE;
		await rig.import();
		rig.now += 21 * MINUTE;
		expect(await rig.start({ by: 'clock' })).toHaveProperty('ended');
		rig.now += 2 * MINUTE;
		await rig.import();
	});

	it('is not moved by a run that stopped before it held a lease', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import());
		const before = rig.cursor('nextSweep');
		await noteStoppedRun(
			rig.store,
			{ execution: '812', message: 'Stopped.', fix: '', crashed: false },
			{ area: 'expenses', now: rig.now, execution: '900' },
		);
		expect(rig.cursor('nextSweep')).toBe(before);
	});

	it('goes on at once after a stopped run of a template of before this version', async () => {
		const rig = new ExpenseStateRig();
		rig.put('settings', [{ key: 'expenses.progress', value: '811' }]);
		rig.now += MINUTE;
		await noteStoppedRun(
			rig.store,
			{ execution: '811', message: 'Stopped.', fix: '', crashed: true },
			{ area: 'expenses', now: rig.now, execution: '900' },
		);
		await rig.import();
	});
});

describe('what is looked at', () => {
	it('is only what is new, and every six hours, by hand, and after a change of the settings what lies 30 days back', async () => {
		const rig = new ExpenseStateRig();
		const works: string[] = [];
		const round = async (by: 'clock' | 'hand' = 'clock'): Promise<void> => {
			rig.now += 30 * MINUTE;
			const run = await rig.import({ by });
			works.push(run.work);
			await rig.end(run);
		};
		await round();
		await round();
		await round('hand');
		await round();
		rig.now += MINUTE;
		rig.put('settings', [{ key: 'expenses.accounts', value: '2000..2999' }]);
		await round();
		await round();
		rig.now += 6 * 60 * MINUTE;
		await round();
		expect(works).toEqual(['comparison', 'sweep', 'comparison', 'sweep', 'comparison', 'sweep', 'comparison']);
	});

	it('is of the company that is worked in: another one begins anew, rows of before this version count for the one chosen before', async () => {
		const rig = new ExpenseStateRig({ 'company.id': '7' });
		rig.put('settings', [{ key: 'expenses.cursor', value: '12' }]);
		const run = await rig.import();
		expect(run.settings['expenses.cursor']).toBe('12');
		await rig.end(run);
		expect(rig.setting('expenses.cursor@7')).toBe('77');
		rig.now += MINUTE;
		await rig.store.call([
			{
				do: 'upsert',
				table: 'settings',
				where: [{ column: 'key', value: 'company.id' }],
				set: { key: 'company.id', value: '8' },
			},
		]);
		const other = await rig.import();
		expect([other.settings['expenses.cursor'], other.work]).toEqual(['', 'comparison']);
		await rig.end(other, { read: readOf([], '5') });
		expect([rig.setting('expenses.cursor@7'), rig.setting('expenses.cursor@8')]).toEqual(['77', '5']);
	});
});

describe('cut off between any two steps of the whole, and never repeated', () => {
	const keys = ['a', 'b'];

	it('the next import reads the same again, or all of it was said; both leases come free', async () => {
		const whole = new ExpenseStateRig();
		const counts: number[] = [];
		const run = await whole.import();
		counts.push(whole.calls.length);
		const written = await whole.write(run, keys);
		counts.push(whole.calls.length);
		await whole.end(run, { read: readOf(keys), written });
		counts.push(whole.calls.length);
		const [first = 0, second = 0, third = 0] = counts;
		for (let at = 1; at <= first + second + third; at += 1) {
			const rig = new ExpenseStateRig();
			const cut = (from: number, steps: number): void => {
				rig.cutAt = at > from && at <= from + steps ? at - from : Number.POSITIVE_INFINITY;
			};
			try {
				cut(0, first);
				const cutRun = await rig.import();
				cut(first, second);
				const done = await rig.write(cutRun, keys);
				cut(first + second, third);
				await rig.end(cutRun, { read: readOf(keys), written: done });
			} catch (caught) {
				expect(caught).toBeInstanceOf(Cut);
			}
			rig.cutAt = Number.POSITIVE_INFINITY;
			// Nobody was told of it.
			rig.now += 30 * MINUTE;
			const moved = rig.cursor('cursor') === '77';
			const said = [...new Set(rig.said())];
			if (moved) expect({ at, said }).toEqual({ at, said: ['a created', 'b created'] });
			const next = await rig.import();
			await rig.end(next, { read: readOf(moved ? [] : keys), written: moved ? [] : await rig.write(next, keys) });
			expect({ at, said: [...new Set(rig.said())] }).toEqual({ at, said: ['a created', 'b created'] });
			expect({ at, held: rig.held(), start: rig.setting('expenses.startAfter') }).toEqual({
				at,
				held: {},
				start: '2026-01-03',
			});
		}
	});
});
