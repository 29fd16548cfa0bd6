import { MomentApi } from '../../../credentials/MomentApi.credentials';
import { MomentTrigger } from '../../../nodes/MomentTrigger/MomentTrigger.node';
import { demoMoment, startMomentStandIn, type MomentStandIn } from '../../../sandbox/standins';
import { runHook, runWebhook, webhookOf, type FakeRequest, type WebhookOutcome } from '../../support/runNode';

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

function staged({ webhookToken = TOKEN, apiKey = moment.apiKey, baseUrl = moment.url, parameters = {} } = {}) {
	return {
		node: new MomentTrigger(),
		parameters,
		credentials: { momentApi: { baseUrl, companyCode: moment.companyCode, apiKey, webhookToken } },
		credentialTypes: [new MomentApi()],
	};
}

async function call(request: FakeRequest, credential?: Parameters<typeof staged>[0]): Promise<WebhookOutcome> {
	return await runWebhook({ ...staged(credential), request: { query: { token: TOKEN }, ...request } });
}

const itemIn = ({ result }: WebhookOutcome) => result.workflowData?.[0]?.[0]?.json;

function expectTurnedAway({ result, answer }: WebhookOutcome): void {
	expect(answer).toEqual({ status: 401, headers: {}, body: { received: false, message: expect.any(String) } });
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
		const body = { event: 'SENT', invoice: { id: 1, invoiceNumber: 57, customerId: 2, customerNumber: '20007', projectId: 3, projectNumber: '0812' } };
		expect(itemIn(await call({ body }))).toMatchObject({ key: '57', customerId: '2', customerNumber: '20007', projectId: '3', projectNumber: '0812' });
	});

	it.each([
		['project', { event: 'x', project: { id: 1, projectNumber: '0812', customer: { id: 2, customerNumber: '3' } } }, { key: '0812', customerId: '2', customerNumber: '3' }],
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
		['with an id that is none', { event: 'CREATE_NEW', customer: { id: {} } }],
	])('a body that is %s is received and dropped', async (_what, body) => {
		const outcome = await call({ body });
		expect(outcome.result).toEqual({ webhookResponse: { received: true, ignored: expect.any(String) } });
		expect(outcome.answer).toBeUndefined();
	});

	it('is dropped when the workflow does not listen to it', async () => {
		const outcome = await call({ body: INVOICE }, { parameters: { kinds: ['customer', 'project'] } });
		expect(outcome.result).toEqual({ webhookResponse: { received: true, ignored: expect.stringContaining('invoice') } });
	});
});

describe('going live', () => {
	it.each(['checkExists', 'create'] as const)('%s proves the key with one call', async (method) => {
		expect(await runHook({ ...staged(), method })).toBe(true);
		expect(moment.log.list()).toHaveLength(1);
	});

	it('is refused without a token, before anything is asked', async () => {
		const failure = await runHook({ ...staged({ webhookToken: ' ' }), method: 'checkExists' }).catch((caught: unknown) => caught);
		expect(failure).toMatchObject({ message: 'The Moment credential has no Webhook Token', description: expect.stringContaining('?token=') });
		expect(moment.log.list()).toEqual([]);
	});

	it('is refused with a wrong key', async () => {
		await expect(runHook({ ...staged({ apiKey: 'wrong' }), method: 'checkExists' })).rejects.toMatchObject({ message: expect.stringContaining('does not accept the API key') });
	});

	it('is refused when the key may not enter the company', async () => {
		moment.settings.patch({ rights: 'forbidden' });
		await expect(runHook({ ...staged(), method: 'checkExists' })).rejects.toMatchObject({ httpCode: '403' });
	});

	it.each([
		['answers 500', { kind: 'status', status: 500 }],
		['answers 429', { kind: 'status', status: 429, headers: { 'retry-after': '600' } }],
		['breaks the connection', { kind: 'reset' }],
	] as const)('is not stopped by a Moment that %s: n8n would never try again', async (_what, fault) => {
		moment.faults.add(fault);
		expect(await runHook({ ...staged(), method: 'checkExists' })).toBe(true);
	}, 20_000);

	it('is not stopped by a Moment that is not there', async () => {
		expect(await runHook({ ...staged({ baseUrl: 'http://127.0.0.1:1' }), method: 'create' })).toBe(true);
	}, 20_000);

	it('has nothing to remove when it ends', async () => {
		expect(await runHook({ ...staged(), method: 'delete' })).toBe(true);
		expect(moment.log.list()).toEqual([]);
	});

	it('listens at the path of its parameter, without an id in front', () => {
		expect(webhookOf(new MomentTrigger())).toMatchObject({ httpMethod: 'POST', responseMode: 'onReceived', isFullPath: true, path: '={{ $parameter["path"] }}' });
	});
});
