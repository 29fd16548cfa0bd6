import { ApiError, bodyText, type ApiErrorDetails } from './errors';
import type { HttpPort } from './port';

/** What is wrong with a text that is to be the address below which a system answers; undefined where it can be used. */
export function wrongBase(text: string): string | undefined {
	const base = text.trim();
	if (!URL.canParse(base) || !/^https?:\/\//i.test(base)) return 'is not a web address that begins with https://';
	const { username, password } = new URL(base);
	if (username !== '' || password !== '') return 'has a user name or password in it';
	if (/[?#]/.test(base)) return 'has a question mark or a # in it';
	return undefined;
}

/** The address without the slashes behind it. */
export function trimSlash(base: string): string {
	return base.trim().replace(/(?<!\/)\/+$/, '');
}

/** Whether an address is at or below a base: `/uni/x` is below `/uni`, and `/unicorn` is not. */
export function isBelow(url: URL, base: string): boolean {
	if (wrongBase(base) !== undefined) return false;
	const { origin, pathname } = new URL(base.trim());
	const path = trimSlash(pathname);
	return url.origin === origin && (url.pathname === path || url.pathname.startsWith(`${path}/`));
}

/** Whether passwords and keys go to this address in the open: by http, and to another machine than this one. */
export function isOpenWay(text: string): boolean {
	const base = text.trim();
	if (!URL.canParse(base)) return false;
	const { protocol, hostname } = new URL(base);
	return (
		protocol === 'http:' && hostname !== 'localhost' && hostname !== '[::1]' && !/^127(\.\d+){3}$/.test(hostname)
	);
}

/**
 * For the notice in the window of a credential, which n8n shows by a pattern: what {@link isOpenWay} says, as far as it
 * can be told from the text.
 */
export const OPEN_WAY = String.raw`^\s*[hH][tT]{2}[pP]:\/\/(?!(?:[lL][oO][cC][aA][lL][hH][oO][sS][tT]|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/\s]|$))[^\s]`;

export const openWayNotice = (what: string): string =>
	`This address begins with http:// and leads to another machine: anybody on the way can read the ${what}, and all data. Enter it with https://.`;

/** A port that sends nothing where the address of the credential cannot be right. */
export function withAddress(
	port: HttpPort,
	system: ApiErrorDetails['system'],
	setting: string,
	base: string,
): HttpPort {
	const wrong = wrongBase(base);
	if (wrong === undefined) return port;
	return async () => await Promise.reject(wrongAddress(system, setting, base, wrong));
}

/** The password that may stand in it is not said again. */
export function wrongAddress(
	system: ApiErrorDetails['system'],
	setting: string,
	base: string,
	wrong: string,
): ApiError {
	const entered = /@/.test(base) ? '' : ` '${bodyText(base, 100)}'`;
	return new ApiError(`The ${setting}${entered} in the ${system} credential ${wrong}`, {
		system,
		kind: 'refused',
		fix: FIXES[system],
	});
}

const FIXES = {
	Moment: 'Enter it as it stands in the browser up to the first single slash, e.g. https://app.moment.team',
	Uniconta:
		'Enter the address alone, as Uniconta names it: usually https://odata.uniconta.com and https://api.uniconta.com',
} as const satisfies Record<ApiErrorDetails['system'], string>;
