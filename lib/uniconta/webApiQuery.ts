import { ApiError, asApiError } from '../http/errors';
import { identityOf } from './client';
import { textOf, type UnicontaRow } from './rows';

/** One object of a query's body (reference 3.3); an empty one selects everything. */
export interface QueryFilter {
	PropertyName?: string;
	FilterValue?: string;
	Skip?: number;
	Take?: number;
	OrderBy?: string;
	OrderByDescending?: boolean;
}

export interface Queries {
	/** Every row of the type. */
	all(type: string, key: string): Promise<UnicontaRow[]>;
	/** What the server finds for the value; the caller compares again. */
	matching(type: string, field: string, value: string, matches: (row: UnicontaRow) => boolean): Promise<UnicontaRow[]>;
}

/** A server that pages without end is stopped here. */
const MAX_PAGES = 10_000;

/**
 * `Take` 0 gives everything (reference 3.3), but a limit on the server's side is not ruled out, and it would cut a list without
 * a word. So a list counts as complete only when it is shorter than one that was seen in one piece; else the next rows are
 * asked for. A server that ignores `Skip` shows the same rows again: then the list is read from its other end.
 */
export function createQueries(ask: (type: string, filter: QueryFilter) => Promise<UnicontaRow[]>): Queries {
	/** The longest answer so far: the server's limit, if any, is no lower. */
	let longest = 1;
	/** Rows in one answer at most, once the server has shown it. */
	let limit = Number.POSITIVE_INFINITY;

	async function rest(type: string, first: readonly UnicontaRow[], filter: QueryFilter, key: string): Promise<UnicontaRow[]> {
		const rows = [...first];
		const seen = new Set(rows.map((row) => identityOf(row, key)));
		const take = (page: readonly UnicontaRow[]): number => {
			const fresh = page.filter((row) => !seen.has(identityOf(row, key)));
			for (const row of fresh) seen.add(identityOf(row, key));
			rows.push(...fresh);
			return fresh.length;
		};
		for (let count = 0; count < MAX_PAGES; count++) {
			const page = await ask(type, { ...filter, Skip: rows.length, Take: 0 });
			if (page.length === 0) return rows;
			const fresh = take(page);
			if (fresh > 0) limit = Math.min(limit, first.length);
			else break;
		}
		if (key === '') return rows;
		const fromTheEnd = await ask(type, { ...filter, OrderBy: key, OrderByDescending: true });
		const fresh = take(fromTheEnd);
		if (fresh > 0 && fresh === fromTheEnd.length) throw cutList(type, rows.length);
		if (fresh > 0) limit = Math.min(limit, first.length);
		return fresh > 0 ? inOrder(rows, key) : rows;
	}

	/** Shorter than a list that was seen in one piece, so that no limit of the server's can have cut it. */
	const isShort = (length: number): boolean => length <= 1 || (length < longest && length < limit);

	async function read(type: string, filter: QueryFilter, key: string, isComplete: (rows: readonly UnicontaRow[]) => boolean): Promise<UnicontaRow[]> {
		const first = await ask(type, filter);
		const complete = isComplete(first);
		longest = Math.max(longest, first.length);
		return complete ? first : await rest(type, first, filter, key);
	}

	/** Fields by which this server does not filter, as `Type/Field`. */
	const unfilterable = new Set<string>();

	const all = async (type: string, key: string): Promise<UnicontaRow[]> => await read(type, key === '' ? {} : { OrderBy: key }, key, ({ length }) => isShort(length));

	return {
		all,
		async matching(type, field, value, matches) {
			if (!unfilterable.has(`${type}/${field}`)) {
				try {
					// The few rows of one value; more is asked for where the server was seen to cut lists, or does not filter and may cut this one.
					return await read(type, { PropertyName: field, FilterValue: value }, field, (rows) => (rows.every(matches) ? rows.length < limit : isShort(rows.length)));
				} catch (caught) {
					const error = asApiError(caught);
					if (!isRefusedFilter(error)) throw error;
					unfilterable.add(`${type}/${field}`);
				}
			}
			// Which fields can be filtered is not known (reference 3.3): the caller compares anyway, so the whole list will do.
			return await all(type, field);
		},
	};
}

function isRefusedFilter({ kind, status }: ApiError): boolean {
	return kind === 'refused' || (kind === 'unexpected' && status === 400);
}

function inOrder(rows: readonly UnicontaRow[], key: string): UnicontaRow[] {
	const number = (row: UnicontaRow): number => Number(textOf(row, key));
	return [...rows].sort((a, b) => number(a) - number(b) || (textOf(a, key) < textOf(b, key) ? -1 : 1));
}

function cutList(type: string, seen: number): ApiError {
	return new ApiError(`Uniconta's Web API gives only a part of ${type} (${seen} records) and no way to the rest`, {
		system: 'Uniconta',
		kind: 'unexpected',
		fix: 'Clear old records of this kind in Uniconta, or use the route Order Draft or Journal Voucher.',
	});
}
