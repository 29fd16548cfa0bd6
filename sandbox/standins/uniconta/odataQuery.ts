import { Misunderstood } from './errors';
import type { CompanyType, Row } from './ledger';
import { invoiceAsNumber, rowIdNames } from './record';
import type { UnicontaSettings } from './settings';
import type { Value } from './types/field';

type Operator = 'eq' | 'gt' | 'ge' | 'lt' | 'le' | 'startswith';
type Kind = 'text' | 'number' | 'date';

export interface Condition {
	property: string;
	operator: Operator;
	kind: Kind;
	value: string | number;
}

export interface ODataQuery {
	conditions: Condition[];
	orderBy?: { property: string; descending: boolean };
	top?: number;
	skip: number;
	/** Only from a next-page address that the stand-in made. */
	skipToken?: number;
}

/**
 * `$filter` as far as it is known to work (UC8): `eq gt ge lt le` joined by `and`; texts in single quotes
 * with '' for a quote; numbers bare; dates only in the v3 form; and `startswith(Prop,'x')` by itself. Everything
 * else is refused.
 */
export function parseFilter(source: string): Condition[] {
	const [, prefixed, prefix] = /^startswith\(([A-Za-z_]\w*), ?'((?:[^']|'')*)'\)$/.exec(source) ?? [];
	if (prefixed !== undefined && prefix !== undefined)
		return [{ property: prefixed, operator: 'startswith', kind: 'text', value: prefix.replaceAll("''", "'") }];
	const condition =
		/^([A-Za-z_]\w*) (eq|gt|ge|lt|le) (?:datetime'(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})'|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?))(?: and (?=\S)|$)/;
	const conditions: Condition[] = [];
	let rest = source;
	while (rest !== '') {
		const found = condition.exec(rest);
		if (!found) throw new Misunderstood(400, `Cannot read $filter at: ${rest}`);
		const [whole, property = '', operator, dateText, quoted, bare] = found;
		const value: Pick<Condition, 'kind' | 'value'> =
			dateText !== undefined
				? { kind: 'date', value: dateText }
				: quoted !== undefined
					? { kind: 'text', value: quoted.replaceAll("''", "'") }
					: { kind: 'number', value: Number(bare) };
		// The expression lets nothing else through.
		conditions.push({ property, operator: operator as Operator, ...value });
		rest = rest.slice(whole.length);
	}
	if (conditions.length === 0) throw new Misunderstood(400, '$filter is empty');
	return conditions;
}

/** `$select`, `$expand`, `$count` and what nobody has seen are refused (UC8). */
export function parseQuery(query: URLSearchParams): ODataQuery {
	const parsed: ODataQuery = { conditions: [], skip: 0 };
	for (const name of new Set(query.keys())) {
		const [value = '', second] = query.getAll(name);
		if (second !== undefined) throw new Misunderstood(400, `${name} is given twice`);
		if (name === '$filter') parsed.conditions = parseFilter(value);
		else if (name === '$orderby') parsed.orderBy = parseOrder(value);
		else if (name === '$top') parsed.top = whole(name, value);
		else if (name === '$skip') parsed.skip = whole(name, value);
		else if (name === '$skiptoken') parsed.skipToken = whole(name, value);
		else throw new Misunderstood(400, `Query option ${name} is not supported`);
	}
	return parsed;
}

/** Rows that meet all conditions, in the order asked for; without one in the order of insertion. */
export function applyQuery(
	rows: readonly Row[],
	typed: CompanyType,
	{ conditions, orderBy }: ODataQuery,
	settings: UnicontaSettings,
): Row[] {
	for (const { property, kind } of conditions) {
		const own = kindOf(typed, property, settings);
		if (own === undefined) throw new Misunderstood(400, `No property ${property} on ${typed.type.name}`);
		if (own !== kind) throw new Misunderstood(400, `Property ${property} cannot be compared with a ${kind}`);
	}
	const kept = rows.filter((row) =>
		conditions.every((condition) => meets(valueOf(typed, row, condition.property, settings), condition)),
	);
	if (!orderBy) return kept;
	if (kindOf(typed, orderBy.property, settings) === undefined)
		throw new Misunderstood(400, `Cannot order by ${orderBy.property}`);
	const sign = orderBy.descending ? -1 : 1;
	return kept.sort(
		(a, b) =>
			sign *
			compare(valueOf(typed, a, orderBy.property, settings), valueOf(typed, b, orderBy.property, settings)),
	);
}

const ROW_ID: ReadonlySet<string> = new Set(['RowId', 'PrimaryKeyId', 'PrimaryKey2Id']);

/** Booleans, enums and countries cannot be filtered on (UC56). */
function kindOf({ type, fields }: CompanyType, property: string, settings: UnicontaSettings): Kind | undefined {
	if (ROW_ID.has(property)) return rowIdNames(type, settings).includes(property) ? 'number' : undefined;
	if (property === 'UpdatedAt') return 'date';
	const field = Object.hasOwn(fields, property) ? fields[property] : undefined;
	switch (field?.kind) {
		case 'text':
		case 'code':
		case 'currency':
			return 'text';
		case 'int':
		case 'number':
			return 'number';
		case 'invoice':
			return settings[field.shownBy] === 'text' ? 'text' : 'number';
		case 'date':
			return 'date';
		default:
			return undefined;
	}
}

function valueOf({ fields }: CompanyType, row: Row, property: string, settings: UnicontaSettings): Value {
	if (ROW_ID.has(property)) return row.rowId;
	if (property === 'UpdatedAt') return new Date(row.updatedAt).toISOString().slice(0, 19);
	const value = row.values[property] ?? null;
	const field = fields[property];
	return field?.kind === 'invoice' && settings[field.shownBy] !== 'text' ? invoiceAsNumber(value) : value;
}

/** Texts compare as an ordinal range (UC8). */
function meets(value: Value, { operator, value: limit }: Condition): boolean {
	if (value === null || typeof value === 'boolean') return false;
	if (operator === 'startswith') return String(value).startsWith(String(limit));
	const order = compare(value, limit);
	return { eq: order === 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[operator];
}

function compare(a: Value, b: Value): number {
	const [left, right] = [a ?? '', b ?? ''];
	return left < right ? -1 : left > right ? 1 : 0;
}

function parseOrder(source: string): { property: string; descending: boolean } {
	const found = /^([A-Za-z_]\w*)(?: (asc|desc))?$/.exec(source);
	if (!found) throw new Misunderstood(400, `Cannot read $orderby: ${source}`);
	return { property: found[1] ?? '', descending: found[2] === 'desc' };
}

function whole(name: string, value: string): number {
	if (!/^\d{1,9}$/.test(value)) throw new Misunderstood(400, `${name} must be a whole number`);
	return Number(value);
}
