import type { FieldRule } from '../sync/compare';
import type { VatZone } from '../sync/codes';
import { countryFromUniconta } from './countries';
import { fieldOf, type UnicontaRow } from './rows';

/**
 * How this company's Uniconta speaks. Labels come and go in the language of the API user, and countries as a name or a
 * number (reference 4); neither is known before a row was seen, so both forms are understood and the seen one is written.
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

/** VatZone labels. Domestic = Indland is known (reference 4); the other Danish words are assumed. */
const ZONE_LABELS: Record<VatZone, { number: number; en: string; da: string; alsoRead: readonly string[] }> = {
	Domestic: { number: 0, en: 'Domestic', da: 'Indland', alsoRead: ['innland'] },
	EU: { number: 1, en: 'EU', da: 'EU', alsoRead: ['eu-land', 'eu land', 'eu-lande'] },
	Foreign: { number: 2, en: 'Foreign', da: 'Udland', alsoRead: ['abroad', 'utland'] },
};

const ZONES = Object.entries(ZONE_LABELS).map(([zone, labels]) => ({ zone, ...labels }));

/** Reads a VatZone in any language or as a number; undefined for one of the other zones and for blank. */
export function zoneOf(value: unknown): string | undefined {
	if (typeof value === 'number') return ZONES.find(({ number }) => number === value)?.zone;
	if (typeof value !== 'string') return undefined;
	const text = value.trim().toLowerCase();
	if (/^\d+$/.test(text)) return ZONES.find(({ number }) => number === Number(text))?.zone;
	return ZONES.find(({ en, da, alsoRead }) => text === en.toLowerCase() || text === da.toLowerCase() || alsoRead.includes(text))?.zone;
}

/** What a row gives away of the dialect; undefined parts were not to be seen in it. */
export function dialectSeenIn(row: UnicontaRow): Partial<Dialect> {
	const seen: Partial<Dialect> = {};
	const label = fieldOf(row, 'VatZone');
	if (typeof label === 'string') {
		const zone = ZONES.find(({ en, da }) => en !== da && (label === en || label === da));
		if (zone !== undefined) seen.labels = label === zone.da ? 'da' : 'en';
	}
	const country = fieldOf(row, 'Country');
	if (typeof country === 'number' && country !== 0) seen.countries = 'number';
	if (typeof country === 'string' && country !== '') seen.countries = 'name';
	return seen;
}

/** A wanted value in the form this Uniconta takes. */
export function inDialect(rule: FieldRule | undefined, value: unknown, dialect: Dialect): unknown {
	if (rule?.kind === 'country') {
		const country = countryFromUniconta(value);
		return country === undefined ? value : dialect.countries === 'number' ? country.number : country.member;
	}
	if (rule?.kind === 'zone') {
		const zone = ZONES.find((candidate) => candidate.zone === zoneOf(value));
		return zone === undefined ? value : zone[dialect.labels];
	}
	return value;
}

/** Gives values a form in which equal means equal, whatever the dialect they are in. */
export function normalise(rule: FieldRule, value: unknown): string {
	if (value === undefined || value === null) return '';
	if (rule.kind === 'country') return countryFromUniconta(value)?.iso ?? plain(value);
	if (rule.kind === 'zone') return zoneOf(value) ?? plain(value);
	return plain(value);
}

function plain(value: unknown): string {
	if (typeof value === 'string') return value.replace(/\r\n/g, '\n').trim();
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
