import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../shared/parameters';
import { outputField } from '../shared/runItems';
import { asSavedField, unlessSaved } from '../shared/savedSettings';

const onJournal = { show: { route: ['journal'] } };

/** What *Send* asks for. */
export const sendFields: INodeProperties[] = shownFor({ operation: 'send' }, [
	asSavedField,
	...unlessSaved([
		{
			displayName: 'Route',
			name: 'route',
			type: 'options',
			options: [
				{
					name: 'Journal Voucher',
					value: 'journal',
					description: 'Put balanced lines with exactly this invoice number in a journal; a person posts it',
				},
				{
					name: 'Order Draft',
					value: 'draft',
					description: 'Make a sales order with the number as reference; a person invoices it',
				},
				{
					name: 'Post',
					value: 'post',
					description: "Post the invoice at once; Uniconta's next number must be this one",
				},
			],
			default: 'post',
			description: 'How an invoice gets into Uniconta',
		},
		{
			displayName: 'Journal',
			name: 'journal',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The journal the lines are put in. Take one that nothing else uses.',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchJournals', searchable: true },
				},
				{ displayName: 'By Code', name: 'code', type: 'string', placeholder: 'e.g. MOMENT' },
			],
			displayOptions: onJournal,
		},
		{
			displayName: 'Journal Amounts',
			name: 'journalAmounts',
			type: 'options',
			options: [
				{
					name: 'With VAT',
					value: 'gross',
					description: 'Revenue lines carry amounts with VAT, and Uniconta takes the VAT out',
				},
				{
					name: 'Without VAT',
					value: 'net',
					description: 'Revenue lines carry net amounts, and Uniconta adds the VAT',
				},
			],
			default: 'gross',
			description:
				"How revenue lines are entered; it must fit the journal's VAT calculation. Try it with one simulated posting.",
			displayOptions: onJournal,
		},
		{
			displayName: 'Journal Voucher Number',
			name: 'journalVoucher',
			type: 'options',
			options: [
				{
					name: 'Assigned by the Journal',
					value: 'journal',
					description: "The journal's own series numbers the vouchers when a person posts them",
				},
				{
					name: 'Invoice Number',
					value: 'invoiceNumber',
					description: 'The voucher number is the invoice number',
				},
			],
			default: 'invoiceNumber',
			displayOptions: onJournal,
		},
	]),
	{
		displayName: 'Mapping Mode',
		name: 'mappingMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Define Below',
				value: 'defineBelow',
				description: 'Set the header and the lines of each invoice here',
			},
			{
				name: 'From Input',
				value: 'fromInput',
				description: 'Take what the Moment Uniconta Mapper node puts out',
			},
		],
		default: 'fromInput',
	},
	{
		displayName: 'Fields',
		name: 'columns',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description:
			'Amounts that are empty here are worked out from the lines. On a credit note quantities and amounts are negative.',
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'invoiceColumns',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: false,
			},
		},
		displayOptions: { show: { mappingMode: ['defineBelow'] } },
	},
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		required: true,
		default:
			'[\n  { "Account": "1010", "Vat": "U25", "VatPct": 25, "Text": "", "Qty": 1, "Price": 0, "PrCategory": "" }\n]',
		description:
			'The lines as a JSON list: Account, Vat, VatPct, Text, Qty, Price, and where they apply DiscountPct, NetAmount, Project, PrCategory, Department',
		displayOptions: { show: { mappingMode: ['defineBelow'] } },
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to only check and say what would be sent, and write nothing',
	},
	...unlessSaved([
		{
			displayName: 'Compare Posted',
			name: 'comparePosted',
			type: 'boolean',
			default: false,
			description: 'Whether to also look in Uniconta for invoices known as posted, and say what differs',
		},
		{
			displayName: 'Held Back',
			name: 'heldBack',
			type: 'json',
			default: '[]',
			description:
				'Invoices that cannot be sent now, as a JSON list of inbox rows with entity, key, state and message. On the route Post those behind a refused one wait, and a stop holds back all.',
		},
	]),
	outputField('invoice', 'invoices'),
]);
