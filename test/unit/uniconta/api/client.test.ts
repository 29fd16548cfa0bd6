import * as fc from 'fast-check';
import { type ApiError } from '../../../../lib/http/errors';
import { TransportError, type HttpPort, type HttpRequest, type HttpResponse } from '../../../../lib/http/port';
import { createUnicontaClient, type UnicontaClient } from '../../../../lib/uniconta/api/client';
import { unicontaFailure } from '../../../../lib/uniconta/api/errors';
import { encode, literal } from '../../../../lib/uniconta/api/odata';
import { fieldOf, keyOf, textOf, type UnicontaRow } from '../../../../lib/uniconta/api/rows';
import { parseFilter } from '../../../../sandbox/standins/uniconta/odataQuery';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { customers, mapAll } from '../../../support/customerSource';
import { apiErrorOf } from '../../../support/failures';
import { fakeClock } from '../../../support/fakeClock';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const BASE = 'https://odata.test';
const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body,
});

test.each(['constructor', '__proto__', 'toString'])('%s is a field of a row only where Uniconta sent one', (name) => {
	expect([keyOf({ Account: '1' }, name), fieldOf({ Account: '1' }, name)]).toEqual([undefined, undefined]);
	const sent = JSON.parse(`{"${name}":"x"}`) as UnicontaRow;
	expect([keyOf(sent, name), fieldOf(sent, name)]).toEqual([name, 'x']);
	expect(keyOf({ Constructor: 1 }, 'constructor')).toBe('Constructor');
});

/** A client whose calls are answered from a list; the last answer repeats. */
function scripted(
	answers: Array<HttpResponse | Error>,
	{ base = BASE, timeBudgetMs }: { base?: string; timeBudgetMs?: number } = {},
) {
	const clock = fakeClock();
	const requests: HttpRequest[] = [];
	const request: HttpPort = async (sent) => {
		requests.push(sent);
		const next = answers[Math.min(requests.length, answers.length) - 1]!;
		if (next instanceof Error) throw next;
		return next;
	};
	return { clock, requests, client: createUnicontaClient({ odataUrl: base, request, clock, timeBudgetMs }) };
}

async function keys(client: UnicontaClient): Promise<string[]> {
	const found: string[] = [];
	for await (const page of client.pages('DebtorClient', { key: 'Account' }))
		found.push(...page.map((row) => textOf(row, 'Account')));
	return found;
}

