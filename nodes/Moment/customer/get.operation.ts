import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../../lib/http/errors';
import type { MomentClient } from '../../../lib/moment/client';
import type { CustomerLookup } from '../../../lib/moment/customersById';
import { toNodeError } from '../../shared/errors';
import { failedItem, sourceKey } from '../../shared/failedItem';
import { booleanParameter, itemOf, shownFor, simplifyField, textParameter } from '../../shared/parameters';
import type { Operation } from '../operation';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a customer',
		description: 'Fetch one customer for each input item, all of them together',
	},
	fields: shownFor({ resource: 'customer', operation: 'get' }, [
		{
			displayName: 'Customer',
			name: 'customerId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The customer to fetch. With many input items the IDs are asked for in lists, not one by one.',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchCustomers', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 70011223',
					hint: "Moment's own id, as the trigger gives it; not the customer number",
				},
			],
		},
		simplifyField,
	]),
	execute,
};

/** One output item for each input item, in the same order; an empty item with *Continue on Fail* gives none. */
async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const ids = context.getInputData().map((_, index) => textParameter(context, 'customerId', index));
	const lookups = await moment
		.customersById(ids.filter((id) => id !== ''))
		.catch((caught: unknown) => whenAllFail(context, caught));
	return ids.flatMap((id, index) => {
		if (id === '' && standsForNone(context, index)) return [];
		const found = lookups instanceof ApiError ? lookups : (lookups.get(id) ?? noId());
		return outputFor(context, index, id, found);
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

function outputFor(
	context: IExecuteFunctions,
	index: number,
	id: string,
	found: CustomerLookup | ApiError,
): INodeExecutionData {
	if (!(found instanceof ApiError) && !('missing' in found) && found.customer !== undefined) {
		return itemOf(booleanParameter(context, 'simplify', index) ? found.customer : found.raw, index);
	}
	const key = sourceKey(context, index, 'key');
	const cause = found instanceof ApiError ? found : 'missing' in found ? gone(id, key) : found.unreadable;
	if (!context.continueOnFail()) throw toNodeError(context, cause, index);
	const outcome = cause.kind === 'notFound' && !(found instanceof ApiError) ? 'refused' : 'failed';
	return failedItem(context, { itemIndex: index, entity: 'customer', momentId: id, key, outcome, cause });
}

function gone(id: string, key: string): ApiError {
	return new ApiError(`The customer ${key === '' ? '' : `${key} `}(Moment id ${id}) no longer exists in Moment`, {
		system: 'Moment',
		kind: 'notFound',
		fix: 'If it was deleted on purpose, there is nothing to do: in Uniconta it stays as it is. Otherwise check whether the user behind the API key may see it.',
	});
}

function noId(): ApiError {
	return new ApiError('No customer is given', {
		system: 'Moment',
		kind: 'refused',
		fix: "Choose a customer, or set an expression that gives Moment's id, e.g. {{ $json.id }}",
	});
}
