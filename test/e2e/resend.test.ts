import { cell, TABLES } from '../../lib/sync/tables';
import { Editor } from './support/browser';
import { newCustomer } from './support/customers';
import { eventually, Lab, startLab } from './support/lab';

/** The form that sends records again, in a real browser behind n8n's login. */
let lab: Lab;
let editor: Editor;

beforeAll(async () => {
	lab = await startLab({ templates: ['customers', 'resend'], settings: { 'projects.export': 'off', 'invoices.export': 'off' } });
	await lab.run('customers', 'Compare Everything Now', 180_000);
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), 90_000);
	editor = await Editor.open(lab.n8n.url, Lab.owner);
}, 300_000);

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
	await page.goto(`${lab.n8n.url}/form/moment-uniconta-resend`);
	// n8n asks its user once for each form, before the first look.
	const consent = page.getByRole('button', { name: 'Allow access' });
	await page.locator('select').or(consent).first().waitFor();
	if (await consent.isVisible()) await consent.click();
	await page.locator('select').selectOption({ label: kind });
	await page.getByText(which).click();
	if (numbers !== '') await page.locator('input[type=text]').fill(numbers);
	await page.getByRole('button', { name: 'Show what would happen' }).click();
	await page.getByText(/What would go again|Nothing to send again/).first().waitFor();
	return await page.locator('body').innerText();
}

/** Answers the second page; gives the words of the last one. */
async function answer(yes: boolean): Promise<string> {
	const { page } = editor;
	await page.getByText(yes ? 'Yes' : 'No, change nothing', { exact: true }).click();
	await page.getByRole('button', { name: 'Go on' }).click();
	await page.getByText(/(One record goes|\d records go) again|Posting goes on|Nothing was changed/).first().waitFor();
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
	expect(words).toContain('99-11 is no range');
	expect(words).toContain('Moment has no customer with the number 424242');
	expect(await inboxOf(key)).toMatchObject([{ state: 'refused' }]);
	expect(await answer(true)).toContain('One record goes again');
	// It is taken up and refused again: a second attempt.
	await eventually(async () => (await inboxOf(key)).some(({ state, attempts }) => state === 'due' || Number(attempts) >= 1), 30_000);
	await eventually(async () => (await inboxOf(key)).every(({ state }) => state === 'refused'), 90_000);
});

test('a customer that no table knows is looked up in Moment, and created by the run that follows', async () => {
	lab.sandbox.moment.settings.patch({ webhooksToLose: 1 });
	lab.sandbox.moment.createCustomer(newCustomer('46001', { name: '<b>Ny & søn</b>' }));
	await lab.sandbox.moment.webhooksSettled();
	const words = await ask({ kind: 'Customers', which: /Numbers, as entered/, numbers: '46001' });
	expect(words).toContain('<b>Ny & søn</b>');
	await answer(true);
	await eventually(async () => (await lab.logRows()).some(({ key, outcome }) => key === '46001' && outcome === 'created'), 90_000);
});

test('no means no: nothing is marked', async () => {
	const before = await lab.inboxRows();
	const words = await ask({ kind: 'All kinds', which: /All that is not finished/ });
	expect(words).toContain(`These ${before.length} records`);
	expect(await answer(false)).toContain('Nothing was changed');
	expect(await lab.inboxRows()).toEqual(before);
});

test('nonsense is said, and nothing is shown to go on with', async () => {
	expect(await ask({ kind: 'Invoices', which: /Numbers, as entered/, numbers: 'x12, 1-99999' })).toMatch(/x12 is no invoice number.*1-99999 is a range of 99999 numbers/s);
	expect(await ask({ kind: 'Invoices', which: /Let posting go on/ })).toContain('Posting is not stopped');
});

test('all that is not finished is marked at once', async () => {
	const keys = (await lab.inboxRows()).map((row) => cell(row, 'key'));
	await ask({ kind: 'All kinds', which: /All that is not finished/ });
	expect(await answer(true)).toContain(`${keys.length} records go again`);
	await eventually(async () => (await lab.inboxRows()).every(({ state }) => state === 'refused'), 120_000);
	expect((await lab.inboxRows()).map((row) => cell(row, 'key')).sort()).toEqual([...keys].sort());
});

test('the stop after a misnumbered invoice is taken away when a person has decided', async () => {
	await lab.api.tables.insert(TABLES.inbox.name, [{ entity: 'invoice', momentId: 'stop-120450001', key: '10001', state: 'misnumbered', attempts: 1, due: null, message: 'Invoice 10001 got the number 10002.', fix: 'Decide.', holder: '' }]);
	expect(await ask({ kind: 'Invoices', which: /Let posting go on/ })).toContain('Invoice 10001 got the number 10002.');
	expect(await answer(true)).toContain('Posting goes on');
	expect((await lab.inboxRows()).filter(({ state }) => state === 'misnumbered')).toEqual([]);
	expect((await lab.logRows()).at(-1)).toMatchObject({ entity: 'invoice', key: '10001', outcome: 'dismissed' });
});
