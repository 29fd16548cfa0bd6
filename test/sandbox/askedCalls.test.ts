import { startSandbox, type Sandbox } from '../../sandbox/standins';
import type { AskedCall } from '../../sandbox/standins/shared/server';
import { TEST_SECRETS } from '../support/sandboxSecrets';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ secrets: TEST_SECRETS });
});
afterAll(async () => {
	await sandbox.stop();
});

const basic = (user: string, password: string): Record<string, string> => ({
	authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
	accept: 'application/json',
	'content-type': 'application/json',
});

/** What does not change from call to call. */
const steady = (text: string): string => text.replace(/"timestamp":"[^"]*"/, '').replaceAll(/127\.0\.0\.1(:\d+)?/g, '');

describe('a call from within the process is answered as one over the network', () => {
	const moment = (path: string, method: AskedCall['method'] = 'GET', body = '') => ({
		host: 'moment',
		path,
		method,
		body,
	});
	const odata = (path: string, method: AskedCall['method'] = 'GET', body = '') => ({
		host: 'odata',
		path,
		method,
		body,
	});
	const webApi = (path: string, method: AskedCall['method'] = 'POST', body = '') => ({
		host: 'webApi',
		path,
		method,
		body,
	});
	const company = '/api/1.0/companies/nordlys';

	it.each([
		moment(`${company}/customers?page=0&size=3&sort=id%2Casc`),
		moment(`${company}/customers/70011001`),
		moment(`${company}/customers/1`),
		moment(`${company}/customers/include/customers.tags?size=2`),
		moment(`${company}/nothing`),
		moment(`${company}/customers`, 'POST', '{"unknown":1}'),
		moment('/nowhere'),
		odata("/odata/DebtorClient?$filter=Account%20eq%20'20001'"),
		odata('/odata/NoSuchClient'),
		odata('/odata/Dæbtor%2FClient'),
		odata('/api/Entities/Insert/DebtorClient', 'POST', '{"Account":""}'),
		odata('/api/Entities/Insert/DebtorClient', 'POST', 'no JSON'),
		odata('/odata/DebtorClient', 'DELETE'),
		webApi('/login', 'POST', '{"Username":"nobody","Password":"wrong"}'),
		webApi('/Query/Get/DebtorClient', 'POST', '[{}]'),
		webApi('/'),
	])('$method $path at $host', async ({ host, path, method, body }) => {
		const { moment: standIn, uniconta, momentCredential: m, unicontaCredential: u } = sandbox;
		const headers = host === 'moment' ? basic(m.companyCode, m.apiKey) : basic(`0010542/${u.userName}`, u.password);
		const base = { moment: standIn.url, odata: uniconta.odataUrl, webApi: uniconta.webApiUrl }[host] ?? '';
		const call = { method, headers, body, url: `${base}${path}` };
		const asked = await (host === 'moment'
			? standIn.ask(call)
			: uniconta.ask(host === 'odata' ? 'odata' : 'webApi', call));
		const sent = await fetch(call.url, { method, headers, ...(body === '' ? {} : { body }) });
		expect([asked.status, asked.headers['content-type'] ?? null, steady(asked.body)]).toEqual([
			sent.status,
			sent.headers.get('content-type'),
			steady(await sent.text()),
		]);
	});
});
