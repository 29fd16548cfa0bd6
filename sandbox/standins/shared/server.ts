import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import createRouter, { type HTTPMethod } from 'find-my-way';
import type { Answer } from './answer';
import type { Handler } from './call';
import { Gate, type GateParts } from './gate';
import { answerOwnCallsOnly } from './ownCalls';

/** Large enough for a list of some thousand records; the real limits are unknown (UC32). */
const BODY_LIMIT = 32 * 1024 * 1024;
const LOCAL = '127.0.0.1';

export type Port = number | 'none';

export interface AskedCall {
	method: HTTPMethod;
	url: string;
	headers: Record<string, string>;
	body: string;
}

type Guarded = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const MAX_PARAM_LENGTH = 5000;

/** One listening server of a stand-in. Every route passes the gate; `/` and `/_sandbox/` do not. */
export class StandInServer {
	readonly app: FastifyInstance;
	private readonly gate: Gate;
	/** The same routes in Fastify's own router, for {@link ask}. */
	private readonly routes = createRouter({ maxParamLength: MAX_PARAM_LENGTH, caseSensitive: true });
	private fallback: Guarded | undefined;

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
			routerOptions: { maxParamLength: MAX_PARAM_LENGTH, caseSensitive: true },
		});
		answerOwnCallsOnly(this.app);
		this.app.removeAllContentTypeParsers();
		this.app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
	}

	route(method: HTTPMethod, path: string, handler: Handler): void {
		const handle = this.gate.guard(handler);
		this.routes.on(method, path, () => undefined, handle);
		this.app.route({ method, url: path, handler: handle });
	}

	/** What answers a path that no route knows. */
	otherwise(handler: Handler): void {
		this.fallback = this.gate.guard(handler);
		this.app.setNotFoundHandler(this.fallback);
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

	/**
	 * A call from within this process, answered as one over the network, but without Fastify: that takes most of the
	 * time of a call, and a campaign makes millions.
	 */
	async ask({ method, url, headers, body }: AskedCall): Promise<Answer> {
		const { pathname, search } = new URL(url);
		const found = this.routes.find(method, pathname);
		// An edge: what was put in.
		const handle = (found?.store as Guarded | undefined) ?? this.fallback;
		if (handle === undefined) throw new Error(`No ${method} ${pathname}`);
		const given: Answer = { status: 200, headers: {}, body: '' };
		const request = {
			method,
			raw: { url: `${pathname}${search}` },
			headers: { ...headers, host: LOCAL },
			params: found?.params ?? {},
			// Nobody reads the body of one.
			body: method === 'GET' ? '' : body,
		};
		// An edge, as is the reply: what the gate and the handlers use of Fastify's.
		await handle(request as unknown as FastifyRequest, replyInto(given) as unknown as FastifyReply);
		return given;
	}

	async close(): Promise<void> {
		await this.app.close();
	}
}

/** What a guarded handler does with a reply; one that is to stay silent needs a connection. */
function replyInto(answer: Answer): object {
	const reply = {
		raw: { once: () => undefined },
		code: (status: number) => {
			answer.status = status;
			return reply;
		},
		headers: (headers: Record<string, string>) => {
			answer.headers = Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
			);
			return reply;
		},
		send: (body = '') => {
			answer.body = body;
		},
		hijack: () => {
			throw new Error('Only a call over the network can stay without an answer');
		},
	};
	return reply;
}
