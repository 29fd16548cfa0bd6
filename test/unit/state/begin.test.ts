import { noteStoppedRun } from '../../../lib/state/noteStopped';
import { SKEW_MS } from '../../../lib/state/lease';
import { isUnreadNumber, unpackLog } from '../../../lib/state/syncRun';
import { MINUTE, NOON, resultOf, givenOf, StateRig } from '../../support/stateRig';

const webhook = (momentId: string) => ({ by: 'webhook', marks: [{ momentId, key: `10${momentId}` }] }) as const;

describe('what starts a run, and what it does', () => {
	it('compares everything the first time, and again at night: the hour of the panel, in the zone of the workflow', async () => {
		const rig = new StateRig();
		expect(await rig.run({ by: 'clock' })).toMatchObject({ work: 'comparison', fetch: { everything: true } });
		rig.tables.edit('moment_uniconta_lease', { holder: '', expires: 0 });
		await rig.compared();
		// 02:09 in Copenhagen, in winter.
		rig.now = Date.UTC(2026, 0, 6, 1, 9);
		await rig.finish(await rig.run({ by: 'clock' }), { given: [] });
		rig.now = Date.UTC(2026, 0, 6, 1, 10);
		expect(await rig.run({ by: 'clock' })).toMatchObject({ work: 'comparison' });
	});

	it('by hand compares everything, whenever it was done last', async () => {
		const rig = new StateRig();
		await rig.compared();
		expect(await rig.run({ by: 'hand' })).toMatchObject({ work: 'comparison' });
	});

	it('asks for changes every 15 minutes, from where the last run that got through began', async () => {
		const rig = new StateRig();
		await rig.compared();
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
		rig.now += 15 * MINUTE;
		const run = await rig.run({ by: 'clock' });
		expect(run).toMatchObject({ work: 'sweep', fetch: { everything: false, ids: [] } });
		expect(Date.parse(run.fetch.changedSince)).toBeLessThan(rig.now - 15 * MINUTE);
		await rig.finish(run, { given: [] });
		// One that does not get through is not tried each minute.
		rig.now += 15 * MINUTE;
		await rig.run({ by: 'clock' });
		rig.tables.edit('moment_uniconta_lease', { holder: '', expires: 0 });
		rig.now += MINUTE;
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
	});

	it('asks at once when a person has changed a setting', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.now += MINUTE;
		rig.put('settings', [{ key: 'customers.tagGroupName', value: 'Kundegruppe' }]);
		expect(await rig.run({ by: 'clock' })).toMatchObject({ work: 'sweep' });
	});

	it('a webhook marks its record, and does all that is due', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.put('inbox', [
			{
				entity: 'customer',
				momentId: '8',
				key: '108',
				state: 'retry',
				attempts: 2,
				due: new Date(rig.now).toISOString(),
			},
			{ entity: 'customer', momentId: '9', key: '109', state: 'retry', attempts: 2, due: '2026-01-05T13:00:00Z' },
			{ entity: 'project', momentId: '5', key: '1', state: 'due', attempts: 0, due: '2026-01-05T11:00:00Z' },
		]);
		const run = await rig.run(webhook('7'));
		expect(run).toMatchObject({ work: 'inbox', fetch: { everything: false, changedSince: '', ids: ['8', '7'] } });
	});

	it('a record is due when its newest row is, and when a mark is left that no run has taken', async () => {
		const rig = new StateRig();
		await rig.compared();
		const row = { entity: 'customer', momentId: '8', key: '108', attempts: 1, state: 'refused', due: null };
		rig.put('inbox', [row]);
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
		// Marked while the run was at work that refused it: its row came later.
		rig.put('inbox', [{ ...row, state: 'due', due: new Date(rig.now).toISOString() }, row]);
		expect(await rig.run({ by: 'clock' })).toMatchObject({ work: 'inbox', fetch: { ids: ['8'] } });
	});

	it('a stop is nobody’s record, whatever its id', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.put('inbox', [
			{
				entity: 'customer',
				momentId: 'stop-8',
				key: '108',
				state: 'misnumbered',
				due: new Date(rig.now).toISOString(),
			},
		]);
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
	});
});

