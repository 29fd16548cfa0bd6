import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

interface Column {
	name: string;
	label: string;
	type: 'string' | 'number' | 'dateTime' | 'options';
	required?: true;
	options?: ReadonlyArray<{ name: string; value: string }>;
}

/** The header of an invoice for *Define Below*: the names of the plan as the mapper puts it out. */
const COLUMNS: readonly Column[] = [
	{ name: 'InvoiceNumber', label: 'Invoice Number', type: 'number', required: true },
	{ name: 'Account', label: 'Customer Number', type: 'string', required: true },
	{ name: 'Date', label: 'Invoice Date', type: 'dateTime', required: true },
	{ name: 'DueDate', label: 'Due Date', type: 'dateTime', required: true },
	{
		name: 'Kind',
		label: 'Kind',
		type: 'options',
		options: [
			{ name: 'Credit Note', value: 'CreditNote' },
			{ name: 'Invoice', value: 'Invoice' },
		],
	},
	{ name: 'CreditDays', label: 'Credit Days', type: 'number' },
	{ name: 'Currency', label: 'Currency', type: 'string' },
	{ name: 'ExchangeRate', label: 'Exchange Rate', type: 'number' },
	{ name: 'Project', label: 'Project Number', type: 'string' },
	{ name: 'OrderReference', label: 'Order Reference', type: 'string' },
	{ name: 'CreditedInvoice', label: 'Credited Invoice', type: 'string' },
	{ name: 'Dimension', label: 'Department Dimension (0 to 5)', type: 'number' },
	{ name: 'NetAmount', label: 'Net Amount', type: 'number' },
	{ name: 'VatAmount', label: 'VAT Amount', type: 'number' },
	{ name: 'TotalAmount', label: 'Total Amount', type: 'number' },
];

export async function invoiceColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = COLUMNS.map(({ name, label, type, required = false, options }): ResourceMapperField => ({
		id: name,
		displayName: label,
		required,
		defaultMatch: name === 'InvoiceNumber',
		canBeUsedToMatch: name === 'InvoiceNumber',
		display: true,
		type,
		...(options === undefined ? {} : { options: [...options] }),
	}));
	return { fields };
}

/** Fields that are text in the plan: a number typed for them keeps its digits. */
export function isTextColumn(name: string): boolean {
	return COLUMNS.some((column) => column.name === name && column.type !== 'number');
}
