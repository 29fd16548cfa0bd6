import type { BeginInput } from '../../../lib/state/begin';
import { logParents } from '../../../lib/state/parents';
import { unpackLog } from '../../../lib/state/syncRun';
import { cell } from '../../../lib/state/tables';
import { givenOf, MINUTE, resultOf, StateRig } from '../../support/stateRig';

const PROJECTS: Partial<BeginInput> = { area: 'projects', entity: 'project', parents: ['customer'] };
const INVOICES: Partial<BeginInput> = {
	area: 'invoices',
	entity: 'invoice',
	parents: ['customer', 'project'],
	lookBackDays: 60,
};
const SETTINGS = {
	'projects.export': 'on',
	'invoices.export': 'on',
	'invoices.route': 'journal',
	'invoices.journal': 'MOMENT',
	'invoices.firstNumber': '1',
	'invoices.categoryTagGroup': '7',
	'invoices.roundingAccount': '9990',
};
const webhook = (momentId: string) => ({ by: 'webhook', marks: [{ momentId, key: `10${momentId}` }] }) as const;

/** Customers, projects and invoices have been compared; nothing is due. */
async function comparedRig(): Promise<StateRig> {
	const rig = new StateRig(SETTINGS);
	await rig.compared();
	for (const kind of [PROJECTS, INVOICES]) {
		await rig.finish(await rig.run({ by: 'hand' }, kind), { given: [] });
		rig.now += MINUTE;
		await rig.finish(await rig.run({ by: 'clock' }, kind), { given: [] });
		rig.now += MINUTE;
	}
	return rig;
}

const dueOf = (rig: StateRig, momentId: string): unknown =>
	rig.rows('inbox').find((row) => cell(row, 'momentId') === momentId)?.['due'];

/** A project that cannot be written before customer 7. */
const refused = (momentId: string, customer = '7') =>
	resultOf(momentId, 'refused', { entity: 'project', waitsFor: [`customer/${customer}`] });

describe('a record that waits for a customer or project', () => {
	it('is due as soon as that one is written, by whichever run', async () => {
		const rig = await comparedRig();
		const run = await rig.run(webhook('1'), PROJECTS);
		await rig.finish(run, {
			given: ['1', '2', '3'].map(givenOf),
			results: [refused('1'), refused('2', '8'), refused('3')],
		});
		expect([dueOf(rig, '1'), dueOf(rig, '2')]).toEqual([null, null]);
		rig.now += MINUTE;
		await rig.finish(await rig.run(webhook('7')), { given: [givenOf('7')], results: [resultOf('7', 'created')] });
		expect(dueOf(rig, '2')).toBeNull();
		expect(await rig.run({ by: 'clock' }, PROJECTS)).toMatchObject({ work: 'inbox', fetch: { ids: ['1', '3'] } });
	});

	it('is not woken by one that was refused again, nor by a dry run', async () => {
		const rig = await comparedRig();
		await rig.finish(await rig.run(webhook('1'), PROJECTS), { given: [givenOf('1')], results: [refused('1')] });
		await rig.finish(await rig.run(webhook('7')), { given: [givenOf('7')], results: [resultOf('7', 'refused')] });
		await rig.finish(await rig.run({ by: 'hand' }, { dryRun: true }), {
			given: [givenOf('7')],
			results: [resultOf('7', 'wouldCreate')],
		});
		expect(dueOf(rig, '1')).toBeNull();
	});

	it('is due as well when that one goes ahead of another record', async () => {
		const rig = await comparedRig();
		await rig.finish(await rig.run(webhook('1'), PROJECTS), { given: [givenOf('1')], results: [refused('1')] });
		const run = await rig.run(webhook('5'), INVOICES);
		const rows = await logParents(rig.store, run, [resultOf('7', 'created')], rig.now);
		expect(rows).toMatchObject([{ entity: 'customer', momentId: '7', outcome: 'created' }]);
		expect(rig.rows('log').at(-1)).toMatchObject({ entity: 'customer', momentId: '7', outcome: 'created' });
		expect(dueOf(rig, '1')).not.toBeNull();
	});
});

