import { column, dig, records, useSandbox } from './support';

const PROJECT = 70_033_001;
const TIMER = 40_000_010;

describe('expenses, activities and users of the Moment stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.moment.settings;
	const FLAT = {
		projectId: PROJECT,
		projectExtensionId: TIMER,
		expenseDate: '2026-02-03',
		description: 'Fræser',
		amount: 99.95,
		currencyCode: 'EUR',
		billable: true,
		supplierName: 'Hansen',
		supplierInvoiceNumber: 'F1',
		approvalState: 'approved',
		externalId: 'a/1',
	};
	const NESTED = {
		project: { id: PROJECT },
		projectExtension: { id: TIMER },
		date: '2026-02-03',
		description: 'Fræser',
		costPrice: 99.95,
		currency: { code: 'EUR' },
		isBillable: true,
		supplier: { name: 'Hansen' },
		supplierInvoiceNo: 'F1',
		approvalStatus: 'approved',
		externalReference: 'a/1',
	};
	const create = async (body: unknown, path = '/projectExpenses') =>
		await client.moment(path, { method: 'POST', body });
	const list = async (query: string, path = '/projectExpenses') => await client.moment(`${path}${query}`);

	test.each([
		['flat', FLAT],
		['nested', NESTED],
	] as const)('an expense has two shapes, for reading and for writing: %s', async (expenseShape, body) => {
		settings().patch({ expenseShape });
		const created = await create(body);
		expect(created).toMatchObject({ status: 201, json: body });
		expect((await client.moment(`/projectExpenses/${String(dig(created.json, 'id'))}`)).json).toMatchObject(body);
		expect((await create(expenseShape === 'flat' ? NESTED : FLAT)).status).toBe(400);
	});

	test('there is one list of them, under one of two names, or none', async () => {
		expect([(await list('')).status, (await list('', '/expenses')).status]).toEqual([200, 404]);
		settings().patch({ expenseResource: 'expenses' });
		expect([
			(await list('')).status,
			(await list('', '/expenses')).status,
			(await create(FLAT, '/expenses')).status,
		]).toEqual([404, 200, 201]);
		settings().patch({ expenseResource: 'none' });
		expect([(await list('')).status, (await list('', '/expenses')).status]).toEqual([404, 404]);
	});

	test('the filter by reference works, does nothing, or is refused', async () => {
		await create(FLAT);
		await create({ ...FLAT, externalId: 'a/2' });
		const found = async (name = 'externalId') => await list(`?${name}=a/2`);
		expect(column(dig((await found()).json, 'content'), 'externalId')).toEqual(['a/2']);
		// The other shape's name is one that nobody knows.
		expect(records(dig((await found('externalReference')).json, 'content'))).toHaveLength(5);
		settings().patch({ expenseReferenceFilter: 'ignored' });
		expect(records(dig((await found()).json, 'content'))).toHaveLength(5);
		settings().patch({ expenseReferenceFilter: 'refused' });
		expect((await found()).status).toBe(400);
		settings().patch({ expenseReferenceFilter: 'works', expenseShape: 'nested' });
		expect(column(dig((await found('externalReference')).json, 'content'), 'externalReference')).toEqual(['a/2']);
		expect(records(dig((await list(`?projectId=${PROJECT}`)).json, 'content'))).toHaveLength(3);
	});

	test.each([
		['camel', 'approved'],
		['upper', 'APPROVED'],
		['accepted', 'accepted'],
	] as const)('approval states in %s words', async (approvalStateNames, word) => {
		settings().patch({ approvalStateNames });
		expect((await create({ ...FLAT, approvalState: word })).json).toMatchObject({ approvalState: word });
		expect((await create({ ...FLAT, approvalState: 'done' })).status).toBe(400);
		expect(dig((await create({ ...FLAT, approvalState: undefined })).json, 'approvalState')).not.toBe(word);
	});

	test.each([
		{ currencyCode: 'XYZ' },
		{ projectId: 1 },
		{ projectExtensionId: 1 },
		{ projectExtensionId: 40_000_020 },
		{ amount: '99.95' },
		{ amount: null },
		{ expenseDate: '3/2' },
		{ note: 'x' },
	])('refuses an expense with %j', async (more) => expect((await create({ ...FLAT, ...more })).status).toBe(400));

	test('negative amounts are taken, or refused', async () => {
		expect((await create({ ...FLAT, amount: -0.1 })).json).toMatchObject({ amount: -0.1 });
		settings().patch({ negativeExpenses: 'refused' });
		expect((await create({ ...FLAT, amount: -0.1 })).status).toBe(400);
	});

	test('a lenient server drops what it does not know; a terse one answers the id alone', async () => {
		settings().patch({ unknownFields: 'ignored', createAnswer: 'idOnly' });
		const { json, status } = await create({ ...FLAT, supplierName: undefined, vendor: 'Hansen' });
		expect([status, Object.keys(json as object)]).toEqual([201, ['id']]);
		expect((await client.moment(`/projectExpenses/${String(dig(json, 'id'))}`)).json).toMatchObject({
			supplierName: null,
			externalId: 'a/1',
		});
	});

	test('an expense can be changed and deleted, and fires no webhook', async () => {
		const id = Number(dig((await create(FLAT)).json, 'id'));
		expect(
			(await client.moment(`/projectExpenses/${id}`, { method: 'PATCH', body: { amount: 100 } })).json,
		).toMatchObject({ amount: 100, description: 'Fræser' });
		expect((await client.moment(`/projectExpenses/${id}`, { method: 'DELETE' })).status).toBe(204);
		expect((await client.moment(`/projectExpenses/${id}`)).status).toBe(404);
		expect(client.sandbox.moment.webhooks.state().deliveries).toEqual([]);
	});

	test.each(['A'.repeat(61), '<b>', ''])('an activity cannot be called %j', async (name) => {
		expect(
			(await client.moment('/projectExtensions', { method: 'POST', body: { projectId: PROJECT, name } })).status,
		).toBe(400);
	});

	test('one of the users has left', async () => {
		expect(
			column(dig((await client.moment('/userAccounts?sort=id,asc')).json, 'content'), 'userAccountState'),
		).toEqual(['active', 'active', 'quit']);
	});

	test('the page shows expenses, users and departments', async () => {
		await create(FLAT);
		const page = await (await fetch(client.sandbox.moment.url)).text();
		for (const text of ['Expenses', 'Fræser', 'a/1', 'Lars Holm', 'Rådgivning']) expect(page).toContain(text);
	});
});
