import type { INodeExecutionData } from 'n8n-workflow';
import { MomentUnicontaMapper } from '../../../nodes/MomentUnicontaMapper/MomentUnicontaMapper.node';
import { jsonOf, runNode } from '../../support/runNode';

/** The set-up form's operations, as the template chains them. */
const run = async (parameters: object, json: object = {}): Promise<Array<Record<string, unknown>>> =>
	jsonOf(
		await runNode({
			node: new MomentUnicontaMapper(),
			parameters: { resource: 'setup', ...parameters },
			input: [{ json: { ...json } }] satisfies INodeExecutionData[],
		}),
	);

const LISTS = {
	operation: 'page',
	companies: [
		{ PrimaryKeyId: 10542, CompanyName: 'Nordlys', Country: 'Denmark', Currency: 'DKK', Dim1: 'Afdeling' },
		{ companyId: '4217', CompanyName: 'Other' },
	],
	ownRows: [{ companyID: 10542 }],
};

it('shows a page, takes its answers, and shows the next one with the company’s own country and dimension', async () => {
	const [first = {}] = await run(LISTS);
	expect(first).toMatchObject({ page: 'company', ties: { own: '10542', linked: '' } });
	// As n8n hands over a step that found no row.
	expect((await run({ ...LISTS, links: [{ json: {}, pairedItem: { item: 0 } }] }))[0]).toMatchObject({
		ties: { linked: '' },
	});
	expect(first.fieldsJson).toContain('Nordlys (10542)');
	const [linked = {}] = await run({
		...LISTS,
		settings: [{ key: 'company.id', value: '10542' }],
		links: [{ entity: 'customer', unicontaRowId: '55202' }],
	});
	const [wrong] = await run({ operation: 'answers', page: linked }, { company: 'Other (4217)' });
	expect(wrong).toMatchObject({
		way: 'page',
		state: { page: 'company', messages: [expect.stringContaining('Other (4217) cannot be chosen')] },
	});
	const [taken = {}] = await run({ operation: 'answers', page: first }, { company: 'Nordlys (10542)' });
	expect(taken).toMatchObject({ way: 'company', state: { page: 'dimension', values: { 'company.id': '10542' } } });
	const [second = {}] = await run({ ...LISTS, state: taken.state });
	expect(second.fieldsJson).toContain('Afdeling (1)');
	expect(second.fieldsJson).toContain('"defaultValue":"DK"');
});

it('says what has no meaning in an account filter', async () => {
	const [page] = await run({ ...LISTS, state: { page: 'expenses' } });
	const [answer] = await run(
		{ operation: 'answers', page },
		{ 'expenses.export': 'No, leave them out', 'expenses.accounts': '4000..' },
	);
	expect(answer).toMatchObject({
		way: 'page',
		state: { page: 'expenses', messages: [expect.stringContaining('Accounts:')] },
	});
});

it('a check that gives no answer, or the message of one that could not run, leaves nothing to save', async () => {
	for (const check of [[], [{ error: 'Uniconta is down' }]]) {
		const [page] = await run({ ...LISTS, state: { page: 'report' }, check });
		expect(page?.fieldsJson).not.toContain('Save these settings');
	}
});

it('a table with a similar name, and a user that another run uses, are said instead of the page', async () => {
	const copies = [
		{ id: 'a', name: 'moment_uniconta_settings' },
		{ id: 'b', name: 'my moment_uniconta_settings backup' },
	];
	const [copied] = await run({ ...LISTS, tables: copies });
	expect(copied).toMatchObject({
		page: 'trouble',
		fieldsJson: expect.stringContaining('my moment_uniconta_settings backup'),
	});
	const [busy] = await run({ ...LISTS, busy: true, state: { page: 'dimension' } });
	expect(busy).toMatchObject({ page: 'trouble', fieldsJson: expect.stringContaining('only one can at a time') });
	expect((await run({ operation: 'answers', page: busy }))[0]).toMatchObject({
		way: 'company',
		state: { page: 'dimension' },
	});
});

