import { isBelow, trimSlash, withAddress } from '../../http/address';
import { ApiError, bodyText } from '../../http/errors';
import { jsonText } from '../../http/nested';
import type { Clock, HttpMethod, HttpPort, HttpResponse } from '../../http/port';
import { createSender, DEFAULT_RETRY, type Send } from '../../http/sender';
import { unicontaFailure } from './errors';
import { listUrl, writeUrl, type Condition, type ListQuery, type WriteVerb } from './odata';
import {
	fieldOf,
	parsePage,
	parseStoredRow,
	parseStoredRows,
	rowIdOf,
	textOf,
	type Page,
	type UnicontaRow,
} from './rows';

export interface UnicontaClientOptions {
	/** The documented host, e.g. `https://odata.uniconta.com`. */
	odataUrl: string;
	request: HttpPort;
	clock: Clock;
	/** How long all calls of this client together may take, in milliseconds. */
	timeBudgetMs?: number;
}

export interface ReadOptions {
	filter?: readonly Condition[];
	/** The field that tells rows apart; pages are ordered by it. */
	key: string;
	/** Asked after each page: true when nothing more is needed, which saves the call that proves the end. */
	enough?: (rowsSoFar: number) => boolean;
}

export interface UnicontaClient {
	/** All rows, page by page. */
	pages(type: string, options: ReadOptions): AsyncGenerator<UnicontaRow[]>;
	/** All rows of a small list. */
	all(type: string, key: string): Promise<UnicontaRow[]>;
	/** Rows whose field equals the value, checked again on this side. One call where the server filters. */
	find(type: string, field: string, value: string | number): Promise<UnicontaRow[]>;
	/** Creates one row; gives back the stored row where the server sends it. */
	insert(type: string, row: UnicontaRow): Promise<UnicontaRow | undefined>;
	/** Creates many rows in one call; gives back the stored rows where the server sends them. */
	insertList(type: string, rows: readonly UnicontaRow[]): Promise<UnicontaRow[]>;
	/** Writes a whole row back, as read and with changes. */
	update(type: string, row: UnicontaRow): Promise<UnicontaRow | undefined>;
	delete(type: string, row: UnicontaRow): Promise<void>;
	/** The companies the user may open; an empty list, or nothing at all, is asked for once more (UC4). */
	companies(): Promise<UnicontaRow[]>;
	/** Any other call on the OData host: path below the base, body as it is. */
	custom(method: HttpMethod, path: string, body?: unknown): Promise<unknown>;
}

const DEFAULT_TIME_BUDGET_MS = 10 * 60_000;
/** A server that pages without saying so and never ends is stopped here. */
const MAX_PAGES = 10_000;

/**
 * The client of the OData host. Every failure is an {@link ApiError}; reads are repeated when that may help, writes
 * only when the server said that it did not act. After a write with `mayHaveHappened` the caller must look before it
 * writes again.
 */
