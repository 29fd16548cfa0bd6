import { ApiError, bodyText, type ApiErrorKind } from '../http/errors';
import type { HttpRequest, HttpResponse } from '../http/port';
import { retryAfterMs } from '../http/sender';
import { ERROR_NAMES, UNNUMBERED_ERROR_NAMES, type UnicontaErrorName } from './errorNames';

interface Meaning {
	kind: ApiErrorKind;
	/** What it means, as the end of the sentence "Uniconta …". */
	says: string;
	fix: string;
}

const RIGHTS: Omit<Meaning, 'says'> = {
	kind: 'forbidden',
	fix: 'Give the API user the rights in Uniconta (Company > Maintenance > User access), or choose another user in the Uniconta credential.',
};
const LOGIN: Omit<Meaning, 'says'> = {
	kind: 'credentials',
	fix: 'Open the Uniconta credential and enter the user name and password of the server user again.',
};
const COMPANY: Omit<Meaning, 'says'> = {
	kind: 'forbidden',
	fix: 'Check the company ID in the Uniconta credential or in the node, and that the API user has access to that company.',
};
const WAIT: Omit<Meaning, 'says'> = { kind: 'busy', fix: 'Nothing to do as long as it passes: it is tried again by itself.' };
const RECORD: ApiErrorKind = 'refused';

/** The codes this package meets, in a user's words (reference 11). The rest is shown by name. */
const MEANINGS: Partial<Record<UnicontaErrorName, Meaning>> = {
	NoRights: { ...RIGHTS, says: 'says that the API user lacks the rights' },
	NoRightsToInsert: { ...RIGHTS, says: 'does not let the API user create records' },
	NoRightsToUpdate: { ...RIGHTS, says: 'does not let the API user change records' },
	NoRightsToDelete: { ...RIGHTS, says: 'does not let the API user delete records' },
	UserNotLoggedIn: { ...LOGIN, says: 'does not regard the user as logged in' },
	UserIsBlocked: { ...LOGIN, says: 'has blocked the user' },
	UserOrPasswordIsWrong: { ...LOGIN, says: 'did not accept the user name or password' },
	UserDoesNotExist: { ...LOGIN, says: 'does not know the user' },
	UserIsNotServerUser: { ...LOGIN, says: 'expects a server user' },
	UserIsServerUser: { ...LOGIN, says: 'does not expect a server user' },
	IPAddressNotAllowed: { ...LOGIN, says: 'does not allow this address', fix: 'Let this n8n\'s IP address in, in Uniconta\'s user settings.' },
	TooManyLoginAttempts: { ...LOGIN, says: 'has seen too many logins', fix: 'Wait an hour, then check the password in the Uniconta credential.' },
	UnknownAppIdent: { ...LOGIN, says: 'does not know the API key', fix: 'Check the API key in the Uniconta credential, or leave it empty.' },
	AppIdentBlocked: { ...LOGIN, says: 'has blocked the API key', fix: 'Check the API key in the Uniconta credential, or leave it empty.' },
	NoRightsToRunApp: { ...RIGHTS, says: 'does not let the user run this application' },
	NoCompanyId: { ...COMPANY, says: 'does not know which company is meant' },
	CompanyDoesNotExist: { ...COMPANY, says: 'has no such company' },
	UserHasNoCompany: { ...COMPANY, says: 'has given the user no company' },
	CompanyIsDeactivated: { ...COMPANY, says: 'has deactivated the company' },
	NoSubscription: { ...COMPANY, says: 'says that the company has no subscription' },
	SubscriptionBlocked: { ...COMPANY, says: 'has blocked the subscription' },
	SlowDown: { ...WAIT, says: 'asks to slow down' },
	ServerIsBusy: { ...WAIT, says: 'is busy' },
	CompanyIsPosting: { ...WAIT, says: 'is posting in this company' },
	TooManyCallsOpen: { ...WAIT, says: 'has too many calls open for this user', fix: 'Make sure that nothing else uses the same server user. It is tried again by itself.' },
	QueryTimeout: { ...WAIT, says: 'took too long over the query' },
	NoMoreSQLConnections: { ...WAIT, says: 'has no free connection' },
	UpdateInBackground: { ...WAIT, says: 'is updating in the background' },
	KeyExists: { kind: RECORD, says: 'already has a record with this number', fix: 'Nothing to do: the record is looked up and compared.' },
	KeyIsEmpty: { kind: RECORD, says: 'got no number', fix: 'Give the record a number in Moment.' },
	PrimaryKeyCannotBeChanged: { kind: RECORD, says: 'does not let a number be changed', fix: 'Numbers are Moment\'s: change it back in Moment.' },
	FieldHasinvalidValue: { kind: RECORD, says: 'does not accept the value of a field', fix: 'Correct the value in Moment, or create it in Uniconta.' },
	FieldCannotBeBlank: { kind: RECORD, says: 'misses a value in a required field', fix: 'Fill in the field in Moment.' },
	FieldCannotBeChangedToNewValue: { kind: RECORD, says: 'does not let the field change to this value', fix: 'Correct the value in Moment.' },
	CurrencyCannotBeChanged: { kind: RECORD, says: 'does not let the currency of this customer change', fix: 'Set the customer\'s currency in Moment back to the one in Uniconta, or make a new customer.' },
	CountryNotSet: { kind: RECORD, says: 'misses the country', fix: 'Fill in the country in Moment.' },
	AccountDoesNotExist: { kind: RECORD, says: 'has no such account', fix: 'Create the account in Uniconta, or correct it in Moment.' },
	AccountIsBlocked: { kind: RECORD, says: 'has blocked the account', fix: 'Unblock it in Uniconta.' },
	DebtorIsStopped: { kind: RECORD, says: 'has blocked this customer', fix: 'Unblock the customer in Uniconta.' },
	DimensionDoesNotExist: { kind: RECORD, says: 'has no such dimension value', fix: 'Create it in Uniconta: General Ledger > Maintenance > Dimensions.' },
	CouldNotLoadOriginal: { kind: 'notFound', says: 'does not have the record any more', fix: 'It was deleted in Uniconta meanwhile. It is looked up again by itself.' },
	RecordIsAlreadyDeleted: { kind: 'notFound', says: 'has deleted the record', fix: 'It was deleted in Uniconta meanwhile. It is looked up again by itself.' },
	CouldNotSave: { kind: RECORD, says: 'could not save the record', fix: 'Open the record in Uniconta and see which field it asks for.' },
	CouldNotCreate: { kind: RECORD, says: 'could not create the record', fix: 'Create a customer by hand in Uniconta and see which field it asks for.' },
	ToManyCreatesInOneDay: { kind: 'busy', says: 'has reached its limit of new records for today', fix: 'It is tried again by itself tomorrow.' },
};

