import axios, { type AxiosResponse } from 'axios';
import type { Browser, Page } from 'playwright-core';
import { TABLES } from '../../lib/state/tables';
import { debtor as debtorType } from '../../sandbox/standins/uniconta/types/customer';
import { launchBrowser, picture } from './support/browser';
import { forgetCalls, newCustomer, unicontaCalls } from './support/customers';
import { mendAll } from './support/invoices';
import { demoChoices } from '../../sandbox/demo/choices';
import { expenseSettings } from '../../sandbox/n8n/settings';
import { Lab, startLab } from './support/lab';
import { LIMITS } from './support/limits';

/**
 * The reconciliation in a real n8n, after the three kinds were brought over: what is equal, what was broken by hand,
 * and what is told of it.
 */
let lab: Lab;

const COMPARE = 'Compare Everything Now';
const PATH = 'moment-uniconta-reconciliation';
const USER = { username: Lab.page.user, password: Lab.page.password };
const EVIL = '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">';

beforeAll(async () => {
	// Not published: nothing mends in the background what the tests break.
	lab = await startLab({
		sandbox: { data: { postings: 'demo' } },
		templates: ['customers', 'projects', 'invoices', 'expenses', 'notifications', 'reconcile'],
		publish: false,
		settings: {
			...expenseSettings(demoChoices),
			'notify.addresses': 'controller@lab.example',
			'notify.from': 'n8n@lab.example',
			'notify.minutes': '0',
		},
	});
	mendAll(lab);
	for (const template of ['customers', 'projects', 'invoices']) await lab.compare(template);
	await lab.run('expenses', 'Import Now');
	await lab.api.workflows.publish(lab.workflows.get('reconcile')?.id ?? '', LIMITS.publish);
});

afterAll(async () => {
	await (lab as Lab | undefined)?.close();
});

async function look(auth: typeof USER | null = USER): Promise<AxiosResponse<string>> {
	return await axios.get<string>(`${lab.n8n.url}/webhook/${PATH}`, {
		...(auth === null ? {} : { auth }),
		validateStatus: () => true,
		responseType: 'text',
	});
}

async function compare(): Promise<Record<string, unknown>> {
	await lab.run('reconcile', 'Compare Now');
	const row = (await lab.api.tables.rows(TABLES.reconciliation.name)).find(({ key }) => key === 'last');
	if (!row) throw new Error('Nothing was kept');
	return row;
}

interface Kept {
	kinds: Array<Record<string, unknown>>;
	months: Array<{ equal: boolean }>;
	differences: Array<Record<string, string>>;
}
const differenceMails = (): typeof lab.mail.mails =>
	lab.mail.mails.filter(({ subject }) => /differ|the same in both/.test(subject));
const kept = (row: Record<string, unknown>): Kept => JSON.parse(String(row.result)) as Kept;

/** The row of a customer in the stand-in's books. */
function debtorRow(account: string): { values: Record<string, unknown> } {
	const row = lab.sandbox.uniconta.ledger
		.company(Number(lab.sandbox.unicontaCredential.companyId))
		?.table(debtorType)
		.rows()
		.find((one) => one.values.Account === account);
	if (!row) throw new Error(`There is no debtor ${account}`);
	return row;
}

test('the page is shown to nobody without the password, and says that nothing was compared yet', async () => {
	expect((await look(null)).status).toBe(401);
	expect((await look({ ...USER, password: 'wrong' })).status).toBeGreaterThanOrEqual(401);
	const page = await look();
	expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
	expect(page.data).toContain('Nothing has been compared yet');
});

test('after everything was brought over, projects and invoices are the same in both to the cent; nothing is written in either system', async () => {
	forgetCalls(lab);
	const before = lab.sandbox.moment.log.list().length;
	const row = await compare();
	const { kinds, months, differences } = kept(row);
	const [customers, projects, invoices, expenses] = kinds;
	expect(expenses).toMatchObject({ kind: 'expense', states: { extra: 0, twice: 0 } });
	expect(Number(expenses?.equal)).toBeGreaterThan(30);
	expect(projects).toMatchObject({ kind: 'project', moment: 60, uniconta: 60, equal: 60 });
	expect(invoices).toMatchObject({ kind: 'invoice', moment: 86, uniconta: 86, equal: 86 });
	expect(customers).toMatchObject({ kind: 'customer', states: { differs: 0, drift: 0, twice: 0 } });
	expect(months.length).toBeGreaterThan(3);
	expect(months.filter(({ equal }) => !equal)).toEqual([]);
	// The customers that were refused are missing, each with why.
	expect(differences.filter(({ state, message }) => state === 'missing' && message === '')).toEqual([]);
	expect(unicontaCalls(lab).filter(({ method }) => method !== 'GET')).toEqual([]);
	expect(unicontaCalls(lab).length).toBeLessThanOrEqual(6);
	expect(
		lab.sandbox.moment.log
			.list()
			.slice(before)
			.filter(({ method }) => method !== 'GET'),
	).toEqual([]);
	const [lease] = await lab.api.tables.rows(TABLES.lease.name);
	expect(lease).toMatchObject({ holder: '' });
});

