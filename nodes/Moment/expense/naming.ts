import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { ExpenseNaming } from '../../../lib/moment/expenses/upsert';
import { textParameter } from '../../shared/parameters';

/**
 * Moment's names for expenses are not documented: a user who knows them better can give them (MO19).
 */
export const namingOptions: INodeProperties[] = [
	{
		displayName: 'Expense Resource',
		name: 'expenseResource',
		type: 'string',
		default: '',
		placeholder: 'e.g. projectExpenses',
		description:
			'What the list of project expenses is called in the API of Moment, if the node does not find it by itself',
	},
	{
		displayName: 'Field Names',
		name: 'fieldNames',
		type: 'json',
		default: '{}',
		description:
			'What the fields of an expense are called in the API of Moment, if the node does not find out by itself: {"date": "expenseDate"}. An empty name leaves the field out. Fields: projectId, activityId, date, description, amount, currencyCode, billable, supplierName, supplierInvoiceNumber, approvalState, externalReference.',
	},
];

const namesSchema = z.record(z.string());

export function namingOf(context: IExecuteFunctions): ExpenseNaming {
	const given: unknown = context.getNodeParameter('options.fieldNames', 0, '');
	const parsed = namesSchema.safeParse(typeof given === 'string' ? jsonIn(given) : (given ?? {}));
	if (!parsed.success) {
		throw new NodeOperationError(context.getNode(), 'Field Names is no JSON object of fields with their names', {
			description: 'Enter it like {"date": "expenseDate", "amount": "costPrice"}, or leave it empty.',
		});
	}
	return {
		resource: textParameter(context, 'options.expenseResource', 0).replace(/^\/+|(?<!\/)\/+$/g, ''),
		fields: parsed.data,
	};
}

function jsonIn(text: string): unknown {
	if (text.trim() === '') return {};
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}
