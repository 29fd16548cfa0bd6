import { cell, TABLES } from '../../lib/state/tables';
import { debtor } from '../../sandbox/standins/uniconta/types/customer';
import { Editor, goTo, openForm, picture } from './support/browser';
import { debtors, newCustomer } from './support/customers';
import { eventually, Lab, startLab } from './support/lab';
import { LIMITS } from './support/limits';

/** The form that sends records again, in a real browser behind n8n's login. */
let lab: Lab;
let editor: Editor;

beforeAll(async () => {
	lab = await startLab({
		templates: ['customers', 'resend'],
		settings: { 'projects.export': 'off', 'invoices.export': 'off' },
	});
	await lab.compare('customers');
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), LIMITS.sweep);
	editor = await Editor.open(lab.n8n.url, Lab.owner);
	editor.page.setDefaultTimeout(LIMITS.formPage);
});

afterAll(async () => {
	await (editor as Editor | undefined)?.close();
	await lab.close();
});

interface Wish {
	kind: string;
	which: RegExp;
	numbers?: string;
}

/** Fills in the first page; gives the words of the page that follows. */
async function ask({ kind, which, numbers = '' }: Wish): Promise<string> {
	const { page } = editor;
	await openForm(page, `${lab.n8n.url}/form/moment-uniconta-resend`, page.locator('select'));
	await page.locator('select').selectOption({ label: kind });
	await page.getByText(which).click();
	if (kind === 'Invoices') await picture(page, 'resend-form');
	if (numbers !== '') await page.locator('textarea').fill(numbers);
	await page.getByRole('button', { name: 'Show what would happen' }).click();
	await page
		.getByText(/What would go again|Nothing to send again/)
		.first()
		.waitFor();
	return await page.locator('body').innerText();
}

/** Answers the second page; gives the words of the last one. */
async function answer(yes: boolean, { confirms = false }: { confirms?: boolean } = {}): Promise<string> {
	const { page } = editor;
	if (confirms) await page.getByText('The number is right: it is the same record in both systems').click();
	await page.getByText(yes ? 'Yes' : 'No, change nothing', { exact: true }).click();
	await page.getByRole('button', { name: 'Go on' }).click();
	await page
		.getByText(/(One record goes|\d records go) again|Posting goes on|Nothing was changed/)
		.first()
		.waitFor();
	return await page.locator('body').innerText();
}

async function inboxOf(key: string): Promise<Array<Record<string, unknown>>> {
	return (await lab.inboxRows()).filter((row) => row.key === key);
}

test('nobody gets in without a login', async () => {
	const answered = await fetch(`${lab.n8n.url}/form/moment-uniconta-resend`, { redirect: 'manual' });
	expect(answered.status).toBe(302);
	expect(await answered.text()).not.toContain('Send records again');
});

test('a refused customer, mended in Uniconta: asked for by its number, shown first, then marked, and the live path does the rest', async () => {
	const [refused] = await lab.inboxRows();
	const key = cell(refused ?? {}, 'key');
	const words = await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: `${key}, 99-11, 424242` });
	expect(words).toContain(key);
	expect(words).toContain('refused');
	await picture(editor.page, 'resend-plan');
	expect(words).toContain('99-11 is no range');
	expect(words).toContain('Moment has no customer with the number 424242');
	expect(await inboxOf(key)).toMatchObject([{ state: 'refused' }]);
	expect(await answer(true)).toContain('One record goes again');
	// It is taken up and refused again: a second attempt.
	await eventually(
		async () => (await inboxOf(key)).some(({ state, attempts }) => state === 'due' || Number(attempts) >= 1),
		LIMITS.sweep,
	);
	await eventually(async () => (await inboxOf(key)).every(({ state }) => state === 'refused'), LIMITS.sweep);
});