describe('what goes ahead of the records that need it', () => {
	it('is known by the log that the run has read, of a few records and of all', async () => {
		const rig = await comparedRig();
		await rig.finish(await rig.run(webhook('7')), { given: [givenOf('7')], results: [resultOf('7', 'created')] });
		for (const started of [webhook('1'), { by: 'hand' } as const]) {
			const run = await rig.run(started, PROJECTS);
			expect(unpackLog(run.log)).toMatchObject([{ entity: 'customer', momentId: '7' }]);
			await rig.finish(run, { given: [] });
		}
	});

	it('is said once, and of a dry run only what would happen', async () => {
		const rig = await comparedRig();
		const dry = await rig.run({ by: 'hand' }, { ...PROJECTS, dryRun: true });
		const results = [resultOf('7', 'wouldCreate'), resultOf('8', 'refused')];
		expect((await logParents(rig.store, dry, results, rig.now)).map(({ outcome }) => outcome)).toEqual([
			'wouldCreate',
		]);
		await rig.finish(dry, { given: [] });
		for (const count of [1, 0]) {
			const run = await rig.run({ by: 'hand' }, PROJECTS);
			expect(await logParents(rig.store, run, [resultOf('8', 'refused')], rig.now)).toHaveLength(count);
			await rig.finish(run, { given: [] });
		}
	});
});

describe('a webhook that finds a run of another kind at work', () => {
	/** Ends the other run after so many waits. */
	const patience = (rig: StateRig, waits: number) => ({
		sleep: async (milliseconds: number) => {
			rig.now += milliseconds;
			waits -= 1;
			if (waits === 0) rig.tables.edit('moment_uniconta_lease', { holder: '', expires: 0 });
			await Promise.resolve();
		},
	});

	it('waits for it to be over: a customer and its project are created together', async () => {
		const rig = await comparedRig();
		await rig.run(webhook('7'));
		const began = rig.now;
		const run = await rig.run(webhook('1'), { ...PROJECTS, ...patience(rig, 2) });
		expect(run.fetch.ids).toEqual(['1']);
		expect(rig.now - began).toBeLessThan(5_000);
	});

	it('does not wait for one of its own kind, which takes up what was marked', async () => {
		const rig = await comparedRig();
		await rig.run(webhook('1'), PROJECTS);
		const sleep = jest.fn();
		expect(await rig.begin(webhook('2'), { ...PROJECTS, sleep })).toHaveProperty('ended');
		expect(sleep).not.toHaveBeenCalled();
	});

	it('leaves its mark for the clock when the other one takes long', async () => {
		const rig = await comparedRig();
		await rig.run(webhook('7'));
		const began = rig.now;
		expect(await rig.begin(webhook('1'), { ...PROJECTS, ...patience(rig, 99) })).toHaveProperty('ended');
		expect(rig.now - began).toBeLessThan(30_000);
		expect(rig.rows('inbox')).toMatchObject([{ entity: 'customer' }, { entity: 'project', momentId: '1' }]);
	});
});

describe('templates that are published together', () => {
	it('do not put off each other’s first comparison', async () => {
		const rig = new StateRig(SETTINGS);
		// The other one takes the lease between the two calls of this one.
		rig.fault = (_, at) => {
			if (at === 6)
				rig.tables.edit('moment_uniconta_lease', { holder: '9#customers.z', expires: rig.now + MINUTE });
			return undefined;
		};
		let begun = await rig.begin({ by: 'clock' }, PROJECTS);
		rig.fault = undefined;
		while ('run' in begun) throw new Error('the lease was to be taken between the calls');
		rig.tables.edit('moment_uniconta_lease', { holder: '', expires: 0 });
		rig.now += MINUTE;
		begun = await rig.begin({ by: 'clock' }, PROJECTS);
		expect(begun).toMatchObject({ run: { work: 'comparison' } });
	});

	it('begin at once after a dry run', async () => {
		const rig = new StateRig(SETTINGS);
		await rig.finish(await rig.run({ by: 'hand' }, { ...PROJECTS, dryRun: true }), { given: [] });
		expect(await rig.run({ by: 'clock' }, PROJECTS)).toMatchObject({ work: 'comparison' });
	});
});

