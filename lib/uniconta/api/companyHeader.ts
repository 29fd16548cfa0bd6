/**
 * A node's choice of company travels to the credential's `authenticate` in this header, which never leaves the machine:
 * it is taken out and becomes part of the user name.
 */
export const COMPANY_HEADER = 'x-moment-uniconta-company';

/**
 * In place of an id: no company is named, not that of the credential either. Only the list of companies is asked for
 * so.
 */
export const NO_COMPANY = 'none';

/** `00<companyId>/<login>`; the login alone stands for the user's default company (UC2). */
export function userNameFor(login: string, company: string): string {
	if (company === '') return login;
	// Some people know the number in the form it has in the user name.
	return `00${company.replace(/^0+(?=\d)/, '')}/${login.replace(/^\d+\//, '')}`;
}

/** What is wrong with what was entered as the number of a company; undefined where it is one. */
export function wrongCompanyId(company: string): string | undefined {
	if (/^\d+$/.test(company) && Number(company) > 0) return undefined;
	return `"${company}" is not the number of a company in Uniconta`;
}
