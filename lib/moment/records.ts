import { z } from 'zod';
import { ApiError } from '../http/errors';
import { isoDateTime } from './dates';
import {
	ADDRESS_FIELDS,
	ADDRESS_OBJECTS,
	CUSTOMER_FIELDS,
	CUSTOMER_TAG_LISTS,
	TAG_FIELDS,
	TAG_GROUP_FIELDS,
	USER_FIELDS,
} from './fields';
import { firstOf, isRecord, mentions, textSchema, type JsonRecord } from './reading';

const idSchema = textSchema.refine((id) => id !== '', 'is missing');

const tagSchema = z.object({
	id: textSchema,
	name: textSchema,
	code: textSchema,
	tagGroupId: textSchema,
	tagGroupName: textSchema,
});

const customerSchema = z.object({
	id: idSchema,
	customerNumber: textSchema,
	name: textSchema,
	companyRegNo: textSchema,
	email: textSchema,
	invoiceEmail: textSchema,
	website: textSchema,
	phone: textSchema,
	mobile: textSchema,
	fax: textSchema,
	addressLine1: textSchema,
	addressLine2: textSchema,
	addressLine3: textSchema,
	postalCode: textSchema,
	postalPlace: textSchema,
	countryCode: textSchema,
	currencyCode: textSchema,
	state: textSchema,
	tags: z.array(tagSchema),
	/** ISO, UTC; `''` when unknown. */
	lastModifiedDate: z.string(),
});

const tagGroupSchema = z.object({ id: idSchema, name: textSchema, appliesTo: textSchema });
const userSchema = z.object({ id: idSchema, name: textSchema, email: textSchema, state: textSchema });

/** A customer of Moment. All text, `''` for what is empty; numbers that are keys keep their leading zeros. */
export type MomentCustomer = z.infer<typeof customerSchema>;
export type MomentTag = z.infer<typeof tagSchema>;
export type MomentTagGroup = z.infer<typeof tagGroupSchema>;
export type MomentUser = z.infer<typeof userSchema>;

/** A customer as read, with what the answer left open about its tags. */
export interface CustomerReading {
	customer: MomentCustomer;
	/** Whether the answer had a list of tags at all; without one it may have to be asked for by name. */
	hasTagList: boolean;
	/** Whether every tag came with its group and its code, so that no list has to be looked up. */
	tagsComplete: boolean;
}

/**
 * Reads a customer from Moment's API, or from an item that went through n8n after an earlier reading.
 * @param context where it came from, for the message, e.g. `company 'acme'`
 * @throws ApiError of kind `unexpected` naming the record and the field
 */
export function parseCustomer(raw: unknown, context?: string): MomentCustomer {
	return orThrow(readCustomer(raw, context)).customer;
}

/** @throws ApiError of kind `unexpected` naming the record and the field */
export function parseTag(raw: unknown, context?: string): MomentTag {
	return orThrow(checked(tagSchema, 'tag', raw, context, (record) => pick(record, TAG_FIELDS)));
}

/** @throws ApiError of kind `unexpected` naming the record and the field */
export function parseTagGroup(raw: unknown, context?: string): MomentTagGroup {
	return orThrow(checked(tagGroupSchema, 'tag group', raw, context, (record) => pick(record, TAG_GROUP_FIELDS)));
}

/** @throws ApiError of kind `unexpected` naming the record and the field */
export function parseUser(raw: unknown, context?: string): MomentUser {
	return orThrow(
		checked(userSchema, 'user', raw, context, (record) => {
			const { firstName, lastName, ...values } = pick(record, USER_FIELDS);
			const fullName = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ');
			return { ...values, name: values.name ?? fullName };
		}),
	);
}

/** As {@link parseCustomer}, but one record that cannot be read is a value here: it must not stop the others. */
export function readCustomer(raw: unknown, context?: string): CustomerReading | ApiError {
	const tagList = isRecord(raw) ? firstTagList(raw) : undefined;
	const customer = checked(customerSchema, 'customer', raw, context, (record) => ({
		...pick(record, CUSTOMER_FIELDS),
		...addressOf(record),
		countryCode: firstOf(record, CUSTOMER_FIELDS.countryCode) ?? countryOfAddress(record),
		lastModifiedDate: isoDateTime(firstOf(record, CUSTOMER_FIELDS.lastModifiedDate)),
		tags: Array.isArray(tagList) ? tagList.map(tagValues) : (tagList ?? []),
	}));
	if (customer instanceof ApiError) return customer;
	return {
		customer,
		hasTagList: tagList !== undefined,
		tagsComplete: !Array.isArray(tagList) || tagList.every(isCompleteTag),
	};
}

