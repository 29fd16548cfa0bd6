import type { IDataObject } from 'n8n-workflow';
import { MomentTrigger } from '../../../nodes/MomentTrigger/MomentTrigger.node';
import { demoMoment, startMomentStandIn, type MomentStandIn } from '../../../sandbox/standins';
import { momentRuns } from '../../support/nodeRuns';
import {
	runHook,
	runWebhook,
	webhookOf,
	type FakeRequest,
	type NodeRun,
	type WebhookOutcome,
} from '../../support/runNode';

const TOKEN = 'a-long-random-text';
const CUSTOMER = { event: 'CREATE_NEW', customer: { id: 70011223, customerNumber: '020007' } };
const INVOICE = {
	event: 'CREATE_NEW',
	invoice: {
		id: 120450011,
		invoiceNumber: 57,
		customer: { id: 70011223, customerNumber: '20007' },
		project: { id: 70033445, projectNumber: '0812' },
	},
};

let moment: MomentStandIn;

beforeAll(async () => {
	moment = await startMomentStandIn({ seed: demoMoment });
});

afterAll(async () => {
	await moment.stop();
});

beforeEach(async () => {
	await moment.reset();
});

const { staged: stagedWith } = momentRuns(MomentTrigger, () => moment);
const staged = ({ parameters = {}, ...credential }: { parameters?: object } & IDataObject = {}): NodeRun =>
	stagedWith(parameters, { credential: { webhookToken: TOKEN, ...credential } });

async function call(request: FakeRequest, credential?: Parameters<typeof staged>[0]): Promise<WebhookOutcome> {
	return await runWebhook({ ...staged(credential), request: { query: { token: TOKEN }, ...request } });
}

const itemIn = ({ result }: WebhookOutcome) => result.workflowData?.[0]?.[0]?.json;

function expectTurnedAway({ result, answer }: WebhookOutcome, status = 401): void {
	expect(answer).toEqual({ status, headers: {}, body: { received: false, message: expect.any(String) } });
	expect(result).toEqual({ noWebhookResponse: true });
}

describe('the token of a call', () => {
	it('lets the call in when it is right', async () => {
		const outcome = await call({ body: CUSTOMER });
		expect(outcome.answer).toBeUndefined();
		expect(outcome.result.webhookResponse).toEqual({ received: true });
		expect(itemIn(outcome)).toBeDefined();
	});

	it.each([
		['wrong', { token: 'wrong' }],
		['the right one with more behind it', { token: `${TOKEN}x` }],
		['a part of the right one', { token: TOKEN.slice(0, -1) }],
		['empty', { token: '' }],
		['given twice', { token: [TOKEN, TOKEN] }],
		['under another name', { Token: TOKEN }],
		['missing', {}],
	])('is refused with 401, and nothing starts, when it is %s', async (_what, query: FakeRequest['query']) => {
		expectTurnedAway(await call({ body: CUSTOMER, query }));
	});

	it('is refused while the credential has none', async () => {
		expectTurnedAway(await call({ body: CUSTOMER, query: { token: '' } }, { webhookToken: '' }));
		expectTurnedAway(await call({ body: CUSTOMER, query: {} }, { webhookToken: '' }));
	});

	it.each([' ', ' '.repeat(20), '\t\n', 'short', 'fifteen-letters', `a${' '.repeat(20)}b`])(
		'is refused while the credential has only blanks, or fewer than 16 characters: %j',
		async (webhookToken) => {
			expectTurnedAway(await call({ body: CUSTOMER, query: { token: webhookToken } }, { webhookToken }));
		},
	);

	it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
		'stands by itself: a parameter named %s beside it changes nothing',
		async (name) => {
			const query = Object.fromEntries([
				[name, 'x'],
				['token', TOKEN],
			]);
			expect(itemIn(await call({ body: CUSTOMER, query }))).toMatchObject({ id: '70011223' });
			expectTurnedAway(await call({ body: CUSTOMER, query: Object.fromEntries([[name, TOKEN]]) }));
		},
	);

	it('never comes out, and nothing is asked of Moment', async () => {
		const outcome = await call({ body: CUSTOMER, headers: { host: `x?token=${TOKEN}` } });
		expect(JSON.stringify(outcome.result)).not.toContain(TOKEN);
		expect(moment.log.list()).toEqual([]);
	});
});

