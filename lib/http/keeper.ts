import { ApiError, type ApiErrorDetails } from './errors';
import type { HttpRequest, HttpResponse } from './port';
import { BLANK, blankedField, createBlanker } from './secrets';

type System = ApiErrorDetails['system'];

/** An answer before anybody has looked into it. */
export interface RawAnswer {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	body: string | Uint8Array;
}

/**
 * Keeps the secrets of one run on this side: nothing of them comes back in an answer. And since what was blanked is no
 * data any more, no request takes it out again.
 */
export interface Keeper {
	/** @throws ApiError of kind `refused` for a request that must not go out */
	admit(request: HttpRequest): void;
	/** The answer as it may be seen: JSON parsed where it is JSON. */
	receive(answer: RawAnswer, request: HttpRequest): HttpResponse;
}

export function createKeeper(system: System, secrets: readonly string[]): Keeper {
	const known = new Set(secrets);
	let blanker = createBlanker([...known]);
	/** Where data came from in which something was blanked that may have been a number or a code of a record. */
	let doubtful: string | undefined;

	function learn(more: readonly string[]): void {
		if (more.every((secret) => known.has(secret))) return;
		for (const secret of more) known.add(secret);
		blanker = createBlanker([...known]);
	}

	return {
		admit(request) {
			learn(request.secrets ?? []);
			const place = blankedPlace(request);
			if (place !== undefined) throw holdsBlank(system, request, place);
			if (doubtful !== undefined && !isRead(request)) throw standsOnDoubt(system, request, doubtful);
		},
		receive({ status, headers: received, body }, request) {
			const headers = mapValues(received, (text) => String(blanker.clean(text)));
			const text = typeof body === 'string' ? body.replace(/^\uFEFF/, '') : Buffer.from(body).toString('utf8');
			const parsed = parseBody(text, headers['content-type']);
			const good = status >= 200 && status < 300;
			const tokens = good && request.givesTokens === true && typeof parsed === 'object';
			// Escapes of JSON may hide another form: read, it stands there.
			const seen = text.includes('\\') ? [text, parsed] : text;
			if (tokens || !blanker.touches(seen))
				return { status, headers, body: typeof body === 'string' ? parsed : body };
			// A file that holds a secret is none any more: it goes on as what can be read in it.
			if (!good) return { status, headers, body: blanker.cleanWords(parsed) };
			if (blanker.doubtful(seen)) doubtful ??= pathOf(request);
			return { status, headers, body: blanker.clean(parsed) };
		},
	};
}

function mapValues(texts: Record<string, string>, change: (text: string) => string): Record<string, string> {
	return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));
}

/**
 * JSON where it is JSON, whatever the content type says: both systems are known to mislabel (Uniconta answers text
 * errors).
 */
function parseBody(text: string, type = ''): unknown {
	const looksLikeJson = /^\s*[[{"]/.test(text) || type.includes('json');
	if (!looksLikeJson) return text;
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return text;
	}
}

function blankedPlace({ url, body }: HttpRequest): string | undefined {
	if (url.includes(BLANK) || url.includes(encodeURIComponent(BLANK))) return 'the address';
	const field = blankedField(body);
	return field === undefined || field !== '' ? field : 'the text';
}

/** The Web API of Uniconta reads by POST (UC18). */
function isRead({ method, url }: HttpRequest): boolean {
	return method === 'GET' || (method === 'POST' && /\/Query\/Get\/[^/]+$/i.test(new URL(url).pathname));
}

function pathOf({ method, url }: HttpRequest): string {
	return `${method} ${new URL(url).pathname.replaceAll(encodeURIComponent(BLANK), BLANK)}`;
}

function holdsBlank(system: System, request: HttpRequest, place: string): ApiError {
	return new ApiError(
		`${pathOf(request)} was not sent to ${system}: ${place} holds ${BLANK}, which stands where a password, key or token was`,
		{
			system,
			kind: 'refused',
			fix: 'Take the secret out of the record in Moment or Uniconta. If it is an ordinary word or number there, change the password, key or token that is the same, and enter the new one in the credential.',
		},
	);
}

function standsOnDoubt(system: System, request: HttpRequest, source: string): ApiError {
	return new ApiError(
		`${pathOf(request)} was not sent: what ${system} answered to ${source} holds the password or key of the credential, and that one is so short or plain that it may be a number or code of a record`,
		{
			system,
			kind: 'refused',
			fix: `Nothing is written in a run that read such data. Change the password or key in ${system} to one of eight or more characters with letters and digits, and enter it in the ${system} credential.`,
		},
	);
}
