import { z } from 'zod';

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Text, numbers and switches as text, nothing as `''`. Numbers that are keys keep their digits, text its leading zeros.
 */
export const textSchema = z
	.union([
		z.string(),
		z.number().finite().refine(isExact, 'is a number too long to be read exactly'),
		z.boolean(),
		z.null(),
		z.undefined(),
	])
	.transform((value) => (value === null || value === undefined ? '' : String(value)));

function isExact(value: number): boolean {
	return !Number.isInteger(value) || Number.isSafeInteger(value);
}

/**
 * A decimal number as text, exactly as it came; `''` for none. Never calculated with here: what is money is decided
 * where the sums are made.
 */
export const decimalSchema = textSchema.transform((text) => text.trim()).refine(isDecimal, 'is not a number');

export function isDecimal(text: string): boolean {
	return text === '' || /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** What stands at `a` or `a.b`, undefined where there is nothing. */
export function valueAt(record: JsonRecord, path: string): unknown {
	let current: unknown = record;
	for (const name of path.split('.')) {
		// What every object has of itself (`constructor`) was not sent.
		if (!isRecord(current) || !Object.hasOwn(current, name)) return undefined;
		current = current[name];
	}
	return current;
}

function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

/**
 * The value of the first candidate that holds one. An object is passed over as long as another candidate has a plain
 * value (`country` may be an object whose `code` is asked for first); an object alone is given back, and refused by the
 * schema.
 */
export function firstOf(record: JsonRecord, candidates: readonly string[]): unknown {
	let odd: unknown;
	for (const candidate of candidates) {
		const value = valueAt(record, candidate);
		if (!isFilled(value)) continue;
		if (typeof value !== 'object') return value;
		odd ??= value;
	}
	return odd;
}

/** Whether the record has one of the candidates at all, be it empty. */
export function mentions(record: JsonRecord, candidates: readonly string[]): boolean {
	return candidates.some((candidate) => valueAt(record, candidate) !== undefined);
}
