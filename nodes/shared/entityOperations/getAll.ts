import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import type { Condition } from '../../../lib/uniconta/api/odata';
import { toNodeError } from '../errors';
import { failedCall } from '../failedItem';
import {
	booleanParameter,
	collectionParameter,
	itemOf,
	limitField,
	limitOf,
	type Operation,
	returnAllField,
	shownFor,
	simplifyField,
} from '../parameters';
import { textOf, type UnicontaRow } from '../../../lib/uniconta/api/rows';
import type { EntityKind } from './entityKind';
import { simplified } from './simplify';

/** *Get Many*: a list, optionally narrowed by a range of numbers and by the kind's own filters. */
export function getAllOperation(kind: EntityKind): Operation<UnicontaClient> {
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${kind.plural}`,
			description: `List ${kind.plural}, with filters and a range of numbers`,
		},
		fields: shownFor({ operation: 'getAll' }, [
			returnAllField,
			limitField,
			{
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add filter',
				default: {},
				options: [
					...kind.filters.map(({ parameter }) => parameter),
					{
						displayName: 'Number From',
						name: 'from',
						type: 'string',
						default: '',
						description: 'Numbers are compared as text, as Uniconta does',
					},
					{
						displayName: 'Number To',
						name: 'to',
						type: 'string',
						default: '',
						description: 'Numbers are compared as text, as Uniconta does',
					},
				],
			},
			simplifyField,
		]),
		execute: async (context, client) => await execute(context, client, kind),
	};
}

async function execute(
	context: IExecuteFunctions,
	client: UnicontaClient,
	kind: EntityKind,
): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	for (const [index] of context.getInputData().entries()) {
		try {
			const rows = await list(context, client, kind, index);
			const simplify = booleanParameter(context, 'simplify', index);
			outputs.push(...rows.map((row) => itemOf(simplify ? simplified(row, kind.definition) : row, index)));
		} catch (caught) {
			if (!context.continueOnFail()) throw toNodeError(context, caught, index);
			outputs.push(failedCall(context, index, caught));
		}
	}
	return outputs;
}

async function list(
	context: IExecuteFunctions,
	client: UnicontaClient,
	{ definition, filters: ownFilters }: EntityKind,
	index: number,
): Promise<UnicontaRow[]> {
	const limit = limitOf(context, index);
	const filters = collectionParameter(context, 'filters', index);
	const wanted = (name: string): string => filterSchema.parse(filters[name]);
	const filter: TextCondition[] = [
		...ownFilters.flatMap(({ field, parameter }) => condition(field, 'eq', wanted(parameter.name))),
		...condition(definition.key, 'ge', wanted('from')),
		...condition(definition.key, 'le', wanted('to')),
	];
	const found: UnicontaRow[] = [];
	const enough = (): boolean => found.length >= limit;
	for await (const rows of client.pages(definition.type, { key: definition.key, filter, enough })) {
		// A server may ignore a filter without a word: what it gives is checked again.
		found.push(...rows.filter((row) => filter.every((one) => holds(one, textOf(row, one.field)))));
	}
	return found.slice(0, limit);
}

const textSchema = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
/** A filter's value, typed or chosen from a list. */
const filterSchema = z.union([textSchema, z.object({ value: textSchema }).transform(({ value }) => value)]).catch('');

type TextCondition = Condition & { value: string };

function condition(field: string, is: Condition['is'], value: string): TextCondition[] {
	return value === '' ? [] : [{ field, is, value }];
}

function holds({ is, value }: TextCondition, text: string): boolean {
	if (is === 'ge') return text >= value;
	if (is === 'le') return text <= value;
	return text === value;
}
