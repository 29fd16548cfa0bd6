import { ApiError } from '../../http/errors';
import type { HttpPort, HttpRequest, HttpResponse } from '../../http/port';
import { wrongCompanyId } from './companyHeader';
import { COMPANY } from './errorMeanings';
import { textOf } from './rows';

/**
 * The port for one company. What a login for a company that does not exist gives is not known (UC2), so
 * no row of another company gets any further: rows name the one they belong to (UC13). It costs no call.
 *
 * `company` as entered; `''`: the user's default one, whichever that is.
 */
export function forCompany(port: HttpPort, company: string): HttpPort {
	if (company === '') return port;
	const wrong = wrongCompanyId(company);
	return async (request) => {
		if (wrong !== undefined) throw notThisCompany(wrong);
		const answer = await port(request);
		const other = companyInstead(answer, request, Number(company));
		if (other === undefined) return answer;
		throw notThisCompany(`Uniconta answered with records of company ${other}, not of company ${Number(company)}`);
	};
}

/** The company of a list's first row, where it is not the one asked for. */
function companyInstead({ status, body }: HttpResponse, request: HttpRequest, company: number): string | undefined {
	if (status !== 200 || !isList(request)) return undefined;
	const rows: unknown = isObject(body) ? body.value : body;
	const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
	const id = isObject(first) ? textOf(first, 'CompanyId') : '';
	return Number(id) > 0 && Number(id) !== company ? id : undefined;
}

/** Rows of the company. The list of companies holds others too, each under its own number. */
function isList({ method, url }: HttpRequest): boolean {
	const { pathname } = new URL(url);
	return (method === 'GET' || /\/Query\/Get\//i.test(pathname)) && !/\/CompanyClient$/i.test(pathname);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notThisCompany(message: string): ApiError {
	return new ApiError(message, { system: 'Uniconta', kind: 'forbidden', code: 'NoCompanyId', fix: COMPANY.fix });
}
