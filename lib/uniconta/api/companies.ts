import { ApiError, asApiError } from '../../http/errors';
import type { UnicontaClient } from './client';
import { COMPANY } from './errorMeanings';
import { textOf, type UnicontaRow } from './rows';

type Lister = Pick<UnicontaClient, 'companies'>;

/** No company has the number 0: a field that holds it is not filled in. */
export function companyIdOf(row: UnicontaRow): string {
	const ids = ['PrimaryKeyId', 'RowId', 'CompanyId', 'Id'].map((name) => textOf(row, name));
	return ids.find((id) => id !== '' && Number(id) !== 0) ?? '';
}

export function companyNameOf(row: UnicontaRow): string {
	return textOf(row, 'CompanyName') || textOf(row, 'Name');
}

/**
 * All companies that the user may open. A login that names its company may be shown that one alone (UC4), or be
 * refused the list, so they are asked for once more without; where that is refused, since the user has no company of
 * its own, the one that was named is all there is to choose.
 *
 * `company`: the one that `named` logs in to, `''` for none.
 */
export async function openableCompanies(
	named: Lister,
	unnamed: () => Promise<Lister>,
	company: string,
): Promise<UnicontaRow[]> {
	const own = await named.companies().catch((caught: unknown) => {
		const refusal = asApiError(caught);
		if (refusal.kind !== 'forbidden' || refusal.status === undefined || company === '') throw refusal;
		return refusal;
	});
	if (!(own instanceof ApiError) && (own.length > 1 || company === '')) return own;
	const all = await (await unnamed()).companies().catch((caught: unknown) => {
		asApiError(caught);
		return [];
	});
	if (own instanceof ApiError) {
		if (all.length === 0) throw own;
		return all;
	}
	const ids = new Set(all.map(companyIdOf));
	return [...own.filter((row) => !ids.has(companyIdOf(row))), ...all];
}

/** How many companies a message names. */
const NAMED = 10;

/** Why these companies are not the place to look for this one; undefined where it is among them, or none was chosen. */
export function missingCompany(companies: readonly UnicontaRow[], company: string): ApiError | undefined {
	if (companies.length === 0) return notThere('Uniconta lets the user in, but shows no company that it may open');
	const ids = companies.map(companyIdOf);
	if (company === '' || ids.some((id) => id === '' || Number(id) === Number(company))) return undefined;
	const named = companies.slice(0, NAMED).map((row) => `${companyNameOf(row)} (${companyIdOf(row)})`.trim());
	const more = companies.length > NAMED ? `, and ${companies.length - NAMED} more` : '';
	return notThere(
		`Company ${Number(company)} is not among the companies that this user may open (${named.join(', ')}${more})`,
	);
}

function notThere(message: string): ApiError {
	return new ApiError(message, { system: 'Uniconta', kind: 'forbidden', code: 'NoCompanyId', fix: COMPANY.fix });
}
