import { TEST_SECRETS } from '../support/sandboxSecrets';
import { startSandbox, type Sandbox, type SandboxOptions, type UnicontaCredential } from '../../sandbox/standins';

/** Moment's id of the demo invoice with this number. */
export const invoiceIdOf = (number: number): number => 120_450_000 + number - 10_000;

export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	/** Parsed where it is JSON. */
	json: unknown;
}

export interface Ask {
	method?: string;
	headers?: Record<string, string>;
	/** Sent as JSON. */
	body?: unknown;
	/** Sent as it is. */
	raw?: string;
}

export async function ask(url: string, { method = 'GET', headers = {}, body, raw }: Ask = {}): Promise<Reply> {
	const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
	const answer = await fetch(url, {
		method,
		body: sent,
		headers: {
			accept: 'application/json',
			...(sent === undefined ? {} : { 'content-type': 'application/json' }),
			...headers,
		},
	});
	const text = await answer.text();
	let json: unknown;
	try {
		json = JSON.parse(text) as unknown;
	} catch {
		json = undefined;
	}
	return { status: answer.status, headers: answer.headers, text, json };
}

export interface Row {
	[name: string]: unknown;
}

/** What is at that place in a parsed answer; fails the test where nothing can be. */
export function dig(value: unknown, ...path: Array<string | number>): unknown {
	return path.reduce<unknown>((at, step) => {
		if (typeof at !== 'object' || at === null)
			throw new Error(`nothing can be at ${path.join('.')} of ${JSON.stringify(value)}`);
		return Reflect.get(at, step) as unknown;
	}, value);
}

/** A list of records, as every list of both APIs is. */
export function records(value: unknown): Row[] {
	if (!Array.isArray(value) || !value.every((item) => typeof item === 'object' && item !== null))
		throw new Error(`no list of records: ${JSON.stringify(value)}`);
	return value as Row[];
}

/** One field of every record. */
export const column = (value: unknown, name: string): unknown[] => records(value).map((record) => record[name]);

/** The record without some of its fields. */
export const without = (record: Row | undefined, ...names: string[]): Row =>
	Object.fromEntries(Object.entries(record ?? {}).filter(([name]) => !names.includes(name)));

export const basic = (userName: string, password: string): { authorization: string } => ({
	authorization: `Basic ${Buffer.from(`${userName}:${password}`, 'utf8').toString('base64')}`,
});

/** Calls to a sandbox as a client would make them. */
export class Client {
	constructor(readonly sandbox: Sandbox) {}

	async odata(path: string, options: Ask & { user?: Partial<UnicontaCredential> } = {}): Promise<Reply> {
		const { userName, password, odataUrl } = { ...this.sandbox.unicontaCredential, ...options.user };
		return await ask(`${odataUrl}${path}`, {
			...options,
			headers: { ...basic(userName, password), ...options.headers },
		});
	}

	async insert(type: string, body: unknown, user?: Partial<UnicontaCredential>): Promise<Reply> {
		return await this.odata(`/api/Entities/Insert/${type}`, { method: 'POST', body, user });
	}

	async update(type: string, body: unknown, user?: Partial<UnicontaCredential>): Promise<Reply> {
		return await this.odata(`/api/Entities/Update/${type}`, { method: 'PUT', body, user });
	}

	/** The stored row with that account, as the server shows it; `undefined`: there is none. */
	async debtor(account: string, type = 'DebtorClient', user?: Partial<UnicontaCredential>): Promise<Row | undefined> {
		const found = await this.odata(`/odata/${type}?$filter=${encodeURIComponent(`Account eq '${account}'`)}`, {
			user,
		});
		return records(dig(found.json, 'value'))[0];
	}

	async moment(path: string, options: Ask & { key?: string; company?: string } = {}): Promise<Reply> {
		const { baseUrl, apiKey, companyCode } = this.sandbox.momentCredential;
		return await ask(`${baseUrl}/api/1.0/companies/${options.company ?? companyCode}${path}`, {
			...options,
			headers: { ...basic('apikey', options.key ?? apiKey), ...options.headers },
		});
	}
}

/** One sandbox for a test file, as new before every test. */
export function useSandbox(options: SandboxOptions = {}): Client {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox({ secrets: TEST_SECRETS, ...options });
	});
	beforeEach(async () => {
		await sandbox?.moment.reset();
		await sandbox?.uniconta.reset();
		sandbox?.moment.webhooks.register(options.webhooks ?? []);
	});
	afterAll(async () => await sandbox?.stop());
	return new Client(
		new Proxy(
			{},
			{
				// Started only once the tests run; until then nothing may be read from it.
				get: (_target, name) => {
					if (!sandbox) throw new Error('The sandbox is not up yet');
					return Reflect.get(sandbox, name) as unknown;
				},
			},
		) as Sandbox,
	);
}

/** A debtor that every ledger of the demo takes. */
export const someDebtor = (account: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
	Account: account,
	Name: 'Prøve ApS',
	Group: 'ERHV',
	...more,
});
