import { type ApiError } from '../../../../lib/http/errors';
import { TransportError, type HttpPort, type HttpRequest, type HttpResponse } from '../../../../lib/http/port';
import { textOf } from '../../../../lib/uniconta/api/rows';
import { createWebApiClient, type WebApiClient } from '../../../../lib/uniconta/api/webApi';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { apiErrorOf } from '../../../support/failures';
import { fakeClock } from '../../../support/fakeClock';
import { fetchPort, startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

const BASE = 'https://api.test';
const TOKENS = { token: 'eyJ-first-token', refreshToken: 'first-refresh-token', refreshTokenExpiry: '2026-01-01' };
const SECRETS = [TOKENS.token, TOKENS.refreshToken, 'eyJ-second-token', 'second-refresh-token', 'very-secret'];

const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body,
});

type Answers = HttpResponse | Error | ((request: HttpRequest) => HttpResponse);

/** A server of which each path answers from a list; the last answer repeats. */
function scripted(paths: Record<string, Answers[]>) {
	const clock = fakeClock();
	const requests: HttpRequest[] = [];
	const request: HttpPort = async (sent) => {
		requests.push(sent);
		const path = new URL(sent.url).pathname;
		const answers = paths[path] ?? (path === '/login' ? [answer(200, TOKENS)] : [answer(404)]);
		const next = answers.length > 1 ? answers.shift()! : answers[0]!;
		if (next instanceof Error) throw next;
		return typeof next === 'function' ? next(sent) : next;
	};
	const seen = (): string[] => requests.map(({ url }) => new URL(url).pathname);
	return { clock, requests, seen, client: createWebApiClient({ webApiUrl: `${BASE}/`, request, clock }) };
}

function expectNoSecret(error: ApiError): void {
	const text = JSON.stringify([error.message, error.fix, error.body, error.code, error.stack]);
	for (const secret of SECRETS) expect(text).not.toContain(secret);
}

const QUERY = '/Query/Get/NumberSerieClient';
const series = (client: WebApiClient): Promise<unknown> => client.find('NumberSerieClient', 'Serie', 'FAKT');
const FAKT = [{ RowId: 1, Serie: 'FAKT', Next: 10001 }];

describe('the login', () => {
	it('is made by the first call and then no more; later calls carry its token', async () => {
		const { client, requests, seen } = scripted({ [QUERY]: [answer(200, FAKT)] });
		expect(requests).toEqual([]);
		await series(client);
		await series(client);
		expect(seen()).toEqual(['/login', QUERY, QUERY]);
		expect(requests[0]).toMatchObject({ method: 'POST', body: {} });
		expect(requests[0]?.headers?.Authorization).toBeUndefined();
		expect(requests.slice(1).map(({ headers }) => headers?.Authorization)).toEqual([
			'Bearer eyJ-first-token',
			'Bearer eyJ-first-token',
		]);
	});

	it.each([
		['a bare JSON string at 200', answer(200, 'NoCompanyId'), 'does not know which company'],
		['a quoted text', answer(200, '"UserOrPasswordIsWrong"'), 'did not accept the user name or password'],
		['a 401 with a name', answer(401, 'UserOrPasswordIsWrong'), 'did not accept the user name or password'],
		['a 401 without a word', answer(401), 'did not accept the user name'],
		['a 200 without a token', answer(200, { hello: 'very-secret' }), 'did not say why'],
		['a sentence', answer(200, 'Wrong password very-secret for moment-sync'), 'did not say why'],
	])('that is refused is about the credential: %s', async (_name, refused, said) => {
		const { client, seen } = scripted({ '/login': [refused] });
		const error = await apiErrorOf(series(client));
		expect(error.kind).toBe('credentials');
		expect(error.message).toContain(said);
		expect(error.fix).toContain('credential');
		expectNoSecret(error);
		// Uniconta counts wrong passwords: the same one is not tried again.
		expect(await apiErrorOf(series(client))).toBe(error);
		expect(seen()).toEqual(['/login']);
	});

	it('waits where Uniconta is busy, and is refused by an address that is none', async () => {
		const busy = scripted({ '/login': [answer(503), answer(200, TOKENS)], [QUERY]: [answer(200, FAKT)] });
		await series(busy.client);
		expect(busy.seen()).toEqual(['/login', '/login', QUERY]);
		const nowhere = scripted({ '/login': [answer(404, 'Not here')] });
		expect(await apiErrorOf(series(nowhere.client))).toMatchObject({
			kind: 'notFound',
			fix: expect.stringContaining('Web API URL'),
		});
	});
});

