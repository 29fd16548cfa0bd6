import { ask, basic, column, dig, someDebtor, useSandbox, type Reply } from './support';

describe('log-in and companies of the Uniconta stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.uniconta.settings;
	const as = async (
		userName: string,
		path = '/odata/DebtorClient',
		password = client.sandbox.unicontaCredential.password,
	) => await client.odata(path, { user: { userName, password } });
	const names = (reply: Reply): unknown[] => column(reply.json, 'CompanyName');

	test('a wrong password, an unknown user or none at all is 401 and tells the name', async () => {
		for (const [user, password] of [
			['moment-sync', 'wrong'],
			['nobody', 'sandbox-password'],
			['', ''],
		] as const) {
			expect(await as(user, '/odata', password)).toMatchObject({ status: 401, text: 'UserOrPasswordIsWrong' });
		}
		expect((await ask(`${client.sandbox.uniconta.odataUrl}/odata`)).status).toBe(401);
		settings().patch({ loginRefusedStatus: 403, loginRefusedBody: 'empty' });
		expect(await as('nobody')).toMatchObject({ status: 403, text: '' });
	});

	test('a password is read as UTF-8 and may hold a colon', async () => {
		const { userName, password } = client.sandbox.danishUnicontaCredential;
		expect(password).toMatch(/ø.*:/);
		expect((await as(userName, '/odata', password)).status).toBe(200);
	});

	test('the company is the one in the user name, in the path, or the default one', async () => {
		const companyOf = async (user: string, path: string) =>
			dig((await as(user, path)).json, 'value', 0, 'CompanyId');
		expect(await companyOf('moment-sync', '/odata/DebtorClient')).toBe(10_542);
		expect(await companyOf('004217/moment-sync', '/odata/DebtorClient')).toBe(4_217);
		expect(await companyOf('0010542/moment-sync', '/odata/DebtorClient')).toBe(10_542);
		expect(await companyOf('moment-sync', '/odata/4217/DebtorClient')).toBe(4_217);
		await client.insert('DebtorClient', someDebtor('1'), { userName: '004217/moment-sync' });
		expect(client.sandbox.uniconta.ledger.company(4_217)?.hasKey('DebtorClient', '1')).toBe(true);
		expect(client.sandbox.uniconta.ledger.company(10_542)?.hasKey('DebtorClient', '1')).toBe(false);
	});

	test.each([
		['0031006/moment-sync', '/odata/DebtorClient', 'NoCompanyId'],
		['0099999/moment-sync', '/odata/DebtorClient', 'CompanyDoesNotExist'],
		['moment-sync', '/odata/31006/DebtorClient', 'NoCompanyId'],
		['004217/moment-sync', '/odata/10542/DebtorClient', 'NoCompanyId'],
		['0031006/moment-sync', '/api/Entities/CompanyClient', 'NoCompanyId'],
		['0031006/moment-sync', '/odata', 'NoCompanyId'],
	])('%s at %s is refused with %s, never answered with other data', async (user, path, code) => {
		if (path.endsWith('/CompanyClient')) settings().patch({ unknownCompany: 'refused' });
		expect(await as(user, path)).toMatchObject({ status: 401, text: code });
		settings().patch({ companyRefusedStatus: 403, companyList: 'all' });
		expect(await as(user, path)).toMatchObject({ status: 403, text: code });
	});

	test.each([['0031006/moment-sync'], ['0099/moment-sync']])(
		'%s is given the list of companies all the same, and nothing else, unless a switch says otherwise',
		async (user) => {
			expect(column((await as(user, '/api/Entities/CompanyClient')).json, 'PrimaryKeyId')).toEqual([
				10_542, 4_217,
			]);
			expect((await as(user)).status).toBe(401);
			settings().patch({ unknownCompany: 'refused' });
			expect((await as(user, '/api/Entities/CompanyClient')).status).toBe(401);
			settings().patch({ unknownCompany: 'defaultOne' });
			expect(dig((await as(user)).json, 'value', 0, 'CompanyId')).toBe(10_542);
			expect((await as('0099/revisor@fremmed.example', '/odata/DebtorClient', 'sandbox-revisor')).text).toBe(
				'UserHasNoCompany',
			);
		},
	);

	test('forms of the user name that are not documented are no log-in', async () => {
		for (const user of ['4217/moment-sync', '0004217/moment-sync', '00/moment-sync'])
			expect((await as(user)).text).toBe('UserOrPasswordIsWrong');
	});

	test('a user without a default company must name one, but may list them', async () => {
		const auditor = async (userName: string, path: string) => await as(userName, path, 'sandbox-revisor');
		expect((await auditor('revisor@fremmed.example', '/odata/DebtorClient')).text).toBe('UserHasNoCompany');
		expect(names(await auditor('revisor@fremmed.example', '/api/Entities/CompanyClient'))).toEqual([
			'Fremmed Firma ApS',
		]);
		expect((await auditor('0031006/revisor@fremmed.example', '/odata/DebtorClient')).status).toBe(200);
	});

	test('lists only the companies the user may open, by id; with one in the user name only that one', async () => {
		const all = await as('moment-sync', '/api/Entities/CompanyClient');
		expect(column(all.json, 'PrimaryKeyId')).toEqual([10_542, 4_217]);
		expect(names(await as('004217/moment-sync', '/api/Entities/CompanyClient'))).toEqual(['Nordlys Ejendomme ApS']);
		settings().patch({ companyList: 'all' });
		expect(names(await as('004217/moment-sync', '/api/Entities/CompanyClient'))).toHaveLength(2);
	});

	test('an empty company list comes as often as asked for', async () => {
		settings().patch({ emptyCompanyLists: 1 });
		expect((await as('moment-sync', '/api/Entities/CompanyClient')).json).toEqual([]);
		expect((await as('moment-sync', '/api/Entities/CompanyClient')).json).toHaveLength(2);
	});

	describe('calls at the same time', () => {
		/** Keeps one call of the user open while the others are made. */
		const whileBusy = async (user: string, password: string, act: () => Promise<void>): Promise<void> => {
			const { uniconta } = client.sandbox;
			uniconta.faults.add({ kind: 'hang', match: { path: '^/odata/CompanyClient$' } });
			const giveUp = new AbortController();
			const hanging = fetch(`${uniconta.odataUrl}/odata/CompanyClient`, {
				headers: basic(user, password),
				signal: giveUp.signal,
			}).catch(() => undefined);
			while (uniconta.log.counters().total === 0) await new Promise(setImmediate);
			await act();
			giveUp.abort();
			await hanging;
		};

		test('of a server user are refused with 503, and counted', async () => {
			await whileBusy('moment-sync', 'sandbox-password', async () => {
				expect(await as('moment-sync')).toMatchObject({ status: 503, text: 'TooManyCallsOpen' });
				expect((await client.odata('/odata', { user: client.sandbox.danishUnicontaCredential })).status).toBe(
					200,
				);
				settings().patch({ parallelCalls: 'allowed' });
				expect((await as('moment-sync')).status).toBe(200);
			});
			expect(client.sandbox.uniconta.log.counters()).toMatchObject({
				maxSimultaneous: 2,
				maxSimultaneousByUser: { 'moment-sync': 2, 'moment-synk': 1 },
			});
		});

		test('of a person are let pass', async () => {
			await whileBusy('revisor@fremmed.example', 'sandbox-revisor', async () => {
				expect((await as('0031006/revisor@fremmed.example', '/odata', 'sandbox-revisor')).status).toBe(200);
			});
		});

		test('one after the other never count as two', async () => {
			for (let call = 0; call < 50; call += 1) expect((await as('moment-sync', '/odata')).status).toBe(200);
			expect(client.sandbox.uniconta.log.counters().maxSimultaneous).toBe(1);
		});
	});
});

