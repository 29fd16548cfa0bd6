import { createKeeper, type Keeper } from '../../../lib/http/keeper';
import type { HttpRequest } from '../../../lib/http/port';

const GET: HttpRequest = { method: 'GET', url: 'https://odata.test/odata/DebtorClient' };
const PUT: HttpRequest = { method: 'PUT', url: 'https://odata.test/api/Entities/Update/DebtorClient', body: { Name: 'x' } };
const SECRET = 'sandbox-password';

const keeper = (...secrets: string[]): Keeper => createKeeper('Uniconta', secrets.length === 0 ? [SECRET] : secrets);
const received = (body: string | Uint8Array, { status = 200, headers = {}, request = GET, by = keeper() }: { status?: number; headers?: Record<string, string>; request?: HttpRequest; by?: Keeper } = {}) =>
	by.receive({ status, headers, body }, request);

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
		expect(received(`No ${SECRET}`, { status: 500, headers: { 'x-echo': SECRET } })).toMatchObject({ body: 'No ***', headers: { 'x-echo': '⟦secret⟧' } });
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
		['Name', { body: { Name: 'x ⟦secret⟧' } }], ['Text', { body: [{ Account: '1' }, { Text: '⟦secret⟧' }] }],
		['the text', { body: '⟦secret⟧' }], ['the address', { url: `https://odata.test/x?$filter=${encodeURIComponent("Name eq '⟦secret⟧'")}` }],
	])('is refused where %s holds what was blanked', (place, request) => {
		expect(() => { keeper().admit({ ...PUT, ...request }); }).toThrow(`${place} holds ⟦secret⟧`);
		expect(() => { keeper().admit({ ...PUT, ...request }); }).toThrow(expect.objectContaining({ kind: 'refused', system: 'Uniconta' }));
	});

	it('is let pass otherwise', () => {
		expect(() => { keeper().admit(PUT); }).not.toThrow();
		expect(() => { keeper().admit({ ...PUT, body: undefined }); }).not.toThrow();
	});

	it.each([['12345678', true], ['Ager', true], [SECRET, false]])('after data that held %s writes nothing: %s', (secret, stopped) => {
		const by = keeper(secret);
		expect(() => { by.admit(PUT); }).not.toThrow();
		received(`[{"Account":"${secret}"}]`, { by });
		const write = (): void => { by.admit(PUT); };
		if (stopped) expect(write).toThrow(/so short or plain/);
		else expect(write).not.toThrow();
		expect(() => { by.admit(GET); }).not.toThrow();
	});

	it('is not stopped by the words of a refusal', () => {
		const by = keeper('Ager');
		received('{"message":"Ager"}', { status: 400, by });
		expect(() => { by.admit(PUT); }).not.toThrow();
	});
});
