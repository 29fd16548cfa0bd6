import type { INodeExecutionData } from 'n8n-workflow';
import { MomentApi } from '../../../credentials/MomentApi.credentials';
import { UnicontaApi } from '../../../credentials/UnicontaApi.credentials';
import { forCompany } from '../../../lib/uniconta/api/companyGuard';
import { Moment } from '../../../nodes/Moment/Moment.node';
import { Uniconta } from '../../../nodes/Uniconta/Uniconta.node';
import { UnicontaCustomer } from '../../../nodes/UnicontaCustomer/UnicontaCustomer.node';
import { startSandbox, type Sandbox } from '../../../sandbox/standins';
import { runLoadOptions, runNode, type NodeRun } from '../../support/runNode';
import { startRedirect } from '../../support/twoHosts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox.stop();
});
beforeEach(async () => {
	await sandbox.uniconta.reset();
});

const GROUPS = { resource: 'customerGroup', operation: 'getAll', returnAll: true };

function run(companyId: string, given: Partial<NodeRun> & { chosen?: string; odataUrl?: string } = {}): NodeRun {
	const { chosen = '', odataUrl = sandbox.uniconta.odataUrl, parameters = GROUPS, ...rest } = given;
	return {
		node: new Uniconta(),
		credentials: { unicontaApi: { ...sandbox.unicontaCredential, companyId, odataUrl } },
		credentialTypes: [new UnicontaApi()],
		parameters: { ...parameters, company: { __rl: true, mode: 'id', value: chosen } },
		...rest,
	};
}

async function errorOf(work: Promise<unknown>): Promise<{ message: string; description: unknown }> {
	const caught: unknown = await work.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (caught instanceof Error) return { message: caught.message, description: Reflect.get(caught, 'description') };
	throw new Error('It did not fail');
}

const writes = (): string[] =>
	sandbox.uniconta.log.list().flatMap(({ method, path }) => (method === 'GET' ? [] : [path]));
const CUSTOMER: INodeExecutionData[] = [
	{
		json: {
			key: '99001',
			momentId: 'm1',
			uniconta: { Account: '99001', Name: 'Ny kunde', Group: 'ERHV' },
			findings: [],
		},
	},
];

describe('a company that does not exist', () => {
	it.each([
		['99', ''],
		['31006', ''],
		['10542', '99'],
		['10542', '31006'],
	])('in the credential %s, in the node %s: nothing is read from another one', async (inCredential, chosen) => {
		for (const unknownCompany of ['listed', 'refused', 'defaultOne'] as const) {
			sandbox.uniconta.settings.patch({ unknownCompany });
			const { message, description } = await errorOf(runNode(run(inCredential, { chosen })));
			expect(message).toMatch(/company/);
			expect(description).toContain('Check the company ID in the Uniconta credential or in the node');
			if (unknownCompany === 'defaultOne')
				expect(message).toBe(
					`Uniconta answered with records of company 10542, not of company ${chosen || inCredential}`,
				);
		}
	});

	it('is not written to, where Uniconta takes another one in its place', async () => {
		sandbox.uniconta.settings.patch({ unknownCompany: 'defaultOne' });
		await runNode(
			run('99', {
				node: new UnicontaCustomer(),
				parameters: { operation: 'upsert' },
				input: CUSTOMER,
				continueOnFail: true,
			}),
		);
		expect(writes()).toEqual([]);
		await runNode(
			run('10542', {
				node: new UnicontaCustomer(),
				parameters: { operation: 'upsert' },
				input: CUSTOMER,
				continueOnFail: true,
			}),
		);
		expect(writes()).toHaveLength(1);
	});

	it('is named with those that there are where the dimensions are listed', async () => {
		const { message } = await errorOf(runLoadOptions({ ...run('99'), method: 'getDimensions' }));
		expect(message).toContain(
			'Company 99 is not among the companies that this user may open (Nordlys Rådgivning A/S (10542), Nordlys Ejendomme ApS (4217))',
		);
	});

	it('costs no call in the companies that there are', async () => {
		await runNode(run('4217'));
		const calls = sandbox.uniconta.log.list().length;
		await runNode(run(''));
		expect(sandbox.uniconta.log.list()).toHaveLength(2 * calls);
	});
});

describe('what is no number of a company', () => {
	it.each([
		['abc', ''],
		['10542', 'abc'],
		['10.542', ''],
		['', '4217 ApS'],
	])('in the credential %j, in the node %j: nothing is asked', async (inCredential, chosen) => {
		expect((await errorOf(runNode(run(inCredential, { chosen })))).message).toBe(
			`"${chosen || inCredential}" is not the number of a company in Uniconta`,
		);
		expect(sandbox.uniconta.log.list()).toEqual([]);
	});
});

describe('rows of a company', () => {
	const rowsOf = async (body: unknown, url: string, company = '99'): Promise<unknown> =>
		await forCompany(
			async () => ({ status: 200, headers: {}, body }),
			company,
		)({ method: /Query/.test(url) ? 'POST' : 'GET', url: `https://odata.test${url}` });

	it.each([
		['/odata/DebtorClient', { value: [{ CompanyId: 10542 }] }],
		['/api/Entities/DebtorClient', [{ companyId: '10542' }]],
		['/Query/Get/NumberSerieClient', [{ CompanyId: 10542 }]],
	])('%s: those of another one go no further', async (url, body) => {
		await expect(rowsOf(body, url)).rejects.toMatchObject({
			kind: 'forbidden',
			code: 'NoCompanyId',
			message: expect.stringContaining('company 10542, not of company 99'),
		});
	});

	it.each([
		['/odata/DebtorClient', { value: [{ CompanyId: 99 }] }, '0099'],
		['/odata/DebtorClient', { value: [{ CompanyId: 10542 }] }, ''],
		['/odata/DebtorClient', { value: [] }, '99'],
		['/odata/DebtorClient', { value: [{ Account: '1' }] }, '99'],
		['/odata/DebtorClient', { value: [{ CompanyId: 0 }] }, '99'],
		['/odata/DebtorClient', 'text', '99'],
		['/api/Entities/CompanyClient', [{ CompanyId: 10542 }], '99'],
	])('%s: %j is for %j', async (url, body, company) => {
		expect(await rowsOf(body, url, company)).toMatchObject({ body });
	});
});

describe('a redirect', () => {
	it.each([301, 302, 303, 307, 308])(
		'%d is not followed, and said: where it leads, without path and query',
		async (status) => {
			const { from, to, stop } = await startRedirect(status);
			const uniconta = await errorOf(runNode(run('10542', { odataUrl: from.origin })));
			const moment = await errorOf(
				runNode({
					node: new Moment(),
					parameters: { resource: 'custom', operation: 'request', method: 'GET', path: 'things' },
					credentials: { momentApi: { ...sandbox.momentCredential, baseUrl: from.origin } },
					credentialTypes: [new MomentApi()],
				}),
			);
			await stop();
			expect(to.sent).toEqual([]);
			expect(uniconta.message).toBe(
				`Uniconta answered by pointing to ${to.origin} (GET /odata/DebtorGroupClient, HTTP ${status})`,
			);
			expect(uniconta.description).toContain('Enter the final address as OData URL');
			expect(moment.message).toBe(`Moment (company 'nordlys') answered by pointing to ${to.origin} (${status})`);
			expect(moment.description).toContain('Enter the final address as base URL');
		},
	);
});
