import type { RunResult } from '../../../lib/state/run';
import { cell } from '../../../lib/state/tables';
import { expenseOf, ExpenseStateRig, FIRST_DAY, readOf } from '../../support/expenseStateRig';
import { MINUTE } from '../../support/stateRig';

/** Where the next run begins. */
const marks = (rig: ExpenseStateRig): string[] => [rig.cursor('cursor'), rig.setting('expenses.startAfter')];

describe('an import ends', () => {
	it('moving cursor and start date when all is written, refused or left out, with both leases free', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		const written = await rig.write(run, ['a', 'b'], {
			write: async () => await Promise.resolve([expenseOf('a', 'created'), expenseOf('b', 'refused')]),
		});
		const summary = await rig.end(run, { read: readOf(['a', 'b', 'c']), written });
		expect(rig.said()).toEqual(['a created', 'b refused', 'c skipped']);
		expect(marks(rig)).toEqual(['77', '2026-01-03']);
		expect(rig.held()).toEqual({});
		expect(summary).toMatchObject({
			text: '3 expenses: 1 created, 1 refused, 1 skipped.',
			counts: { created: 1, refused: 1, skipped: 1 },
			more: false,
		});
	});

	it.each(['failed', 'postponed'])('moving nothing where something is %s', async (outcome) => {
		const rig = new ExpenseStateRig();
		const written = [expenseOf('a', 'created'), expenseOf('b', outcome)];
		await rig.end(await rig.import(), { read: readOf(['a', 'b']), written });
		expect(marks(rig)).toEqual(['', FIRST_DAY]);
		expect(rig.held()).toEqual({});
	});

	it('moving nothing where a node behind the writer has dropped what failed', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import(), { read: readOf(['a']), written: [expenseOf('a', 'failed')], results: [] });
		expect(marks(rig)).toEqual(['', FIRST_DAY]);
	});

	it('moving on over what a person’s node leaves out: said once, also when the start date is set back', async () => {
		const rig = new ExpenseStateRig();
		for (const round of [1, 2]) {
			await rig.end(await rig.import({ by: 'hand' }), { read: readOf(['a']) });
			expect({ round, said: rig.said() }).toEqual({ round, said: ['a skipped'] });
			expect(marks(rig)).toEqual(['77', '2026-01-03']);
		}
	});

	it('moving nothing where a node of a person’s has failed and gone on: what it swallowed was not left out', async () => {
		const rig = new ExpenseStateRig();
		const written = [expenseOf('a', 'created'), expenseOf('', 'failed', { momentId: '' })];
		await rig.end(await rig.import(), { read: readOf(['a', 'b']), written });
		expect(rig.said()).toEqual([]);
		expect(marks(rig)).toEqual(['', FIRST_DAY]);
	});

	it('saying what came past the writer, and not what the writer has said', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		const written = await rig.write(run, ['a']);
		const results = [...written, expenseOf('b', 'refused'), expenseOf('b', 'refused')];
		await rig.end(run, { read: readOf(['a', 'b']), written, results });
		expect(rig.said()).toEqual(['a created', 'b refused']);
	});

	it('moving nothing where nothing was read, or another import has taken over; its leases are left alone', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import(), { read: undefined });
		expect(marks(rig)).toEqual(['', FIRST_DAY]);
		expect(rig.held()).toEqual({});
		const late = await rig.import({ by: 'hand' });
		rig.tables.edit('moment_uniconta_lease', { holder: '999#z', expires: rig.now + MINUTE });
		const summary = await rig.end(late, { read: readOf(['a']), written: [expenseOf('a', 'created')] });
		expect(marks(rig)).toEqual(['', FIRST_DAY]);
		expect(rig.held()).toEqual({ uniconta: '999#z', expenses: '999#z' });
		expect(summary.more).toBe(false);
	});

	it('leaving a start date that a person has set meanwhile, and looking back as far as that the next time', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		await rig.store.call([
			{
				do: 'update',
				table: 'settings',
				where: [{ column: 'key', value: 'expenses.startAfter' }],
				set: { value: '2025-06-30' },
			},
		]);
		await rig.end(run);
		expect(marks(rig)).toEqual(['77', '2025-06-30']);
		expect(rig.cursor('lookedBack')).toBe('');
		rig.now += 30 * MINUTE;
		expect(await rig.import()).toMatchObject({ work: 'comparison' });
	});

	it('moving the start date on under its former key, where it is the day itself', async () => {
		const rig = new ExpenseStateRig({ 'expenses.startAfter': '', 'expenses.startDate': '2026-01-01' });
		const run = await rig.import();
		expect(run.settings['expenses.startAfter']).toBe(FIRST_DAY);
		await rig.end(run);
		expect([rig.setting('expenses.startDate'), rig.setting('expenses.startAfter')]).toEqual(['2026-01-04', '']);
	});

	it('keeping when it last looked back, where it looked only at what is new', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import());
		const looked = rig.cursor('lookedBack');
		expect(looked).not.toBe('');
		rig.now += 30 * MINUTE;
		const run = await rig.import();
		expect(run.work).toBe('sweep');
		await rig.end(run);
		expect(rig.cursor('lookedBack')).toBe(looked);
	});

	it('with the old rows of the log gone, where it looked back', async () => {
		const rig = new ExpenseStateRig();
		const time = new Date(rig.now - 100 * 24 * 60 * MINUTE).toISOString();
		rig.put('log', [
			{ entity: 'expense', key: 'old', outcome: 'created', momentId: '1', unicontaRowId: '4', time },
			{ entity: 'run', key: 'expenses', outcome: 'failed', message: 'x', time },
			{ entity: 'project', key: '3001', outcome: 'created', momentId: '2', unicontaRowId: '5', time },
			{ entity: 'run', key: 'expenses', outcome: 'failed', message: 'y', time },
			{ entity: 'expense', key: 'last', outcome: 'created', momentId: '3', unicontaRowId: '6', time },
		]);
		await rig.end(await rig.import());
		expect(rig.rows('log').map((row) => cell(row, 'key') + cell(row, 'message'))).toEqual([
			'3001',
			'expensesy',
			'last',
		]);
	});
});

