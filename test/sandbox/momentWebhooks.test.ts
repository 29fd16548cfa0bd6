import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, dig, useSandbox } from './support';

describe('webhooks of the Moment stand-in', () => {
	const client = useSandbox();
	const received: Array<{ url?: string; headers: object; body: unknown }> = [];
	let receiver: Server;
	let url = '';
	let status = 200;

	beforeAll(async () => {
		receiver = createServer((request, response) => {
			let body = '';
			request.on('data', (part: Buffer) => (body += part.toString()));
			request.on('end', () => {
				received.push({ url: request.url, headers: request.headers, body: JSON.parse(body) as unknown });
				response.writeHead(status).end();
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	});
	afterAll(async () => await new Promise((resolve) => receiver.close(resolve)));
	beforeEach(() => {
		received.length = 0;
		status = 200;
		client.sandbox.moment.webhooks.register([
			{ kind: 'customers', url: `${url}?token=secret` },
			{ kind: 'projects', url },
		]);
	});
	const change = async (): Promise<void> => {
		await client.moment('/customers/70011004', { method: 'PATCH', body: { phone: '1' } });
		await client.sandbox.moment.webhooksSettled();
	};

	test('tell of a customer created or changed by its ids alone', async () => {
		const created = await client.moment('/customers', {
			method: 'POST',
			body: { name: 'Ny ApS', customerNumber: '007' },
		});
		await change();
		expect(received.map(({ body }) => body)).toEqual([
			{ event: 'CREATE_NEW', customer: { id: dig(created.json, 'id'), customerNumber: '007' } },
			{ event: 'UPDATE', customer: { id: 70011004, customerNumber: '000471' } },
		]);
		expect(received[0]?.url).toBe('/hook?token=secret');
		expect(Object.keys(received[0]?.headers ?? {})).not.toContain('authorization');
	});

	test('are sent for a change made by hand too, and not for a deletion or a refused change', async () => {
		client.sandbox.moment.createCustomer({ name: 'I hånden ApS' });
		await client.moment('/customers/70011004', { method: 'PATCH', body: { name: '' } });
		await client.moment('/customers/70011004', { method: 'DELETE' });
		await client.sandbox.moment.webhooksSettled();
		expect(received).toHaveLength(1);
	});

	test('can be lost, and can come more than once', async () => {
		client.sandbox.moment.settings.patch({ webhooksToLose: 1 });
		await change();
		expect(received).toHaveLength(0);
		await change();
		expect(received).toHaveLength(1);
		client.sandbox.moment.settings.patch({ webhookCopies: 5 });
		await change();
		expect(received).toHaveLength(6);
		expect(client.sandbox.moment.webhooks.state().deliveries.map(({ result }) => result)).toEqual([
			'lost',
			200,
			200,
			200,
			200,
			200,
			200,
		]);
	});

	test('are not sent again when they fail, and the log keeps no secret of the address', async () => {
		status = 500;
		await change();
		expect(received).toHaveLength(1);
		const { json } = await ask(`${client.sandbox.moment.url}/_sandbox/webhooks`);
		expect(dig(json, 'deliveries')).toMatchObject([{ kind: 'customers', url, result: 500 }]);
	});

	test('wait where they are told to, without the change waiting', async () => {
		client.sandbox.moment.settings.patch({ webhookDelayMs: 5 });
		client.sandbox.moment.changeCustomer(70011004, { phone: '2' });
		expect(client.sandbox.moment.webhooks.state().underWay).toBe(1);
		await client.sandbox.moment.webhooksSettled();
		expect(received).toHaveLength(1);
	});

	test('are registered over HTTP', async () => {
		const post = async (body: unknown) =>
			await ask(`${client.sandbox.moment.url}/_sandbox/webhooks`, { method: 'POST', body });
		expect((await post([{ kind: 'customers', url }])).json).toEqual([{ kind: 'customers', url }]);
		expect((await post([{ kind: 'tags', url }])).status).toBe(400);
		await change();
		expect(
			(await ask(`${client.sandbox.moment.url}/_sandbox/webhooks/settle`, { method: 'POST' })).json,
		).toHaveProperty('underWay', 0);
		expect(received).toHaveLength(1);
	});
});
