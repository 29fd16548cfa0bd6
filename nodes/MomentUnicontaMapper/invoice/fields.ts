import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { DepartmentChoice } from '../../../lib/mapping/department';
import type { InvoiceMapping } from '../../../lib/mapping/invoice/mapping';
import { invoiceMapping as mappingBySettings } from '../../../lib/state/mappings';
import { unicontaCodes } from '../../../lib/uniconta/api/codes';
import { asSavedField, unlessSaved, type NodeSettings } from '../../shared/savedSettings';
import { knownCompanyField } from '../knownRows';
import { mappingFrom, type PanelParameters } from '../mappingFrom';

const DEPARTMENTS: ReadonlyArray<{ name: string; value: DepartmentChoice }> = [
	{ name: 'Department of the Invoice', value: 'invoiceDepartment' },
	{ name: 'Department of the Project', value: 'projectDepartment' },
	{ name: 'None', value: 'none' },
	{ name: 'Tag of the Invoice', value: 'invoiceTag' },
	{ name: 'Tag of the Project', value: 'projectTag' },
];

export const mapInvoiceFields: INodeProperties[] = [
	asSavedField,
	...unlessSaved([
		{
			displayName: 'First Invoice Number',
			name: 'firstNumber',
			type: 'number',
			required: true,
			default: 0,
			description:
				'The cut-over: invoices with a lower number are never sent. 0 counts as not set, and then nothing is sent.',
		},
		{
			displayName: 'Category Tag Group',
			name: 'categoryTagGroup',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Projektkategori',
			description:
				'Name or ID of the Moment tag group whose tag codes are the project categories in Uniconta. Each project must have exactly one tag of it.',
		},
		{
			displayName: 'Dimension',
			name: 'dimension',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 5 },
			default: 0,
			description:
				"Which of Uniconta's dimensions the department is, 1 to 5. 0 for none: then there is no department.",
		},
		{
			displayName: 'Department From',
			name: 'department',
			type: 'options',
			options: [...DEPARTMENTS],
			default: 'none',
			description:
				"Where the department of the lines comes from: a Moment department's number in the external system, or the code of a tag",
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Category Tag Group Name',
					name: 'categoryTagGroupName',
					type: 'string',
					default: '',
					description: 'How the category tag group is called in messages, when Category Tag Group is an ID',
				},
				{
					displayName: 'Department Tag Group',
					name: 'departmentTagGroup',
					type: 'string',
					default: '',
					description:
						'Name or ID of the Moment tag group whose tag codes are the departments in Uniconta, when the department comes from a tag',
				},
				{
					displayName: 'Department Tag Group Name',
					name: 'departmentTagGroupName',
					type: 'string',
					default: '',
					description:
						'How the department tag group is called in messages, when Department Tag Group is an ID',
				},
				{
					displayName: 'Known Records',
					name: 'known',
					type: 'json',
					default: '[]',
					description:
						'Rows of the Data Table moment_uniconta_log for these invoices, their customers and projects. They show which were sent before, which row of Uniconta each customer and project is, and a number that was changed in Moment.',
				},
				knownCompanyField,
				{
					displayName: 'Own Currency',
					name: 'ownCurrency',
					type: 'string',
					default: '',
					placeholder: 'e.g. DKK',
					description: 'Currency of the company in Uniconta, for invoices of which Moment names none',
				},
				{
					displayName: 'Rounding Account',
					name: 'roundingAccount',
					type: 'string',
					default: '',
					placeholder: 'e.g. 9990',
					description:
						'Number of the ledger account, one of the type Revenue without VAT, that takes the rounding of invoices',
				},
				{
					displayName: 'Rounding Tolerance',
					name: 'roundingTolerance',
					type: 'string',
					default: '',
					placeholder: 'e.g. 0.50',
					description:
						"How far Moment's totals and the lines of an invoice may be apart, in its currency, at most 10.00. The difference goes on the rounding account. Blank for 0.05 and half a cent for each line.",
				},
			],
		},
	]),
];

/** @throws NodeOperationError naming the parameter that cannot be used */
export function invoiceMapping(context: IExecuteFunctions, settings: NodeSettings): InvoiceMapping {
	return mappingFrom(context, settings, PARAMETERS, (text) => mappingBySettings(text, unicontaCodes));
}

const PARAMETERS: PanelParameters = {
	'company.dimension': 'dimension',
	'company.currency': 'options.ownCurrency',
	'invoices.firstNumber': 'firstNumber',
	'invoices.categoryTagGroup': 'categoryTagGroup',
	'invoices.categoryTagGroupName': 'options.categoryTagGroupName',
	'invoices.department': 'department',
	'invoices.departmentTagGroup': 'options.departmentTagGroup',
	'invoices.departmentTagGroupName': 'options.departmentTagGroupName',
	'invoices.roundingAccount': 'options.roundingAccount',
	'invoices.roundingTolerance': 'options.roundingTolerance',
};

/** What the panel says was used. */
export function usedForInvoices({
	firstNumber,
	categoryTagGroup,
	department,
}: InvoiceMapping): Array<[string, string]> {
	return [
		['first invoice number', String(firstNumber ?? '')],
		['category tag group', categoryTagGroup.name || categoryTagGroup.value],
		['department from', department.dimension === 0 ? '' : department.choice],
	];
}