describe('a token that ends', () => {
	const SECOND = { token: 'eyJ-second-token', refreshToken: 'second-refresh-token' };

	it('is renewed with the refresh token as one JSON string, and the call is repeated, also a write', async () => {
		const { client, requests, seen } = scripted({
			'/refresh': [answer(200, SECOND)],
			'/Crud/Insert/DebtorOrderClient': [answer(401), answer(200, { OrderNumber: 7 })],
		});
		expect(await client.insert('DebtorOrderClient', { Account: '1' })).toEqual({ OrderNumber: 7 });
		expect(seen()).toEqual([
			'/login',
			'/Crud/Insert/DebtorOrderClient',
			'/refresh',
			'/Crud/Insert/DebtorOrderClient',
		]);
		expect(requests[2]).toMatchObject({ method: 'POST', body: 'first-refresh-token' });
		expect(requests[2]?.headers?.Authorization).toBeUndefined();
		expect(requests[3]?.headers?.Authorization).toBe('Bearer eyJ-second-token');
	});

	it('is renewed by one more login where the refresh is refused or unknown', async () => {
		for (const refusal of [answer(401), answer(404), answer(200, 'UserNotLoggedIn')]) {
			const { client, seen } = scripted({
				'/refresh': [refusal],
				'/login': [answer(200, TOKENS), answer(200, SECOND)],
				[QUERY]: [answer(401), answer(200, FAKT)],
			});
			await series(client);
			expect(seen()).toEqual(['/login', QUERY, '/refresh', '/login', QUERY]);
		}
	});

	it('that is refused again at once is about the credential, after one repetition', async () => {
		const { client, seen } = scripted({
			'/refresh': [answer(200, SECOND)],
			[QUERY]: [answer(401, 'token eyJ-second-token is over')],
		});
		const error = await apiErrorOf(series(client));
		expect(error).toMatchObject({
			kind: 'credentials',
			status: 401,
			fix: expect.stringContaining('same server user'),
		});
		expectNoSecret(error);
		expect(seen()).toEqual(['/login', QUERY, '/refresh', QUERY]);
	});

	it('is renewed once for calls that wait behind each other', async () => {
		const ended = (request: HttpRequest): HttpResponse =>
			request.headers?.Authorization === 'Bearer eyJ-second-token' ? answer(200, FAKT) : answer(401);
		const { client, seen } = scripted({ '/refresh': [answer(200, SECOND)], [QUERY]: [ended] });
		await Promise.all([series(client), series(client), series(client)]);
		expect(seen().filter((path) => path !== QUERY)).toEqual(['/login', '/refresh']);
	});
});

describe('secrets', () => {
	it('that a server echoes are blanked out', async () => {
		const { client } = scripted({ [QUERY]: [answer(400, `no: ${TOKENS.token} ${TOKENS.refreshToken}`)] });
		const error = await apiErrorOf(series(client));
		expect(error.message).toContain('***');
		expectNoSecret(error);
	});
});

