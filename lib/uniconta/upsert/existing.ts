import { asApiError } from '../../http/errors';
import type { UnicontaClient } from '../api/client';
import { dialectSeenIn, type Dialect } from '../api/dialect';
import type { EntityDefinition } from './entity';
import { rowIdOf, textOf, type UnicontaRow } from '../api/rows';

/** Up to this many keys are read by a range filter; more by reading the whole list, which is one call as well. */
const FEW = 50;

/** What Uniconta has already, as far as it was needed. */
export interface Existing {
	byKey: Map<string, UnicontaRow>;
	byRowId: Map<string, UnicontaRow>;
	/** Whether every row of the type was seen, so that a row that is not here does not exist. */
	complete: boolean;
	/** The longest text seen in each text field of any row. */
	longest: Map<string, number>;
	dialect: Partial<Dialect>;
	/** How many calls the reading took: more than a few where the server pages. */
	calls: number;
}

/**
 * Reads the rows with these numbers: one filtered call for one, a range for a few, the whole list for many. Uniconta's
 * filter has no "or" and no "in" (UC8), and `ge`/`le` on text is an ordinal range. A row that the range
 * misses because Uniconta orders text differently is found again when its insert is refused with KeyExists.
 */
export async function readExisting(
	client: UnicontaClient,
	definition: EntityDefinition,
	type: string,
	keys: readonly string[],
	rowIds: ReadonlySet<string> = new Set(),
): Promise<Existing> {
	const existing: Existing = {
		byKey: new Map(),
		byRowId: new Map(),
		complete: false,
		longest: new Map(),
		dialect: {},
		calls: 0,
	};
	const wanted = new Set(keys);
	const take = (rows: readonly UnicontaRow[]): void => {
		existing.calls += 1;
		for (const row of rows) {
			const key = textOf(row, definition.key);
			if (wanted.has(key)) existing.byKey.set(key, row);
			if (wanted.has(key) || rowIds.has(rowIdOf(row))) existing.byRowId.set(rowIdOf(row), row);
			note(row, definition, existing);
		}
	};
	existing.complete = await readByKeys(client, type, definition.key, wanted, take);
	return existing;
}

/**
 * Reads the rows with these keys, and perhaps more, into `take`; tells whether it was the whole list. One filtered call
 * for one key, a range for a few, the whole list for many: each may miss what it does not read whole.
 */
export async function readByKeys(
	client: UnicontaClient,
	type: string,
	key: string,
	wanted: ReadonlySet<string>,
	take: (rows: readonly UnicontaRow[]) => void,
): Promise<boolean> {
	const [only] = wanted;
	if (only === undefined) return false;
	if (wanted.size === 1) {
		take(await client.find(type, key, only));
		return false;
	}
	const few = wanted.size <= FEW;
	const sorted = [...wanted].sort();
	const range = [
		{ field: key, is: 'ge', value: sorted[0] ?? '' },
		{ field: key, is: 'le', value: sorted[sorted.length - 1] ?? '' },
	] as const;
	const missing = new Set(wanted);
	for await (const rows of client.pages(type, {
		key,
		enough: () => missing.size === 0,
		...(few ? { filter: range } : {}),
	})) {
		take(rows);
		for (const row of rows) missing.delete(textOf(row, key));
	}
	return !few && missing.size > 0;
}

/**
 * The rows with these ids, whatever their numbers: one is asked for by its id, several are looked for in the whole
 * list.
 */
export async function findByRowIds(
	client: UnicontaClient,
	{ key, type }: { key: string; type: string },
	rowIds: readonly string[],
): Promise<UnicontaRow[]> {
	const wanted = new Set(rowIds);
	const [only] = wanted;
	if (only === undefined) return [];
	const asked = wanted.size === 1 ? await askForRowId(client, type, only) : undefined;
	if (asked !== undefined) return asked;
	const found: UnicontaRow[] = [];
	const enough = (): boolean => found.length === wanted.size;
	for await (const rows of client.pages(type, { key, enough }))
		found.push(...rows.filter((row) => wanted.has(rowIdOf(row))));
	return found;
}

/** Undefined where the server cannot filter on RowId; it says so in one of these ways. */
async function askForRowId(client: UnicontaClient, type: string, rowId: string): Promise<UnicontaRow[] | undefined> {
	return await client.find(type, 'RowId', Number(rowId)).catch((caught: unknown) => {
		const error = asApiError(caught);
		if (['refused', 'unexpected', 'notFound'].includes(error.kind)) return undefined;
		throw error;
	});
}

function note(row: UnicontaRow, definition: EntityDefinition, existing: Existing): void {
	noteDialect(row, existing);
	for (const rule of definition.fields) {
		if (rule.kind !== 'text') continue;
		const { length } = textOf(row, rule.name);
		if (length > (existing.longest.get(rule.name) ?? 0)) existing.longest.set(rule.name, length);
	}
}

/** What a row, of whatever type, shows of the way this Uniconta speaks. */
export function noteDialect(row: UnicontaRow, { dialect }: Existing): void {
	const seen = dialectSeenIn(row);
	dialect.labels ??= seen.labels;
	dialect.countries ??= seen.countries;
}
