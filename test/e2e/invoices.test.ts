import { cell, TABLES } from '../../lib/state/tables';
import { forgetCalls, unicontaCalls } from './support/customers';
import {
	finalize,
	logOf,
	mendAll,
	numbersIn,
	orders,
	outbox,
	PROJECT,
	postedInvoices,
	projectsIn,
	quiet,
} from './support/invoices';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The three templates in a real n8n, between the stand-ins. The demo's 86 documents are posted first; each test then
 * finalizes its own invoices in Moment, whose numbers follow on, and leaves the series in step.
 */
let lab: Lab;

const COMPARE = 'Compare Everything Now';
const ALL = Array.from({ length: 86 }, (_, at) => 10_001 + at);

beforeAll(async () => {
	lab = await startLab({ templates: ['customers', 'projects', 'invoices'] });
	mendAll(lab);
	for (const template of ['customers', 'projects', 'invoices']) await lab.compare(template);
	await quiet(lab);
});

beforeEach(async () => {
	lab.sandbox.uniconta.faults.remove();
	lab.sandbox.moment.faults.remove();
	await quiet(lab);
	forgetCalls(lab);
});

afterAll(async () => {
	await lab.close();
});

test('the first comparisons bring every project, and post every invoice and credit note under its own number, once', async () => {
	expect(projectsIn(lab)).toHaveLength(60);
	expect(numbersIn(lab).slice(0, ALL.length)).toEqual(ALL);
	expect(orders(lab)).toEqual([]);
	expect(outbox(lab)).toEqual([]);
	const rows = await lab.logRows();
	expect(rows.filter(({ entity, outcome }) => entity === 'project' && outcome === 'created')).toHaveLength(60);
	expect(
		rows.filter((row) => row.entity === 'invoice' && row.outcome === 'posted' && ALL.includes(Number(row.key))),
	).toHaveLength(86);
});

test('a second comparison posts nothing, writes nothing and says nothing new', async () => {
	const before = (await lab.logRows()).length;
	const posted = numbersIn(lab).length;
	await lab.compare('projects');
	await lab.compare('invoices');
	expect(numbersIn(lab)).toHaveLength(posted);
	expect(
		(await lab.logRows())
			.slice(before)
			.map(({ entity, key, outcome, message }) => ({ entity, key, outcome, message })),
	).toEqual([]);
	expect(
		unicontaCalls(lab)
			.filter(({ method }) => method !== 'GET')
			.map(({ path }) => path)
			.filter((path) => !/login|Query/.test(path)),
	).toEqual([]);
});

test('an invoice finalized in Moment is posted seconds later; sending and paying it costs Uniconta no call', async () => {
	const { number, id } = finalize(lab);
	await eventually(() => numbersIn(lab).includes(number), LIMITS.webhook);
	await quiet(lab);
	expect((await logOf(lab, number)).map(({ outcome }) => outcome)).toEqual(['posted']);
	expect(postedInvoices(lab).find(({ InvoiceNumber }) => Number(InvoiceNumber) === number)).toMatchObject({
		NetAmount: 1000,
		VatAmount: 250,
		TotalAmount: 1250,
	});
	forgetCalls(lab);
	lab.sandbox.moment.invoicing.send(id);
	lab.sandbox.moment.invoicing.pay(id);
	await lab.sandbox.moment.webhooksSettled();
	await eventually(async () => (await lab.inboxRows()).every(({ key }) => key !== String(number)));
	await quiet(lab);
	expect(unicontaCalls(lab)).toEqual([]);
});

test('a credit note is posted with its own number and refers to what it credits', async () => {
	const { number, id } = finalize(lab);
	await eventually(() => numbersIn(lab).includes(number), LIMITS.webhook);
	const note = Number(lab.sandbox.moment.invoicing.credit(id).values.invoiceNumber);
	await eventually(() => numbersIn(lab).includes(note), LIMITS.webhook);
	expect(postedInvoices(lab).find(({ InvoiceNumber }) => Number(InvoiceNumber) === note)).toMatchObject({
		TotalAmount: -1250,
	});
	await quiet(lab);
});

