import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Entity } from '../../lib/core/outcome';
import { keysOf } from '../shared/failedItem';
import { itemOf } from '../shared/parameters';
import { isEmpty, outputsOf, readItems, Unreadable } from '../shared/runItems';

/** One kind of record of Moment, as the mapper takes it. */
export interface SourceKind<Source> {
	entity: Entity;
	/** The field that holds its number in Moment. */
	numberField: string;
	/** Reads one item; throws on one that cannot be read. */
	parse(json: IDataObject): Source;
	/** Maps all of a run together; the results in the order of the sources. */
	mapAll(sources: readonly Source[]): readonly object[];
	/** Whether an item that is not empty stands for none all the same. */
	isNone?(json: IDataObject): boolean;
}

/**
 * Maps the input items of a run. One that cannot be read is that record's outcome: the mapper never throws on a record.
 */
export function mapItems<Source extends object>(
	context: IExecuteFunctions,
	kind: SourceKind<Source>,
): INodeExecutionData[] {
	const run = readItems(context, {
		entity: kind.entity,
		isNone: (json) => isEmpty(json) || kind.isNone?.(json) === true,
		keysOf: (json) => keysOf(json, { id: 'id', number: kind.numberField }),
		read: ({ json }) => {
			try {
				return kind.parse(json);
			} catch (caught) {
				return new Unreadable('refused', caught);
			}
		},
	});
	const mapped = kind.mapAll(run.sources);
	return outputsOf(run, (_, at, index) => itemOf(mapped[at] ?? {}, index));
}
