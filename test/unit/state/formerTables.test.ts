import { foldLog } from '../../../lib/state/log';
import { SKEW_MS } from '../../../lib/state/lease';
import { noteStoppedRun } from '../../../lib/state/noteStopped';
import { unpackLog, type SyncRun } from '../../../lib/state/syncRun';
import { cell, settingText, TABLES } from '../../../lib/state/tables';
import { formerTables, FORMER_RUN, FORMER_UNFINISHED } from '../../support/formerTables';
import { givenOf, MINUTE, NOON, resultOf, StateRig } from '../../support/stateRig';

/** Tables as the template before this version left them, in the middle of its run. */
function rigWithFormerTables(): StateRig {
	const rig = new StateRig();
	for (const key of ['settings', 'inbox', 'log', 'lease'] as const) {
		const { name, columns } = TABLES[key];
		rig.tables.drop(name);
		rig.tables.make(name, columns);
		rig.put(key, formerTables(NOON)[key]);
	}
	rig.now = NOON + MINUTE;
	return rig;
}

const lease = (rig: StateRig) => rig.rows('lease').map(({ holder, expires }) => ({ holder, expires }));
const keysIn = (rig: StateRig) => rig.rows('inbox').map((row) => `${cell(row, 'key')} ${cell(row, 'state')}`);
const expiry = (rig: StateRig): number => Number(rig.rows('lease')[0]?.['expires']);
const unfinished = (rig: StateRig) =>
	rig.rows('inbox').filter((row) => FORMER_UNFINISHED.some((key) => key === cell(row, 'key')));

/** The records that were not finished, done by this run. */
async function finishAll(rig: StateRig, run: SyncRun, ids: readonly string[]): Promise<void> {
	await rig.finish(run, {
		given: ids.map(givenOf),
		results: ids.map((id) => resultOf(id, 'created', { key: keyOf(id), hash: `h${id}` })),
	});
}
const keyOf = (momentId: string): string =>
	cell(formerTables(NOON).inbox.find((row) => row['momentId'] === momentId) ?? {}, 'key');

