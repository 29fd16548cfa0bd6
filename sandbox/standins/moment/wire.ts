import { isObject, type JsonObject } from '../shared/json';
import {
	commonFields,
	wireName,
	type FindRow,
	type MomentEntity,
	type MomentField,
	type MomentRow,
	type MomentValue,
} from './entities';
import { Problem } from './problem';
import type { MomentSettings } from './settings';
import { referenceFromWire, referenceToWire } from './references';
import { entityOf, type MomentStore, type StoredRow } from './store';

export interface WireContext {
	settings: MomentSettings;
	store: MomentStore;
	/** Address of the list, for `links`. */
	address: string;
}

export interface WireChoice {
	/** The parts that `/include/…` names; none: the full form. */
	includes?: readonly string[];
	/** As one of a list, which may carry less. */
	inList?: boolean;
}

/** The record as Moment sends it: the full form, or only the parts that `/include/…` names (MO5). */
export function toWire(
	entity: MomentEntity,
	stored: StoredRow,
	context: WireContext,
	{ includes, inList = false }: WireChoice = {},
): JsonObject {
	const { settings } = context;
	const full = {
		...fieldsToWire(entity, stored, context, includes),
		...listToWire(entity, stored, context, includes, inList),
	};
	const whole = { ...full, ...common(stored, context) };
	const chosen = includes ? narrow(entity, stored.values, whole, includes, context) : whole;
	const { id } = stored.values;
	return settings.nulls === 'omitted' ? { id, ...withoutNulls(chosen) } : { id, ...chosen };
}

function fieldsToWire(
	entity: MomentEntity,
	{ values }: StoredRow,
	context: WireContext,
	includes?: readonly string[],
): JsonObject {
	const { settings } = context;
	const full: JsonObject = {};
	for (const [name, field] of Object.entries(entity.fields)) {
		if (field.type === 'tags' && settings.tagShape === 'onlyByInclude' && !includes?.includes('tags')) continue;
		if (field.onlyByInclude?.(settings) && !includes?.includes(name)) continue;
		const value = sent(field, values[name] ?? null, values, context);
		if (value === undefined) continue;
		if (field.reference)
			Object.assign(full, referenceToWire(entity, field.reference, value, settings, finder(context)));
		else put(full, wireName(field, entity, settings), fieldToWire(field, value, context));
	}
	return full;
}

function sent(field: MomentField, value: MomentValue, row: MomentRow, context: WireContext): MomentValue | undefined {
	if (field.absentWhenEmpty && value === null) return undefined;
	const shown = field.send ? field.send(value, row, context.settings, finder(context)) : value;
	return field.type === 'decimal' && context.settings.decimals === 'text' && typeof shown === 'number'
		? String(shown)
		: shown;
}

const finder =
	({ store }: WireContext): FindRow =>
	(kind, id) =>
		typeof id === 'number' ? store.find(kind, id)?.values : undefined;

/** Lines of an invoice: where they are is a switch (MO16). */
function listToWire(
	entity: MomentEntity,
	{ values: { id } }: StoredRow,
	context: WireContext,
	includes: readonly string[] | undefined,
	inList: boolean,
): JsonObject {
	const { list } = entity;
	if (!list) return {};
	const shown = list.shown(context.settings);
	const asked = includes?.includes(list.name) ?? false;
	if (shown === 'never' || (shown !== 'always' && !asked && !(shown === 'one' && !inList && !includes))) return {};
	const { by } = list;
	const of = entityOf(list.of);
	return {
		[list.name]: context.store.children(list.of, by, id).map((child) => {
			const fields = Object.entries(fieldsToWire(of, child, context)).filter(([name]) => name !== by);
			return { id: child.values.id, ...Object.fromEntries(fields) };
		}),
	};
}

/** What a POST, PUT or PATCH changes, in the stand-in's own names. Strict: an unknown name is refused. */
export function fromWire(entity: MomentEntity, body: unknown, settings: MomentSettings): Record<string, MomentValue> {
	if (!isObject(body)) throw new Problem(400, 'JSON parse error: an object is expected');
	const given = new Map(flatten(body, entity, settings));
	const values: Record<string, MomentValue> = {};
	for (const [name, field] of Object.entries(entity.fields)) {
		if (field.reference) {
			const id = referenceFromWire(entity, field.reference, given, settings);
			if (id !== undefined) values[name] = id;
			continue;
		}
		const wire = wireName(field, entity, settings);
		if (!given.has(wire)) continue;
		const value = fieldFromWire(wire, field, given.get(wire));
		values[name] = value !== null && field.receive ? field.receive(value, settings) : value;
		given.delete(wire);
	}
	for (const name of ['id', ...commonFields]) given.delete(name);
	const unknown = [...given.keys()][0];
	if (unknown !== undefined && settings.unknownFields === 'refused')
		throw new Problem(400, `Unrecognized field "${unknown}"`);
	return values;
}

