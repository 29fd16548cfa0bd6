import { ask, column, dig, someDebtor, useSandbox, type Ask, type Reply } from './support';

const HOUR_MS = 3_600_000;

describe('the Web API host of the Uniconta stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.uniconta.settings;
	const call = async (path: string, options: Ask & { token?: string }): Promise<Reply> =>
		await ask(`${client.sandbox.uniconta.webApiUrl}${path}`, {
			method: 'POST',
			...options,
			headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
		});
	const login = async (more: Record<string, unknown> = {}): Promise<Reply> =>
		await call('/login', { body: { Username: '0010542/moment-sync', Password: 'sandbox-password', ...more } });
	const tokenOf = (reply: Reply): string => String(dig(reply.json, 'token'));
	const query = async (token: string, ...filters: unknown[]): Promise<Reply> =>
		await call('/Query/Get/DebtorClient', { token, body: filters });

	test('gives a token for an hour and refreshes it', async () => {
		client.sandbox.clock.set(Date.parse('2026-03-01T10:00:00Z'), true);
		const first = await login();
		const [token, refreshToken] = [tokenOf(first), dig(first.json, 'refreshToken')];
		expect(first.json).toHaveProperty('refreshTokenExpiry', '2026-03-08T10:00:00.000Z');
		client.sandbox.clock.advance(HOUR_MS - 1);
		expect((await query(token, {})).status).toBe(200);
		client.sandbox.clock.advance(1);
		expect((await query(token, {})).status).toBe(401);
		const next = await call('/refresh', { body: refreshToken });
		expect((await query(tokenOf(next), {})).status).toBe(200);
		expect((await call('/refresh', { body: refreshToken })).status).toBe(401);
		client.sandbox.clock.advance(7 * 24 * HOUR_MS);
		expect((await call('/refresh', { body: dig(next.json, 'refreshToken') })).status).toBe(401);
	});

	test.each([
		['UserOrPasswordIsWrong', { Password: 'wrong' }],
		['NoCompanyId', { Username: '0031006/moment-sync' }],
		['CompanyDoesNotExist', { Username: '0099999/moment-sync' }],
	])('a failed log-in says %s with 200, or with 401', async (code, wrong) => {
		expect(await login(wrong)).toMatchObject({ status: 200, json: code });
		settings().patch({ failedLogin: 'status401' });
		expect(await login(wrong)).toMatchObject({ status: 401, json: code });
	});

	test('may ask for a known key', async () => {
		settings().patch({ webApiKey: 'required' });
		expect((await login()).json).toBe('UnknownAppIdent');
		expect((await login({ apiKey: '00000000-0000-4000-8000-000000000001' })).json).toHaveProperty('token');
	});

	test('a second log-in of a server user ends the first, is refused, or changes nothing', async () => {
		const first = tokenOf(await login());
		const second = tokenOf(await login());
		expect((await query(first, {})).status).toBe(401);
		expect((await query(second, {})).status).toBe(200);
		settings().patch({ secondLogin: 'refused' });
		expect((await login()).json).toBe('UserIsServerUser');
		settings().patch({ secondLogin: 'allowed' });
		const third = tokenOf(await login());
		expect((await query(second, {})).status).toBe(200);
		expect((await query(third, {})).status).toBe(200);
	});

	test('a query takes filter objects, all of them at once, and pages from the first', async () => {
		const token = tokenOf(await login());
		const found = async (...filters: unknown[]) => column((await query(token, ...filters)).json, 'Account');
		expect(await found({})).toHaveLength(3);
		expect(
			await found(
				{ PropertyName: 'Account', FilterValue: '2*' },
				{ PropertyName: 'Employee', FilterValue: 'MAT' },
			),
		).toEqual(['20010']);
		expect(await found({ Take: 0 }, { Take: 1 })).toHaveLength(3);
		const up = { PropertyName: 'Account', FilterValue: '', OrderBy: true };
		expect(await found({ ...up, Skip: 1, Take: 1 })).toEqual(['20010']);
		settings().patch({ pageLimit: 2, skip: 'ignored' });
		expect(await found({ ...up, Skip: 2 })).toEqual(['20001', '20010']);
		for (const wrong of [[], {}, [{ PropertyName: 'Account' }], [{ PropertyName: 'Nothing', FilterValue: '1' }]]) {
			expect((await call('/Query/Get/DebtorClient', { token, body: wrong })).status).toBe(400);
		}
	});

	test('an empty value selects every row, also in a company without patterns', async () => {
		const token = tokenOf(await login());
		const found = async (...filters: unknown[]) => column((await query(token, ...filters)).json, 'Account');
		const every = await found({});
		expect(await found({ PropertyName: 'Employee', FilterValue: '' })).toEqual(every);
		expect(
			await found(
				{ PropertyName: 'Account', FilterValue: '20010' },
				{ PropertyName: 'Employee', FilterValue: '' },
			),
		).toEqual(['20010']);
		settings().patch({ filterLanguage: 'literal' });
		expect(await found({ PropertyName: 'Employee', FilterValue: '' })).toEqual(every);
		expect((await query(token, { PropertyName: 'Nothing', FilterValue: '' })).status).toBe(400);
	});

	test('a sort is a flag on a property, or a name, or nothing at all', async () => {
		const token = tokenOf(await login());
		const on = { PropertyName: 'Account', FilterValue: '' };
		const sorted = async (filter: object): Promise<unknown> => {
			const reply = await query(token, filter);
			return reply.status === 200 ? column(reply.json, 'Account').join(' ') : reply.status;
		};
		await call('/Crud/Insert/DebtorClient', { token, body: someDebtor('1') });
		const [UP, DOWN, AS_KEPT] = ['1 20001 20010 900', '900 20010 20001 1', await sorted({})];
		expect(new Set([UP, DOWN, AS_KEPT]).size).toBe(3);
		const flags: object[] = [{ OrderBy: true }, { OrderBy: 'true', OrderByDescending: 'false' }];
		const falling: object[] = [{ OrderByDescending: true }, { OrderBy: false, OrderByDescending: 'true' }];
		const none: object[] = [{ OrderBy: false }, { OrderBy: 'false', OrderByDescending: false }];
		const names: object[] = [
			{ OrderBy: 'Account' },
			{ OrderBy: '' },
			{ OrderBy: null },
			{ OrderBy: 1 },
			{ OrderBy: true, OrderByDescending: 'Account' },
		];
		const answers = async (asked: object[]): Promise<unknown[]> => [
			...new Set(await Promise.all(asked.map(async (one) => await sorted({ ...on, ...one })))),
		];
		settings().patch({ parallelCalls: 'allowed' });
		expect(await answers(flags)).toEqual([UP]);
		expect(await answers(falling)).toEqual([DOWN]);
		expect(await answers(none)).toEqual([AS_KEPT]);
		expect(await answers(names)).toEqual([400]);
		expect(await sorted({ OrderBy: true })).toBe(400);
		settings().patch({ orderBy: 'ignored' });
		expect(await answers([...flags, ...falling, ...none])).toEqual([AS_KEPT]);
		expect(await answers(names)).toEqual([400]);
		settings().patch({ orderBy: 'refused' });
		expect(await answers([...flags, ...falling, ...names])).toEqual([400]);
		expect(await answers(none)).toEqual([AS_KEPT]);
		settings().patch({ orderBy: 'name' });
		expect(await sorted({ OrderBy: 'Account' })).toBe(UP);
		expect(await sorted({ OrderBy: 'Account', OrderByDescending: true })).toBe(DOWN);
		expect(await answers([{ OrderBy: true }, { OrderBy: 'true' }, { OrderBy: 'Nothing' }])).toEqual([400]);
	});

	test('writes to the same ledger; insert gives the stored row, an error is a quoted string', async () => {
		const token = tokenOf(await login());
		const crud = async (path: string, body: unknown, method = 'POST') =>
			await call(`/Crud/${path}/DebtorClient`, { token, body, method });
		expect(await crud('Insert', someDebtor('1', { VatZone: 'EU' }))).toMatchObject({
			status: 200,
			json: { Account: '1', VatZone: 'EU' },
		});
		expect(await crud('Insert', someDebtor('1'))).toMatchObject({ status: 400, text: '"KeyExists"' });
		expect((await crud('InsertList', [someDebtor('2'), someDebtor('3')])).status).toBe(200);
		expect(await client.debtor('3')).toBeDefined();
		expect((await crud('DeleteList', [await client.debtor('2'), await client.debtor('3')], 'DELETE')).status).toBe(
			200,
		);
		expect(await client.debtor('3')).toBeUndefined();
		expect((await crud('Update', await client.debtor('1'), 'PUT')).status).toBe(404);
	});

	test('needs a token, which is no Basic log-in', async () => {
		expect((await call('/Query/Get/DebtorClient', { body: [{}] })).status).toBe(401);
		expect((await call('/login', { body: { username: 'moment-sync' } })).text).toBe('ArgumentMissing');
	});

	test('counts with the OData host for the same user', async () => {
		const token = tokenOf(await login());
		await query(token, {});
		await client.odata('/odata');
		expect(client.sandbox.uniconta.quota.state()['moment-sync']?.calls).toBe(3);
		expect(client.sandbox.uniconta.log.counters().byUser).toEqual({ 'moment-sync': 3 });
	});
});
