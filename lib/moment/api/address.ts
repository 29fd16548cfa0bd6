import { trimSlash, wrongAddress, wrongBase } from '../../http/address';
import { ApiError, bodyText } from '../../http/errors';

/** Which Moment is meant: the host and the company in it. */
export interface MomentCompany {
	/** E.g. `https://app.moment.team`; trailing slashes do not matter. */
	baseUrl: string;
	/** As it stands in the browser's address after logging in. */
	companyCode: string;
}

export type QueryValue = string | number | boolean | readonly string[];

/**
 * `https://app.moment.team/api/1.0/companies/acme` (MO1).
 * @throws ApiError of kind `refused` when base URL or company code cannot be right
 */
export function companyRoot({ baseUrl, companyCode }: MomentCompany): string {
	const wrong = wrongBase(baseUrl);
	if (wrong !== undefined) throw wrongAddress('Moment', 'base URL', baseUrl, wrong);
	const base = trimSlash(baseUrl).replace(/\/api(\/1\.0)?$/, '');
	const code = companyCode.trim();
	if (!isSegment(code)) {
		throw misconfigured(
			code === ''
				? 'The Moment credential has no company code'
				: `'${bodyText(code, 100)}' in the Moment credential is not a company code`,
			'Log in to Moment and take the word after the host in the browser: in https://app.moment.team/acme/projects it is acme.',
		);
	}
	return `${base}/api/1.0/companies/${encodeURIComponent(code)}`;
}

/** A word between two slashes; a dot or two would lead to another company's path, or to none. */
function isSegment(text: string): boolean {
	return text !== '' && !/[/\\?#\s\p{Cc}]/u.test(text) && !/^\.+$/.test(text);
}

/**
 * Adds path segments and a query; a list becomes a repeated parameter. `+` between includes stays as it is (MO5).
 */
export function momentUrl(
	root: string,
	path: readonly string[],
	{ include, query = {} }: { include?: string; query?: Record<string, QueryValue> } = {},
): string {
	// A plus between includes is sent as it is, also where it was typed into a path.
	const segments = path.map((segment) => encodeURIComponent(segment).replaceAll('%2B', '+'));
	if (include !== undefined && include !== '') segments.push('include', includeSegment(include));
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		const values = Array.isArray(value) ? value.map(String) : [String(value)];
		for (const single of values) parameters.append(name, single);
	}
	const search = parameters.toString();
	return `${root}/${segments.join('/')}${search === '' ? '' : `?${search}`}`;
}

function includeSegment(include: string): string {
	const parts = include.split(/[+,\s]+/).filter((part) => part !== '');
	return parts.map((part) => encodeURIComponent(part)).join('+');
}

function misconfigured(message: string, fix: string): ApiError {
	return new ApiError(message, { system: 'Moment', kind: 'refused', fix });
}
