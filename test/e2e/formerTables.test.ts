import { cell, TABLES, type TableKey } from '../../lib/state/tables';
import type { SavedRow } from '../../sandbox/n8n/api/tables';
import { FORMER_RUN, FORMER_UNFINISHED, formerTables, type FormerRow } from '../support/formerTables';
import { debtors, forgetCalls, newCustomer, unicontaCalls, writes } from './support/customers';
import { startLab, type Lab } from './support/lab';

/**
 * The customers' template on the tables that the template of commit 26836d1 left in the middle of its run. Nothing is
 * published: only what a test starts runs.
 */
let lab: Lab;
const COMPARE = 'Compare Everything Now';
/** The one that was sent to Uniconta, and of which the log says nothing. */
const SENT = '46001';

beforeAll(async () => {
	lab = await startLab({ templates: ['customers'], publish: false });
	// Both systems as they were then: all of the demo is in Uniconta, and so is the one that was sent.
	lab.sandbox.moment.createCustomer(newCustomer(SENT));
	await lab.compare('customers');
	for (const number of FORMER_UNFINISHED) if (number !== SENT) lab.sandbox.moment.createCustomer(newCustomer(number));
	const tables = formerTables(Date.now());
	for (const key of ['settings', 'inbox', 'log', 'lease'] as const) {
		await lab.api.tables.drop(TABLES[key].name);
		await lab.api.tables.ensure(TABLES[key].name, TABLES[key].columns);
		await lab.api.tables.insert(TABLES[key].name, tables[key].map(inThisLab));
	}
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

/** With the ids that both systems have given here. */
function inThisLab(row: FormerRow): FormerRow {
	if (row['momentId'] === undefined || row['momentId'] === '') return row;
	const key = cell(row, 'key');
	const { values } =
		lab.sandbox.moment.store.rows('customers').find((one) => one.values.customerNumber === key) ?? {};
	if (values === undefined) throw new Error(`Moment has no customer ${key}`);
	const rowId = cell(row, 'unicontaRowId') === '' ? '' : cell(debtors(lab, key)[0] ?? {}, 'RowId');
	return {
		...row,
		momentId: cell(values, 'id'),
		...(row['unicontaRowId'] === undefined ? {} : { unicontaRowId: rowId }),
	};
}

const rows = (key: TableKey): Promise<SavedRow[]> => lab.api.tables.rows(TABLES[key].name);
const taken = (inbox: readonly SavedRow[]): string[] =>
	inbox.filter(({ holder }) => holder === FORMER_RUN).map((row) => cell(row, 'key'));

test('while the run of before holds the lease, nothing is sent, and what it has taken stays', async () => {
	forgetCalls(lab);
	const { status } = await lab.run('customers', COMPARE);
	expect(status).toBe('success');
	expect(unicontaCalls(lab)).toEqual([]);
	expect(await rows('lease')).toMatchObject([{ holder: FORMER_RUN }]);
	expect(taken(await rows('inbox'))).toEqual([SENT]);
});

test('when the lease has ended, all that was open is done: nothing is lost, nothing written twice', async () => {
	const links = (await rows('log')).filter(({ unicontaRowId }) => unicontaRowId !== '').length;
	await lab.api.tables.update(TABLES.lease.name, { name: 'uniconta' }, { expires: Date.now() - 121_000 });
	forgetCalls(lab);
	await lab.compare('customers');
	for (const number of FORMER_UNFINISHED)
		expect({ number, there: debtors(lab, number).length }).toEqual({ number, there: 1 });
	const log = await rows('log');
	for (const number of FORMER_UNFINISHED) {
		const own = log.filter((row) => row.key === number && row.unicontaRowId !== '');
		expect(own.map(({ outcome }) => outcome)).toEqual([number === SENT ? 'unchanged' : 'created']);
		expect(cell(own[0] ?? {}, 'unicontaRowId').split('@')[0]).toBe(cell(debtors(lab, number)[0] ?? {}, 'RowId'));
	}
	// The three that Uniconta lacked in one list, and nothing else: every link of before still holds.
	expect(writes(lab).filter(({ path }) => path.includes('Insert'))).toHaveLength(1);
	expect(writes(lab).filter(({ method }) => method === 'PUT')).toEqual([]);
	expect(log.filter(({ unicontaRowId }) => unicontaRowId !== '')).toHaveLength(links + FORMER_UNFINISHED.length);
	const inbox = await rows('inbox');
	expect(inbox.every(({ state }) => state === 'refused')).toBe(true);
	expect(inbox.length).toBeGreaterThan(3);
	expect(await rows('lease')).toMatchObject([{ holder: '', expires: 0 }]);
});
