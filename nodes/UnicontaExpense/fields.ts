import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { parseAccountFilter, type AccountFilter } from '../../lib/uniconta/postings/accountFilter';
import { chosenCompany as companyOfNode, UNICONTA_CREDENTIAL } from '../shared/unicontaConnection';

export const seriesField: INodeProperties = {
	displayName: 'Number Series',
	name: 'series',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The series your supplier bills get their voucher numbers from',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchSeries', searchable: true },
		},
		{ displayName: 'By Code', name: 'code', type: 'string', placeholder: 'e.g. BILAG' },
	],
};

export const accountsField: INodeProperties = {
	displayName: 'Accounts',
	name: 'accounts',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2010, 4000..4999',
	description:
		'Ledger accounts, separated by commas; ranges with two dots. Leave empty for all cost accounts of the series.',
};

/** The account filter of the panel. Says all that has no meaning at once. */
export function accountsParameter(text: string): AccountFilter {
	const parsed = parseAccountFilter(text);
	if ('filter' in parsed) return parsed.filter;
	throw new Error(
		`The account filter cannot be read: ${parsed.unclear.join('; ')}. Write accounts separated by commas and ranges with two dots, such as 2010, 4000..4999.`,
	);
}

/** A day from the panel or the settings: plain, with a time, or a date of n8n's own; `''` for none. */
export function dayIn(value: unknown, name: string): string {
	if (DateTime.isDateTime(value)) return value.toFormat('yyyy-MM-dd');
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text === '') return '';
	const [day = ''] = /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(text) ?? [];
	if (!DateTime.fromISO(day, { zone: 'utc' }).isValid)
		throw new Error(`The ${name} "${text}" cannot be read. Enter it as 2026-01-31.`);
	return day;
}

/** Today where the workflow runs. */
export function todayIn(context: IExecuteFunctions): string {
	return DateTime.now().setZone(context.getTimezone()).toFormat('yyyy-MM-dd');
}

const credentialSchema = z.object({
	companyId: z
		.union([z.string(), z.number()])
		.transform((id) => String(id).trim())
		.catch(''),
});

/** The company of the node, else of the credential; `''` for the user's default company. */
export async function chosenCompany(context: IExecuteFunctions): Promise<string> {
	return (
		companyOfNode(context) || credentialSchema.parse(await context.getCredentials(UNICONTA_CREDENTIAL)).companyId
	);
}