test('what was broken by hand on either side is named; script in a name is text', async () => {
	debtorRow('20001').values.City = 'Somewhere else';
	const extra = lab.sandbox.uniconta.ledger
		.company(Number(lab.sandbox.unicontaCredential.companyId))
		?.table(debtorType);
	extra?.add({ ...debtorRow('20001').values, Account: '99999', Name: '</td><script>x()</script>' }, Date.now());
	lab.sandbox.moment.createCustomer(newCustomer('30666', { name: `Evil ${EVIL}`, tagIds: [] }));
	const invoices = lab.sandbox.uniconta.ledger
		.company(Number(lab.sandbox.unicontaCredential.companyId))
		?.rowsOf('DebtorInvoiceClient');
	const posted = (
		number: number,
	): { values: Record<string, unknown> } & NonNullable<ReturnType<NonNullable<typeof invoices>['find']>> => {
		const row = invoices?.rows().find(({ values }) => Number(values.InvoiceNumber) === number);
		if (!row) throw new Error(`There is no invoice ${number}`);
		return row;
	};
	posted(10_005).values.TotalAmount = Number(posted(10_005).values.TotalAmount) + 0.01;
	invoices?.remove(posted(10_007));
	const { differences, months } = kept(await compare());
	expect(months.some(({ equal }) => !equal)).toBe(true);
	const of = (key: string): Array<string | undefined> =>
		differences
			.filter((one) => one.key === key)
			.map(({ state, field, uniconta }) => [state, field, uniconta].join(' ').trim());
	expect(of('20001')).toEqual(['differs City Somewhere else']);
	expect(of('99999')).toEqual(['extra']);
	expect(of('30666')).toEqual(['missing']);
	expect(of('10007')).toEqual(['missing']);
	expect(differences.filter(({ key }) => key === '10005')).toEqual([
		expect.objectContaining({ state: 'differs', field: 'Total' }),
	]);
	const { data } = await look();
	expect(data).toContain('&lt;script&gt;document.title=');
	expect(data).toContain('&lt;/td&gt;&lt;script&gt;x()');
	expect(data).not.toMatch(/<script>(document|x\(\))/);
	expect(data).not.toContain('<img');
});

test('a mail says what differs, once; a new difference is told again', async () => {
	const mails = differenceMails;
	const before = mails().length;
	expect(before).toBeGreaterThan(0);
	const last = mails().at(-1);
	expect(last?.to).toEqual(['controller@lab.example']);
	expect(last?.subject).toMatch(/^Moment and Uniconta: \d+ new differences; Customers: /);
	expect(last?.text).toContain(`/webhook/${PATH}`);
	expect(last?.text).toContain('Customer 20001');
	expect(last?.text).not.toContain('Somewhere else');
	expect(last?.html).toContain('&lt;script&gt;');
	expect(last?.html).not.toContain('<script>');
	await compare();
	expect(mails()).toHaveLength(before);
	debtorRow('20002').values.City = 'Elsewhere';
	await compare();
	expect(mails()).toHaveLength(before + 1);
});

test('a mail that is refused is a row in the log, and goes with the next comparison', async () => {
	lab.mail.refuse('controller@lab.example');
	const before = lab.mail.mails.length;
	debtorRow('20003').values.City = 'Nowhere';
	await compare();
	expect(lab.mail.mails).toHaveLength(before);
	expect((await lab.logRows()).at(-1)).toMatchObject({
		entity: 'mail',
		key: 'all',
		outcome: 'unsent',
		message: expect.stringContaining('No such mailbox here') as string,
	});
	lab.mail.accept('controller@lab.example');
	await compare();
	expect(lab.mail.mails).toHaveLength(before + 1);
});

