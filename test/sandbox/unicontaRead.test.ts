import { parseFilter } from '../../sandbox/standins/uniconta/odataQuery';
import { camelCase } from '../../sandbox/standins/uniconta/record';
import { ask, basic, column, dig, records, someDebtor, useSandbox } from './support';

describe('$filter', () => {
	test.each<[string, unknown]>([
		["Account eq '10''5'", [{ property: 'Account', operator: 'eq', kind: 'text', value: "10'5" }]],
		["Name eq 'a and b'", [{ property: 'Name', operator: 'eq', kind: 'text', value: 'a and b' }]],
		["Name eq ''", [{ property: 'Name', operator: 'eq', kind: 'text', value: '' }]],
		['RowId gt -12.5', [{ property: 'RowId', operator: 'gt', kind: 'number', value: -12.5 }]],
		[
			"UpdatedAt ge datetime'2026-01-02T03:04:05'",
			[{ property: 'UpdatedAt', operator: 'ge', kind: 'date', value: '2026-01-02T03:04:05' }],
		],
	])('reads %s', (source, expected) => expect(parseFilter(source)).toEqual(expected));

	test('joins conditions with and', () => {
		expect(parseFilter("Account ge '1' and Account le '9' and RowId lt 5").map(({ operator }) => operator)).toEqual(
			['ge', 'le', 'lt'],
		);
	});

	test.each([
		'',
		"Account eq 'a' or Account eq 'b'",
		"Account ne 'a'",
		"contains(Name,'a')",
		"Account eq 'a",
		"Account eq 'a'b'",
		"(Account eq 'a')",
		'Account eq a',
		'UpdatedAt ge 2026-01-02T03:04:05Z',
		"UpdatedAt ge datetime'2026-01-02'",
		"Account EQ 'a'",
		"Account eq 'a' and ",
		"Account eq 'a'and Name eq 'b'",
		'Account eq null',
	])('refuses %s', (source) => expect(() => parseFilter(source)).toThrow());
});

test('camel case is written as .NET writes it', () => {
	expect(['RowId', 'EAN', 'D2CAccount', 'Www', 'VATCalcMethod', 'Address1'].map(camelCase)).toEqual([
		'rowId',
		'ean',
		'd2CAccount',
		'www',
		'vatCalcMethod',
		'address1',
	]);
});

