/**
 * The one way out of `lib/`: a client is handed a port and never opens a connection itself. In n8n the port is
 * `httpRequestWithAuthentication`; in tests it is whatever the test hands in.
 */

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
	method: HttpMethod;
	/** Absolute address; the query is already part of it, encoded. */
	url: string;
	headers?: Record<string, string>;
	/** Sent as JSON; left out when undefined. */
	body?: unknown;
	/** `bytes`: the answer's body is wanted as it came, as a `Uint8Array`; a port that cannot may give text. */
	responseType?: 'bytes';
	/** What no answer may bring back from now on, this one included: the tokens of the run. */
	secrets?: readonly string[];
	/** The answer is where the tokens come from, so they are left in it. */
	givesTokens?: true;
}

export interface HttpResponse {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	/**
	 * Parsed JSON where the body was JSON, else the text as it came; `''` for no body. With `responseType: 'bytes'` the
	 * bytes.
	 */
	body: unknown;
}

/**
 * Sends one request and gives back whatever the server answered, 4xx and 5xx included.
 * Rejects with {@link TransportError} when no answer came.
 */
export type HttpPort = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer came. `sent` says whether the server may have acted on the request all the same. */
export class TransportError extends Error {
	override readonly name = 'TransportError';

	constructor(
		message: string,
		/** `no`: the connection was never made. `maybe`: it broke or timed out after the request had left. */
		readonly sent: 'no' | 'maybe',
		/** The operating system's word for it (`ECONNREFUSED`, `ETIMEDOUT` …), where known. */
		readonly code?: string,
	) {
		super(message);
	}
}

/** Time and chance, handed in so that tests need neither. Times in milliseconds. */
export interface Clock {
	now(): number;
	sleep(milliseconds: number): Promise<void>;
	/** A number from 0 up to, not including, 1. */
	random(): number;
}
