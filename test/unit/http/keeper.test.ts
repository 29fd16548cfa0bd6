import { createKeeper, type Keeper } from '../../../lib/http/keeper';
import type { HttpRequest } from '../../../lib/http/port';

const GET: HttpRequest = { method: 'GET', url: 'https://odata.test/odata/DebtorClient' };
const PUT: HttpRequest = {
	method: 'PUT',
	url: 'https://odata.test/api/Entities/Update/DebtorClient',
	body: { Name: 'x' },
};
const SECRET = 'sandbox-password';

const keeper = (...secrets: string[]): Keeper => createKeeper('Uniconta', secrets.length === 0 ? [SECRET] : secrets);
const received = (
	body: string | Uint8Array,
	{
		status = 200,
		headers = {},
		request = GET,
		by = keeper(),
	}: { status?: number; headers?: Record<string, string>; request?: HttpRequest; by?: Keeper } = {},
) => by.receive({ status, headers, body }, request);

describe('what comes in', () => {
	it('is JSON where it is JSON, whatever it is called, and text where not', () => {
		expect(received('\uFEFF[{"a":1}]').body).toEqual([{ a: 1 }]);
		expect(received('"text"').body).toBe('text');
		expect(received('0012').body).toBe('0012');
		expect(received('<html>', { headers: { 'content-type': 'application/json' } }).body).toBe('<html>');
		expect(received('7', { headers: { 'content-type': 'application/json' } }).body).toBe(7);
	});

	it('is a mark in data and stars in the words of a refusal', () => {
		expect(received(`[{"Name":"${SECRET}"}]`).body).toEqual([{ Name: '⟦secret⟧' }]);
		expect(received(`{"message":"${SECRET}"}`, { status: 400 }).body).toEqual({ message: '***' });
		expect(received(`No ${SECRET}`, { status: 500, headers: { 'x-echo': SECRET } })).toMatchObject({
			body: 'No ***',
			headers: { 'x-echo': '⟦secret⟧' },
		});
	});

	it.each([
		['R&D-geheim2026', String.raw`R\u0026amp;D-geheim2026`],
		["Lars'geheim2026", String.raw`Lars\u0026#39;geheim2026`],
		['Køgeheim2026', String.raw`K\u0026#248;geheim2026`],
		['Køgeheim2026', String.raw`K\u0026oslash;geheim2026`],
		['<b>geheim2026', String.raw`\u0026lt\u003bb\u0026\u0023x3e;geheim2026`],
		['R&D-geheim2026', 'R%26amp%3BD-geheim2026'],
		['geheim2026', String.raw`\u0067eheim\u0032026`],
		['a+b/geheim2026', String.raw`a\u0026#x2B;b\/geheim2026`],
		['ge\theim2026', String.raw`ge\theim2026`],
		['ge\theim2026', String.raw`ge\\theim2026`],
		['R&D-geheim2026', String.raw`{\"m\":\"R\\u0026amp;D-geheim2026\"}`],
	])('is blanked where escapes of JSON hide another form: %j as %s', (secret, written) => {
		for (const body of [`{"a":[{"Text":"x ${written} y"}]}`, `{"${written}":1}`, `"${written}"`]) {
			expect(JSON.stringify(received(body, { by: keeper(secret) }).body)).toContain('⟦secret⟧');
			expect(JSON.stringify(received(body, { by: keeper(secret) }).body)).not.toContain('6');
			expect(JSON.stringify(received(body, { by: keeper(secret), status: 400 }).body)).toContain('***');
		}
	});

	it('is blanked where it is a number of JSON', () => {
		const body = '[{"a":2026113099,"b":-2026113099,"c":{"d":[20261130991]}}]';
		expect(received(body, { by: keeper('2026113099') }).body).toEqual([
			{ a: '⟦secret⟧', b: '⟦secret⟧', c: { d: [20_261_130_991] } },
		]);
		expect(
			received('{"p":12345678901234567890}', { by: keeper('12345678901234567890'), status: 400 }).body,
		).toEqual({ p: '***' });
	});

	it('is read however deep it is nested, and whatever a field is called', () => {
		const deep = (text: string): string => `${'[{"a":'.repeat(20_000)}"${text}"${'}]'.repeat(20_000)}`;
		let inner = received(deep(SECRET)).body;
		while (Array.isArray(inner)) inner = Object.values(inner[0] as object)[0];
		expect(inner).toBe('⟦secret⟧');
		expect(() => received(deep(String.raw`a\tb`))).not.toThrow();
		expect(JSON.stringify(received(`{"__proto__":{"a":"${SECRET}"}}`).body)).toBe('{"__proto__":{"a":"⟦secret⟧"}}');
	});

	it('is a file as it came, or what is left to read in one that holds a secret', () => {
		const file = Buffer.from('%PDF-1.4 \xff\xfe', 'latin1');
		expect(received(file).body).toBe(file);
		expect(received(Buffer.concat([file, Buffer.from(SECRET)])).body).toContain('⟦secret⟧');
		expect(received(Buffer.from(`{"message":"${SECRET}"}`), { status: 400 }).body).toEqual({ message: '***' });
	});

	it('keeps the tokens where they come from, and nowhere else', () => {
		const by = keeper();
		const login: HttpRequest = { method: 'POST', url: 'https://api.test/login', givesTokens: true };
		const token = 'eyJ.token.of-the-run';
		const body = JSON.stringify({ token, refreshToken: 'refresh-token' });
		by.admit({ ...GET, secrets: [token, 'refresh-token'] });
		expect(received(body, { request: login, by }).body).toEqual({ token, refreshToken: 'refresh-token' });
		expect(received(`no ${token}`, { request: login, status: 401, by }).body).toBe('no ***');
		expect(received(`"${SECRET}"`, { request: login, by }).body).toBe('⟦secret⟧');
		expect(received(body, { by }).body).toEqual({ token: '⟦secret⟧', refreshToken: '⟦secret⟧' });
	});
});

