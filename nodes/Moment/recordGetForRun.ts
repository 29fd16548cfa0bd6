import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import { isUnreadNumber, type SyncRun } from '../../lib/state/syncRun';
import { cell } from '../../lib/state/tables';
import type { MomentClient } from '../../lib/moment/client';
import type { EntityLookup } from '../../lib/moment/api/entity';
import type { EntityQuery } from '../../lib/moment/api/findEntities';
import { toNodeError } from '../shared/errors';
import { failedItem, keysOf, type RecordKeys } from '../shared/failedItem';
import { itemOf } from '../shared/parameters';
import { runningSync } from '../shared/syncRun';
import type { Operation } from './operation';
import { notRead } from './recordGet';
import type { RecordKind } from './recordKind';

/** *Get for Run* for one kind of record: what the run has to look at, each record once. */
export function getForRunOperation<T extends object>(kind: RecordKind<T>): Operation {
	return {
		option: {
			name: 'Get for Run',
			value: 'getForRun',
			action: `Get ${kind.name}s for a run`,
			description: `Fetch the ${kind.name}s that Start Run of the node Moment Uniconta Sync names: what is due, what changed, or all`,
		},
		fields: [],
		execute: async (context, moment) => await getForRun(context, moment, kind),
	};
}

async function getForRun<T extends object>(
	context: IExecuteFunctions,
	moment: MomentClient,
	kind: RecordKind<T>,
): Promise<INodeExecutionData[]> {
	const running = runningSync(context);
	if (running === undefined) {
		const message = 'There is no run to read for. Put a Moment Uniconta Sync node with Start Run before this one.';
		throw toNodeError(context, new Error(message));
	}
	const { fetch, inbox } = running.run;
	const items = new Map<string, INodeExecutionData>();
	if (fetch.everything || fetch.changedSince !== '') {
		try {
			await readList(context, moment, kind, { changedSince: fetch.changedSince }, items);
		} catch (caught) {
			throw toNodeError(context, caught);
		}
	}
	const keyOf = (id: string): string => cell(inbox.find((row) => cell(row, 'momentId') === id) ?? {}, 'key');
	const ids = fetch.ids.filter((id) => !items.has(id));
	// One that cannot be read is that record's outcome: the others go on.
	const found = await kind
		.reader(moment)
		.byId(ids)
		.catch((caught: unknown) => {
			if (caught instanceof ApiError) return caught;
			throw toNodeError(context, caught);
		});
	for (const id of ids) {
		const one = found instanceof ApiError ? found : found.get(id);
		if (one === undefined) continue;
		items.set(id, itemFor(context, kind, { momentId: id, key: keyOf(id) }, one, running.run));
	}
	return [...items.values()];
}

function itemFor<T extends object>(
	context: IExecuteFunctions,
	{ name }: RecordKind<T>,
	{ momentId, key }: RecordKeys,
	found: EntityLookup<T> | ApiError,
	run: SyncRun,
): INodeExecutionData {
	const failed = { itemIndex: 0, entity: name, momentId };
	if (found instanceof ApiError || 'missing' in found || found.record === undefined)
		return failedItem(context, { ...failed, key, ...notRead(name, momentId, key, found) });
	const item = itemOf(found.record, 0);
	const { key: number } = keysOf(item.json, { number: `${name}Number` });
	if (!isUnreadNumber(run, number)) return item;
	return failedItem(context, { ...failed, key: number, outcome: 'failed', cause: justRenumbered(name, key, number) });
}

function justRenumbered(kind: string, before: string, number: string): ApiError {
	return new ApiError(`The ${kind} had the number ${before} in Moment a moment ago, and has ${number} now`, {
		system: 'Moment',
		kind: 'busy',
		fix: 'Nothing to do: it is done by the next run.',
	});
}

async function readList<T extends object>(
	context: IExecuteFunctions,
	moment: MomentClient,
	kind: RecordKind<T>,
	query: EntityQuery,
	items: Map<string, INodeExecutionData>,
): Promise<void> {
	for await (const { id, record, unreadable } of kind.reader(moment).find(query)) {
		if (record !== undefined) {
			items.set(id, itemOf(record, 0));
			continue;
		}
		const failed = { itemIndex: 0, entity: kind.name, momentId: id, key: '', outcome: 'failed' as const };
		items.set(id, failedItem(context, { ...failed, cause: unreadable }));
	}
}
