import { cell, TABLES, type TableKey } from '../../lib/state/tables';
import { demoChoices } from '../../sandbox/demo/choices';
import type { Row, SavedRow } from '../../sandbox/n8n/api/tables';
import { FormFiller } from '../../sandbox/n8n/form/formFiller';
import { fillSetupForm } from '../../sandbox/n8n/form/setupForm';
import { expenseSettings } from '../../sandbox/n8n/settings';
import { forgetCalls, newCustomer, writes } from './support/customers';
import { eventually, Lab, startLab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The Data Tables in a real n8n: old rows leave the log, and tables that people made beside ours or instead of them
 * break nothing silently. Nothing but the forms is published: only what a test starts runs.
 */
let lab: Lab;

const COMPARE = 'Compare Everything Now';
const UNREACHABLE = 'gone@firm.example';
const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** A row as the log may hold it for a record that Moment has no more. */
function oldRow(days: number, values: Row): Row {
	return {
		time: ago(days),
		entity: 'customer',
		key: 'OLD-1',
		name: 'Gammel Kunde',
		outcome: 'updated',
		message: '',
		fix: '',
		changes: '',
		momentId: '990001',
		unicontaRowId: '771',
		hash: 'aa',
		held: '',
		execution: '1',
		...values,
	};
}
/** By its message, since no run ever writes one like it. */
const marked = (mark: string, days: number, values: Row): Row => oldRow(days, { message: `row ${mark}`, ...values });
const marks = (rows: readonly SavedRow[]): string[] =>
	rows.flatMap((row) => /^row (\w+)$/.exec(cell(row, 'message'))?.[1] ?? []);

beforeAll(async () => {
	lab = await startLab({
		sandbox: { data: { postings: 'demo' } },
		publish: false,
		settings: {
			...expenseSettings(demoChoices),
			'notify.addresses': `chief@firm.example, ${UNREACHABLE}`,
			'notify.minutes': '0',
		},
	});
	for (const form of ['setup', 'resend'])
		await lab.api.workflows.publish(lab.workflows.get(form)?.id ?? '', LIMITS.publish);
	lab.mail.refuse(UNREACHABLE);
	const run = { momentId: '', key: 'customers', unicontaRowId: '', hash: '', outcome: 'failed' };
	const posting = { entity: 'expense', outcome: 'created' };
	await lab.api.tables.ensure(TABLES.log.name, TABLES.log.columns);
	await lab.api.tables.insert(TABLES.log.name, [
		marked('created', 800, { outcome: 'created' }),
		marked('updated', 700, {}),
		marked('mended', 650, { outcome: 'failed', fix: 'Wait.', hash: '', unicontaRowId: '' }),
		marked('LINK', 600, {}),
		marked('WITHHELD', 500, { entity: 'invoice', key: '7', momentId: '990002', outcome: 'misnumbered' }),
		marked('REFUSED', 500, { key: 'OLD-2', momentId: '990003', outcome: 'refused' }),
		marked('posted', 500, { entity: 'invoice', key: '8', momentId: '990004', outcome: 'posted' }),
		marked('stopped', 100, { ...run, entity: 'run' }),
		marked('setting', 100, { ...run, entity: 'settings', outcome: 'refused' }),
		marked('RECENT', 10, { ...run, entity: 'run' }),
		marked('SETTINGS', 10, { ...run, entity: 'settings', outcome: 'refused' }),
		marked('expense', 100, { ...posting, key: '1/K/1', momentId: '990005' }),
		marked('EXPENSE', 40, { ...posting, key: '1/K/2', momentId: '990006' }),
		marked('THEIRS', 900, { entity: 'my own note' }),
	]);
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

const setKeepDays = (days: string): Promise<void> => lab.setSetting('log.keepDays', days);

describe('old rows of the log', () => {
	test('stay with log.keepDays 0', async () => {
		await setKeepDays('0');
		await lab.run('customers', COMPARE);
		expect(marks(await lab.logRows())).toHaveLength(14);
	});

	test('that something newer has overtaken go with each whole comparison, of its kind and of runs and settings; all that is needed stays', async () => {
		await setKeepDays('');
		forgetCalls(lab);
		const before = (await lab.logRows()).length;
		const { status } = await lab.run('customers', COMPARE);
		expect(status).toBe('success');
		expect(marks(await lab.logRows())).toEqual([
			'LINK',
			'WITHHELD',
			'REFUSED',
			'posted',
			'RECENT',
			'SETTINGS',
			'expense',
			'EXPENSE',
			'THEIRS',
		]);
		expect((await lab.logRows()).length).toBe(before - 5);
		expect(writes(lab)).toEqual([]);
		const [lease] = await lab.api.tables.rows(TABLES.lease.name);
		expect(lease?.holder).toBe('');
	});

	test('go once: the next comparison deletes and logs nothing', async () => {
		const before = await lab.logRows();
		await lab.run('customers', COMPARE);
		expect(await lab.logRows()).toEqual(before);
	});

	test('of imported postings go with an import, although nothing came after them', async () => {
		const { status, error } = await lab.run('expenses', 'Import Now');
		expect({ status, error }).toEqual({ status: 'success', error: undefined });
		expect(marks(await lab.logRows())).toEqual([
			'LINK',
			'WITHHELD',
			'REFUSED',
			'posted',
			'RECENT',
			'SETTINGS',
			'EXPENSE',
			'THEIRS',
		]);
	});
});

/** With a table of a similar name, made last, so that n8n finds it before ours. */
async function beside(name: string, of: TableKey, look: () => Promise<void>): Promise<void> {
	await lab.api.tables.ensure(name, TABLES[of].columns);
	try {
		await look();
		expect(await lab.api.tables.rows(name)).toEqual([]);
	} finally {
		await lab.api.tables.drop(name);
	}
}

/** The rows about settings that a template adds to the log. */
async function saidBy(template: string, trigger: string): Promise<SavedRow[]> {
	const before = new Set((await lab.logRows()).map(({ id }) => id));
	await lab.run(template, trigger);
	return (await lab.logRows()).filter(({ id, entity }) => !before.has(id) && entity === 'settings');
}

describe('a copy that somebody made, with a name in which n8n finds ours', () => {
	test('of the log, in another spelling: customers, expenses and the reconciliation send nothing and say it once; no row lands in it', async () => {
		await beside('Moment-Uniconta_LOG2', 'log', async () => {
			forgetCalls(lab);
			lab.sandbox.moment.createCustomer(newCustomer('46001'));
			const [said, ...more] = [
				...(await saidBy('customers', COMPARE)),
				...(await saidBy('expenses', 'Import Now')),
			];
			expect(said).toMatchObject({
				outcome: 'refused',
				message: expect.stringContaining('a Data Table called Moment-Uniconta_LOG2.'),
				fix: expect.stringContaining('Rename Moment-Uniconta_LOG2'),
			});
			expect(more).toEqual([]);
			expect(await saidBy('reconcile', 'Compare Now')).toHaveLength(1);
			expect(writes(lab)).toEqual([]);
		});
		await lab.run('customers', COMPARE);
		expect((await lab.logRows()).find(({ key }) => key === '46001')).toMatchObject({ outcome: 'created' });
	});

	test('of the log: the notifications go on, tell of it, and log in the right table', async () => {
		await beside('moment_uniconta_log (copy)', 'log', async () => {
			await lab.run('customers', COMPARE);
			await lab.run('notifications', 'Look Now');
			await lab.run('notifications', 'Look Now');
			expect(lab.mail.to('chief@firm.example').at(-1)?.text).toContain('moment_uniconta_log (copy)');
			expect((await lab.logRows()).filter(({ entity }) => entity === 'mail').map(({ key }) => key)).toEqual([
				UNREACHABLE,
			]);
		});
	});

	test('of the inbox: the form marks records in the right one', async () => {
		const key = cell(
			(await lab.inboxRows()).find(({ entity, state }) => entity === 'customer' && state === 'refused') ?? {},
			'key',
		);
		await beside('moment_uniconta_inbox_old', 'inbox', async () => {
			const form = await FormFiller.open(lab.n8n.url, Lab.owner, 'moment-uniconta-resend');
			const [kind, which, numbers] = form.page.fields;
			await form.submit({
				[kind?.id ?? '']: ['Customers'],
				[which?.id ?? '']: ['Numbers, as entered below'],
				[numbers?.id ?? '']: [key],
			});
			await form.submit({ [form.page.fields.at(-1)?.id ?? '']: ['Yes'] });
			expect(form.page.title).toContain('One record goes again');
			// What it was refused for stays until the run that takes up the mark.
			const rows = (await lab.inboxRows()).filter((row) => row.key === key);
			expect(rows).toMatchObject([{ state: 'refused' }, { state: 'due' }]);
		});
	});

	test('of the settings and of the lease: the set-up says so and saves nothing, neither here nor there', async () => {
		await beside('moment_uniconta_lease_2025', 'lease', async () => {
			await beside('backup of moment_uniconta_settings', 'settings', async () => {
				const before = await lab.api.tables.rows(TABLES.settings.name);
				await expect(
					fillSetupForm({
						api: lab.api,
						n8nUrl: lab.n8n.url,
						owner: Lab.owner,
						wanted: { notes: 'Saved beside a copy.' },
					}),
				).rejects.toThrow(
					/a Data Table called backup of moment_uniconta_settings and moment_uniconta_lease_2025/,
				);
				expect(await lab.api.tables.rows(TABLES.settings.name)).toEqual(before);
				const leases = await lab.api.tables.rows(TABLES.lease.name);
				expect(leases.map(({ name }) => name)).toEqual(['uniconta', 'expenses']);
			});
		});
	});
});

/** With a table of ours as somebody made it by hand: without a column. Its rows are put back in the end. */
async function without(column: string, from: TableKey, look: () => Promise<void>): Promise<void> {
	const { name, columns } = TABLES[from];
	const kept = await lab.api.tables.rows(name);
	const names = columns.map((one): string => one.name);
	await lab.api.tables.drop(name);
	await lab.api.tables.ensure(
		name,
		columns.filter((one) => one.name !== column),
	);
	try {
		await look();
	} finally {
		await lab.api.tables.drop(name);
		await lab.api.tables.ensure(name, columns);
		if (kept.length > 0)
			await lab.api.tables.insert(
				name,
				kept.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => names.includes(key)))),
			);
	}
}