describe('what goes out', () => {
	it.each<[string, Partial<HttpRequest>]>([
		['Name', { body: { Name: 'x ⟦secret⟧' } }],
		['Text', { body: [{ Account: '1' }, { Text: '⟦secret⟧' }] }],
		['the text', { body: '⟦secret⟧' }],
		['the address', { url: `https://odata.test/x?$filter=${encodeURIComponent("Name eq '⟦secret⟧'")}` }],
	])('is refused where %s holds what was blanked', (place, request) => {
		expect(() => {
			keeper().admit({ ...PUT, ...request });
		}).toThrow(`${place} holds ⟦secret⟧`);
		expect(() => {
			keeper().admit({ ...PUT, ...request });
		}).toThrow(expect.objectContaining({ kind: 'refused', system: 'Uniconta' }));
	});

	it('is let pass otherwise', () => {
		expect(() => {
			keeper().admit(PUT);
		}).not.toThrow();
		expect(() => {
			keeper().admit({ ...PUT, body: undefined });
		}).not.toThrow();
	});

	it.each([
		['12345678', true],
		['Ager', true],
		[SECRET, false],
	])('after data that held %s writes nothing: %s', (secret, stopped) => {
		const by = keeper(secret);
		expect(() => {
			by.admit(PUT);
		}).not.toThrow();
		received(`[{"Account":"${secret}"}]`, { by });
		const write = (): void => {
			by.admit(PUT);
		};
		if (stopped) expect(write).toThrow(/so short or plain/);
		else expect(write).not.toThrow();
		expect(() => {
			by.admit(GET);
		}).not.toThrow();
	});

	it.each([
		['POST', 'Query/Get/DebtorInvoiceClient', false],
		['POST', 'base/query/get/DebtorOrderClient?x=1', false],
		['GET', 'odata/DebtorClient', false],
		['POST', 'Crud/Insert/DebtorOrderClient', true],
		['POST', 'Invoice/GenerateDebtorInvoice', true],
		['PUT', 'Query/Get/DebtorClient', true],
		['POST', 'Crud/Insert/DebtorClient?then=/Query/Get/DebtorClient', true],
	] as const)('after such data does not stop a read, a write only: %s %s', (method, path, stopped) => {
		const by = keeper('hest12');
		received('[{"Account":"hest12"}]', { by });
		const send = (): void => {
			by.admit({ method, url: `https://api.test/${path}`, ...(method === 'GET' ? {} : { body: [{}] }) });
		};
		if (stopped) expect(send).toThrow(/so short or plain/);
		else expect(send).not.toThrow();
	});

	it('writes nothing after data in which escapes hid a plain secret', () => {
		const by = keeper('R&D-1');
		received(String.raw`[{"Account":"\u0052\u0026amp;D-1"}]`, { by });
		expect(() => {
			by.admit(PUT);
		}).toThrow(/so short or plain/);
	});

	it('is not stopped by the words of a refusal', () => {
		const by = keeper('Ager');
		received('{"message":"Ager"}', { status: 400, by });
		expect(() => {
			by.admit(PUT);
		}).not.toThrow();
	});
});
