import { column, dig, records, useSandbox } from './support';

describe('the Moment stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.moment.settings;
	const one = async (number: string, include = '') => {
		const found = await client.moment(`/customers${include}?query=${encodeURIComponent(number)}&size=500`);
		return records(dig(found.json, 'content'))[0] ?? {};
	};
	const ids = async (query: string) =>
		column(dig((await client.moment(`/customers?${query}`)).json, 'content'), 'id').map(Number);

	test('wants the fixed user name and the key, the right company, and rights', async () => {
		expect(await client.moment('/customers', { key: 'wrong' })).toMatchObject({
			status: 401,
			json: { status: 401, error: 'Unauthorized', path: '/api/1.0/companies/nordlys/customers' },
		});
		expect(
			(
				await client.moment('/customers', {
					headers: { authorization: `Basic ${Buffer.from('user:moment-sandbox-key').toString('base64')}` },
				})
			).status,
		).toBe(401);
		expect((await client.moment('/customers', { company: 'andre' })).status).toBe(403);
		settings().patch({ rights: 'forbidden' });
		expect((await client.moment('/customers')).status).toBe(403);
		settings().patch({ rights: 'emptyLists' });
		expect((await client.moment('/customers')).json).toMatchObject({ content: [], page: { totalElements: 0 } });
		expect((await client.moment('/customers/70011001')).status).toBe(404);
	});

	test('pages from zero, with a default size and a largest one', async () => {
		const first = (await client.moment('/customers')).json;
		expect(dig(first, 'content')).toHaveLength(20);
		expect(dig(first, 'page')).toEqual({ number: 0, size: 20, totalElements: 51, totalPages: 3 });
		expect(dig((await client.moment('/customers?page=2')).json, 'content')).toHaveLength(11);
		expect(dig((await client.moment('/customers?page=3')).json, 'content')).toEqual([]);
		settings().patch({ maxPageSize: 30 });
		expect(dig((await client.moment('/customers?size=500')).json, 'page', 'size')).toBe(30);
		expect(dig((await client.moment('/customers?noLimit=true')).json, 'content')).toHaveLength(20);
		expect((await client.moment('/customers?page=-1')).status).toBe(400);
	});

	test('keeps its order over all pages when sorted, and says nothing about it when not', async () => {
		const sorted = await ids('sort=id,asc&size=500');
		expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
		expect(await ids('sort=id,desc&size=500')).toEqual([...sorted].reverse());
		expect(await ids('size=500')).not.toEqual(sorted);
		expect((await client.moment('/customers?sort=nothing,asc')).status).toBe(400);
	});

	test('filters by ids and by time, and a filter may be ignored', async () => {
		const { clock, moment } = client.sandbox;
		expect((await ids('ids=70011001&ids=70011002')).sort()).toEqual([70011001, 70011002]);
		clock.set(Date.parse('2030-01-01T12:00:00Z'), true);
		moment.changeCustomer(70011003, { phone: '1' });
		expect(await ids('lastModifiedDateFrom=2030-01-01T12:00:00Z')).toEqual([70011003]);
		expect(await ids('lastModifiedDateFrom=2030-01-01T12:00:01Z')).toEqual([]);
		expect(await ids('createdDateFrom=2029-01-01T00:00:00Z')).toEqual([]);
		expect(await ids('lastModifiedDateTo=2029-01-01T00:00:00Z&size=500')).toHaveLength(50);
		settings().patch({ dateFromBound: 'exclusive' });
		expect(await ids('lastModifiedDateFrom=2030-01-01T12:00:00Z')).toEqual([]);
		settings().patch({ ignoredFilters: ['lastModifiedDateFrom'] });
		expect(await ids('lastModifiedDateFrom=2030-01-01T12:00:00Z&size=500')).toHaveLength(51);
		expect((await client.moment('/customers?createdDateFrom=yesterday')).status).toBe(400);
	});

	test('ignores a filter nobody has seen, or refuses it', async () => {
		expect(dig((await client.moment('/customers?customerNumber=20001')).json, 'page', 'totalElements')).toBe(51);
		settings().patch({ unknownFilters: 'refused' });
		expect((await client.moment('/customers?customerNumber=20001')).status).toBe(400);
	});

	test('has two shapes of a customer, for reading and for writing', async () => {
		expect(await one('Blåbær')).toMatchObject({
			companyRegNo: expect.any(String) as unknown,
			fax: '+45 33 11 22 33',
			postalCode: expect.any(String) as unknown,
			countryCode: 'DK',
		});
		settings().patch({ customerShape: 'nested' });
		const nested = await one('Blåbær');
		expect(nested).toMatchObject({
			organizationNumber: expect.any(String) as unknown,
			faxNumber: '+45 33 11 22 33',
			address: { postalCode: expect.any(String) as unknown, countryCode: 'DK', addressLine3: null },
		});
		expect(nested).not.toHaveProperty('companyRegNo');
		await client.moment(`/customers/${String(nested.id)}`, {
			method: 'PATCH',
			body: { emailAddress: 'ny@post.example', address: { postalPlace: 'Gråsten' } },
		});
		settings().patch({ customerShape: 'flat' });
		expect(await one('Blåbær')).toMatchObject({
			email: 'ny@post.example',
			postalPlace: 'Gråsten',
			postalCode: dig(nested, 'address', 'postalCode'),
		});
	});

	test('has three shapes of tags', async () => {
		const number = 'To Kundegrupper';
		expect(dig(await one(number), 'tags')).toEqual([
			{ id: 601, name: 'Erhverv', code: 'ERHV', tagGroupId: 501 },
			{ id: 602, name: 'Offentlig', code: 'OFF', tagGroupId: 501 },
		]);
		settings().patch({ tagShape: 'ids' });
		expect(dig(await one(number), 'tagIds')).toEqual([601, 602]);
		settings().patch({ tagShape: 'onlyByInclude' });
		expect(await one(number)).not.toHaveProperty('tags');
		expect(await one(number, '/include/base+tags')).toMatchObject({ tags: [{ id: 601 }, { id: 602 }] });
	});

	test('sends dates as text or as milliseconds, and nulls or not', async () => {
		expect(dig(await one('000471'), 'lastModifiedDate')).toMatch(/^\d{4}-.*Z$/);
		expect(await one('000471')).toHaveProperty('fax', null);
		settings().patch({ dateShape: 'epoch', nulls: 'omitted', customerShape: 'nested' });
		const row = await one('000471');
		expect(row.lastModifiedDate).toEqual(expect.any(Number) as unknown);
		expect(row).not.toHaveProperty('faxNumber');
		expect(row.address).not.toHaveProperty('addressLine3');
		expect(row.customerNumber).toBe('000471');
	});

	test('an include narrows the answer; inner fields come back flattened', async () => {
		expect(Object.keys(await one('000471', '/include/base')).sort()).toEqual([
			'customerNumber',
			'customerState',
			'id',
			'name',
		]);
		expect(Object.keys(await one('000471', '/include/email'))).toEqual(['id', 'email']);
		expect(await one('000471', '/include/base+email+metadata')).toMatchObject({
			name: 'Nulpunkt A/S',
			email: expect.any(String) as unknown,
			version: 0,
		});
		settings().patch({ customerShape: 'nested' });
		expect(Object.keys(await one('000471', '/include/address.postalCode'))).toEqual(['id', 'addressPostalCode']);
		expect((await client.moment('/customers/include/base,email')).status).toBe(400);
		expect(dig((await client.moment('/userAccounts/include/base+email')).json, 'content', 0)).toEqual({
			id: expect.any(Number) as unknown,
			name: expect.any(String) as unknown,
			email: expect.any(String) as unknown,
		});
	});

	test('a user has an e-mail address where an include asks for it, or always', async () => {
		const user = async (include = ''): Promise<unknown> =>
			dig((await client.moment(`/userAccounts${include}?sort=id,asc`)).json, 'content', 0);
		expect(await user()).toMatchObject({ name: expect.any(String) as unknown, userAccountState: 'active' });
		for (const include of ['', '/include/base']) expect(await user(include)).not.toHaveProperty('email');
		expect(await user('/include/email')).toEqual({
			id: expect.any(Number) as unknown,
			email: expect.any(String) as unknown,
		});
		settings().patch({ userEmail: 'plain' });
		expect(await user()).toHaveProperty('email');
		expect(await user('/include/base')).not.toHaveProperty('email');
	});

	test('creates, changes in part, and deletes a customer', async () => {
		const created = await client.moment('/customers', {
			method: 'POST',
			body: { name: 'Ny Kunde ApS', tags: [{ id: 601 }] },
		});
		expect(created).toMatchObject({
			status: 201,
			json: { customerNumber: '20912', customerState: 'active', version: 0, tags: [{ code: 'ERHV' }] },
		});
		const path = `/customers/${String(dig(created.json, 'id'))}`;
		expect(
			(
				await client.moment(path, {
					method: 'PUT',
					body: { ...(created.json as object), email: 'ny@kunde.example' },
				})
			).json,
		).toMatchObject({ name: 'Ny Kunde ApS', email: 'ny@kunde.example', version: 1 });
		expect((await client.moment(path, { method: 'PATCH', body: { name: 'Omdøbt ApS' } })).json).toMatchObject({
			name: 'Omdøbt ApS',
			email: 'ny@kunde.example',
		});
		expect(await client.moment(path, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
		expect((await client.moment(path)).json).toMatchObject({
			status: 404,
			message: expect.stringContaining('No customers') as unknown,
		});
	});

	test.each([
		{},
		{ name: '' },
		{ name: 'A', fantasy: 1 },
		{ name: 'A', customerNumber: '20001' },
		{ name: 'A', tags: [999] },
		{ name: 7 },
		[],
		'text',
	])('refuses to create a customer from %j', async (body) =>
		expect((await client.moment('/customers', { method: 'POST', body })).status).toBe(400),
	);

	test('may want the version back', async () => {
		settings().patch({ versionRequired: true });
		const change = async (body: unknown) =>
			(await client.moment('/customers/70011001', { method: 'PATCH', body })).status;
		expect([
			await change({ phone: '1' }),
			await change({ phone: '1', version: 0 }),
			await change({ phone: '2', version: 0 }),
		]).toEqual([409, 200, 409]);
	});

	test('lists tag groups, tags, users and departments, which cannot be changed', async () => {
		for (const kind of ['tagGroups', 'tags', 'userAccounts', 'departments']) {
			expect(dig((await client.moment(`/${kind}`)).json, 'content')).not.toHaveLength(0);
			expect((await client.moment(`/${kind}`, { method: 'POST', body: { name: 'x' } })).status).toBe(405);
		}
	});

	test('knows no other path', async () => {
		for (const path of ['/activities', '/Customers', '/customers/1/notes', ''])
			expect((await client.moment(path)).status).toBe(404);
		expect((await client.moment('/customers/abc')).status).toBe(400);
	});
});
