import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { textOf, type UnicontaRow } from '../../lib/uniconta/rows';
import { toNodeError } from './errors';
import { connectUniconta } from './unicontaConnection';

/** How many entries a pick-list shows; the search narrows it down. */
const SHOWN = 200;

const locatorSchema = z.object({ value: z.union([z.string(), z.number()]).transform(String) }).catch({ value: '' });

export async function searchCompanies(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const client = await connectUniconta(this);
	const rows = await client.companies().catch(shown(this));
	return listOf(rows, filter, (row) => {
		const id = textOf(row, 'PrimaryKeyId') || textOf(row, 'RowId') || textOf(row, 'CompanyId');
		return { name: `${textOf(row, 'CompanyName') || textOf(row, 'Name')} (${id})`, value: id };
	});
}

export async function searchDebtors(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const client = await connectUniconta(this, { company: chosenCompany(this) });
	const rows = await client.all('DebtorClient', 'Account').catch(shown(this));
	return listOf(rows, filter, (row) => ({ name: `${textOf(row, 'Account')} ${textOf(row, 'Name')}`, value: textOf(row, 'Account') }));
}

/** The customer groups of the company chosen in the panel: value is the code. */
export async function getCustomerGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const client = await connectUniconta(this, { company: chosenCompany(this) });
	const rows = await client.all('DebtorGroupClient', 'Group').catch(shown(this));
	return rows.map((row) => ({ name: `${textOf(row, 'Group')} ${textOf(row, 'Name')}`.trim(), value: textOf(row, 'Group') }));
}

function chosenCompany(context: ILoadOptionsFunctions): string {
	return locatorSchema.parse(context.getCurrentNodeParameter('company')).value;
}

function shown(context: ILoadOptionsFunctions): (caught: unknown) => never {
	return (caught) => {
		throw toNodeError(context, caught);
	};
}

function listOf(rows: readonly UnicontaRow[], filter: string | undefined, entryOf: (row: UnicontaRow) => INodeListSearchItems): INodeListSearchResult {
	const sought = (filter ?? '').toLowerCase();
	return {
		results: rows
			.map(entryOf)
			.filter(({ name }) => name.toLowerCase().includes(sought))
			.slice(0, SHOWN),
	};
}