describe('the daily slow-down', () => {
	const slept: number[] = [];
	const client = useSandbox({ sleep: async (milliseconds) => void slept.push(milliseconds) });
	const delayOfNextCall = async (): Promise<number> => {
		slept.length = 0;
		await client.odata('/odata');
		return client.sandbox.uniconta.log.list().at(-1)?.slowedMs ?? -1;
	};

	test.each([
		[4_998, 0],
		[4_999, 0],
		[5_000, 1000],
		[9_999, 1000],
		[10_000, 2000],
		[14_999, 2000],
	])('after %d calls the next one takes %d ms longer', async (made, delay) => {
		client.sandbox.uniconta.quota.use('moment-sync', made);
		expect(await delayOfNextCall()).toBe(delay);
		expect(slept).toEqual(delay === 0 ? [] : [delay]);
	});

	test('hits only its user, and is only written down where the switch says so', async () => {
		client.sandbox.uniconta.settings.patch({ slowDown: 'record' });
		client.sandbox.uniconta.quota.use('moment-synk', 6_000);
		expect(await delayOfNextCall()).toBe(0);
		client.sandbox.uniconta.quota.use('moment-sync', 6_000);
		expect(await delayOfNextCall()).toBe(1000);
		expect(slept).toEqual([]);
	});

	test('starts counting again at midnight, and lasts a further day', async () => {
		const { clock, uniconta } = client.sandbox;
		clock.set(Date.parse('2026-03-01T23:00:00Z'), true);
		uniconta.quota.use('moment-sync', 5_001);
		clock.set(Date.parse('2026-03-02T00:00:00Z'));
		expect(await delayOfNextCall()).toBe(1000);
		expect(uniconta.quota.state()['moment-sync']?.calls).toBe(1);
		clock.set(Date.parse('2026-03-02T23:59:59Z'));
		expect(await delayOfNextCall()).toBe(1000);
		clock.set(Date.parse('2026-03-03T00:00:00Z'));
		expect(await delayOfNextCall()).toBe(0);
		uniconta.quota.use('moment-sync', 5_001);
		clock.set(Date.parse('2026-03-05T00:00:00Z'));
		expect(await delayOfNextCall()).toBe(0);
	});
});
