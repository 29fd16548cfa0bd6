import { isOpenWay, trimSlash } from '../../http/address';
import type { ApiError } from '../../http/errors';
import type { MomentGiven } from './given';
import { setupRow, type SetupRow } from './row';
import { whereToSet } from './settings';
import { COMPANY } from '../../uniconta/api/errorMeanings';
import { countryFromUniconta } from '../../uniconta/api/countries';
import { labelLanguage } from '../../uniconta/invoice/checks/labels';
import { LISTS } from '../../uniconta/invoice/checks/lists';
import { fieldOf, rowIdOf, textOf, type UnicontaRow } from '../../uniconta/api/rows';
import { failedLogin, named, unread, type SetupContext } from './context';
import type { Reading } from './reader';

const LOGIN_EXPECTED = 'Uniconta accepts the user name and password of the credential';
const COMPANY_EXPECTED = 'a company that the API user may open';
/** Uniconta knows the user by then (UC54). */
const ABOUT_THE_COMPANY = new Set(['NoCompanyId', 'CompanyDoesNotExist', 'UserHasNoCompany', 'CompanyIsDeactivated']);

/** Where the login does not work, one row that says why; nothing more can be asked then. */
export function loginRows(companies: Reading): SetupRow[] {
	if ('rows' in companies)
		return [setupRow('company', 'Login', 'ok', { found: 'Uniconta let the user in', expected: LOGIN_EXPECTED })];
	const { trouble } = companies;
	if (!isAboutTheCompany(trouble)) return [failedLogin('Login', trouble, LOGIN_EXPECTED)];
	return [
		setupRow('company', 'Company', 'missing', {
			found: trouble.message,
			expected: COMPANY_EXPECTED,
			fix: trouble.fix,
			blocking: true,
		}),
	];
}

/** An address by which the password can be read on its way; on this machine nobody is in between. */
export function addressRows(addresses: Readonly<Record<string, string>>, { expenses }: MomentGiven): SetupRow[] {
	const ofUniconta = Object.entries(addresses).flatMap(([setting, url]) =>
		openWayRow(setting, url, {
			secrets: 'user name, password',
			fix: `Enter the ${setting} in the Uniconta credential with https://. If it was in use so, change the password in Uniconta.`,
		}),
	);
	const [ofMoment] = expenses !== undefined && 'rows' in expenses ? expenses.rows : [];
	return [
		...ofUniconta,
		...openWayRow('Base URL of Moment', ofMoment?.baseUrl ?? '', {
			secrets: 'the API key',
			fix: 'Enter the Base URL in the Moment credential with https://. If it was in use so, have a new API key made in Moment.',
		}),
	];
}

function openWayRow(setting: string, url: string, { secrets, fix }: { secrets: string; fix: string }): SetupRow[] {
	if (!isOpenWay(url)) return [];
	const found = `${trimSlash(url)} begins with http:// and leads to another machine: anybody on the way can read ${secrets} and all data`;
	return [
		setupRow('company', setting, 'warning', { found, expected: 'https://, or an address of this machine', fix }),
	];
}

function isAboutTheCompany({ code }: ApiError): boolean {
	return code !== undefined && ABOUT_THE_COMPANY.has(code);
}

/**
 * The company, its country, currency and dimension (M9), and the language its user speaks; asked when the lists have
 * been read.
 */
export async function companyRows(
	context: SetupContext,
	companies: readonly UnicontaRow[],
	companyId: string,
): Promise<SetupRow[]> {
	const company = theCompany(companies, companyId, context.reader.seen());
	return [
		companyRow(companies, company, companyId),
		...languageRows(context),
		...(company === undefined ? [] : [...countryRows(company, context), ...currencyRows(company, context)]),
		...(await dimensionRows(company, context)),
	];
}

/** The one that was chosen; else the only one, or the one that the rows say they belong to. */
function theCompany(
	companies: readonly UnicontaRow[],
	companyId: string,
	seen: readonly UnicontaRow[],
): UnicontaRow | undefined {
	const withId = (id: string): UnicontaRow | undefined =>
		id === '' ? undefined : companies.find((row) => Number(idOf(row)) === Number(id));
	if (companyId !== '') return withId(companyId);
	return companies.length === 1
		? companies[0]
		: withId(seen.map((row) => textOf(row, 'CompanyId')).find((id) => id !== '') ?? '');
}

