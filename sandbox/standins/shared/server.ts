import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type HTTPMethods } from 'fastify';
import type { Answer } from './answer';
import type { Handler } from './call';
import { Gate, type GateParts } from './gate';
import { answerOwnCallsOnly } from './ownCalls';

/** Large enough for a list of some thousand records; the real limits are unknown (Uniconta reference 5). */
const BODY_LIMIT = 32 * 1024 * 1024;
const LOCAL = '127.0.0.1';

export type Port = number | 'none';

export interface AskedCall {
	method: HTTPMethods;
	url: string;
	headers: Record<string, string>;
	body: string;
}

/** One listening server of a stand-in. Every route passes the gate; `/` and `/_sandbox/` do not. */
export class StandInServer {
	readonly app: FastifyInstance;
	private readonly gate: Gate;

	constructor(parts: GateParts) {
		this.gate = new Gate(parts);
		this.app = Fastify({
			// A hanging call must not keep the stand-in from stopping.
			forceCloseConnections: true,
			// Node hangs up on what is slow to come or long idle: on a busy machine, and not as a system would.
			keepAliveTimeout: 3_600_000,
			http: { headersTimeout: 0 },
			bodyLimit: BODY_LIMIT,
			exposeHeadRoutes: false,
			routerOptions: { maxParamLength: 5000, caseSensitive: true },
		});
		answerOwnCallsOnly(this.app);
		this.app.removeAllContentTypeParsers();
		this.app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
	}

	route(method: HTTPMethods, path: string, handler: Handler): void {
		this.app.route({ method, url: path, handler: this.gate.guard(handler) });
	}

	/** What answers a path that no route knows. */
	otherwise(handler: Handler): void {
		this.app.setNotFoundHandler(this.gate.guard(handler));
	}

	/**
	 * Listens on this machine only; port 0 takes a free one, `none` none at all, and then only {@link ask} reaches it.
	 * Gives the address.
	 */
	async listen(port: Port): Promise<string> {
		if (port === 'none') return `http://${LOCAL}`;
		await this.app.listen({ port, host: LOCAL });
		// A server that listens on a port has an address of that form.
		const { port: taken } = this.app.server.address() as AddressInfo;
		return `http://${LOCAL}:${taken}`;
	}

	/** A call from within this process, answered as one over the network. */
	async ask({ method, url, headers, body }: AskedCall): Promise<Answer> {
		const { pathname, search } = new URL(url);
		const answer = await this.app.inject({
			method,
			url: `${pathname}${search}`,
			headers: { ...headers, host: LOCAL },
			payload: body === '' ? undefined : body,
		});
		const given = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
		// An edge: entries of texts are a record of texts.
		return {
			status: answer.statusCode,
			headers: Object.fromEntries(given) as Record<string, string>,
			body: answer.body,
		};
	}

	async close(): Promise<void> {
		await this.app.close();
	}
}
