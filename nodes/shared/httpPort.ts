import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';
import { TransportError, type HttpPort, type HttpRequest } from '../../lib/http/port';

export { systemClock } from './clock';

/** Every context in which one of our nodes may make a call. */
export type RequestContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

export interface HttpPortOptions {
	/** How long to wait for one answer. */
	timeoutMs?: number;
	/** Sent with every request, e.g. the private header that names the company for `authenticate`. */
	headers?: Record<string, string>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

const fullResponseSchema = z.object({
	statusCode: z.number(),
	headers: z.record(z.unknown()).default({}),
	body: z.unknown(),
});

/**
 * The port over n8n's own helper, so that proxies, TLS settings and the credential's `authenticate` apply.
 *
 * Status errors are answers here: n8n's helper would send a 401 twice (the second time perhaps for another company) and
 * lose text bodies (n8n-lab 3). Redirects are never followed, because the helper would take the credentials along.
 */
export function createHttpPort(
	context: RequestContext,
	credentialType: string,
	{ timeoutMs = DEFAULT_TIMEOUT_MS, headers = {} }: HttpPortOptions = {},
): HttpPort {
	return async (request) => {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication
			.call(context, credentialType, {
				...bodyOf(request),
				method: request.method,
				url: request.url,
				headers: { Accept: 'application/json', ...headers, ...contentType(request), ...request.headers },
				timeout: timeoutMs,
				encoding: request.responseType === 'bytes' ? 'arraybuffer' : 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			})
			.catch((caught: unknown) => {
				throw asTransportError(caught) ?? caught;
			});
		const { statusCode, headers: received, body } = fullResponseSchema.parse(answer);
		const receivedHeaders = plainHeaders(received);
		return { status: statusCode, headers: receivedHeaders, body: parseBody(body, receivedHeaders['content-type']) };
	};
}

/** n8n drops an empty object or list from a request; written out as text it is sent. */
function bodyOf({ body }: HttpRequest): Pick<IHttpRequestOptions, 'body'> {
	if (body === undefined) return {};
	return { body: isFilledObject(body) ? body : JSON.stringify(body) };
}

function isFilledObject(body: unknown): body is object {
	return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

function contentType({ body }: HttpRequest): Record<string, string> {
	return body === undefined ? {} : { 'Content-Type': 'application/json' };
}

function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
	const plain: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string' || typeof value === 'number') plain[name.toLowerCase()] = String(value);
		else if (Array.isArray(value)) plain[name.toLowerCase()] = value.map(String).join(', ');
	}
	return plain;
}

/** JSON where it is JSON, whatever the content type says: both systems are known to mislabel (Uniconta answers text errors). */
function parseBody(body: unknown, type = ''): unknown {
	if (body === undefined || body === null) return '';
	if (typeof body !== 'string') return body;
	const text = body.replace(/^\uFEFF/, '');
	const looksLikeJson = /^\s*[[{"]/.test(text) || type.includes('json');
	if (!looksLikeJson) return text;
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return text;
	}
}

/** The connection was never made: not a byte of the request has left. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
	'ERR_INVALID_URL',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'HOSTNAME_MISMATCH',
]);

/** The run itself was stopped by a person: not the network's doing, and no reason to try again. */
const STOPPED = 'ERR_CANCELED';

const causeSchema = z.object({
	code: z.unknown(),
	httpCode: z.unknown(),
	syscall: z.unknown(),
	message: z.unknown(),
	cause: z.unknown(),
});

/** What a rejected helper call means for the network, or undefined when it is about something else (no credential chosen, run stopped). */
export function asTransportError(caught: unknown): TransportError | undefined {
	let current: unknown = caught;
	for (let depth = 0; depth < 5; depth++) {
		const parsed = causeSchema.safeParse(current);
		if (!parsed.success) return undefined;
		const { code, httpCode, syscall, message, cause } = parsed.data;
		const found = classify([code, httpCode], syscall, typeof message === 'string' ? message : '');
		if (found !== undefined) return found;
		current = cause;
	}
	return undefined;
}

function classify(codes: unknown[], syscall: unknown, message: string): TransportError | undefined {
	for (const code of codes) {
		if (typeof code !== 'string' || code === STOPPED) continue;
		if (NEVER_SENT.has(code) || code.startsWith('CERT_')) return neverSent(code);
		// A time-out while the connection was still being made: nothing had left yet.
		if (code === 'ETIMEDOUT' && syscall === 'connect') return neverSent(code);
		// Reset, timed out, broken off, and whatever word a library has for it: the server may have acted.
		if (/^(E[A-Z]|HPE_|UND_ERR)/.test(code)) return new TransportError(`no answer (${code})`, 'maybe', code);
	}
	if (/socket hang up|timeout of \d+\s*ms exceeded/i.test(message)) return new TransportError('no answer', 'maybe');
	return undefined;
}

function neverSent(code: string): TransportError {
	return new TransportError(`connection not made (${code})`, 'no', code);
}