it('says that it is to be saved only after a second check', async () => {
	const login = { area: 'company', check: 'Login', state: 'ok', found: '', expected: '', fix: '', blocking: false };
	const state = { page: 'report', saving: true };
	expect((await run({ ...LISTS, state, check: [login] }))[0]).toMatchObject({ save: true });
	expect((await run({ ...LISTS, state, check: [{ ...login, state: 'missing', blocking: true }] }))[0]).toMatchObject({
		save: false,
		fieldsJson: expect.stringContaining('Nothing was saved.'),
	});
	expect(
		(await run({ ...LISTS, state, check: [login], tags: [{ error: 'Moment lets nobody in' }] }))[0],
	).toMatchObject({ save: false });
});

it('offers the VAT codes for sales of 0 % for lines without VAT', async () => {
	const vatCodes = [
		{ Vat: 'U25', Name: 'Salgsmoms', VatType: 'Sales', Rate: 25 },
		{ Vat: 'UFRI', Name: 'Momsfrit', VatType: 'Salg', Rate: 0, Blocked: false },
		{ Vat: 'OLD', Name: 'Gammel', Rate: 0, Blocked: true },
		{ Vat: 'I0', Name: 'Køb', VatType: 'Køb', Rate: 0 },
		{ Vat: 'NEW', Name: 'Snart', Rate: 0, Date: '2026-01-01', RateAfterDate: 25 },
	];
	const [page] = await run({ ...LISTS, vatCodes, state: { page: 'invoices' } });
	expect(page?.fieldsJson).toContain('Momsfrit (UFRI)');
	for (const code of ['U25', 'OLD', 'I0', 'NEW']) expect(page?.fieldsJson).not.toContain(`(${code})`);
});

it('1,000 accounts and 300 users are pages like any other', async () => {
	const accounts = Array.from({ length: 1000 }, (_, at) => ({
		Account: String(1000 + at),
		Name: `Konto ${at}`,
		AccountType: at % 100 === 0 ? 'Header' : 'PL',
		Vat: '',
	}));
	const users = Array.from({ length: 300 }, (_, at) => ({
		id: String(800 + at),
		name: `Bruger ${at}`,
		email: `b${at}@firm.example`,
		state: 'active',
	}));
	const [invoices = {}] = await run({ ...LISTS, accounts, state: { page: 'invoices' } });
	const [answered] = await run(
		{ operation: 'answers', page: invoices },
		{
			'invoices.export': 'No, leave them out',
			'invoices.route': "Post: the invoice is posted with Moment's number",
			'invoices.roundingAccount': 'Konto 999 (1999)',
		},
	);
	expect(answered).toMatchObject({ state: { page: 'expenses', values: { 'invoices.roundingAccount': '1999' } } });
	const all = users.map(({ id, name }) => `${name} (${id})`);
	const [people = {}] = await run({ ...LISTS, users, state: { page: 'notifications' } });
	const [chosen] = await run(
		{ operation: 'answers', page: people },
		{ 'notify.users': all, 'notify.level': 'What does not get through' },
	);
	expect(chosen).toMatchObject({
		way: 'report',
		state: { values: { 'notify.users': users.map(({ id }) => id).join(', ') } },
	});
});

it('lists the rows to save, and what remains to be done', async () => {
	const rows = await run({
		operation: 'rows',
		state: { page: 'report', values: { 'customers.export': 'on', notes: 'x' } },
		settings: [{ key: 'notes', value: 'old' }],
	});
	expect(rows).toContainEqual({ key: 'notes', value: 'x' });
	const [last] = await run({
		operation: 'lastPage',
		state: { page: 'report', values: { 'customers.export': 'on' } },
		baseUrl: 'https://n8n.firm.example',
	});
	expect(last?.html).toContain('https://n8n.firm.example/webhook/moment-uniconta-customers?token=');
});
