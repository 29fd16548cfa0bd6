import { isSentAgain, markRow } from '../../../lib/state/inbox';
import { letPostingGoOn, markAgain, planAgain, type Answer } from '../../../lib/state/sendAgain';
import type { ResendRow } from '../../../lib/state/resend';
import { cellsOf } from '../../../lib/state/store';
import { cell } from '../../../lib/state/tables';
import { StateRig } from '../../support/stateRig';

const row = (momentId: string, more: Partial<ResendRow> = {}): ResendRow => ({
	entity: 'customer',
	momentId,
	key: `10${momentId}`,
	name: 'Firma',
	outcome: '',
	message: '',
	shownRowId: '',
	...more,
});
const decision = (rig: StateRig) => ({ who: 'Anna Jensen', now: rig.now, execution: '12' });
const marked = (rig: StateRig): string[] =>
	rig.rows('inbox').map((one) => `${cell(one, 'entity')} ${cell(one, 'momentId')} ${cell(one, 'state')}`);

describe('what would go again', () => {
	const nothing: Answer = { found: [], refusal: '' };

	it('asks Moment for the numbers that the tables do not settle, of each kind once', async () => {
		const rig = new StateRig();
		const asked: string[] = [];
		const plan = await planAgain(
			rig.store,
			{ kinds: ['customer', 'project'], choice: 'numbers', numbers: '7-8' },
			async (kind, numbers) => {
				asked.push(`${kind} ${numbers.join(' ')}`);
				return await Promise.resolve(
					kind === 'project'
						? { found: [{ entity: kind, id: '5', key: '8', name: 'Hal' }], refusal: '' }
						: nothing,
				);
			},
		);
		expect(asked).toEqual(['customer 7 8', 'project 7 8']);
		expect(plan.rows).toMatchObject([{ entity: 'project', momentId: '5' }]);
		expect(plan.remarks).toEqual(['Moment has no customer or project with the number 7.']);
	});

	it('asks nobody for what is not finished', async () => {
		const rig = new StateRig();
		rig.put('inbox', [cellsOf(markRow('customer', '7', '107', rig.now))]);
		const ask = jest.fn();
		const wish = { kinds: ['customer'], choice: 'failed', numbers: '' } as const;
		expect((await planAgain(rig.store, wish, ask)).rows).toMatchObject([{ momentId: '7' }]);
		expect(ask).not.toHaveBeenCalled();
	});

	it('says why one kind could not be asked for, and shows what the other has', async () => {
		const rig = new StateRig();
		const plan = await planAgain(
			rig.store,
			{ kinds: ['customer', 'project'], choice: 'numbers', numbers: '7 8' },
			async (kind) =>
				await Promise.resolve(
					kind === 'project'
						? { found: [], refusal: 'Moment answered 503.' }
						: { found: [{ entity: kind, id: '5', key: '7', name: '' }], refusal: '' },
				),
		);
		expect(plan.rows).toHaveLength(1);
		expect(plan.remarks).toEqual(['Moment could not be asked for 8: Moment answered 503.']);
	});
});

describe('marking', () => {
	it('makes the records due; those of another run beside it stay as they are', async () => {
		const rig = new StateRig();
		await rig.compared();
		const refused = { ...markRow('customer', '9', '109', rig.now), state: 'refused', due: null } as const;
		rig.put('inbox', [cellsOf(refused)]);
		await markAgain(rig.store, [row('7'), row('9')], [], decision(rig));
		expect(marked(rig)).toEqual(['customer 9 refused', 'customer 7 due', 'customer 9 due']);
		expect(rig.rows('log')).toEqual([]);
		expect(await rig.run({ by: 'clock' })).toMatchObject({
			fetch: { ids: expect.arrayContaining(['7', '9']) as string[] },
		});
	});

	it('that two people do at once is done once', async () => {
		const rig = new StateRig();
		await markAgain(rig.store, [row('7')], [], decision(rig));
		await markAgain(rig.store, [row('7')], [], decision(rig));
		expect(marked(rig)).toEqual(['customer 7 due']);
	});

	it('says so of a record that a webhook has marked: it is looked at whatever the log says of it', async () => {
		const rig = new StateRig();
		rig.put('inbox', [cellsOf(markRow('customer', '7', '107', rig.now))]);
		await markAgain(rig.store, [row('7')], [], decision(rig));
		expect(rig.rows('inbox').map((one) => isSentAgain(one))).toEqual([false, true]);
	});

	it('keeps who confirmed which record, before it is due', async () => {
		const rig = new StateRig();
		await markAgain(rig.store, [row('7'), row('8')], [row('7', { shownRowId: '44@1' })], decision(rig));
		expect(rig.rows('log')).toMatchObject([
			{ outcome: 'confirmed', momentId: '7', unicontaRowId: '44@1', execution: '12' },
		]);
		expect(cell(rig.rows('log')[0] ?? {}, 'message')).toContain('Confirmed in the form Send Again by Anna Jensen');
	});
});

it('a stop that a person has seen is taken away, and none that came meanwhile', async () => {
	const rig = new StateRig();
	const stop = (momentId: string) => ({
		...cellsOf(markRow('stop', momentId, `10${momentId}`, rig.now)),
		state: 'misnumbered',
		message: `Invoice 10${momentId} got another number.`,
	});
	rig.put('inbox', [stop('1'), stop('2')]);
	const [seen] = rig.rows('inbox');
	const shown = row('1', {
		entity: 'invoice',
		key: '101',
		outcome: 'misnumbered',
		message: 'Invoice 101 got another number.',
		stop: Number(seen?.['id']),
	});
	// An id that is free again goes to the next row.
	const another = { ...shown, stop: Number(rig.rows('inbox')[1]?.['id']) };
	await letPostingGoOn(rig.store, [another], decision(rig));
	expect(marked(rig)).toHaveLength(2);
	await letPostingGoOn(rig.store, [shown], decision(rig));
	expect(marked(rig)).toEqual(['stop 2 misnumbered']);
	expect(rig.rows('log').slice(-1)).toMatchObject([
		{
			outcome: 'dismissed',
			key: '101',
			momentId: 'stop-1',
			message: 'The stop after invoice 101 was taken away in the resend form by Anna Jensen: posting goes on.',
		},
	]);
});
