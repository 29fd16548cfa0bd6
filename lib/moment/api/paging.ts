import { ApiError } from '../../http/errors';
import { SORT_BY_ID } from './fields';
import type { QueryValue } from './address';
import { isRecord, type JsonRecord } from './reading';

/** One page of a list as Moment gives it. */
export interface Page {
	rows: JsonRecord[];
	/** Zero-based, as the server says; undefined where it does not. */
	number: number | undefined;
	/** As the server counts them, filters included; undefined where it does not say. */
	totalElements: number | undefined;
	totalPages: number | undefined;
}

export interface ListRequest {
	path: readonly string[];
	include?: string;
	query?: Record<string, QueryValue>;
	pageSize: number;
	sort?: string;
}

export type GetPage = (request: ListRequest, page: number) => Promise<Page>;

/**
 * Reads a list page by page, each row once. Pages are counted from 0 (MO6). The order is asked for, but not
 * relied on: rows may move between pages while they are read (MO6). So a pass that found fewer rows than Moment
 * counts, or during which the count changed, is made once more.
 */
export async function* pages(getPage: GetPage, request: ListRequest): AsyncGenerator<Page, void, void> {
	const seen = new Set<string>();
	const { counts } = yield* onePass(getPage, request, seen, 'first');
	if (counts.size > 1 || seen.size < Math.max(...counts)) yield* onePass(getPage, request, seen, 'second');
}

async function* onePass(
	getPage: GetPage,
	request: ListRequest,
	seen: Set<string>,
	pass: 'first' | 'second',
): AsyncGenerator<Page, { counts: Set<number> }, void> {
	const counts = new Set<number>();
	for (let index = 0; ; index++) {
		const page = await getPage(request, index);
		if (page.totalElements !== undefined) counts.add(page.totalElements);
		const fresh = page.rows.filter((row) => isNew(row, seen));
		if (fresh.length > 0) yield { ...page, rows: fresh };
		else if (pass === 'first' && index > 0 && page.rows.length > 0 && page.number !== index)
			throw samePageAgain(request);
		if (isLast(page, index, request.pageSize)) return { counts };
	}
}

/** Rows without an id cannot be told apart, and are all taken. */
function isNew(row: JsonRecord, seen: Set<string>): boolean {
	const { id } = row;
	if (typeof id !== 'string' && typeof id !== 'number') return true;
	const key = String(id);
	if (seen.has(key)) return false;
	seen.add(key);
	return true;
}

function isLast(page: Page, index: number, pageSize: number): boolean {
	if (page.rows.length === 0) return true;
	return page.totalPages === undefined ? page.rows.length < pageSize : index + 1 >= page.totalPages;
}

/** The query of one page. */
export function pageQuery(
	{ query, pageSize, sort = SORT_BY_ID }: ListRequest,
	page: number,
): Record<string, QueryValue> {
	return { ...query, page, size: pageSize, sort };
}

/**
 * Reads the envelope `{ content, page }` (MO6); a bare list counts as the only page.
 * @throws ApiError of kind `unexpected` when it is neither
 */
export function readPage(body: unknown, what: string): Page {
	if (Array.isArray(body)) return { rows: rowsOf(body, what), number: 0, totalElements: body.length, totalPages: 1 };
	if (!isRecord(body) || !Array.isArray(body.content)) throw notAList(what);
	const envelope = isRecord(body.page) ? body.page : body;
	return {
		rows: rowsOf(body.content, what),
		number: count(envelope.number),
		totalElements: count(envelope.totalElements),
		totalPages: count(envelope.totalPages),
	};
}

function rowsOf(list: unknown[], what: string): JsonRecord[] {
	return list.map((row) => {
		if (!isRecord(row)) throw notAList(what);
		return row;
	});
}

function count(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function notAList(what: string): ApiError {
	return new ApiError(`Moment's answer for ${what} is not a list of records`, {
		system: 'Moment',
		kind: 'unexpected',
		fix: 'Check the base URL in the Moment credential: it may lead to a web page instead of the API.',
	});
}

function samePageAgain({ path }: ListRequest): ApiError {
	return new ApiError(`Moment gives the same page of ${path.join('/')} again and again`, {
		system: 'Moment',
		kind: 'unexpected',
		fix: 'Please report it: without pages the list cannot be read to its end.',
	});
}
