import { z } from 'zod';
import { ApiError, asApiError } from '../../http/errors';
import type { HttpRequest, HttpResponse } from '../../http/port';
import type { Repeatable, Send } from '../../http/sender';
import { errorNameIn, unicontaFailure } from './errors';
import { fieldOf } from './rows';

interface Tokens {
	token: string;
	/** `''` where the answer has none. */
	refreshToken: string;
}

export interface WebApiSession {
	/** Sends one call with the run's token; logs in before the first, and renews the token once when it has ended. */
	call(request: HttpRequest, repeatable: Repeatable): Promise<HttpResponse>;
}

const objectSchema = z.record(z.string(), z.unknown());

/** Whether the call is one whose body or answer holds a secret. */
export function isLoginCall({ url }: HttpRequest): boolean {
	return /\/(login|refresh)$/i.test(new URL(url).pathname);
}

/**
 * The login of one run (reference 2, Web API login). The credential fills the body of `/login`; token and refresh token live in
 * this closure alone. Calls go one after another, so that a token is never renewed twice at once.
 */
export function createSession(base: string, send: Send): WebApiSession {
	const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
	let tokens: Tokens | undefined;
	let refused: ApiError | undefined;
	let queue: Promise<unknown> = Promise.resolve();

	async function login(): Promise<Tokens> {
		if (refused !== undefined) throw refused;
		try {
			const { body } = await send(
				{ method: 'POST', url: `${base}/login`, headers, body: {}, givesTokens: true },
				'read',
			);
			return tokensIn(body) ?? { token: '', refreshToken: '' };
		} catch (caught) {
			// A password that was refused is not tried again: Uniconta counts the attempts (TooManyLoginAttempts).
			const error = asApiError(caught);
			if (error.kind === 'credentials') refused = error;
			throw error;
		}
	}

	/** `/refresh` with the refresh token as one JSON string; where that is refused, one more login. */
	async function renewed(old: Tokens): Promise<Tokens> {
		if (old.refreshToken !== '') {
			try {
				const request: HttpRequest = {
					method: 'POST',
					url: `${base}/refresh`,
					headers,
					body: old.refreshToken,
					givesTokens: true,
				};
				const { body } = await send(request, 'read');
				const next = tokensIn(body);
				if (next !== undefined)
					return { token: next.token, refreshToken: next.refreshToken || old.refreshToken };
			} catch (caught) {
				const error = asApiError(caught);
				if (error.transient) throw error;
			}
		}
		return await login();
	}

	async function sendWithToken(
		{ token, refreshToken }: Tokens,
		request: HttpRequest,
		repeatable: Repeatable,
	): Promise<HttpResponse> {
		try {
			const sent = { ...headers, ...request.headers, Authorization: `Bearer ${token}` };
			return await send({ ...request, headers: sent, secrets: [token, refreshToken] }, repeatable);
		} catch (caught) {
			// A server may echo what it was sent (G7).
			throw withoutTexts(asApiError(caught), [token, refreshToken]);
		}
	}

	async function inTurn(request: HttpRequest, repeatable: Repeatable): Promise<HttpResponse> {
		const current = (tokens ??= await login());
		try {
			return await sendWithToken(current, request, repeatable);
		} catch (caught) {
			// 401: the token has ended, and nothing was carried out; so a write too is sent again, unless the answer says otherwise.
			const error = asApiError(caught);
			if (error.status !== 401 || error.inDoubt) throw error;
		}
		tokens = await renewed(current);
		return await sendWithToken(tokens, request, repeatable).catch((caught: unknown) => {
			const error = asApiError(caught);
			throw error.status === 401 && !error.inDoubt ? refusedTwice(request) : error;
		});
	}

	return {
		call: async (request, repeatable) => {
			const turn = queue.then(async () => await inTurn(request, repeatable));
			queue = turn.catch(() => undefined);
			return await turn;
		},
	};
}

/**
 * The failure of a login or refresh, or undefined for tokens. Of the answer only Uniconta's own name for what went wrong is
 * shown: whatever else it holds may be a token or a password (G7).
 */
export function loginFailure(response: HttpResponse, request: HttpRequest, now: number): ApiError | undefined {
	const { status, body } = response;
	if (status >= 200 && status < 300 && tokensIn(body) !== undefined) return undefined;
	const name = errorNameIn(body);
	const judged = unicontaFailure({ ...response, body: name ?? '' }, request, now, 'Web API URL');
	if (judged !== undefined && (judged.transient || (name === undefined && saysNothingOfTheLogin(status))))
		return judged;
	const said = judged?.message ?? `Uniconta's Web API gave no token (HTTP ${status})`;
	return new ApiError(
		name === undefined && status < 300
			? `Uniconta's Web API did not let the user in and did not say why (HTTP ${status})`
			: said,
		{
			system: 'Uniconta',
			kind: 'credentials',
			status,
			code: name,
			fix:
				judged?.fix ??
				'Check user name, password, company ID, API key and Web API URL in the Uniconta credential.',
		},
	);
}

/** An address that is not there, one that leads elsewhere, a server in trouble. */
function saysNothingOfTheLogin(status: number): boolean {
	return status === 404 || status >= 500 || (status >= 300 && status < 400);
}

function tokensIn(body: unknown): Tokens | undefined {
	const answer = objectSchema.safeParse(body);
	if (!answer.success) return undefined;
	const text = (name: string): string => {
		const value = fieldOf(answer.data, name);
		return typeof value === 'string' ? value : '';
	};
	const token = text('token');
	return token === '' ? undefined : { token, refreshToken: text('refreshToken') };
}

function refusedTwice(request: HttpRequest): ApiError {
	return new ApiError(
		`Uniconta did not accept the login it had just given (${request.method} ${new URL(request.url).pathname}, HTTP 401)`,
		{
			system: 'Uniconta',
			kind: 'credentials',
			status: 401,
			fix: 'Make sure that nothing else uses the same server user: each login ends the one before. Then check the Uniconta credential.',
		},
	);
}

function withoutTexts(error: ApiError, secrets: readonly string[]): ApiError {
	const clean = (text: string): string =>
		secrets.reduce((cleaned, secret) => (secret === '' ? cleaned : cleaned.split(secret).join('***')), text);
	const body = error.body === undefined ? undefined : clean(error.body);
	if (clean(error.message) === error.message && body === error.body) return error;
	const { system, kind, status, code, retryAfterMs, inDoubt } = error;
	return new ApiError(clean(error.message), {
		system,
		kind,
		fix: clean(error.fix),
		status,
		code,
		body,
		retryAfterMs,
		inDoubt,
	});
}
