import { DateTime } from 'luxon';

/** Below this a number can only be seconds: as milliseconds it would lie before April 1973. */
const SMALLEST_EPOCH_MS = 1e11;

/**
 * A date-time of Moment as ISO text in UTC, `''` when there is none or it cannot be read. The wire form is not
 * documented: ISO text and epoch milliseconds are both taken (MO9); text without a zone is UTC.
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

/** Where most of Moment's companies keep their calendar; all of Scandinavia has the same hour. */
const HOME_ZONE = 'Europe/Copenhagen';

/**
 * A plain date as `YYYY-MM-DD`, `''` when there is none, undefined when it cannot be read. A date is no instant: text
 * keeps the date that stands in it, also before a time with an offset, because that is the calendar of whoever wrote
 * it. Only UTC and epoch milliseconds lose that calendar (MO9): there midnight itself is that date, and what
 * else there is counts as the local midnight that it was made from (23:00Z is the next day in Denmark).
 */
export function plainDate(value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return '';
	if (Array.isArray(value)) return dateFromParts(value);
	if (typeof value === 'string') {
		const [, date = '', rest = ''] = /^(\d{4}-\d{2}-\d{2})(.*)$/.exec(value.trim()) ?? [];
		if (date !== '' && !DateTime.fromISO(date).isValid) return undefined;
		if (date !== '' && (rest === '' || !/(Z|\+00:?00)$/.test(rest)))
			return /^([T ]\d{2}:.*)?$/.test(rest) ? date : undefined;
	}
	const instant = isoDateTime(value);
	if (instant === '') return undefined;
	const moment = DateTime.fromISO(instant, { zone: 'utc' });
	const isMidnight = moment.equals(moment.startOf('day'));
	return (isMidnight ? moment : moment.setZone(HOME_ZONE)).toISODate() ?? undefined;
}

/**
 * `[2026, 2, 1]`: how a Java service writes a plain date unless it is told otherwise (MO8 takes Moment for one).
 */
function dateFromParts([year, month, day]: unknown[]): string | undefined {
	if (typeof year !== 'number' || typeof month !== 'number' || typeof day !== 'number') return undefined;
	return DateTime.utc(year, month, day).toISODate() ?? undefined;
}
