import { Agent } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import type { ZodType, ZodTypeDef } from 'zod';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/** Any schema that gives a T, whatever it is fed. */
type Parsed<T> = ZodType<T, ZodTypeDef, unknown>;
export interface CallOptions {
	body?: unknown;
	query?: Record<string, string | number>;
}

/** n8n said no; `message` is n8n's own. */
export class RestError extends Error {
	constructor(
		readonly status: number,
		call: string,
		readonly answer: string,
	) {
		super(`n8n answered ${status} to ${call}: ${answer}`);
		this.name = 'RestError';
	}
}

/**
 * The REST interface of n8n's own editor (`/rest`), which is not public and may change with n8n's version: it is
 * pinned.
 */
export class Rest {
	private readonly http: AxiosInstance;
	private cookie = '';

	constructor(readonly url: string) {
		// A connection of its own for each call: one kept open may be closed by n8n in the very moment it is used
		// again.
		this.http = axios.create({
			baseURL: url,
			validateStatus: () => true,
			proxy: false,
			timeout: 60_000,
			httpAgent: new Agent({ keepAlive: false }),
		});
	}

	/** Calls and returns what n8n put into `data`, parsed. Throws a RestError for any status but 2xx. */
	async call<T>(schema: Parsed<T>, method: Method, path: string, { body, query }: CallOptions = {}): Promise<T> {
		return await this.send(schema, method, `/rest${path}`, { body, query });
	}

	/** Reads one of the files that the editor loads, e.g. `/types/nodes.json`. */
	async file<T>(schema: Parsed<T>, path: string): Promise<T> {
		return await this.send(schema, 'GET', path, {});
	}

	private async send<T>(schema: Parsed<T>, method: Method, path: string, { body, query }: CallOptions): Promise<T> {
		const headers = this.cookie ? { cookie: this.cookie } : {};
		const response = await this.http.request<unknown>({ method, url: path, data: body, params: query, headers });
		if (response.status < 200 || response.status > 299)
			throw new RestError(response.status, `${method} ${path}`, messageIn(response.data));
		const cookies = response.headers['set-cookie'] ?? [];
		const session = cookies.find((cookie) => cookie.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';')[0] ?? '';
		return schema.parse(dataIn(response.data));
	}
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function dataIn(answer: unknown): unknown {
	return isRecord(answer) && 'data' in answer ? answer.data : answer;
}

function messageIn(answer: unknown): string {
	if (isRecord(answer) && typeof answer.message === 'string') return answer.message;
	return typeof answer === 'string' ? answer.slice(0, 500) : JSON.stringify(answer);
}