const ALL_NAMES: readonly UnicontaErrorName[] = [...ERROR_NAMES, ...UNNUMBERED_ERROR_NAMES];
/** `Succes` is no failure, and `Exception` stands in ordinary text too. */
const NAMES_IN_TEXT = ALL_NAMES.filter((name) => name !== 'Succes' && name !== 'Exception');
const NAME_PATTERN = new RegExp(`\\b(${NAMES_IN_TEXT.join('|')})\\b`);
/** The English and the Danish sentence for KeyExists; texts are translated, so this is only a hint (reference 11). */
const KEY_EXISTS_TEXT = /already exists|findes (allerede|i forvejen)|eksisterer allerede/i;

/** The ErrorCodes name in an answer's body: a bare or quoted name, an object with `Err`, a message with the name in it. */
export function errorNameIn(body: unknown): UnicontaErrorName | undefined {
	if (typeof body === 'number') return ERROR_NAMES[body];
	if (typeof body === 'string') {
		const unquoted = body.trim().replace(/^"|"$/g, '');
		const named = NAME_PATTERN.exec(unquoted)?.[1];
		const exact = ALL_NAMES.find((name) => name === named);
		return exact ?? (KEY_EXISTS_TEXT.test(unquoted) ? 'KeyExists' : undefined);
	}
	if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
		for (const [key, value] of Object.entries(body)) {
			if (!/^(err|error|errorcode|code|message|title|detail|exceptionmessage)$/i.test(key)) continue;
			const name = errorNameIn(value);
			if (name !== undefined && name !== 'Succes') return name;
		}
	}
	return undefined;
}

/**
 * Whether a 2xx answer is a failure all the same (reference 11): an error's bare name, or an object with `Err` ≠ 0.
 * Rows are never failures, whatever their fields say.
 */
