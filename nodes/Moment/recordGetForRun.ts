import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ReferredKind } from '../../lib/core/references';
import { ApiError } from '../../lib/http/errors';
import { parentsOf, unknownParents, type Parent } from '../../lib/mapping/parents';
import type { EntityLookup } from '../../lib/moment/api/entity';
import type { EntityQuery } from '../../lib/moment/api/findEntities';
import type { MomentClient } from '../../lib/moment/client';
import { invoicesWhere } from '../../lib/moment/records/invoiceQuery';
import { isExported } from '../../lib/state/parents';
import { isUnreadNumber, type SyncRun } from '../../lib/state/syncRun';
import { cell } from '../../lib/state/tables';
import { toNodeError } from '../shared/errors';
import { failedItem, keysOf, type RecordKeys } from '../shared/failedItem';
import { isSettled } from '../shared/mappedItems';
import { itemOf } from '../shared/parameters';
import { knownIn, runningSync, type RunningSync } from '../shared/syncRun';
import type { Operation } from './operation';
import { notRead } from './recordGet';
import type { RecordKind } from './recordKind';
import { customerRecords, invoiceRecords, projectRecords } from './recordKinds';

/** *Get for Run* for one kind of record: what the run has to look at, each record once. */
export function getForRunOperation<T extends object>(kind: RecordKind<T>): Operation {
	return {
		option: {
			name: 'Get for Run',
			value: 'getForRun',
			action: `Get ${kind.name}s for a run`,
			description: `Fetch the ${kind.name}s that Start Run of the node Moment Uniconta Sync names: what is due, what changed, or all. In a run of another kind: those that its records need and Uniconta lacks.`,
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
	const records = await recordsOf(context, moment, running.run);
	if (kind.name === running.run.entity) return records;
	const wanted = kind.name === 'invoice' ? [] : missingParents(running, kind.name, records);
	const found = await byId(
		context,
		kind,
		moment,
		wanted.map(({ momentId }) => momentId),
	);
	return wanted.flatMap(({ momentId, key }) => {
		const one = found.get(momentId);
		return one === undefined ? [] : [itemFor(context, kind.name, { momentId, key }, one)];
	});
}

/** Customers or projects that these records need and that the log does not know, where they may be sent. */
function missingParents(
	running: RunningSync,
	parent: ReferredKind,
	records: readonly INodeExecutionData[],
): readonly Parent[] {
	const { settings, entity } = running.run;
	if (!isExported(settings, parent)) return [];
	const needed = parentsOf(
		records.map(({ json }) => json),
		parent,
		knownIn(running, entity),
	);
	return unknownParents(needed, knownIn(running, parent));
}

/** What was read for a run already: who reads the customers of its projects has read the projects. */
const read = new WeakMap<SyncRun, INodeExecutionData[]>();

async function recordsOf(
	context: IExecuteFunctions,
	moment: MomentClient,
	run: SyncRun,
): Promise<INodeExecutionData[]> {
	const before = read.get(run);
	if (before !== undefined) return before;
	const records =
		run.entity === 'project'
			? await readRecords(context, moment, run, projectRecords)
			: run.entity === 'invoice'
				? await readRecords(context, moment, run, invoiceRecords)
				: await readRecords(context, moment, run, customerRecords);
	read.set(run, records);
	return records;
}

async function readRecords<T extends object>(
	context: IExecuteFunctions,
	moment: MomentClient,
	run: SyncRun,
	kind: RecordKind<T>,
): Promise<INodeExecutionData[]> {
	const { fetch, inbox } = run;
	const items = new Map<string, INodeExecutionData>();
	if (fetch.everything || fetch.changedSince !== '') {
		try {
			await readList(context, moment, kind, { changedSince: fetch.changedSince, ...whereOf(run) }, items);
		} catch (caught) {
			throw toNodeError(context, caught);
		}
	}
	const keyOf = (id: string): string => cell(inbox.find((row) => cell(row, 'momentId') === id) ?? {}, 'key');
	const ids = fetch.ids.filter((id) => !items.has(id));
	const found = await byId(context, kind, moment, ids);
	for (const id of ids) {
		const one = found.get(id);
		if (one === undefined) continue;
		const key = keyOf(id);
		items.set(
			id,
			knownNumber(context, kind.name, key, itemFor(context, kind.name, { momentId: id, key }, one), run),
		);
	}
	return [...items.values()];
}

/** What holds of every record that a list is asked for. */
function whereOf({ entity, settings }: SyncRun): EntityQuery {
	if (entity !== 'invoice') return {};
	return invoicesWhere({ numbers: [], numberFrom: settings['invoices.firstNumber'], state: '' });
}

/** One that cannot be read is that record's outcome: the others go on. */
async function byId<T extends object>(
	context: IExecuteFunctions,
	kind: RecordKind<T>,
	moment: MomentClient,
	ids: readonly string[],
): Promise<ReadonlyMap<string, EntityLookup<T> | ApiError>> {
	try {
		return await kind.reader(moment).byId([...ids]);
	} catch (caught) {
		if (caught instanceof ApiError) return new Map(ids.map((id) => [id, caught]));
		throw toNodeError(context, caught);
	}
}

function itemFor<T extends object>(
	context: IExecuteFunctions,
	name: RecordKind<T>['name'],
	{ momentId, key }: RecordKeys,
	found: EntityLookup<T> | ApiError,
): INodeExecutionData {
	if (found instanceof ApiError || 'missing' in found || found.record === undefined)
		return failedItem(context, {
			itemIndex: 0,
			entity: name,
			momentId,
			key,
			...notRead(name, momentId, key, found),
		});
	return itemOf(found.record, 0);
}

function knownNumber(
	context: IExecuteFunctions,
	name: RecordKind<object>['name'],
	before: string,
	item: INodeExecutionData,
	run: SyncRun,
): INodeExecutionData {
	const { momentId, key } = keysOf(item.json, { id: 'id', number: `${name}Number` });
	if (isSettled(item.json) || !isUnreadNumber(run, key)) return item;
	const cause = justRenumbered(name, before, key);
	return failedItem(context, { itemIndex: 0, entity: name, momentId, key, outcome: 'failed', cause });
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