describe('few calls of the store', () => {
	const calls = (rig: StateRig): number => rig.calls.filter(({ action }) => action === 'list').length;

	it.each([
		['an idle minute', { by: 'clock' }, 1],
		['a comparison', { by: 'hand' }, 2],
		['a webhook', webhook('7'), 2],
	] as const)('%s: %s', async (_, started, most) => {
		const rig = new StateRig();
		await rig.compared();
		await rig.begin(started);
		expect(calls(rig)).toBe(most);
	});

	it('a webhook that finds another run at work: 1, and its mark stays', async () => {
		const rig = new StateRig();
		await rig.compared();
		await rig.run(webhook('7'));
		expect(await rig.begin(webhook('8'))).toEqual({ ended: expect.stringContaining('execution 10') as string });
		expect(calls(rig)).toBe(1);
		expect(rig.rows('inbox').map(({ momentId }) => momentId)).toEqual(['7', '8']);
	});
});

describe('what the log says', () => {
	const created = (momentId: string, key: string) => ({
		time: new Date(NOON).toISOString(),
		entity: 'customer',
		outcome: 'created',
		momentId,
		key,
		unicontaRowId: `7${momentId}@1`,
	});
	const namesOf = (run: { log: string }): unknown[] =>
		unpackLog(run.log).map(({ momentId, key }) => `${String(momentId)} ${String(key)}`);

	it('is read of a few records only as far as it is about them', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.put('log', [created('7', '107'), created('8', '108'), { ...created('9', '107'), entity: 'project' }]);
		const run = await rig.run(webhook('7'));
		expect(namesOf(run)).toEqual(['7 107']);
		expect(isUnreadNumber(run, '107')).toBe(false);
		// Renumbered since it was marked: whose number it is now is not known.
		expect(isUnreadNumber(run, '108')).toBe(true);
	});

	it.each([
		['a number that somebody else had', [created('7', '107'), created('8', '107'), created('8', '108')]],
		['a record without a number', [created('', '1'), created('8', '108')]],
	])('is read whole for %s', async (_, log) => {
		const rig = new StateRig();
		await rig.compared();
		rig.put('log', log);
		const started = { by: 'webhook', marks: [{ momentId: '7', key: log.length === 3 ? '107' : '' }] } as const;
		const run = await rig.run(started);
		expect(namesOf(run)).toHaveLength(log.length);
		expect(isUnreadNumber(run, '999')).toBe(false);
	});
});

describe('the lease', () => {
	it('is taken by one of many that begin at once', async () => {
		const rig = new StateRig();
		await rig.compared();
		const begun = await Promise.all(
			Array.from({ length: 20 }, async (_, at) => await rig.begin(webhook(String(at)))),
		);
		expect(begun.filter((one) => 'run' in one)).toHaveLength(1);
		expect(rig.rows('inbox')).toHaveLength(20);
	});

	it('is ours also when the answer to the call that took it was lost', async () => {
		const rig = new StateRig();
		await rig.compared();
		let lost = 0;
		rig.fault = ({ table, action }) =>
			table === 'moment_uniconta_lease' && action === 'update' && ++lost === 1 ? 'after' : undefined;
		expect(await rig.run(webhook('7'))).toMatchObject({ work: 'inbox' });
		expect(lost).toBe(2);
	});

	it.each([
		[SKEW_MS - 1, false],
		[SKEW_MS + 1, true],
	])('that has ended is taken over after two minutes, because clocks differ: %s ms → %s', async (after, taken) => {
		const rig = new StateRig();
		await rig.compared();
		rig.tables.edit('moment_uniconta_lease', { holder: '5#a', expires: rig.now });
		rig.now += after;
		expect('run' in (await rig.begin(webhook('7')))).toBe(taken);
	});

	it.each([
		['is missing', []],
		['stands twice', [{ expires: 0 }, { expires: 0 }]],
		['cannot expire', [{ expires: null }]],
		['stands three times, one of them held long ago', [{ expires: 0 }, { expires: 5 }, { expires: null }]],
	])('whose row %s is put right, and then taken', async (_, rows) => {
		const rig = new StateRig();
		rig.tables.drop('moment_uniconta_lease');
		rig.tables.make('moment_uniconta_lease', [
			{ name: 'name', type: 'string' },
			{ name: 'holder', type: 'string' },
			{ name: 'expires', type: 'number' },
		]);
		rig.put(
			'lease',
			rows.map(({ expires }) => ({ name: 'uniconta', holder: '', expires })),
		);
		await rig.run({ by: 'hand' });
		expect(rig.rows('lease')).toMatchObject([{ name: 'uniconta', holder: '101#customers.t1' }]);
	});

	it('is respected whatever form the number has that says when it ends', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.tables.edit('moment_uniconta_lease', { holder: '5#a', expires: rig.now + MINUTE + 0.25 });
		expect(await rig.begin(webhook('7'))).toHaveProperty('ended');
		expect(rig.rows('lease')).toMatchObject([{ holder: '5#a' }]);
	});

	it('held by a template of before this version is respected, and named', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.tables.edit('moment_uniconta_lease', { holder: '4711', expires: rig.now + MINUTE });
		expect(await rig.begin(webhook('7'))).toEqual({
			ended: 'Another run (execution 4711) is at Uniconta; what is due is done by it or by the next run.',
		});
	});
});

