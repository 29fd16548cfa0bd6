import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import { postedByNumber, simplePosted } from '../../lib/uniconta/invoice/posted/list';
import type { UnicontaRow } from '../../lib/uniconta/api/rows';
import { toNodeError } from '../shared/errors';
import { failedItem } from '../shared/failedItem';
import { booleanParameter, itemOf, type Operation, shownFor, simplifyField, textParameter } from '../shared/parameters';
import type { UnicontaClients } from '../shared/unicontaConnection';

export const invoiceNumberField: INodeProperties = {
	displayName: 'Invoice Number',
	name: 'invoiceNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 10001',
	description: 'Number of the posted invoice or credit note',
};

export const get: Operation<UnicontaClients> = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get an invoice',
		description: 'Fetch one posted invoice for each input item, all of them together',
	},
	fields: shownFor({ operation: 'get' }, [invoiceNumberField, simplifyField]),
	execute: async (context, { odata }) => {
		const read = await readNumbered(context, odata);
		return context.getInputData().map((_, index) => {
			const row = read(index);
			if ('failed' in row) return row.failed;
			return itemOf(booleanParameter(context, 'simplify', index) ? simplePosted(row.row) : row.row, index);
		});
	},
};

/** The invoice of each item, or the item that says why there is none; all numbers are read together. */
export async function readNumbered(
	context: IExecuteFunctions,
	client: UnicontaClients['odata'],
): Promise<(itemIndex: number) => { row: UnicontaRow } | { failed: INodeExecutionData }> {
	const keys = context.getInputData().map((_, index) => textParameter(context, 'invoiceNumber', index));
	const numbers = keys.filter((key) => /^\d{1,15}$/.test(key)).map(Number);
	const posted = await postedByNumber(client, numbers).catch((caught: unknown) => {
		if (context.continueOnFail() && caught instanceof ApiError) return caught;
		throw toNodeError(context, caught);
	});
	return (itemIndex) => {
		const key = keys[itemIndex] ?? '';
		const row = posted instanceof ApiError || key === '' ? undefined : posted.get(Number(key));
		if (row !== undefined) return { row };
		return { failed: failedInvoice(context, itemIndex, key, posted instanceof ApiError ? posted : notThere(key)) };
	};
}

/** Throws unless the node continues on fail. */
export function failedInvoice(
	context: IExecuteFunctions,
	itemIndex: number,
	key: string,
	cause: unknown,
): INodeExecutionData {
	if (!context.continueOnFail()) throw toNodeError(context, cause, itemIndex);
	return failedItem(context, { itemIndex, entity: 'invoice', momentId: '', key, outcome: 'failed', cause });
}

function notThere(key: string): ApiError {
	return new ApiError(key === '' ? 'No invoice number is given' : `There is no posted invoice ${key} in Uniconta`, {
		system: 'Uniconta',
		kind: 'notFound',
		fix:
			key === ''
				? 'Enter a number, or an expression that gives it.'
				: 'Check the number and the company; an order or a journal line that was not posted yet is no invoice.',
	});
}