function pick<Field extends string>(
	raw: JsonRecord,
	table: Record<Field, readonly string[]>,
): Record<Field, unknown> {
	const entries = Object.entries<readonly string[]>(table).map(([field, names]) => [field, firstOf(raw, names)]);
	// An edge of the type system: Object.fromEntries forgets the names that came from the table.
	return Object.fromEntries(entries) as Record<Field, unknown>;
}

/** The first list that is there; `null` counts as an empty one, and one that is no list is left for the schema to refuse. */
function firstTagList(raw: JsonRecord): unknown {
	for (const name of CUSTOMER_TAG_LISTS) {
		const value = raw[name];
		if (value === null) return [];
		if (value !== undefined) return value;
	}
	return undefined;
}

/** A tag may come as an object, as an id, or, seen in no answer yet, by its name. */
function tagValues(element: unknown): unknown {
	if (isRecord(element)) return pick(element, TAG_FIELDS);
	if (typeof element === 'string' && !/^\d+$/.test(element)) return { name: element };
	return typeof element === 'object' ? element : { id: element };
}

function isCompleteTag(element: unknown): boolean {
	return isRecord(element) && mentions(element, TAG_FIELDS.code) && mentions(element, TAG_FIELDS.tagGroupId);
}

/** Lines of two addresses are never mixed: all of it comes from the first place that has any of it. */
function addressOf(raw: JsonRecord): JsonRecord {
	for (const place of addressPlaces(raw)) {
		const lines = pick(place, ADDRESS_FIELDS);
		if (Object.values(lines).some((line) => line !== undefined)) return lines;
	}
	// A single line of text is an address too.
	return typeof raw.address === 'string' ? { addressLine1: raw.address } : {};
}

function countryOfAddress(raw: JsonRecord): unknown {
	for (const place of addressPlaces(raw)) {
		const country = place === raw ? undefined : firstOf(place, CUSTOMER_FIELDS.countryCode);
		if (country !== undefined) return country;
	}
	return undefined;
}

/** The record itself, its address objects, and the same objects as an include flattens them: `addressPostalCode` (reference 2). */
function* addressPlaces(raw: JsonRecord): Generator<JsonRecord, void, void> {
	yield raw;
	for (const name of ADDRESS_OBJECTS) {
		const place = raw[name];
		if (isRecord(place)) yield place;
	}
	for (const name of ADDRESS_OBJECTS) yield withPrefix(raw, name);
}

function withPrefix(raw: JsonRecord, prefix: string): JsonRecord {
	const found: JsonRecord = {};
	for (const [name, value] of Object.entries(raw)) {
		const rest = name.slice(prefix.length);
		if (name.startsWith(prefix) && /^[A-Z]/.test(rest)) found[`${rest.charAt(0).toLowerCase()}${rest.slice(1)}`] = value;
	}
	return found;
}

function checked<T>(
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	kind: string,
	raw: unknown,
	context: string | undefined,
	valuesOf: (record: JsonRecord) => JsonRecord,
): T | ApiError {
	if (!isRecord(raw)) return unreadable(kind, raw, 'it is not a record', context);
	const parsed = schema.safeParse(valuesOf(raw));
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = issue?.path.join('.') ?? '';
	const reason = issue?.code === 'custom' ? issue.message : 'holds something else than text';
	return unreadable(kind, raw, `its field '${field}' ${reason}`, context);
}

function orThrow<T>(result: T | ApiError): T {
	if (result instanceof ApiError) throw result;
	return result;
}

function unreadable(kind: string, raw: unknown, reason: string, context: string | undefined): ApiError {
	const where = context === undefined ? '' : ` in ${context}`;
	return new ApiError(`The Moment ${kind}${nameOf(raw)}${where} cannot be read: ${reason}`, {
		system: 'Moment',
		kind: 'unexpected',
		fix: `Moment's answer has another form than this package knows. Please report it with the record as Moment shows it, ${
			kind === 'customer' ? 'read with Simplify switched off' : 'read with the Custom resource'
		}.`,
	});
}

/** What a person can recognise the record by: number, name, id, as far as they can be read. */
function nameOf(raw: unknown): string {
	if (!isRecord(raw)) return '';
	const part = (names: readonly string[]): string => {
		const value = firstOf(raw, names);
		return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	};
	const words = [part(['customerNumber']), part(['name'])].filter((word) => word !== '');
	const id = part(['id']);
	if (id !== '') words.push(`(id ${id})`);
	return words.length === 0 ? '' : ` ${words.join(' ')}`;
}
