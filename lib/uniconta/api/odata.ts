/**
 * Addresses and filters for the OData host. Only what is documented or seen in working clients is used: `eq gt ge lt
 * le` joined by `and`, `$orderby`, `$top`, `$skip` (UC8).
 */

import { trimSlash } from '../../http/address';

export type Comparison = 'eq' | 'gt' | 'ge' | 'lt' | 'le';

export interface Condition {
	field: string;
	is: Comparison;
	/** Text goes in single quotes, a number goes bare, a day in the v3 form. */
	value: string | number | Day;
}

/** A date to compare with, `YYYY-MM-DD`. */
export interface Day {
	day: string;
}

/** Text as an OData literal: in single quotes, quotes inside doubled. Dates only in the v3 form (UC8). */
export function literal(value: string | number | Day): string {
	if (typeof value === 'object') return `datetime'${value.day}T00:00:00'`;
	return typeof value === 'number' ? String(value) : `'${value.replace(/'/g, "''")}'`;
}

export function filterText(conditions: readonly Condition[]): string {
	return conditions.map(({ field, is, value }) => `${field} ${is} ${literal(value)}`).join(' and ');
}

/** Percent-encodes like encodeURIComponent and the apostrophe too, so that no proxy trips over a quoted literal. */
export function encode(text: string): string {
	// Half a character (a lone surrogate) has no place in an address.
	return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(/'/g, '%27');
}

export interface ListQuery {
	filter?: readonly Condition[];
	orderBy?: string;
	top?: number;
	skip?: number;
}

/** `<base>/odata/<Type>?…`: the reading side, with filter, order and pages. */
export function listUrl(base: string, type: string, query: ListQuery): string {
	const parts: string[] = [];
	if (query.filter && query.filter.length > 0) parts.push(`$filter=${encode(filterText(query.filter))}`);
	if (query.orderBy) parts.push(`$orderby=${encode(`${query.orderBy} asc`)}`);
	if (query.top !== undefined) parts.push(`$top=${query.top}`);
	if (query.skip !== undefined) parts.push(`$skip=${query.skip}`);
	return `${trimSlash(base)}/odata/${type}${parts.length > 0 ? `?${parts.join('&')}` : ''}`;
}

export type WriteVerb = 'Insert' | 'InsertList' | 'Update' | 'Delete';

/** `<base>/api/Entities/<Verb>/<Type>`: the writing side. */
export function writeUrl(base: string, verb: WriteVerb, type: string): string {
	return `${trimSlash(base)}/api/Entities/${verb}/${type}`;
}
