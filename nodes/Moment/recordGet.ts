import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import type { MomentClient } from '../../lib/moment/client';
import type { EntityLookup } from '../../lib/moment/api/entity';
import { toNodeError } from '../shared/errors';
import { failedItem, keysOf } from '../shared/failedItem';
import { booleanParameter, itemOf, shownFor, simplifyField, textParameter } from '../shared/parameters';
import type { Operation } from './operation';
import type { RecordKind } from './recordKind';

/** *Get* for one kind of record: all input items together. */
export function getOperation<T extends object>(kind: RecordKind<T>): Operation {
	const { name, title, aRecord, searchMethod, idPlaceholder } = kind;
	return {
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${aRecord}`,
			description: `Fetch one ${name} for each input item, all of them together`,
		},
		fields: shownFor({ resource: name, operation: 'get' }, [
			{
				displayName: title,
				name: `${name}Id`,
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				required: true,
				description: `The ${name} to fetch. With many input items the IDs are asked for in lists, not one by one.`,
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: searchMethod, searchable: true },
					},
					{
						displayName: 'By ID',
						name: 'id',
						type: 'string',
						placeholder: idPlaceholder,
						hint: `Moment's own id, as the trigger gives it; not the ${name} number`,
					},
				],
			},
			simplifyField,
		]),
		execute: async (context, moment) => await getEach(context, moment, kind),
	};
}

/** One output item for each input item, in the same order; an empty item with *Continue on Fail* gives none. */
async function getEach<T extends object>(
	context: IExecuteFunctions,
	moment: MomentClient,
	kind: RecordKind<T>,
): Promise<INodeExecutionData[]> {
	const ids = context.getInputData().map((_, index) => textParameter(context, `${kind.name}Id`, index));
	const lookups = await kind
		.reader(moment)
		.byId(ids.filter((id) => id !== ''))
		.catch((caught: unknown) => whenAllFail(context, caught));
	return ids.flatMap((id, index) => {
		if (id === '' && standsForNone(context, index)) return [];
		const found = lookups instanceof ApiError ? lookups : (lookups.get(id) ?? noId(kind.name));
		return outputFor(context, index, { kind: kind.name, id, found });
	});
}

/** An empty item comes from a node with *Always Output Data* that had none: nothing is asked for, so nothing failed. */
function standsForNone(context: IExecuteFunctions, index: number): boolean {
	return context.continueOnFail() && Object.keys(context.getInputData()[index]?.json ?? {}).length === 0;
}

/** With *Continue on Fail* each item carries the reason; without it the run ends here. */
function whenAllFail(context: IExecuteFunctions, caught: unknown): ApiError {
	if (context.continueOnFail() && caught instanceof ApiError) return caught;
	throw toNodeError(context, caught);
}

interface Answer {
	kind: RecordKind<object>['name'];
	id: string;
	found: EntityLookup<object> | ApiError;
}

function outputFor(context: IExecuteFunctions, index: number, { kind, id, found }: Answer): INodeExecutionData {
	if (!(found instanceof ApiError) && !('missing' in found) && found.record !== undefined) {
		return itemOf(booleanParameter(context, 'simplify', index) ? found.record : found.raw, index);
	}
	const { key } = keysOf(context.getInputData()[index]?.json);
	const unread = notRead(kind, id, key, found);
	if (!context.continueOnFail()) throw toNodeError(context, unread.cause, index);
	return failedItem(context, { itemIndex: index, entity: kind, momentId: id, key, ...unread });
}

/** What is said of a record that was asked for by its id and did not come. */
export function notRead(
	kind: string,
	id: string,
	key: string,
	found: EntityLookup<object> | ApiError,
): { outcome: 'refused' | 'failed'; cause: unknown } {
	if (found instanceof ApiError) return { outcome: 'failed', cause: found };
	if ('missing' in found) return { outcome: 'refused', cause: gone(kind, id, key) };
	return { outcome: found.unreadable?.kind === 'notFound' ? 'refused' : 'failed', cause: found.unreadable };
}

function gone(kind: string, id: string, key: string): ApiError {
	return new ApiError(`The ${kind} ${key === '' ? '' : `${key} `}(Moment id ${id}) no longer exists in Moment`, {
		system: 'Moment',
		kind: 'notFound',
		fix: 'If it was deleted on purpose, there is nothing to do: in Uniconta it stays as it is. Otherwise check whether the user behind the API key may see it.',
	});
}

function noId(kind: string): ApiError {
	const article = kind === 'invoice' ? 'an' : 'a';
	return new ApiError(`No ${kind} is given`, {
		system: 'Moment',
		kind: 'refused',
		fix: `Choose ${article} ${kind}, or set an expression that gives Moment's id, e.g. {{ $json.id }}`,
	});
}
