import { cell } from '../../lib/state/tables';
import { tag } from '../../sandbox/demo/tags';
import { debtors, newCustomer } from './support/customers';
import { finalize, logOf, numbersIn, postedInvoices, PROJECT, projectsIn, quiet } from './support/invoices';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * Numbers that are given anew, in a real n8n with the three templates published: no record is ever taken for another by
 * its number, whichever template meets it first (G9). Each test leaves the series in step.
 */
let lab: Lab;

const FIRST = 10_087;

beforeAll(async () => {
	lab = await startLab({
		templates: ['customers', 'projects', 'invoices'],
		settings: { 'invoices.firstNumber': String(FIRST) },
	});
	lab.sandbox.uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: FIRST });
	for (const template of ['customers', 'projects', 'invoices']) await lab.compare(template);
	await quiet(lab);
});

afterAll(async () => {
	await lab.close();
});

type Created = { values: { id: number } };

/** A customer that has arrived in Uniconta. */
async function arrived(number: string, name: string, given: Record<string, string> = {}): Promise<number> {
	const { values } = lab.sandbox.moment.createCustomer(newCustomer(number, { name, ...given }));
	await eventually(() => debtors(lab, number).length === 1, LIMITS.webhook);
	await quiet(lab);
	return values.id;
}

/** Two customers take each other's number; no two have one at the same time. */
function swapNumbers(first: number, second: number): void {
	const { moment } = lab.sandbox;
	const numberOf = (id: number): string => String(moment.store.find('customers', id)?.values.customerNumber);
	const [one, other] = [numberOf(first), numberOf(second)];
	for (const [id, customerNumber] of [
		[first, `${one}9`],
		[second, one],
		[first, other],
	] as const)
		moment.changeCustomer(id, { customerNumber });
}

function projectOf(number: string, name: string, customerId: number): Created {
	const template = lab.sandbox.moment.store.find('projects', PROJECT)?.values;
	if (!template) throw new Error('The demo data is not there');
	const { id, ...values } = template;
	expect(id).toBe(PROJECT);
	return lab.sandbox.moment.create('projects', { ...values, projectNumber: number, name, customerId });
}

/** The invoice is refused in every row that the log has of it, and Uniconta has neither it nor an order. */
async function refusedFor(number: number, words: string): Promise<void> {
	const row = await eventually(
		async () => (await logOf(lab, number)).find(({ outcome }) => outcome === 'refused'),
		LIMITS.sweep,
	);
	expect(cell(row, 'message')).toContain(words);
	expect(numbersIn(lab)).not.toContain(number);
}

async function postedOn(number: number, account: string): Promise<void> {
	await eventually(() => numbersIn(lab).includes(number), LIMITS.sweep);
	expect(postedInvoices(lab).find(({ InvoiceNumber }) => Number(InvoiceNumber) === number)).toMatchObject({
		Account: account,
	});
	await quiet(lab);
}

test("a deleted customer's number is given to a new one: its debtor is not touched, and no invoice is posted on it", async () => {
	const { moment } = lab.sandbox;
	const old = await arrived('61001', 'Gammel Kunde A/S');
	const before = debtors(lab, '61001');
	moment.store.remove('customers', old);
	const fresh = moment.createCustomer(newCustomer('61001', { name: 'Ny Kunde ApS', companyRegNo: '20202020' }));
	const project = projectOf('P-61001', 'Nyt projekt', fresh.values.id);
	const { number } = finalize(lab, { projectId: project.values.id });
	await refusedFor(number, 'the customer of Moment "Gammel Kunde A/S"');
	await quiet(lab);
	expect(debtors(lab, '61001')).toEqual(before);
	expect(projectsIn(lab).some(({ Number: key }) => key === 'P-61001')).toBe(false);
	// Given a number of its own, all goes.
	moment.changeCustomer(fresh.values.id, { customerNumber: '61002' });
	await moment.webhooksSettled();
	await lab.compare('invoices');
	await postedOn(number, '61002');
});

test('two customers swap their numbers: neither gets an invoice of the other', async () => {
	const { moment } = lab.sandbox;
	const first = await arrived('62001', 'Alfa A/S', { companyRegNo: '30303030' });
	const second = await arrived('62002', 'Beta ApS', { companyRegNo: '40404040' });
	const project = projectOf('P-62001', 'Alfas projekt', first);
	await eventually(() => projectsIn(lab).some(({ Number: key }) => key === 'P-62001'), LIMITS.webhook);
	swapNumbers(first, second);
	const { number } = finalize(lab, { projectId: project.values.id });
	await refusedFor(number, 'was sent to Uniconta as customer 62001');
	await quiet(lab);
	expect([debtors(lab, '62001')[0]!.Name, debtors(lab, '62002')[0]!.Name]).toEqual(['Alfa A/S', 'Beta ApS']);
	swapNumbers(first, second);
	await moment.webhooksSettled();
	await lab.compare('invoices');
	await postedOn(number, '62001');
});