describe('reading from the Uniconta stand-in', () => {
	const client = useSandbox();
	const settings = () => client.sandbox.uniconta.settings;
	const accounts = async (query: string) =>
		column(dig((await client.odata(`/odata/DebtorClient${query}`)).json, 'value'), 'Account');
	const filter = (text: string): string => `?$filter=${encodeURIComponent(text)}`;

	test('filters, orders, and cuts a page out', async () => {
		expect(await accounts(filter("Account ge '20001' and Account le '20010'"))).toEqual(['20001', '20010']);
		expect(await accounts('?$orderby=Account')).toEqual(['20001', '20010', '900']);
		expect(await accounts('?$orderby=Account%20desc&$top=1&$skip=1')).toEqual(['20010']);
	});

	test('finds a name with quotes, ampersands and plus signs intact', async () => {
		const name = "O'Neill & Søn + Æblegård #1";
		await client.insert('DebtorClient', someDebtor('1', { Name: name }));
		expect(await accounts(filter(`Name eq '${name.replaceAll("'", "''")}'`))).toEqual(['1']);
	});

	test.each([
		filter("VatZone eq 'Domestic'"),
		filter('Blocked eq true'),
		filter("Country eq 'Denmark'"),
		filter("Nothing eq 'x'"),
		filter('Account eq 900'),
		'?$select=Account',
		'?$expand=Group',
		'?$count=true',
		'?$top=x',
		'?$orderby=Name,Account',
		'?top=5',
		"?$filter=Account eq '1'&$filter=Account eq '2'",
	])('refuses /odata/DebtorClient%s', async (query) =>
		expect((await client.odata(`/odata/DebtorClient${query}`)).status).toBe(400),
	);

	test('leaves nulls out, unless told otherwise', async () => {
		expect(await client.debtor('900')).not.toHaveProperty('EAN');
		settings().patch({ nulls: 'sent' });
		expect(await client.debtor('900')).toHaveProperty('EAN', null);
	});

	test("shows identity, empty dates, and the company's own fields under the type with User", async () => {
		const row = await client.debtor('900');
		expect(row).toMatchObject({
			RowId: dig(row, 'PrimaryKeyId'),
			KeyStr: '900',
			KeyName: 'Kontantsalg i butikken',
			CompanyId: 10_542,
			LastInvoice: '0001-01-01T00:00:00',
		});
		expect(await client.debtor('20010')).not.toHaveProperty('FaxNumber');
		expect(await client.debtor('20010', 'DebtorClientUser')).toHaveProperty('FaxNumber', '+45 70 10 20 30');
	});

	test('writes keys in camelCase where the switch says so, and takes them back', async () => {
		settings().patch({ jsonKeys: 'camelCase' });
		const row = await client.debtor('20010');
		expect(row).toMatchObject({ account: '20010', ean: '5790000000005', rowId: expect.any(Number) as unknown });
		expect((await client.update('DebtorClient', { ...row, city: 'Skagen' })).status).toBe(200);
		expect(await client.debtor('20010')).toMatchObject({ city: 'Skagen', ean: '5790000000005' });
	});

	test('sends XML unless JSON is asked for', async () => {
		const xml = await client.odata('/odata/DebtorClient', { headers: { accept: '*/*' } });
		expect(xml.headers.get('content-type')).toContain('xml');
		expect(xml.text).toContain('<d:Account>900</d:Account>');
		expect((await client.odata('/odata', { headers: { accept: '*/*' } })).text).toContain('<service');
	});

	test('type names are case-sensitive, and unknown paths are 404', async () => {
		for (const path of [
			'/odata/debtorclient',
			'/odata/Debtor',
			'/odata/User',
			'/api/entities/DebtorClient',
			'/odata/DebtorClient/1',
			'/api/Entities/Read/DebtorClient',
		]) {
			expect((await client.odata(path)).status).toBe(404);
		}
	});

	test('the service document lists the types, with the company in the path or without', async () => {
		for (const path of ['/odata', '/odata/', '/odata/10542', '/odata/10542/']) {
			expect(dig((await client.odata(path)).json, 'value')).toContainEqual({
				name: 'DebtorClient',
				kind: 'EntitySet',
				url: 'DebtorClient',
			});
		}
	});

	test("an entity list takes one name and value, in the server's own filter language", async () => {
		const found = async (value: string) =>
			records(
				(await client.odata(`/api/Entities/DebtorClient?Name=Account&Value=${encodeURIComponent(value)}`)).json,
			).length;
		expect([await found('900'), await found('9*'), await found('20001..20010'), await found('!null')]).toEqual([
			1, 1, 2, 3,
		]);
		settings().patch({ filterLanguage: 'literal' });
		expect([await found('900'), await found('9*'), await found('20001..20010')]).toEqual([1, 0, 0]);
		for (const query of [
			'?Name=Account',
			'?Name=Nothing&Value=1',
			'?Name=A&Value=1&Name=B&Value=2',
			'?$skip=1',
			"?$filter=Account eq '900'",
		]) {
			expect((await client.odata(`/api/Entities/DebtorClient${query}`)).status).toBe(400);
		}
		expect((await client.odata("/api/Entities/10542/DebtorClient?$filter=Account eq '900'")).json).toHaveLength(1);
	});

	describe('with a page limit', () => {
		beforeEach(() => settings().patch({ pageLimit: 2 }));

		test('names the next page, which keeps filter and order, and ends', async () => {
			const first = await client.odata(`/odata/DebtorClient${filter("Account ge '1'")}&$orderby=Account desc`);
			expect(dig(first.json, 'value')).toHaveLength(2);
			settings().patch({ skip: 'ignored' });
			const { userName, password } = client.sandbox.unicontaCredential;
			const second = await ask(String(dig(first.json, '@odata.nextLink')), {
				headers: basic(userName, password),
			});
			expect(column(dig(second.json, 'value'), 'Account')).toEqual(['20001']);
			expect(second.json).not.toHaveProperty('@odata.nextLink');
		});

		test('never gives more than $top over all pages', async () => {
			settings().patch({ pageLimit: 1 });
			const first = await client.odata('/odata/DebtorClient?$top=2');
			expect(new URL(String(dig(first.json, '@odata.nextLink'))).searchParams.get('$top')).toBe('1');
		});

		test('may say nothing, or ignore $skip', async () => {
			settings().patch({ pageStyle: 'silent' });
			const cut = await client.odata('/odata/DebtorClient');
			expect(dig(cut.json, 'value')).toHaveLength(2);
			expect(cut.json).not.toHaveProperty('@odata.nextLink');
			expect(await accounts('?$skip=2')).toEqual(['900']);
			settings().patch({ skip: 'ignored' });
			expect(await accounts('?$skip=2')).toEqual(await accounts(''));
			expect((await client.odata('/api/Entities/DebtorClient')).json).toHaveLength(2);
		});
	});
});
