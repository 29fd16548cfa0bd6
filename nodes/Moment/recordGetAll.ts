import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { MomentClient } from '../../lib/moment/client';
import type { EntityQuery } from '../../lib/moment/api/findEntities';
import { toNodeError } from '../shared/errors';
import { failedItem, keysOf } from '../shared/failedItem';
import {
	booleanParameter,
	collectionParameter,
	itemOf,
	limitField,
	limitOf,
	returnAllField,
	shownFor,
	simplifyField,
} from '../shared/parameters';
import { dateText, listOf, type Operation } from './operation';
import type { RecordKind } from './recordKind';

type Filter = INodeProperties | INodePropertyCollection | INodePropertyOptions;

export interface RecordList<T extends object> {
	kind: RecordKind<T>;
	option: INodePropertyOptions;
	/** Beside *Changed Since*, by their label in the alphabet. */
	filters: INodeProperties[];
	/** What the filters ask for, beside the change; throws when one cannot be understood. */
	queryOf(filters: IDataObject): EntityQuery;
}

/** *Get Many* for one kind of record. */
export function getAllOperation<T extends object>(list: RecordList<T>): Operation {
	const { kind, option, filters } = list;
	const options: Filter[] = [changedSinceField(kind), ...filters];
	return {
		option,
		fields: shownFor({ resource: kind.name, operation: 'getAll' }, [
			returnAllField,
			limitField,
			{
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add filter',
				default: {},
				options,
			},
			simplifyField,
		]),
		execute: async (context, moment) => await getForEach(context, moment, list),
	};
}

/** Moment's own ids, for a list of them. */
export function idsField(placeholder: string): INodeProperties {
	return {
		displayName: 'IDs',
		name: 'ids',
		type: 'string',
		default: '',
		placeholder,
		description: "Moment's own IDs, separated by commas",
	};
}

function changedSinceField({ title }: RecordKind<object>): INodeProperties {
	return {
		displayName: 'Changed Since',
		name: 'changedSince',
		type: 'dateTime',
		default: '',
		description: `${title}s changed up to 15 minutes earlier may come too, never fewer`,
	};
}

/** Ids and numbers as customers and projects are asked for. */
export function idsAndNumbers({ ids, numbers }: IDataObject): EntityQuery {
	return { ids: listOf(ids), numbers: listOf(numbers) };
}

async function getForEach<T extends object>(
	context: IExecuteFunctions,
	moment: MomentClient,
	list: RecordList<T>,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		const items = await readAll(context, moment, list, index).catch((caught: unknown) => {
			if (!context.continueOnFail()) throw toNodeError(context, caught, index);
			return [failed(context, index, list.kind, keysOf(context.getInputData()[index]?.json).momentId, caught)];
		});
		for (const item of items) output.push(item);
	}
	return output;
}

async function readAll<T extends object>(
	context: IExecuteFunctions,
	moment: MomentClient,
	{ kind, queryOf }: RecordList<T>,
	index: number,
): Promise<INodeExecutionData[]> {
	const simplify = booleanParameter(context, 'simplify', index);
	const limit = limitOf(context, index);
	const filters = collectionParameter(context, 'filters', index);
	const query = { ...queryOf(filters), changedSince: dateText(filters.changedSince) };
	const items: INodeExecutionData[] = [];
	for await (const { id, raw, record, unreadable } of kind.reader(moment).find(query)) {
		if (record !== undefined) items.push(itemOf(simplify ? record : raw, index));
		else if (context.continueOnFail()) items.push(failed(context, index, kind, id, unreadable));
		else throw toNodeError(context, unreadable, index);
		if (items.length >= limit) break;
	}
	return items;
}

function failed(
	context: IExecuteFunctions,
	itemIndex: number,
	{ name }: RecordKind<object>,
	momentId: string,
	cause: unknown,
): INodeExecutionData {
	const { key } = keysOf(context.getInputData()[itemIndex]?.json);
	return failedItem(context, { itemIndex, entity: name, momentId, key, outcome: 'failed', cause });
}
