export interface FakeRequest {
	method?: string;
	query?: Record<string, string | string[]>;
	headers?: Record<string, string>;
	/** As n8n's body parser leaves it. */
	body?: unknown;
}

export interface FakeAnswer {
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

/** What n8n keeps of the body as it came. */
function rawBodyOf(body: unknown): Buffer {
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An express request and a response that remembers what was written to it. */
export function fakeExchange({ method = 'POST', query = {}, headers = {}, body = {} }: FakeRequest): {
	request: object;
	response: object;
	answer(): FakeAnswer | undefined;
} {
	const written: FakeAnswer = { status: 200, headers: {}, body: undefined };
	let ended = false;
	const end = (content?: unknown): object => {
		if (ended) throw new Error('The answer was already sent');
		ended = true;
		written.body = content;
		return response;
	};
	const response = {
		status(code: number) {
			written.status = code;
			return response;
		},
		setHeader(name: string, value: string) {
			written.headers[name.toLowerCase()] = value;
			return response;
		},
		json: end,
		send: end,
		end,
	};
	return {
		request: {
			method,
			query,
			headers,
			body,
			params: {},
			contentType: 'application/json',
			rawBody: rawBodyOf(body),
		},
		response,
		answer: () => (ended ? written : undefined),
	};
}
