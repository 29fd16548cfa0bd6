import { expenseOf, ExpenseStateRig } from '../../support/expenseStateRig';
import { MINUTE } from '../../support/stateRig';

const keys = (count: number): string[] => Array.from({ length: count }, (_, at) => `k${at}`);

describe('expenses are written', () => {
	it('200 at a time, each portion said in the log before the next begins, under the lease', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		const seen: Array<[size: number, said: number]> = [];
		const results = await rig.write(run, keys(450), {
			write: async (portion) => {
				seen.push([portion.length, rig.said().length]);
				return await Promise.resolve(portion.map((key) => expenseOf(key, 'created')));
			},
		});
		expect(seen).toEqual([
			[200, 0],
			[200, 200],
			[50, 400],
		]);
		expect(results).toHaveLength(450);
		expect(rig.said()).toHaveLength(450);
	});

	it('with what earlier nodes have settled said first', async () => {
		const rig = new ExpenseStateRig();
		await rig.write(await rig.import(), ['a'], { settled: [expenseOf('x', 'refused')] });
		expect(rig.said()).toEqual(['x refused', 'a created']);
	});

	it('until another import has taken over: the rest is left to it, and what was written is said all the same', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		const results = await rig.write(run, keys(450), {
			write: async (portion) => {
				rig.tables.edit('moment_uniconta_lease', { holder: '999#z', expires: rig.now + MINUTE });
				return await Promise.resolve(portion.map((key) => expenseOf(key, 'created')));
			},
		});
		expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(200);
		expect(results.filter(({ outcome }) => outcome === 'postponed')).toHaveLength(250);
		expect(rig.said()).toHaveLength(200);
		expect(rig.held()).toEqual({ uniconta: '999#z', expenses: '999#z' });
	});

	it('not at all where another one had taken over before', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		rig.tables.edit('moment_uniconta_lease', { holder: '', expires: 0 });
		const write = jest.fn();
		const results = await rig.write(run, ['a'], { write });
		expect(write).not.toHaveBeenCalled();
		expect(results).toMatchObject([{ outcome: 'postponed' }]);
	});

	it('until Moment takes nothing more, or the time is up: no further portion is begun', async () => {
		const rig = new ExpenseStateRig();
		const results = await rig.write(await rig.import(), keys(450), {
			write: async (portion) =>
				await Promise.resolve(portion.map((key, at) => expenseOf(key, at < 150 ? 'created' : 'postponed'))),
		});
		expect(results.filter(({ outcome }) => outcome === 'postponed')).toHaveLength(300);
		expect(rig.said()).toHaveLength(150);
	});

	it('asking for the lease again from time to time within a portion, at no call in between', async () => {
		const rig = new ExpenseStateRig();
		const run = await rig.import();
		const answers: Array<[ours: boolean, asked: boolean]> = [];
		await rig.write(run, ['a'], {
			write: async (portion, isOurs) => {
				const ask = async (): Promise<void> => {
					const before = rig.calls.length;
					answers.push([await isOurs(), rig.calls.length > before]);
				};
				await ask();
				rig.now += 21_000;
				await ask();
				await ask();
				rig.tables.edit('moment_uniconta_lease', { holder: '999#z', expires: rig.now + MINUTE });
				rig.now += 21_000;
				await ask();
				return portion.map((key) => expenseOf(key, 'created'));
			},
		});
		expect(answers).toEqual([
			[true, false],
			[true, true],
			[true, false],
			[false, true],
		]);
	});
});
