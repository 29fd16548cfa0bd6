import { Agent } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import type { Owner } from '../api/client';

/** What came back, after all redirects. */
export interface Seen {
	address: string;
	status: number;
	text: string;
}

const MOST_REDIRECTS = 10;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Somebody with a browser that keeps cookies and follows redirects, and runs no script. */
export class Visitor {
	private readonly cookies = new Map<string, string>();
	private readonly http: AxiosInstance;

	constructor(readonly url: string) {
		// As for the REST client: a connection kept open may be closed by n8n in the very moment it is used again.
		this.http = axios.create({
			baseURL: url,
			validateStatus: () => true,
			proxy: false,
			timeout: 60_000,
			maxRedirects: 0,
			responseType: 'text',
			transformResponse: (text: unknown) => text,
			httpAgent: new Agent({ keepAlive: false }),
		});
	}

	/** Logged in to n8n, as through its page. */
	static async login(url: string, { email, password }: Owner): Promise<Visitor> {
		const visitor = new Visitor(url);
		const { status, text } = await visitor.post('/rest/login', { emailOrLdapLoginId: email, password });
		if (status !== 200) throw new Error(`n8n did not let ${email} in: ${status} ${text.slice(0, 200)}`);
		return visitor;
	}

	async get(address: string): Promise<Seen> {
		let at = new URL(address, this.url).href;
		for (let hops = 0; hops < MOST_REDIRECTS; hops++) {
			const { seen, location } = await this.ask('GET', at);
			if (location === undefined) return seen;
			at = new URL(location, at).href;
		}
		throw new Error(`${address} was redirected more than ${MOST_REDIRECTS} times`);
	}

	/** An object as JSON, a form as a browser sends it. Redirects are not followed. */
	async post(address: string, body: object, headers: Record<string, string> = {}): Promise<Seen> {
		return (await this.ask('POST', new URL(address, this.url).href, body, headers)).seen;
	}

	private async ask(
		method: 'GET' | 'POST',
		address: string,
		data?: object,
		headers: Record<string, string> = {},
	): Promise<{ seen: Seen; location: string | undefined }> {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const answer = await this.http.request<string>({
			method,
			url: address,
			data,
			headers: { accept: 'text/html, application/json', ...(cookie === '' ? {} : { cookie }), ...headers },
		});
		for (const line of answer.headers['set-cookie'] ?? []) this.keep(line);
		const location: unknown = answer.headers.location;
		return {
			seen: { address, status: answer.status, text: answer.data },
			location: REDIRECTS.includes(answer.status) && typeof location === 'string' ? location : undefined,
		};
	}

	private keep(line: string): void {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1];
		if (value === '' || (expires !== undefined && Date.parse(expires) <= Date.now())) this.cookies.delete(name);
		else this.cookies.set(name, value);
	}
}
