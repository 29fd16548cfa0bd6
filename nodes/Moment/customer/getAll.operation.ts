import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MomentClient } from '../../../lib/moment/client';
import type { CustomerQuery } from '../../../lib/moment/customers';
import { toNodeError } from '../../shared/errors';
import { failedItem, sourceKey } from '../../shared/failedItem';
import { booleanParameter, collectionParameter, itemOf, limitField, limitOf, returnAllField, shownFor, simplifyField } from '../../shared/parameters';
import { dateText, listOf, type Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many customers',
		description: 'Fetch customers, optionally only those changed since, or with certain IDs or numbers',
	},
	fields: shownFor({ resource: 'customer', operation: 'getAll' }, [
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Changed Since',
					name: 'changedSince',
					type: 'dateTime',
					default: '',
					description: 'Customers changed up to 15 minutes earlier may come too, never fewer',
				},
				{
					displayName: 'IDs',
					name: 'ids',
					type: 'string',
					default: '',
					placeholder: 'e.g. 70011223, 70011224',
					description: "Moment's own IDs, separated by commas",
				},
				{
					displayName: 'Numbers',
					name: 'numbers',
					type: 'string',
					default: '',
					placeholder: 'e.g. 20007, 20008',
					description: 'Customer numbers, separated by commas',
				},
			],
		},
		simplifyField,
	]),
	execute,
};

async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		const items = await readAll(context, moment, index).catch((caught: unknown) => {
			if (context.continueOnFail()) return [failedCustomer(context, index, sourceKey(context, index, 'momentId'), caught)];
			throw toNodeError(context, caught, index);
		});
		for (const item of items) output.push(item);
	}
	return output;
}

async function readAll(context: IExecuteFunctions, moment: MomentClient, index: number): Promise<INodeExecutionData[]> {
	const simplify = booleanParameter(context, 'simplify', index);
	const limit = limitOf(context, index);
	const items: INodeExecutionData[] = [];
	for await (const { id, raw, customer, unreadable } of moment.customers(queryOf(context, index))) {
		if (customer !== undefined) {
			items.push(itemOf(simplify ? customer : raw, index));
		} else if (context.continueOnFail()) {
			items.push(failedCustomer(context, index, id, unreadable));
		} else {
			throw toNodeError(context, unreadable, index);
		}
		if (items.length >= limit) break;
	}
	return items;
}

function failedCustomer(
	context: IExecuteFunctions,
	itemIndex: number,
	momentId: string,
	cause: unknown,
): INodeExecutionData {
	const key = sourceKey(context, itemIndex, 'key');
	return failedItem(context, { itemIndex, entity: 'customer', momentId, key, outcome: 'failed', cause });
}

function queryOf(context: IExecuteFunctions, index: number): CustomerQuery {
	const { changedSince, ids, numbers } = collectionParameter(context, 'filters', index);
	return { changedSince: dateText(changedSince), ids: listOf(ids), numbers: listOf(numbers) };
}
