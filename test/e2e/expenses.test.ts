import { cell, TABLES } from '../../lib/sync/tables';
import { POSTING_SERIES } from '../../sandbox/demo/postings';
import { startLab, type Lab } from './support/lab';

/** Costs posted in Uniconta come back to Moment, in a real n8n between the stand-ins. */
let lab: Lab;

const IMPORT = 'Import Now';

beforeAll(async () => {
	lab = await startLab({
		sandbox: { data: { postings: 'demo' } },
		templates: ['expenses'],
		publish: false,
		settings: {
			'expenses.export': 'on',
			'expenses.series': POSTING_SERIES,
			'expenses.accounts': '2000..2999',
			'expenses.activity': 'Udlæg',
			'expenses.billable': 'yes',
			'expenses.startDate': '2026-01-01',
		},
	});
	await lab.run('expenses', IMPORT, 120_000);
}, 300_000);

afterAll(async () => {
	await lab.close();
});

// Beside what a person has entered in Moment, which has no reference.
const expenses = (): Array<Record<string, unknown>> => lab.sandbox.moment.store.rows('projectExpenses').map(({ values }) => values).filter(({ externalId }) => externalId !== null);
const references = (): string[] => expenses().map(({ externalId }) => String(externalId));
async function setting(key: string): Promise<string> {
	return cell((await lab.api.tables.rows(TABLES.settings.name)).find((row) => row.key === key) ?? {}, 'value');
}

test('every posting on a project becomes one expense; what cannot be imported is in the log with its reason and what to do', async () => {
	expect(expenses().length).toBeGreaterThanOrEqual(40);
	expect(new Set(references()).size).toBe(references().length);
	const rows = (await lab.logRows()).filter(({ entity }) => entity === 'expense');
	expect(rows.filter(({ outcome }) => outcome === 'created')).toHaveLength(expenses().length);
	const refused = rows.filter(({ outcome }) => outcome === 'refused');
	expect(refused.length).toBeGreaterThan(0);
	for (const row of refused) {
		expect(cell(row, 'message')).not.toBe('');
		expect(cell(row, 'fix')).not.toBe('');
	}
	const [lease] = await lab.api.tables.rows(TABLES.lease.name);
	expect(lease?.holder).toBe('');
});

test('cursor and start date have moved, and a second run imports and says nothing', async () => {
	expect(Number(await setting('expenses.cursor'))).toBeGreaterThan(0);
	expect((await setting('expenses.startDate')) > '2026-01-01').toBe(true);
	const [before, said] = [references(), (await lab.logRows()).length];
	await lab.run('expenses', IMPORT, 120_000);
	expect(references()).toEqual(before);
	expect((await lab.logRows()).length).toBe(said);
});

test('the start date set back reads everything again, and nothing is doubled', async () => {
	const before = references();
	await lab.setSetting('expenses.startDate', '2026-01-01');
	await lab.run('expenses', IMPORT, 120_000);
	expect(references()).toEqual(before);
});

test('Moment breaks off in the middle: nothing is doubled, the marks stay, and the next run completes it', async () => {
	const kept = [await setting('expenses.cursor'), await setting('expenses.startDate')];
	for (const row of lab.sandbox.moment.store.rows('projectExpenses')) lab.sandbox.moment.store.remove('projectExpenses', row.values.id);
	await lab.api.tables.empty(TABLES.log.name);
	await lab.setSetting('expenses.startDate', '2026-01-01');
	await lab.setSetting('expenses.cursor', '0');
	const fault = lab.sandbox.moment.faults.add({ match: { method: 'POST', path: 'projectExpenses' }, kind: 'timeoutAfterCommit', skip: 5, times: 30 });
	await lab.run('expenses', IMPORT, 180_000);
	lab.sandbox.moment.faults.remove(fault.id);
	await lab.run('expenses', IMPORT, 120_000);
	expect(new Set(references()).size).toBe(references().length);
	expect(references().length).toBeGreaterThanOrEqual(40);
	expect([await setting('expenses.cursor'), await setting('expenses.startDate')]).toEqual(kept);
});
