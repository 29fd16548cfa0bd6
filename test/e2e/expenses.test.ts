import { cell, TABLES } from '../../lib/state/tables';
import { POSTING_SERIES } from '../../sandbox/demo/postings';
import type { SavedRow } from '../../sandbox/n8n/api/tables';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

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
			'expenses.startAfter': '2025-12-31',
		},
	});
	await lab.run('expenses', IMPORT);
});

afterAll(async () => {
	await lab.close();
});

// Beside what a person has entered in Moment, which has no reference.
const expenses = (): Array<Record<string, unknown>> =>
	lab.sandbox.moment.store
		.rows('projectExpenses')
		.map(({ values }) => values)
		.filter(({ externalId }) => externalId !== null);
const references = (): string[] => expenses().map(({ externalId }) => String(externalId));

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
	expect(Number(await lab.setting('expenses.cursor'))).toBeGreaterThan(0);
	expect((await lab.setting('expenses.startAfter')) > '2025-12-31').toBe(true);
	const [before, said] = [references(), (await lab.logRows()).length];
	await lab.run('expenses', IMPORT);
	expect(references()).toEqual(before);
	expect((await lab.logRows()).length).toBe(said);
});

test('the start date set back reads everything again, and nothing is doubled', async () => {
	const before = references();
	await lab.setSetting('expenses.startAfter', '2025-12-31');
	await lab.run('expenses', IMPORT);
	expect(references()).toEqual(before);
});

test('Moment breaks off in the middle: nothing is doubled, the marks stay, and the next run completes it', async () => {
	const kept = [await lab.setting('expenses.cursor'), await lab.setting('expenses.startAfter')];
	for (const row of lab.sandbox.moment.store.rows('projectExpenses'))
		lab.sandbox.moment.store.remove('projectExpenses', row.values.id);
	await lab.api.tables.empty(TABLES.log.name);
	await lab.setSetting('expenses.startAfter', '2025-12-31');
	await lab.setSetting('expenses.cursor', '0');
	const fault = lab.sandbox.moment.faults.add({
		match: { method: 'POST', path: 'projectExpenses' },
		kind: 'timeoutAfterCommit',
		skip: 5,
		times: 30,
	});
	await lab.run('expenses', IMPORT);
	lab.sandbox.moment.faults.remove(fault.id);
	await lab.run('expenses', IMPORT);
	expect(new Set(references()).size).toBe(references().length);
	expect(references().length).toBeGreaterThanOrEqual(40);
	expect([await lab.setting('expenses.cursor'), await lab.setting('expenses.startAfter')]).toEqual(kept);
});

const CLOCK = 'Every 10 Minutes';
const unicontaCalls = (): number => lab.sandbox.uniconta.log.list().length;
const expenseRows = async (): Promise<SavedRow[]> => (await lab.logRows()).filter(({ entity }) => entity === 'expense');
const leaseHolder = async (): Promise<unknown> => (await lab.api.tables.rows(TABLES.lease.name))[0]?.holder;
/** As before the first run, with nothing in Moment. */
async function anew(): Promise<void> {
	for (const row of lab.sandbox.moment.store.rows('projectExpenses'))
		if (row.values.externalId !== null) lab.sandbox.moment.store.remove('projectExpenses', row.values.id);
	await lab.api.tables.empty(TABLES.log.name);
	await lab.setSetting('expenses.startAfter', '2025-12-31');
	await lab.setSetting('expenses.cursor', '0');
}

test('ten minutes after a run the clock asks nothing of Uniconta, and by hand it is asked at once', async () => {
	await lab.run('expenses', IMPORT);
	expect(await lab.setting('expenses.progress')).toBe('');
	lab.sandbox.uniconta.log.reset();
	await lab.run('expenses', CLOCK);
	expect(unicontaCalls()).toBe(0);
	await lab.run('expenses', IMPORT);
	expect(unicontaCalls()).toBeGreaterThan(0);
});

test('Moment takes nothing more in the middle: two rows say so, what is left is no failure, and the clock goes on with it at its next tick', async () => {
	await anew();
	const fault = lab.sandbox.moment.faults.add({
		match: { method: 'POST', path: 'projectExpenses' },
		kind: 'status',
		status: 401,
		skip: 12,
	});
	await lab.run('expenses', IMPORT);
	lab.sandbox.moment.faults.remove(fault.id);
	expect(references()).toHaveLength(12);
	expect((await expenseRows()).filter(({ outcome }) => outcome === 'created')).toHaveLength(12);
	expect((await expenseRows()).filter(({ outcome }) => outcome === 'failed')).toHaveLength(1);
	expect([
		await lab.setting('expenses.progress'),
		await lab.setting('expenses.cursor'),
		await lab.setting('expenses.startAfter'),
	]).toEqual(['left', '0', '2025-12-31']);
	expect(await leaseHolder()).toBe('');
	await lab.run('expenses', CLOCK);
	expect(references().length).toBeGreaterThanOrEqual(40);
	expect(new Set(references()).size).toBe(references().length);
	expect(await lab.setting('expenses.progress')).toBe('');
	expect(Number(await lab.setting('expenses.cursor'))).toBeGreaterThan(0);
});

test('a run that another one writes beside leaves it alone; the lease is free while expenses are written', async () => {
	await anew();
	const slow = lab.sandbox.moment.faults.add({
		match: { method: 'POST', path: 'projectExpenses' },
		kind: 'delay',
		delayMs: 300,
	});
	const first = lab.api.workflows.run(lab.workflows.get('expenses')?.id ?? '', IMPORT);
	await eventually(() => references().length > 2, LIMITS.run);
	expect(await leaseHolder()).toBe('');
	lab.sandbox.uniconta.log.reset();
	await lab.run('expenses', CLOCK);
	expect(unicontaCalls()).toBe(0);
	lab.sandbox.moment.faults.remove(slow.id);
	await lab.api.executions.finished(await first, LIMITS.run);
	expect(new Set(references()).size).toBe(references().length);
	expect(references().length).toBeGreaterThanOrEqual(40);
});

test.each([
	[
		'an account filter with nonsense',
		'expenses.accounts',
		'2000..2999, 4000..',
		'"4000.." lacks one end of the range',
	],
	['a start date in the future', 'expenses.startAfter', '2199-01-01', 'is in the future'],
	['a series that does not exist', 'expenses.series', 'NIX', 'There is no number series "NIX"'],
])(
	'%s is one row in the log with what to do; nothing is imported, nothing moves, and the lease is free',
	async (_, key, value, says) => {
		const [before, kept, cursor] = [references(), await lab.setting(key), await lab.setting('expenses.cursor')];
		await lab.setSetting(key, value);
		// The longest look, so that there is something to read.
		if (key !== 'expenses.startAfter') await lab.setSetting('expenses.startAfter', '2025-12-31');
		await lab.run('expenses', IMPORT);
		await lab.run('expenses', IMPORT);
		const said = (await lab.logRows()).filter(
			({ entity, message }) => entity === 'run' && cell({ message }, 'message').includes(says),
		);
		expect(said).toHaveLength(1);
		expect(cell(said[0] ?? {}, 'fix')).not.toBe('');
		expect([
			references(),
			await lab.setting('expenses.cursor'),
			await leaseHolder(),
			await lab.setting('expenses.progress'),
		]).toEqual([before, cursor, '', '']);
		await lab.setSetting(key, kept);
		await lab.run('expenses', IMPORT);
		expect(references()).toEqual(before);
	},
);
