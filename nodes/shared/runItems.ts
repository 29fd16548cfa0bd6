import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Finding } from '../../lib/core/finding';
import type { Entity } from '../../lib/core/outcome';
import { toNodeError, withoutSecrets } from './errors';
import { failedItem, keysOf, type FailedRecord, type RecordKeys } from './failedItem';
import { errorTextOf, isSettled } from './mappedItems';
import { itemOf, textParameter } from './parameters';

/** How an operation takes the items of its run. */
export interface ItemReader<Source extends object> {
	entity: Entity;
	/** What the item asks for. */
	read(item: INodeExecutionData, index: number): Source | Unreadable;
	/** Whether an item stands for none: an empty one does in the templates. */
	isNone?(json: IDataObject): boolean;
	/** The keys that an item keeps when it fails. */
	keysOf?(json: IDataObject): RecordKeys;
}

/** An item that cannot be read: `refused` is the record's outcome, `failed` ends the run unless it is to continue. */
export class Unreadable {
	constructor(
		readonly outcome: FailedRecord['outcome'],
		readonly cause: unknown,
	) {}
}

/** The input items of a run, and what goes out for them. */
export interface RunItems<Source> {
	/** For each input item what goes out for it already; undefined for one that is worked on, or stands for none. */
	outputs: Array<INodeExecutionData | undefined>;
	sources: Source[];
	/** The input item of each of them. */
	positions: number[];
}

/**
 * Reads the items of a run. One that an earlier node settled goes on as it is, so that a straight line of nodes is
 * enough.
 */
export function readItems<Source extends object>(
	context: IExecuteFunctions,
	reader: ItemReader<Source>,
): RunItems<Source> {
	const { entity, isNone = isEmpty, keysOf: keys = keysOf } = reader;
	const items = context.getInputData();
	const run: RunItems<Source> = { outputs: items.map(() => undefined), sources: [], positions: [] };
	for (const [index, item] of items.entries()) {
		if (isNone(item.json)) continue;
		if (isSettled(item.json)) {
			run.outputs[index] = itemOf(item.json, index);
			continue;
		}
		const message = errorTextOf(item);
		const read = message === undefined ? reader.read(item, index) : new Unreadable('failed', new Error(message));
		if (!(read instanceof Unreadable)) {
			run.sources.push(read);
			run.positions.push(index);
			continue;
		}
		const { outcome, cause } = read;
		// An error that came in was already told by the node it comes from.
		if (message === undefined && outcome === 'failed' && !context.continueOnFail())
			throw toNodeError(context, cause, index);
		run.outputs[index] = failedItem(context, { ...keys(item.json), itemIndex: index, entity, outcome, cause });
	}
	return run;
}

export function isEmpty(json: IDataObject): boolean {
	return Object.keys(json).length === 0;
}

/** All that goes out, in the order of the input. */
export function outputsOf<Source>(
	{ outputs, sources, positions }: RunItems<Source>,
	outputOf: (source: Source, at: number, index: number) => INodeExecutionData,
): INodeExecutionData[] {
	for (const [at, source] of sources.entries()) {
		const index = positions[at];
		if (index !== undefined) outputs[index] = outputOf(source, at, index);
	}
	return outputs.filter((output) => output !== undefined);
}

/** Which of its items a writing operation puts out. */
export function outputField(noun: string, plural: string): INodeProperties {
	const all = `One item for each ${noun}, also for those that are unchanged`;
	return {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'All', value: 'all', description: all },
			{ name: 'Changed Only', value: 'changed', description: `Leave out ${plural} that are unchanged` },
		],
		default: 'all',
	};
}

/** What becomes of the items of a writing operation: each record's result, or for all of them what ended the run. */
export function writtenItems<Source extends RecordKeys>(
	context: IExecuteFunctions,
	run: RunItems<Source>,
	results: ReadonlyArray<{ findings: readonly Finding[] }> | Error,
	{ entity, company }: { entity: Entity; company?: string },
): INodeExecutionData[] {
	return outputsOf(run, ({ momentId, key }, at, itemIndex) =>
		results instanceof Error
			? failedItem(context, { itemIndex, entity, momentId, key, outcome: 'failed', cause: results })
			: itemOf({ ...shownResult(results[at]), ...(company === undefined ? {} : { company }) }, itemIndex),
	);
}

/** Those of them that a node puts out that is no part of a run: *Finish Run* asks what became of each. */
export function shownItems(context: IExecuteFunctions, items: INodeExecutionData[]): INodeExecutionData[] {
	return textParameter(context, 'output', 0) === 'changed'
		? items.filter(({ json }) => json.outcome !== 'unchanged')
		: items;
}

/** A finding quotes what a system answered, and a server may echo a header (G7). */
function shownResult(result: { findings: readonly Finding[] } | undefined): object {
	if (result === undefined) return {};
	return {
		...result,
		findings: result.findings.map(({ logged, ...finding }) => ({
			...finding,
			message: withoutSecrets(finding.message),
			...(logged === undefined ? {} : { logged: withoutSecrets(logged) }),
		})),
	};
}
