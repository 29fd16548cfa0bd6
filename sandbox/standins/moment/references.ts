import { isObject, type JsonObject } from '../shared/json';
import {
	momentEntities,
	shapeOf,
	wireName,
	type FindRow,
	type MomentEntity,
	type MomentReference,
	type MomentValue,
	type Shape,
} from './entities';
import { Problem } from './problem';
import type { MomentSettings } from './settings';

interface Form {
	shape: Shape;
	shown: 'all' | 'id' | readonly string[];
}

/** How a record names another one: `customer: {id, …}` or `customerId`, `customerNumber`, … (MO15). */
function formOf(entity: MomentEntity, reference: MomentReference, settings: MomentSettings): Form {
	return (
		reference.form?.(settings) ?? {
			shape: shapeOf(entity, settings),
			shown: settings.referenceParts === 'all' ? 'all' : 'id',
		}
	);
}

const idName = (reference: MomentReference): string => `${reference.name}Id`;

export function referenceToWire(
	entity: MomentEntity,
	reference: MomentReference,
	id: MomentValue,
	settings: MomentSettings,
	find: FindRow,
): JsonObject {
	const { shape, shown } = formOf(entity, reference, settings);
	const target = find(reference.to, id);
	const parts = reference.parts.filter(({ field }) => shown === 'all' || (shown !== 'id' && shown.includes(field)));
	const value = (field: string): unknown => decimal(target?.[field] ?? null, settings);
	if (shape === 'flat')
		return { [idName(reference)]: id, ...Object.fromEntries(parts.map(({ field, flat }) => [flat, value(field)])) };
	if (id === null) return { [reference.name]: null };
	const withId = typeof shown === 'string' || shown.includes('id');
	return {
		[reference.name]: {
			...(withId ? { id } : {}),
			...Object.fromEntries(parts.map(({ field }) => [ownName(reference.to, field, settings), value(field)])),
		},
	};
}

/** The id a body gives, `undefined` where it names none; takes what belongs to it out of `given`. */
export function referenceFromWire(
	entity: MomentEntity,
	reference: MomentReference,
	given: Map<string, unknown>,
	settings: MomentSettings,
): number | null | undefined {
	const { shape } = formOf(entity, reference, settings);
	const name = shape === 'flat' ? idName(reference) : reference.name;
	// What is said about the other record is not changed from here.
	if (shape === 'flat') for (const { flat } of reference.parts) given.delete(flat);
	if (!given.has(name)) return undefined;
	const value = given.get(name);
	given.delete(name);
	const id = isObject(value) ? value.id : value;
	if (id === null || (typeof id === 'number' && Number.isSafeInteger(id))) return id;
	throw new Problem(400, `Cannot read the value of "${name}"`);
}

/** Only percentages are numbers among the parts. */
const decimal = (value: MomentValue, { decimals }: MomentSettings): MomentValue =>
	decimals === 'text' && typeof value === 'number' ? String(value) : value;

function ownName(kind: string, name: string, settings: MomentSettings): string {
	const entity = momentEntities[kind];
	const field = entity?.fields[name];
	return entity && field ? wireName(field, entity, settings) : name;
}
