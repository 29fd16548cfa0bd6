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

const objectSchema = z.record(z.string(), z.unknown());

/** Whether the call is one whose body or answer holds a secret. */
export function isLoginCall({ url }: HttpRequest): boolean {
	return /\/(login|refresh)$/i.test(new URL(url).pathname);
}

const HEADERS = { Accept: 'application/json', 'Content-Type': 'application/json' };

/**
 * The login of one run (UC7). The credential fills the body of `/login`; token and refresh token
 * live in private fields alone, which nothing shows. Calls go one after another, so that a token is never renewed twice
 * at once.
 */
export class WebApiSession {
	readonly #base: string;
	readonly #send: Send;
	#tokens: Tokens | undefined;
	#refused: ApiError | undefined;
	#queue: Promise<unknown> = Promise.resolve();

	constructor(base: string, send: Send) {
		this.#base = base;
		this.#send = send;
	}

	/** Sends one call with the run's token; logs in before the first, and renews the token once when it has ended. */
	async call(request: HttpRequest, repeatable: Repeatable): Promise<HttpResponse> {
		const turn = this.#queue.then(async () => await this.#inTurn(request, repeatable));
		this.#queue = turn.catch(() => undefined);
		return await turn;
	}

	async #inTurn(request: HttpRequest, repeatable: Repeatable): Promise<HttpResponse> {
		const current = (this.#tokens ??= await this.#login());
		try {
			return await this.#sendWith(current, request, repeatable);
		} catch (caught) {
			// 401: the token has ended, and nothing was carried out; so a write too is sent again, unless the answer
			// says otherwise.
			const error = asApiError(caught);
			if (error.status !== 401 || error.inDoubt) throw error;
		}
		this.#tokens = await this.#renewed(current);
		return await this.#sendWith(this.#tokens, request, repeatable).catch((caught: unknown) => {
			const error = asApiError(caught);
			throw error.status === 401 && !error.inDoubt ? refusedTwice(request) : error;
		});
	}

	async #login(): Promise<Tokens> {
		if (this.#refused !== undefined) throw this.#refused;
		try {
			return (await this.#tokensFrom('/login', {})) ?? { token: '', refreshToken: '' };
		} catch (caught) {
			// A password that was refused is not tried again: Uniconta counts the attempts (TooManyLoginAttempts).
			const error = asApiError(caught);
			if (error.kind === 'credentials') this.#refused = error;
			throw error;
		}
	}

	/** `/refresh` with the refresh token as one JSON string; where that is refused, one more login. */
	async #renewed({ refreshToken }: Tokens): Promise<Tokens> {
		if (refreshToken === '') return await this.#login();
		try {
			const next = await this.#tokensFrom('/refresh', refreshToken);
			if (next !== undefined) return { token: next.token, refreshToken: next.refreshToken || refreshToken };
		} catch (caught) {
			const error = asApiError(caught);
			if (error.transient) throw error;
		}
		return await this.#login();
	}

	async #tokensFrom(path: '/login' | '/refresh', body: unknown): Promise<Tokens | undefined> {
		const url = `${this.#base}${path}`;
		return tokensIn(
			(await this.#send({ method: 'POST', url, headers: HEADERS, body, givesTokens: true }, 'read')).body,
		);
	}

	async #sendWith(
		{ token, refreshToken }: Tokens,
		request: HttpRequest,
		repeatable: Repeatable,
	): Promise<HttpResponse> {
		try {
			const headers = { ...HEADERS, ...request.headers, Authorization: `Bearer ${token}` };
			return await this.#send({ ...request, headers, secrets: [token, refreshToken] }, repeatable);
		} catch (caught) {
			// A server may echo what it was sent (G7).
			throw withoutTexts(asApiError(caught), [token, refreshToken]);
		}
	}
}

/**
 * The failure of a login or refresh, or undefined for tokens. Of the answer only Uniconta's own name for what went
 * wrong is shown: whatever else it holds may be a token or a password (G7).
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
