import { ApiError } from '../../../../lib/http/errors';
import type { EntityLookup } from '../../../../lib/moment/api/entity';
import type { EntityReader } from '../../../../lib/moment/client';
import type { RunResult } from '../../../../lib/state/run';
import { rowIdOf, type UnicontaRow } from '../../../../lib/uniconta/api/rows';

/** What stands for one record between two steps: the record, or what became of it already. */
export type Item<T> = { record: T; settled?: undefined } | { record?: undefined; settled: RunResult };

/** What a record is known by. */
export interface Keys {
	entity: string;
	momentId: string;
	key: string;
	name?: string;
}

/** What was found out about a record that did not get through. */
export function notThrough(
	{ entity, momentId, key, name = '' }: Keys,
	outcome: 'failed' | 'refused',
	cause: unknown,
): RunResult {
	const error = cause instanceof ApiError ? cause : undefined;
	const message = cause instanceof Error ? cause.message : String(cause);
	return {
		entity,
		momentId,
		key,
		name,
		outcome,
		findings: [{ level: 'error', field: '', value: momentId || key, message, fix: error?.fix ?? '' }],
		changes: {},
		unicontaRowId: '',
		hash: '',
		held: [],
		transient: outcome === 'failed' && error?.transient === true,
		seen: false,
	};
}

/** Fetches the records behind these keys, all together; one that cannot be had is that one's outcome. */
export async function fetchEach<T extends object>(
	reader: EntityReader<T>,
	wanted: readonly Keys[],
): Promise<Item<T>[]> {
	const lookups = await reader.byId(wanted.map(({ momentId }) => momentId)).catch(apiErrorOnly);
	return wanted.map((keys): Item<T> => {
		if (lookups instanceof ApiError) return { settled: notThrough(keys, 'failed', lookups) };
		return itemOf(keys, lookups.get(keys.momentId));
	});
}

function itemOf<T extends object>(keys: Keys, found: EntityLookup<T> | undefined): Item<T> {
	if (found === undefined) return { settled: notThrough(keys, 'failed', new Error('Moment was not asked for it')) };
	if ('missing' in found) return { settled: notThrough(keys, 'refused', gone(keys)) };
	const { unreadable } = found;
	if (unreadable === undefined) return { record: found.record };
	return { settled: notThrough(keys, unreadable.kind === 'notFound' ? 'refused' : 'failed', unreadable) };
}

function gone({ entity, momentId, key }: Keys): ApiError {
	return new ApiError(`The ${entity} ${key} (Moment id ${momentId}) no longer exists in Moment`, {
		system: 'Moment',
		kind: 'notFound',
		fix: 'If it was deleted on purpose, there is nothing to do.',
	});
}

/** Does something with the records that are still open, all together, and puts what came of it in their places. */
export function mapOpen<T, R>(items: readonly Item<T>[], map: (records: T[]) => readonly R[]): Item<R>[] {
	const made = map(recordsIn(items)).values();
	return items.map((item): Item<R> => {
		if (item.settled !== undefined) return item;
		const next = made.next();
		if (next.done === true) throw new Error('A mapping gave fewer records than it got');
		return { record: next.value };
	});
}

/** As {@link mapOpen} for a step that writes: what ends it is the outcome of every record it was to write. */
export async function writeOpen<T extends Keys>(
	items: readonly Item<T>[],
	write: (records: T[]) => Promise<RunResult[]>,
): Promise<RunResult[]> {
	const records = recordsIn(items);
	const written = await write(records).catch(apiErrorOnly);
	const results =
		written instanceof ApiError ? records.map((record) => notThrough(record, 'failed', written)) : written;
	return mapOpen(items, () => results).map((item) => item.settled ?? item.record);
}

export function recordsIn<T>(items: readonly Item<T>[]): T[] {
	return items.flatMap((item) => (item.settled === undefined ? [item.record] : []));
}

/** What a writer says, as log and inbox take it. */
export function resultOf(
	{ uniconta, ...result }: Omit<RunResult, 'company' | 'seen'> & { uniconta: UnicontaRow },
	company: string,
): RunResult {
	const { entity, momentId, key, name, outcome, findings, changes, unicontaRowId, hash, held, shownRowId } = result;
	return {
		entity,
		momentId,
		key,
		name,
		outcome,
		findings,
		changes,
		unicontaRowId,
		hash,
		held,
		company,
		...(shownRowId === undefined ? {} : { shownRowId }),
		transient: result.transient === true,
		seen: rowIdOf(uniconta) !== '',
	};
}

/** A failed call as a value; anything else goes on as it came. */
export function apiErrorOnly(caught: unknown): ApiError {
	if (caught instanceof ApiError) return caught;
	throw caught;
}
