import { isId, isKey } from '../../core/keys';
import { isRecord, textSchema, type JsonRecord } from './reading';

/**
 * What Moment calls about (MO23), the most telling first: an invoice carries its customer and its project along.
 */
export const WEBHOOK_KINDS = ['claim', 'offer', 'invoice', 'project', 'customer'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/**
 * What a call says: only that something changed, and which; the record itself is fetched (MO23).
 */
export interface MomentEvent {
	kind: WebhookKind;
	/** As sent, in one short line; only `CREATE_NEW` is documented. */
	event: string;
	id: string;
	/**
	 * The number people see, `''` where the call has none that can be one: only a hint, the record is fetched by its
	 * id.
	 */
	key: string;
	customerId?: string;
	customerNumber?: string;
	projectId?: string;
	projectNumber?: string;
}

/** A call about something whose id is none: Moment never sends it. */
export interface ForgedEvent {
	kind: WebhookKind;
	id?: undefined;
}

/** Moment's events are a word. */
const EVENT_LENGTH = 64;

/**
 * Reads the body of a webhook call: the kind is the top-level key that is not `event`. Whoever knows the address can
 * send anything, so nothing of it goes on that is not of the form Moment sends. Undefined when there is no known kind
 * with an id in it.
 */
export function readEvent(body: unknown): MomentEvent | ForgedEvent | undefined {
	const message = asRecord(body);
	if (message === undefined) return undefined;
	for (const kind of WEBHOOK_KINDS) {
		const subject = message[kind];
		if (!isRecord(subject) || ['', null, undefined].some((none) => subject.id === none)) continue;
		const id = idAt(subject, 'id');
		if (id === '') return { kind };
		return {
			kind,
			event: textAt(message, 'event')
				.slice(0, EVENT_LENGTH)
				.replace(/[\p{Cc}\p{Cs}]/gu, ''),
			id,
			key: numberAt(subject, kind),
			...(kind === 'customer' ? {} : relatives(kind, subject)),
		};
	}
	return undefined;
}

/** JSON may come labelled as text. */
function asRecord(body: unknown): JsonRecord | undefined {
	if (isRecord(body)) return body;
	if (typeof body !== 'string') return undefined;
	try {
		const parsed: unknown = JSON.parse(body);
		return isRecord(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function relatives(
	kind: WebhookKind,
	subject: JsonRecord,
): Pick<MomentEvent, 'customerId' | 'customerNumber' | 'projectId' | 'projectNumber'> {
	const found: Record<string, string> = {};
	for (const relative of ['customer', 'project'] as const) {
		const nested = subject[relative];
		const id = isRecord(nested) ? idAt(nested, 'id') : idAt(subject, `${relative}Id`);
		const number = numberAt(isRecord(nested) ? nested : subject, relative);
		if (id !== '') found[`${relative}Id`] = id;
		// A flat `projectNumber` on a project is its own.
		if (number !== '' && (isRecord(nested) || relative !== kind)) found[`${relative}Number`] = number;
	}
	return found;
}

/** `''` for what is no id. A number that lost digits when the body was read is none. */
function idAt(record: JsonRecord, name: string): string {
	const id = textAt(record, name);
	return isId(id) ? id : '';
}

/** `''` for what cannot be a number of that kind. */
function numberAt(record: JsonRecord, kind: WebhookKind): string {
	const number = textAt(record, `${kind}Number`);
	return (kind === 'invoice' ? /^\d{1,10}$/.test(number) : isKey(number)) ? number : '';
}

function textAt(record: JsonRecord, name: string): string {
	return textSchema.catch('').parse(record[name]);
}