describe('reading page by page', () => {
	const variants: Array<[string, Partial<UnicontaSettings>]> = [
		['all at once', {}],
		['next links', { pageLimit: 7 }],
		['short pages without a word', { pageLimit: 7, pageStyle: 'silent' }],
		['$skip without effect', { skip: 'ignored' }],
		['$skip without effect, with next links', { skip: 'ignored', pageLimit: 7 }],
		['$skip without effect, short pages without a word', { skip: 'ignored', pageLimit: 7, pageStyle: 'silent' }],
		['nulls sent, camelCase', { pageLimit: 7, nulls: 'sent', jsonKeys: 'camelCase' }],
	];
	it.each(variants)('gives every row once and in order: %s', async (_name, settings) => {
		rig.reset({}, { demoDebtors: false });
		await rig.write(mapAll(customers(30)));
		rig.standIn.settings.patch(settings);
		expect(await keys(rig.client())).toEqual(customers(30).map(({ customerNumber }) => customerNumber));
	});

	it.each(variants)('gives nothing where there is nothing: %s', async (_name, settings) => {
		rig.reset(settings, { demoDebtors: false });
		expect(await keys(rig.client())).toEqual([]);
		expect(rig.calls()).toHaveLength(1);
	});

	it('stops where the caller has enough', async () => {
		rig.reset({ pageLimit: 1 });
		const client = rig.client();
		for await (const page of client.pages('DebtorClient', { key: 'Account', enough: (rows) => rows >= 2 }))
			expect(page).toHaveLength(1);
		expect(rig.calls()).toHaveLength(2);
	});

	it('ends with a server that sends the same link again and again', async () => {
		const page = answer(200, {
			value: [{ RowId: 1, Account: 'a' }],
			'@odata.nextLink': `${BASE}/odata/DebtorClient?$skiptoken=1`,
		});
		const { client, requests } = scripted([page]);
		expect(await keys(client)).toEqual(['a']);
		expect(requests.length).toBeLessThanOrEqual(2);
	});

	it.each([
		'https://evil.test/odata/DebtorClient?$skiptoken=1',
		'//evil.test/odata',
		'https://odata.test:8443/odata',
	])('does not follow a next link to another host: %s', async (link) => {
		const { client, requests } = scripted([
			answer(200, { value: [{ RowId: 1, Account: 'a' }], '@odata.nextLink': link }),
		]);
		const error = await apiErrorOf(keys(client));
		expect(error.kind).toBe('unexpected');
		expect(error.message).toContain('another host');
		expect(requests).toHaveLength(1);
	});

	it.each([
		['http://['],
		['https://'],
		['//'],
		[5],
		[{ href: 'x' }],
		[true],
		['\\\\['],
		[`https://[${'x'.repeat(10_000)}`],
	])('says so where a next link is no address, and of which list: %j', async (link) => {
		const { client, requests } = scripted([
			answer(200, { value: [{ RowId: 1, Account: 'a' }], '@odata.nextLink': link }),
		]);
		const error = await apiErrorOf(keys(client));
		expect(error).toMatchObject({ kind: 'unexpected', fix: expect.stringContaining('cannot be read to its end') });
		expect(error.message).toContain('names a next page of DebtorClient that is no address (');
		expect(error.message.length).toBeLessThan(250);
		expect(requests).toHaveLength(1);
	});

	it.each([null, ''])('takes %j for no next link', async (link) => {
		const { client, requests } = scripted([
			answer(200, { value: [{ RowId: 1, Account: 'a' }], '@odata.nextLink': link }),
			answer(200, { value: [] }),
		]);
		expect(await keys(client)).toEqual(['a']);
		expect(requests[1]?.url).toContain('$skip=1');
	});

	it.each([
		['https://odata.test/unicorn/odata/DebtorClient?$skiptoken=1', false],
		['https://odata.test/uni/odata/DebtorClient?$skiptoken=1', true],
		['../../x', false],
		['DebtorClient?$skiptoken=1', true],
	])('follows a next link below the address of the credential only: %s', async (link, follows) => {
		const { client, requests } = scripted(
			[answer(200, { value: [{ RowId: 1, Account: 'a' }], '@odata.nextLink': link }), answer(200, { value: [] })],
			{ base: `${BASE}/uni/` },
		);
		const read = keys(client);
		if (follows) await read;
		else expect((await apiErrorOf(read)).message).toContain('not below the OData URL');
		expect(requests).toHaveLength(follows ? 2 : 1);
	});

	it.each([
		'',
		'odata.test',
		'ftp://odata.test',
		'https://user:secret@odata.test',
		'https://odata.test?x=1',
		'https://odata.test/#x',
		'http:/odata.test',
		'https://',
	])('sends nothing to what is no address to send to: %j', async (base) => {
		const { client, requests } = scripted([answer(200, { value: [] })], { base });
		const error = await apiErrorOf(keys(client));
		expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('The OData URL') });
		expect(error.message).not.toContain('secret');
		expect(requests).toHaveLength(0);
	});

	it('never leaves https for a next link that says http', async () => {
		const { client, requests } = scripted([
			answer(200, {
				value: [{ RowId: 1, Account: 'a' }],
				'@odata.nextLink': 'http://odata.test/odata/DebtorClient?$skiptoken=1',
			}),
			answer(200, { value: [] }),
		]);
		await keys(client);
		expect(requests[1]?.url).toBe('https://odata.test/odata/DebtorClient?$skiptoken=1');
	});

	it('follows a relative next link', async () => {
		const { client, requests } = scripted([
			answer(200, { value: [{ RowId: 1, Account: 'a' }], 'odata.nextLink': 'DebtorClient?$skiptoken=1' }),
			answer(200, { value: [{ RowId: 2, Account: 'b' }] }),
		]);
		expect(await keys(client)).toEqual(['a', 'b']);
		expect(requests[1]?.url).toBe(`${BASE}/odata/DebtorClient?$skiptoken=1`);
	});

	it('asks for JSON on every call, and joins addresses without a double slash', async () => {
		const { client, requests } = scripted([answer(200, { value: [] })], { base: `${BASE}/ ` });
		await keys(client);
		expect(requests.map(({ url, headers }) => [new URL(url).pathname, headers])).toEqual([
			['/odata/DebtorClient', { Accept: 'application/json' }],
		]);
	});

	it('says so when the answer is no list', async () => {
		const error = await apiErrorOf(keys(scripted([answer(200, '<html>Log in</html>')]).client));
		expect([error.kind, error.message]).toEqual([
			'unexpected',
			expect.stringContaining('not a list of records (<html>'),
		]);
		expect((await apiErrorOf(keys(scripted([answer(200, { value: 'x' })]).client))).message).toContain(
			'not a list of records',
		);
	});

	it('asks for an empty list of companies once more', async () => {
		rig.reset({ emptyCompanyLists: 1 });
		expect(await rig.client().companies()).toHaveLength(1);
		expect(rig.calls()).toHaveLength(2);
	});

	it.each(['null', 'nothing'] as const)(
		'asks once more for a list of companies that is %s, and takes it as empty then',
		async (emptyCompanyListAs) => {
			rig.reset({ emptyCompanyLists: 1, emptyCompanyListAs });
			expect(await rig.client().companies()).toHaveLength(1);
			rig.reset({ emptyCompanyLists: 2, emptyCompanyListAs });
			expect(await rig.client().companies()).toEqual([]);
			expect(rig.calls()).toHaveLength(2);
		},
	);

	it('takes nothing for the list of companies however it is said, and a page of HTML for none', async () => {
		for (const body of [null, undefined, '', ' null ', { value: null }]) {
			const { client, requests } = scripted([answer(200, body), answer(200, [{ RowId: 7 }])]);
			expect([await client.companies(), requests.length]).toEqual([[{ RowId: 7 }], 2]);
		}
		expect((await apiErrorOf(scripted([answer(200, '<html>')]).client.companies())).message).toContain(
			'not a list of records (<html>',
		);
	});

	it.each([null, '', { value: null }])(
		'never takes %j for an empty list of customers: all would be made anew',
		async (body) => {
			const error = await apiErrorOf(keys(scripted([answer(200, body)]).client));
			expect([error.kind, error.message]).toEqual([
				'unexpected',
				expect.stringContaining('not a list of records (it is empty)'),
			]);
		},
	);
});

