import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { z } from 'zod';
import { companyIdOf, companyNameOf, missingCompany } from '../../lib/uniconta/api/companies';
import { textOf, type UnicontaRow } from '../../lib/uniconta/api/rows';
import { toNodeError } from './errors';
import { companyOfCredential, openableCompanies } from './unicontaCompanies';
import { connectUniconta } from './unicontaConnection';

/** How many entries a pick-list shows; the search narrows it down. */
const SHOWN = 200;

const locatorSchema = z.object({ value: z.union([z.string(), z.number()]).transform(String) }).catch({ value: '' });

export async function searchCompanies(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const rows = await openableCompanies(this).catch(shown(this));
	return listOf(rows, filter, (row) => {
		const id = companyIdOf(row);
		return { name: `${companyNameOf(row)} (${id})`, value: id };
	});
}

export async function searchDebtors(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const client = await connectUniconta(this, { company: chosenCompany(this) });
	const rows = await client.all('DebtorClient', 'Account').catch(shown(this));
	return listOf(rows, filter, (row) => ({
		name: `${textOf(row, 'Account')} ${textOf(row, 'Name')}`,
		value: textOf(row, 'Account'),
	}));
}

export async function searchProjects(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const client = await connectUniconta(this, { company: chosenCompany(this) });
	const rows = await client.all('ProjectClient', 'Number').catch(shown(this));
	return listOf(rows, filter, (row) => ({
		name: `${textOf(row, 'Number')} ${textOf(row, 'Name')}`,
		value: textOf(row, 'Number'),
	}));
}

export async function searchJournals(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const client = await connectUniconta(this, { company: chosenCompany(this) });
	const rows = await client.all('GLDailyJournalClient', 'Journal').catch(shown(this));
	return listOf(rows, filter, (row) => ({
		name: `${textOf(row, 'Journal')} ${textOf(row, 'Name')}`,
		value: textOf(row, 'Journal'),
	}));
}

/** The customer groups of the company chosen in the panel: value is the code. */
export async function getCustomerGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await optionsOf(this, 'DebtorGroupClient', 'Group');
}

export async function getProjectGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await optionsOf(this, 'ProjectGroupClient', 'Group');
}

export async function getEmployees(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await optionsOf(this, 'EmployeeClient', 'Number');
}

/** Customers to choose from; reading ends when it is clear that there are more than `most`. */
export async function getDebtors(context: ILoadOptionsFunctions, most: number): Promise<INodePropertyOptions[]> {
	return await optionsOf(context, 'DebtorClient', 'Account', most);
}

export async function getDimensionValues(
	context: ILoadOptionsFunctions,
	dimension: number,
): Promise<INodePropertyOptions[]> {
	return await optionsOf(context, `GLDimType${dimension}Client`, 'Dimension');
}

/** A dimension that the company uses, by its own name for it (UC49). */
export interface CompanyDimension {
	/** 1 to 5. */
	number: number;
	name: string;
}

const ALL_DIMENSIONS = [1, 2, 3, 4, 5] as const;

/** The dimensions with a name in the company chosen in the panel, else the credential's. */
export async function companyDimensions(context: ILoadOptionsFunctions): Promise<CompanyDimension[]> {
	const chosen = chosenCompany(context) || (await companyOfCredential(context));
	const client = await connectUniconta(context, { company: chosenCompany(context) });
	const rows = await client.companies().catch(shown(context));
	const missing = rows.length === 0 ? undefined : missingCompany(rows, chosen);
	if (missing !== undefined) throw toNodeError(context, missing);
	const own =
		rows.find((row) => Number(companyIdOf(row)) === Number(chosen)) ?? (rows.length === 1 ? rows[0] : undefined);
	if (own === undefined) return [];
	return ALL_DIMENSIONS.flatMap((number) => {
		const name = textOf(own, `Dim${number}`).trim();
		return name === '' ? [] : [{ number, name }];
	});
}

/** The five dimensions, those that the company uses by its own name and first. */
export async function getDimensions(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const named = await companyDimensions(this);
	const unnamed = ALL_DIMENSIONS.filter((number) => named.every((dimension) => dimension.number !== number));
	return [
		...named.map(({ number, name }) => ({ name: `${name} (Dimension ${number})`, value: number })),
		...unnamed.map((number) => ({ name: `Dimension ${number} (not in use)`, value: number })),
	];
}

async function optionsOf(
	context: ILoadOptionsFunctions,
	type: string,
	key: string,
	most = Number.POSITIVE_INFINITY,
): Promise<INodePropertyOptions[]> {
	const client = await connectUniconta(context, { company: chosenCompany(context) });
	const options: INodePropertyOptions[] = [];
	const read = async (): Promise<void> => {
		for await (const rows of client.pages(type, { key, enough: (soFar) => soFar > most })) {
			options.push(
				...rows.map((row) => ({
					name: `${textOf(row, key)} ${textOf(row, 'Name')}`.trim(),
					value: textOf(row, key),
				})),
			);
		}
	};
	await read().catch(shown(context));
	return options;
}

function chosenCompany(context: ILoadOptionsFunctions): string {
	return locatorSchema.parse(context.getCurrentNodeParameter('company')).value;
}

function shown(context: ILoadOptionsFunctions): (caught: unknown) => never {
	return (caught) => {
		throw toNodeError(context, caught);
	};
}

function listOf(
	rows: readonly UnicontaRow[],
	filter: string | undefined,
	entryOf: (row: UnicontaRow) => INodeListSearchItems,
): INodeListSearchResult {
	const sought = (filter ?? '').toLowerCase();
	return {
		results: rows
			.map(entryOf)
			.filter(({ name }) => name.toLowerCase().includes(sought))
			.slice(0, SHOWN),
	};
}
