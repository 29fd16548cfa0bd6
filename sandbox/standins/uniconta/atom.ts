import { escapeHtml } from '../shared/page';

/** What a client sees that forgets `Accept: application/json` (UC9). */
export function atomFeed(
	origin: string,
	type: string,
	rows: ReadonlyArray<Record<string, unknown>>,
	next?: string,
): string {
	const entries = rows.map((row, index) => {
		const properties = Object.entries(row)
			.map(([name, value]) => `<d:${name}>${escapeHtml(String(value))}</d:${name}>`)
			.join('');
		return `<entry><title>${escapeHtml(`${type} ${index + 1}`)}</title><content type="application/xml"><m:properties>${properties}</m:properties></content></entry>`;
	});
	return `<?xml version="1.0" encoding="utf-8"?><feed xml:base="${escapeHtml(origin)}/odata/" xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://docs.oasis-open.org/odata/ns/data" xmlns:m="http://docs.oasis-open.org/odata/ns/metadata"><title>${type}</title>${entries.join('')}${next === undefined ? '' : `<link rel="next" href="${escapeHtml(next)}"/>`}</feed>`;
}

export function atomService(origin: string, types: readonly string[]): string {
	const sets = types
		.map((type) => `<collection href="${type}"><atom:title>${type}</atom:title></collection>`)
		.join('');
	return `<?xml version="1.0" encoding="utf-8"?><service xml:base="${escapeHtml(origin)}/odata/" xmlns="http://www.w3.org/2007/app" xmlns:atom="http://www.w3.org/2005/Atom"><workspace>${sets}</workspace></service>`;
}