describe('switched off, or not set up', () => {
	it('keeps nothing of what a webhook brings while it is switched off, and holds no lease', async () => {
		const rig = new StateRig({ 'customers.export': 'off' });
		rig.put('inbox', [{ entity: 'customer', momentId: '7', key: '107', state: 'refused', due: null }]);
		expect(await rig.begin(webhook('7'))).toEqual({ ended: 'The export of customers is switched off.' });
		expect(rig.rows('inbox')).toMatchObject([{ state: 'refused' }]);
		expect(rig.rows('lease')).toMatchObject([{ holder: '' }]);
	});

	it('nor what arrived while another run was at work: the next minute takes it away, and nothing else', async () => {
		const rig = new StateRig({ 'customers.export': 'off' });
		const row = { entity: 'customer', key: '1', attempts: 0, message: '', due: new Date(rig.now).toISOString() };
		rig.put('inbox', [
			{ ...row, momentId: '1', state: 'due' },
			{ ...row, momentId: '2', state: 'due', message: 'Sent again by hand.' },
			{ ...row, momentId: '3', state: 'retry', attempts: 1 },
			{ ...row, momentId: '4', state: 'due', entity: 'project' },
		]);
		await rig.begin({ by: 'clock' });
		expect(rig.rows('inbox').map(({ momentId }) => momentId)).toEqual(['2', '3', '4']);
	});

	it('says once a day what is missing, keeps the mark, and holds no lease', async () => {
		const rig = new StateRig({ 'customers.tagGroup': '' });
		await rig.begin(webhook('7'));
		await rig.begin({ by: 'clock' });
		expect(rig.rows('log')).toMatchObject([{ entity: 'settings', outcome: 'refused', key: 'customers' }]);
		expect(rig.rows('inbox')).toMatchObject([{ momentId: '7', state: 'due' }]);
		expect(rig.rows('lease')).toMatchObject([{ holder: '' }]);
		rig.now += 25 * 60 * MINUTE;
		await rig.begin({ by: 'clock' });
		expect(rig.rows('log')).toHaveLength(2);
	});

	it('a table with a similar name stops everything, and is said', async () => {
		const rig = new StateRig();
		rig.tables.make('moment_uniconta_log_copy', [{ name: 'time', type: 'date' }]);
		expect(await rig.begin({ by: 'clock' })).toEqual({
			ended: expect.stringContaining('moment_uniconta_log_copy') as string,
		});
	});

	it('a log that cannot take a row is said by the run itself, with what to do', async () => {
		const rig = new StateRig();
		rig.tables.drop('moment_uniconta_log');
		rig.tables.make('moment_uniconta_log', [{ name: 'time', type: 'date' }]);
		expect(await rig.begin({ by: 'hand' })).toEqual({
			ended: expect.stringContaining('The Data Table moment_uniconta_log lacks the columns outcome') as string,
			fix: expect.stringContaining('the next run makes it anew') as string,
		});
		expect(rig.rows('lease')).toMatchObject([{ holder: '' }]);
	});
});

