import type { INodeProperties } from 'n8n-workflow';
import { unicontaOptionsField } from '../shared/unicontaConnection';

const seriesOption: INodeProperties = {
	displayName: 'Number Series',
	name: 'series',
	type: 'string',
	default: '',
	placeholder: 'e.g. FAKT',
	description:
		'Code of the series invoices are numbered from. Used only where Uniconta does not let its settings be read.',
};

const zeroVatOption: INodeProperties = {
	displayName: 'Zero VAT Code',
	name: 'zeroVat',
	type: 'string',
	default: '',
	placeholder: 'e.g. UFRI',
	description:
		'VAT code of 0 % for lines without VAT; one that their account has comes first. Without any, an invoice is refused where Uniconta could add VAT.',
};

/** The options of every Uniconta node; where numbers are looked at, the series too. */
export const optionsFields: INodeProperties[] = [
	{
		...unicontaOptionsField,
		options: [seriesOption, ...(unicontaOptionsField.options ?? [])],
		displayOptions: { show: { operation: ['checkNumbering'] } },
	},
	{
		...unicontaOptionsField,
		options: [seriesOption, ...(unicontaOptionsField.options ?? []), zeroVatOption],
		displayOptions: { show: { operation: ['send'] } },
	},
	{ ...unicontaOptionsField, displayOptions: { hide: { operation: ['checkNumbering', 'send'] } } },
];