describe('posting', () => {
	const GENERATE = '/Invoice/GenerateDebtorInvoice';
	const order = { RowId: 5, OrderNumber: 7, Account: '20001' };
	const lines = [{ RowId: 6, OrderNumber: 7, Item: null, Text: 'Work', Qty: 1, Price: 100 }];
	const post = { order, lines, date: '2026-03-31', simulate: false };
	const simulate = { ...post, simulate: true };
	const wordless = answer(200, { InvoiceNumber: 10001, JournalPostedlId: 9, Err: 0 });

	it('asks for neither mail nor XML', async () => {
		const { client, requests } = scripted({ [GENERATE]: [wordless] });
		expect(await client.generateInvoice(post)).toEqual({ invoiceNumber: 10001, journalPostedId: 9 });
		expect(requests[1]?.body).toEqual({
			Order: order,
			Lines: lines,
			OrderNumber: 7,
			Date: '2026-03-31',
			Simulate: false,
			SendEmail: false,
			SendXML: false,
		});
	});

	it.each([
		[
			'the number in quotes and camel case',
			{ invoiceNumber: '10001', journalPostedlId: 9, err: 0 },
			{ invoiceNumber: 10001, journalPostedId: 9 },
		],
		['no number', { JournalPostedlId: 9, Err: 0 }, { journalPostedId: 9 }],
		['a number and no Err', { InvoiceNumber: 10001 }, { invoiceNumber: 10001 }],
		['Err by its name', { InvoiceNumber: 10001, Err: 'Succes' }, { invoiceNumber: 10001 }],
	])('reads an answer with %s', async (_name, body, expected) => {
		expect(await scripted({ [GENERATE]: [answer(200, body)] }).client.generateInvoice(post)).toEqual(expected);
	});

	it.each([
		[
			'Err',
			answer(200, { InvoiceNumber: 0, Err: 41, ErrorProperty: 'Vat', ErrorValue: 'U52' }),
			'FieldHasinvalidValue: Vat "U52"',
		],
		['Err as text', answer(200, { Err: '28', ErrorProperty: null, ErrorValue: null }), 'NumberSerieDoesNotExist'],
		[
			'an Err of a later build',
			answer(200, { Err: 999, ErrorProperty: 'Account', ErrorValue: '1' }),
			'Account "1"',
		],
		['a bare name', answer(200, 'MonthNotOpen'), 'closed the month'],
		['400 and a sentence', answer(400, 'Kontoen findes ikke'), 'Kontoen findes ikke'],
		['500 and a name', answer(500, 'AccountDoesNotExist'), 'has no such account'],
		['ArgumentMissing', answer(200, 'ArgumentMissing'), 'misses something in the request'],
	])('that is refused says so, and certainly did not happen: %s', async (_name, refused, said) => {
		const { client, seen } = scripted({ [GENERATE]: [refused] });
		const error = await apiErrorOf(client.generateInvoice(post));
		expect(error).toMatchObject({ kind: 'refused', mayHaveHappened: false });
		expect(error.message).toContain(said);
		expect(seen()).toEqual(['/login', GENERATE]);
	});

	it.each([
		['nothing', answer(204)],
		['an empty object', answer(200, {})],
		['a sentence', answer(200, 'Fakturaen er måske bogført')],
		['a web page', answer(200, '<html>login</html>')],
		['a gateway that is overloaded', answer(503, 'Service unavailable')],
		['a gateway that gave up', answer(504)],
		['a failure of the server', answer(500, 'Something broke')],
		['an exception by name', answer(200, { Err: 3 })],
		['a number and a refusal at once', answer(200, { InvoiceNumber: 10001, Err: 20 })],
		['going on in the background', answer(200, 'UpdateInBackground')],
		['silence', new TransportError('no answer', 'maybe', 'ETIMEDOUT')],
	])('whose answer leaves it open may have happened, and is never sent again: %s', async (_name, unclear) => {
		const { client, seen } = scripted({ [GENERATE]: [unclear] });
		expect(await apiErrorOf(client.generateInvoice(post))).toMatchObject({ mayHaveHappened: true });
		expect(seen()).toEqual(['/login', GENERATE]);
	});

	it.each([
		['SlowDown', answer(200, { Err: 88 }), 'busy'],
		['posting elsewhere', answer(200, 'CompanyIsPosting'), 'busy'],
		['too many calls', answer(503, 'TooManyCallsOpen'), 'busy'],
		['a rate limit', answer(429), 'busy'],
		['no connection', new TransportError('refused', 'no', 'ECONNREFUSED'), 'unreachable'],
	])(
		'that was put off is handed back, so that the series is looked at before it is sent again: %s',
		async (_name, later, kind) => {
			const { client, seen } = scripted({ [GENERATE]: [later] });
			expect(await apiErrorOf(client.generateInvoice(post))).toMatchObject({
				kind,
				mayHaveHappened: false,
				transient: true,
			});
			expect(seen()).toEqual(['/login', GENERATE]);
		},
	);

	const WORDS = ['SlowDown', 'ServerIsBusy', 'CompanyIsPosting', 'TooManyCallsOpen'] as const;
	const NUMBERS = { SlowDown: 88, ServerIsBusy: 92, CompanyIsPosting: 120, TooManyCallsOpen: 130 } as const;
	const forms: ReadonlyArray<[string, (word: (typeof WORDS)[number]) => unknown]> = [
		['bare', (word) => ` ${word}\r\n`],
		['quoted', (word) => JSON.stringify(word)],
		['as Err by number', (word) => ({ InvoiceNumber: 0, Err: NUMBERS[word], ErrorProperty: null })],
		['as err by name, in text that is JSON', (word) => JSON.stringify({ err: word })],
		[
			"as Err beside a text in the user's language",
			(word) => ({ Err: String(NUMBERS[word]), Message: 'Serveren er optaget, prøv igen' }),
		],
	];
	it.each(WORDS.flatMap((word) => forms.map(([form, body]) => [word, form, body(word)] as const)))(
		'that Uniconta put off by its own word was not carried out, under any status: %s %s',
		async (word, _form, body) => {
			for (const status of [200, 400, 408, 429, 500, 502, 503, 504]) {
				const { client, seen } = scripted({ [GENERATE]: [answer(status, body)] });
				const error = await apiErrorOf(client.generateInvoice(post));
				expect([status, error.kind, error.code, error.mayHaveHappened]).toEqual([status, 'busy', word, false]);
				expect(seen()).toEqual(['/login', GENERATE]);
			}
		},
	);

	it.each([
		['a name that leaves it open', { Err: 92, Message: 'SQLException: deadlock' }],
		['an invoice number', { InvoiceNumber: 10001, Err: 130 }],
	])('that was put off in one field and not in another stays open, under any status: %s', async (_name, body) => {
		for (const status of [200, 400, 429, 503]) {
			const { client } = scripted({ [GENERATE]: [answer(status, body)] });
			expect([status, (await apiErrorOf(client.generateInvoice(post))).mayHaveHappened]).toEqual([status, true]);
		}
	});

	it.each([
		['a page of a proxy that names it', '<html><body>Upstream said ServerIsBusy</body></html>'],
		['a sentence that names it', 'upstream: TooManyCallsOpen'],
		['a sentence in a field', { message: 'The upstream answered SlowDown', status: 503 }],
		['a word in a field that any proxy has', { message: 'SlowDown' }],
		['a sentence in Danish', 'Serveren er optaget'],
		['a bare number', 92],
		['a word beside one that leaves it open', { Err: 92, Message: 'SQLException: deadlock' }],
		['a word and an invoice number at once', { InvoiceNumber: 10001, Err: 92 }],
		['a refusal inside a page', '<html>AccountDoesNotExist</html>'],
		['a list of words', ['ServerIsBusy']],
		['nothing', ''],
	])('that a gateway answered with its own 5xx stays open: %s', async (_name, body) => {
		for (const status of [408, 500, 502, 503, 504]) {
			const { client, seen } = scripted({ [GENERATE]: [answer(status, body)] });
			expect([status, (await apiErrorOf(client.generateInvoice(post))).mayHaveHappened]).toEqual([status, true]);
			expect(seen()).toEqual(['/login', GENERATE]);
		}
	});

	it.each([
		['a sentence of a proxy', 'upstream: ServerIsBusy, retrying'],
		['a page', '<html>Upstream said CompanyIsPosting</html>'],
		['a field', { message: 'The upstream answered SlowDown' }],
		['a bare number', 92],
		['a word beside one that leaves it open', { message: 'TooManyCallsOpen after Exception' }],
	])('that something in between put off stays open, under any status: %s', async (_name, body) => {
		for (const status of [400, 409, 422, 425, 429]) {
			const { client, seen } = scripted({ [GENERATE]: [answer(status, body)] });
			expect([status, (await apiErrorOf(client.generateInvoice(post))).mayHaveHappened]).toEqual([status, true]);
			expect(seen()).toEqual(['/login', GENERATE]);
		}
	});

	it.each([
		['a conflict, as a page', answer(409, '<html>Conflict</html>')],
		['a conflict, without a word', answer(409)],
		['too early', answer(425)],
		['too many requests, in a sentence', answer(429, 'Too many requests')],
		['a way elsewhere', answer(303, '', { location: '/done' })],
	])('that is answered by %s stays open', async (_name, unclear) => {
		expect(await apiErrorOf(scripted({ [GENERATE]: [unclear] }).client.generateInvoice(post))).toMatchObject({
			mayHaveHappened: true,
		});
	});

	it('a rate limit without a word turned the call away, with a time to wait or without', async () => {
		for (const headers of [{}, { 'retry-after': '7' }] as Array<Record<string, string>>) {
			const error = await apiErrorOf(
				scripted({ [GENERATE]: [answer(429, '', headers)] }).client.generateInvoice(post),
			);
			expect(error).toMatchObject({ kind: 'busy', mayHaveHappened: false });
		}
	});

	it.each<[string, unknown]>([
		['the id of a posted journal', { Err: 120, InvoiceNumber: 0, JournalPostedlId: 77 }],
		['the same without a number, spelled otherwise', { err: 120, journalPostedId: '77' }],
		['a number with a prefix', { Err: 92, InvoiceNumber: 'F10001' }],
		['a number as text', { Err: 92, InvoiceNumber: 0, InvoiceAN: '10001' }],
		['a number further in', { Err: 92, Invoice: { InvoiceNumber: 10001 } }],
		['a number in text that is JSON', '{"Err":92,"InvoiceNumber":10001}'],
		['a number beside a refusal', { Err: 41, InvoiceNumber: 'F10001' }],
	])('a failure beside a sign of the post stays open, under any status: %s', async (_name, body) => {
		for (const status of [200, 400, 401, 429, 503]) {
			const { client, seen } = scripted({ [GENERATE]: [answer(status, body)] });
			expect([status, (await apiErrorOf(client.generateInvoice(post))).mayHaveHappened]).toEqual([status, true]);
			expect(seen()).toEqual(['/login', GENERATE]);
		}
	});

	it('a post is sent again with a new token only where the 401 leaves nothing open', async () => {
		for (const [body, posts] of [
			['', 2],
			[{ InvoiceNumber: 10001 }, 1],
			['QueryTimeout', 1],
			['upstream: SlowDown', 1],
		] as const) {
			const { client, seen } = scripted({
				[GENERATE]: [answer(401, body), answer(200, { InvoiceNumber: 10002 })],
			});
			await client.generateInvoice(post).catch(() => undefined);
			expect([body, seen().filter((path) => path === GENERATE).length]).toEqual([body, posts]);
		}
		const twice = scripted({ [GENERATE]: [answer(401), answer(401, { InvoiceNumber: 10001 })] });
		expect(await apiErrorOf(twice.client.generateInvoice(post))).toMatchObject({ mayHaveHappened: true });
	});

	it('a simulation is a read: sent again after silence', async () => {
		const { client, seen } = scripted({
			[GENERATE]: [new TransportError('no answer', 'maybe'), answer(503), wordless],
		});
		await client.generateInvoice(simulate);
		expect(seen()).toEqual(['/login', GENERATE, GENERATE, GENERATE]);
	});

	it('a simulation finds the form that Uniconta takes, and the post keeps it', async () => {
		const picky = ({ body }: HttpRequest): HttpResponse => {
			const { OrderNumber, Lines } = body as { OrderNumber?: number; Lines: Array<{ Item?: unknown }> };
			return OrderNumber === undefined && Lines.every((line) => !('Item' in line))
				? wordless
				: answer(200, 'ArgumentMissing');
		};
		const { client, requests } = scripted({ [GENERATE]: [picky] });
		await client.generateInvoice(simulate);
		const tried = requests.length;
		await client.generateInvoice(post);
		await client.generateInvoice(simulate);
		expect(requests).toHaveLength(tried + 2);
		expect(requests.filter(({ body }) => (body as { Simulate?: boolean }).Simulate === false)).toHaveLength(1);
	});

	it('a simulation for which no form is right ends', async () => {
		const { client, seen } = scripted({ [GENERATE]: [answer(200, 'ArgumentMissing')] });
		expect(await apiErrorOf(client.generateInvoice(simulate))).toMatchObject({
			kind: 'refused',
			code: 'ArgumentMissing',
		});
		expect(seen().length).toBeLessThanOrEqual(7);
	});
});

