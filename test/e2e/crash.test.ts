import { debtors, forgetCalls, newCustomer, unicontaCalls } from './support/customers';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';
import { writtenDown } from './support/writtenDown';

/** n8n dies in the middle of its work, as in a power cut, and is started again. */
let lab: Lab;

beforeAll(async () => {
	lab = await startLab({ templates: ['customers'] });
	await lab.compare('customers');
});

afterAll(async () => {
	await lab.close();
});

test('killed while it writes marked customers, it completes them after the restart, each once', async () => {
	const hang = lab.sandbox.uniconta.faults.add({
		match: { path: 'InsertList|Insert' },
		kind: 'timeoutAfterCommit',
		socket: 'silent',
	});
	const numbers = ['41001', '41002', '41003', '41004', '41005'];
	lab.sandbox.moment.settings.patch({ webhooksToLose: 4 });
	for (const number of numbers) lab.sandbox.moment.createCustomer(newCustomer(number));
	await lab.sandbox.moment.webhooksSettled();
	// The first webhook's run hangs in its write; the lost ones are marked by the sweep meanwhile.
	await eventually(() => unicontaCalls(lab).some(({ method }) => method === 'POST'), LIMITS.webhook);
	await writtenDown(lab, 'Create or Update');
	await lab.kill();
	lab.sandbox.uniconta.faults.remove(hang.id);
	expect(lab.sandbox.uniconta.log.counters().maxSimultaneous).toBe(1);
	forgetCalls(lab);

	await lab.restart();
	// The run that died is not run again by n8n; its error run frees the lease and says so.
	const stop = await eventually(
		async () => (await lab.logRows()).find(({ entity }) => entity === 'run'),
		LIMITS.afterCrash,
	);
	expect(stop).toMatchObject({ outcome: 'failed', execution: expect.stringMatching(/^\d+$/) as unknown });
	expect(stop.message).toContain('n8n ended in the middle of it');
	await lab.sweep('customers');
	await eventually(() => numbers.every((number) => debtors(lab, number).length > 0), LIMITS.afterCrash);
	for (const number of numbers) expect(debtors(lab, number)).toHaveLength(1);
	await eventually(async () => {
		const [row] = await lab.api.tables.rows('moment_uniconta_lease');
		return row?.holder === '' && (await lab.inboxRows()).every(({ key }) => !numbers.includes(String(key)));
	}, LIMITS.afterCrash);
});

test('killed in the middle of a full comparison, it compares again after the restart', async () => {
	await lab.api.tables.empty('moment_uniconta_log');
	const hang = lab.sandbox.uniconta.faults.add({ match: { path: '/odata/DebtorClient' }, kind: 'hang' });
	lab.sandbox.moment.settings.patch({ webhooksToLose: 1 });
	lab.sandbox.moment.createCustomer(newCustomer('42001'));
	for (const { key } of await lab.api.tables.rows('moment_uniconta_settings')) {
		if (String(key).startsWith('customers.nextComparison')) await lab.setSetting(String(key), '');
	}
	forgetCalls(lab);
	await eventually(() => unicontaCalls(lab).length > 0, LIMITS.sweep);
	await writtenDown(lab, 'Create or Update');
	await lab.kill();
	lab.sandbox.uniconta.faults.remove(hang.id);
	await lab.restart();
	await eventually(() => debtors(lab, '42001').length === 1, LIMITS.afterCrash);
	await eventually(
		async () => (await lab.cursor('customers', 'nextComparison')).startsWith('night'),
		LIMITS.afterCrash,
	);
});
