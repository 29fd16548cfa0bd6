import { ApiError, asApiError } from '../../http/errors';
import { identityOf } from './client';
import { textOf, type UnicontaRow } from './rows';

/** One object of a query's body (UC18); an empty one selects everything. */
export interface QueryFilter {
	PropertyName?: string;
	/** An empty one selects every row. */
	FilterValue?: string;
	Skip?: number;
	Take?: number;
	/** Flags on `PropertyName`: a property's name in their place may be refused. */
	OrderBy?: boolean;
	OrderByDescending?: boolean;
}

/** A server that pages without end is stopped here. */
const MAX_PAGES = 10_000;

/**
 * Values that mean nothing but themselves in the server's own filter language (UC29: `a..b`, `*`, `null`, `!null`,
 * lists), and no empty one, which selects every row (UC18). With any other the filter might not find the row that has
 * it.
 */
const PLAIN = /^(?! |null$)[\p{L}\p{N} #_/-]+(?:\.[\p{L}\p{N} #_/-]+)*(?<! )$/iu;

/**
 * `Take` 0 gives everything (UC18), but a limit on the server's side is not ruled out, and it would cut a list
 * without a word. So a list counts as complete only when it is shorter than one that was seen in one piece; else the
 * next rows are asked for. No sort is asked for where it is not needed, since its form is not settled (UC18):
 * rows are put in order here.
 */
export class Queries {
	/** The longest answer so far: the server's limit, if any, is no lower. */
	private longest = 1;
	/** Rows in one answer at most, once the server has shown it. */
	private limit = Number.POSITIVE_INFINITY;
	/** Until this server refuses to sort. */
	private sorts = true;
	/** Fields by which this server does not filter, as `Type/Field`. */
	private readonly unfilterable = new Set<string>();

	constructor(private readonly ask: (type: string, filter: QueryFilter) => Promise<UnicontaRow[]>) {}

	/** Every row of the type, in the order of the key. */
	async all(type: string, key: string): Promise<UnicontaRow[]> {
		const rows = await this.read(type, {}, key, ({ length }) => this.isShort(length));
		return key === '' ? rows : inOrderOf(rows, key);
	}

	/** What the server finds for the value; the caller compares again. */
	async matching(
		type: string,
		field: string,
		value: string,
		matches: (row: UnicontaRow) => boolean,
	): Promise<UnicontaRow[]> {
		const name = `${type}/${field}`;
		const asks = PLAIN.test(value) && !this.unfilterable.has(name);
		// The few rows of one value; more is asked for where the server was seen to cut lists, or does not filter and
		// may cut this one.
		const isComplete = (rows: readonly UnicontaRow[]): boolean =>
			rows.every(matches) ? rows.length < this.limit : this.isShort(rows.length);
		const found = asks
			? await unlessRefused(this.read(type, { PropertyName: field, FilterValue: value }, field, isComplete))
			: undefined;
		if (found !== undefined) return found;
		// Which fields can be filtered is not known (UC18): the caller compares anyway, so the whole list will
		// do.
		const rows = await this.all(type, field);
		// Where the whole list is refused too, it was not the filter.
		if (asks) this.unfilterable.add(name);
		return rows;
	}

	/** Shorter than a list that was seen in one piece, so that no limit of the server's can have cut it. */
	private isShort(length: number): boolean {
		return length <= 1 || (length < this.longest && length < this.limit);
	}

	private async read(
		type: string,
		filter: QueryFilter,
		key: string,
		isComplete: (rows: readonly UnicontaRow[]) => boolean,
	): Promise<UnicontaRow[]> {
		const first = await this.ask(type, filter);
		const complete = isComplete(first);
		this.longest = Math.max(this.longest, first.length);
		return complete ? first : await this.rest(type, first, filter, key);
	}

	private async rest(
		type: string,
		first: readonly UnicontaRow[],
		filter: QueryFilter,
		key: string,
	): Promise<UnicontaRow[]> {
		const held = heldRows(first, key);
		if ((await this.walk(type, filter, held)) || key === '') return held.rows;
		const up = await this.sorted(type, filter, key, false);
		if (up === undefined) throw cutList(type, held.rows.length);
		const inOrder = heldRows(up.rows, key);
		if (await this.walk(type, up.filter, inOrder)) return inOrder.rows;
		// `Skip` leads nowhere: what the list's two ends do not hold cannot be read.
		const down = await this.sorted(type, filter, key, true);
		if (down === undefined || !meet(up.rows, down.rows, key)) throw cutList(type, inOrder.rows.length);
		if (inOrder.add(down.rows) > 0) this.limit = Math.min(this.limit, up.rows.length);
		return inOrder.rows;
	}

	/**
	 * Page by page until nothing comes behind as many rows as are held: then they are all there are, in whatever order
	 * the pages came. False where the same rows come again: a server that ignores `Skip`, or whose order changes from
	 * page to page.
	 */
	private async walk(type: string, filter: QueryFilter, held: HeldRows): Promise<boolean> {
		const size = held.rows.length;
		for (let count = 0; count < MAX_PAGES; count++) {
			// With a `Take`: a server may look at `Skip` only beside one.
			const page = await this.ask(type, { ...filter, Skip: held.rows.length, Take: size });
			if (page.length === 0) return true;
			if (held.add(page) === 0) return false;
			this.limit = Math.min(this.limit, size);
		}
		return false;
	}

	/** One answer in the order of the key; undefined where the server does not sort, which it is asked for once. */
	private async sorted(
		type: string,
		filter: QueryFilter,
		key: string,
		descending: boolean,
	): Promise<SortedRows | undefined> {
		if (!this.sorts) return undefined;
		const sortedFilter = {
			PropertyName: key,
			FilterValue: '',
			...filter,
			OrderBy: !descending,
			OrderByDescending: descending,
		};
		const rows = await unlessRefused(this.ask(type, sortedFilter));
		this.sorts = rows !== undefined;
		return rows && { rows, filter: sortedFilter };
	}
}

interface HeldRows {
	rows: UnicontaRow[];
	/** Keeps those that are not held yet; gives back how many. */
	add(page: readonly UnicontaRow[]): number;
}

interface SortedRows {
	rows: UnicontaRow[];
	/** With which they were asked for. */
	filter: QueryFilter;
}

function heldRows(first: readonly UnicontaRow[], key: string): HeldRows {
	const rows = [...first];
	const seen = new Set(rows.map((row) => identityOf(row, key)));
	return {
		rows,
		add(page) {
			const before = rows.length;
			for (const row of page) {
				const identity = identityOf(row, key);
				if (!seen.has(identity)) rows.push(row);
				seen.add(identity);
			}
			return rows.length - before;
		},
	};
}

/**
 * Whether the first rows of the one order and of the other meet, so that there is nothing between them. The rows in
 * both must stand in opposite order, else the server did not sort; and two keys must be among them, since of one key
 * there may be more on either side.
 */
function meet(up: readonly UnicontaRow[], down: readonly UnicontaRow[], key: string): boolean {
	const identities = (rows: readonly UnicontaRow[]): Set<string> => new Set(rows.map((row) => identityOf(row, key)));
	const keysOfThoseIn = (others: ReadonlySet<string>, rows: readonly UnicontaRow[]): string[] =>
		rows.filter((row) => others.has(identityOf(row, key))).map((row) => textOf(row, key));
	const ofUp = keysOfThoseIn(identities(down), up);
	const ofDown = keysOfThoseIn(identities(up), down).reverse();
	return new Set(ofUp).size > 1 && JSON.stringify(ofUp) === JSON.stringify(ofDown);
}

/**
 * Undefined where the server does not take the question as it was put, in whatever way it says so; other failures go
 * on.
 */
async function unlessRefused<T>(asking: Promise<T>): Promise<T | undefined> {
	return await asking.catch((caught: unknown) => {
		const error = asApiError(caught);
		if (error.kind === 'refused' || error.kind === 'unexpected') return undefined;
		throw error;
	});
}

/** Numbers before texts; rows of one key stay as they came. */
function inOrderOf(rows: readonly UnicontaRow[], key: string): UnicontaRow[] {
	const isNumber = (text: string): boolean => /^\d+$/.test(text);
	return [...rows].sort((one, other) => {
		const [a, b] = [textOf(one, key), textOf(other, key)];
		if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
		if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
		return a < b ? -1 : a > b ? 1 : 0;
	});
}

function cutList(type: string, seen: number): ApiError {
	return new ApiError(
		`Uniconta's Web API may give only a part of ${type} (${seen} records), and no way to the rest`,
		{
			system: 'Uniconta',
			kind: 'unexpected',
			fix: 'Clear old records of this kind in Uniconta, or use the route Order Draft or Journal Voucher.',
		},
	);
}