describe('Uniconta cannot be read', () => {
	const trouble = { message: 'There is no number series "NIX" in Uniconta', fix: '' };

	it('the log says why, once an hour, with what to do; nothing moves, and both leases are free', async () => {
		const rig = new ExpenseStateRig();
		for (const minutes of [0, 30, 31]) {
			rig.now += minutes * MINUTE;
			const summary = await rig.end(await rig.import({ by: 'hand' }), { read: { trouble } });
			expect(summary).toMatchObject({ text: trouble.message, open: [{ message: trouble.message }], more: false });
			expect(rig.held()).toEqual({});
		}
		expect(rig.rows('log')).toMatchObject([
			{ entity: 'run', key: 'expenses', outcome: 'failed', message: trouble.message },
			{ entity: 'run', fix: expect.stringContaining('nothing is lost') as string },
		]);
		expect(marks(rig)).toEqual(['', FIRST_DAY]);
	});

	it('the clock tries again at its next turn', async () => {
		const rig = new ExpenseStateRig();
		await rig.end(await rig.import(), { read: { trouble } });
		rig.now += 10 * MINUTE;
		expect(await rig.start({ by: 'clock' })).toHaveProperty('ended');
		rig.now += 10 * MINUTE;
		await rig.import();
	});
});

describe('more to do', () => {
	const left = { read: readOf(['a', 'b']), written: [expenseOf('a', 'created'), expenseOf('b', 'postponed')] };

	it('is what the time did not suffice for: the same execution goes on, for so long as n8n lets it', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		rig.now += 15 * MINUTE;
		expect((await rig.end(run, left)).more).toBe(true);
		const again = await rig.import({ by: 'again', since: run.since }, { execution: run.execution });
		expect(again.since).toBe(run.since);
		rig.now += 15 * MINUTE;
		expect((await rig.end(again, left)).more).toBe(false);
	});

	it('is not where Moment takes nothing more: the clock comes again', async () => {
		const rig = new ExpenseStateRig();
		const written = [...left.written, expenseOf('c', 'failed')];
		expect((await rig.end(await rig.import(), { read: readOf(['a', 'b', 'c']), written })).more).toBe(false);
		rig.now += 10 * MINUTE;
		await rig.import();
	});
});

describe('a dry run', () => {
	it.each(['the run', 'the writer'])('by the switch of %s leaves all but rows of the log that say so', async (by) => {
		const rig = new ExpenseStateRig();
		const before = rig.rows('settings');
		const run = await rig.import({ by: 'hand' }, { dryRun: by === 'the run' });
		const results: RunResult[] = [
			expenseOf('a', 'wouldCreate'),
			expenseOf('b', 'refused'),
			expenseOf('c', 'unchanged'),
		];
		const written = await rig.write(run, ['a', 'b', 'c'], {
			isDry: true,
			write: async () => await Promise.resolve(results),
		});
		const summary = await rig.end(run, { read: readOf(['a', 'b', 'c', 'd']), written });
		expect(rig.said()).toEqual(['a wouldCreate', 'b wouldRefuse']);
		expect(rig.rows('settings')).toEqual(before);
		expect(rig.held()).toEqual({});
		expect(summary).toMatchObject({
			dryRun: true,
			text: 'Dry run: 4 expenses: 1 wouldCreate, 1 wouldRefuse, 1 unchanged, 1 skipped.',
		});
		// Publishing begins at once.
		await rig.import();
	});
});