describe('invoices', () => {
	const row = { entity: 'invoice', attempts: 1, message: '', fix: '', holder: '' };

	it('that wait are done together with any that is due', async () => {
		const rig = await comparedRig();
		const later = new Date(rig.now + 30 * MINUTE).toISOString();
		rig.put('inbox', [
			{ ...row, momentId: '2', key: '102', state: 'waiting', due: later },
			{ ...row, momentId: '3', key: '103', state: 'retry', due: later },
		]);
		expect(await rig.begin({ by: 'clock' }, INVOICES)).toEqual({ ended: 'Nothing is due.' });
		expect((await rig.run(webhook('1'), INVOICES)).fetch.ids).toEqual(['2', '1']);
	});

	it('know what stops all posting, whichever kind of row says it, and nobody takes that away', async () => {
		const rig = await comparedRig();
		rig.put('inbox', [
			{ ...row, entity: 'stop', momentId: '8', key: '57', state: 'misnumbered', due: null },
			{ ...row, momentId: 'stop-9', key: '58', state: 'due', due: '2026-01-05T11:00:00.000Z' },
		]);
		expect(await rig.begin({ by: 'clock' }, INVOICES)).toEqual({ ended: 'Nothing is due.' });
		const run = await rig.run({ by: 'hand' }, INVOICES);
		expect([run.inbox, run.stops.map(({ key }) => key)]).toEqual([[], ['57', '58']]);
		await rig.finish(run, { given: [] });
		expect(rig.rows('inbox')).toHaveLength(2);
	});

	it('are compared back to the first number once, and then for 60 days; what is not met stays in the inbox', async () => {
		const rig = new StateRig(SETTINGS);
		const first = await rig.run({ by: 'clock' }, INVOICES);
		expect(first.fetch).toMatchObject({ everything: true, changedSince: '' });
		rig.put('inbox', [{ ...row, momentId: '2', key: '102', state: 'refused', due: null }]);
		await rig.finish(first, { given: [] });
		const second = await rig.run({ by: 'hand' }, INVOICES);
		expect(Date.parse(second.fetch.changedSince)).toBe(rig.now - 60 * 24 * 60 * MINUTE);
		await rig.finish(second, { given: [givenOf('1')], results: [resultOf('1', 'posted', { entity: 'invoice' })] });
		expect(rig.rows('inbox')).toMatchObject([{ momentId: '2', state: 'refused' }]);
	});

	it('that are posted cost a later webhook no look at customers and projects', async () => {
		const rig = await comparedRig();
		await rig.finish(await rig.run(webhook('7')), { given: [givenOf('7')], results: [resultOf('7', 'created')] });
		const posted = resultOf('1', 'posted', { entity: 'invoice' });
		await rig.finish(await rig.run(webhook('1'), INVOICES), { given: [givenOf('1')], results: [posted] });
		const call = jest.spyOn(rig.store, 'call');
		const run = await rig.run(webhook('1'), INVOICES);
		expect(unpackLog(run.log).map((row) => cell(row, 'entity'))).toEqual(['invoice']);
		await rig.finish(run, { given: [givenOf('1')], results: [{ ...posted, outcome: 'unchanged' }] });
		expect(call).toHaveBeenCalledTimes(3);
		expect(rig.rows('inbox')).toEqual([]);
	});
});

describe('invoices that are finished together', () => {
	/** While the run waits, another webhook comes. */
	const gathers = (rig: StateRig, comes: string) => ({
		gatherMs: 1000,
		sleep: async (milliseconds: number) => {
			rig.now += milliseconds / 2;
			expect(await rig.begin(webhook(comes), INVOICES)).toHaveProperty('ended');
			rig.now += milliseconds / 2;
		},
	});

	it('go with one run: it waits a second for the rest of the burst', async () => {
		const rig = await comparedRig();
		const run = await rig.run(webhook('1'), { ...INVOICES, ...gathers(rig, '2') });
		expect(run.fetch.ids).toEqual(['1', '2']);
	});

	it('do not wait where all are posted already', async () => {
		const rig = await comparedRig();
		const run = await rig.run(webhook('1'), INVOICES);
		const results = [resultOf('1', 'posted', { entity: 'invoice', key: '101' })];
		await rig.finish(run, { given: [givenOf('1')], results });
		const sleep = jest.fn();
		await rig.begin(webhook('1'), { ...INVOICES, gatherMs: 1000, sleep });
		expect(sleep).not.toHaveBeenCalled();
	});
});