test('while another run is at Uniconta nothing is compared, and the last result stays', async () => {
	const row = await compare();
	await lab.api.tables.upsert(
		TABLES.lease.name,
		{ name: 'uniconta' },
		{ holder: 'another', expires: Date.now() + 600_000 },
	);
	forgetCalls(lab);
	const again = await compare();
	expect(again.time).toEqual(row.time);
	expect(unicontaCalls(lab)).toEqual([]);
	await lab.api.tables.upsert(TABLES.lease.name, { name: 'uniconta' }, { holder: '', expires: 0 });
	expect((await look()).data).toContain('another run was at Uniconta at that moment');
});

test('Uniconta breaks off in the middle: the page says so and keeps the last result, the lease is free, and nobody is mailed', async () => {
	const row = await compare();
	const mails = lab.mail.mails.length;
	const fault = lab.sandbox.uniconta.faults.add({
		match: { path: 'ProjectClient' },
		kind: 'status',
		status: 500,
		body: 'Out of order',
	});
	const again = await compare();
	lab.sandbox.uniconta.faults.remove(fault.id);
	expect(again.result).toEqual(row.result);
	const { data } = await look();
	expect(data).toMatch(
		/The comparison of [^<]* \(Europe\/Copenhagen\) did not get through: [^<]*This is the last one that did\./,
	);
	expect(data).toContain('Somewhere else');
	expect((await lab.api.tables.rows(TABLES.lease.name))[0]).toMatchObject({ holder: '' });
	expect((await lab.logRows()).at(-1)).toMatchObject({
		entity: 'run',
		key: 'reconciliation',
		outcome: 'failed',
		message: expect.stringContaining('The comparison of both systems did not get through') as string,
	});
	expect(lab.mail.mails).toHaveLength(mails);
	await compare();
	expect((await look()).data).not.toContain('did not get through');
});

describe('in the browser', () => {
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		browser = await launchBrowser();
		const context = await browser.newContext({
			httpCredentials: USER,
			viewport: { width: 1280, height: 900 },
			colorScheme: 'light',
		});
		page = await context.newPage();
		page.setDefaultTimeout(LIMITS.page);
	});

	afterAll(async () => {
		await (browser as Browser | undefined)?.close();
	});

	test('cards, chart and table are there; the filters narrow the table; nothing is loaded from outside, and no script but ours runs', async () => {
		const asked: string[] = [];
		const said: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		page.on('console', (message) => said.push(message.text()));
		page.on('pageerror', (error) => said.push(error.message));
		await page.goto(`${lab.n8n.url}/webhook/${PATH}`);
		expect(await page.locator('.card').count()).toBe(4);
		expect(await page.locator('svg rect').count()).toBeGreaterThan(6);
		expect(await page.title()).toBe('Moment and Uniconta side by side');
		const shown = page.locator('#differences tbody tr:visible');
		const all = await shown.count();
		await page.locator('#state').selectOption('differs');
		expect(await shown.count()).toBe(4);
		await page.locator('#text').fill('somewhere');
		expect(await shown.count()).toBe(1);
		expect(await shown.first().innerText()).toContain('20001');
		await page.locator('#state').selectOption('');
		await page.locator('#text').fill('');
		expect(await shown.count()).toBe(all);
		await picture(page, 'reconciliation');
		expect(
			asked.filter((url) => !url.startsWith(`${lab.n8n.url}/webhook/`) && !url.endsWith('/favicon.ico')),
		).toEqual([]);
		expect(said.filter((text) => !/favicon/.test(text))).toEqual([]);
	});

	test('on a phone nothing runs over the edge', async () => {
		await page.setViewportSize({ width: 390, height: 844 });
		await page.goto(`${lab.n8n.url}/webhook/${PATH}`);
		expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
		await picture(page, 'reconciliation-phone');
	});
});

