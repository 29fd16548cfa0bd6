import { isObject, type JsonObject } from '../shared/json';
import { countryName, countryNumber } from './countries';
import { Misunderstood, Refusal } from './errors';
import { labelOf, type Language } from './labels';
import { defaultOf, type CompanyType, type Row } from './ledger';
import type { UnicontaSettings } from './settings';
import type { EntityType, Field, Value } from './types/field';
import { NO_DATE, storedValue, type WriteContext } from './values';

/**
 * The values a body stores; `existing`: the row it updates. Unknown and read-only properties are ignored without a word
 * (UC15).
 */
export function readRecord(
	typed: CompanyType,
	body: unknown,
	context: WriteContext,
	existing?: Row,
): Record<string, Value> {
	if (!isObject(body)) throw new Misunderstood(400, 'The body is no JSON object');
	const { type, fields, userFields } = typed;
	const { settings } = context;
	const property = propertyReader(body, settings);
	const keeps = existing !== undefined && settings.partialUpdate === 'keeps';
	const values: Record<string, Value> = {};
	for (const [name, field] of Object.entries({ ...type.fields, ...userFields })) {
		const before = existing?.values[name] ?? defaultOf(field);
		const raw = Object.hasOwn(fields, name)
			? property(name)
			: userFieldOf(property('UserFields'), Object.keys(userFields).indexOf(name));
		// A body that leaves a property out resets it: assume no partial update (UC12).
		const untouched = field.readOnly || keeps ? before : defaultOf(field);
		const stored = field.readOnly || raw === undefined ? undefined : storedValue(name, field, raw, context);
		values[name] = stored === undefined ? untouched : stored;
	}
	fillGroup(typed, values, context);
	if (type.key !== undefined && values[type.key] === null) throw new Refusal('KeyIsEmpty', type.key);
	for (const [name, field] of Object.entries(fields)) {
		if (field.required && name !== type.key && values[name] === null && settings.namesRequired)
			throw new Refusal('FieldCannotBeBlank', name);
	}
	return values;
}

/** A property of the body by its exact name; in camelCase companies by either case (UC23). */
export function propertyReader(body: JsonObject, { jsonKeys }: UnicontaSettings): (name: string) => unknown {
	if (jsonKeys === 'PascalCase') return (name) => (Object.hasOwn(body, name) ? body[name] : undefined);
	const lower = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
	return (name) => lower.get(name.toLowerCase());
}

/** The row as the server shows it to a user of that language. */
export function writeRecord(
	typed: CompanyType,
	row: Row,
	companyId: number,
	language: Language,
	settings: UnicontaSettings,
	parentId?: number,
): JsonObject {
	const { type, isUser, fields, userFields } = typed;
	const shown: JsonObject = {};
	for (const [name, field] of Object.entries(fields)) {
		shown[name] = shownValue(field, row.values[name] ?? null, language, settings);
		if (name === 'Country')
			shown.CountryName =
				typeof row.values.Country === 'string' ? countryName(row.values.Country, language) : null;
	}
	Object.assign(shown, identity(type, row, parentId, settings));
	shown.CompanyId = companyId;
	shown.KeyStr = type.key === undefined ? null : shownKey(row.values[type.key]);
	shown.KeyName = type.title === undefined ? null : (row.values[type.title] ?? null);
	// Without the suffix the company's own fields are one list (UC13 names the property, its form is assumed).
	shown.UserFields =
		isUser || Object.keys(userFields).length === 0
			? null
			: Object.keys(userFields).map((name) => row.values[name] ?? null);
	shown.HasNotes = false;
	shown.HasDocs = false;
	shown.UpdatedAt = new Date(row.updatedAt).toISOString().slice(0, 19);
	const kept = Object.entries(shown).filter(([, value]) => value !== null || settings.nulls === 'sent');
	return Object.fromEntries(
		settings.jsonKeys === 'camelCase' ? kept.map(([name, value]) => [camelCase(name), value]) : kept,
	);
}

/**
 * The row id, under all its names (UC13); lines of a header have two. Which half is which is
 * assumed.
 */
function identity(
	type: EntityType,
	row: Row,
	parentId: number | undefined,
	{ childIdentity }: UnicontaSettings,
): JsonObject {
	if (!type.parent) return { RowId: row.rowId, PrimaryKeyId: row.rowId };
	const keys = { PrimaryKey1Id: parentId ?? null, PrimaryKey2Id: row.rowId };
	return childIdentity === 'primaryKeys' ? keys : { RowId: row.rowId, ...keys };
}

/** The properties that are the row's own id. */
export function rowIdNames({ parent }: EntityType, { childIdentity }: UnicontaSettings): readonly string[] {
	if (!parent) return ['RowId', 'PrimaryKeyId'];
	return childIdentity === 'primaryKeys' ? ['PrimaryKey2Id'] : ['RowId', 'PrimaryKey2Id'];
}

const shownKey = (value: Value | undefined): string | null =>
	value === null || value === undefined ? null : String(value);

function shownValue(field: Field, value: Value, language: Language, settings: UnicontaSettings): Value {
	if (field.kind === 'enum') return labelOf(field.labels, Number(value ?? 0), language);
	if (field.kind === 'invoice') return settings[field.shownBy] === 'text' ? value : invoiceAsNumber(value);
	if (field.kind === 'country')
		return settings.countryAs === 'number' && typeof value === 'string' ? (countryNumber(value) ?? null) : value;
	// `0001-01-01T00:00:00` stands for no date (UC24).
	if (field.kind === 'date') return value ?? NO_DATE;
	return value;
}

/** Where the field is a number it cannot show what is no digit: a prefix is lost. */
export const invoiceAsNumber = (value: Value): number => Number(String(value ?? '').replace(/\D/g, '') || 0);

function fillGroup({ type }: CompanyType, values: Record<string, Value>, { company, settings }: WriteContext): void {
	const field = type.group === undefined ? undefined : type.fields[type.group];
	if (!type.group || field?.kind !== 'code' || values[type.group] !== null) return;
	if (settings.missingGroup === 'refuse') throw new Refusal('FieldCannotBeBlank', type.group);
	if (settings.missingGroup === 'blank') return;
	const groups = company.typed(field.type).type;
	const marked = company
		.table(groups)
		.rows()
		.find((row) => row.values.IsDefault === true);
	values[type.group] = marked && groups.key !== undefined ? String(marked.values[groups.key]) : null;
}

function userFieldOf(list: unknown, index: number): unknown {
	return Array.isArray(list) ? list[index] : undefined;
}

/** As .NET's camel case policy: the leading capitals, but for the one that starts the next word. */
export function camelCase(name: string): string {
	const lead = /^[A-Z]+(?![a-z])|^[A-Z]/.exec(name)?.[0] ?? '';
	return lead.toLowerCase() + name.slice(lead.length);
}
