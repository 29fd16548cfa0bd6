import { z } from 'zod';
import { ApiError } from '../../http/errors';
import { isoDateTime } from '../api/dates';
import {
	ADDRESS_FIELDS,
	ADDRESS_OBJECTS,
	CUSTOMER_FIELDS,
	TAG_FIELDS,
	TAG_GROUP_FIELDS,
	TAG_LISTS,
	USER_FIELDS,
} from '../api/fields';
import { firstOf, isRecord, textSchema, type JsonRecord } from '../api/reading';
import { checked, idSchema, orThrow, pick } from '../api/recordReading';
import { readTagList, tagSchema, type MomentTag, type TagListReading } from './tagList';

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
export type { MomentTag } from './tagList';
export type MomentTagGroup = z.infer<typeof tagGroupSchema>;
export type MomentUser = z.infer<typeof userSchema>;
export type MomentEmployee = { id: string; name: string; employeeNumber: string };

/** A customer as read, with what the answer left open about its tags. */
export interface CustomerReading extends Omit<TagListReading, 'tags'> {
	customer: MomentCustomer;
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

/** A user with the number as employee in the external system, which only the plain form has (MO22). */
export function parseEmployee(raw: unknown, context?: string): MomentEmployee {
	const { id, name } = parseUser(raw, context);
	return {
		id,
		name,
		employeeNumber: isRecord(raw) ? textSchema.catch('').parse(firstOf(raw, USER_FIELDS.employeeNumber)) : '',
	};
}

/** As {@link parseCustomer}, but one record that cannot be read is a value here: it must not stop the others. */
export function readCustomer(raw: unknown, context?: string): CustomerReading | ApiError {
	const { tags, ...list } = readTagList(isRecord(raw) ? raw : {}, TAG_LISTS.customer);
	const customer = checked(customerSchema, 'customer', raw, context, (record) => ({
		...pick(record, CUSTOMER_FIELDS),
		...addressOf(record),
		countryCode: firstOf(record, CUSTOMER_FIELDS.countryCode) ?? countryOfAddress(record),
		lastModifiedDate: isoDateTime(firstOf(record, CUSTOMER_FIELDS.lastModifiedDate)),
		tags,
	}));
	return customer instanceof ApiError ? customer : { customer, ...list };
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

/**
 * The record itself, its address objects, and the same objects as an include flattens them: `addressPostalCode`
 * (MO5).
 */
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
		if (name.startsWith(prefix) && /^[A-Z]/.test(rest))
			found[`${rest.charAt(0).toLowerCase()}${rest.slice(1)}`] = value;
	}
	return found;
}
