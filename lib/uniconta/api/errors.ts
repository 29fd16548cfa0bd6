import { ApiError, bodyText } from '../../http/errors';
import type { HttpRequest, HttpResponse } from '../../http/port';
import { redirectTarget } from '../../http/redirect';
import { retryAfterMs } from '../../http/sender';
import { COMPANY, LOGIN, MEANINGS, WAIT, type Meaning } from './errorMeanings';
import { ERROR_NAMES, UNNUMBERED_ERROR_NAMES, type UnicontaErrorName } from './errorNames';

const ALL_NAMES: readonly UnicontaErrorName[] = [...ERROR_NAMES, ...UNNUMBERED_ERROR_NAMES];
/** `Succes` is no failure, and `Exception` stands in ordinary text too. */
const NAMES_IN_TEXT = ALL_NAMES.filter((name) => name !== 'Succes' && name !== 'Exception');
const NAME_PATTERN = new RegExp(`\\b(${NAMES_IN_TEXT.join('|')})\\b`);
/** The English and the Danish sentence for KeyExists; texts are translated, so this is only a hint (UC54). */
const KEY_EXISTS_TEXT = /already exists|findes (allerede|i forvejen)|eksisterer allerede/i;

/** No answer has its name deeper than so many objects. */
const DEEPEST_NAME = 20;

/**
 * The ErrorCodes name in an answer's body: a bare or quoted name, an object with `Err`, a message with the name in it.
 */
export function errorNameIn(body: unknown, depth = DEEPEST_NAME): UnicontaErrorName | undefined {
	if (typeof body === 'number') return ERROR_NAMES[body];
	if (typeof body === 'string') return nameInText(body.trim().replace(/^"|"$/g, ''));
	return depth > 0 && typeof body === 'object' && body !== null && !Array.isArray(body)
		? nameInObject(body, depth)
		: undefined;
}

function nameInText(text: string): UnicontaErrorName | undefined {
	const named = NAME_PATTERN.exec(text)?.[1];
	const exact = ALL_NAMES.find((name) => name === named);
	return exact ?? (KEY_EXISTS_TEXT.test(text) ? 'KeyExists' : undefined);
}

function nameInObject(body: object, depth: number): UnicontaErrorName | undefined {
	for (const [key, value] of Object.entries(body)) {
		if (!/^(err|error|errorcode|code|message|title|detail|exceptionmessage)$/i.test(key)) continue;
		const name = errorNameIn(/^err$/i.test(key) ? numberFrom(value) : value, depth - 1);
		if (name !== undefined && name !== 'Succes') return name;
	}
	return undefined;
}

/**
 * The name that is Uniconta's own word beyond doubt: all of the body, or its `Err`. A name inside a sentence or a page
 * may be a proxy's.
 */
export function ownWordIn(body: unknown): UnicontaErrorName | undefined {
	if (typeof body === 'string') {
		const text = body.trim();
		if (text.startsWith('{')) return ownWordIn(parsedObject(text));
		const unquoted = text.replace(/^"(.*)"$/, '$1');
		return ALL_NAMES.find((name) => name === unquoted);
	}
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	const err: unknown = Object.entries(body).find(([key]) => key.toLowerCase() === 'err')?.[1];
	const word = numberFrom(err);
	return typeof word === 'number' ? ERROR_NAMES[word] : ALL_NAMES.find((name) => name === word);
}

/** The object or list that a text writes out as JSON. */
export function parsedObject(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' ? parsed : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Whether a 2xx answer is a failure all the same (UC54): an error's bare name, or an object with `Err` ≠ 0.
 * Rows are never failures, whatever their fields say.
 */
function hiddenFailure(body: unknown): boolean {
	if (typeof body === 'string') {
		const unquoted = body.trim().replace(/^"|"$/g, '');
		return ALL_NAMES.some((name) => name === unquoted && name !== 'Succes');
	}
	if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
		const err: unknown = Object.entries(body).find(([key]) => key.toLowerCase() === 'err')?.[1];
		return err !== undefined && numberFrom(err) !== 0 && err !== null && err !== 'Succes';
	}
	return false;
}

/** A number written as text, as the number it is; all else as it came. */
function numberFrom(value: unknown): unknown {
	return typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
}

/** The field of the credential that holds the address of the host a call went to. */
export type HostSetting = 'OData URL' | 'Web API URL';

const webPage = (setting: HostSetting): Meaning => ({
	kind: 'unexpected',
	says: 'sent a web page instead of an answer',
	fix: `Check the ${setting} in the Uniconta credential; a proxy or a login page in between answers like this.`,
});

/** What a server may say to a write that went well, beside a row or nothing. */
const ASSENT = /^"?(ok|true|succes|success|\d+)"?$/i;

/**
 * A sentence in place of a row: a write that was refused with a 2xx, in the user's language (UC54).
 */
