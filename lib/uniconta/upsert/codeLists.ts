import type { FieldRule } from '../../core/compare';
import type { UnicontaClient } from '../api/client';
import { readByKeys } from './existing';
import { fieldOf, textOf, type UnicontaRow } from '../api/rows';

/** What is wanted of a list in Uniconta: certain codes, or the entry that is marked as the default. */
export interface ListUse {
	rule: FieldRule;
	/** `''`: the default one. */
	code: string;
}

/** A list as far as it was read. */
export interface ReadList {
	byCode: ReadonlyMap<string, UnicontaRow>;
}

/** So many codes that a range did not bring are asked for one by one; for more the whole list is read. */
const ONE_BY_ONE = 3;

/**
 * The lists that hold these codes, by type; each is read at most once, and no further than needed. `note` sees every
 * row.
 */
export async function readLists(
	client: UnicontaClient,
	uses: readonly ListUse[],
	note: (row: UnicontaRow) => void,
): Promise<Map<string, ReadList>> {
	const read = new Map<string, ReadList>();
	for (const [type, { key, wanted, big, defaultMark }] of listsOf(uses)) {
		const byCode = new Map<string, UnicontaRow>();
		const take = (rows: readonly UnicontaRow[]): void => {
			for (const row of rows) {
				byCode.set(textOf(row, key), row);
				note(row);
			}
		};
		if (big) await readBig(client, type, key, wanted, byCode, take);
		else {
			const hasDefault = (): boolean =>
				defaultMark === undefined || [...byCode.values()].some((row) => isMarked(row, defaultMark));
			const enough = (): boolean => hasDefault() && [...wanted].every((code) => byCode.has(code));
			for await (const rows of client.pages(type, { key, enough })) take(rows);
		}
		read.set(type, { byCode });
	}
	return read;
}

async function readBig(
	client: UnicontaClient,
	type: string,
	key: string,
	wanted: ReadonlySet<string>,
	byCode: ReadonlyMap<string, UnicontaRow>,
	take: (rows: readonly UnicontaRow[]) => void,
): Promise<void> {
	const whole = await readByKeys(client, type, key, wanted, take);
	const missing = [...wanted].filter((code) => !byCode.has(code));
	if (whole || wanted.size === 1 || missing.length === 0) return;
	// Uniconta may order text in another way than the range that was asked for: what is missing is looked for by
	// itself.
	if (missing.length <= ONE_BY_ONE) {
		for (const code of missing) take(await client.find(type, key, code));
	} else {
		for await (const rows of client.pages(type, { key, enough: () => missing.every((code) => byCode.has(code)) }))
			take(rows);
	}
}

/** Whether a flag of a row is set, however it is written. */
export function isMarked(row: UnicontaRow, field: string): boolean {
	const value = fieldOf(row, field);
	return value === true || ['true', '1'].includes(textOf(row, field).toLowerCase());
}

interface WantedList {
	key: string;
	wanted: Set<string>;
	big: boolean;
	/** Set where the entry with this mark is wanted. */
	defaultMark?: string;
}

function listsOf(uses: readonly ListUse[]): Map<string, WantedList> {
	const lists = new Map<string, WantedList>();
	for (const { rule, code } of uses) {
		if (rule.list === undefined) continue;
		const { type, key, big = false } = rule.list;
		const list: WantedList = lists.get(type) ?? { key, wanted: new Set<string>(), big };
		if (code === '') list.defaultMark = rule.list.defaultMark;
		else list.wanted.add(code);
		lists.set(type, list);
	}
	return lists;
}
