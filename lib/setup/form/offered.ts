import type { FormLists, FormState } from './form';
import { isActive } from '../../state/people';
import { choiceOf, type Choice } from './fields';
import { cell, type TableRow } from '../../state/tables';

export const NONE: Choice = { value: '', text: 'Not chosen' };

export const byText = (choices: Choice[]): Choice[] =>
	[...choices].sort((a, b) => a.text.localeCompare(b.text, 'en', { numeric: true }));
export const coded = (rows: readonly TableRow[], code: string): Choice[] =>
	rows.filter((row) => cell(row, code) !== '').map((row) => choiceOf(cell(row, code), cell(row, 'Name')));
/** For long lists: by the code, as in the ledger. */
export const numbered = (rows: readonly TableRow[], code: string): Choice[] =>
	coded(
		[...rows].sort((a, b) => cell(a, code).localeCompare(cell(b, code), 'en', { numeric: true })),
		code,
	);

/** Groups of that kind of record, and those of which Moment does not say whose they are. */
export function tagGroupsOf(kind: string, { tagGroups }: FormLists, saved: string): Choice[] {
	const fits = tagGroups.filter((row) => ['', kind].includes(cell(row, 'appliesTo').toLowerCase()));
	const offered =
		fits.length === 0 ? tagGroups : tagGroups.filter((row) => fits.includes(row) || cell(row, 'id') === saved);
	return [
		NONE,
		...byText(
			offered.filter((row) => cell(row, 'id') !== '').map((row) => choiceOf(cell(row, 'id'), cell(row, 'name'))),
		),
	];
}

export function ownRow(company: string, companies: readonly TableRow[]): TableRow | undefined {
	return company === '' ? undefined : companies.find((row) => Number(cell(row, 'companyId')) === Number(company));
}

export const nameOfCompany = (row: TableRow): Choice => choiceOf(cell(row, 'companyId'), cell(row, 'CompanyName'));

/** The dimensions with a name in the company that was chosen. */
export function dimensionsOf({ values }: FormState, { companies }: FormLists): Choice[] {
	const own = ownRow(values['company.id'], companies) ?? {};
	return [1, 2, 3, 4, 5]
		.map((number) => choiceOf(String(number), cell(own, `Dim${number}`).trim()))
		.filter(({ text, value }) => text !== `(${value})`);
}

export function onlyCompany(companies: readonly TableRow[]): string {
	const [only, second] = companies;
	return only === undefined || second !== undefined ? '' : cell(only, 'companyId');
}

/**
 * A series for vouchers; one for keys of records is none. Labels come in the language of the user, perhaps as numbers.
 */
export const forVouchers = (row: TableRow): boolean =>
	!['1', 'key', 'keys', 'nøgle', 'nøgler'].includes(cell(row, 'Usage').toLowerCase());

export function usersOffered(users: readonly TableRow[], chosen: readonly string[]): Choice[] {
	const people = users.filter(
		(row) => cell(row, 'id') !== '' && (isActive(cell(row, 'state')) || chosen.includes(cell(row, 'id'))),
	);
	const texts = byText(
		people.map((row) => {
			const { value, text } = choiceOf(cell(row, 'id'), cell(row, 'name'));
			const left = isActive(cell(row, 'state')) ? '' : ' · no longer active in Moment';
			return { value, text: `${text}${left}${cell(row, 'email') === '' ? ' · without an e-mail address' : ''}` };
		}),
	);
	// Who is chosen stands first: among hundreds nobody would find them.
	return [
		...texts.filter(({ value }) => chosen.includes(value)),
		...texts.filter(({ value }) => !chosen.includes(value)),
	];
}