function sentenceForRow(body: unknown): boolean {
	if (typeof body === 'string') return body.trim() !== '' && !ASSENT.test(body.trim());
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
	const names = Object.keys(body).map((key) => key.toLowerCase());
	return (
		names.some((name) => ['message', 'error', 'exceptionmessage'].includes(name)) &&
		!names.some((name) => ['rowid', 'primarykeyid', 'keystr'].includes(name))
	);
}

/** The Web API reads by POST (UC18). */
function isRead({ method, url }: HttpRequest): boolean {
	return method === 'GET' || /\/Query\/Get\//i.test(url);
}

function isEntityWrite({ method, url }: HttpRequest): boolean {
	return method !== 'GET' && /\/(api\/Entities|Crud)\//i.test(url);
}

/** What `GenerateDebtorInvoice` says beside the number: which property it stumbled over (UC20). */
function propertyNamedIn(body: unknown): string {
	if (typeof body !== 'object' || body === null) return '';
	const value = (name: string): string => {
		const found: unknown = Object.entries(body).find(([key]) => key.toLowerCase() === name)?.[1];
		return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
	};
	const property = value('errorproperty');
	const held = value('errorvalue');
	return property === '' ? held : held === '' ? property : `${property} "${held}"`;
}

/** The error an answer stands for, or undefined when it is a good one. `now` only dates a Retry-After. */
export function unicontaFailure(
	response: HttpResponse,
	request: HttpRequest,
	now: number,
	setting: HostSetting = 'OData URL',
): ApiError | undefined {
	const { status, body } = response;
	if (status >= 300 && status < 400) return redirected(response, request, setting);
	if (status < 300 && status >= 200 && !hiddenFailure(body) && !(isEntityWrite(request) && sentenceForRow(body)))
		return undefined;
	const name = errorNameIn(body);
	const meaning = name === undefined ? undefined : MEANINGS[name];
	const text = propertyNamedIn(body) || bodyText(body);
	const where = `${request.method} ${new URL(request.url).pathname}`;
	const details = {
		system: 'Uniconta' as const,
		status,
		code: name,
		body: text,
		retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
	};
	if (meaning !== undefined) {
		return new ApiError(`Uniconta ${meaning.says} (${name ?? ''}${detail(text, name)})`, {
			...details,
			kind: meaning.kind,
			fix: meaning.fix,
		});
	}
	const { kind, says, fix } =
		text.startsWith('<') && status < 300
			? webPage(setting)
			: byStatus(status, name !== undefined, !isRead(request), setting);
	const isUnreadable = status < 300 && isEntityWrite(request) && name === undefined && /^[<{[]/.test(text);
	const cause = [name, text === name || text === `"${name ?? ''}"` ? '' : text].filter(Boolean).join(': ');
	return new ApiError(`Uniconta ${says} (${where}, HTTP ${status}${cause === '' ? '' : `: ${cause}`})`, {
		...details,
		kind,
		fix,
		// The answer to a write that went well, and was lost on its way.
		inDoubt: isUnreadable,
	});
}

function redirected(response: HttpResponse, request: HttpRequest, setting: HostSetting): ApiError {
	const { status, body } = response;
	const where = `${request.method} ${new URL(request.url).pathname}, HTTP ${status}`;
	return new ApiError(`Uniconta answered by pointing to ${redirectTarget(response, request)} (${where})`, {
		system: 'Uniconta',
		kind: 'unexpected',
		status,
		body: bodyText(body),
		fix: `It was not followed, so that the password stays where it belongs. Enter the final address as ${setting} in the Uniconta credential.`,
	});
}

/** The answer's own words where they say more than the bare name. */
function detail(text: string, name: string | undefined): string {
	const plain = text.replace(/^"(.*)"$/s, '$1');
	return plain === '' || plain === name ? '' : `: ${plain}`;
}

function byStatus(status: number, named: boolean, isWrite: boolean, setting: HostSetting): Meaning {
	if (status === 401) return { ...LOGIN, says: 'did not accept the user name, the password or the company' };
	// 403 is seen for a bad login too (UC54).
	if (status === 403) return { ...COMPANY, says: 'refused access: the login, the rights or the company' };
	if (status === 404)
		return {
			kind: 'notFound',
			says: 'does not know this address',
			fix: `Check the ${setting} in the Uniconta credential and the name of the entity.`,
		};
	if (status === 429 || status === 503) return { ...WAIT, says: 'asks to wait' };
	if (status === 408 || status === 502 || status === 504)
		return { kind: 'noAnswer', says: 'did not answer in time', fix: WAIT.fix };
	if (status >= 500 && !named) {
		return {
			kind: 'unexpected',
			says: 'answered with a failure of its own',
			fix: "It is tried again by itself. If it stays, send the text to Uniconta's support.",
		};
	}
	return isWrite
		? {
				kind: 'refused',
				says: 'did not accept the record',
				fix: 'Mend what Uniconta names, in Moment or in Uniconta.',
			}
		: {
				kind: 'unexpected',
				says: 'did not accept the question',
				fix: "Check the company and the entity; the text is Uniconta's own.",
			};
}