function hiddenFailure(body: unknown): boolean {
	if (typeof body === 'string') {
		const unquoted = body.trim().replace(/^"|"$/g, '');
		return ALL_NAMES.some((name) => name === unquoted && name !== 'Succes');
	}
	if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
		const err: unknown = Object.entries(body).find(([key]) => key.toLowerCase() === 'err')?.[1];
		return err !== undefined && err !== 0 && err !== null && err !== 'Succes';
	}
	return false;
}

const WEB_PAGE: Meaning = {
	kind: 'unexpected',
	says: 'sent a web page instead of an answer',
	fix: 'Check the OData URL in the Uniconta credential; a proxy or a login page in between answers like this.',
};

/** What a server may say to a write that went well, beside a row or nothing. */
const ASSENT = /^"?(ok|true|succes|success|\d+)"?$/i;

/** A sentence in place of a row: a write that was refused with a 2xx, in the user's language (reference 11, detection rule). */
function sentenceForRow(body: unknown): boolean {
	if (typeof body === 'string') return body.trim() !== '' && !ASSENT.test(body.trim());
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
	const names = Object.keys(body).map((key) => key.toLowerCase());
	return names.some((name) => ['message', 'error', 'exceptionmessage'].includes(name)) && !names.some((name) => ['rowid', 'primarykeyid', 'keystr'].includes(name));
}

function isEntityWrite({ method, url }: HttpRequest): boolean {
	return method !== 'GET' && /\/api\/Entities\//i.test(url);
}

/** The error an answer stands for, or undefined when it is a good one. `now` only dates a Retry-After. */
export function unicontaFailure(response: HttpResponse, request: HttpRequest, now: number): ApiError | undefined {
	const { status, body } = response;
	if (status < 300 && status >= 200 && !hiddenFailure(body) && !(isEntityWrite(request) && sentenceForRow(body))) return undefined;
	const name = errorNameIn(body);
	const meaning = name === undefined ? undefined : MEANINGS[name];
	const text = bodyText(body);
	const where = `${request.method} ${new URL(request.url).pathname}`;
	const details = { system: 'Uniconta' as const, status, code: name, body: text, retryAfterMs: retryAfterMs(response.headers['retry-after'], now) };
	if (meaning !== undefined) {
		return new ApiError(`Uniconta ${meaning.says} (${name ?? ''}${detail(text, name)})`, { ...details, kind: meaning.kind, fix: meaning.fix });
	}
	const { kind, says, fix } = text.startsWith('<') && status < 300 ? WEB_PAGE : byStatus(status, name !== undefined, request.method !== 'GET');
	const cause = [name, text === name || text === `"${name ?? ''}"` ? '' : text].filter(Boolean).join(': ');
	return new ApiError(`Uniconta ${says} (${where}, HTTP ${status}${cause === '' ? '' : `: ${cause}`})`, { ...details, kind, fix });
}

/** The answer's own words where they say more than the bare name. */
function detail(text: string, name: string | undefined): string {
	const plain = text.replace(/^"|"$/g, '');
	return plain === '' || plain === name ? '' : `: ${plain}`;
}

function byStatus(status: number, named: boolean, isWrite: boolean): Meaning {
	if (status === 401) return { ...LOGIN, says: 'did not accept the user name, the password or the company' };
	// 403 is seen for a bad login too (reference 11, tdy).
	if (status === 403) return { ...COMPANY, says: 'refused access: the login, the rights or the company' };
	if (status === 404) return { kind: 'notFound', says: 'does not know this address', fix: 'Check the OData URL in the Uniconta credential and the name of the entity.' };
	if (status === 429 || status === 503) return { ...WAIT, says: 'asks to wait' };
	if (status === 408 || status === 502 || status === 504) return { kind: 'noAnswer', says: 'did not answer in time', fix: WAIT.fix };
	if (status >= 500 && !named) {
		return { kind: 'unexpected', says: 'answered with a failure of its own', fix: 'It is tried again by itself. If it stays, send the text to Uniconta\'s support.' };
	}
	if (status >= 300 && status < 400) return { kind: 'unexpected', says: 'sent us to another address', fix: 'Check the OData URL in the Uniconta credential.' };
	return isWrite
		? { kind: 'refused', says: 'did not accept the record', fix: 'Mend what Uniconta names, in Moment or in Uniconta.' }
		: { kind: 'unexpected', says: 'did not accept the question', fix: 'Check the company and the entity; the text is Uniconta\'s own.' };
}
