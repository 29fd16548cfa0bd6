import { DateTime } from 'luxon';

/** Below this a number can only be seconds: as milliseconds it would lie before April 1973. */
const SMALLEST_EPOCH_MS = 1e11;

/**
 * A date-time of Moment as ISO text in UTC, `''` when there is none or it cannot be read. The wire form is not documented:
 * ISO text and epoch milliseconds are both taken (reference 8.15); text without a zone is UTC.
 */
export function isoDateTime(value: unknown): string {
	if (typeof value === 'number' && Number.isFinite(value)) return fromEpoch(value);
	if (typeof value !== 'string' || value.trim() === '') return '';
	const text = value.trim();
	if (/^\d{10,}$/.test(text)) return fromEpoch(Number(text));
	// Java writes +0200 as often as +02:00, and a space where ISO has a T.
	const parsed = DateTime.fromISO(text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T'), { zone: 'utc' });
	return parsed.isValid ? parsed.toISO() : '';
}

function fromEpoch(value: number): string {
	const milliseconds = Math.abs(value) < SMALLEST_EPOCH_MS ? value * 1000 : value;
	const parsed = DateTime.fromMillis(milliseconds, { zone: 'utc' });
	return parsed.isValid ? parsed.toISO() : '';
}

/** Milliseconds since 1970, or undefined for `''` and what is no date. */
export function instantOf(iso: string): number | undefined {
	const instant = Date.parse(iso);
	return Number.isNaN(instant) ? undefined : instant;
}