describe('the PDF', () => {
	const PDF = '/Invoice/GetInvoicePDF';
	const file = Buffer.from('%PDF-1.4\n\u00e6\u00f8\u00e5 \xff', 'latin1');
	const invoice = { account: 'Å 1', date: '2026-03-31', invoiceNumber: '10001' };

	it.each([
		['base64 in a JSON string', file.toString('base64')],
		['base64 in a JSON string, as bytes', new Uint8Array(Buffer.from(JSON.stringify(file.toString('base64'))))],
		['base64 with line breaks', file.toString('base64').replace(/(.{8})/g, '$1\r\n')],
		['the file itself', new Uint8Array(file)],
	])('comes as %s', async (_name, body) => {
		const { client, requests } = scripted({ [PDF]: [answer(200, body)] });
		expect(Buffer.from(await client.invoicePdf(invoice)).equals(file)).toBe(true);
		expect(requests[1]?.url).toBe(`${BASE}${PDF}?Account=%C3%85%201&Date=2026-03-31&InvoiceNumber=10001`);
	});

	it.each([
		['nothing', '', 'no PDF'],
		['something else', 'aGVsbG8=', 'no PDF'],
		['a web page', '<html></html>', 'no PDF'],
		['a name in a JSON string', new Uint8Array(Buffer.from('"CouldNotFind"')), 'CouldNotFind'],
	])('that is %s is said', async (_name, body, said) => {
		const { client } = scripted({ [PDF]: [answer(200, body)] });
		expect((await apiErrorOf(client.invoicePdf(invoice))).message).toContain(said);
	});
});

