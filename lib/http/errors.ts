import { jsonText } from './nested';

/** What went wrong with a call, as far as it decides what to do next. */
export type ApiErrorKind =
	/** The host could not be reached: nothing was sent. */
	| 'unreachable'
	/** The request left, no answer came: it may have been carried out. */
	| 'noAnswer'
	/** The user name, password or key was not accepted. */
	| 'credentials'
	/** The credential works but may not do this, or not in this company. */
	| 'forbidden'
	/** The record or the path does not exist. */
	| 'notFound'
	/** The server asks to wait: overload, rate limit, a lock. Nothing was carried out. */
	| 'busy'
	/** The server understood and said no: the record needs mending. */
	| 'refused'
	/** The answer was not what the reference describes. */
	| 'unexpected'
	/** The run's own time was up before the call was made. */
	| 'outOfTime';

export interface ApiErrorDetails {
	system: 'Moment' | 'Uniconta';
	kind: ApiErrorKind;
	/** What a person can do about it. */
	fix: string;
	/** HTTP status, where an answer came. */
	status?: number;
	/** The system's own name for it, e.g. `KeyExists`. */
	code?: string;
	/** The answer's own words, cut to a sane length. */
	body?: string;
	/** From a Retry-After header, in milliseconds. */
	retryAfterMs?: number;
	/** A write whose answer does not say whether it was carried out, although one came. */
	inDoubt?: boolean;
}

/** The kinds that pass by themselves: the same call may succeed later without anybody mending anything. */
const TRANSIENT: ReadonlySet<ApiErrorKind> = new Set(['unreachable', 'noAnswer', 'busy', 'outOfTime']);

/** A failed call to Moment or Uniconta. The message says what happened, `fix` what to do. */
export class ApiError extends Error {
	override readonly name = 'ApiError';
	readonly system: 'Moment' | 'Uniconta';
	readonly kind: ApiErrorKind;
	readonly fix: string;
	readonly status: number | undefined;
	readonly code: string | undefined;
	readonly body: string | undefined;
	readonly retryAfterMs: number | undefined;
	readonly inDoubt: boolean;

	constructor(message: string, details: ApiErrorDetails) {
		super(message);
		this.system = details.system;
		this.kind = details.kind;
		this.fix = details.fix;
		this.status = details.status;
		this.code = details.code;
		this.body = details.body;
		this.retryAfterMs = details.retryAfterMs;
		this.inDoubt = details.inDoubt ?? false;
	}

	/** Whether trying again later may help without anybody mending anything. */
	get transient(): boolean {
		return TRANSIENT.has(this.kind);
	}

	/** Whether it is the service that does not work just now: nothing says that the credential is wrong. */
	get outage(): boolean {
		return this.transient || (this.kind === 'unexpected' && (this.status ?? 0) >= 500);
	}

	/** Whether a write may have been carried out although it did not answer: look before sending again. */
	get mayHaveHappened(): boolean {
		return this.inDoubt || this.kind === 'noAnswer' || (this.kind === 'unexpected' && (this.status ?? 0) >= 500);
	}
}

/** The answer's body as a short text for messages: JSON as JSON, at most `limit` characters. */
export function bodyText(body: unknown, limit = 500): string {
	const text = typeof body === 'string' ? body : body === undefined ? '' : jsonText(body, limit);
	const trimmed = text.trim();
	return trimmed.length > limit ? `${trimmed.slice(0, limit)}…` : trimmed;
}

/**
 * Something that nobody thought of, after a call that may have been carried out: the caller must look before it sends
 * again.
 */
export function unforeseen(system: ApiErrorDetails['system'], what: string, caught: unknown): ApiError {
	return new ApiError(
		`${what}, something unforeseen happened (${bodyText(caught instanceof Error ? caught.message : String(caught), 200)})`,
		{
			system,
			kind: 'unexpected',
			inDoubt: true,
			fix: 'It is looked up before it is sent again. If it comes again, please report it with this text.',
		},
	);
}

/** What was caught, where it is a failed call; anything else is a fault of our own and goes on as it came. */
export function asApiError(caught: unknown): ApiError {
	if (caught instanceof ApiError) return caught;
	throw caught;
}