function common({ values, version, createdAt, changedAt }: StoredRow, { settings, address }: WireContext): JsonObject {
	const date = (time: number): string | number =>
		settings.dateShape === 'epoch' ? time : new Date(time).toISOString();
	return {
		companyId: 1001,
		version,
		createdDate: date(createdAt),
		lastModifiedDate: date(changedAt),
		createdBySystemUser: null,
		lastModifiedBySystemUser: null,
		createdBySystemUserFullName: 'Maja Thomsen',
		lastModifiedBySystemUserFullName: 'Maja Thomsen',
		links: [{ rel: 'self', href: `${address}/${values.id}` }],
	};
}

function fieldToWire(field: MomentField, value: MomentValue, { settings, store }: WireContext): unknown {
	if (field.type !== 'tags' || !Array.isArray(value) || settings.tagShape === 'ids') return value;
	return value.map((id) => {
		const tag = store.find('tags', id)?.values;
		return { id, name: tag?.name ?? null, code: tag?.code ?? null, tagGroupId: tag?.tagGroupId ?? null };
	});
}

function fieldFromWire(wire: string, field: MomentField, value: unknown): MomentValue {
	if (value === null || value === undefined) return field.type === 'tags' ? [] : null;
	if (field.type === 'text' && typeof value === 'string') return value;
	if (field.type === 'date' && typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
	if (field.type === 'decimal' && typeof value === 'number' && Number.isFinite(value)) return value;
	if (field.type === 'integer' && Number.isSafeInteger(value)) return Number(value);
	if (field.type === 'boolean' && typeof value === 'boolean') return value;
	if (field.type === 'tags' && Array.isArray(value)) {
		const ids = value.map((tag: unknown) => (isObject(tag) ? tag.id : tag));
		if (ids.every((id): id is number => Number.isSafeInteger(id))) return ids;
	}
	throw new Problem(400, `Cannot read the value of "${wire}"`);
}

/**
 * `base`, `metadata`, single fields, and inner fields with a dot that come back flattened in camel case (MO5).
 */
function narrow(
	entity: MomentEntity,
	row: MomentRow,
	whole: JsonObject,
	includes: readonly string[],
	context: WireContext,
): JsonObject {
	const chosen: JsonObject = {};
	for (const part of includes) {
		if (part === 'base' && entity.withoutBase) throw new Problem(400, `Unknown include "${part}"`);
		if (part === 'base') {
			for (const [name, field] of Object.entries(entity.fields))
				if (field.base) Object.assign(chosen, wholeField(entity, name, field, row, context));
		} else if (part === 'metadata') {
			for (const name of commonFields) chosen[name] = whole[name];
		} else if (part === 'tags' && 'tagIds' in whole) {
			chosen.tagIds = whole.tagIds;
		} else if (part in whole) {
			chosen[part] = whole[part];
		} else {
			Object.assign(chosen, inner(entity, row, whole, part, context));
		}
	}
	return chosen;
}

function wholeField(
	entity: MomentEntity,
	name: string,
	field: MomentField,
	row: MomentRow,
	context: WireContext,
): JsonObject {
	const value = sent(field, row[name] ?? null, row, context);
	if (value === undefined) return {};
	if (field.reference) return referenceToWire(entity, field.reference, value, context.settings, finder(context));
	return { [wireName(field, entity, context.settings)]: fieldToWire(field, value, context) };
}

function inner(
	entity: MomentEntity,
	row: MomentRow,
	whole: JsonObject,
	part: string,
	context: WireContext,
): JsonObject {
	const [outer = '', name = ''] = part.split('.');
	const flat = `${outer}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
	const holder = whole[outer];
	if (isObject(holder) && name in holder) return { [flat]: holder[name] };
	const [key, field] = Object.entries(entity.fields).find(([, { reference }]) => reference?.name === outer) ?? [];
	if (key !== undefined && field?.reference?.parts.some((known) => known.field === name)) {
		return { [flat]: finder(context)(field.reference.to, row[key] ?? null)?.[name] ?? null };
	}
	throw new Problem(400, `Unknown include "${part}"`);
}

function put(target: JsonObject, path: string, value: unknown): void {
	const [outer = path, inner] = path.split('.');
	if (inner === undefined) {
		target[outer] = value;
		return;
	}
	const holder = target[outer];
	target[outer] = { ...(isObject(holder) ? holder : {}), [inner]: value };
}

/** One level of objects becomes dotted names, where the entity has such names. */
function flatten(body: JsonObject, entity: MomentEntity, settings: MomentSettings): Array<[string, unknown]> {
	const nested = new Set(
		Object.values(entity.fields)
			.map((field) => wireName(field, entity, settings))
			.filter((name) => name.includes('.'))
			.map((name) => name.split('.')[0]),
	);
	return Object.entries(body).flatMap(([name, value]): Array<[string, unknown]> =>
		nested.has(name) && isObject(value)
			? Object.entries(value).map(([inner, innerValue]) => [`${name}.${inner}`, innerValue])
			: [[name, value]],
	);
}

function withoutNulls(record: JsonObject): JsonObject {
	const inside = (value: unknown): unknown =>
		Array.isArray(value) ? value.map(inside) : isObject(value) ? withoutNulls(value) : value;
	return Object.fromEntries(
		Object.entries(record)
			.filter(([, value]) => value !== null)
			.map(([name, value]) => [name, inside(value)]),
	);
}