describe('what a call is about', () => {
	it('is put out with the numbers as text', async () => {
		expect(itemIn(await call({ body: CUSTOMER }))).toEqual({
			kind: 'customer',
			event: 'CREATE_NEW',
			id: '70011223',
			key: '020007',
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
		});
	});

	it('has the customer and the project of an invoice beside it', async () => {
		expect(itemIn(await call({ body: INVOICE }))).toMatchObject({
			kind: 'invoice',
			id: '120450011',
			key: '57',
			customerId: '70011223',
			customerNumber: '20007',
			projectId: '70033445',
			projectNumber: '0812',
		});
	});

	it('has them also where the invoice names them flat', async () => {
		const body = {
			event: 'SENT',
			invoice: {
				id: 1,
				invoiceNumber: 57,
				customerId: 2,
				customerNumber: '20007',
				projectId: 3,
				projectNumber: '0812',
			},
		};
		expect(itemIn(await call({ body }))).toMatchObject({
			key: '57',
			customerId: '2',
			customerNumber: '20007',
			projectId: '3',
			projectNumber: '0812',
		});
	});

	it.each([
		[
			'project',
			{ event: 'x', project: { id: 1, projectNumber: '0812', customer: { id: 2, customerNumber: '3' } } },
			{ key: '0812', customerId: '2', customerNumber: '3' },
		],
		['offer', { event: 'ACCEPTED', offer: { id: 4 } }, { id: '4', key: '', event: 'ACCEPTED' }],
		['claim', { claim: { id: 5 } }, { id: '5', event: '' }],
		['customer', JSON.stringify(CUSTOMER), { id: '70011223' }],
	])('a %s is known by its key', async (kind, body, expected) => {
		expect(itemIn(await call({ body }))).toMatchObject({ kind, ...expected });
	});

	it.each([
		['empty', {}],
		['nothing', undefined],
		['an empty text', ''],
		['no JSON', '<xml/>'],
		['a list', [CUSTOMER]],
		['of a kind nobody knows', { event: 'CREATE_NEW', task: { id: 1 } }],
		['without an id', { event: 'CREATE_NEW', customer: { customerNumber: '7' } }],
		['with an id that is blank', { event: 'CREATE_NEW', customer: { id: null }, project: { id: '' } }],
	])('a body that is %s is received and dropped', async (_what, body) => {
		const outcome = await call({ body });
		expect(outcome.result).toEqual({ webhookResponse: { received: true, ignored: expect.any(String) } });
		expect(outcome.answer).toBeUndefined();
	});

	it('is dropped when the workflow does not listen to it', async () => {
		const outcome = await call({ body: INVOICE }, { parameters: { kinds: ['customer', 'project'] } });
		expect(outcome.result).toEqual({
			webhookResponse: { received: true, ignored: expect.stringContaining('invoice') },
		});
	});
});

