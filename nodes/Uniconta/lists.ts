import type { UnicontaClient } from '../../lib/uniconta/client';
import { fieldOf, rowIdOf, textOf, type UnicontaRow } from '../../lib/uniconta/rows';
import { booleanParameter, limitField, limitOf, returnAllField, shownFor, simplifyField, type Operation } from '../shared/parameters';
import { eachItem } from './eachItem';

/** A list of Uniconta as a resource of the node: where it comes from and what of it is shown (reference 6 and 9). */
export interface ListResource {
	name: string;
	value: string;
	/** For "Get many …". */
	plural: string;
	read(client: UnicontaClient): Promise<UnicontaRow[]>;
	/** The fields of the simplified form, by Uniconta's names. */
	fields: readonly string[];
}

export const LIST_RESOURCES: readonly ListResource[] = [
	{
		name: 'Company',
		value: 'company',
		plural: 'companies',
		read: async (client) => await client.companies(),
		fields: ['CompanyName', 'Id', 'Currency', 'Country', 'NumberOfDimensions', 'Dim1', 'Dim2', 'Dim3', 'Dim4', 'Dim5'],
	},
	{
		name: 'Customer Group',
		value: 'customerGroup',
		plural: 'customer groups',
		read: async (client) => await client.all('DebtorGroupClient', 'Group'),
		fields: ['Group', 'Name', 'IsDefault', 'SummeryAccount', 'RevenueAccount', 'SalesVat', 'AutoNumber', 'InvoiceSerie'],
	},
	{
		name: 'Payment Term',
		value: 'paymentTerm',
		plural: 'payment terms',
		read: async (client) => await client.all('PaymentTermClient', 'Payment'),
		fields: ['Payment', 'Name', 'IsDefault', 'PaymentMethod', 'Days', 'EndOfMonth', 'GraceDays'],
	},
];

export function listOperation(list: ListResource): Operation<UnicontaClient> {
	return {
		option: { name: 'Get Many', value: 'getAll', action: `Get many ${list.plural}`, description: `List the ${list.plural}` },
		fields: shownFor({ resource: list.value, operation: 'getAll' }, [
			returnAllField,
			limitField,
			simplifyField,
		]),
		execute: async (context, client) =>
			await eachItem(context, async (index) => {
				const rows = (await list.read(client)).slice(0, limitOf(context, index));
				return booleanParameter(context, 'simplify', index) ? rows.map((row) => simplified(row, list)) : rows;
			}),
	};
}

function simplified(row: UnicontaRow, list: ListResource): Record<string, unknown> {
	const simple: Record<string, unknown> = { RowId: rowIdOf(row) };
	if (list.value === 'company') simple.companyId = textOf(row, 'PrimaryKeyId') || textOf(row, 'CompanyId');
	for (const field of list.fields) simple[field] = fieldOf(row, field) ?? '';
	return simple;
}
