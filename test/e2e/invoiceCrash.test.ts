import { TABLES } from '../../lib/state/tables';
import { forgetCalls, unicontaCalls } from './support/customers';
import { finalize, logOf, numbersIn, orders, outbox, quiet } from './support/invoices';
import { eventually, startLab, type Lab } from './support/lab';
import { LIMITS } from './support/limits';
import { writtenDown } from './support/writtenDown';

/** n8n dies between the posting of an invoice and its answer, as in a power cut, and is started again. */
let lab: Lab;

const FIRST = 10_087;

beforeAll(async () => {
	// Only what comes from now on is sent: the demo's own invoices lie before the cut-over.
	lab = await startLab({
		templates: ['customers', 'projects', 'invoices'],
		settings: {
			'invoices.firstNumber': String(FIRST),
			'invoices.nextComparison': 'night',
			'projects.nextComparison': 'night',
		},
	});
	lab.sandbox.uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: FIRST });
	await lab.compare('customers');
	await lab.compare('projects');
	await quiet(lab);
});

afterAll(async () => {
	await lab.close();
});

/** Lets the next real post hang in the given way, finalizes an invoice, and kills n8n while its answer is out. */
async function killDuringPost(kind: 'timeoutAfterCommit' | 'hang'): Promise<number> {
	const isPost = ({ path }: { path: string }): boolean => path.includes('GenerateDebtorInvoice');
	forgetCalls(lab);
	// The first such call is the simulation.
	const fault = lab.sandbox.uniconta.faults.add({
		match: { path: 'GenerateDebtorInvoice' },
		kind,
		skip: 1,
		times: 1,
		socket: 'silent',
	});
	const { number } = finalize(lab);
	await eventually(() => unicontaCalls(lab).filter(isPost).length >= 2, LIMITS.webhook);
	await writtenDown(lab, 'Send');
	await lab.kill();
	lab.sandbox.uniconta.faults.remove(fault.id);
	forgetCalls(lab);
	await lab.restart();
	await eventually(
		async () => (await lab.api.tables.rows(TABLES.lease.name))[0]?.holder === '' || undefined,
		LIMITS.afterCrash,
	);
	return number;
}

test('killed after Uniconta had posted and before the answer came: it is found, and never posted again; the next one follows', async () => {
	const number = await killDuringPost('timeoutAfterCommit');
	await eventually(
		async () => (await logOf(lab, number)).some(({ outcome }) => outcome === 'posted'),
		LIMITS.afterCrash,
	);
	const next = finalize(lab).number;
	await eventually(() => numbersIn(lab).includes(next), LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab).filter((one) => one >= FIRST)).toEqual([number, next]);
	expect(orders(lab)).toEqual([]);
	expect(outbox(lab)).toEqual([]);
});

test('killed while a post was out that never arrived: it is said to be uncertain, nothing behind it is posted, and a late arrival is its only posting', async () => {
	const number = await killDuringPost('hang');
	const behind = finalize(lab).number;
	await eventually(
		async () => (await logOf(lab, number)).some(({ outcome }) => outcome === 'uncertain'),
		LIMITS.afterCrash,
	);
	await eventually(async () => (await logOf(lab, behind)).length > 0, LIMITS.sweep);
	expect(numbersIn(lab).filter((one) => one >= number)).toEqual([]);
	const [row] = (await lab.inboxRows()).filter(({ key }) => key === String(number));
	expect(row).toMatchObject({ state: 'waiting' });
	expect(row?.fix).not.toBe('');

	// The post arrives after all, as if it had lain in a queue.
	lab.sandbox.uniconta.person.invoiceOrder({ reference: `${number}#` });
	await lab.run('invoices', 'Compare Everything Now');
	await eventually(() => numbersIn(lab).includes(behind), LIMITS.sweep);
	await quiet(lab);
	expect(numbersIn(lab).filter((one) => one >= number)).toEqual([number, behind]);
	expect((await logOf(lab, number)).at(-1)).toMatchObject({ outcome: 'posted' });
	expect(orders(lab)).toEqual([]);
});
