import { startSandbox, type Sandbox } from '../../sandbox/standins';

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ data: { postings: 'demo' } });
});
afterEach(async () => {
	await sandbox.stop();
});

async function post(path: string, fields: Record<string, string>): Promise<string> {
	return await (
		await fetch(`${sandbox.uniconta.odataUrl}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
	).text();
}
const get = async (path: string): Promise<string> => await (await fetch(`${sandbox.uniconta.odataUrl}${path}`)).text();
const rows = (type: string) => sandbox.uniconta.ledger.all()[0]?.rowsOf(type).rows() ?? [];

test('a customer is changed and deleted by hand; what the form does not show stays', async () => {
	const row = rows('DebtorClient').find(({ values }) => values.Account === '20010');
	const id = String(row?.rowId);
	expect(await get(`/change?id=${id}`)).toContain('Gammelt Navn A/S');
	expect(await post('/change', { id, step: 'save', Name: '<i>Nyt</i>', City: 'Køge', Payment: 'Net30' })).toContain(
		'Saved: customer 20010',
	);
	expect(rows('DebtorClient').find(({ rowId }) => rowId === row?.rowId)?.values).toMatchObject({
		Name: '<i>Nyt</i>',
		City: 'Køge',
		Group: row?.values.Group,
		CreditMax: 50_000,
	});
	expect(await get(`/change?id=${id}`)).toContain('&lt;i&gt;Nyt&lt;/i&gt;');
	expect(await post('/change', { id, step: 'delete' })).toContain('Customer 20010 is deleted');
	expect(rows('DebtorClient').some(({ rowId }) => rowId === row?.rowId)).toBe(false);
});

test('a series goes on with another number, and a category is added; nonsense is said and not saved', async () => {
	const id = String(rows('NumberSerieClient').find(({ values }) => values.Serie === 'FAKT')?.rowId);
	expect(await post('/change/series', { id, Next: '10041' })).toContain('the next number is 10041');
	expect(await post('/change/series', { id, Next: 'many' })).toContain('Not saved');
	expect(rows('NumberSerieClient').find(({ values }) => values.Serie === 'FAKT')?.values.Next).toBe(10_041);
	expect(await post('/change/category', { Number: 'NYKAT', Name: 'Ny', CatType: 'Revenue' })).toContain(
		'Saved: category NYKAT',
	);
	expect(await post('/change/category', { Number: 'NYKAT', Name: 'Ny', CatType: 'Revenue' })).toContain('Not saved');
});

test("a supplier's bill is posted and cancelled", async () => {
	const before = rows('GLDailyJournalPostedClient').length;
	const said = await post('/change/bill', {
		step: 'post',
		project: '3001',
		account: '2010',
		text: 'Leje',
		amount: '1250,50',
		invoice: 'A-1',
	});
	expect(said).toMatch(/Posted as \d+, voucher \d+ of BILAG/);
	const posting = /Posted as (\d+)/.exec(said)?.[1] ?? '';
	expect(
		rows('ProjectTransClient')
			.filter(({ values }) => String(values.JournalPostedId) === posting)
			.map(({ values }) => values.Project),
	).toEqual(['3001']);
	expect(await post('/change/bill', { step: 'cancel', posting })).toContain('Cancelled');
	expect(rows('GLDailyJournalPostedClient').length).toBe(before + 2);
	expect(await post('/change/bill', { step: 'post', account: '2010', text: 'x', amount: 'much' })).toContain(
		'Not saved',
	);
});

test('what is done by hand is no call, and both pages lead to each other and to what is in them', async () => {
	for (const path of ['/', '/change', '/change/series', '/change/category', '/change/bill']) {
		const page = await get(path);
		for (const { text, href } of sandbox.links) expect(page).toContain(`<a href="${href}">${text}</a>`);
	}
	expect(sandbox.uniconta.log.list()).toEqual([]);
	const moment = await (await fetch(`${sandbox.moment.url}/`)).text();
	for (const title of [
		'invoices',
		'expenses',
		'activities',
		'projects',
		'customers',
		'users',
		'departments',
		'ledger-accounts',
	])
		expect(moment).toMatch(new RegExp(`href="#${title}".*id="${title}"`, 's'));
	const uniconta = await get('/');
	for (const title of ['postings', 'project-entries', 'debtors', 'number-series'])
		expect(uniconta).toMatch(new RegExp(`href="#${title}".*id="${title}"`, 's'));
});
