import { entitiesById } from './entitiesById';
import { entitiesChanged, oldestChange } from './entitiesChanged';
import { changedAt, keyAt, type EntityRow } from './entity';
import type { EntityRows, RawPage } from './entityRows';
import { FILTERS } from './fields';
import { firstOf, isRecord, type JsonRecord } from './reading';
import { ifUnderstood } from './refusals';

/** Which records; all that is given must hold. Nothing given: all of them. */
export interface EntityQuery {
	/** ISO date-time or epoch milliseconds. Records changed up to 15 minutes earlier may come too, never fewer. */
	changedSince?: string;
	ids?: readonly string[];
	numbers?: readonly string[];
	/** Every record with one of the numbers, where two may share it; else reading ends when each number is found. */
	twins?: boolean;
	/** What else must hold; looked at before anything more is fetched for a row. */
	where?: (row: JsonRecord) => boolean;
	pageSize?: number;
}

/** Up to so many numbers are looked for one by one. */
const FEW = 5;

/**
 * Every record that fits, each once, in the fewest calls whatever filters the server honours. What the server was asked
 * is checked again here: filters may be ignored without a word (MO7).
 */
export async function* findEntities<T extends object>(
	rows: EntityRows<T>,
	query: EntityQuery,
): AsyncGenerator<EntityRow<T>, void, void> {
	const fits = filterFor(rows, query);
	const { ids = [] } = query;
	if (ids.length > 0) {
		const lookups = await entitiesById(rows, ids);
		for (const lookup of lookups.values()) if (!('missing' in lookup) && fits(lookup.raw, lookup.id)) yield lookup;
		return;
	}
	for await (const { page, request } of candidates(rows, query)) {
		const fitting = page.rows.filter((row) => fits(row, rows.idOf(row)));
		yield* await rows.read({ page: { ...page, rows: fitting }, request });
	}
}

function candidates(rows: EntityRows<object>, query: EntityQuery): AsyncGenerator<RawPage, void, void> {
	const { numbers = [], twins = false, changedSince = '', pageSize } = query;
	if (numbers.length > 0) return byNumbers(rows, numbers, twins);
	if (changedSince !== '') return entitiesChanged(rows, changedSince, pageSize);
	return rows.list({}, pageSize);
}

/**
 * Few: by free text, which finds them if it looks at numbers. The rest, or many: one pass over all, until none is open.
 */
async function* byNumbers(
	rows: EntityRows<object>,
	numbers: readonly string[],
	twins: boolean,
): AsyncGenerator<RawPage, void, void> {
	const { fields } = rows.entity;
	const open = new Set(numbers);
	for (const number of open.size <= FEW ? [...open] : []) {
		const request = rows.request({ [FILTERS.freeText]: number });
		const page = await ifUnderstood(rows.getPage(request, 0));
		const fitting = page?.rows.filter((row) => keyAt(row, fields.number) === number) ?? [];
		// Another may be on a later page, of what was found or, where the text is ignored, of everything.
		if (page === undefined || fitting.length === 0 || (twins && page.totalPages !== 1)) continue;
		open.delete(number);
		yield { page: { ...page, rows: fitting }, request };
	}
	if (open.size === 0) return;
	for await (const { page, request } of rows.everything()) {
		yield { page: { ...page, rows: page.rows.filter((row) => mayBe(row, fields.number, open)) }, request };
		if (!twins) for (const row of page.rows) open.delete(keyAt(row, fields.number));
		if (open.size === 0) return;
	}
}

/** A number that cannot be read may be any: whoever asked has to hear of that record. */
function mayBe(row: JsonRecord, names: readonly string[], wanted: ReadonlySet<string>): boolean {
	return wanted.has(keyAt(row, names)) || isRecord(firstOf(row, names));
}

function filterFor(
	{ entity }: EntityRows<object>,
	{ changedSince = '', ids = [], numbers = [], where = () => true }: EntityQuery,
): (row: JsonRecord, id: string) => boolean {
	const oldest = changedSince === '' ? Number.NEGATIVE_INFINITY : oldestChange(changedSince);
	const wantedIds = new Set(ids);
	const wantedNumbers = new Set(numbers);
	return (row, id) =>
		(wantedIds.size === 0 || wantedIds.has(id)) &&
		(wantedNumbers.size === 0 || mayBe(row, entity.fields.number, wantedNumbers)) &&
		changedAt(row, entity) >= oldest &&
		where(row);
}