describe('a table of ours that lacks a column', () => {
	test.each([
		['customers', COMPARE],
		['invoices', COMPARE],
		['expenses', 'Import Now'],
		['reconcile', 'Compare Now'],
	])('the inbox: %s says which, and sends nothing', async (template, trigger) => {
		await lab.api.tables.remove(TABLES.log.name, { entity: 'settings' });
		await without('fix', 'inbox', async () => {
			forgetCalls(lab);
			expect(await saidBy(template, trigger)).toMatchObject([
				{
					message: expect.stringContaining('The Data Table moment_uniconta_inbox lacks the column fix.'),
					fix: expect.stringContaining('the next run makes it anew'),
				},
			]);
			expect(writes(lab)).toEqual([]);
		});
	});

	test('the log: no row can say it, so the run stops and says it itself', async () => {
		await without('held', 'log', async () => {
			forgetCalls(lab);
			const { status, error } = await lab.run('customers', COMPARE);
			expect({ status, error }).toEqual({
				status: 'error',
				error: expect.stringContaining('The Data Table moment_uniconta_log lacks the column held.'),
			});
			expect(writes(lab)).toEqual([]);
		});
	});

	test('the inbox: the form that sends again does not mark what it cannot, and the log says why', async () => {
		await without('attempts', 'inbox', async () => {
			await lab.api.tables.insert(TABLES.inbox.name, [
				{
					entity: 'customer',
					key: '46001',
					momentId: '1',
					state: 'refused',
					message: '',
					fix: '',
					due: null,
					holder: '',
				},
			]);
			const form = await FormFiller.open(lab.n8n.url, Lab.owner, 'moment-uniconta-resend');
			const [kind, which] = form.page.fields;
			await form.submit({ [kind?.id ?? '']: ['Customers'], [which?.id ?? '']: ['All that is not finished'] });
			await expect(form.submit({ [form.page.fields[0]?.id ?? '']: ['Yes'] })).rejects.toThrow(/ended: error/);
			const execution = await lab.api.executions.finished(form.executionId ?? '', LIMITS.run);
			expect(execution.error).toMatch(/attempts/);
			const row = await eventually(async () =>
				(await lab.logRows()).find(
					({ entity, key, message }) =>
						entity === 'run' && key === 'resend' && String(message).includes('attempts'),
				),
			);
			expect(row).toMatchObject({ outcome: 'failed', fix: expect.stringContaining('/executions/') });
		});
	});
});