export function createUnicontaClient(options: UnicontaClientOptions): UnicontaClient {
	const { odataUrl, clock } = options;
	const send = createSender({
		system: 'Uniconta',
		request: withAddress(options.request, 'Uniconta', 'OData URL', odataUrl),
		clock,
		retry: { ...DEFAULT_RETRY, deadline: clock.now() + (options.timeBudgetMs ?? DEFAULT_TIME_BUDGET_MS) },
		failureOf: (response, request) => unicontaFailure(response, request, clock.now()),
	});
	const host = new ODataHost(odataUrl, send);
	const pages: UnicontaClient['pages'] = (type, asked) => host.pages(type, asked);

	return {
		pages,
		async all(type, key) {
			const rows: UnicontaRow[] = [];
			for await (const page of pages(type, { key })) rows.push(...page);
			return rows;
		},
		async find(type, field, value) {
			const filter = [{ field, is: 'eq' as const, value }];
			const page = await host.readPage(listUrl(odataUrl, type, { filter }));
			const matches = (row: UnicontaRow): boolean =>
				(field === 'RowId' ? rowIdOf(row) : textOf(row, field)) === String(value);
			if (page.rows.every(matches) && page.nextLink === undefined) return page.rows;
			// A server that does not filter may have cut the list before the row.
			const rows: UnicontaRow[] = [];
			for await (const more of pages(type, { key: field, filter })) rows.push(...more.filter(matches));
			return rows;
		},
		async insert(type, row) {
			return parseStoredRow((await host.write('POST', 'Insert', type, row)).body);
		},
		async insertList(type, rows) {
			return parseStoredRows((await host.write('POST', 'InsertList', type, rows)).body);
		},
		async update(type, row) {
			return parseStoredRow((await host.write('PUT', 'Update', type, row)).body);
		},
		async delete(type, row) {
			await host.write('DELETE', 'Delete', type, row);
		},
		async companies() {
			const url = `${trimSlash(odataUrl)}/api/Entities/CompanyClient`;
			const first = await host.readCompanies(url);
			return first.length > 0 ? first : await host.readCompanies(url);
		},
		async custom(method, path, body) {
			const url = `${trimSlash(odataUrl)}/${path.replace(/^\/+/, '')}`;
			const headers = body === undefined ? JSON_ANSWER : JSON_BODY;
			return (await send({ method, url, headers, body }, method === 'GET' ? 'read' : 'write')).body;
		},
	};
}

// Without Accept the OData host sends XML (UC9).
const JSON_ANSWER = { Accept: 'application/json' };
const JSON_BODY = { ...JSON_ANSWER, 'Content-Type': 'application/json' };

/** Reads and writes of one OData host. */
class ODataHost {
	constructor(
		private readonly base: string,
		private readonly send: Send,
	) {}

	async readPage(url: string): Promise<Page> {
		const response = await this.send({ method: 'GET', url, headers: JSON_ANSWER }, 'read');
		const page = parsePage(response.body);
		if (page === undefined) throw notRows(response, url);
		return page;
	}

	/**
	 * This list is `null` at times. Any other that says nothing is no list: taken as empty, all in it would be made
	 * anew.
	 */
	async readCompanies(url: string): Promise<UnicontaRow[]> {
		const response = await this.send({ method: 'GET', url, headers: JSON_ANSWER }, 'read');
		const page = isNothing(response.body) ? { rows: [] } : parsePage(response.body);
		if (page === undefined) throw notRows(response, url);
		return page.rows;
	}

	async write(method: HttpMethod, verb: WriteVerb, type: string, body: unknown): Promise<HttpResponse> {
		return await this.send({ method, url: writeUrl(this.base, verb, type), headers: JSON_BODY, body }, 'write');
	}

	async *pages(type: string, { filter = [], key, enough }: ReadOptions): AsyncGenerator<UnicontaRow[]> {
		const walk = new PageWalk(this.base, type, { filter, orderBy: key }, key);
		for (let count = 0; count < MAX_PAGES; count++) {
			const page = await this.readPage(walk.url);
			const rows = walk.take(page);
			if (rows.length > 0) {
				yield rows;
				if (enough?.(walk.rowsSoFar)) return;
			}
			if (!walk.turn(page, rows)) return;
		}
	}
}

/** A list read page by page: how this server leads from one page to the next shows on the way. */
class PageWalk {
	url: string;
	rowsSoFar = 0;
	private readonly seen = new Set<string>();
	private lastKey: unknown;
	private byRange = false;
	private byLinks = false;

	constructor(
		private readonly base: string,
		private readonly type: string,
		private readonly query: ListQuery,
		private readonly key: string,
	) {
		this.url = listUrl(base, type, query);
	}

	/** The rows of the page that did not come before. */
	take(page: Page): UnicontaRow[] {
		const rows = page.rows.filter((row) => !this.seen.has(identityOf(row, this.key)));
		for (const row of rows) this.seen.add(identityOf(row, this.key));
		this.rowsSoFar += rows.length;
		const last = rows.at(-1);
		if (last !== undefined) this.lastKey = fieldOf(last, this.key);
		return rows;
	}

