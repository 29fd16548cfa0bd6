import type { ICredentialDataDecryptedObject, INodeExecutionData } from 'n8n-workflow';
import { MomentApi } from '../../credentials/MomentApi.credentials';
import { UnicontaApi } from '../../credentials/UnicontaApi.credentials';
import { Moment } from '../../nodes/Moment/Moment.node';
import { Uniconta } from '../../nodes/Uniconta/Uniconta.node';
import { UnicontaCustomer } from '../../nodes/UnicontaCustomer/UnicontaCustomer.node';
import { UnicontaInvoice } from '../../nodes/UnicontaInvoice/UnicontaInvoice.node';
import { momentSecrets, unicontaSecrets } from '../../nodes/shared/secrets';
import { BODIES, SHAPES } from '../support/echoes';
import { runNode, type NodeRun } from '../support/runNode';
import { startHost, type Sent, type TestAnswer, type TestHost } from '../support/twoHosts';

const PASSWORD = 'Rød"grød\\med/fløde & 100% <sød>';
const API_KEY = '5f0c7a52-4f0e-4a55-9a55-0d6b5a3b9a11';
const MOMENT_KEY = 'moment"key/+&=æ-0123456789';
const WEBHOOK_TOKEN = 'WebhookToken0123456789';

let answer: (sent: Sent) => TestAnswer;
let host: TestHost;

beforeAll(async () => {
	host = await startHost((sent) => answer(sent));
});
afterAll(async () => {
	await host.stop();
});
beforeEach(() => {
	host.sent.length = 0;
});

function uniconta(given: Partial<NodeRun> & { credential?: ICredentialDataDecryptedObject }): NodeRun {
	return {
		node: new Uniconta(),
		parameters: {
			resource: 'customEntity',
			operation: 'getAll',
			entityType: 'DebtorClient',
			orderBy: 'Account',
			returnAll: true,
		},
		credentials: {
			unicontaApi: {
				userName: 'moment-sync',
				password: PASSWORD,
				companyId: '10542',
				odataUrl: host.origin,
				webApiUrl: host.origin,
				apiKey: API_KEY,
				...given.credential,
			},
		},
		credentialTypes: [new UnicontaApi()],
		...given,
	};
}

function moment(given: Partial<NodeRun> = {}): NodeRun {
	return {
		node: new Moment(),
		parameters: {
			resource: 'custom',
			operation: 'request',
			method: 'GET',
			path: 'things',
			returnAll: false,
			limit: 50,
		},
		credentials: {
			momentApi: { baseUrl: host.origin, companyCode: 'acme', apiKey: MOMENT_KEY, webhookToken: WEBHOOK_TOKEN },
		},
		credentialTypes: [new MomentApi()],
		...given,
	};
}

/** All that n8n could save of a run: items, or the error with everything in it. */
async function savedOf(run: NodeRun): Promise<string> {
	const ended: INodeExecutionData[][] | Error = await runNode(run).catch((caught: unknown) =>
		caught instanceof Error ? caught : new Error(String(caught)),
	);
	if (!(ended instanceof Error)) return JSON.stringify(ended);
	return [
		JSON.stringify(ended),
		ended.message,
		ended.stack,
		JSON.stringify(Object.getOwnPropertyNames(ended).map((name) => Reflect.get(ended, name) as unknown)),
	].join('\n');
}

/** The echo itself, and as it stands in JSON. */
function expectNothingOf(saved: string, secret: string, echo: string): void {
	for (const text of [echo, secret]) {
		expect(saved).not.toContain(text);
		expect(saved).not.toContain(JSON.stringify(text).slice(1, -1));
		expect(saved).not.toContain(encodeURIComponent(text));
	}
}

/** Answers that are tried again would take their time. */
const bodies = Object.entries(BODIES).map(
	([name, body]) =>
		[
			name,
			(echo: string) => ({ ...body(echo), status: body(echo).status === 500 ? 418 : body(echo).status }),
		] as const,
);
const cases = Object.entries(SHAPES).flatMap(([shape, change]) =>
	bodies.map(([kind, body]) => [shape, kind, change, body] as const),
);

describe('a secret that an answer brings back', () => {
	it.each(cases)('%s, in %s, is in no item and in no error', async (_shape, kind, change, body) => {
		for (const [run, secret] of [
			[uniconta, PASSWORD],
			[uniconta, API_KEY],
			[moment, MOMENT_KEY],
			[moment, WEBHOOK_TOKEN],
		] as const) {
			answer = () => body(change(secret));
			for (const continueOnFail of [true, false]) {
				const saved = await savedOf(run({ continueOnFail }));
				expectNothingOf(saved, secret, change(secret));
				if (kind === 'a row') expect(saved).toContain('⟦secret⟧');
			}
		}
	});

	it.each(Object.keys(BODIES))('is there without the guard: %s', async (kind) => {
		// What the shapes alone find is the second net; a password in a sentence or a row is not among them.
		const body = BODIES[kind];
		answer = () => ({
			...body?.('unguarded-password'),
			status: body?.('').status === 500 ? 418 : body?.('').status,
		});
		const saved = await savedOf(uniconta({ continueOnFail: true }));
		expect(saved.includes('unguarded-password')).toBe(kind !== 'a header');
	});

	it('covers every field of a credential that n8n hides', () => {
		for (const [type, secretsOf] of [
			[new MomentApi(), momentSecrets],
			[new UnicontaApi(), unicontaSecrets('4217')],
		] as const) {
			const hidden = type.properties
				.filter(({ typeOptions }) => typeOptions?.password === true)
				.map(({ name }) => name);
			const secrets = secretsOf(Object.fromEntries(hidden.map((name) => [name, `value of ${name}`])));
			expect(hidden.filter((name) => !secrets.includes(`value of ${name}`))).toEqual([]);
		}
	});

	it.each(['ab', 'x1'])(
		'is found in the base64 of user and password also where it is as short as %s',
		async (password) => {
			for (const [companyId, company] of [
				['10542', ''],
				['', ''],
				['10542', '4217'],
			] as const) {
				answer = ({ headers }) => ({
					status: 400,
					body: `You sent ${String(headers.authorization).replace('Basic ', '')}`,
				});
				const parameters = { ...uniconta({}).parameters, company: { __rl: true, mode: 'id', value: company } };
				const saved = await savedOf(
					uniconta({ credential: { password, companyId }, parameters, continueOnFail: true }),
				);
				expect(saved).toContain('You sent ***');
			}
		},
	);
});

