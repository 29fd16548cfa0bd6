import type { Locator, Page } from 'playwright-core';
import { TABLES } from '../../lib/state/tables';
import { companyIds } from '../../sandbox/demo/uniconta';
import { Editor, openForm, picture } from './support/browser';
import { projectsIn } from './support/invoices';
import { Lab, startLab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The set-up form in a real browser: from empty tables, with wrong credentials first, to what the templates run with.
 */
let lab: Lab;
let editor: Editor;
let page: Page;
const FORM = '/form/moment-uniconta-setup';
const MAIN = 'Nordlys Rådgivning A/S (10542)';
const SECOND = 'Nordlys Ejendomme ApS (4217)';

beforeAll(async () => {
	lab = await startLab({ templates: ['setup', 'customers', 'projects', 'invoices'], publish: false });
	for (const { name } of Object.values(TABLES)) await lab.api.tables.drop(name);
	await lab.api.workflows.publish(workflowId('setup'), LIMITS.publish);
	editor = await Editor.open(lab.n8n.url, Lab.owner);
	page = editor.page;
	await withoutInternet(page);
	page.setDefaultTimeout(LIMITS.formPage);
	await page.setViewportSize({ width: 1000, height: 420 });
});

afterAll(async () => {
	await (editor as Editor | undefined)?.close();
	await lab.close();
});

/** n8n's pages ask for fonts from outside, and would wait for them. */
async function withoutInternet(own: Page): Promise<void> {
	await own.route(
		(url) => url.hostname !== '127.0.0.1',
		async (route) => {
			await route.abort();
		},
	);
}

function workflowId(template: string): string {
	const workflow = lab.workflows.get(template);
	if (!workflow) throw new Error(`no ${template}`);
	return workflow.id;
}

const settings = async (): Promise<Record<string, unknown>> =>
	Object.fromEntries((await lab.api.tables.rows(TABLES.settings.name)).map(({ key, value }) => [String(key), value]));

async function next(): Promise<void> {
	await page.locator('#submit-btn').click();
}
async function title(text: string): Promise<void> {
	await page
		.getByRole('heading', { name: text, exact: true })
		.waitFor()
		.catch(async (cause: unknown) => {
			throw new Error(`Not "${text}" but: ${(await page.locator('body').innerText()).slice(0, 1500)}`, { cause });
		});
}
const said = async (): Promise<string> => await page.locator('form').innerText();
/** The input of a label, whatever it is. */
const group = (label: string): Locator =>
	page
		.locator('.inputs-wrapper > div')
		.filter({ has: page.locator('label.form-label', { hasText: label }) })
		.first();
const type = async (label: string, text: string): Promise<void> =>
	await group(label).locator('input, textarea').first().fill(text);
const choose = async (label: string, option: string): Promise<void> => {
	const select = group(label).locator('select').first();
	await select.selectOption(option).catch(async (cause: unknown) => {
		throw new Error(`${label} has no "${option}" but ${await select.innerText()}`, { cause });
	});
};
/** An option has other signs in place of those of HTML. */
const shown = (text: string): string => text.trim().replaceAll('‹', '<').replaceAll('›', '>');
const chosen = async (label: string): Promise<string> => shown(await group(label).locator('select').inputValue());
const offered = async (label: string): Promise<string[]> =>
	(await group(label).locator('option:not([disabled])').allInnerTexts()).map((text) => text.trim());
/** A choice that is made already would be taken back by another click. */
const pick = async (label: string, option: string): Promise<void> => {
	const box = group(label)
		.locator('.multiselect-option')
		.filter({ has: page.getByText(option, { exact: true }) })
		.locator('input');
	if (!(await box.isChecked())) await box.click();
};

const TITLES = {
	company: 'Connection and company',
	dimension: 'Department and country',
	customers: 'Customers',
	projects: 'Projects',
	invoices: 'Invoices',
	expenses: 'Expenses',
	notifications: 'Who is told, and notes',
	report: 'What the check found',
} as const;
type FormPage = keyof typeof TITLES;
const PAGES = Object.keys(TITLES) as FormPage[];

async function begin(): Promise<void> {
	await openForm(page, `${lab.n8n.url}${FORM}`, page.locator('#submit-btn'));
	await title('Moment and Uniconta: set-up');
}

/** From the beginning to a page; on the way only what `fill` says is changed. */
async function goTo(to: FormPage, fill: Partial<Record<FormPage, () => Promise<void>>> = {}): Promise<void> {
	await begin();
	for (const one of PAGES.slice(0, PAGES.indexOf(to) + 1)) {
		await next();
		await title(TITLES[one]);
		if (one !== to) await fill[one]?.();
	}
}

async function save(): Promise<void> {
	await next();
	await page.getByText("Switch off Moment's built-in Uniconta integration").waitFor();
}

async function withPassword(password: string): Promise<void> {
	await lab.api.credentials.save({
		name: 'Uniconta (sandbox)',
		type: 'unicontaApi',
		data: { ...lab.sandbox.unicontaCredential, password },
	});
}
async function withApiKey(apiKey: string): Promise<void> {
	await lab.api.credentials.save({
		name: 'Moment (sandbox)',
		type: 'momentApi',
		data: { ...lab.sandbox.momentCredential, apiKey },
	});
}

test('without a login in n8n there is no form', async () => {
	const answer = await fetch(`${lab.n8n.url}${FORM}`, { redirect: 'manual' });
	expect(await answer.text()).not.toContain('Begin');
	expect(answer.status).toBe(302);
});

test('a credential that does not work is named with the reason, and nothing changes; mended, the same form goes on', async () => {
	await withApiKey('wrong');
	await withPassword('wrong');
	await begin();
	await picture(page, 'setup-begin');
	await next();
	await title('The form cannot go on yet');
	expect(await said()).toContain('The Moment credential:');
	expect(await said()).toContain('The Uniconta credential:');
	await withApiKey(lab.sandbox.momentCredential.apiKey);
	await next();
	await page.getByText('The Moment credential:').waitFor({ state: 'detached' });
	await title('The form cannot go on yet');
	expect(await said()).toContain('The Uniconta credential:');
	await picture(page, 'setup-trouble');
	expect(await settings()).toEqual({});
	expect(await lab.api.tables.rows(TABLES.lease.name)).toEqual([]);
	await withPassword(lab.sandbox.unicontaCredential.password);
	await next();
	await title(TITLES.company);
});

test('the company is picked from those that the user may open, and the lists that follow are its own', async () => {
	await goTo('dimension', {
		company: async () => {
			expect(await offered('Company in Uniconta')).toEqual([SECOND, MAIN]);
			// The one of the credential, until another is chosen.
			expect(await chosen('Company in Uniconta')).toBe(MAIN);
			await choose('Company in Uniconta', SECOND);
		},
	});
	expect(await offered('Dimension that holds')).toEqual(['None: no department is transferred', 'Ejendom (1)']);
	const on = async (heading: string): Promise<void> => {
		await next();
		await title(heading);
	};
	await on(TITLES.customers);
	await pick('Transfer customers', 'No, leave them out');
	await on(TITLES.projects);
	expect(await offered('Project group of new projects')).toEqual([
		'The one marked default in Uniconta',
		'Ejendomme (EJD)',
	]);
	await pick('Transfer projects', 'No, leave them out');
	await on(TITLES.invoices);
	expect((await offered('Number series of invoices')).slice(1)).toEqual([
		'Ejendomsbilag (EJBILAG)',
		'Huslejefakturaer (EJFAKT)',
	]);
	expect(await offered('Journal')).toEqual(['Not chosen', 'Ejendomskladde (EJKLADDE)']);
	await pick('Transfer invoices', 'No, leave them out');
	await on(TITLES.expenses);
	await pick('Import expenses', 'No, leave them out');
	await on(TITLES.notifications);
	await on(TITLES.report);
	expect(await said()).toContain(SECOND);
	expect(await settings()).toEqual({});
});

test('a company that the user may not open any more is said by its name, and another one can be chosen', async () => {
	await goTo('company');
	lab.sandbox.uniconta.faults.add({
		match: { path: '/odata/NumberSerieClient' },
		kind: 'status',
		status: 401,
		body: 'NoCompanyId',
	});
	await choose('Company in Uniconta', SECOND);
	await next();
	await page.getByText(`${SECOND} cannot be used:`).waitFor();
	lab.sandbox.uniconta.faults.clear();
	await choose('Company in Uniconta', MAIN);
	await next();
	await title(TITLES.dimension);
	expect(await offered('Dimension that holds')).toContain('Afdeling (1)');
});

test('from page to page to saved: a wrong answer leads back with what was entered, and the report comes before anything is written', async () => {
	await goTo('company');
	await picture(page, 'setup-company');
	await choose('Company in Uniconta', MAIN);
	await next();
	await title(TITLES.dimension);
	await choose('Dimension that holds', 'Afdeling (1)');
	await picture(page, 'setup-department');
	await next();
	await title(TITLES.customers);
	await pick('Transfer customers', 'Yes, transfer them');
	await choose('Tag group for customer groups', 'Kundegruppe (501)');
	await picture(page, 'setup-customers');
	await next();
	await title(TITLES.projects);
	await pick('Transfer projects', 'Yes, transfer them');
	await choose('Project group', 'Kundeprojekter (STD)');
	await choose('Where the department comes from', "The project's department");
	await picture(page, 'setup-projects');
	await next();
	await title(TITLES.invoices);
	await pick('Transfer invoices', 'Yes, transfer them');
	await choose('Tag group on projects', 'Projektkategori (503)');
	await choose('Account for rounding', 'Øreafrunding (9990)');
	await type('First invoice number', '10001');
	await picture(page, 'setup-invoices');
	await type('First invoice number', 'many');
	await next();
	await page.getByText('"many" is no whole number').waitFor();
	expect(await group('First invoice number').locator('input').first().inputValue()).toBe('many');
	expect(await chosen('Account for rounding')).toBe('Øreafrunding (9990)');
	await picture(page, 'setup-wrong-answer');
	await type('First invoice number', '10001');
	await next();
	await title(TITLES.expenses);
	await pick('Import expenses', 'Yes, import them');
	await choose('Number series of the vouchers', 'Bilag (BILAG)');
	await type('Accounts', '2010, 2000..2999');
	await type('Activity in Moment', 'Udlæg');
	await type('Start date', '2026-01-01');
	await picture(page, 'setup-expenses');
	await type('Accounts', '4000-4999, abc');
	await type('Start date', '2099-01-01');
	await next();
	await page.getByText('2099-01-01 is in the future').waitFor();
	expect(await said()).toContain('Accounts: ');
	expect(await group('Accounts').locator('input').first().inputValue()).toBe('4000-4999, abc');
	await type('Accounts', '2010, 2000..2999');
	await type('Start date', '2026-01-01');
	await next();
	await title(TITLES.notifications);
	await pick('Users of Moment', 'Maja Thomsen (801)');
	await type('Further e-mail addresses', 'chief@firm.example');
	await pick('What they are told of', 'That, and warnings');
	await picture(page, 'setup-recipients');
	await type('Further e-mail addresses', 'chief@firm.example; boss');
	await type('Anything worth keeping', '<script>alert(1)</script> $& ærø');
	await next();
	await page.getByText('"boss" is no address').waitFor();
	expect(await group('Users of Moment').locator('input:checked').count()).toBe(1);
	await type('Further e-mail addresses', 'chief@firm.example; boss@firm.example');
	await next();
	await title(TITLES.report);
	const report = await said();
	expect(report).toContain('This can be saved.');
	for (const row of [
		'Customer groups: SAER',
		'Maja Thomsen <maja.thomsen@nordlys.example>, chief@firm.example, boss@firm.example',
		'answered as "projectExpenses"',
		"Uniconta gives the next invoice Moment's number: 10001",
	])
		expect(report).toContain(row);
	await picture(page, 'setup-report');
	expect(await settings()).toEqual({});
});

test('a credential that stops working between the report and saving keeps everything as it was', async () => {
	for (const [mend, spoil] of [
		[
			async () => await withPassword(lab.sandbox.unicontaCredential.password),
			async () => await withPassword('changed since'),
		],
		[async () => await withApiKey(lab.sandbox.momentCredential.apiKey), async () => await withApiKey('withdrawn')],
	] as const) {
		await spoil();
		await next();
		await page.getByText('Nothing was saved.').waitFor();
		expect(await settings()).toEqual({});
		expect(await group('What next?').innerText()).not.toContain('Save these settings');
		await mend();
		await pick('What next?', 'Check again');
		await next();
		await page.getByText('This can be saved.').waitFor();
	}
});

test('saved, it says what is left to do, and everything stands in the tables', async () => {
	await save();
	await picture(page, 'setup-saved');
	const last = await page.locator('body').innerText();
	for (const text of [
		'1. Switch off',
		'2. Publish the workflows',
		'Moment → Uniconta: Invoices',
		'Uniconta → Moment: Expenses',
		`${lab.n8n.url}/webhook/moment-uniconta-invoices?token=`,
		'Kundegruppe: Ny kunde',
		'Customers: Customer groups: SAER',
	])
		expect(last).toContain(text);
	expect(await settings()).toMatchObject({
		'company.id': '10542',
		'company.country': 'DK',
		'company.currency': 'DKK',
		'company.dimension': '1',
		'customers.export': 'on',
		'customers.tagGroup': '501',
		'customers.tagGroupName': 'Kundegruppe',
		'projects.export': 'on',
		'projects.group': 'STD',
		'projects.department': 'projectDepartment',
		'invoices.export': 'on',
		'invoices.route': 'post',
		'invoices.firstNumber': '10001',
		'invoices.categoryTagGroup': '503',
		'invoices.roundingAccount': '9990',
		'expenses.export': 'on',
		'expenses.series': 'BILAG',
		'expenses.accounts': '2010, 2000..2999',
		'expenses.activity': 'Udlæg',
		'expenses.startAfter': '2026-01-01',
		'notify.users': '801',
		'notify.addresses': 'chief@firm.example, boss@firm.example',
		'notify.level': 'warnings',
		notes: '<script>alert(1)</script> $& ærø',
	});
	expect(
		(await lab.api.tables.rows(TABLES.lease.name)).map(({ name, holder, expires }) => ({ name, holder, expires })),
	).toEqual([{ name: 'uniconta', holder: '', expires: 0 }]);
});

/**
 * Waits for a page; where the form says that the other set-up has been at Uniconta for too long, its button is pressed
 * again.
 */
async function arriveAt(own: Page, sign: Locator): Promise<void> {
	const busy = own.getByText('A run of another template');
	await sign.or(busy).first().waitFor();
	while (!(await sign.isVisible())) {
		await own.locator('#submit-btn').click();
		await busy.waitFor({ state: 'detached' });
		await sign.or(busy).first().waitFor();
	}
}

test('two set-ups at once, on different pages too: one whole set of answers is saved, and one lease row stays', async () => {
	const before = await settings();
	const second = await Editor.open(lab.n8n.url, Lab.owner);
	const walk = async (own: Page, word: string): Promise<void> => {
		own.setDefaultTimeout(LIMITS.formPage);
		if (own !== page) await withoutInternet(own);
		await openForm(own, `${lab.n8n.url}${FORM}`, own.locator('#submit-btn'));
		for (const heading of ['Moment and Uniconta: set-up', ...Object.values(TITLES)]) {
			await arriveAt(own, own.getByRole('heading', { name: heading, exact: true }));
			const field = (label: string): Locator =>
				own
					.locator('.inputs-wrapper > div')
					.filter({ has: own.locator('label.form-label', { hasText: label }) })
					.first()
					.locator('input, textarea')
					.first();
			if (heading === TITLES.expenses) await field('Activity in Moment').fill(`Udlæg ${word}`);
			if (heading === TITLES.notifications) {
				await field('Further e-mail addresses').fill(`${word}@firm.example`);
				await field('Anything worth keeping').fill(word);
			}
			await own.locator('#submit-btn').click();
		}
		await arriveAt(own, own.getByText("Switch off Moment's built-in Uniconta integration"));
	};
	await Promise.all([walk(page, 'one'), walk(second.page, 'two')]).finally(async () => await second.close());
	const { notes, 'notify.addresses': addresses, 'expenses.activity': activity, ...after } = await settings();
	expect(['one', 'two']).toContain(notes);
	expect([addresses, activity]).toEqual([`${String(notes)}@firm.example`, `Udlæg ${String(notes)}`]);
	expect({
		...after,
		notes: before.notes,
		'notify.addresses': before['notify.addresses'],
		'expenses.activity': before['expenses.activity'],
	}).toEqual(before);
	expect((await lab.api.tables.rows(TABLES.lease.name)).map(({ name, holder }) => ({ name, holder }))).toEqual([
		{ name: 'uniconta', holder: '' },
	]);
	expect(await lab.api.tables.rows(TABLES.settings.name)).toHaveLength(Object.keys(before).length);
});

test('opened again it shows what is saved; the routes, and a department only where there is a dimension', async () => {
	await goTo('invoices', {
		company: async () => expect(await chosen('Company in Uniconta')).toBe(MAIN),
		dimension: async () => {
			expect(await chosen('Dimension that holds')).toBe('Afdeling (1)');
			await choose('Dimension that holds', 'None: no department is transferred');
		},
		customers: async () => expect(await chosen('Tag group for customer groups')).toBe('Kundegruppe (501)'),
		projects: async () => expect(await said()).not.toContain('Where the department comes from'),
	});
	expect(await said()).not.toContain('Where the department comes from');
	await pick('How they come into Uniconta', 'Journal Voucher: a person posts the journal');
	await choose('Journal', 'Fakturaer fra Moment (MOMENT)');
	await choose('Amounts', 'Net, VAT on lines of its own');
	for (const heading of [TITLES.expenses, TITLES.notifications, TITLES.report]) {
		await next();
		await title(heading);
	}
	const report = await said();
	expect(report).toContain('Invoices: Journal');
	// The Web API is only asked where it posts.
	expect(report).not.toContain('Web API login');
	await save();
	expect(await settings()).toMatchObject({
		'invoices.route': 'journal',
		'invoices.journal': 'MOMENT',
		'invoices.journalAmounts': 'net',
		'company.dimension': '0',
		'projects.department': 'none',
		'invoices.department': 'none',
	});
	await goTo('invoices', {
		dimension: async () => await choose('Dimension that holds', 'Afdeling (1)'),
		projects: async () => await choose('Where the department comes from', "The project's department"),
	});
	expect(await offered('Where the department comes from')).toEqual([
		'No department',
		"The invoice's department",
		'A tag on the invoice',
		"The project's department",
		'A tag on the project',
	]);
	await pick('How they come into Uniconta', 'Order Draft: a person invoices the sales order');
	for (const heading of [TITLES.expenses, TITLES.notifications, TITLES.report]) {
		await next();
		await title(heading);
	}
	await save();
	expect(await settings()).toMatchObject({ 'invoices.route': 'draft', 'projects.department': 'projectDepartment' });
});

test('an address can be changed on a day when much is amiss, and what is gone in Moment is said', async () => {
	const put = async (values: Record<string, string>): Promise<void> => {
		for (const [key, value] of Object.entries(values)) await lab.setSetting(key, value);
	};
	await put({
		'invoices.route': 'post',
		'customers.tagGroup': '599',
		'customers.tagGroupName': 'Gamle <b>grupper</b> $&',
		'expenses.accounts': 'abc..',
		'expenses.series': 'NIX',
		'notify.users': '801, 803, 899',
		'invoices.roundingAccount': '1',
	});
	lab.sandbox.uniconta.person.edit('NumberSerieClient', 'FAKT', { Blocked: true });
	await goTo('notifications', {
		customers: async () =>
			expect(await chosen('Tag group for customer groups')).toBe(
				'No longer in Moment: Gamle <b>grupper</b> $& (599)',
			),
	});
	expect(
		(await group('Users of Moment').locator('.multiselect-option').allInnerTexts()).map((text) => text.trim()),
	).toEqual([
		'Lars Holm (803) · no longer active in Moment',
		'Maja Thomsen (801)',
		'Søren Ærtebjerg (802)',
		'No longer there (899)',
	]);
	expect(await group('Users of Moment').locator('input:checked').count()).toBe(3);
	await type('Further e-mail addresses', 'new@firm.example');
	await next();
	await title(TITLES.report);
	const report = await said();
	for (const row of [
		'This can be saved.',
		'the tag group "Gamle <b>grupper</b> $&" (599) is no longer in Moment',
		'user 899 is no longer in Moment',
		'Lars Holm (803) is no longer active',
		'"NIX" does not exist',
		'is blocked',
	])
		expect(report).toContain(row);
	await save();
	expect(await settings()).toMatchObject({
		'notify.addresses': 'new@firm.example',
		'notify.users': '803, 801, 899',
		'customers.tagGroup': '599',
		'customers.tagGroupName': 'Gamle <b>grupper</b> $&',
		'expenses.accounts': 'abc..',
	});
	lab.sandbox.uniconta.person.edit('NumberSerieClient', 'FAKT', { Blocked: false });
	await put({
		'customers.tagGroup': '501',
		'customers.tagGroupName': 'Kundegruppe',
		'expenses.accounts': '',
		'expenses.series': 'BILAG',
		'notify.users': '801',
		'invoices.roundingAccount': '9990',
	});
});

test('without a configured series for the route Post nothing can be saved, nor without a first number', async () => {
	lab.sandbox.uniconta.person.edit('CompanySettingsClient', 'only', { DebtorVoucherSerie: null });
	await goTo('report');
	expect(await said()).toContain('This cannot be saved yet.');
	expect(await group('What next?').innerText()).not.toContain('Save these settings');
	await picture(page, 'setup-blocked');
	lab.sandbox.uniconta.person.edit('CompanySettingsClient', 'only', { DebtorVoucherSerie: 'FAKT' });
	await next();
	await page.getByText('This can be saved.').waitFor();
	await goTo('invoices');
	await type('First invoice number', '');
	await next();
	await page.getByText('First invoice number: it must be entered').waitFor();
});

test('a run of another template keeps the form waiting, not the other way round', async () => {
	await lab.api.tables.upsert(
		TABLES.lease.name,
		{ name: 'uniconta' },
		{ holder: 'another', expires: Date.now() + 600_000 },
	);
	await begin();
	const before = lab.sandbox.uniconta.log.list().length;
	await next();
	await page.getByText('A run of another template').waitFor();
	expect(lab.sandbox.uniconta.log.list()).toHaveLength(before);
	await lab.api.tables.upsert(TABLES.lease.name, { name: 'uniconta' }, { holder: '', expires: 0 });
	await next();
	await title(TITLES.company);
});

test('the templates run with what the form saved, in the company that was chosen', async () => {
	for (const template of ['customers', 'projects', 'invoices']) await lab.compare(template);
	expect(projectsIn(lab).length).toBeGreaterThan(0);
	expect((await lab.logRows()).filter(({ outcome }) => outcome === 'posted').length).toBeGreaterThan(0);
	expect((await lab.logRows()).filter(({ message }) => String(message).includes('Not set up'))).toEqual([]);
});

test('with records of one company in the log another one is refused; moved as the form says, everything goes to the other', async () => {
	await goTo('company');
	await choose('Company in Uniconta', SECOND);
	await next();
	await page.getByText(`${SECOND} cannot be chosen as things stand`).waitFor();
	await picture(page, 'setup-company-linked');
	for (const { name } of [TABLES.log, TABLES.inbox]) await lab.api.tables.drop(name);
	await lab.setSetting('expenses.cursor', '77');
	await goTo('report', {
		company: async () => await choose('Company in Uniconta', SECOND),
		dimension: async () => await choose('Dimension that holds', 'None: no department is transferred'),
		projects: async () => await choose('Project group', 'Ejendomme (EJD)'),
		invoices: async () => await pick('Transfer invoices', 'No, leave them out'),
	});
	await save();
	expect(await settings()).toMatchObject({ 'company.id': '4217', 'expenses.cursor': '' });
	const debtors = (id: number): number =>
		lab.sandbox.uniconta.ledger.company(id)?.rowsOf('DebtorClient').rows().length ?? 0;
	const before = [debtors(companyIds.main), debtors(companyIds.second)];
	await lab.run('customers', 'Compare Everything Now');
	expect(debtors(companyIds.main)).toBe(before[0]);
	expect(debtors(companyIds.second)).toBeGreaterThan((before[1] ?? 0) + 10);
});
