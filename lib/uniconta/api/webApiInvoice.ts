import { z } from 'zod';
import { ApiError, bodyText } from '../../http/errors';
import { someField, someText } from '../../http/nested';
import type { HttpRequest, HttpResponse } from '../../http/port';
import { errorNameIn, ownWordIn, parsedObject } from './errors';
import type { UnicontaErrorName } from './errorNames';
import { fieldOf, keyOf, textOf, withFields, type UnicontaRow } from './rows';

export interface GenerateInvoiceRequest {
	/** The order's header as read. */
	order: UnicontaRow;
	/** Its lines as read. */
	lines: readonly UnicontaRow[];
	/** `YYYY-MM-DD`. */
	date: string;
	simulate: boolean;
}

export interface GenerateInvoiceAnswer {
	/** 0 or undefined where the answer has none. */
	invoiceNumber?: number;
	journalPostedId?: number;
}

/**
 * The forms in which working clients have sent `GenerateDebtorInvoice` (UC20): the one place to change
 * when the live API wants another. In this order they are tried on a simulation that answers `ArgumentMissing`.
 */
const VARIANTS = {
	plain: { orderNumber: 'top', item: 'asRead' },
	orderNumberInOrder: { orderNumber: 'order', item: 'asRead' },
	withoutNullItem: { orderNumber: 'top', item: 'leftOut' },
	withoutNullItemInOrder: { orderNumber: 'order', item: 'leftOut' },
	withNullItem: { orderNumber: 'top', item: 'null' },
	withNullItemInOrder: { orderNumber: 'order', item: 'null' },
} as const satisfies Record<string, { orderNumber: 'top' | 'order'; item: 'asRead' | 'leftOut' | 'null' }>;

export type GenerateVariant = keyof typeof VARIANTS;

export const GENERATE_PATH = '/Invoice/GenerateDebtorInvoice';

const NAMES: readonly GenerateVariant[] = [
	'plain',
	'orderNumberInOrder',
	'withoutNullItem',
	'withoutNullItemInOrder',
	'withNullItem',
	'withNullItemInOrder',
];

/** The body of the call. Never with mail or XML: Moment has sent the invoice. */
export function generateBody(
	{ order, lines, date, simulate }: GenerateInvoiceRequest,
	variant: GenerateVariant,
): Record<string, unknown> {
	const { orderNumber, item } = VARIANTS[variant];
	return {
		Order: order,
		Lines: lines.map((line) => withItem(line, item)),
		...(orderNumber === 'top' ? { OrderNumber: fieldOf(order, 'OrderNumber') } : {}),
		Date: date,
		Simulate: simulate,
		SendEmail: false,
		SendXML: false,
	};
}

/** The variants that give different bodies for this order, in the order in which they are tried. */
export function orderVariants(request: GenerateInvoiceRequest): GenerateVariant[] {
	const bodies = new Set<string>();
	return NAMES.filter((name) => {
		const body = JSON.stringify(generateBody(request, name));
		const known = bodies.has(body);
		bodies.add(body);
		return !known;
	});
}

function withItem(line: UnicontaRow, item: 'asRead' | 'leftOut' | 'null'): UnicontaRow {
	if (item === 'asRead' || textOf(line, 'Item') !== '') return line;
	if (item === 'null') return withFields(line, { Item: null });
	const key = keyOf(line, 'Item');
	return key === undefined ? line : Object.fromEntries(Object.entries(line).filter(([name]) => name !== key));
}

/**
 * After these names nobody knows whether the post was carried out: something broke on the way, or goes on by itself.
 */
const UNCLEAR_AFTER_POST: ReadonlySet<UnicontaErrorName> = new Set<UnicontaErrorName>([
	'Exception',
	'SQLException',
	'QueryTimeout',
	'NoMoreSQLConnections',
	'UpdateInBackground',
]);

/** With these Uniconta says that it did not act (UC53): the same post may be sent again. */
const PUT_OFF: ReadonlySet<UnicontaErrorName> = new Set<UnicontaErrorName>([
	'SlowDown',
	'ServerIsBusy',
	'CompanyIsPosting',
	'TooManyCallsOpen',
]);
const UNCLEAR_WORD = new RegExp(`\\b(${[...UNCLEAR_AFTER_POST].join('|')})\\b`);

/** A real post of an invoice, as against a simulation and any other call. */
export function isPost({ url, body }: HttpRequest): boolean {
	const sent = answerSchema.safeParse(body);
	return url.endsWith(GENERATE_PATH) && sent.success && sent.data.Simulate === false;
}

