import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a host was sent. */
export interface Sent {
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

export interface TestHost {
	origin: string;
	sent: Sent[];
	/** Everything that came, as one text. */
	all(): string;
	stop(): Promise<void>;
}

export interface TestAnswer {
	status?: number;
	headers?: Record<string, string>;
	body?: string | Buffer;
}

/** A server on this machine that notes all it is sent. */
export async function startHost(answer: (sent: Sent) => TestAnswer): Promise<TestHost> {
	const sent: Sent[] = [];
	const server: Server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const one = {
				url: request.url ?? '',
				headers: request.headers,
				body: Buffer.concat(chunks).toString('utf8'),
			};
			sent.push(one);
			const { status = 200, headers = { 'content-type': 'application/json' }, body = '' } = answer(one);
			response.writeHead(status, headers).end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		sent,
		all: () => JSON.stringify(sent),
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** A host that leads on to another one with this status, path and query kept. */
export async function startRedirect(status: number): Promise<{ from: TestHost; to: TestHost; stop(): Promise<void> }> {
	const to = await startHost(() => ({ body: '[]' }));
	const from = await startHost(({ url }) => ({
		status,
		headers: { location: `${to.origin}${url}?secret=in-the-query` },
	}));
	return {
		from,
		to,
		stop: async () => {
			await Promise.all([from.stop(), to.stop()]);
		},
	};
}
