import { TABLES } from '../../lib/state/tables';
import { POSTING_SERIES } from '../../sandbox/demo/postings';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/** Ten thousand costs come back to Moment, and n8n dies in the middle of it as in a power cut. */
let lab: Lab;

const IMPORT = 'Import Now';
const POSTINGS = 10_000;
const FIRST_DAY = '2025-12-31';

beforeAll(async () => {
	lab = await startLab({
		sandbox: { data: { postings: POSTINGS } },
		templates: ['expenses'],
		publish: false,
		settings: {
			'expenses.export': 'on',
			'expenses.series': POSTING_SERIES,
			'expenses.activity': 'Udlæg',
			'expenses.billable': 'yes',
			'expenses.startAfter': FIRST_DAY,
		},
	});
});

afterAll(async () => {
	await lab.close();
});

// Beside what a person has entered in Moment, which has no reference.
const references = (): string[] =>
	lab.sandbox.moment.store
		.rows('projectExpenses')
		.map(({ values }) => values.externalId)
		.filter((id) => id !== null)
		.map(String);
const momentCalls = (method: string): number =>
	lab.sandbox.moment.log.list().filter((call) => call.method === method).length;
const logged = async (outcome: string): Promise<number> =>
	(await lab.logRows()).filter((row) => row.entity === 'expense' && row.outcome === outcome).length;

test('killed in the middle, and run again to the end: each posting is one expense, and the log knows each', async () => {
	await lab.api.workflows.run(lab.workflows.get('expenses')?.id ?? '', IMPORT);
	await eventually(() => references().length > 4_100, LIMITS.largeRun);
	await lab.kill();
	const done = references().length;
	expect(done).toBeLessThan(POSTINGS);
	await lab.restart();
	// What was written before is in the log, but for the portion that was under way.
	expect(await logged('created')).toBeGreaterThan(done - 401);
	expect(await lab.setting('expenses.startAfter')).toBe(FIRST_DAY);
	expect(await lab.cursor('expenses', 'cursor')).toBe('');
	// Started by hand nobody is told of it: its lease has to end. Here it has.
	for (const name of ['expenses', 'uniconta'])
		await lab.api.tables.update(TABLES.lease.name, { name }, { holder: '', expires: 0 });

	lab.sandbox.moment.log.reset();
	await lab.run('expenses', IMPORT, LIMITS.largeRun);
	expect(references()).toHaveLength(POSTINGS);
	expect(new Set(references()).size).toBe(POSTINGS);
	// The rest is created; what is there already is found in few calls.
	expect(momentCalls('POST')).toBeLessThan(POSTINGS - done + 50);
	expect(momentCalls('GET')).toBeLessThan((POSTINGS - done) / 5);
	expect((await logged('created')) + (await logged('unchanged'))).toBe(POSTINGS);
	expect(Number(await lab.cursor('expenses', 'cursor'))).toBe(POSTINGS);
	expect((await lab.setting('expenses.startAfter')) > FIRST_DAY).toBe(true);
	expect((await lab.api.tables.rows(TABLES.lease.name)).map(({ holder }) => holder)).toEqual(['', '']);
});

test('the start date set back: all of it is read again, nothing is written, and nothing said', async () => {
	const [before, said] = [references(), (await lab.logRows()).length];
	await lab.setSetting('expenses.startAfter', FIRST_DAY);
	lab.sandbox.moment.log.reset();
	lab.sandbox.uniconta.log.reset();
	await lab.run('expenses', IMPORT, LIMITS.largeRun);
	expect(references()).toEqual(before);
	expect(momentCalls('POST') + momentCalls('PATCH')).toBe(0);
	expect((await lab.logRows()).length).toBe(said);
	expect(lab.sandbox.uniconta.log.list().length).toBeLessThan(30);
	expect((await lab.setting('expenses.startAfter')) > FIRST_DAY).toBe(true);
});

test('and once more when the log has lost its rows: the reference in Moment suffices', async () => {
	const before = references();
	await lab.api.tables.empty(TABLES.log.name);
	await lab.setSetting('expenses.startAfter', FIRST_DAY);
	lab.sandbox.moment.log.reset();
	await lab.run('expenses', IMPORT, LIMITS.largeRun);
	expect(references()).toEqual(before);
	expect(momentCalls('POST') + momentCalls('PATCH')).toBe(0);
	expect(await logged('unchanged')).toBe(POSTINGS);
});