describe('broken by hand on either side: found, named right, told, and told again when it is mended', () => {
	const company = (): NonNullable<ReturnType<typeof lab.sandbox.uniconta.ledger.company>> => {
		const found = lab.sandbox.uniconta.ledger.company(Number(lab.sandbox.unicontaCredential.companyId));
		if (!found) throw new Error('The demo company is missing');
		return found;
	};
	const customerInMoment = (number: string): number => {
		const row = lab.sandbox.moment.store.rows('customers').find(({ values }) => values.customerNumber === number);
		if (!row) throw new Error(`Moment has no customer ${number}`);
		return row.values.id;
	};
	const whole = (list: Kept['differences'], kind: string, key: string): string[] =>
		list
			.filter((one) => one.kind === kind && one.key === key)
			.map(({ state, field, moment, uniconta }) => [state, field, moment, uniconta].join('|'));
	let before: Kept['differences'];
	let renamed: number;
	let goneProject: string;
	let goneExpense: string;
	let extraInvoice: string;
	const name = (): unknown => debtorRow('20010').values.Name;
	let rightName: unknown;

	test('each is found and named with number, field and both values', async () => {
		before = kept(await compare()).differences;
		rightName = name();
		debtorRow('20010').values.Name = 'Omdøbt i Uniconta';
		const projects = company().rowsOf('ProjectClient');
		const project = projects.rows().at(-1);
		if (!project) throw new Error('There is no project');
		goneProject = String(project.values.Number);
		projects.remove(project);
		renamed = customerInMoment('20011');
		lab.sandbox.moment.changeCustomer(renamed, { customerNumber: '20999' });
		extraInvoice = lab.sandbox.uniconta.person.invoice({ account: '20001', text: 'By hand' }).invoiceNumber;
		const [expense] = lab.sandbox.moment.store
			.rows('projectExpenses')
			.filter(({ values }) => values.externalId !== null);
		goneExpense = String(expense?.values.externalId);
		lab.sandbox.moment.store.remove('projectExpenses', Number(expense?.values.id));
		const mailed = differenceMails().length;
		const { differences } = kept(await compare());
		expect(whole(differences, 'customer', '20010')).toEqual([
			`differs|Name|${String(rightName)}|Omdøbt i Uniconta`,
		]);
		expect(whole(differences, 'customer', '20999')).toEqual(['drift|Number|20999|20011']);
		expect(whole(differences, 'project', goneProject)).toEqual(['missing|||']);
		expect(whole(differences, 'invoice', extraInvoice)).toEqual(['extra|||']);
		expect(whole(differences, 'expense', goneExpense)).toEqual(['extra|||']);
		expect(differences).toHaveLength(before.length + 5);
		const mail = differenceMails()[mailed];
		expect(differenceMails()).toHaveLength(mailed + 1);
		expect(mail?.subject).toMatch(/^Moment and Uniconta: 5 new differences; /);
		expect(mail?.text).toContain(`Name is "${String(rightName)}" in Moment, "Omdøbt i Uniconta" in Uniconta`);
		expect(mail?.text).toContain('Number is "20999" in Moment, "20011" in Uniconta');
		expect(mail?.text).toContain(`* Project ${goneProject}`);
		expect(mail?.text).toContain(`* Invoice ${extraInvoice}`);
		expect(mail?.text).toContain(`* Expense ${goneExpense}`);
	});

	test('a posted invoice that is gone is told by the notifications too, at the level of failures', async () => {
		await lab.run('invoices', COMPARE);
		expect(
			(await lab.logRows()).filter(({ entity, key }) => entity === 'invoice' && key === '10007').at(-1),
		).toMatchObject({
			outcome: 'gone',
			message: expect.stringContaining('Uniconta has no invoice 10007 any more') as string,
		});
		const told = lab.mail.mails.length;
		await lab.run('notifications', 'Look Now');
		await lab.run('notifications', 'Look Now');
		expect(lab.mail.mails.slice(told).map(({ text }) => /Invoice 10007 [^\n]*: gone/.test(text))).toContain(true);
	});

	test('mended, it is no longer different, and one mail says so', async () => {
		lab.sandbox.moment.changeCustomer(renamed, { customerNumber: '20011' });
		for (const template of ['customers', 'projects']) await lab.run(template, COMPARE);
		expect(name()).toBe(rightName);
		const mailed = differenceMails().length;
		const { differences } = kept(await compare());
		for (const [kind, key] of [
			['customer', '20010'],
			['customer', '20011'],
			['customer', '20999'],
			['project', goneProject],
		] as const)
			expect(whole(differences, kind, key)).toEqual([]);
		// What nobody has mended stays, and is not told again.
		expect(whole(differences, 'invoice', extraInvoice)).toEqual(['extra|||']);
		expect(whole(differences, 'expense', goneExpense)).toEqual(['extra|||']);
		expect(differenceMails()).toHaveLength(mailed + 1);
		const { text } = differenceMails()[mailed] ?? { text: '' };
		expect(text).toContain('No longer different');
		expect(text).toContain('* Customer 20010: Name');
		expect(text).toContain(`* Project ${goneProject}`);
		expect(text.slice(0, text.indexOf('No longer'))).not.toContain(`* Expense ${goneExpense}`);
		await compare();
		expect(differenceMails()).toHaveLength(mailed + 1);
	});
});