describe('texts in filters', () => {
	const awkward = [
		"O'Neill & Søn",
		"''",
		'100% #1 + æøå ÆØÅ',
		'a/b?c=d&e',
		'🦊🍞',
		"' or Account ge '",
		'%27',
		'a b  c',
		'"quoted"',
		'\\',
		'ﬀ',
		'日本',
	];

	it.each(awkward)('look up and write intact: %s', async (name) => {
		rig.reset({ lengths: 'wide' });
		const account = name.slice(0, 20).trim();
		const [created] = await rig.write(mapAll(customers(1, () => ({ customerNumber: account, name }))));
		expect([created?.outcome, created?.findings]).toEqual(['created', []]);
		expect(rig.debtor(account)).toMatchObject({ Account: account, Name: name });
		const [found] = await rig.client().find('DebtorClient', 'Account', account);
		expect(found?.Name).toBe(name);
		expect((await rig.write(mapAll(customers(1, () => ({ customerNumber: account, name })))))[0]?.outcome).toBe(
			'unchanged',
		);
	});

	it('any text at all survives the literal', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
				expect(parseFilter(`Account eq ${literal(text)}`)).toEqual([
					{ property: 'Account', operator: 'eq', kind: 'text', value: text },
				]);
			}),
		);
	});

	it('half a character does not break the address', () => {
		expect(encode('a\uD83Eb')).toBe('a%EF%BF%BDb');
	});

	it('only rows that really match come back where the server ignores the filter', async () => {
		const { client } = scripted([
			answer(200, {
				value: [
					{ RowId: 1, Account: 'a' },
					{ RowId: 2, Account: 'b' },
				],
			}),
		]);
		expect(await client.find('DebtorClient', 'Account', 'b')).toEqual([{ RowId: 2, Account: 'b' }]);
		expect(await client.find('DebtorClient', 'RowId', 1)).toEqual([{ RowId: 1, Account: 'a' }]);
		expect(await client.find('DebtorClient', 'Account', 'c')).toEqual([]);
	});
});

