import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../../lib/http/errors';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import { readExisting } from '../../../lib/uniconta/upsert/existing';
import { toNodeError } from '../errors';
import { failedItem } from '../failedItem';
import { booleanParameter, itemOf, type Operation, shownFor, simplifyField, textParameter } from '../parameters';
import { titleOf, type EntityKind } from './entityKind';
import { simplified } from './simplify';

/** *Get*: one record for each input item. */
export function getOperation(kind: EntityKind): Operation<UnicontaClient> {
	const { noun } = kind.definition;
	return {
		option: {
			name: 'Get',
			value: 'get',
			action: `Get a ${noun}`,
			description: `Fetch one ${noun} for each input item, all of them together`,
		},
		fields: shownFor({ operation: 'get' }, [
			{
				displayName: titleOf(kind),
				name: noun,
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				required: true,
				description: `The ${noun} to fetch`,
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: kind.searchMethod, searchable: true },
					},
					{ displayName: 'By Number', name: 'number', type: 'string', placeholder: kind.numberPlaceholder },
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
	{ definition }: EntityKind,
): Promise<INodeExecutionData[]> {
	const keys = context.getInputData().map((_, index) => textParameter(context, definition.noun, index));
	const wanted = keys.filter((key) => key !== '');
	const existing = await readExisting(client, definition, definition.type, wanted).catch((caught: unknown) => {
		if (context.continueOnFail() && caught instanceof ApiError) return caught;
		throw toNodeError(context, caught);
	});
	return keys.map((key, index) => {
		const found = existing instanceof ApiError ? existing : existing.byKey.get(key);
		if (found !== undefined && !(found instanceof ApiError)) {
			return itemOf(booleanParameter(context, 'simplify', index) ? simplified(found, definition) : found, index);
		}
		const cause = found ?? notThere(key, definition.noun);
		if (!context.continueOnFail()) throw toNodeError(context, cause, index);
		return failedItem(context, {
			itemIndex: index,
			entity: definition.entity,
			momentId: '',
			key,
			outcome: 'failed',
			cause,
		});
	});
}

function notThere(key: string, noun: string): ApiError {
	return new ApiError(key === '' ? `No ${noun} number is given` : `There is no ${noun} ${key} in Uniconta`, {
		system: 'Uniconta',
		kind: 'notFound',
		fix:
			key === ''
				? `Choose a ${noun}, or set an expression that gives its number.`
				: 'Check the number and the company.',
	});
}