test('a customer that only shares its number with one in Uniconta: a person confirms that both are the same, and the log keeps who', async () => {
	lab.sandbox.uniconta.person.add('DebtorClient', {
		Account: '46100',
		Name: 'Fremmed Handel A/S',
		Group: 'ERHV',
		CompanyRegNo: '70707070',
	});
	lab.sandbox.moment.createCustomer(newCustomer('46100', { name: 'Epsilon ApS', companyRegNo: '80808080' }));
	await eventually(async () => (await inboxOf('46100')).some(({ state }) => state === 'refused'), LIMITS.sweep);
	const words = await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: '46100' });
	expect(words).toContain('Epsilon ApS');
	expect(words).toContain('Fremmed Handel A/S');
	await picture(editor.page, 'resend-confirm');
	await answer(true, { confirms: true });
	const rows = async () => (await lab.logRows()).filter(({ key }) => key === '46100');
	await eventually(async () => (await rows()).some(({ outcome }) => outcome === 'updated'), LIMITS.sweep);
	expect((await rows()).map(({ outcome }) => outcome)).toEqual(['refused', 'confirmed', 'updated']);
	expect((await rows())[1]!.message).toMatch(/Confirmed in the form Send Again by \S+.*customer 46100 "Epsilon ApS"/);
	expect(debtors(lab, '46100')).toMatchObject([{ Name: 'Epsilon ApS' }]);
});

test('a customer that no table knows is looked up in Moment, and created by the run that follows', async () => {
	lab.sandbox.moment.settings.patch({ webhooksToLose: 1 });
	lab.sandbox.moment.createCustomer(newCustomer('46001', { name: '<b>Ny & søn</b>' }));
	await lab.sandbox.moment.webhooksSettled();
	const words = await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: '46001' });
	expect(words).toContain('<b>Ny & søn</b>');
	await answer(true);
	await eventually(
		async () => (await lab.logRows()).some(({ key, outcome }) => key === '46001' && outcome === 'created'),
		LIMITS.sweep,
	);
});

test('no means no: nothing is marked', async () => {
	const before = await lab.inboxRows();
	const words = await ask({ kind: 'All kinds', which: /All that is not finished/ });
	expect(words).toContain(`These ${before.length} records`);
	expect(await answer(false)).toContain('Nothing was changed');
	expect(await lab.inboxRows()).toEqual(before);
});

test('nonsense is said, and nothing is shown to go on with', async () => {
	expect(await ask({ kind: 'Invoices', which: /Numbers, as entered/, numbers: 'x12, 1-99999' })).toMatch(
		/x12 is no invoice number.*1-99999 is a range of 99999 numbers/s,
	);
	// The last page shows what was typed as it was typed.
	expect(
		await ask({ kind: 'Invoices', which: /Numbers, as entered/, numbers: '<script>alert(1)</script>' }),
	).toContain('<script>alert(1)</script> is no');
	expect(await ask({ kind: 'Invoices', which: /Let posting go on/ })).toContain('Posting is not stopped');
});

test('all that is not finished is marked at once', async () => {
	const keys = (await lab.inboxRows()).map((row) => cell(row, 'key'));
	await ask({ kind: 'All kinds', which: /All that is not finished/ });
	expect(await answer(true)).toContain(`${keys.length} records go again`);
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), LIMITS.sweep);
	expect((await lab.inboxRows()).map((row) => cell(row, 'key')).sort()).toEqual([...keys].sort());
});

test('the page that follows is shown to nobody without a login either', async () => {
	await ask({ kind: 'All kinds', which: /All that is not finished/ });
	const answered = await fetch(editor.page.url(), { redirect: 'manual' });
	expect(answered.status).not.toBe(200);
	expect(await answered.text()).not.toContain('What would go again');
	await answer(false);
});

test('a debtor renamed by hand in Uniconta, and one deleted there, are as in Moment again after they were sent again', async () => {
	const table = lab.sandbox.uniconta.ledger.company(Number(lab.sandbox.unicontaCredential.companyId))?.table(debtor);
	const row = (number: string): NonNullable<ReturnType<NonNullable<typeof table>['rows']>[number]> => {
		const found = table?.rows().find(({ values }) => values.Account === number);
		if (!found) throw new Error(`There is no debtor ${number}`);
		return found;
	};
	const before = row('20001').values.Name;
	row('20001').values.Name = 'Omdøbt i hånden';
	table?.remove(row('20002'));
	expect(await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: '20001-20002' })).toContain(
		'These 2 records',
	);
	await answer(true);
	await eventually(
		() => debtors(lab, '20001')[0]?.Name === before && debtors(lab, '20002').length === 1,
		LIMITS.sweep,
	);
	expect(debtors(lab, '20001')).toHaveLength(1);
});