describe('tables that the template of before left in the middle of its run', () => {
	it('its lease is waited for: by clock, by hand, and by a webhook, which leaves its mark', async () => {
		const rig = rigWithFormerTables();
		const before = { lease: lease(rig), inbox: keysIn(rig) };
		const waits = { ended: expect.stringContaining(`Another run (execution ${FORMER_RUN})`) };
		expect(await rig.begin({ by: 'clock' })).toEqual(waits);
		expect({ lease: lease(rig), inbox: keysIn(rig) }).toEqual(before);
		expect(await rig.begin({ by: 'hand' })).toEqual(waits);
		expect(await rig.begin({ by: 'webhook', marks: [{ momentId: '5', key: '105' }] })).toEqual(waits);
		expect(lease(rig)).toEqual(before.lease);
		expect(keysIn(rig)).toEqual([...before.inbox, '105 due']);
	});

	it('when it has ended by itself, all that it had taken or left is done, once, and nothing else of the inbox goes', async () => {
		const rig = rigWithFormerTables();
		const refused = keysIn(rig).filter((text) => text.endsWith('refused'));
		rig.now = expiry(rig) + SKEW_MS;
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: expect.stringContaining('Another run') });
		rig.now += 1;
		const run = await rig.run({ by: 'clock' });
		expect(run.work).toBe('sweep');
		expect(run.fetch.changedSince).toBe(settingText(formerTables(NOON).settings, 'customers.changedSince'));
		expect(run.fetch.ids.map(keyOf).sort()).toEqual([...FORMER_UNFINISHED]);
		await finishAll(rig, run, run.fetch.ids);
		expect(keysIn(rig)).toEqual(refused);
		expect(lease(rig)).toEqual([{ holder: '', expires: 0 }]);
		rig.now += MINUTE;
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
	});

	it('its links are honoured, and stay when the log is written on', async () => {
		const rig = rigWithFormerTables();
		rig.now = expiry(rig) + SKEW_MS + 1;
		const known = foldLog(unpackLog((await rig.run({ by: 'hand' })).log), 'customer', '');
		const old = formerTables(NOON).log.filter((row) => row['unicontaRowId'] !== '');
		expect(old.length).toBeGreaterThan(30);
		for (const row of old)
			expect(known.byMomentId.get(cell(row, 'momentId'))).toMatchObject({
				key: row['key'],
				unicontaRowId: row['unicontaRowId'],
				hash: row['hash'],
			});
	});

	it('also in a company that was named since', async () => {
		const rig = rigWithFormerTables();
		rig.now = expiry(rig) + SKEW_MS + 1;
		rig.put('settings', [{ key: 'company.id', value: '4217' }]);
		const run = await rig.run({ by: 'hand' });
		expect(foldLog(unpackLog(run.log), 'customer', '4217').byMomentId.get('70011002')?.unicontaRowId).toBe('55204');
	});

	it('what it left off at counts once: from then on the rows of the company do', async () => {
		const rig = rigWithFormerTables();
		const company = { key: 'company.id', value: '4217' };
		// Chosen before the template left off.
		rig.tables.drop(TABLES.settings.name);
		rig.tables.make(TABLES.settings.name, TABLES.settings.columns);
		rig.put('settings', [company, ...formerTables(NOON).settings]);
		rig.now = expiry(rig) + SKEW_MS + 1;
		const former = settingText(formerTables(NOON).settings, 'customers.changedSince');
		const run = await rig.run({ by: 'clock' });
		expect(run.fetch.changedSince).toBe(former);
		await finishAll(rig, run, run.fetch.ids);
		expect(settingText(rig.rows('settings'), 'customers.changedSince')).toBe(former);
		rig.now += 15 * MINUTE;
		const next = await rig.run({ by: 'clock' });
		expect(next.work).toBe('sweep');
		expect(Date.parse(next.fetch.changedSince)).toBeGreaterThan(Date.parse(former));
	});

	it('the comparison of the night comes at night, and one that was cut off comes again', async () => {
		const rig = rigWithFormerTables();
		rig.now = expiry(rig) + SKEW_MS + 1;
		await finishAll(rig, await rig.run({ by: 'clock' }), []);
		// 02:10 in Copenhagen.
		rig.now = Date.UTC(2026, 0, 6, 1, 9);
		expect((await rig.run({ by: 'clock' })).work).toBe('sweep');
		rig.tables.edit(TABLES.lease.name, { holder: '', expires: 0 });
		rig.now = Date.UTC(2026, 0, 6, 1, 10);
		expect((await rig.run({ by: 'clock' })).work).toBe('comparison');

		const cut = rigWithFormerTables();
		cut.put('settings', [{ key: 'customers.nextComparison', value: new Date(NOON + 15 * MINUTE).toISOString() }]);
		cut.now = NOON + 16 * MINUTE;
		expect((await cut.run({ by: 'clock' })).work).toBe('comparison');
	});

	it('an error run frees what the run of before held, and no more', async () => {
		const rig = rigWithFormerTables();
		const stopped = { execution: FORMER_RUN, message: 'It stopped.', fix: '', crashed: true };
		const context = { area: 'customers' as const, now: rig.now, execution: '44' };
		await noteStoppedRun(rig.store, { ...stopped, execution: '4' }, context);
		expect(lease(rig)[0]?.holder).toBe(FORMER_RUN);
		await noteStoppedRun(rig.store, stopped, context);
		expect(lease(rig)).toEqual([{ holder: '', expires: 0 }]);
	});

	it('the run of before ends late: it takes nothing from the run that has begun meanwhile', async () => {
		const rig = rigWithFormerTables();
		rig.now = expiry(rig) + SKEW_MS + 1;
		const run = await rig.run({ by: 'clock' });
		// Remove Taken, Release Lease, and another of its kind that wants the lease, as that template does them.
		const table = async (name: string) => {
			const { data } = await rig.tables.aggregate().getManyAndCount({ filter: { name } });
			return rig.tables.one(data[0]?.id ?? '');
		};
		const own = { columnName: 'holder', condition: 'eq', value: FORMER_RUN } as const;
		await (await table(TABLES.inbox.name)).deleteRows({ filter: { type: 'and', filters: [own] }, dryRun: false });
		const leases = await table(TABLES.lease.name);
		await leases.updateRows({
			filter: { type: 'and', filters: [own] },
			data: { holder: '', expires: 0 },
			dryRun: false,
		});
		const wants = await leases.updateRows({
			filter: {
				type: 'and',
				filters: [
					{ columnName: 'name', condition: 'eq', value: 'uniconta' },
					{ columnName: 'expires', condition: 'lt', value: rig.now },
				],
			},
			data: { holder: '52', expires: rig.now + 8 * MINUTE },
			dryRun: false,
		});
		expect(wants).toEqual([]);
		expect(lease(rig)[0]?.holder).toBe(run.claim.holder);
		await finishAll(rig, run, run.fetch.ids);
		expect(unfinished(rig)).toEqual([]);
		expect(lease(rig)).toEqual([{ holder: '', expires: 0 }]);
	});
});