describe('every way in which a failure may come', () => {
	const write = { method: 'POST', url: `${BASE}/api/Entities/Insert/DebtorClient` } as const;
	const read = { method: 'GET', url: `${BASE}/odata/DebtorClient` } as const;
	const failure = (response: HttpResponse, request: HttpRequest = write): ApiError | undefined =>
		unicontaFailure(response, request, 0);

	it.each([
		['plain text', answer(400, 'KeyExists')],
		['a quoted string', answer(400, '"KeyExists"')],
		['an object with message', answer(400, { message: 'KeyExists' })],
		['an object with Message and more words', answer(400, { Message: 'Error: KeyExists' })],
		['an object with error', answer(422, { error: { message: 'KeyExists', code: 40 } })],
		['Err as a number', answer(200, { Err: 40 })],
		['Err as a name', answer(200, { Err: 'KeyExists' })],
		['a 200 with the bare name', answer(200, 'KeyExists')],
		['a 500 with the name', answer(500, 'KeyExists')],
		['an English sentence', answer(400, 'A key with the name 1 already exists')],
		['a Danish sentence', answer(400, 'Nøglen med navnet 1 findes allerede')],
		['a Danish sentence as a 200', answer(200, '"Nøglen med navnet 1 findes allerede"')],
		['a sentence in an object as a 200', answer(200, { message: 'A key with the name 1 already exists' })],
	])('KeyExists is understood as %s', (_name, response) => {
		expect([failure(response)?.code, failure(response)?.kind]).toEqual(['KeyExists', 'refused']);
	});

	it.each([
		[
			'a row whose text is an error name',
			answer(200, { RowId: 1, Account: '1', Name: 'KeyExists', Message: 'SlowDown' }),
		],
		['rows in a list', answer(200, { value: [{ Name: 'KeyExists' }] })],
		['nothing', answer(204)],
		['Succes', answer(200, 'Succes')],
		['Err 0', answer(200, { Err: 0 })],
		['a row id alone', answer(200, '4711')],
	])('%s is no failure', (_name, response) => {
		expect(failure(response)).toBeUndefined();
	});

	it.each<[number, string, string, HttpRequest]>([
		[400, '', 'refused', write],
		[400, 'Feltet Group har en ugyldig værdi', 'refused', write],
		[200, 'Feltet Group har en ugyldig værdi', 'refused', write],
		[400, 'No property X', 'unexpected', read],
		[401, '', 'credentials', write],
		[403, '', 'forbidden', write],
		[404, '', 'notFound', read],
		[408, '', 'noAnswer', write],
		[413, '', 'refused', write],
		[429, '', 'busy', write],
		[500, '', 'unexpected', write],
		[502, '', 'noAnswer', write],
		[503, '', 'busy', write],
		[504, '', 'noAnswer', write],
		[302, '', 'unexpected', write],
		[200, '<html>', 'unexpected', write],
		[400, 'SlowDown', 'busy', write],
		[400, 'TooManyCallsOpen', 'busy', write],
		[400, 'CompanyIsPosting', 'busy', write],
		[500, 'ServerIsBusy', 'busy', write],
		[401, 'NoCompanyId', 'forbidden', read],
		[200, '"NoCompanyId"', 'forbidden', read],
		[400, 'NoRightsToInsert', 'forbidden', write],
		[400, 'CouldNotLoadOriginal', 'notFound', write],
	])('HTTP %i with "%s" is %s', (status, body, kind, request) => {
		const error = failure(answer(status, body), request);
		expect(error?.kind).toBe(kind);
		expect(error?.fix).not.toBe('');
		expect(error?.message).toMatch(/^Uniconta /);
	});

	it('a write that got a 5xx or no answer may have happened; one that was told to wait has not', () => {
		expect([500, 502, 504, 408].map((status) => failure(answer(status))?.mayHaveHappened)).toEqual([
			true,
			true,
			true,
			true,
		]);
		expect([400, 401, 429, 503].map((status) => failure(answer(status))?.mayHaveHappened)).toEqual([
			false,
			false,
			false,
			false,
		]);
	});

	it('the answer cannot flood the message', () => {
		expect(failure(answer(400, 'x'.repeat(100_000)))?.message.length).toBeLessThan(1_000);
	});
});

