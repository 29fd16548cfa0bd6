import { ApiError } from '../http/errors';
import { instantOf, isoDateTime } from './dates';
import { FILTERS, SORT_NEWEST_FIRST } from './fields';
import { pages } from './paging';
import { changedAt, ifUnderstood, type CustomerRow, type CustomerRows } from './customerRows';

/** Clocks, zones and an inclusive or exclusive bound are not documented (reference 8.5): nothing this close is dropped. */
const MARGIN_MS = 15 * 60_000;
/** Fewer rows than this may stand in the right order by chance. */
const CONVINCING = 10;

/**
 * The oldest change that still counts for `changedSince`, in milliseconds.
 * @throws ApiError of kind `refused` when it is no date
 */
export function oldestChange(changedSince: string): number {
	return instantFrom(changedSince) - MARGIN_MS;
}

/**
 * Customers changed since then, each once. By the server's filter; where that has no effect (old rows come on the first
 * page, or it is refused) by asking for the newest first and stopping at the first old page; where that has none either, by
 * reading everything. Rows older than asked for may be among them.
 */
export async function* customersChanged(
	rows: CustomerRows,
	changedSince: string,
	pageSize?: number,
): AsyncGenerator<CustomerRow, void, void> {
	const seen = new Set<string>();
	for (const way of [byFilter, newestFirst]) {
		let hadEffect = true;
		for await (const row of way(rows, changedSince, pageSize)) {
			if (row === 'noEffect') hadEffect = false;
			else if (!seen.has(row.id)) {
				seen.add(row.id);
				yield row;
			}
		}
		if (hadEffect) return;
	}
	for await (const row of rows.everything()) if (!seen.has(row.id)) yield row;
}

async function* byFilter(
	rows: CustomerRows,
	changedSince: string,
	pageSize?: number,
): AsyncGenerator<CustomerRow | 'noEffect', void, void> {
	const from = new Date(instantFrom(changedSince)).toISOString();
	const request = rows.request({ [FILTERS.changedFrom]: from }, pageSize);
	const first = await ifUnderstood(rows.getPage(request, 0));
	if (first === undefined || first.rows.some((row) => changedAt(row) < oldestChange(changedSince))) {
		yield 'noEffect';
		return;
	}
	const known: typeof rows.getPage = async (asked, page) => (page === 0 ? first : await rows.getPage(asked, page));
	for await (const page of pages(known, request)) yield* await rows.read(page, request);
}

async function* newestFirst(
	rows: CustomerRows,
	changedSince: string,
): AsyncGenerator<CustomerRow | 'noEffect', void, void> {
	const oldest = oldestChange(changedSince);
	const request = { ...rows.request({}, rows.source.maxPageSize), sort: SORT_NEWEST_FIRST };
	let previous = Number.POSITIVE_INFINITY;
	for (let index = 0; ; index++) {
		const page = await ifUnderstood(rows.getPage(request, index));
		const times = page?.rows.map(changedAt) ?? [];
		const isLast = page === undefined || page.rows.length === 0 || index + 1 >= (page.totalPages ?? Infinity);
		if (page === undefined || !isDescending([previous, ...times]) || (!isLast && times.length < CONVINCING)) {
			yield 'noEffect';
			return;
		}
		yield* await rows.read(page, request);
		previous = times.at(-1) ?? previous;
		if (isLast || previous < oldest) return;
	}
}

/** An unknown time (infinitely late) anywhere but at the start means that nothing can be said about the order. */
function isDescending(times: readonly number[]): boolean {
	return times.every((time, at) => at === 0 || (Number.isFinite(time) && time <= (times[at - 1] ?? time)));
}

function instantFrom(changedSince: string): number {
	const instant = instantOf(isoDateTime(changedSince));
	if (instant !== undefined) return instant;
	throw new ApiError(`Changed Since '${changedSince}' is not a date and time`, {
		system: 'Moment',
		kind: 'refused',
		fix: 'Give it as 2026-02-01T08:00:00Z, or let an expression do it: {{ $now.minus({ hours: 1 }).toISO() }}',
	});
}