describe('what no call of Moment says is refused, and nothing starts', () => {
	const LONG = '7'.repeat(10_000);

	it.each<[string, unknown]>([
		['the name of a stop', 'stop-5'],
		['text', 'x'],
		['a sign', '-5'],
		['a sign', '+5'],
		['a number below zero', -5],
		['an exponent', '1e3'],
		['a fraction', 5.5],
		['a fraction', '5.0'],
		['another base', '0x1f'],
		['blanks around it', ' 5 '],
		['a line break behind it', '5\n'],
		['digits of another script', '٥'],
		['a path', '5/../7'],
		['an expression', '={{ 5 }}'],
		['20 digits', '1'.repeat(20)],
		['one more than 64 bits hold', '9223372036854775808'],
		['10,000 digits', LONG],
		['a number that lost digits on the way', 9_007_199_254_740_993],
		['a number beyond all ids', 1e21],
		['a list', [5]],
		['an object', { id: 5 }],
		['an object that is none', {}],
		['a switch', true],
	])('an id with %s', async (_what, id) => {
		for (const kind of ['invoice', 'customer', 'project', 'offer', 'claim']) {
			const outcome = await call({ body: { event: 'X', [kind]: { id, [`${kind}Number`]: 5 } } });
			expectTurnedAway(outcome, 400);
			expect(outcome.answer?.body).toEqual({
				received: false,
				message: `The id of the ${kind} is not a whole number up to 9223372036854775807`,
			});
		}
	});

	it.each<[unknown, string]>([
		[5, '5'],
		['5', '5'],
		['9223372036854775807', '9223372036854775807'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('an id of %j is one', async (id, expected) => {
		expect(itemIn(await call({ body: { event: 'X', invoice: { id } } }))).toMatchObject({ id: expected });
	});

	it('about a kind that nobody listens to it is only dropped', async () => {
		const outcome = await call(
			{ body: { event: 'X', invoice: { id: 'stop-5' } } },
			{ parameters: { kinds: ['customer'] } },
		);
		expect(outcome.result).toEqual({
			webhookResponse: { received: true, ignored: expect.stringContaining('invoice') },
		});
	});

	it.each([
		['a body', { event: 'X', invoice: { id: 5 }, more: 'x'.repeat(65_536) }],
		['a text', `{"event":"X","invoice":{"id":5},"more":"${'x'.repeat(65_536)}"}`],
		['a body of letters that take two bytes each', { event: 'X', invoice: { id: 5 }, more: 'ø'.repeat(40_000) }],
	])('%s of more than 64 kB', async (_what, body) => {
		expectTurnedAway(await call({ body }), 413);
	});

	it('a body that is announced as longer', async () => {
		expectTurnedAway(await call({ body: INVOICE, headers: { 'content-length': '10000000' } }), 413);
		expect(itemIn(await call({ body: { ...INVOICE, more: 'x'.repeat(60_000) } }))).toMatchObject({ key: '57' });
	});

	it('with the wrong token, 401 goes before all of it', async () => {
		expectTurnedAway(
			await call({ body: { invoice: { id: 'stop-5', more: LONG.repeat(10) } }, query: { token: 'x' } }),
		);
	});
});

describe('what a call says beside the id is only a hint', () => {
	it.each<[string, unknown]>([
		['too long', '5'.repeat(21)],
		['with letters', '57a'],
		['longer than a number of an invoice', '12345678901'],
		['with a fraction', 57.5],
		['a list', [57]],
		['an object', { a: 1 }],
	])('an invoice number that is %s is left out, and the call goes on', async (_what, invoiceNumber) => {
		expect(itemIn(await call({ body: { event: 'X', invoice: { id: 5, invoiceNumber } } }))).toMatchObject({
			id: '5',
			key: '',
		});
	});

	it.each<[string, unknown]>([
		['too long', 'K'.repeat(21)],
		['20,000 characters', 'K'.repeat(20_000)],
		['with a line break', '20\n07'],
		['with half a character', '20\ud800'],
		['an object', {}],
	])('a customer or project number that is %s is left out', async (_what, number) => {
		for (const kind of ['customer', 'project'])
			expect(
				itemIn(await call({ body: { event: 'X', [kind]: { id: 5, [`${kind}Number`]: number } } })),
			).toMatchObject({ id: '5', key: '' });
		const relatives = { customer: { id: 6, customerNumber: number }, project: { id: 7, projectNumber: number } };
		const item = itemIn(await call({ body: { event: 'X', invoice: { id: 5, ...relatives } } }));
		expect(item).toMatchObject({ customerId: '6', projectId: '7' });
		expect(item).not.toHaveProperty('customerNumber');
		expect(item).not.toHaveProperty('projectNumber');
	});

	it('numbers of 20 characters, with blanks and letters of any script, go on as they are', async () => {
		for (const customerNumber of ['Ø-12 / 4', '1'.repeat(20), '0007']) {
			expect(itemIn(await call({ body: { event: 'X', customer: { id: 5, customerNumber } } }))).toMatchObject({
				key: customerNumber,
			});
		}
	});

	it('ids of others that are none are left out', async () => {
		const item = itemIn(
			await call({ body: { event: 'X', invoice: { id: 5, customer: { id: 'stop-5' }, projectId: { id: 7 } } } }),
		);
		expect(item).not.toHaveProperty('customerId');
		expect(item).not.toHaveProperty('projectId');
	});

	it('the event is a short line, whatever it was', async () => {
		const event = async (value: unknown): Promise<unknown> =>
			itemIn(await call({ body: { event: value, customer: { id: 5 } } }))?.event;
		expect(await event('x'.repeat(60_000))).toHaveLength(64);
		expect(await event('A\u0000B\r\nC\u001b[0m\ud800')).toBe('ABC[0m');
		expect(await event({ a: 1 })).toBe('');
		expect(await event('constructor')).toBe('constructor');
	});
});

describe('going live', () => {
	it.each(['checkExists', 'create'] as const)('%s proves the key with one call', async (method) => {
		expect(await runHook({ ...staged(), method })).toBe(true);
		expect(moment.log.list()).toHaveLength(1);
	});

	it('is refused without a token, before anything is asked', async () => {
		const failure = await runHook({ ...staged({ webhookToken: ' ' }), method: 'checkExists' }).catch(
			(caught: unknown) => caught,
		);
		expect(failure).toMatchObject({
			message: 'The Moment credential has no Webhook Token',
			description: expect.stringContaining('?token='),
		});
		expect(moment.log.list()).toEqual([]);
	});

	it.each([' '.repeat(20), '\u00a0'.repeat(16), '\t'])('is refused with blanks for a token', async (webhookToken) => {
		await expect(runHook({ ...staged({ webhookToken }), method: 'create' })).rejects.toMatchObject({
			message: 'The Moment credential has no Webhook Token',
		});
	});

	it.each(['x', 'fifteen-letters', `fifteen-letters${' '.repeat(9)}`, `fifteen${' '.repeat(9)}letters`])(
		'is refused with a token of fewer than 16 characters: %j',
		async (webhookToken) => {
			const length = webhookToken.replaceAll(' ', '').length;
			await expect(runHook({ ...staged({ webhookToken }), method: 'checkExists' })).rejects.toMatchObject({
				message: `The Webhook Token of the Moment credential is too short: it has ${length} character${length === 1 ? '' : 's'}, and needs at least 16`,
				description: expect.stringContaining('?token='),
			});
			expect(moment.log.list()).toEqual([]);
		},
	);

	it('takes a token of 16 characters', async () => {
		expect(await runHook({ ...staged({ webhookToken: 'sixteen-letters!' }), method: 'checkExists' })).toBe(true);
	});

	it('is refused with a wrong key', async () => {
		await expect(runHook({ ...staged({ apiKey: 'wrong' }), method: 'checkExists' })).rejects.toMatchObject({
			message: expect.stringContaining('does not accept the API key'),
		});
	});

	it('is refused when the key may not enter the company', async () => {
		moment.settings.patch({ rights: 'forbidden' });
		await expect(runHook({ ...staged(), method: 'checkExists' })).rejects.toMatchObject({ httpCode: '403' });
	});

	it.each([
		['answers 500', { kind: 'status', status: 500 }],
		['answers 429', { kind: 'status', status: 429, headers: { 'retry-after': '600' } }],
		['breaks the connection', { kind: 'reset' }],
	] as const)(
		'is not stopped by a Moment that %s: n8n would never try again',
		async (_what, fault) => {
			moment.faults.add(fault);
			expect(await runHook({ ...staged(), method: 'checkExists' })).toBe(true);
		},
		20_000,
	);

	it('is not stopped by a Moment that is not there', async () => {
		expect(await runHook({ ...staged({ baseUrl: 'http://127.0.0.1:1' }), method: 'create' })).toBe(true);
	}, 20_000);

	it('has nothing to remove when it ends', async () => {
		expect(await runHook({ ...staged(), method: 'delete' })).toBe(true);
		expect(moment.log.list()).toEqual([]);
	});

	it('listens at the path of its parameter, without an id in front', () => {
		expect(webhookOf(new MomentTrigger())).toMatchObject({
			httpMethod: 'POST',
			responseMode: 'onReceived',
			isFullPath: true,
			path: '={{ $parameter["path"] }}',
		});
	});
});
