import { pruneLease, readLease, SKEW_MS, type LeaseClaim } from '../../../lib/state/lease';
import { settingText, TABLES } from '../../../lib/state/tables';
import { givenOf, MINUTE, resultOf, StateRig } from '../../support/stateRig';

const DAY = 24 * 60 * MINUTE;
const webhook = (momentId: string) => ({ by: 'webhook', marks: [{ momentId, key: `10${momentId}` }] }) as const;

/** A customer's state in which a run was cut off while the clock was a day ahead; then the clock was set back. */
async function cutOffAhead(
	cut: (rig: StateRig) => Promise<unknown>,
	settings: Record<string, string> = {},
): Promise<StateRig> {
	const rig = new StateRig(settings);
	await rig.compared();
	rig.now += DAY;
	await cut(rig);
	rig.now -= DAY - MINUTE;
	return rig;
}

const expiry = (rig: StateRig): number => Number(rig.rows('lease')[0]?.['expires']);

describe("a machine's clock that was a day ahead, and was set right", () => {
	it.each([
		['the clock', { by: 'clock' } as const],
		['a webhook', webhook('7')],
		['a person', { by: 'hand' } as const],
	])('a lease taken meanwhile does not hold for a day: started by %s', async (_, started) => {
		const rig = await cutOffAhead(async (ahead) => await ahead.run({ by: 'hand' }));
		expect(expiry(rig)).toBeGreaterThan(rig.now + 23 * 60 * MINUTE);
		await rig.finish(await rig.run(started), { given: [] });
		expect(rig.rows('lease')).toMatchObject([{ holder: '', expires: 0 }]);
	});

	it('the run that held it, should it still be at work, writes no more', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.now += DAY;
		const ahead = await rig.run({ by: 'hand' });
		rig.now -= DAY;
		const run = await rig.run(webhook('7'));
		await rig.finish(ahead, { given: [] });
		expect(rig.rows('lease')).toMatchObject([{ holder: run.claim.holder }]);
		expect(settingText(rig.rows('settings'), 'customers.nextComparison')).not.toMatch(/^night/);
	});

	it('a lease as long as any may be, on a machine whose clock differs by two minutes, is waited for', async () => {
		const rig = new StateRig();
		await rig.compared();
		await rig.run({ by: 'hand' });
		rig.now -= SKEW_MS;
		expect(await rig.begin(webhook('7'))).toEqual({ ended: expect.stringContaining('Another run') });
	});

	it('one that was put right and taken meanwhile is not freed by who has read it before', async () => {
		const rig = await cutOffAhead(async (ahead) => await ahead.run({ by: 'hand' }));
		const read = (await rig.store.call([readLease('uniconta')])).rows('lease');
		const other: LeaseClaim = (await rig.run(webhook('7'))).claim;
		await rig.store.call(pruneLease(read, 'uniconta', rig.now));
		expect(rig.rows('lease')).toMatchObject([{ holder: other.holder }]);
	});

	it('Moment is asked for changes again: at once for everything, where it was asked up to tomorrow', async () => {
		const rig = await cutOffAhead(async (ahead) => {
			await ahead.finish(await ahead.run({ by: 'clock' }), { given: [] });
		});
		const since = settingText(rig.rows('settings'), 'customers.changedSince');
		expect(Date.parse(since)).toBeGreaterThan(rig.now + 23 * 60 * MINUTE);
		// What changed since, and was reported to nobody, is in none of the sweeps to come.
		const run = await rig.run({ by: 'clock' });
		expect(run.work).toBe('comparison');
		await rig.finish(run, { given: [] });
		expect(Date.parse(settingText(rig.rows('settings'), 'customers.changedSince'))).toBeLessThan(rig.now);
		rig.now += MINUTE;
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
		rig.now += 15 * MINUTE;
		expect((await rig.run({ by: 'clock' })).work).toBe('sweep');
	});

	it('a sweep that was cut off is done again, and not tomorrow', async () => {
		const rig = await cutOffAhead(async (ahead) => {
			// Of today everything was compared, by the clock as it was then.
			ahead.put('settings', [
				{ key: 'customers.nextComparison', value: `night ${new Date(ahead.now).toISOString()}` },
			]);
			expect((await ahead.run({ by: 'clock' })).work).toBe('sweep');
			ahead.put('settings', [
				{ key: 'customers.nextComparison', value: `night ${new Date(ahead.now - DAY).toISOString()}` },
			]);
		});
		expect((await rig.run({ by: 'clock' })).work).toBe('sweep');
	});

	it('a comparison that was cut off is done again, and not tomorrow', async () => {
		const rig = await cutOffAhead(async (ahead) => await ahead.run({ by: 'hand' }));
		expect((await rig.run({ by: 'clock' })).work).toBe('comparison');
	});

	it('the comparison of the coming night is not left out', async () => {
		const rig = await cutOffAhead(async (ahead) => {
			await ahead.finish(await ahead.run({ by: 'hand' }), { given: [] });
		});
		await rig.finish(await rig.run({ by: 'clock' }), { given: [] });
		// 02:10 in Copenhagen.
		rig.now = Date.UTC(2026, 0, 6, 1, 10);
		expect((await rig.run({ by: 'clock' })).work).toBe('comparison');
	});

	it('what was marked, or put off, meanwhile is done now', async () => {
		const rig = await cutOffAhead(async (ahead) => {
			// Neither asks Moment for changes nor compares: the marks alone are at stake.
			const run = await ahead.run(webhook('7'));
			await ahead.begin(webhook('8'));
			await ahead.finish(run, { given: [givenOf('7')], results: [resultOf('7', 'failed')] });
		});
		expect(rig.rows('inbox').map(({ key, state }) => [key, state])).toEqual([
			['108', 'due'],
			['107', 'retry'],
		]);
		const run = await rig.run({ by: 'clock' });
		expect([...run.fetch.ids].sort()).toEqual(['7', '8']);
	});

	it('what a machine two minutes ahead has planned is left for then: two of them do not sweep in turns', async () => {
		const rig = new StateRig();
		await rig.compared();
		rig.now += 15 * MINUTE;
		await rig.finish(await rig.run({ by: 'clock' }), { given: [] });
		rig.now -= SKEW_MS;
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
	});

	it('what is put off by an hour, the longest there is, is not due before', async () => {
		const rig = new StateRig();
		await rig.compared();
		const due = new Date(rig.now + 60 * MINUTE).toISOString();
		rig.put('inbox', [{ entity: 'customer', momentId: '9', key: '109', state: 'retry', attempts: 5, due }]);
		expect(await rig.begin({ by: 'clock' })).toEqual({ ended: 'Nothing is due.' });
	});

	it('set forward and left there: the lease of a run at work is taken over, and that run writes no more', async () => {
		const rig = new StateRig();
		await rig.compared();
		const before = await rig.run({ by: 'hand' });
		rig.now += DAY;
		const after = await rig.run({ by: 'clock' });
		await rig.finish(before, { given: [] });
		expect(rig.rows('lease')).toMatchObject([{ holder: after.claim.holder }]);
		expect(rig.tables.rows(TABLES.lease.name)).toHaveLength(1);
	});
});