function companyRow(companies: readonly UnicontaRow[], company: UnicontaRow | undefined, companyId: string): SetupRow {
	const expected = COMPANY_EXPECTED;
	if (company !== undefined) return setupRow('company', 'Company', 'ok', { found: labelOf(company), expected });
	const offered = `The user may open: ${named(companies.map(labelOf))}.`;
	if (companyId === '' && companies.length > 0) {
		return setupRow('company', 'Company', 'warning', {
			found: `none is chosen. ${offered}`,
			expected,
			fix: 'Enter the company ID in the Uniconta credential or in the node, so that it stays the same whatever the user opens.',
		});
	}
	return setupRow('company', 'Company', 'missing', {
		found:
			companyId === ''
				? 'Uniconta shows no company'
				: `company ${companyId} is not among those that Uniconta shows. ${offered}`,
		expected,
		fix: COMPANY.fix,
		blocking: true,
	});
}

function languageRows({ reader }: SetupContext): SetupRow[] {
	const expected = 'English or Danish';
	const language = labelLanguage(reader.seen());
	if (language === undefined) return [];
	if (language === 'unknown') {
		return [
			setupRow('company', 'Language of the API user', 'warning', {
				found: 'labels in another language',
				expected,
				fix: 'Set the language of the API user to English in Uniconta: the labels of lists come in it.',
			}),
		];
	}
	return [
		setupRow('company', 'Language of the API user', 'ok', {
			found: language === 'en' ? 'English' : 'Danish',
			expected,
		}),
	];
}

function countryRows(company: UnicontaRow, { values }: SetupContext): SetupRow[] {
	const set = values['company.country'];
	const own = countryFromUniconta(fieldOf(company, 'Country'))?.iso ?? '';
	// One that is not set is said where the settings are looked at.
	if (own === '' || set === '') return [];
	if (own === set) return [setupRow('company', 'Country', 'ok', { found: own, expected: set })];
	return [
		setupRow('company', 'Country', 'warning', {
			found: `${own} in Uniconta, ${set} in the settings`,
			expected: 'the same country',
			fix: `${whereToSet('company.country')} New customers get their VAT zone by it.`,
		}),
	];
}

function currencyRows(company: UnicontaRow, { values }: SetupContext): SetupRow[] {
	const set = values['company.currency'];
	const own = textOf(company, 'Currency').trim().toUpperCase();
	if (own === '') return [];
	if (own === set) return [setupRow('company', 'Currency', 'ok', { found: own, expected: set })];
	return [
		setupRow('company', 'Currency', 'warning', {
			found:
				set === ''
					? `${own} in Uniconta, not set in the settings`
					: `${own} in Uniconta, ${set} in the settings`,
			expected: 'the same currency',
			fix: `${whereToSet('company.currency')} Invoices in another currency are told by it.`,
		}),
	];
}

async function dimensionRows(company: UnicontaRow | undefined, { values, reader }: SetupContext): Promise<SetupRow[]> {
	const dimension = values['company.dimension'];
	if (!/^[1-5]$/.test(dimension)) return [];
	const { menu, key, type } = LISTS.department;
	const rows: SetupRow[] = [];
	if (company !== undefined) {
		const name = textOf(company, `Dim${dimension}`).trim();
		const expected = "a dimension with the company's own name for it";
		rows.push(
			name === ''
				? setupRow('company', `Dimension ${dimension}`, 'missing', {
						found: 'the company does not use it: it has no name',
						expected,
						fix: `Give the dimension a name in Uniconta (${menu}), or choose another one in the set-up form.`,
					})
				: setupRow('company', `Dimension ${dimension}`, 'ok', { found: name, expected }),
		);
	}
	const check = `Values of dimension ${dimension}`;
	const reading = await reader.list(`${type}${dimension}Client`, key);
	if ('trouble' in reading) return [...rows, unread('company', check, reading.trouble)];
	const codes = reading.rows.map((row) => textOf(row, key));
	const expected = 'at least one value';
	rows.push(
		codes.length > 0
			? setupRow('company', check, 'ok', { found: named(codes), expected })
			: setupRow('company', check, 'missing', {
					found: 'none',
					expected,
					fix: `Create the departments in Uniconta: ${menu}, dimension ${dimension}.`,
				}),
	);
	return rows;
}

function idOf(row: UnicontaRow): string {
	return rowIdOf(row) || textOf(row, 'CompanyId');
}

function labelOf(row: UnicontaRow): string {
	return `${textOf(row, 'CompanyName') || textOf(row, 'Name')} (${idOf(row)})`;
}
