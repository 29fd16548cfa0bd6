import type { Locator, Page } from 'playwright-core';
import { TABLES } from '../../lib/sync/tables';
import { Editor } from './support/browser';
import { projectsIn } from './support/invoices';
import { Lab, startLab } from './support/lab';

/** The set-up form in a real browser: from empty tables, with a wrong credential first, to what the templates of a kind run with. */
let lab: Lab;
let editor: Editor;
let page: Page;
const FORM = '/form/moment-uniconta-setup';

beforeAll(async () => {
	lab = await startLab({ templates: ['setup', 'customers', 'projects', 'invoices'], publish: false });
	for (const { name } of Object.values(TABLES)) await lab.api.tables.drop(name);
	await lab.api.workflows.publish(workflowId('setup'));
	editor = await Editor.open(lab.n8n.url, Lab.owner);
	page = editor.page;
	page.setDefaultTimeout(9000);
}, 240_000);

afterAll(async () => {
	await (editor as Editor | undefined)?.close();
	await lab.close();
});

function workflowId(template: string): string {
	const workflow = lab.workflows.get(template);
	if (!workflow) throw new Error(`no ${template}`);
	return workflow.id;
}

const settings = async (): Promise<Record<string, unknown>> => Object.fromEntries((await lab.api.tables.rows(TABLES.settings.name)).map(({ key, value }) => [String(key), value]));

async function next(): Promise<void> {
	await page.locator('#submit-btn').click();
}
async function title(text: string): Promise<void> {
	await page.getByRole('heading', { name: text, exact: true }).waitFor().catch(async (cause: unknown) => {
		throw new Error(`Not "${text}" but: ${(await page.locator('body').innerText()).slice(0, 1500)}`, { cause });
	});
}
/** The input of a label, whatever it is. */
const group = (label: string): Locator => page.locator('.inputs-wrapper > div').filter({ has: page.locator('label.form-label', { hasText: label }) }).first();
const type = async (label: string, text: string): Promise<void> => await group(label).locator('input, textarea').first().fill(text);
const choose = async (label: string, option: string): Promise<void> => {
	const select = group(label).locator('select').first();
	await select.selectOption(option, { timeout: 5000 }).catch(async (cause: unknown) => {
		throw new Error(`${label} has no "${option}" but ${await select.innerText()}`, { cause });
	});
};
const pick = async (label: string, option: string): Promise<void> => await group(label).getByText(option).click();

async function begin(): Promise<void> {
	await page.goto(`${lab.n8n.url}${FORM}`);
	// n8n asks its user once for each form, before the first look.
	const consent = page.getByRole('button', { name: 'Allow access' });
	await page.locator('#submit-btn').or(consent).first().waitFor();
	if (await consent.isVisible()) await consent.click();
	await title('Moment and Uniconta: set-up');
	await next();
}

async function withPassword(password: string): Promise<void> {
	await lab.api.credentials.save({ name: 'Uniconta (sandbox)', type: 'unicontaApi', data: { ...lab.sandbox.unicontaCredential, password } });
}

test('without a login in n8n there is no form', async () => {
	const answer = await fetch(`${lab.n8n.url}${FORM}`, { redirect: 'manual' });
	expect(await answer.text()).not.toContain('Begin');
	expect(answer.status).toBe(302);
});

test('a credential that does not work is named with the reason, nothing changes; mended, the same form goes on', async () => {
	await withPassword('wrong');
	await begin();
	await title('A connection does not work');
	expect(await page.locator('form').innerText()).toContain('The Uniconta credential:');
	expect(await settings()).toEqual({});
	await withPassword(lab.sandbox.unicontaCredential.password);
	await next();
	await title('Connection and company');
});