test('a project that Uniconta has never seen, of a customer it has never seen: both go first', async () => {
	const { moment } = lab.sandbox;
	moment.settings.patch({ webhooksToLose: 2 });
	const template = moment.store.find('customers', 70_011_001)?.values;
	const project = moment.store.find('projects', PROJECT)?.values;
	if (!template || !project) throw new Error('The demo data is not there');
	const { id: ownId, ...customerValues } = template;
	const { id: projectId, ...projectValues } = project;
	expect([ownId, projectId]).toEqual([70_011_001, PROJECT]);
	const customer = moment.createCustomer({ ...customerValues, customerNumber: '55001', name: 'Helt Ny Kunde ApS' });
	const added = moment.create('projects', {
		...projectValues,
		projectNumber: 'P-55001',
		name: 'Helt nyt projekt',
		customerId: customer.values.id,
	});
	await moment.webhooksSettled();
	const { number } = finalize(lab, { projectId: added.values.id });
	await eventually(() => numbersIn(lab).includes(number), LIMITS.sweep);
	expect(postedInvoices(lab).find(({ InvoiceNumber }) => Number(InvoiceNumber) === number)).toMatchObject({
		Account: '55001',
	});
	expect(projectsIn(lab).find(({ Number: key }) => key === 'P-55001')).toMatchObject({ Account: '55001' });
	await quiet(lab);
	const rows = await lab.logRows();
	expect(
		rows.filter(({ key }) => key === '55001' || key === 'P-55001').map(({ entity, outcome }) => [entity, outcome]),
	).toEqual([
		['customer', 'created'],
		['project', 'created'],
	]);
});

test('a burst in random order, each webhook up to three times: every number once, in few runs', async () => {
	lab.sandbox.moment.settings.patch({ webhookCopies: 3, webhookDelayMs: 50 });
	const numbers = Array.from({ length: 12 }, () => finalize(lab).number);
	await lab.sandbox.moment.webhooksSettled();
	lab.sandbox.moment.settings.patch({ webhookCopies: 1, webhookDelayMs: 0 });
	await eventually(() => numbers.every((number) => numbersIn(lab).includes(number)), LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab).filter((number) => numbers.includes(number))).toEqual(numbers);
	const logins = unicontaCalls(lab).filter(({ path }) => path.toLowerCase().endsWith('/login')).length;
	expect(logins).toBeLessThanOrEqual(12);
	expect(lab.sandbox.uniconta.log.counters().maxSimultaneous).toBe(1);
	expect(orders(lab)).toEqual([]);
});

test('the answer to a post gets lost, the invoice is there: found, not posted again', async () => {
	lab.sandbox.uniconta.faults.add({
		match: { path: 'GenerateDebtorInvoice' },
		kind: 'timeoutAfterCommit',
		skip: 1,
		times: 1,
	});
	const { number } = finalize(lab);
	await eventually(() => numbersIn(lab).includes(number), LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab).filter((one) => one === number)).toEqual([number]);
	expect((await logOf(lab, number)).at(-1)).toMatchObject({ outcome: 'posted' });
	expect(orders(lab)).toEqual([]);
});

test('one that is not to be transferred stops the numbers behind it, says what to do, and posting goes on after that', async () => {
	const { moment, uniconta } = lab.sandbox;
	moment.settings.patch({ webhooksToLose: 3 });
	const withheld = finalize(lab);
	moment.invoicing.setExport(withheld.id, 'doNotTransfer');
	await moment.webhooksSettled();
	moment.settings.patch({ webhooksToLose: 0 });
	const behind = finalize(lab);
	moment.invoicing.setExport(withheld.id, 'doNotTransfer');
	await moment.webhooksSettled();
	const row = await eventually(
		async () => (await logOf(lab, withheld.number)).find(({ outcome }) => outcome === 'withheld'),
		LIMITS.sweep,
	);
	expect(row.fix).toContain(`Next to ${withheld.number + 1}`);
	await eventually(async () => (await logOf(lab, behind.number)).length > 0, LIMITS.sweep);
	expect(numbersIn(lab)).not.toContain(behind.number);
	uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: behind.number });
	await lab.run('invoices', COMPARE);
	await eventually(() => numbersIn(lab).includes(behind.number), LIMITS.sweep);
	await quiet(lab);
	expect((await lab.inboxRows()).filter((one) => cell(one, 'entity') === 'invoice')).toEqual([]);
	expect(numbersIn(lab)).not.toContain(withheld.number);
});

