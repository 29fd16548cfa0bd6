import { countryMember, countryNumber } from './countries';
import { isCurrency } from './currencies';
import { Refusal } from './errors';
import { formOf } from './forms';
import { keptText } from './freeText';
import { memberOf, type Language } from './labels';
import { defaultOf, type Company, type CompanyType } from './ledger';
import type { UnicontaSettings } from './settings';
import type { Host } from './table';
import type { Field, Value } from './types/field';

export interface WriteContext {
	company: Company;
	language: Language;
	settings: UnicontaSettings;
	/** `unchecked`: codes are kept as they came, for a check that names them in its own way (posting). */
	codes?: 'unchecked';
}

/**
 * One property of a body as it will be stored. Cuts texts without a word (UC30); refuses what
 * the field cannot hold. `undefined`: dropped as if it had not been sent.
 */
export function storedValue(name: string, field: Field, raw: unknown, context: WriteContext): Value | undefined {
	if (raw === null || (raw === '' && isBlankable(field))) return defaultOf(field);
	const invalid = new Refusal('FieldHasinvalidValue', name);
	switch (field.kind) {
		case 'text':
			if (typeof raw !== 'string') throw invalid;
			return storedText(field, formOf(name, context.settings)(raw), context.settings, invalid);
		case 'code':
			if (typeof raw !== 'string') throw invalid;
			return context.codes === 'unchecked'
				? raw.slice(0, lengthOf(field, context.settings))
				: storedCode(name, field, raw, context);
		case 'invoice':
			return storedInvoice(field, raw, context, invalid);
		case 'enum':
			if (typeof raw !== 'string') throw invalid;
			return storedLabel(field, raw, context, invalid);
		case 'country':
			return storedCountry(raw, invalid);
		case 'currency':
			if (typeof raw !== 'string' || !isCurrency(raw)) throw invalid;
			return raw;
		case 'bool':
			if (typeof raw !== 'boolean') throw invalid;
			return raw;
		case 'int':
			return storedInteger(field, raw, invalid);
		case 'number':
			return storedNumber(raw, invalid);
		case 'date':
			return storedDate(raw, invalid);
	}
}

function storedText(
	field: Extract<Field, { kind: 'text' }>,
	raw: string,
	settings: UnicontaSettings,
	invalid: Refusal,
): string {
	const kept = field.key ? raw : keptText(raw, settings);
	if (kept === undefined) throw invalid;
	return kept.slice(0, lengthOf(field, settings));
}

function storedCode(
	name: string,
	field: Extract<Field, { kind: 'code' }>,
	raw: string,
	{ company, settings }: WriteContext,
): string | null {
	const code = raw.slice(0, lengthOf(field, settings));
	if (company.hasKey(field.type, code)) return code;
	// An error such as DimensionDoesNotExist, or silently null (UC31).
	if (settings.unknownCodes === 'null') return null;
	throw new Refusal(field.missing, name);
}

/**
 * Int in 2018, text today (UC43); as a number it is also taken in quotes, as decimals are (UC25), unless the switch
 * says `strictNumber`.
 */
function storedInvoice(
	field: Extract<Field, { kind: 'invoice' }>,
	raw: unknown,
	{ settings }: WriteContext,
	invalid: Refusal,
): string | null {
	const form = settings[field.shownBy];
	if (form === 'text') {
		if (typeof raw !== 'string') throw invalid;
		return raw.slice(0, field.max);
	}
	const value = form === 'number' && typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw;
	if (typeof value !== 'number' || !isInt32(value)) throw invalid;
	return value === 0 ? null : String(value);
}

function storedLabel(
	field: Extract<Field, { kind: 'enum' }>,
	raw: string,
	{ language, settings }: WriteContext,
	invalid: Refusal,
): number | undefined {
	const found = memberOf(field.labels, raw, language);
	if (found?.own) return found.member;
	if (settings.foreignLabels === 'ignore') return undefined;
	throw invalid;
}

/** Number or member name (UC27); not the ISO code, not a number in quotes. */
function storedCountry(raw: unknown, invalid: Refusal): string {
	if (typeof raw === 'string' && countryNumber(raw) !== undefined) return raw;
	const member = typeof raw === 'number' ? countryMember(raw) : undefined;
	if (member === undefined) throw invalid;
	return member;
}

function storedInteger({ asText }: Extract<Field, { kind: 'int' }>, raw: unknown, invalid: Refusal): number {
	const value = asText === true && typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw;
	if (!isInt32(value)) throw invalid;
	return value;
}

/** Whole numbers are ints of 32 bits (UC22). */
export const isInt32 = (value: unknown): value is number =>
	Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;

/** Numbers in quotes with a point are taken too (UC25). */
function storedNumber(raw: unknown, invalid: Refusal): number {
	const value = typeof raw === 'string' && /^-?\d+(\.\d+)?$/.test(raw) ? Number(raw) : raw;
	if (typeof value !== 'number') throw invalid;
	return value;
}

/** ISO with or without time and `Z`; the .NET default is "no date" (UC24). */
export function storedDate(raw: unknown, invalid: Refusal): string | null {
	const match = typeof raw === 'string' ? /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?)?$/.exec(raw) : null;
	if (!match || Number.isNaN(Date.parse(match[1] ?? ''))) throw invalid;
	const stored = `${match[1]}${(match[2] ?? 'T00:00:00').slice(0, 9)}`;
	return stored === NO_DATE ? null : stored;
}

const BLANKABLE: ReadonlySet<Field['kind']> = new Set(['text', 'code', 'currency', 'invoice']);
const isBlankable = (field: Field): boolean =>
	BLANKABLE.has(field.kind) || (field.kind === 'number' && field.blankAsText === true);

/** Where a text is cut; VAT codes may be longer than they were (UC57). */
function lengthOf(
	field: Extract<Field, { kind: 'text' | 'code' }>,
	{ lengths, vatCodeLength }: UnicontaSettings,
): number {
	if (field.kind === 'code') return field.type === 'GLVatClient' ? vatCodeLength : field.max;
	if (field.vatCode) return vatCodeLength;
	return lengths === 'wide' ? field.wide : field.max;
}

export const NO_DATE = '0001-01-01T00:00:00';

/** A write on one type in one company, the same for both hosts. */
export interface WriteTarget extends WriteContext {
	typed: CompanyType;
	now: number;
	host: Host;
}
