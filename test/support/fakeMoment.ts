import type { HttpPort, HttpRequest, HttpResponse } from '../../lib/http/port';
import { createMomentClient, type MomentClient, type MomentClientOptions } from '../../lib/moment/client';
import { fakeClock, type FakeClock } from './fakeClock';

type Row = Record<string, unknown>;

export interface FakeMomentOptions {
	lists?: Record<string, Row[]>;
	/** Query parameters with an effect; all others are ignored without a word (MO7). */
	honours?: readonly ('ids' | 'lastModifiedDateFrom' | 'query' | 'sortById' | 'sortByDate' | 'page')[];
	/** Query parameters answered with 400. */
	refuses?: readonly string[];
	maxPageSize?: number;
	/** Answers before anything else where it gives one. */
	intercept?: (request: HttpRequest, call: number) => HttpResponse | undefined | Promise<never>;
}

export interface FakeMoment {
	lists: Record<string, Row[]>;
	/** Path and query of every call, below the company. */
	calls: string[];
	requests: HttpRequest[];
	clock: FakeClock;
	client(options?: Partial<MomentClientOptions>): MomentClient;
}

const ALL = ['ids', 'lastModifiedDateFrom', 'query', 'sortById', 'sortByDate', 'page'] as const;

/** A Moment in memory, behind the port: lists with paging, and filters that work or do not. */
export function fakeMoment({
	lists = {},
	honours = ALL,
	refuses = [],
	maxPageSize = 500,
	intercept,
}: FakeMomentOptions = {}): FakeMoment {
	const calls: string[] = [];
	const requests: HttpRequest[] = [];
	const clock = fakeClock();
	const works = (name: (typeof ALL)[number]): boolean => honours.includes(name);

	const list = (rows: Row[], query: URLSearchParams): HttpResponse => {
		let left = [...rows];
		if (query.has('ids') && works('ids')) left = left.filter(({ id }) => query.getAll('ids').includes(String(id)));
		const from = query.get('lastModifiedDateFrom');
		if (from !== null && works('lastModifiedDateFrom')) {
			left = left.filter(({ lastModifiedDate }) => Date.parse(String(lastModifiedDate)) >= Date.parse(from));
		}
		const text = query.get('query');
		if (text !== null && works('query')) left = left.filter((row) => JSON.stringify(row).includes(text));
		const sort = query.get('sort');
		if (sort === 'id,asc' && works('sortById')) left.sort((a, b) => Number(a.id) - Number(b.id));
		if (sort === 'lastModifiedDate,desc' && works('sortByDate')) {
			left.sort((a, b) => Date.parse(String(b.lastModifiedDate)) - Date.parse(String(a.lastModifiedDate)));
		}
		const size = Math.min(maxPageSize, Number(query.get('size') ?? 20));
		const number = works('page') ? Number(query.get('page') ?? 0) : 0;
		return answer(200, {
			content: left.slice(number * size, (number + 1) * size),
			page: { number, size, totalElements: left.length, totalPages: Math.ceil(left.length / size) },
		});
	};

	const port: HttpPort = async (request) => {
		const url = new URL(request.url);
		const path = url.pathname.replace(/^\/api\/1\.0\/companies\/[^/]+\//, '');
		calls.push(`${path}${decodeURIComponent(url.search)}`);
		requests.push(request);
		const own = await intercept?.(request, calls.length);
		if (own !== undefined) return own;
		const refused = refuses.find((name) => url.searchParams.has(name));
		if (refused !== undefined) return answer(400, { message: `Unknown parameter "${refused}"` });
		const [resource = '', id, ...rest] = path.split('/');
		const rows = lists[resource];
		if (rows === undefined) return answer(404, { message: `No resource ${resource}` });
		if (id === undefined || id === 'include') return list(rows, url.searchParams);
		const row = rows.find((candidate) => String(candidate.id) === id);
		return row === undefined || rest.length > 2
			? answer(404, { message: `No ${resource} with id ${id}` })
			: answer(200, row);
	};

	return {
		lists,
		calls,
		requests,
		clock,
		client: (options = {}) =>
			createMomentClient({
				baseUrl: 'https://moment.test',
				companyCode: 'acme',
				request: port,
				clock,
				...options,
			}),
	};
}

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
	return { status, headers, body };
}

const TAG = { id: 5, name: 'Privat', code: 'PRIV', tagGroupId: 9, tagGroupName: 'Kundegruppe' };

/** `count` customers with ids from 1, numbers from C1, each changed a minute after the one before, from 2026-01-01. */
export function customersOf(count: number, extra: Row = { tags: [TAG] }): Row[] {
	return Array.from({ length: count }, (_, index) => ({
		id: index + 1,
		customerNumber: `C${index + 1}`,
		name: `Kunde ${index + 1}`,
		lastModifiedDate: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
		...extra,
	}));
}

export async function collect<T>(generator: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const one of generator) all.push(one);
	return all;
}
