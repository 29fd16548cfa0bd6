import { ApiError } from '../../http/errors';
import { isId } from '../../core/keys';
import type { EntityLookup, EntityRow } from './entity';
import type { EntityRows } from './entityRows';
import { FILTERS } from './fields';
import { pages } from './paging';
import { unless } from './refusals';

/** Up to so many are fetched one by one; each is one certain call. */
export const FEW = 5;
/** So many ids go into one address: about 1,500 characters. */
const IDS_PER_CALL = 100;
/**
 * How many records a company is taken to have where the answers do not say: decides between single calls and one pass.
 */
const ASSUMED_TOTAL = 10_000;
/** So much is shown of what is no id. */
const SHOWN = 40;

/**
 * One answer for each id; a record that is gone is `missing`, not an exception. Few ids are asked for singly, many in
 * lists; where the list filter has no effect, whatever is cheaper: single calls or one pass over everything.
 */
export async function entitiesById<T extends object>(
	rows: EntityRows<T>,
	ids: readonly string[],
): Promise<Map<string, EntityLookup<T>>> {
	const found = new Map<string, EntityLookup<T>>();
	const open = new Set<string>();
	for (const id of ids) {
		if (isId(id)) open.add(id);
		else found.set(id, { id, raw: {}, unreadable: notAnId(id, rows.entity.word) });
	}
	const take = (row: EntityRow<T>): void => {
		if (open.delete(row.id)) found.set(row.id, row);
	};

	if (open.size > FEW) {
		const counted = await takeByFilter(rows, open, take);
		if (open.size > Math.max(FEW, counted / rows.source.maxPageSize)) await takeFromAll(rows, open, take);
	}
	// A list that lacks a record proves nothing (a filter may be read in another way): only its own 404 does.
	for (const id of open) {
		const one = await unlessItsOwn(rows, rows.one(id));
		found.set(id, one instanceof ApiError ? { id, raw: {}, unreadable: one } : (one ?? { id, missing: true }));
	}
	return found;
}

/** One pass over everything, until none is open. */
async function takeFromAll<T extends object>(
	rows: EntityRows<T>,
	open: ReadonlySet<string>,
	take: (row: EntityRow<T>) => void,
): Promise<void> {
	for await (const { page, request } of rows.everything()) {
		const wanted = page.rows.filter((row) => open.has(rows.idOf(row)));
		for (const row of await rows.read({ page: { ...page, rows: wanted }, request })) take(row);
		if (open.size === 0) return;
	}
}

/**
 * What came; or why this question failed, where the question is to blame: Moment refuses it, or stumbles over it, and
 * answers others.
 */
async function unlessItsOwn<T>(rows: EntityRows<object>, asked: Promise<T>): Promise<T | ApiError> {
	return await asked.catch(async (caught: unknown) => {
		if (!(caught instanceof ApiError) || !(caught.kind === 'refused' || (caught.status ?? 0) >= 500)) throw caught;
		await rows.getPage(rows.request({}, 1), 0).catch(() => {
			throw caught;
		});
		return caught;
	});
}

/**
 * Asks in chunks, until it is plain that the filter does not work. Gives back how many records there are, if that was
 * seen.
 */
async function takeByFilter<T extends object>(
	rows: EntityRows<T>,
	open: Set<string>,
	take: (row: EntityRow<T>) => void,
): Promise<number> {
	const ids = [...open];
	for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
		const chunk = new Set(ids.slice(start, start + IDS_PER_CALL));
		const answer = await takeChunk(rows, chunk, take);
		const missing = [...chunk].filter((id) => open.has(id)).length;
		// Less than half came: the server reads the list of ids in another way than we write it.
		rows.idsFilterHasNoEffect = answer.ignored || missing > chunk.size / 2;
		if (rows.idsFilterHasNoEffect) return answer.ignored ? answer.total : ASSUMED_TOTAL;
	}
	// It works: what is still open is gone, and will be asked for singly to be sure.
	return Number.POSITIVE_INFINITY;
}

async function takeChunk<T extends object>(
	rows: EntityRows<T>,
	chunk: Set<string>,
	take: (row: EntityRow<T>) => void,
): Promise<{ ignored: boolean; total: number }> {
	const request = rows.request({ [FILTERS.ids]: [...chunk] }, Math.max(rows.source.pageSize, chunk.size));
	const first = await unlessItsOwn(rows, unless(['notFound'], rows.getPage(request, 0)));
	if (first === undefined || first instanceof ApiError) return { ignored: true, total: ASSUMED_TOTAL };
	const known: typeof rows.getPage = async (asked, page) => (page === 0 ? first : await rows.getPage(asked, page));
	for await (const page of pages(known, request)) {
		const wanted = page.rows.filter((row) => chunk.has(rows.idOf(row)));
		for (const row of await rows.read({ page: { ...page, rows: wanted }, request })) take(row);
		if (wanted.length < page.rows.length) return { ignored: true, total: page.totalElements ?? ASSUMED_TOTAL };
	}
	return { ignored: false, total: 0 };
}

function notAnId(id: string, word: string): ApiError {
	return new ApiError(`'${id.length > SHOWN ? `${id.slice(0, SHOWN)}…` : id}' is not the id of a Moment ${word}`, {
		system: 'Moment',
		kind: 'refused',
		fix: `Moment's ids are whole numbers up to 9223372036854775807. The number that people see is the ${word} number: use Get Many with Numbers for it.`,
	});
}
