import { ApiError } from '../../http/errors';
import { instantOf, isoDateTime } from './dates';
import { changedAt } from './entity';
import type { EntityRows, RawPage } from './entityRows';
import { FILTERS, SORT_NEWEST_FIRST } from './fields';
import { pages } from './paging';
import { ifUnderstood } from './refusals';

/**
 * Clocks, zones and an inclusive or exclusive bound are not documented (MO9): nothing this close is dropped.
 */
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

type ChangedRows = EntityRows<object>;

/**
 * Rows changed since then, each once. By the server's filter; where that has no effect (old rows come on the first
 * page, or it is refused) by asking for the newest first and stopping at the first old page; where that has none
 * either, by reading everything. Rows older than asked for may be among them.
 */
export async function* entitiesChanged(
	rows: ChangedRows,
	changedSince: string,
	pageSize?: number,
): AsyncGenerator<RawPage, void, void> {
	const seen = new Set<string>();
	const fresh = ({ page, request }: RawPage): RawPage => {
		const unseen = page.rows.filter((row) => !seen.has(rows.idOf(row)));
		for (const row of unseen) seen.add(rows.idOf(row));
		return { page: { ...page, rows: unseen }, request };
	};
	for (const way of [byFilter, newestFirst]) {
		let hadEffect = true;
		for await (const found of way(rows, changedSince, pageSize)) {
			if (found === 'noEffect') hadEffect = false;
			else yield fresh(found);
		}
		if (hadEffect) return;
	}
	for await (const found of rows.everything()) yield fresh(found);
}

async function* byFilter(
	rows: ChangedRows,
	changedSince: string,
	pageSize?: number,
): AsyncGenerator<RawPage | 'noEffect', void, void> {
	const from = new Date(instantFrom(changedSince)).toISOString();
	const request = rows.request({ [FILTERS.changedFrom]: from }, pageSize);
	const first = await ifUnderstood(rows.getPage(request, 0));
	if (first === undefined || first.rows.some((row) => changedAt(row, rows.entity) < oldestChange(changedSince))) {
		yield 'noEffect';
		return;
	}
	const known: typeof rows.getPage = async (asked, page) => (page === 0 ? first : await rows.getPage(asked, page));
	for await (const page of pages(known, request)) yield { page, request };
}

async function* newestFirst(rows: ChangedRows, changedSince: string): AsyncGenerator<RawPage | 'noEffect', void, void> {
	const oldest = oldestChange(changedSince);
	const request = { ...rows.request({}, rows.source.maxPageSize), sort: SORT_NEWEST_FIRST };
	let previous = Number.POSITIVE_INFINITY;
	for (let index = 0; ; index++) {
		const page = await ifUnderstood(rows.getPage(request, index));
		const times = page?.rows.map((row) => changedAt(row, rows.entity)) ?? [];
		const isLast = page === undefined || page.rows.length === 0 || index + 1 >= (page.totalPages ?? Infinity);
		if (page === undefined || !isDescending([previous, ...times]) || (!isLast && times.length < CONVINCING)) {
			yield 'noEffect';
			return;
		}
		yield { page, request };
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