test('from page to page to saved: a wrong answer leads back with what was entered, and the report comes before anything is written', async () => {
	await choose('Company in Uniconta', 'Nordlys Rådgivning A/S (10542)');
	await next();
	await title('Department and country');
	await choose('Dimension that holds', 'Afdeling (1)');
	await next();
	await title('Customers');
	await pick('Transfer customers', 'Yes, transfer them');
	await choose('Tag group for customer groups', 'Kundegruppe (501)');
	await next();
	await title('Projects');
	await pick('Transfer projects', 'Yes, transfer them');
	await choose('Project group', 'Kundeprojekter (STD)');
	await page.locator('select').nth(1).selectOption("The project's department");
	await next();
	await title('Invoices');
	await pick('Transfer invoices', 'Yes, transfer them');
	await type('First invoice number', 'many');
	await choose('Tag group on projects', 'Projektkategori (503)');
	await choose('Account for rounding', 'Øreafrunding (9990)');
	await next();
	await page.getByText('"many" is no whole number').waitFor();
	expect(await group('First invoice number').locator('input').first().inputValue()).toBe('many');
	expect(await group('Account for rounding').locator('select').inputValue()).toBe('Øreafrunding (9990)');
	await type('First invoice number', '10001');
	await next();
	await title('Expenses');
	await pick('Import expenses', 'No, leave them out');
	await next();
	await title('Who is told, and notes');
	await pick('Users of Moment', 'Maja Thomsen (801)');
	await type('Further e-mail addresses', 'chief@firm.example');
	await type('Notes', '<script>alert(1)</script> $& ærø');
	await next();
	await title('What the check found');
	expect(await page.locator('form').innerText()).toContain('This can be saved.');
	expect(await settings()).toEqual({});
	await next();
	await page.getByText("Switch off Moment's built-in Uniconta integration").waitFor();
	const last = await page.locator('body').innerText();
	expect(last).toContain(`${lab.n8n.url}/webhook/moment-uniconta-invoices?token=`);
	expect(last).toContain('Kundegruppe: Ny kunde');
	expect(await settings()).toMatchObject({
		'company.country': 'DK', 'company.currency': 'DKK', 'company.dimension': '1', 'customers.export': 'on', 'customers.tagGroup': '501', 'customers.tagGroupName': 'Kundegruppe',
		'projects.export': 'on', 'projects.group': 'STD', 'projects.department': 'projectDepartment', 'invoices.export': 'on', 'invoices.route': 'post', 'invoices.firstNumber': '10001',
		'invoices.categoryTagGroup': '503', 'invoices.roundingAccount': '9990', 'expenses.export': 'off', 'notify.users': '801', 'notify.addresses': 'chief@firm.example', notes: '<script>alert(1)</script> $& ærø',
	});
	expect((await lab.api.tables.rows(TABLES.lease.name)).map(({ name, holder, expires }) => ({ name, holder, expires }))).toEqual([{ name: 'uniconta', holder: '', expires: 0 }]);
});

test('opened again, it shows what is saved; two set-ups at once leave the same settings and one lease row', async () => {
	const before = await settings();
	const walk = async (own: Page, note: string): Promise<void> => {
		own.setDefaultTimeout(20_000);
		await own.goto(`${lab.n8n.url}${FORM}`);
		const consent = own.getByRole('button', { name: 'Allow access' });
		await own.locator('#submit-btn').or(consent).first().waitFor();
		if (await consent.isVisible()) await consent.click();
		const titles = ['Moment and Uniconta: set-up', 'Connection and company', 'Department and country', 'Customers', 'Projects', 'Invoices', 'Expenses', 'Who is told, and notes', 'What the check found'];
		for (const heading of titles) {
			await own.getByRole('heading', { name: heading, exact: true }).waitFor();
			if (heading.startsWith('Who')) await own.locator('textarea').last().fill(note);
			await own.locator('#submit-btn').click();
		}
		await own.getByText("Switch off Moment's built-in Uniconta integration").waitFor();
	};
	const second = await Editor.open(lab.n8n.url, Lab.owner);
	await Promise.all([walk(page, 'one'), walk(second.page, 'two')]).finally(async () => await second.close());
	const { notes, ...after } = await settings();
	expect(['one', 'two']).toContain(notes);
	expect({ ...after, notes: before.notes }).toEqual(before);
	expect(await lab.api.tables.rows(TABLES.lease.name)).toHaveLength(1);
	expect(await lab.api.tables.rows(TABLES.settings.name)).toHaveLength(Object.keys(before).length);
}, 120_000);

test('the templates run with what the form saved', async () => {
	for (const template of ['customers', 'projects', 'invoices']) await lab.run(template, 'Compare Everything Now', 180_000);
	expect(projectsIn(lab).length).toBeGreaterThan(0);
	expect((await lab.logRows()).filter(({ outcome }) => outcome === 'posted').length).toBeGreaterThan(0);
	expect((await lab.logRows()).filter(({ message }) => String(message).includes('Not set up'))).toEqual([]);
}, 400_000);