test("a project's number used again: the old project keeps its name, and no invoice is posted on it", async () => {
	const { moment } = lab.sandbox;
	const customer = await arrived('63001', 'Gamma A/S', { companyRegNo: '50505050' });
	const old = projectOf('P-63001', 'Det gamle projekt', customer);
	await eventually(() => projectsIn(lab).some(({ Number: key }) => key === 'P-63001'), LIMITS.webhook);
	await quiet(lab);
	moment.store.remove('projects', old.values.id);
	const fresh = projectOf('P-63001', 'Et helt andet projekt', customer);
	const { number } = finalize(lab, { projectId: fresh.values.id });
	await refusedFor(number, 'the project of Moment "Det gamle projekt"');
	await quiet(lab);
	expect(projectsIn(lab).find(({ Number: key }) => key === 'P-63001')).toMatchObject({ Name: 'Det gamle projekt' });
	moment.change('projects', fresh.values.id, { projectNumber: 'P-63002' });
	await moment.webhooksSettled();
	await lab.compare('invoices');
	await postedOn(number, '63001');
});

test('a customer renumbered in Uniconta: the invoice says so, and goes once it is mended', async () => {
	const customer = await arrived('64001', 'Delta A/S', { companyRegNo: '60606060' });
	const project = projectOf('P-64001', 'Deltas projekt', customer);
	await eventually(() => projectsIn(lab).some(({ Number: key }) => key === 'P-64001'), LIMITS.webhook);
	await quiet(lab);
	lab.sandbox.uniconta.person.edit('DebtorClient', '64001', { Account: '94001' });
	const { number } = finalize(lab, { projectId: project.values.id });
	await refusedFor(number, 'is in Uniconta under the number 94001 now');
	lab.sandbox.uniconta.person.edit('DebtorClient', '94001', { Account: '64001' });
	// Nobody has to ask for it: it is tried again by itself.
	await postedOn(number, '64001');
});

test('a customer of Uniconta that only has the number is refused, with both shown, and so is its invoice', async () => {
	const { moment, uniconta } = lab.sandbox;
	uniconta.person.add('DebtorClient', {
		Account: '65001',
		Name: 'Fremmed Handel A/S',
		Group: 'ERHV',
		CompanyRegNo: '70707070',
	});
	const customer = moment.createCustomer(newCustomer('65001', { name: 'Epsilon ApS', companyRegNo: '80808080' }));
	const row = await eventually(
		async () => (await lab.logRows()).find((one) => one.entity === 'customer' && one.key === '65001'),
		LIMITS.webhook,
	);
	expect([row.outcome, row.message]).toEqual(['refused', expect.stringMatching(/Epsilon ApS.*Fremmed Handel A\/S/)]);
	const project = projectOf('P-65001', 'Epsilons projekt', customer.values.id);
	const { number } = finalize(lab, { projectId: project.values.id });
	await refusedFor(number, 'Fremmed Handel A/S');
	await quiet(lab);
	expect(debtors(lab, '65001')).toMatchObject([{ Name: 'Fremmed Handel A/S' }]);
	moment.changeCustomer(customer.values.id, { customerNumber: '65002' });
	await moment.webhooksSettled();
	await lab.compare('invoices');
	await postedOn(number, '65002');
});

const projectNumbers = (): unknown[] => projectsIn(lab).map((row) => row['Number']);

test('a project whose customer is refused says why, by name, and arrives when the customer is mended', async () => {
	const { moment } = lab.sandbox;
	const { values } = moment.createCustomer(newCustomer('61901', { name: 'Uden Gruppe ApS', tagIds: [] }));
	projectOf('P61901', 'Nyt lager', values.id);
	const said = await eventually(
		async () => (await lab.logRows()).find(({ key, outcome }) => key === 'P61901' && outcome === 'failed'),
		LIMITS.sweep,
	);
	expect(cell(said, 'message')).toContain('61901');
	expect(cell(said, 'message')).toContain('tag');
	moment.changeCustomer(values.id, { tagIds: [tag.business] });
	await eventually(() => projectNumbers().includes('P61901'), LIMITS.sweep);
	expect(debtors(lab, '61901')).toHaveLength(1);
	await quiet(lab);
});

test('customer, project and invoice made together arrive in that order, each once', async () => {
	const { values } = lab.sandbox.moment.createCustomer(newCustomer('61902', { name: 'Alt På Én Gang A/S' }));
	const { number } = finalize(lab, { projectId: projectOf('P61902', 'Ny hal', values.id).values.id });
	await postedOn(number, '61902');
	expect(projectNumbers().filter((one) => one === 'P61902')).toHaveLength(1);
	expect(debtors(lab, '61902')).toHaveLength(1);
});