/**
 * The word by which Uniconta puts a post off, whatever the status; nothing beside it may say that the post was carried
 * out.
 */
export function putOffWord(body: unknown): UnicontaErrorName | undefined {
	const word = ownWordIn(body);
	const clear =
		word !== undefined &&
		PUT_OFF.has(word) &&
		!someText(body, (text) => UNCLEAR_WORD.test(text)) &&
		!hasSignOfPost(body);
	return clear ? word : undefined;
}

/** Whether an answer that counts as a failure leaves open what became of the post. */
export function leavesPostOpen(failure: ApiError, { status, body }: HttpResponse): boolean {
	const name = errorNameIn(body);
	if (name !== undefined && UNCLEAR_AFTER_POST.has(name)) return true;
	const own = ownWordIn(body);
	// Put off, and something beside it that says otherwise: without that it was sorted out before.
	if (own !== undefined && PUT_OFF.has(own)) return true;
	// A gateway that is in trouble may have let the post through; only Uniconta's own word says that it did not.
	if (own === undefined && (failure.transient || mayBeOnItsWay(status)) && !isBareRateLimit(status, body))
		return true;
	// Whatever else `Err` holds than a number or a name, Uniconta did not say no with it.
	if (typeof errIn(body) === 'object') return true;
	// A web page or a way elsewhere in place of an answer, or a sign of the post and a refusal at once.
	return (status < 400 && failure.kind === 'unexpected') || hasSignOfPost(body);
}

function errIn(body: unknown): unknown {
	const answer = answerSchema.safeParse(body);
	return answer.success ? fieldOf(answer.data, 'Err') : undefined;
}

/** 408 and 425: too slow, too early; 409: in conflict, perhaps with this very post, sent on before. */
function mayBeOnItsWay(status: number): boolean {
	return status >= 500 || [408, 409, 425].includes(status);
}

/** A limit that turns calls away before they are looked at. */
function isBareRateLimit(status: number, body: unknown): boolean {
	return status === 429 && bodyText(body) === '';
}

/** Fields that are filled when an invoice was posted (UC20), whatever stands beside them. */
const SIGNS_OF_POST = /^(invoice(number|an|no|id)|journalpostedl?(id|number)?|voucher(number|no)?)$/i;
const NOTHING: readonly unknown[] = [undefined, null, false, 0, '', '0'];

/** Anywhere in the answer, which may be text that is JSON. */
function hasSignOfPost(body: unknown): boolean {
	const answer = typeof body === 'string' ? parsedObject(body) : body;
	return someField(
		answer,
		(name, value) =>
			typeof value !== 'object' &&
			SIGNS_OF_POST.test(name) &&
			!NOTHING.includes(typeof value === 'string' ? value.trim() : value),
	);
}

/** The same failure, as one after which the caller must look. */
export function inDoubt({ message, system, fix, status, code, body }: ApiError): ApiError {
	return new ApiError(message, { system, kind: 'noAnswer', fix, status, code, body, inDoubt: true });
}

const answerSchema = z.record(z.string(), z.unknown());

/** Reads a 2xx answer without `Err`: the number, where it has one. Failures by name or `Err` were sorted out before. */
export function answerOf({ status, body }: HttpResponse, simulate: boolean): GenerateInvoiceAnswer {
	const parsed = answerSchema.safeParse(body);
	const answer = parsed.success ? parsed.data : {};
	const invoiceNumber = numberIn(answer, 'InvoiceNumber');
	if (fieldOf(answer, 'Err') === undefined && invoiceNumber === undefined) {
		const said = bodyText(body, 200);
		throw new ApiError(
			`Uniconta's answer to the ${simulate ? 'simulated ' : ''}posting says neither a number nor why not (HTTP ${status}${said === '' ? '' : `: ${said}`})`,
			{
				system: 'Uniconta',
				kind: simulate && said !== '' && typeof body === 'string' ? 'refused' : 'unexpected',
				status,
				body: said,
				inDoubt: !simulate,
				fix: simulate
					? "Mend what Uniconta names; the text is Uniconta's own."
					: 'Nothing to do as long as it passes: Uniconta is looked at until it is clear what became of it.',
			},
		);
	}
	const journalPostedId = numberIn(answer, 'JournalPostedlId') ?? numberIn(answer, 'JournalPostedId');
	return {
		...(invoiceNumber === undefined ? {} : { invoiceNumber }),
		...(journalPostedId === undefined ? {} : { journalPostedId }),
	};
}

function numberIn(answer: UnicontaRow, field: string): number | undefined {
	const text = textOf(answer, field).trim();
	return /^\d+$/.test(text) ? Number(text) : undefined;
}
