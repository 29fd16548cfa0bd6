import { Misunderstood } from './errors';
import type { CompanyType, Row } from './ledger';
import { rowIdNames } from './record';
import type { UnicontaSettings } from './settings';

/**
 * The other filter: one property and one value, on `?Name=&Value=` and in the Web API's filter objects. Values are
 * likely in the server's own language (UC29): `a..b`, `*`, `null`, `!null`, booleans `0`/`1`.
 */
export function serverFilter(
	typed: CompanyType,
	property: string,
	value: string,
	settings: UnicontaSettings,
): (row: Row) => boolean {
	const isRowId = rowIdNames(typed.type, settings).includes(property);
	const kind = isRowId ? 'int' : typed.fields[property]?.kind;
	const isDate = kind === 'date';
	if (!isRowId && !Object.hasOwn(typed.fields, property))
		throw new Misunderstood(400, `No property ${property} on ${typed.type.name}`);
	const test =
		settings.filterLanguage === 'server'
			? pattern(value, kind === 'int' || kind === 'number')
			: (text: string) => text === value;
	return (row) => {
		const own = isRowId ? row.rowId : (row.values[property] ?? null);
		const text = own === null ? '' : typeof own === 'boolean' ? (own ? '1' : '0') : String(own);
		// A day is enough for a date (assumed).
		return test(text) || (isDate && test(text.slice(0, 10)));
	};
}

function pattern(value: string, numeric: boolean): (text: string) => boolean {
	const atLeast = (text: string, limit: string): boolean => (numeric ? Number(text) >= Number(limit) : text >= limit);
	if (value === 'null') return (text) => text === '';
	if (value === '!null') return (text) => text !== '';
	const [from, to, more] = value.split('..');
	if (from !== undefined && to !== undefined && more === undefined)
		return (text) => (from === '' || atLeast(text, from)) && (to === '' || atLeast(to, text));
	if (!value.includes('*')) return (text) => text === value;
	const expression = new RegExp(
		`^${value
			.split('*')
			.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
			.join('.*')}$`,
		's',
	);
	return (text) => expression.test(text);
}