/** Whoever has read the token in a proxy's log tries to turn the stop into something that is due. */
async function forge({ id, number }: { id: number; number: number }): Promise<void> {
	const call = async (invoice: object): Promise<number> => {
		const body = JSON.stringify({ event: 'X', invoice });
		return (
			await fetch(lab.webhookUrl('invoices'), {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
			})
		).status;
	};
	const stops = await Promise.all(
		[
			'stop',
			`stop-${id}`,
			`stop-${number}`,
			'stop-5',
			'',
			`${id}`.repeat(400_000),
			[id],
			{ entity: 'stop', id },
		].map(async (name) => await call({ id: name, invoiceNumber: number })),
	);
	// A blank id names no record: answered, and dropped.
	expect(stops).toEqual([400, 400, 400, 400, 200, 413, 400, 400]);
	// The invoice itself may be marked as often as anybody likes, under whatever number.
	expect([await call({ id, invoiceNumber: number }), await call({ id: String(id), invoiceNumber: 5 })]).toEqual([
		200, 200,
	]);
}

test("an invoice posted by hand takes Moment's number: everything stops with one clear finding, and goes on when a person has decided", async () => {
	const { moment, uniconta } = lab.sandbox;
	const { invoiceNumber } = uniconta.person.invoice({ account: '20001', amount: 77 });
	const taken = finalize(lab);
	expect(String(taken.number)).toBe(invoiceNumber);
	const stop = await eventually(
		async () => (await lab.inboxRows()).find(({ state }) => state === 'misnumbered'),
		LIMITS.sweep,
	);
	expect(stop.message).toContain(String(taken.number));
	expect(stop.fix).not.toBe('');
	// Known first: of two that are finalized together n8n may take up the second before the first.
	const behind = finalize(lab);
	await eventually(async () => (await logOf(lab, behind.number)).length > 0, LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab)).not.toContain(behind.number);
	await forge(taken);
	await quiet(lab);
	expect((await lab.inboxRows()).filter(({ state }) => state === 'misnumbered')).toEqual([stop]);
	expect(numbersIn(lab)).not.toContain(behind.number);
	// The person books Moment's invoice otherwise, says so in Moment, and lets posting go on.
	moment.invoicing.setExport(taken.id, 'doNotTransfer');
	await lab.api.tables.remove(TABLES.inbox.name, { state: 'misnumbered' });
	await lab.run('invoices', COMPARE);
	await eventually(() => numbersIn(lab).includes(behind.number), LIMITS.sweep);
	await quiet(lab);
	await lab.run('invoices', COMPARE);
	expect((await lab.inboxRows()).filter((one) => cell(one, 'entity') === 'invoice')).toEqual([]);
});

test('a run by hand beside the live one, and two drains at the same moment: each invoice once', async () => {
	const numbers = [finalize(lab).number, finalize(lab).number, finalize(lab).number];
	const workflow = lab.workflows.get('invoices');
	if (!workflow) throw new Error('no template');
	const runs = await Promise.all(
		['Every Minute', COMPARE, 'Every Minute'].map((trigger) => lab.api.workflows.run(workflow.id, trigger)),
	);
	for (const id of runs) await lab.api.executions.finished(id, LIMITS.run);
	await eventually(() => numbers.every((number) => numbersIn(lab).includes(number)), LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab).filter((number) => numbers.includes(number))).toEqual(numbers);
	expect(lab.sandbox.uniconta.log.counters().maxSimultaneous).toBe(1);
});

test('a dry run of the invoices says what would be posted, and neither Uniconta nor the tables change', async () => {
	const workflow = lab.workflows.get('invoices');
	if (!workflow) throw new Error('no template');
	await lab.api.workflows.unpublish(workflow.id);
	const template = await lab.api.workflows.get(workflow.id);
	const withDryRun = {
		...template,
		name: 'Invoices, dry',
		nodes: template.nodes.map((node) =>
			node.name === 'Send' ? { ...node, parameters: { ...node.parameters, dryRun: true } } : node,
		),
	};
	const saved = await lab.api.workflows.save(withDryRun, lab.credentials);
	lab.sandbox.moment.settings.patch({ webhooksToLose: 9 });
	const { number } = finalize(lab);
	await lab.sandbox.moment.webhooksSettled();
	lab.sandbox.moment.settings.patch({ webhooksToLose: 0 });
	const before = numbersIn(lab).length;
	await lab.api.executions.finished(await lab.api.workflows.run(saved.id, COMPARE), LIMITS.run);
	expect(numbersIn(lab)).toHaveLength(before);
	expect((await logOf(lab, number)).map(({ outcome }) => outcome)).toEqual(['wouldPost']);
	expect(orders(lab)).toEqual([]);
	await lab.api.workflows.publish(workflow.id, LIMITS.publish);
	await lab.run('invoices', COMPARE);
	await eventually(() => numbersIn(lab).includes(number), LIMITS.sweep);
});
