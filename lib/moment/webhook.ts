import { isRecord, textSchema, type JsonRecord } from './reading';

/** What Moment calls about (reference 5), the most telling first: an invoice carries its customer and its project along. */
export const WEBHOOK_KINDS = ['claim', 'offer', 'invoice', 'project', 'customer'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** What a call says: only that something changed, and which; the record itself is fetched (reference 5, receiver rules). */
export interface MomentEvent {
	kind: WebhookKind;
	/** As sent; only `CREATE_NEW` is documented. */
	event: string;
	id: string;
	/** The number people see, `''` where the call has none. */
	key: string;
	customerId?: string;
	customerNumber?: string;
	projectId?: string;
	projectNumber?: string;
}

/**
 * Reads the body of a webhook call: the kind is the top-level key that is not `event`.
 * Undefined when there is no known kind with an id in it.
 */
export function readEvent(body: unknown): MomentEvent | undefined {
	const message = asRecord(body);
	if (message === undefined) return undefined;
	for (const kind of WEBHOOK_KINDS) {
		const subject = message[kind];
		if (!isRecord(subject)) continue;
		const id = textAt(subject, 'id');
		if (id === '') continue;
		return {
			kind,
			event: textAt(message, 'event'),
			id,
			key: textAt(subject, `${kind}Number`),
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

function relatives(kind: WebhookKind, subject: JsonRecord): Pick<MomentEvent, 'customerId' | 'customerNumber' | 'projectId' | 'projectNumber'> {
	const found: Record<string, string> = {};
	for (const relative of ['customer', 'project'] as const) {
		const nested = subject[relative];
		const id = isRecord(nested) ? textAt(nested, 'id') : textAt(subject, `${relative}Id`);
		const numberName = `${relative}Number`;
		const number = textAt(isRecord(nested) ? nested : subject, numberName);
		if (id !== '') found[`${relative}Id`] = id;
		// A flat `projectNumber` on a project is its own.
		if (number !== '' && (isRecord(nested) || relative !== kind)) found[numberName] = number;
	}
	return found;
}

function textAt(record: JsonRecord, name: string): string {
	return textSchema.catch('').parse(record[name]);
}
