import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { ApiError } from '../../lib/http/errors';
import type { UnicontaClient } from '../../lib/uniconta/api/client';
import { companyIdOf } from '../../lib/uniconta/api/companies';
import { fieldOf, rowIdOf, type UnicontaRow } from '../../lib/uniconta/api/rows';
import {
	booleanParameter,
	collectionParameter,
	limitField,
	limitOf,
	returnAllField,
	shownFor,
	simplifyField,
	textParameter,
	type Operation,
} from '../shared/parameters';
import { openableCompanies } from '../shared/unicontaCompanies';
import { eachItem } from './eachItem';

/** A list of Uniconta as a resource of the node: where it comes from and what of it is shown. */
export interface ListResource {
	name: string;
	value: string;
	/** For "Get many …". */
	plural: string;
	/** Parameters of its own, to be read by `read`. */
	parameters?: readonly INodeProperties[];
	read(client: UnicontaClient, context: IExecuteFunctions, itemIndex: number): Promise<UnicontaRow[]>;
	/** The fields of the simplified form, by Uniconta's names. */
	fields: readonly string[];
}

const dimensionField: INodeProperties = {
	displayName: 'Dimension Name or ID',
	name: 'dimension',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getDimensions', loadOptionsDependsOn: ['company.value'] },
	required: true,
	default: '',
	description:
		'Which of the five dimensions, by the company\'s own name for it or by its number, 1 to 5. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** A list that is read whole, in the order of its key. */
const whole = (type: string, key: string): Pick<ListResource, 'read'> => ({
	read: async (client) => await client.all(type, key),
});

export const LIST_RESOURCES: readonly ListResource[] = [
	{
		name: 'Account',
		value: 'account',
		plural: 'ledger accounts',
		...whole('GLAccountClient', 'Account'),
		fields: [
			'Account',
			'Name',
			'AccountType',
			'Vat',
			'VatOperation',
			'PrCategory',
			'MandatoryTax',
			'Blocked',
			'BlockedInJournal',
			'ExternalNo',
		],
	},
	{
		name: 'Company',
		value: 'company',
		plural: 'companies',
		// In no company: each may see others.
		read: async (_, context) => await openableCompanies(context, collectionParameter(context, 'options', 0)),
		fields: [
			'CompanyName',
			'Id',
			'Currency',
			'Country',
			'NumberOfDimensions',
			'Dim1',
			'Dim2',
			'Dim3',
			'Dim4',
			'Dim5',
		],
	},
	{
		name: 'Customer Group',
		value: 'customerGroup',
		plural: 'customer groups',
		...whole('DebtorGroupClient', 'Group'),
		fields: [
			'Group',
			'Name',
			'IsDefault',
			'SummeryAccount',
			'RevenueAccount',
			'SalesVat',
			'AutoNumber',
			'InvoiceSerie',
		],
	},
	{
		name: 'Dimension',
		value: 'dimension',
		plural: 'values of a dimension',
		parameters: [dimensionField],
		read: async (client, context, itemIndex) =>
			await client.all(`GLDimType${dimensionNumber(context, itemIndex)}Client`, 'Dimension'),
		fields: ['Dimension', 'Name', 'Blocked'],
	},
	{
		name: 'Journal',
		value: 'journal',
		plural: 'journals',
		...whole('GLDailyJournalClient', 'Journal'),
		fields: [
			'Journal',
			'Name',
			'NumberSerie',
			'VATCalcMethod',
			'TwoVatCodes',
			'GenerateVoucher',
			'DateMustBeZero',
			'VoucherMustBeZero',
			'Blocked',
		],
	},
	{
		name: 'Number Series',
		value: 'numberSeries',
		plural: 'number series',
		...whole('NumberSerieClient', 'Serie'),
		fields: [
			'Serie',
			'Name',
			'FirstValue',
			'LastValue',
			'Next',
			'Prefix',
			'Length',
			'Usage',
			'Manual',
			'InUse',
			'Blocked',
		],
	},
	{
		name: 'Payment Term',
		value: 'paymentTerm',
		plural: 'payment terms',
		...whole('PaymentTermClient', 'Payment'),
		fields: ['Payment', 'Name', 'IsDefault', 'PaymentMethod', 'Days', 'EndOfMonth', 'GraceDays'],
	},
	{
		name: 'Project Category',
		value: 'projectCategory',
		plural: 'project categories',
		...whole('PrCategoryClient', 'Number'),
		fields: ['Number', 'Name', 'CatType', 'IsDefault', 'Invoiceable', 'Item', 'Unit'],
	},
	{
		name: 'Project Group',
		value: 'projectGroup',
		plural: 'project groups',
		...whole('ProjectGroupClient', 'Group'),
		fields: ['Group', 'Name', 'IsDefault', 'Invoiceable', 'AutoNumber'],
	},
	{
		name: 'VAT Code',
		value: 'vatCode',
		plural: 'VAT codes',
		...whole('GLVatClient', 'Vat'),
		fields: [
			'Vat',
			'Name',
			'VatType',
			'Rate',
			'Rate2',
			'Date',
			'RateAfterDate',
			'Account',
			'OffsetAccount',
			'ExternalCode',
			'Blocked',
		],
	},
];

export function listOperation(list: ListResource): Operation<UnicontaClient> {
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${list.plural}`,
			description: `List the ${list.plural}`,
		},
		fields: shownFor({ resource: list.value, operation: 'getAll' }, [
			...(list.parameters ?? []),
			returnAllField,
			limitField,
			simplifyField,
		]),
		execute: async (context, client) =>
			await eachItem(context, async (index) => {
				const rows = (await list.read(client, context, index)).slice(0, limitOf(context, index));
				return booleanParameter(context, 'simplify', index) ? rows.map((row) => simplified(row, list)) : rows;
			}),
	};
}

function dimensionNumber(context: IExecuteFunctions, itemIndex: number): string {
	const number = textParameter(context, 'dimension', itemIndex);
	if (/^[1-5]$/.test(number)) return number;
	throw new ApiError(number === '' ? 'No dimension is chosen' : `There is no dimension "${number}"`, {
		system: 'Uniconta',
		kind: 'refused',
		fix: 'Choose one from the list, or enter its number, 1 to 5.',
	});
}

function simplified(row: UnicontaRow, list: ListResource): Record<string, unknown> {
	const simple: Record<string, unknown> = { RowId: rowIdOf(row) };
	if (list.value === 'company') simple.companyId = companyIdOf(row);
	for (const field of list.fields) simple[field] = fieldOf(row, field) ?? '';
	return simple;
}