describe('trying again', () => {
	const row: UnicontaRow = { Account: '1' };
	const lost = new TransportError('reset', 'maybe', 'ECONNRESET');
	const unreachable = new TransportError('refused', 'no', 'ECONNREFUSED');

	it.each<[string, HttpResponse | Error]>([
		['503', answer(503)],
		['429', answer(429)],
		['SlowDown', answer(400, 'SlowDown')],
		['TooManyCallsOpen', answer(503, 'TooManyCallsOpen')],
		['CompanyIsPosting', answer(200, '"CompanyIsPosting"')],
		['ServerIsBusy', answer(500, 'ServerIsBusy')],
		['a connection never made', unreachable],
	])('a write is sent again after %s', async (_name, first) => {
		const { client, requests } = scripted([first, answer(204)]);
		await client.insert('DebtorClient', row);
		expect(requests).toHaveLength(2);
	});

	it.each<[string, HttpResponse | Error]>([
		['500', answer(500)],
		['502', answer(502)],
		['504', answer(504)],
		['a broken connection', lost],
		['400', answer(400, 'KeyExists')],
		['401', answer(401)],
	])('a write is never sent again by itself after %s, in any form', async (_name, first) => {
		for (const write of [
			async (client: UnicontaClient) => await client.insert('DebtorClient', row),
			async (client: UnicontaClient) => await client.insertList('DebtorClient', [row]),
			async (client: UnicontaClient) => await client.update('DebtorClient', row),
			async (client: UnicontaClient) => {
				await client.delete('DebtorClient', row);
			},
			async (client: UnicontaClient) => await client.custom('POST', '/api/Entities/Insert/DebtorClient', row),
		]) {
			const { client, requests } = scripted([first]);
			await apiErrorOf(write(client));
			expect(requests).toHaveLength(1);
		}
	});

	it.each<[string, HttpResponse | Error]>([
		['500', answer(500)],
		['504', answer(504)],
		['a broken connection', lost],
		['503', answer(503)],
	])('a read is sent again after %s', async (_name, first) => {
		const { client, requests } = scripted([first, answer(200, { value: [] })]);
		await keys(client);
		expect(requests).toHaveLength(2);
	});

	it('a 401 is one request', async () => {
		const { client, requests } = scripted([answer(401, 'UserOrPasswordIsWrong')]);
		expect((await apiErrorOf(keys(client))).kind).toBe('credentials');
		expect(requests).toHaveLength(1);
	});

	it('Retry-After is waited for', async () => {
		const { client, clock } = scripted([answer(503, '', { 'retry-after': '7' }), answer(200, { value: [] })]);
		await keys(client);
		expect(clock.waits).toEqual([7_000]);
	});

	it('stops trying after five times', async () => {
		const { client, requests } = scripted([answer(503)]);
		expect((await apiErrorOf(keys(client))).kind).toBe('busy');
		expect(requests).toHaveLength(5);
	});

	it('waits no longer than the time budget, and sends nothing after it', async () => {
		const { client, clock, requests } = scripted([answer(503, '', { 'retry-after': '3600' })], {
			timeBudgetMs: 60_000,
		});
		expect((await apiErrorOf(keys(client))).kind).toBe('busy');
		expect(clock.waits).toEqual([]);
		clock.advance(60_000);
		const late = await apiErrorOf(keys(client));
		expect([late.kind, late.transient]).toEqual(['outOfTime', true]);
		expect(requests).toHaveLength(1);
	});

	it('sends one call at a time, however many are asked for', async () => {
		rig.reset();
		const client = rig.client();
		await Promise.all(
			Array.from({ length: 8 }, async (_, index) => await client.find('DebtorClient', 'Account', String(index))),
		);
		expect(rig.standIn.log.counters().maxSimultaneous).toBe(1);
		expect(rig.calls()).toHaveLength(8);
	});

	it('goes on after a call that failed', async () => {
		const { client } = scripted([answer(400, 'x'), answer(200, { value: [{ RowId: 1, Account: '1' }] })]);
		await apiErrorOf(client.find('DebtorClient', 'Account', '1'));
		expect(await client.find('DebtorClient', 'Account', '1')).toHaveLength(1);
	});
});
