import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity } from '../../lib/core/outcome';
import { failedItem } from '../shared/failedItem';
import { errorTextOf, isSettled } from '../shared/mappedItems';
import { itemOf } from '../shared/parameters';

/** One kind of record of Moment, as the mapper takes it. */
export interface SourceKind<Source> {
	entity: Entity;
	/** The field that holds its number in Moment. */
	numberField: string;
	/** Reads one item; throws on one that cannot be read. */
	parse(json: unknown): Source;
	/** Maps all of a run together; the results in the order of the sources. */
	mapAll(sources: readonly Source[]): readonly object[];
	/** Whether an item that is not empty stands for none all the same. */
	isNone?(json: IDataObject): boolean;
}

/**
 * Maps the input items of a run. An item that an earlier node settled goes on as it is, an empty one stands for none, and
 * one that cannot be read is that record's outcome: the mapper never throws on a record.
 */
export function mapItems<Source>(context: IExecuteFunctions, kind: SourceKind<Source>): INodeExecutionData[] {
	const items = context.getInputData();
	const outputs: Array<INodeExecutionData | undefined> = items.map(() => undefined);
	const sources: Source[] = [];
	const positions: number[] = [];
	for (const [index, item] of items.entries()) {
		// An empty item stands for "none" in the templates.
		if (Object.keys(item.json).length === 0 || kind.isNone?.(item.json) === true) continue;
		const settled = settledItem(context, item, index, kind);
		if (settled !== undefined) {
			outputs[index] = settled;
			continue;
		}
		try {
			sources.push(kind.parse(item.json));
			positions.push(index);
		} catch (caught) {
			outputs[index] = failedItem(context, {
				...keysOf(item, kind),
				itemIndex: index,
				entity: kind.entity,
				outcome: 'refused',
				cause: caught,
			});
		}
	}
	for (const [at, mapped] of kind.mapAll(sources).entries()) {
		const index = positions[at];
		if (index !== undefined) outputs[index] = itemOf(mapped, index);
	}
	return outputs.filter((output) => output !== undefined);
}

type Named = Pick<SourceKind<unknown>, 'entity' | 'numberField'>;

function settledItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	kind: Named,
): INodeExecutionData | undefined {
	if (isSettled(item.json)) return itemOf(item.json, index);
	const message = errorTextOf(item);
	if (message === undefined) return undefined;
	return failedItem(context, {
		...keysOf(item, kind),
		itemIndex: index,
		entity: kind.entity,
		outcome: 'failed',
		cause: new Error(message),
	});
}

function keysOf({ json }: INodeExecutionData, { numberField }: Named): { momentId: string; key: string } {
	const text = (...values: unknown[]): string => {
		const found = values.find((value) => typeof value === 'string' || typeof value === 'number');
		return found === undefined ? '' : String(found);
	};
	return { momentId: text(json.momentId, json.id), key: text(json.key, json[numberField]) };
}
