import { executionOf } from '../../lib/state/lease';
import { cell, TABLES } from '../../lib/state/tables';
import { verdict } from '../../bench/kills/verdict';
import { demoChoices } from '../../sandbox/demo/choices';
import type { N8n } from '../../sandbox/n8n/process';
import { QueueN8n } from '../../sandbox/n8n/queue/queueN8n';
import { expenseSettings } from '../../sandbox/n8n/settings';
import { readTemplates, wholeRunTrigger } from '../../sandbox/n8n/setup';
import { debtors, forgetCalls, newCustomer, unicontaCalls, writes } from './support/customers';
import { finalize, logOf, numbersIn, orders, outbox, projectsIn, quiet } from './support/invoices';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';
import { eventLogs, writtenDown } from './support/writtenDown';

/** All templates in n8n's queue mode: a main, which runs no workflow, two workers, Redis and PostgreSQL. */
let lab: Lab;
let queue: QueueN8n;

/** The demo's own invoices lie before the cut-over. */
const FIRST = 10_087;
/** Of the same webhook, sent at once. */
const COPIES = 30;
/** Made here, so that they are told from the demo's. */
const OWN = /^5[1-9]\d{3}$/;

beforeAll(async () => {
	lab = await startLab({
		n8n: async (options) => {
			queue = await QueueN8n.create(options);
			return queue;
		},
		sandbox: { data: { postings: 'demo' } },
		// A dead worker's run is given up sooner than after n8n's two minutes.
		env: { QUEUE_WORKER_LOCK_DURATION: '30000', QUEUE_WORKER_STALLED_INTERVAL: '5000' },
		settings: {
			...expenseSettings(demoChoices),
			'invoices.firstNumber': String(FIRST),
			'invoices.nextComparison': 'night',
		},
	});
	lab.sandbox.uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: FIRST });
	for (const template of ['customers', 'projects']) await lab.compare(template);
	await quiet(lab);
});

afterAll(async () => {
	await lab.close();
});

const workerOf = (execution: string): N8n | undefined =>
	queue.workers.find(({ userFolder }) =>
		eventLogs(userFolder).some((log) => log.includes(`"executionId":"${execution}"`)),
	);

/** The worker whose run has the lease now. */
async function holder(): Promise<N8n> {
	return await eventually(async () => {
		const [lease] = (await lab.api.tables.rows(TABLES.lease.name)).filter(({ name }) => name === 'uniconta');
		return workerOf(executionOf(lease ?? {}));
	}, LIMITS.webhook);
}

async function leaseIsFree(): Promise<void> {
	await eventually(
		async () => (await lab.api.tables.rows(TABLES.lease.name)).every((row) => cell(row, 'holder') === ''),
		LIMITS.afterCrash,
	);
}

test('each of the templates is published, and what a person can run in it or open of it works', async () => {
	const templates = readTemplates();
	expect([...lab.workflows.keys()]).toEqual([...templates.keys()]);
	for (const [file, template] of templates) {
		const trigger = wholeRunTrigger(template);
		if (trigger !== undefined) expect([file, (await lab.run(file, trigger)).status]).toEqual([file, 'success']);
		const form = template.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
		if (form === undefined) continue;
		const answer = await fetch(`${lab.n8n.url}/form/moment-uniconta-${file}`, { redirect: 'manual' });
		// To n8n's login.
		expect([file, answer.status]).toEqual([file, 302]);
	}
	await quiet(lab);
});

test('customers and projects are there once, a second comparison writes nothing; expenses come back once', async () => {
	const created = (await lab.logRows()).filter(({ outcome }) => outcome === 'created');
	expect(projectsIn(lab)).toHaveLength(60);
	for (const entity of ['customer', 'project']) {
		const keys = created.filter((row) => row.entity === entity).map(({ momentId }) => String(momentId));
		expect(keys.length).toBeGreaterThan(40);
		expect(new Set(keys).size).toBe(keys.length);
	}
	forgetCalls(lab);
	for (const template of ['customers', 'projects']) await lab.compare(template);
	expect(writes(lab)).toEqual([]);

	await lab.run('expenses', 'Import Now');
	const references = lab.sandbox.moment.store
		.rows('projectExpenses')
		.flatMap(({ values }) => (values.externalId === null ? [] : [String(values.externalId)]));
	expect(references.length).toBeGreaterThanOrEqual(40);
	expect(new Set(references).size).toBe(references.length);
	for (const { userFolder } of queue.workers) expect(eventLogs(userFolder).join('')).toContain('"executionId"');
});