	/** Goes on to the next page; false at the end of the list. */
	turn(page: Page, taken: readonly UnicontaRow[]): boolean {
		if (taken.length > 0) {
			// A server that names the next page has none when it names none.
			if (this.byLinks && page.nextLink === undefined) return false;
			this.byLinks = page.nextLink !== undefined;
		} else {
			if (page.rows.length === 0 || this.byRange || page.nextLink !== undefined) return false;
			// The same rows again: a server that ignores $skip (UC10). What lies behind the last key it must
			// still find.
			this.byRange = true;
		}
		const next = this.byRange ? this.behindLastKey() : this.following(page.nextLink);
		if (next === undefined) return false;
		this.url = next;
		return true;
	}

	private behindLastKey(): string | undefined {
		const { base, type, query, key, lastKey } = this;
		if (typeof lastKey !== 'string' && typeof lastKey !== 'number') return undefined;
		const behind = { field: key, is: 'gt' as const, value: lastKey };
		return listUrl(base, type, { ...query, filter: [...(query.filter ?? []), behind] });
	}

	private following(nextLink: unknown): string {
		const { base, type, url } = this;
		return nextLink === undefined
			? listUrl(base, type, { ...this.query, skip: this.rowsSoFar })
			: nextUrl(nextLink, { type, url, base });
	}
}

/** What tells a row apart from the others of its list. */
export function identityOf(row: UnicontaRow, key: string): string {
	// Child rows may show their identity in two parts only (UC13).
	const id = rowIdOf(row) || [textOf(row, 'PrimaryKey1Id'), textOf(row, 'PrimaryKey2Id')].filter(Boolean).join('.');
	const identity = `${id}/${textOf(row, key)}`;
	return identity === '/' ? jsonText(row) : identity;
}

/**
 * A next link may be relative; one that leads elsewhere is not followed, so that the password stays where it belongs.
 * One that is none is no end of the list either.
 */
function nextUrl(link: unknown, { type, url, base }: { type: string; url: string; base: string }): string {
	if (typeof link !== 'string' || link.trim() === '' || !URL.canParse(link, url)) throw noLink(type, link);
	const next = new URL(link, url);
	const own = new URL(base);
	if (next.hostname === own.hostname && (next.port === own.port || next.port === '')) {
		// A server behind a proxy names itself by http: the password stays on the way the credential gives.
		next.protocol = own.protocol;
		next.port = own.port;
		if (isBelow(next, base)) return next.toString();
		throw elsewhere(
			`Uniconta's answer names a next page of ${type} at ${bodyText(next.pathname, 100)}, which is not below the OData URL`,
		);
	}
	throw elsewhere(`Uniconta's answer names a next page on another host (${next.host})`);
}

function elsewhere(message: string): ApiError {
	return new ApiError(message, {
		system: 'Uniconta',
		kind: 'unexpected',
		fix: 'Check the OData URL in the Uniconta credential: it must be the address that Uniconta itself uses.',
	});
}

function noLink(type: string, link: unknown): ApiError {
	return new ApiError(
		`Uniconta's answer names a next page of ${type} that is no address (${bodyText(link, 100) || 'it is empty'})`,
		{
			system: 'Uniconta',
			kind: 'unexpected',
			fix: 'It is tried again by itself. If it stays, ask the people who run the server or proxy behind the OData URL: the list cannot be read to its end.',
		},
	);
}

/** `null`, also as the text that is left of it where nobody took it for JSON, or as the value of an object. */
function isNothing(body: unknown): boolean {
	if (typeof body === 'object' && body !== null && 'value' in body) return body.value === null;
	return body === null || body === undefined || (typeof body === 'string' && ['', 'null'].includes(body.trim()));
}

function notRows(response: HttpResponse, url: string): ApiError {
	return new ApiError(
		`Uniconta's answer to ${new URL(url).pathname} is not a list of records (${isNothing(response.body) ? 'it is empty' : bodyText(response.body, 120)})`,
		{
			system: 'Uniconta',
			kind: 'unexpected',
			status: response.status,
			fix: 'Check the OData URL in the Uniconta credential; a proxy or a login page in between answers like this.',
		},
	);
}
