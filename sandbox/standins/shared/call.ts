import type { FastifyRequest } from 'fastify';
import type { Answer } from './answer';
import type { CallRecord } from './callLog';

/** A call as the stand-ins see it. */
export interface Call {
	method: string;
	path: string;
	/** Decoded parts of the path that the route names. */
	params: Readonly<Record<string, string>>;
	query: URLSearchParams;
	/** Names in lower case. */
	headers: Readonly<Record<string, string>>;
	/** The body as it came; `''` for none. */
	body: string;
	/** `http://127.0.0.1:5702`, as the client wrote it. */
	origin: string;
	/** To be completed while the call is handled: company, slow-down. */
	record: CallRecord;
}

export interface Handler {
	(call: Call): Answer | Promise<Answer>;
	/**
	 * Takes the call in (who is it, may he?) and gives what is left to be done, for a fault that lets it be done later.
	 */
	accept?: (call: Call) => () => Promise<Answer>;
}

export function readCall(request: FastifyRequest): Omit<Call, 'record'> {
	const [path, query = ''] = splitOnce(request.raw.url ?? '/', '?');
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value;
	return {
		method: request.method,
		path,
		// Fastify types them as unknown; a route's parameters are always text.
		params: (request.params ?? {}) as Record<string, string>,
		query: new URLSearchParams(query),
		headers,
		body: typeof request.body === 'string' ? request.body : '',
		origin: `http://${headers.host ?? '127.0.0.1'}`,
	};
}

export const queryText = (rawUrl: string): string => splitOnce(rawUrl, '?')[1] ?? '';

function splitOnce(whole: string, separator: string): [string, string?] {
	const at = whole.indexOf(separator);
	return at < 0 ? [whole] : [whole.slice(0, at), whole.slice(at + 1)];
}
