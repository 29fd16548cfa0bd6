import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import type { UnicontaClient } from '../../lib/uniconta/client';
import { debtor } from '../../lib/uniconta/debtor';
import { readExisting } from '../../lib/uniconta/existing';
import { toNodeError } from '../shared/errors';
import { failedItem } from '../shared/failedItem';
import { booleanParameter, itemOf, type Operation, shownFor, simplifyField, textParameter } from '../shared/parameters';
import { simplified } from './simplify';

export const get: Operation<UnicontaClient> = {
	option: { name: 'Get', value: 'get', action: 'Get a customer', description: 'Fetch one customer for each input item, all of them together' },
	fields: shownFor({ operation: 'get' }, [
		{
			displayName: 'Customer',
			name: 'customer',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The customer to fetch',
			modes: [
				{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchDebtors', searchable: true } },
				{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. 20007' },
			],
		},
		simplifyField,
	]),
	execute,
};

async function execute(context: IExecuteFunctions, client: UnicontaClient): Promise<INodeExecutionData[]> {
	const keys = context.getInputData().map((_, index) => textParameter(context, 'customer', index));
	const wanted = keys.filter((key) => key !== '');
	const existing = await readExisting(client, debtor, debtor.type, wanted).catch((caught: unknown) => {
		if (context.continueOnFail() && caught instanceof ApiError) return caught;
		throw toNodeError(context, caught);
	});
	return keys.map((key, index) => {
		const found = existing instanceof ApiError ? existing : existing.byKey.get(key);
		if (found !== undefined && !(found instanceof ApiError)) {
			return itemOf(booleanParameter(context, 'simplify', index) ? simplified(found) : found, index);
		}
		const cause = found ?? notThere(key);
		if (!context.continueOnFail()) throw toNodeError(context, cause, index);
		return failedItem(context, { itemIndex: index, entity: 'customer', momentId: '', key, outcome: 'failed', cause });
	});
}

function notThere(key: string): ApiError {
	return new ApiError(key === '' ? 'No customer number is given' : `There is no customer ${key} in Uniconta`, {
		system: 'Uniconta',
		kind: 'notFound',
		fix: key === '' ? 'Choose a customer, or set an expression that gives its number.' : 'Check the number and the company.',
	});
}
