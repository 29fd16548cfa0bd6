import type { Filters, MomentEntity, MomentValue } from './entities';
import { Problem } from './problem';
import type { MomentSettings } from './settings';
import type { StoredRow } from './store';

type Keep = (row: StoredRow) => boolean;

/** Not filters: paging, order, and the word that never had an effect (MO6). */
const NOT_FILTERS: ReadonlySet<string> = new Set(['page', 'size', 'sort', 'noLimit']);

/** Those that every list has (MO7). */
const filters: Readonly<
	Record<string, (values: readonly string[], entity: MomentEntity, settings: MomentSettings) => Keep>
> = {
	id: (values) => oneOf(values),
	ids: (values) => oneOf(values.flatMap((value) => value.split(','))),
	query:
		([text = ''], entity) =>
		(row) =>
			entity.searched.some((name) =>
				String(row.values[name] ?? '')
					.toLowerCase()
					.includes(text.toLowerCase()),
			),
	createdDateFrom: ([text], _entity, settings) => from('createdDateFrom', text, settings, (row) => row.createdAt),
	createdDateTo: ([text]) => to('createdDateTo', text, (row) => row.createdAt),
	lastModifiedDateFrom: ([text], _entity, settings) =>
		from('lastModifiedDateFrom', text, settings, (row) => row.changedAt),
	lastModifiedDateTo: ([text]) => to('lastModifiedDateTo', text, (row) => row.changedAt),
};

export interface Page {
	rows: StoredRow[];
	page: { number: number; size: number; totalElements: number; totalPages: number };
}

/** Filters, orders and cuts one page out of all rows, as the query asks. */
export function listPage(
	rows: readonly StoredRow[],
	entity: MomentEntity,
	query: URLSearchParams,
	settings: MomentSettings,
): Page {
	let left = [...rows];
	for (const name of new Set(query.keys())) {
		if (NOT_FILTERS.has(name)) continue;
		const filter = Object.hasOwn(filters, name) ? filters[name] : fieldFilter(name, entity, settings);
		if (!filter && settings.unknownFilters === 'refused') throw unknownParameter(name);
		// Filters may be ignored without an error (MO7).
		if (!filter || settings.ignoredFilters.includes(name)) continue;
		left = left.filter(filter(query.getAll(name), entity, settings));
	}
	order(left, entity, query.getAll('sort'), settings);
	const number = whole(query.get('page') ?? '0', 'page', 0);
	const size = Math.min(
		whole(query.get('size') ?? String(settings.defaultPageSize), 'size', 1),
		settings.maxPageSize,
	);
	// Zero-based (MO6).
	return {
		rows: left.slice(number * size, (number + 1) * size),
		page: { number, size, totalElements: left.length, totalPages: Math.ceil(left.length / size) },
	};
}

/** A filter that only this resource has (MO7). */
function fieldFilter(
	name: string,
	entity: MomentEntity,
	settings: MomentSettings,
): ((values: readonly string[]) => Keep) | undefined {
	const known: Filters = typeof entity.filters === 'function' ? entity.filters(settings) : (entity.filters ?? {});
	const field = Object.hasOwn(known, name) ? known[name] : undefined;
	if (field === undefined) return undefined;
	if (field === null) return () => () => true;
	if (typeof field !== 'string') throw unknownParameter(name);
	return (values) => {
		if (entity.fields[field]?.type === 'reference') for (const value of values) whole(value, name, 0);
		return (row) => values.includes(String(row.values[field] ?? ''));
	};
}

const unknownParameter = (name: string): Problem => new Problem(400, `Unknown parameter "${name}"`);

function oneOf(values: readonly string[]): Keep {
	const ids = new Set(values.map((value) => whole(value, 'id', 0)));
	return (row) => ids.has(row.values.id);
}

function from(
	name: string,
	text: string | undefined,
	settings: MomentSettings,
	time: (row: StoredRow) => number,
): Keep {
	const limit = instant(name, text);
	return settings.dateFromBound === 'inclusive' ? (row) => time(row) >= limit : (row) => time(row) > limit;
}

function to(name: string, text: string | undefined, time: (row: StoredRow) => number): Keep {
	const limit = instant(name, text);
	return (row) => time(row) <= limit;
}

/** ISO date-time with `Z` (MO7); anything else is refused. */
function instant(name: string, text = ''): number {
	const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(time)) throw new Problem(400, `"${name}" is no date-time: ${text}`);
	return time;
}

function whole(text: string, name: string, least: number): number {
	const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= least)) throw new Problem(400, `"${name}" must be a whole number of at least ${least}: ${text}`);
	return value;
}

function order(rows: StoredRow[], entity: MomentEntity, sorts: readonly string[], settings: MomentSettings): void {
	const sort = sorts[0];
	if (sort === undefined) {
		rows.sort(settings.listOrder === 'id' ? byId : (a, b) => scatter(a) - scatter(b) || byId(a, b));
		return;
	}
	const [field = '', direction = 'asc'] = sort.split(',');
	const value = sortValue(field, entity);
	if (!value || sorts.length > 1 || !['asc', 'desc'].includes(direction))
		throw new Problem(400, `Cannot sort by "${sorts.join('&')}"`);
	const sign = direction === 'asc' ? 1 : -1;
	rows.sort((a, b) => sign * compare(value(a), value(b)) || byId(a, b));
}

function sortValue(field: string, entity: MomentEntity): ((row: StoredRow) => MomentValue) | undefined {
	if (field === 'createdDate') return (row) => row.createdAt;
	if (field === 'lastModifiedDate') return (row) => row.changedAt;
	if (field !== 'id' && !Object.hasOwn(entity.fields, field)) return undefined;
	return (row) => row.values[field] ?? null;
}

const byId = (a: StoredRow, b: StoredRow): number => a.values.id - b.values.id;

/** An order without meaning that changes with the record: rows move between pages (MO6). */
const scatter = ({ values, version }: StoredRow): number => Math.imul(values.id + version * 7919, 2_654_435_761) >>> 0;

function compare(a: MomentValue, b: MomentValue): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	const [left, right] = [String(a ?? ''), String(b ?? '')];
	return left < right ? -1 : left > right ? 1 : 0;
}