test('two who have the same page open at once and both say yes: it goes once, and both are told', async () => {
	await lab.setSetting('customers.export', 'off');
	await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: '20003' });
	const first = editor.page.url();
	await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: '20003' });
	const second = editor.page.url();
	// Both have been shown the same; now one after the other says yes.
	for (const address of [first, second]) {
		const { page } = editor;
		await goTo(page, address);
		await page.getByText('Yes', { exact: true }).click();
		await page.getByRole('button', { name: 'Go on' }).click();
		await page.getByText('One record goes again').first().waitFor();
	}
	expect(await inboxOf('20003')).toMatchObject([{ state: 'due', attempts: 0 }]);
	await lab.setSetting('customers.export', 'on');
	await eventually(async () => (await inboxOf('20003')).length === 0, LIMITS.sweep);
});

test('expenses, a posted invoice and 2,000 numbers: what comes of them is said before', async () => {
	expect(await ask({ kind: 'Expenses', which: /All that is not finished/ })).toContain(
		'set the start date back in the set-up form',
	);
	const row = {
		time: new Date().toISOString(),
		entity: 'invoice',
		key: '10002',
		momentId: '120450002',
		name: 'Firma',
		outcome: 'posted',
		message: '',
		fix: '',
		changes: '',
		unicontaRowId: '7',
		hash: 'h',
		held: '',
		execution: '',
	};
	await lab.api.tables.insert(TABLES.log.name, [row]);
	expect(await ask({ kind: 'Invoices', which: /Numbers, as entered/, numbers: '10002' })).toContain(
		'Posted already: 10002. A posted invoice is never posted again',
	);
	expect(await answer(false)).toContain('Nothing was changed');
	const many = `800001-800900, ${Array.from({ length: 1100 }, (_, at) => String(800_901 + at)).join(' ')}`;
	expect(await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: many })).toMatch(
		/2000 numbers were entered; only the first 1000 are taken.*Moment has no customer with the number 800001/s,
	);
});

test('the stop after a misnumbered invoice is taken away when a person has decided; one that came meanwhile stays', async () => {
	const stop = (entity: string, momentId: string, key: string, message: string) => ({
		entity,
		momentId,
		key,
		state: 'misnumbered',
		attempts: 1,
		due: null,
		message,
		fix: 'Decide.',
		holder: '',
	});
	// One as it is now, and one of a table from before stops were a kind of their own.
	await lab.api.tables.insert(TABLES.inbox.name, [
		stop('invoice', 'stop-120450002', '10002', 'Invoice 10002 got the number 10003.'),
		stop('stop', '120450001', '10001', 'Invoice 10001 got the number 10002.'),
	]);
	const words = await ask({ kind: 'Invoices', which: /Let posting go on/ });
	expect(words).toContain('Invoice 10001 got the number 10002.');
	expect(words).toContain('Invoice 10002 got the number 10003.');
	await lab.api.tables.insert(TABLES.inbox.name, [
		stop('stop', '120450009', '10009', 'Invoice 10009 got the number 10010.'),
		stop('stop', '120450001', '10001', 'The totals of invoice 10001 differ.'),
	]);
	expect(await answer(true)).toContain('Posting goes on');
	expect(
		(await lab.inboxRows()).filter(({ state }) => state === 'misnumbered').map(({ message }) => message),
	).toEqual(['Invoice 10009 got the number 10010.', 'The totals of invoice 10001 differ.']);
	expect((await lab.logRows()).at(-1)).toMatchObject({
		entity: 'invoice',
		key: '10001',
		outcome: 'dismissed',
		message: expect.stringMatching(
			/^The stop after invoice 10001 was taken away in the resend form by \S+/,
		) as string,
	});
});