describe('a token of the Web API', () => {
	const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtb21lbnQifQ.c2lnbmF0dXJl';
	const REFRESH = '0b9c6d3e-1111-4222-8333-444455556666';
	const pdf = (given: Partial<NodeRun>): NodeRun =>
		uniconta({
			node: new UnicontaInvoice(),
			parameters: { operation: 'getPdf', invoiceNumber: '10001', field: 'data' },
			...given,
		});

	it.each(Object.keys(SHAPES))('is left in the answer it comes from, and in no later one: %s', async (shape) => {
		const change = SHAPES[shape] ?? String;
		answer = ({ url }) => {
			if (url === '/login') return { body: JSON.stringify({ token: TOKEN, refreshToken: REFRESH }) };
			if (url.includes('/odata/'))
				return {
					body: JSON.stringify({
						value: [{ RowId: 1, InvoiceNumber: 10001, Account: '1', Date: '2026-01-01T00:00:00' }],
					}),
				};
			return { status: 400, body: `You sent ${change(TOKEN)} and ${change(REFRESH)}` };
		};
		const saved = await savedOf(pdf({ continueOnFail: true }));
		const asked = host.sent.filter(({ url }) => url.includes('GetInvoicePDF'));
		expect(asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
		expectNothingOf(saved, TOKEN, change(TOKEN));
		expectNothingOf(saved, REFRESH, change(REFRESH));
	});
});

describe('a row in which something was blanked', () => {
	const customer = (given: object): INodeExecutionData[] => [
		{
			json: {
				key: '1',
				momentId: '',
				uniconta: { Account: '1', Name: 'Ny', Group: 'ERHV', ...given },
				findings: [],
			},
		},
	];
	const write = (password: string, input: INodeExecutionData[]): NodeRun =>
		uniconta({
			node: new UnicontaCustomer(),
			parameters: { operation: 'upsert' },
			input,
			credential: { password },
			continueOnFail: true,
		});
	const row = { RowId: 1, CompanyId: 10542, Account: '1', Name: 'NY', Group: 'ERHV', Currency: 'DKK' };
	const writes = (): string[] =>
		host.sent.flatMap(({ url, body }) => (/Insert|Update|Delete/.test(url) ? [`${url} ${body}`] : []));
	const answerWith =
		(debtor: object) =>
		(sent: Sent): TestAnswer => {
			if (sent.url.includes('DebtorGroupClient'))
				return {
					body: JSON.stringify({
						value: sent.url.includes('skip') ? [] : [{ RowId: 2, Group: 'ERHV', Name: 'Erhverv' }],
					}),
				};
			return {
				body: JSON.stringify(
					sent.url.includes('DebtorClient') && !sent.url.includes('skip')
						? { value: [debtor] }
						: { value: [] },
				),
			};
		};

	it('is never written back', async () => {
		answer = answerWith({ ...row, Note: 'Login: sandbox-password' });
		const saved = await savedOf(write('sandbox-password', customer({})));
		expect(writes()).toEqual([]);
		expect(saved).toContain('Note holds ⟦secret⟧');
		expect(saved).toContain('Take the secret out of the record');
		expect(saved).not.toContain('sandbox-password');
	});

	it('is written where nothing in it was blanked', async () => {
		answer = answerWith({ ...row, Note: 'Login: another-password' });
		await savedOf(write('sandbox-password', customer({})));
		expect(writes()).toHaveLength(1);
		expect(writes()[0]).toContain('another-password');
	});

	it('stops what comes from elsewhere as well', async () => {
		answer = answerWith(row);
		const saved = await savedOf(write('sandbox-password', customer({ Name: 'Kunde ⟦secret⟧' })));
		expect(writes()).toEqual([]);
		expect(saved).toContain('Name holds ⟦secret⟧');
	});

	it.each(['12345678', 'Ager', 'hest'])(
		'stops all writing of the run where the password may be a number or word of a record: %s',
		async (password) => {
			// The number is not recognised any more, and would be created once more.
			answer = answerWith({ ...row, Account: password, Name: 'Ny' });
			const saved = await savedOf(
				write(password, [
					{
						json: {
							key: password,
							momentId: 'm1',
							uniconta: { Account: password, Name: 'Ny', Group: 'ERHV' },
							findings: [],
						},
					},
				]),
			);
			expect(writes()).toEqual([]);
			expect(saved).toContain('so short or plain');
			expect(saved).toContain('eight or more characters');
		},
	);

	it.each(['abc', '1'])('is not one where the password is as short as %s: that stays data', async (password) => {
		answer = answerWith({ ...row, Note: password });
		await savedOf(write(password, customer({})));
		expect(writes()[0]).toContain(`"Note":"${password}"`);
	});
});