test(`${COPIES} webhooks of the same invoice at once, over two workers: it is posted once`, async () => {
	lab.sandbox.moment.settings.patch({ webhookCopies: COPIES });
	const { number } = finalize(lab);
	lab.sandbox.moment.settings.patch({ webhookCopies: 1 });
	await lab.sandbox.moment.webhooksSettled();
	await eventually(() => numbersIn(lab).includes(number), LIMITS.webhook);
	await quiet(lab);
	expect(numbersIn(lab)).toEqual([number]);
	expect((await logOf(lab, number)).filter(({ outcome }) => outcome === 'posted')).toHaveLength(1);
	expect(orders(lab)).toEqual([]);
	expect(lab.sandbox.uniconta.log.counters().maxSimultaneous).toBe(1);
});

test('the worker with the lease is killed between a post and its answer: the other goes on, nothing is posted twice', async () => {
	forgetCalls(lab);
	// The first such call is the simulation.
	const fault = lab.sandbox.uniconta.faults.add({
		match: { path: 'GenerateDebtorInvoice' },
		kind: 'timeoutAfterCommit',
		skip: 1,
		times: 1,
		socket: 'silent',
	});
	const { number } = finalize(lab);
	const isPost = ({ path }: { path: string }): boolean => path.includes('GenerateDebtorInvoice');
	await eventually(() => unicontaCalls(lab).filter(isPost).length >= 2, LIMITS.webhook);
	const worker = await holder();
	await writtenDown(lab, 'Send');
	await worker.kill();
	lab.sandbox.uniconta.faults.remove(fault.id);
	// Only the other worker is there to mark it.
	lab.sandbox.moment.createCustomer(newCustomer('51001'));
	await lab.sandbox.moment.webhooksSettled();
	await eventually(
		async () => (await lab.inboxRows()).some(({ key }) => key === '51001') || debtors(lab, '51001').length > 0,
		LIMITS.webhook,
	);

	await worker.start();
	await leaseIsFree();
	// It is said in the step after the one that frees the lease.
	const stop = await eventually(
		async () => (await lab.logRows()).find(({ entity }) => entity === 'run'),
		LIMITS.afterCrash,
	);
	expect(stop).toMatchObject({ outcome: 'failed', message: expect.stringContaining('n8n ended') as unknown });
	await eventually(
		async () => (await logOf(lab, number)).some(({ outcome }) => outcome === 'posted'),
		LIMITS.afterCrash,
	);
	const next = finalize(lab).number;
	await eventually(() => numbersIn(lab).includes(next), LIMITS.sweep);
	await eventually(() => debtors(lab, '51001').length > 0, LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab)).toEqual([number - 1, number, next]);
	expect(orders(lab)).toEqual([]);
	expect(outbox(lab)).toEqual([]);
});

test('the main is killed while a worker writes: the worker completes it, and what was changed meanwhile is found', async () => {
	forgetCalls(lab);
	const fault = lab.sandbox.uniconta.faults.add({
		match: { path: 'InsertList|Insert' },
		kind: 'delay',
		delayMs: 10_000,
		times: 1,
	});
	lab.sandbox.moment.createCustomer(newCustomer('52001'));
	await eventually(() => unicontaCalls(lab).some(({ method }) => method === 'POST'), LIMITS.webhook);
	await queue.main.kill();
	// Nobody listens.
	lab.sandbox.moment.createCustomer(newCustomer('52002'));
	await lab.sandbox.moment.webhooksSettled();
	await eventually(() => debtors(lab, '52001').length > 0, LIMITS.webhook);
	lab.sandbox.uniconta.faults.remove(fault.id);

	await queue.main.start();
	await lab.logIn();
	await leaseIsFree();
	await lab.sweep('customers');
	await eventually(() => debtors(lab, '52002').length > 0, LIMITS.sweep);
	await quiet(lab);
});

test('in the end nothing is lost, doubled or left over: in Uniconta, in the tables, and among the executions', async () => {
	const faults = verdict({
		customers: lab.sandbox.moment.store
			.rows('customers')
			.filter(({ values }) => OWN.test(String(values.customerNumber)))
			.map(({ values }) => ({
				id: String(values.id),
				number: String(values.customerNumber),
				address: String(values.addressLine1),
			})),
		debtors: ['51001', '52001', '52002'].flatMap((number) =>
			debtors(lab, number).map((row) => ({
				rowId: String(row.RowId),
				account: number,
				address: String(row.Address1),
			})),
		),
		log: await lab.logRows(),
		inbox: (await lab.inboxRows()).filter(({ state }) => state !== 'waiting'),
		lease: (await lab.api.tables.rows(TABLES.lease.name)).filter(({ name }) => name === 'uniconta'),
	});
	expect(faults).toEqual([]);
	for (const status of ['new', 'running', 'waiting'])
		await eventually(async () => (await lab.api.executions.list({ status })).length === 0, LIMITS.afterCrash);
});
