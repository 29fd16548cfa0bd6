import { jsonText } from '../../http/nested';
import type { FieldRule } from '../../core/compare';
import { freeLine, freeText, oneLine, seenText } from '../../core/freeText';
import type { VatZone } from '../../mapping/codes';
import type { Phase } from '../../mapping/phases';
import { countryFromUniconta } from './countries';
import { fieldOf, type UnicontaRow } from './rows';

/**
 * How this company's Uniconta speaks. Labels come and go in the language of the API user, and countries as a name or a
 * number (UC26, UC27); neither is known before a row was seen, so both forms are understood and the seen one is
 * written.
 */
export interface Dialect {
	labels: 'en' | 'da';
	countries: 'name' | 'number';
}

export const DEFAULT_DIALECT: Dialect = { labels: 'en', countries: 'name' };

/** In the order in which they are tried when a first record is refused and nothing was seen yet. */
export const DIALECTS: readonly Dialect[] = [
	DEFAULT_DIALECT,
	{ labels: 'da', countries: 'name' },
	{ labels: 'en', countries: 'number' },
	{ labels: 'da', countries: 'number' },
];

/**
 * A member of an enum that Uniconta shows as a label in the session's language, and takes as such a label (UC26).
 */
interface Label {
	/** What this package calls it. */
	meaning: string;
	number: number;
	en: string;
	da: string;
	/** Other spellings that are understood. */
	alsoRead?: readonly string[];
}

const ZONES: ReadonlyArray<Label & { meaning: VatZone }> = [
	// Domestic = Indland is known (UC26); the other Danish words are assumed.
	{ meaning: 'Domestic', number: 0, en: 'Domestic', da: 'Indland', alsoRead: ['innland'] },
	{ meaning: 'EU', number: 1, en: 'EU', da: 'EU', alsoRead: ['eu-land', 'eu-lande'] },
	{ meaning: 'Foreign', number: 2, en: 'Foreign', da: 'Udland', alsoRead: ['abroad', 'utland'] },
];

/** Numbers from UC36, Danish words from the label table of UC26. */
const PHASES: ReadonlyArray<Label & { meaning: Phase }> = [
	{ meaning: 'Created', number: 0, en: 'Created', da: 'Oprettet' },
	{ meaning: 'Offer', number: 1, en: 'Offer', da: 'Tilbud' },
	{ meaning: 'Accepted', number: 2, en: 'Accepted', da: 'Godkendt' },
	{ meaning: 'InProgress', number: 3, en: 'InProgress', da: 'Igangværende' },
	{
		meaning: 'ReportedAsFinished',
		number: 4,
		en: 'ReportedAsFinished',
		da: 'Færdigmeldt projekt',
		alsoRead: ['færdigmeldt'],
	},
	{ meaning: 'Completed', number: 5, en: 'Completed', da: 'Gennemført' },
];

/** The labels of the field kinds that have any, and the field of a row in which they are to be seen. */
const LABELS = { zone: { field: 'VatZone', labels: ZONES }, phase: { field: 'Phase', labels: PHASES } } as const;

type LabelKind = keyof typeof LABELS;

/** The kinds whose value is a label in the language of the API user. */
export function isLabel(kind: FieldRule['kind']): kind is LabelKind {
	return kind in LABELS;
}

/** "In progress" and "InProgress" are the same word. */
function word(text: string): string {
	return text.toLowerCase().replace(/\s+/g, '');
}

function labelOf(kind: LabelKind, value: unknown): Label | undefined {
	const labels: readonly Label[] = LABELS[kind].labels;
	if (typeof value === 'number') return labels.find(({ number }) => number === value);
	if (typeof value !== 'string') return undefined;
	if (/^\s*\d+\s*$/.test(value)) return labels.find(({ number }) => number === Number(value));
	const text = word(value);
	return labels.find(
		({ en, da, alsoRead = [] }) => text === word(en) || text === word(da) || alsoRead.includes(text),
	);
}

/** Whether a label's word is known in every language; any other goes as it is. */
export function isKnownLabel({ kind }: FieldRule, value: unknown): boolean {
	return isLabel(kind) && labelOf(kind, value) !== undefined;
}

/** What a row gives away of the dialect; undefined parts were not to be seen in it. */
export function dialectSeenIn(row: UnicontaRow): Partial<Dialect> {
	const seen: Partial<Dialect> = {};
	for (const { field, labels } of Object.values(LABELS)) {
		const shown = fieldOf(row, field);
		if (typeof shown !== 'string') continue;
		const text = word(shown);
		const label = labels.find(({ en, da }) => en !== da && (text === word(en) || text === word(da)));
		if (label !== undefined) seen.labels = text === word(label.da) ? 'da' : 'en';
	}
	const country = fieldOf(row, 'Country');
	if (typeof country === 'number' && country !== 0) seen.countries = 'number';
	if (typeof country === 'string' && country !== '') seen.countries = 'name';
	return seen;
}

/**
 * A wanted value in the form this Uniconta takes. A label that is none of the known ones goes as it is: newer builds
 * may have more.
 */
export function inDialect(rule: FieldRule | undefined, value: unknown, dialect: Dialect): unknown {
	if (rule === undefined) return value;
	if (rule.kind === 'country') {
		const country = countryFromUniconta(value);
		return country === undefined ? value : dialect.countries === 'number' ? country.number : country.member;
	}
	if (isLabel(rule.kind)) return labelOf(rule.kind, value)?.[dialect.labels] ?? value;
	// Midnight without a zone, so that no day shifts; the .NET default is "no date" (UC24).
	if (rule.kind === 'date') return `${dayOf(value) ?? NO_DAY}T00:00:00`;
	return value;
}

/** Gives values a form in which equal means equal, whatever the dialect they are in. */
export function normalise(rule: FieldRule, value: unknown): string {
	if (value === undefined || value === null) return '';
	if (rule.kind === 'country') return countryFromUniconta(value)?.iso ?? plain(value);
	if (isLabel(rule.kind)) return labelOf(rule.kind, value)?.meaning ?? plain(value);
	if (rule.kind === 'date') return dayOf(value) ?? '';
	if (rule.kind === 'text' && typeof value === 'string')
		return rule.lines === true ? seenText(value) : oneLine(seenText(value));
	return plain(value);
}

/**
 * A value as it may be sent: of a free text only what is one. Numbers and codes stay as they are, and are refused where
 * they cannot be kept.
 */
export function sendable({ kind, lines }: FieldRule, value: unknown): unknown {
	if (kind !== 'text' || typeof value !== 'string') return value;
	return lines === true ? freeText(value) : freeLine(value);
}

const NO_DAY = '0001-01-01';

/** The day of a date as Uniconta or Moment writes it; undefined for none, also for the .NET default (UC24). */
function dayOf(value: unknown): string | undefined {
	const day = typeof value === 'string' ? /^\s*(\d{4}-\d{2}-\d{2})/.exec(value)?.[1] : undefined;
	return day === NO_DAY ? undefined : day;
}

function plain(value: unknown): string {
	if (typeof value === 'string') return value.replace(/\r\n/g, '\n').trim();
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : jsonText(value);
}
