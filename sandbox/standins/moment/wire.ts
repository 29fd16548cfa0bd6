import { isObject, type JsonObject } from '../shared/json';
import { commonFields, wireName, type MomentEntity, type MomentField, type MomentValue } from './entities';
import { Problem } from './problem';
import type { MomentSettings } from './settings';
import type { MomentStore, StoredRow } from './store';

export interface WireContext {
	settings: MomentSettings;
	store: MomentStore;
	/** Address of the list, for `links`. */
	address: string;
}

/** The record as Moment sends it: the full form, or only the parts that `/include/…` names (reference 2). */
export function toWire(entity: MomentEntity, stored: StoredRow, context: WireContext, includes?: readonly string[]): JsonObject {
	const { settings } = context;
	const full: JsonObject = {};
	for (const [name, field] of Object.entries(entity.fields)) {
		if (field.type === 'tags' && settings.tagShape === 'onlyByInclude' && !includes?.includes('tags')) continue;
		put(full, wireName(field, settings), fieldToWire(field, stored.values[name] ?? null, context));
	}
	const whole = { ...full, ...common(stored, context) };
	const chosen = includes ? narrow(entity, whole, includes, settings) : whole;
	const { id } = stored.values;
	return settings.nulls === 'omitted' ? { id, ...withoutNulls(chosen) } : { id, ...chosen };
}

/** What a POST, PUT or PATCH changes, in the stand-in's own names. Strict: an unknown name is refused. */
export function fromWire(entity: MomentEntity, body: unknown, settings: MomentSettings): Record<string, MomentValue> {
	if (!isObject(body)) throw new Problem(400, 'JSON parse error: an object is expected');
	const sent = new Map(flatten(body, entity, settings));
	const values: Record<string, MomentValue> = {};
	for (const [name, field] of Object.entries(entity.fields)) {
		const wire = wireName(field, settings);
		if (!sent.has(wire)) continue;
		values[name] = fieldFromWire(wire, field, sent.get(wire));
		sent.delete(wire);
	}
	for (const name of ['id', ...commonFields]) sent.delete(name);
	const unknown = [...sent.keys()][0];
	if (unknown !== undefined) throw new Problem(400, `Unrecognized field "${unknown}"`);
	return values;
}

function common({ values, version, createdAt, changedAt }: StoredRow, { settings, address }: WireContext): JsonObject {
	const date = (time: number): string | number => (settings.dateShape === 'epoch' ? time : new Date(time).toISOString());
	return {
		companyId: 1001, version,
		createdDate: date(createdAt), lastModifiedDate: date(changedAt),
		createdBySystemUser: null, lastModifiedBySystemUser: null,
		createdBySystemUserFullName: 'Maja Thomsen', lastModifiedBySystemUserFullName: 'Maja Thomsen',
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
	if (field.type === 'integer' && Number.isSafeInteger(value)) return Number(value);
	if (field.type === 'boolean' && typeof value === 'boolean') return value;
	if (field.type === 'tags' && Array.isArray(value)) {
		const ids = value.map((tag: unknown) => (isObject(tag) ? tag.id : tag));
		if (ids.every((id): id is number => Number.isSafeInteger(id))) return ids;
	}
	throw new Problem(400, `Cannot read the value of "${wire}"`);
}

/** `base`, `metadata`, single fields, and inner fields with a dot that come back flattened in camel case (reference 2). */
function narrow(entity: MomentEntity, whole: JsonObject, includes: readonly string[], settings: MomentSettings): JsonObject {
	const chosen: JsonObject = {};
	for (const part of includes) {
		if (part === 'base') {
			for (const field of Object.values(entity.fields)) if (field.base) chosen[wireName(field, settings)] = whole[wireName(field, settings)];
		} else if (part === 'metadata') {
			for (const name of commonFields) chosen[name] = whole[name];
		} else if (part === 'tags' && 'tagIds' in whole) {
			chosen.tagIds = whole.tagIds;
		} else if (part in whole) {
			chosen[part] = whole[part];
		} else {
			const [outer = '', inner = ''] = part.split('.');
			const holder = whole[outer];
			if (!isObject(holder) || !(inner in holder)) throw new Problem(400, `Unknown include "${part}"`);
			chosen[`${outer}${inner.charAt(0).toUpperCase()}${inner.slice(1)}`] = holder[inner];
		}
	}
	return chosen;
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
	const nested = new Set(Object.values(entity.fields).map((field) => wireName(field, settings)).filter((name) => name.includes('.')).map((name) => name.split('.')[0]));
	return Object.entries(body).flatMap(([name, value]): Array<[string, unknown]> =>
		(nested.has(name) && isObject(value) ? Object.entries(value).map(([inner, innerValue]) => [`${name}.${inner}`, innerValue]) : [[name, value]]));
}

function withoutNulls(record: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null).map(([name, value]) => [name, isObject(value) ? withoutNulls(value) : value]));
}
