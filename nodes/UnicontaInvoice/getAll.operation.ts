import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { listPosted, simplePosted, type PostedFilter } from '../../lib/uniconta/invoice/posted/list';
import type { UnicontaRow } from '../../lib/uniconta/api/rows';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
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
	textParameter,
} from '../shared/parameters';
import type { UnicontaClients } from '../shared/unicontaConnection';

export const getAll: Operation<UnicontaClients> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many invoices',
		description: 'List posted invoices and credit notes, with filters',
	},
	fields: shownFor({ operation: 'getAll' }, [
		{
			displayName: 'Customer',
			name: 'customer',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: 'Only invoices to this customer. Leave empty for all customers.',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchDebtors', searchable: true },
				},
				{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. 20007' },
			],
		},
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
					displayName: 'Date From',
					name: 'dateFrom',
					type: 'dateTime',
					default: '',
					description: 'First invoice date',
				},
				{
					displayName: 'Date To',
					name: 'dateTo',
					type: 'dateTime',
					default: '',
					description: 'Last invoice date',
				},
				{
					displayName: 'Number From',
					name: 'numberFrom',
					type: 'number',
					default: 0,
					description: 'Lowest invoice number',
				},
				{
					displayName: 'Number To',
					name: 'numberTo',
					type: 'number',
					default: 0,
					description: 'Highest invoice number; 0 for no end',
				},
			],
		},
		simplifyField,
	]),
	execute,
};

async function execute(context: IExecuteFunctions, { odata }: UnicontaClients): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		try {
			const rows: UnicontaRow[] = await listPosted(odata, filterOf(context, index), limitOf(context, index));
			const simplify = booleanParameter(context, 'simplify', index);
			outputs.push(...rows.map((row) => itemOf(simplify ? simplePosted(row) : row, index)));
		} catch (caught) {
			if (!context.continueOnFail()) throw toNodeError(context, caught, index);
			outputs.push(failedCall(context, index, caught));
		}
	}
	return outputs;
}

function filterOf(context: IExecuteFunctions, index: number): PostedFilter {
	const filters: Record<string, unknown> = collectionParameter(context, 'filters', index);
	const customer = textParameter(context, 'customer', index);
	const dateFrom = dayIn(filters.dateFrom);
	const dateTo = dayIn(filters.dateTo);
	const numberFrom = Number(filters.numberFrom ?? 0);
	const numberTo = Number(filters.numberTo ?? 0);
	return {
		...(customer === '' ? {} : { customer }),
		...(dateFrom === '' ? {} : { dateFrom }),
		...(dateTo === '' ? {} : { dateTo }),
		...(numberFrom > 0 ? { numberFrom } : {}),
		...(numberTo > 0 ? { numberTo } : {}),
	};
}

/** A day from the panel: n8n gives text with a time, or a date of its own from an expression. */
function dayIn(value: unknown): string {
	if (DateTime.isDateTime(value)) return value.toFormat('yyyy-MM-dd');
	const [day = ''] = typeof value === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(value.trim()) ?? []) : [];
	if (day === '' && typeof value === 'string' && value.trim() !== '')
		throw new Error(`The date "${value}" cannot be read. Enter it as 2026-01-31.`);
	return day;
}
