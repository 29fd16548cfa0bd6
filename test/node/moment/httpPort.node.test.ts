import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
	ICredentialType,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { TransportError, type HttpRequest } from '../../../lib/http/port';
import { createHttpPort } from '../../../nodes/shared/httpPort';
import { jsonOf, runNode } from '../../support/runNode';

class TestApi implements ICredentialType {
	name = 'testApi';
	displayName = 'Test API';
	properties = [];
	authenticate = {
		type: 'generic' as const,
		properties: { auth: { username: 'apikey', password: '={{$credentials.key}}' } },
	};
}

/** Sends the one request of its parameter and puts out what the port gave. */
class Prober implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Prober',
		name: 'prober',
		group: ['input'],
		version: 1,
		description: 'Sends one request',
		defaults: { name: 'Prober' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'testApi', required: true }],
		properties: [{ displayName: 'Request', name: 'request', type: 'json', default: '{}' }],
	};

	constructor(private readonly timeoutMs?: number) {
		this.execute = makeExecute(this.timeoutMs);
	}

	execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

function makeExecute(timeoutMs?: number) {
	return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const request = JSON.parse(this.getNodeParameter('request', 0) as string) as HttpRequest;
		const answer = await createHttpPort(this, 'testApi', {
			system: 'Uniconta',
			secrets: ({ key }) => (typeof key === 'string' ? [key] : []),
			timeoutMs,
		})(request);
		return [[{ json: { ...answer } as INodeExecutionData['json'], pairedItem: { item: 0 } }]];
	};
}

interface Seen {
	method: string | undefined;
	url: string | undefined;
	headers: IncomingMessage['headers'];
	body: string;
}

/** No valid text in UTF-8. */
const BYTES = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0xfe, 0x00, 0xe6]);

let server: Server;
let origin: string;
let seen: Seen[] = [];

beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method, url, headers } = request;
			seen.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
			if (url === '/text') response.writeHead(500, { 'content-type': 'text/plain' }).end('Kontoen findes ikke');
			else if (url === '/denied') response.writeHead(401).end('{"message":"no"}');
			else if (url === '/elsewhere') response.writeHead(302, { location: `http://localhost:1/x` }).end();
			else if (url === '/mislabelled') response.writeHead(200, { 'content-type': 'text/plain' }).end('[{"a":1}]');
			else if (url === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
			else if (url === '/nothing') response.writeHead(204).end();
			else if (url === '/digits') response.writeHead(200, { 'content-type': 'text/plain' }).end('0012');
			else if (url === '/bytes') response.writeHead(200, { 'content-type': 'application/json' }).end(BYTES);
			else if (url === '/hangup') request.socket.destroy();
			else if (url !== '/silence')
				response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
	server.closeAllConnections();
	server.close();
});

beforeEach(() => {
	seen = [];
});

async function send(request: Partial<HttpRequest> & { path?: string }, timeoutMs?: number) {
	const { path = '/', ...rest } = request;
	const full = { method: 'GET', url: `${origin}${path}`, ...rest };
	const outputs = await runNode({
		node: new Prober(timeoutMs),
		parameters: { request: JSON.stringify(full) },
		credentials: { testApi: { key: 'k3y' } },
		credentialTypes: [new TestApi()],
	});
	return jsonOf(outputs)[0];
}

describe('the HTTP port over n8n', () => {
	it('gives bytes as they came where they are asked for, whatever their type is called', async () => {
		const answer = await send({ path: '/bytes', responseType: 'bytes' });
		expect(answer).toMatchObject({ status: 200 });
		expect(Buffer.from(answer?.body as unknown as Uint8Array).equals(BYTES)).toBe(true);
	});

	it('authenticates with the credential and gives back parsed JSON', async () => {
		const answer = await send({});
		expect(answer).toMatchObject({ status: 200, body: { ok: true } });
		expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('apikey:k3y').toString('base64')}`);
	});

	it.each([
		['/text', 500, 'Kontoen findes ikke'],
		['/mislabelled', 200, [{ a: 1 }]],
		['/broken', 200, '<html>'],
		['/nothing', 204, ''],
		['/digits', 200, '0012'],
	])('%s: keeps status and body as they came', async (path, status, body) => {
		expect(await send({ path })).toMatchObject({ status, body });
	});

	it('sends a 401 only once', async () => {
		expect(await send({ path: '/denied' })).toMatchObject({ status: 401, body: { message: 'no' } });
		expect(seen).toHaveLength(1);
	});

	it('does not follow a redirect, so that credentials stay with their host', async () => {
		expect(await send({ path: '/elsewhere' })).toMatchObject({
			status: 302,
			headers: { location: 'http://localhost:1/x' },
		});
	});

	it.each([
		[{ a: 1, t: 'æøå' }, '{"a":1,"t":"æøå"}'],
		[[{ a: 1 }], '[{"a":1}]'],
		[{}, '{}'],
		[[], '[]'],
		['text', '"text"'],
	])('sends the body %j as JSON', async (body, onTheWire) => {
		await send({ method: 'POST', body });
		expect(seen[0]).toMatchObject({ method: 'POST', body: onTheWire });
		expect(seen[0]?.headers['content-type']).toContain('application/json');
	});

	it('says that nothing was sent when the connection was refused', async () => {
		const failure = await send({ url: 'http://127.0.0.1:1/' }).catch((caught: unknown) => caught);
		expect(failure).toBeInstanceOf(TransportError);
		expect(failure).toMatchObject({ sent: 'no', code: 'ECONNREFUSED' });
	});

	it('says that nothing was sent when the name is unknown', async () => {
		expect(await send({ url: 'http://nowhere.invalid/' }).catch((caught: unknown) => caught)).toMatchObject({
			sent: 'no',
		});
	});

	it('says that it may have been sent when the connection broke', async () => {
		expect(await send({ path: '/hangup' }).catch((caught: unknown) => caught)).toMatchObject({
			name: 'TransportError',
			sent: 'maybe',
		});
	});

	it('says that it may have been sent when no answer came in time', async () => {
		expect(await send({ path: '/silence' }, 50).catch((caught: unknown) => caught)).toMatchObject({
			name: 'TransportError',
			sent: 'maybe',
		});
	});
});
