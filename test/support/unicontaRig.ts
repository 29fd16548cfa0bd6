import { TransportError, type HttpPort } from '../../lib/http/port';
import type { MappedRecord } from '../../lib/core/record';
import { createUnicontaClient, type UnicontaClient } from '../../lib/uniconta/api/client';
import { debtor } from '../../lib/uniconta/upsert/debtor';
import { upsert, type UpsertResult } from '../../lib/uniconta/upsert/upsert';
import { companyIds, demoUniconta, startUnicontaStandIn, type UnicontaStandIn } from '../../sandbox/standins';
import type { Row } from '../../sandbox/standins/uniconta/ledger';
import type { UnicontaSettings } from '../../sandbox/standins/uniconta/settings';
import type { Value } from '../../sandbox/standins/uniconta/types/field';
import { fakeClock, type FakeClock } from './fakeClock';
import { TEST_SECRETS } from './sandboxSecrets';

export const MAIN = companyIds.main;

/** The demo users of the stand-in, by the language of their labels. */
export const USERS = {
	en: { login: 'moment-sync', password: TEST_SECRETS.english },
	da: { login: 'moment-synk', password: TEST_SECRETS.danish },
} as const;

export type UserLanguage = keyof typeof USERS;

/**
 * A port over plain fetch: what n8n's helper and the credential do for the nodes, without n8n. Basic on the OData host;
 * on the Web API the log-in's body is filled in and the bearer token is the client's. Never waits longer than
 * `timeoutMs`.
 */
export function fetchPort(
	user: UserLanguage = 'en',
	{ companyId = MAIN, timeoutMs = 30_000 }: { companyId?: number; timeoutMs?: number } = {},
): HttpPort {
	const { login, password } = USERS[user];
	const authorization = `Basic ${Buffer.from(`00${companyId}/${login}:${password}`, 'utf8').toString('base64')}`;
	return async ({ method, url, headers = {}, body, responseType }) => {
		const sent = /\/login$/i.test(url) ? { Username: `00${companyId}/${login}`, Password: password } : body;
		try {
			const answer = await fetch(url, {
				method,
				// One spelling of the name only: fetch would join two into one value.
				headers: { ...headers, ...(isBearer(headers) ? {} : { authorization }), connection: 'close' },
				...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
				signal: AbortSignal.timeout(timeoutMs),
			});
			if (responseType === 'bytes')
				return {
					status: answer.status,
					headers: Object.fromEntries(answer.headers),
					body: new Uint8Array(await answer.arrayBuffer()),
				};
			const text = await answer.text();
			return {
				status: answer.status,
				headers: Object.fromEntries(answer.headers),
				body: /^\s*[[{"]/.test(text) ? (JSON.parse(text) as unknown) : text,
			};
		} catch (caught) {
			const code = codeOf(caught);
			throw new TransportError('no answer', code === 'ECONNREFUSED' ? 'no' : 'maybe', code);
		}
	};
}

function isBearer(headers: Readonly<Record<string, string>>): boolean {
	return Object.entries(headers).some(
		([name, value]) => name.toLowerCase() === 'authorization' && value.startsWith('Bearer '),
	);
}

function codeOf(caught: unknown): string {
	const cause: unknown = caught instanceof Error ? caught.cause : undefined;
	return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
		? cause.code
		: 'ECONNRESET';
}

/** A stand-in of Uniconta with the demo data, and what a test needs to run the writer against it. */
export interface UnicontaRig {
	standIn: UnicontaStandIn;
	/** As new: demo data, no switches, no faults, no calls. Without `demoDebtors` there is no debtor at all. */
	reset(settings?: Partial<UnicontaSettings>, options?: { demoDebtors?: boolean }): void;
	client(user?: UserLanguage, clock?: FakeClock): UnicontaClient;
	write(records: readonly MappedRecord[], options?: WriteOptions): Promise<UpsertResult[]>;
	/** Methods and paths of the calls since the last reset or `forget`. */
	calls(): string[];
	writes(): string[];
	forget(): void;
	debtors(): Row[];
	/** The stored values of all rows of any type, in the order they came. */
	rows(type: string): Array<Record<string, Value>>;
	/** Somebody who works in Uniconta itself: posts, blocks, changes and adds rows. */
	person: UnicontaStandIn['person'];
	/** The stored values of one debtor. */
	debtor(account: string): Record<string, Value> | undefined;
	/** Changes stored values behind the back of the client, as a person in Uniconta would. */
	edit(account: string, values: Record<string, Value>): void;
	remove(account: string): void;
	stop(): Promise<void>;
}

export interface WriteOptions {
	user?: UserLanguage;
	dryRun?: boolean;
	clock?: FakeClock;
	client?: UnicontaClient;
}

export async function startUnicontaRig(): Promise<UnicontaRig> {
	const standIn = await startUnicontaStandIn({
		seed: (again) => demoUniconta(again, TEST_SECRETS),
		settings: { slowDown: 'record' },
	});
	const company = () => standIn.ledger.company(MAIN)!;
	const table = () => company().table(company().typed('DebtorClient').type);
	const calls = (): string[] => standIn.log.list().map(({ method, path }) => `${method} ${path}`);
	const client = (user: UserLanguage = 'en', clock: FakeClock = fakeClock()): UnicontaClient =>
		createUnicontaClient({ odataUrl: standIn.odataUrl, request: fetchPort(user), clock });
	const remove = (account: string): void => {
		const row = table().withKey(account);
		if (row !== undefined) table().remove(row);
	};
	return {
		standIn,
		reset(settings = {}, { demoDebtors = true } = {}) {
			void standIn.reset();
			standIn.settings.patch(settings);
			if (!demoDebtors) for (const row of table().rows()) table().remove(row);
		},
		client,
		write: async (records, { user = 'en', dryRun = false, clock = fakeClock(), client: given } = {}) =>
			await upsert(given ?? client(user, clock), debtor, records, { dryRun, clock }),
		calls,
		writes: () => calls().filter((call) => !call.startsWith('GET ')),
		forget: () => standIn.log.clear(),
		debtors: () => table().rows(),
		rows: (type) =>
			company()
				.rowsOf(type)
				.rows()
				.map(({ values }) => values),
		person: standIn.person,
		debtor: (account) => table().withKey(account)?.values,
		edit(account, values) {
			const row = table().withKey(account);
			if (row === undefined) throw new Error(`There is no debtor ${account}`);
			row.values = { ...row.values, ...values };
		},
		remove,
		stop: async () => {
			await standIn.stop();
		},
	};
}
