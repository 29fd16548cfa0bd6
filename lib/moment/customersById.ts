import { ApiError } from '../http/errors';
import { FILTERS } from './fields';
import { pages } from './paging';
import { idOf, ifUnderstood, type CustomerRow, type CustomerRows } from './customerRows';

/** What became of asking for one id. */
export type CustomerLookup = CustomerRow | { id: string; missing: true };

/** Up to so many are fetched one by one; each is one certain call. */
const FEW = 5;
/** So many ids go into one address: about 1,500 characters. */
const IDS_PER_CALL = 100;
/** How many customers a company is taken to have where the answers do not say: decides between single calls and one pass. */
const ASSUMED_TOTAL = 10_000;

/**
 * One answer for each id; a customer that is gone is `missing`, not an exception. Few ids are asked for singly, many in
 * lists; where the list filter has no effect, whatever is cheaper: single calls or one pass over everything.
 */
export async function customersById(rows: CustomerRows, ids: readonly string[]): Promise<Map<string, CustomerLookup>> {
	const found = new Map<string, CustomerLookup>();
	const open = new Set<string>();
	for (const id of ids) {
		if (/^\d+$/.test(id)) open.add(id);
		else found.set(id, { id, raw: {}, unreadable: notAnId(id) });
	}
	const take = (row: CustomerRow): void => {
		if (open.delete(row.id)) found.set(row.id, row);
	};

	if (open.size > FEW) {
		const counted = await takeByFilter(rows, open, take);
		if (open.size > Math.max(FEW, counted / rows.source.maxPageSize)) {
			for await (const row of rows.everything()) {
				take(row);
				if (open.size === 0) break;
			}
		}
	}
	// A list that lacks a customer proves nothing (a filter may be read in another way): only its own 404 does.
	for (const id of open) found.set(id, (await rows.one(id)) ?? { id, missing: true });
	return found;
}

/** Asks in chunks, until it is plain that the filter does not work. Gives back how many customers there are, if that was seen. */
async function takeByFilter(rows: CustomerRows, open: Set<string>, take: (row: CustomerRow) => void): Promise<number> {
	const ids = [...open];
	for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
		const chunk = new Set(ids.slice(start, start + IDS_PER_CALL));
		const answer = await takeChunk(rows, chunk, take);
		const missing = [...chunk].filter((id) => open.has(id)).length;
		if (answer.ignored) return answer.total;
		// Less than half came: the server reads the list of ids in another way than we write it.
		if (missing > chunk.size / 2) return ASSUMED_TOTAL;
	}
	// It works: what is still open is gone, and will be asked for singly to be sure.
	return Number.POSITIVE_INFINITY;
}

async function takeChunk(
	rows: CustomerRows,
	chunk: Set<string>,
	take: (row: CustomerRow) => void,
): Promise<{ ignored: boolean; total: number }> {
	const request = rows.request({ [FILTERS.ids]: [...chunk] }, Math.max(rows.source.pageSize, chunk.size));
	const first = await ifUnderstood(rows.getPage(request, 0));
	if (first === undefined) return { ignored: true, total: ASSUMED_TOTAL };
	const known: typeof rows.getPage = async (asked, page) => (page === 0 ? first : await rows.getPage(asked, page));
	for await (const page of pages(known, request)) {
		const wanted = page.rows.filter((row) => chunk.has(idOf(row)));
		for (const row of await rows.read({ ...page, rows: wanted }, request)) take(row);
		if (wanted.length < page.rows.length) return { ignored: true, total: page.totalElements ?? ASSUMED_TOTAL };
	}
	return { ignored: false, total: 0 };
}

function notAnId(id: string): ApiError {
	return new ApiError(`'${id}' is not the id of a Moment customer`, {
		system: 'Moment',
		kind: 'refused',
		fix: "Moment's ids are whole numbers. The number that people see is the customer number: use Get Many with Numbers for it.",
	});
}
