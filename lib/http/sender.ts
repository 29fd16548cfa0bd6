import { ApiError, asApiError, unforeseen } from './errors';
import { TransportError, type Clock, type HttpPort, type HttpRequest, type HttpResponse } from './port';

export interface RetryPolicy {
	/** How often one request is sent at most, the first time included. */
	attempts: number;
	/** First wait in milliseconds; doubles with each further one. */
	baseDelayMs: number;
	/** No single wait chosen by us is longer (a Retry-After is honoured as it is). */
	maxDelayMs: number;
	/** The moment (on the clock handed in) after which nothing is sent any more. */
	deadline: number;
}

export const DEFAULT_RETRY = { attempts: 5, baseDelayMs: 500, maxDelayMs: 30_000 } as const;

/**
 * Whether sending the same request twice does any harm; `once` is never sent again by the sender, whatever the answer.
 */
export type Repeatable = 'read' | 'write' | 'once';

export interface SenderOptions {
	system: 'Moment' | 'Uniconta';
	request: HttpPort;
	clock: Clock;
	retry: RetryPolicy;
	/** Reads an answer: the error it stands for, or undefined when it is a good one. */
	failureOf(response: HttpResponse, request: HttpRequest): ApiError | undefined;
}

export type Send = (request: HttpRequest, repeatable: Repeatable) => Promise<HttpResponse>;

/**
 * One sender per run: it sends one request at a time, waits and repeats where that is safe, and turns every failure
 * into an {@link ApiError}.
 *
 * A read is repeated on anything that may pass. A write is repeated only when the server said that it did *not* act
 * (busy, rate limit, connection never made); after silence or a gateway's 5xx the caller must look first.
 */
export function createSender(options: SenderOptions): Send {
	let queue: Promise<unknown> = Promise.resolve();

	return async (request, repeatable) => {
		// Uniconta allows a server user one call at a time (UC3), and Moment's limits are unknown.
		const turn = queue.then(async () => await sendWithRetry(request, repeatable, options));
		queue = turn.catch(() => undefined);
		return await turn;
	};
}

async function sendWithRetry(
	request: HttpRequest,
	repeatable: Repeatable,
	options: SenderOptions,
): Promise<HttpResponse> {
	const { clock, retry } = options;
	let failure: ApiError | undefined;
	for (let attempt = 1; ; attempt++) {
		// A wait may take longer than it was asked for; what the server said tells more than that the time is up.
		if (clock.now() >= retry.deadline) throw failure ?? outOfTime(options, request);
		const result = await sendOnce(request, repeatable, options);
		if (!(result instanceof ApiError)) return result;
		failure = result;
		if (!mayRepeat(result, repeatable) || attempt >= retry.attempts) throw result;
		const wait = delayBefore(attempt, result, options);
		if (clock.now() + wait >= retry.deadline) throw result;
		await clock.sleep(wait);
	}
}

async function sendOnce(
	request: HttpRequest,
	repeatable: Repeatable,
	options: SenderOptions,
): Promise<HttpResponse | ApiError> {
	try {
		const answer = await options.request(request);
		return options.failureOf(answer, request) ?? answer;
	} catch (caught) {
		if (caught instanceof TransportError) return noAnswer(caught, options, request);
		if (caught instanceof ApiError || repeatable === 'read') throw asApiError(caught);
		// A write that broke off over something else may have left this machine: it is not a failure, but in doubt.
		throw unforeseen(
			options.system,
			`When ${request.method} ${new URL(request.url).pathname} was sent to ${options.system}`,
			caught,
		);
	}
}

function mayRepeat(error: ApiError, repeatable: Repeatable): boolean {
	if (repeatable === 'once') return false;
	if (error.kind === 'busy' || error.kind === 'unreachable') return true;
	return repeatable === 'read' && error.mayHaveHappened;
}

/** Exponential with full jitter, so that several n8n installations do not come back in step; Retry-After wins. */
function delayBefore(attempt: number, error: ApiError, { clock, retry }: SenderOptions): number {
	const ceiling = Math.min(retry.maxDelayMs, retry.baseDelayMs * 2 ** (attempt - 1));
	const jittered = ceiling / 2 + (clock.random() * ceiling) / 2;
	return Math.max(error.retryAfterMs ?? 0, jittered);
}

/** Milliseconds a Retry-After header asks for: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
	if (header === undefined || header.trim() === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function hostOf(request: HttpRequest): string {
	return new URL(request.url).host;
}

function noAnswer(error: TransportError, { system }: SenderOptions, request: HttpRequest): ApiError {
	const reason = error.code ?? error.message;
	if (error.sent === 'no') {
		return new ApiError(`${system} could not be reached at ${hostOf(request)} (${reason})`, {
			system,
			kind: 'unreachable',
			fix: `Check the address in the ${system} credential and that this n8n may reach it. It is tried again by itself.`,
			code: error.code,
		});
	}
	return new ApiError(`${system} at ${hostOf(request)} did not answer (${reason})`, {
		system,
		kind: 'noAnswer',
		fix: 'Nothing to do as long as it passes: it is looked up and tried again by itself.',
		code: error.code,
	});
}

function outOfTime({ system }: SenderOptions, request: HttpRequest): ApiError {
	return new ApiError(
		`The time for this run was up before ${request.method} ${new URL(request.url).pathname} was sent`,
		{
			system,
			kind: 'outOfTime',
			fix: 'It is tried again by itself. If it happens every time, raise the Time Budget in the options of the node.',
		},
	);
}
