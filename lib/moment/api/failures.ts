import { ApiError, bodyText, type ApiErrorKind } from '../../http/errors';
import type { HttpRequest, HttpResponse } from '../../http/port';
import { redirectTarget } from '../../http/redirect';
import { retryAfterMs } from '../../http/sender';
import { isRecord } from './reading';

const LONGEST_MESSAGE = 300;
/** No answer has its words deeper than so many objects and lists. */
const DEEPEST_MESSAGE = 20;

/**
 * The error an answer of Moment stands for, undefined for a good one. Every message names the company, because one key
 * can reach several (MO2).
 */
export function failureOf(
	response: HttpResponse,
	request: HttpRequest,
	companyCode: string,
	now: number,
): ApiError | undefined {
	const { status } = response;
	if (status >= 200 && status < 300) return undefined;
	const company = `company '${companyCode}'`;
	const said = messageIn(response.body);
	const details = { system: 'Moment', status, body: said } as const;
	const because = said === '' ? '' : `: ${said}`;

	if (status >= 300 && status < 400) {
		return new ApiError(
			`Moment (${company}) answered by pointing to ${redirectTarget(response, request)} (${status})`,
			{
				...details,
				kind: 'unexpected',
				fix: 'It was not followed, so that the key stays where it belongs. Enter the final address as base URL in the Moment credential; usually it is https://app.moment.team',
			},
		);
	}
	if (status === 401) {
		return new ApiError(`Moment does not accept the API key for ${company}`, {
			...details,
			kind: 'credentials',
			fix: 'A key lives two years at most and dies with its user. Look at it in Moment under Company > API keys, create a new one if it has expired, and paste it into the Moment credential.',
		});
	}
	if (status === 403) {
		return new ApiError(`The user behind the Moment API key may not do this in ${company}${because}`, {
			...details,
			kind: 'forbidden',
			fix: 'Give that user the missing rights in Moment, or create a key for a user who has them. Check the company code too.',
		});
	}
	if (status === 404) {
		return new ApiError(`Moment (${company}) has nothing at ${pathOf(request)}${because}`, {
			...details,
			kind: 'notFound',
			fix: 'Check the company code in the Moment credential, and whether the record still exists in Moment.',
		});
	}
	if (status === 429 || status >= 500) {
		return new ApiError(`Moment (${company}) answered ${status} ${busyWords(status)}${because}`, {
			...details,
			kind: kindOfServerTrouble(status, request),
			retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
			fix: 'Nothing to do as long as it passes: it is tried again by itself. If it lasts, ask Moment support.',
		});
	}
	return new ApiError(`Moment (${company}) refused ${request.method} ${pathOf(request)} (${status})${because}`, {
		...details,
		kind: 'refused',
		fix: 'Mend what Moment names and run it again.',
	});
}

/**
 * A read that met a tired server has changed nothing and may be repeated; so may a write that was turned away at the
 * door (429, 503). After any other 5xx a write may have been carried out.
 */
function kindOfServerTrouble(status: number, { method }: HttpRequest): ApiErrorKind {
	if (method === 'GET' || status === 429 || status === 503) return 'busy';
	return 'unexpected';
}

function busyWords(status: number): string {
	if (status === 429) return '(too many calls)';
	return status === 500 ? '(it could not answer)' : '(not available just now)';
}

/** `message`, `error`, `errors[]`, else the text (MO8), on one line and cut to a sane length. */
export function messageIn(body: unknown): string {
	return bodyText(firstMessage(body, DEEPEST_MESSAGE), LONGEST_MESSAGE).replace(/\s+/g, ' ');
}

function firstMessage(body: unknown, depth: number): string {
	if (typeof body === 'string') return /^\s*</.test(body) ? '' : body;
	if (depth === 0) return '';
	if (Array.isArray(body))
		return body
			.map((inner) => firstMessage(inner, depth - 1))
			.filter(isFilled)
			.join('; ');
	if (!isRecord(body)) return '';
	for (const name of ['message', 'errors', 'error', 'defaultMessage', 'detail', 'title']) {
		const message = firstMessage(body[name], depth - 1);
		if (message !== '') return message;
	}
	return '';
}

function isFilled(text: string): boolean {
	return text !== '';
}

function pathOf({ url }: HttpRequest): string {
	const { pathname } = new URL(url);
	return pathname.replace(/^.*\/companies\/[^/]+/, '') || pathname;
}
