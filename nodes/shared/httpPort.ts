import type {
	ICredentialTestFunctions,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';
import type { ApiErrorDetails } from '../../lib/http/errors';
import { TransportError, type HttpPort, type HttpRequest } from '../../lib/http/port';
import { createKeeper } from '../../lib/http/keeper';
import { readAnswer } from './httpAnswer';
import type { SecretsOf } from './secrets';

export { systemClock } from './clock';

/** Every context in which one of our nodes may make a call. */
export type RequestContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

export interface HttpPortOptions {
	/** Whose answers these are, for what is refused. */
	system: ApiErrorDetails['system'];
	/** What no answer may bring back. */
	secrets: SecretsOf;
	/** How long to wait for one answer. */
	timeoutMs?: number;
	/** Sent with every request, e.g. the private header that names the company for `authenticate`. */
	headers?: Record<string, string>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * The port over n8n's own helper, so that proxies, TLS settings and the credential's `authenticate` apply.
 *
 * Status errors are answers here: n8n's helper would send a 401 twice (the second time perhaps for another company) and
 * lose text bodies (N8N5).
 */
export function createHttpPort(context: RequestContext, credentialType: string, options: HttpPortOptions): HttpPort {
	const secrets = async (): Promise<string[]> => options.secrets(await context.getCredentials(credentialType));
	return portOver(options, secrets, async (request) => {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			request,
		);
		return answer;
	});
}

/**
 * The port of a credential test, which n8n hands nothing but this older helper and the credential as it was entered.
 * The credential's own `authenticate` fills the request in, as it does for every other one.
 */
export function createTestPort(
	context: ICredentialTestFunctions,
	authenticate: (request: IHttpRequestOptions) => Promise<IHttpRequestOptions>,
	options: Omit<HttpPortOptions, 'secrets'> & { secrets: string[] },
): HttpPort {
	return portOver(
		options,
		async () => options.secrets,
		async (request) => {
			const { url, method, headers, body, timeout } = await authenticate(request);
			const answer: unknown = await context.helpers.request({
				url,
				method,
				headers,
				body,
				timeout,
				followRedirect: false,
				simple: false,
				resolveWithFullResponse: true,
			});
			return answer;
		},
	);
}

/**
 * What is common to both: redirects are never followed, because the helpers would take the credentials along to another
 * host; and nothing of the credential comes back in an answer, nor does what was blanked go out again.
 */
function portOver(
	{ system, timeoutMs = DEFAULT_TIMEOUT_MS, headers = {} }: Omit<HttpPortOptions, 'secrets'>,
	secrets: () => Promise<string[]>,
	send: (request: IHttpRequestOptions) => Promise<unknown>,
): HttpPort {
	let opened: ReturnType<typeof createKeeper> | undefined;
	return async (request) => {
		const keeper = (opened ??= createKeeper(system, await secrets()));
		keeper.admit(request);
		const answer = await send({
			...bodyOf(request),
			method: request.method,
			url: request.url,
			headers: { Accept: 'application/json', ...headers, ...contentType(request), ...request.headers },
			timeout: timeoutMs,
			encoding: request.responseType === 'bytes' ? 'arraybuffer' : 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		}).catch((caught: unknown) => {
			throw asTransportError(caught) ?? caught;
		});
		return keeper.receive(readAnswer(answer), request);
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

/**
 * What a rejected helper call means for the network, or undefined when it is about something else (no credential
 * chosen, run stopped).
 */
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
		// Reset, timed out, broken off, badly compressed, and whatever word a library has for it: the server may have
		// acted.
		if (/^(E[A-Z]|HPE_|UND_ERR|Z(STD)?_)/.test(code))
			return new TransportError(`no answer (${code})`, 'maybe', code);
	}
	if (/socket hang up|timeout of \d+\s*ms exceeded/i.test(message)) return new TransportError('no answer', 'maybe');
	return undefined;
}

function neverSent(code: string): TransportError {
	return new TransportError(`connection not made (${code})`, 'no', code);
}