describe('against the stand-in', () => {
	let rig: UnicontaRig;
	beforeAll(async () => {
		rig = await startUnicontaRig();
	});
	afterAll(async () => {
		await rig.stop();
	});
	const connect = (): WebApiClient =>
		createWebApiClient({ webApiUrl: rig.standIn.webApiUrl, request: fetchPort(), clock: fakeClock() });
	const term = (days: number): Record<string, unknown> => ({
		Payment: `T${String(days).padStart(2, '0')}`,
		Name: `Term ${days}`,
		PaymentMethod: 'NetDays',
		Days: days,
	});

	const variants: Array<[string, Partial<UnicontaSettings>]> = [
		['all at once', {}],
		['a limit without a word', { pageLimit: 7 }],
		['Skip without effect', { skip: 'ignored' }],
		['nulls sent, camelCase', { nulls: 'sent', jsonKeys: 'camelCase' }],
		['nothing back from a write', { webApiInsertAnswer: 'empty', webApiInsertListAnswer: 'empty' }],
		['rows back from a write', { webApiInsertListAnswer: 'rows' }],
	];
	it.each(variants)('writes, reads all, finds one and deletes it: %s', async (_name, settings) => {
		rig.reset(settings);
		const client = connect();
		await client.insert('PaymentTermClient', term(40));
		await client.insertList(
			'PaymentTermClient',
			Array.from({ length: 12 }, (_, index) => term(41 + index)),
		);
		const all = await client.all('PaymentTermClient', 'Payment');
		expect(new Set(all.map((row) => textOf(row, 'Payment'))).size).toBe(18);
		const [found] = await client.find('PaymentTermClient', 'Payment', 'T45');
		expect(textOf(found ?? {}, 'Days')).toBe('45');
		await client.delete('PaymentTermClient', found ?? {});
		expect(await client.find('PaymentTermClient', 'Payment', 'T45')).toEqual([]);
		expect(rig.calls().filter((call) => call.includes('/login'))).toHaveLength(1);
		expect(rig.standIn.log.counters().maxSimultaneous).toBe(1);
	});

	it('a list takes a second call only until a longer one was seen in one piece', async () => {
		rig.reset();
		const client = connect();
		await client.all('PaymentTermClient', 'Payment');
		expect(rig.calls()).toHaveLength(3);
		rig.forget();
		await client.all('NumberSerieClient', 'Serie');
		await client.all('CompanySettingsClient', '');
		await client.find('NumberSerieClient', 'Serie', 'FAKT');
		expect(rig.calls()).toHaveLength(3);
	});

	it('says that a list is not whole where a limit and a Skip without effect leave no way to the rest', async () => {
		rig.reset({ pageLimit: 2, skip: 'ignored' });
		const error = await apiErrorOf(connect().all('PaymentTermClient', 'Payment'));
		expect(error.message).toContain('only a part');
	});

	it('goes on after its token ended, and after another login of the same user', async () => {
		rig.reset();
		const first = connect();
		expect(await first.all('NumberSerieClient', 'Serie')).toHaveLength(3);
		expect(await connect().all('NumberSerieClient', 'Serie')).toHaveLength(3);
		expect(await first.all('NumberSerieClient', 'Serie')).toHaveLength(3);
	});

	it('finds by id, and looks at what the server found again', async () => {
		rig.reset({ filterLanguage: 'server' });
		const client = connect();
		expect(await client.find('NumberSerieClient', 'Serie', 'F*')).toEqual([]);
		expect(await client.find('NumberSerieClient', 'Serie', 'FAKT')).toHaveLength(1);
	});
});
