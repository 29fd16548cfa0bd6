import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { MappedRecord } from '../../lib/core/record';
import { logParents } from '../../lib/state/parents';
import { isWrittenAlready, type SyncRun } from '../../lib/state/syncRun';
import { Holding } from '../../lib/uniconta/api/held';
import type { EntityDefinition } from '../../lib/uniconta/upsert/entity';
import type { UpsertResult } from '../../lib/uniconta/upsert/upsert';
import { systemClock } from './clock';
import { keysOf, type RecordKeys } from './failedItem';
import { runResultsOf } from './mappedItems';
import { Unreadable } from './runItems';
import { givenOut, holdLease, knownIn, mappedBefore, nowKnown, runningSync } from './syncRun';

type Named = Pick<MappedRecord, 'momentId' | 'key' | 'name'>;

/** What is special about a writer that is part of a run. */
export interface SyncWriting {
	dryRun: boolean;
	/** The keys of an item as the run gave it out: one whose id was edited belongs to no record of the run. */
	keysOf(json: IDataObject): RecordKeys;
	/** The fields as the mapper made them, before nodes of the workflow could change them. */
	mappedBefore(momentId: string): Record<string, unknown> | undefined;
	/** Why the record may not be written: its number or its id is no longer Moment's (G9). */
	refusal(record: Named): Unreadable | undefined;
	/** Whether the log says that exactly this was written last; asked only where not everything is compared. */
	isUnchanged(record: MappedRecord): boolean;
	run: SyncRun;
	/** Makes clients that write only while the lease is ours. */
	holding: Holding;
	/** Called with all that goes out: what went ahead of the records that need it is logged at once. */
	afterwards(items: readonly INodeExecutionData[]): Promise<void>;
	/** The results of all records, in their order, with the fields that Moment owns and no more. */
	settled(all: readonly MappedRecord[], open: readonly MappedRecord[], results: UpsertResult[]): UpsertResult[];
}

/** What is written: its kind, and the word for it. */
type Written = Pick<EntityDefinition, 'entity' | 'noun'>;

/** Undefined for a writer that works by itself. */
export function syncWriting(context: IExecuteFunctions, definition: Written): SyncWriting | undefined {
	const running = runningSync(context);
	if (running === undefined) return undefined;
	const { run } = running;
	const numbers = givenNumbers(context, definition);
	const known = knownIn(running, definition.entity);
	return {
		dryRun: run.dryRun,
		keysOf: (json) => {
			const keys = keysOf(json);
			return numbers === undefined || numbers.has(keys.momentId) ? keys : { ...keys, momentId: '' };
		},
		mappedBefore: mappedBefore(context, definition.entity),
		refusal: (record) => (numbers === undefined ? undefined : refusalOf(context, record, numbers, definition)),
		isUnchanged: (record) => isWrittenAlready(run, record, known),
		run,
		holding: new Holding(async () => await holdLease(running), systemClock),
		afterwards: async (items) => {
			if (definition.entity === run.entity) return;
			const results = runResultsOf(items.map(({ json }) => json));
			nowKnown(running, await logParents(running.store, run, results, systemClock.now()));
		},
		settled: (all, open, results) => {
			const byRecord = new Map(open.map((record, at) => [record, results[at]]));
			return all.map((record) => lean(byRecord.get(record) ?? unchanged(record), record));
		},
	};
}

/** Numbers by Moment id, as *Get for Run* gave them out; undefined where it has not run. */
function givenNumbers(context: IExecuteFunctions, { entity }: Written): Map<string, string> | undefined {
	const given = givenOut(context, entity);
	if (given === undefined) return undefined;
	return new Map(
		given.map((json) => {
			const { momentId, key } = keysOf(json, { id: 'id', number: `${entity}Number` });
			return [momentId, key];
		}),
	);
}

function refusalOf(
	context: IExecuteFunctions,
	{ momentId, key, name }: Named,
	numbers: ReadonlyMap<string, string>,
	{ noun }: Written,
): Unreadable | undefined {
	const who = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${key}${name === '' ? '' : ` "${name}"`}`;
	const description = `Numbers and ids are Moment's. Change the node between the Moment Uniconta Mapper and this one so that it leaves "key", "momentId" and the number in "uniconta" as they are.`;
	const number = numbers.get(momentId);
	if (number === undefined) {
		const what =
			momentId === '' ? 'has lost its Moment id' : `has the Moment id ${momentId}, which this run did not read`;
		return refused(context, `${who} ${what} on the way through the workflow, and is not written.`, description);
	}
	if (number === key) return undefined;
	const message = `${who} has the number ${number} in Moment; it was changed on the way through the workflow, and is not written.`;
	return refused(context, message, description);
}

function refused(context: IExecuteFunctions, message: string, description: string): Unreadable {
	return new Unreadable('refused', new NodeOperationError(context.getNode(), message, { description }));
}

function unchanged(record: MappedRecord): UpsertResult {
	return {
		outcome: 'unchanged',
		entity: record.entity,
		key: record.key,
		momentId: record.momentId,
		name: record.name,
		changes: {},
		findings: record.findings,
		uniconta: record.uniconta,
		unicontaRowId: record.known?.unicontaRowId ?? '',
		held: record.known?.held ?? record.held,
		hash: record.hash,
		transient: false,
		shownRowId: '',
	};
}

/** n8n keeps the items of every node until a run ends: only what Moment owns, not Uniconta's whole row. */
function lean(result: UpsertResult, record: MappedRecord): UpsertResult {
	const own = new Set([...Object.keys(record.uniconta), 'RowId', 'PrimaryKeyId']);
	return {
		...result,
		uniconta: Object.fromEntries(Object.entries(result.uniconta).filter(([name]) => own.has(name))),
	};
}
