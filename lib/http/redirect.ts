import type { HttpRequest, HttpResponse } from './port';

/**
 * Where a redirect leads: the host with its protocol, and no more of the address, which may carry things in path and
 * query.
 */
export function redirectTarget({ headers }: HttpResponse, { url }: HttpRequest): string {
	const { location = '' } = headers;
	return location !== '' && URL.canParse(location, url) ? new URL(location, url).origin : 'another address';
}
