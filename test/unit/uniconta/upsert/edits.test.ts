import { writtenHash, type MappedRecord } from '../../../../lib/core/record';
import type { CustomerSource } from '../../../../lib/mapping/customer';
import { foldLog, logRows, type LogRow } from '../../../../lib/state/log';
import type { TableRow } from '../../../../lib/state/tables';
import { fieldOf } from '../../../../lib/uniconta/api/rows';
import { mapOne } from '../../../support/customerSource';
import { rig as reconciled } from '../../../support/reconcile';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

/** What the log keeps of a field that a node of somebody's workflow changes, night after night. */
let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

type Edit = (fields: Record<string, unknown>) => Record<string, unknown>;
const none: Edit = (fields) => fields;
const shout: Edit = (fields) => ({ ...fields, Name: String(fields['Name']).toUpperCase() });
const takeOut: Edit = (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'Name'));

function customerOfNights() {
	const log: Array<LogRow & TableRow & { id: number }> = [];
	const mapped = (given: Partial<CustomerSource>) => mapOne(given, { faxField: '' }, foldLog(log, 'customer'));
	const night = async (edit: Edit, given: Partial<CustomerSource> = {}): Promise<string> => {
		rig.forget();
		const one = mapped(given);
		const uniconta = edit({ ...one.uniconta });
		const record: MappedRecord = {
			...one,
			uniconta,
			hash: writtenHash(one.hash, uniconta),
			...(edit === none ? {} : { mapped: one.uniconta }),
		};
		const results = await rig.write([record]);
		for (const row of logRows(results, { now: 0, execution: '1', known: log }))
			log.push({ ...row, id: log.length + 1 });
		return `${results[0]?.outcome ?? ''}, ${log.length} rows`;
	};
	const states = async (given: Partial<CustomerSource> = {}): Promise<string[]> => {
		const rows = (await rig.client().all('DebtorClientUser', 'Account')).filter(
			(row) => fieldOf(row, 'Account') === '30001',
		);
		const customers = [{ ...mapped(given), withheld: false }];
		return reconciled({ customers, rows }).differences.map(({ state, field }) => `${state} ${field}`);
	};
	return { log, night, states };
}

it('is known to the comparison, and said once', async () => {
	const { log, night, states } = customerOfNights();
	expect(await night(shout)).toBe('created, 1 rows');
	expect(await states()).toEqual(['edited Name']);
	expect(log[0]?.held).toMatch(/(^|, )Name~[0-9a-f]{8}$/);
	expect(await night(shout)).toBe('unchanged, 1 rows');
	expect(await states()).toEqual(['edited Name']);
});

it('changed by the workflow in another way, the newest row counts; without the node there is nothing to tell', async () => {
	const { night, states } = customerOfNights();
	await night(shout);
	expect(await night((fields) => ({ ...fields, Name: 'Kunde' }))).toBe('updated, 2 rows');
	expect(await states()).toEqual(['edited Name']);
	expect(await night(none)).toBe('updated, 3 rows');
	expect(await states()).toEqual([]);
});

it('where Uniconta has already what the workflow wants now, nothing is written and the log knows it all the same', async () => {
	const { night, states } = customerOfNights();
	await night(none);
	rig.edit('30001', { Name: String(rig.debtor('30001')?.['Name']).toUpperCase() });
	expect(await states()).toEqual(['differs Name']);
	expect(await night(shout)).toBe('unchanged, 2 rows');
	expect(await states()).toEqual(['edited Name']);
	// And back: the mark goes with the node.
	expect(await night(none)).toBe('updated, 3 rows');
	expect(await states()).toEqual([]);
});

it('a field that the workflow takes out may hold anything', async () => {
	const { night, states } = customerOfNights();
	await night(none);
	await night(takeOut, { name: 'Another' });
	expect(await states({ name: 'Another' })).toEqual(['edited Name']);
	expect(await states({ name: 'A third' })).toEqual(['differs Name']);
});

it('what Uniconta makes of it is what was sent', async () => {
	rig.reset({ proseTexts: 'tidied' });
	const { night, states } = customerOfNights();
	await night((fields) => ({ ...fields, Name: 'KUNDE  A/S.' }));
	expect(rig.debtor('30001')?.['Name']).toBe('KUNDE A/S');
	expect(await states()).toEqual(['edited Name']);
});