describe('state is the company’s', () => {
	it('what a test company has seen does not count for the live one', async () => {
		const rig = new StateRig({ 'company.id': '111' });
		await rig.compared();
		expect(rig.rows('settings').map(({ key }) => key)).toEqual(
			expect.arrayContaining(['customers.changedSince@111', 'customers.nextComparison@111']),
		);
		rig.now += MINUTE;
		rig.tables.drop('moment_uniconta_settings');
		const other = new StateRig({
			'company.id': '222',
			'customers.changedSince@111': '2026-01-01T00:00:00Z',
			'customers.nextComparison@111': 'night',
		});
		expect(await other.run({ by: 'clock' })).toMatchObject({ work: 'comparison', company: '222' });
	});

	it('cursors of before this version count for the company that was chosen before them', async () => {
		const rig = new StateRig({ 'company.id': '111' });
		rig.put('settings', [
			{ key: 'customers.changedSince', value: '2026-01-05T11:00:00.000Z' },
			{ key: 'customers.nextComparison', value: 'night' },
		]);
		expect(await rig.run({ by: 'clock' })).toMatchObject({
			work: 'sweep',
			fetch: { changedSince: '2026-01-05T11:00:00.000Z' },
		});
		const chosenLater = new StateRig();
		chosenLater.now = NOON - 2 * 60 * MINUTE;
		chosenLater.put('settings', [{ key: 'customers.nextComparison', value: 'night' }]);
		chosenLater.now = NOON;
		chosenLater.put('settings', [{ key: 'company.id', value: '111' }]);
		expect(await chosenLater.run({ by: 'clock' })).toMatchObject({ work: 'comparison' });
	});

	it('a refusal that was said of the test company is said of the live one', async () => {
		const rig = new StateRig({ 'company.id': '111' });
		const run = await rig.run({ by: 'hand' });
		await rig.finish(run, { given: [givenOf('1')], results: [resultOf('1', 'refused')] });
		await rig.finish(
			{ ...(await rig.run({ by: 'hand' })), company: '222' },
			{
				given: [givenOf('1')],
				results: [resultOf('1', 'refused')],
			},
		);
		expect(rig.rows('log').map(({ unicontaRowId }) => unicontaRowId)).toEqual(['@111', '@222']);
	});
});

describe('a run that stopped', () => {
	const stopped = { execution: '101', message: 'A run stopped.', fix: 'Nothing to do.', crashed: true };
	const note = async (rig: StateRig, given: Partial<typeof stopped> = {}): Promise<void> => {
		await noteStoppedRun(rig.store, { ...stopped, ...given }, { area: 'customers', now: rig.now, execution: '9' });
	};

	it('loses its lease, its comparison is done again at once, and that is said once an hour', async () => {
		const rig = new StateRig();
		await rig.run({ by: 'hand' });
		await note(rig);
		await note(rig);
		expect(rig.rows('lease')).toMatchObject([{ holder: '', expires: 0 }]);
		expect(rig.rows('log')).toMatchObject([{ entity: 'run', outcome: 'failed', execution: '101' }]);
		expect(await rig.run({ by: 'clock' })).toMatchObject({ work: 'comparison' });
	});

	it('that failed by itself is not done again at once', async () => {
		const rig = new StateRig();
		await rig.run({ by: 'hand' });
		await note(rig, { crashed: false });
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
		rig.now += 16 * MINUTE;
		expect(await rig.run({ by: 'clock' })).toMatchObject({ work: 'comparison' });
	});

	it('leaves the lease of another one alone', async () => {
		const rig = new StateRig();
		await rig.run({ by: 'hand' });
		await note(rig, { execution: '10' });
		expect(rig.rows('lease')).toMatchObject([{ holder: '101#customers.t1' }]);
	});
});
