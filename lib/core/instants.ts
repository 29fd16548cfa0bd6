const MINUTE_MS = 60_000;

/** A point in time for people, to the minute: `2026-11-30 14:02 UTC`. */
export function minuteText(time: number): string {
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Where the templates run unless somebody chose another time zone; n8n's own default is New York. */
const HOME_ZONE = 'Europe/Copenhagen';

/**
 * A point in time on the clock of a time zone, to the minute and with the zone: `2026-11-30 15:02 (Europe/Copenhagen)`.
 */
export function localMinuteText(time: number, zone: string): string {
	const known = isZone(zone) ? zone : HOME_ZONE;
	// Sweden writes dates as ISO 8601 does.
	const text = new Intl.DateTimeFormat('sv-SE', { timeZone: known, dateStyle: 'short', timeStyle: 'short' }).format(
		time,
	);
	return `${text} (${known})`;
}

function isZone(zone: string): boolean {
	try {
		return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}

/** As {@link minuteText}, for the earliest time of something: never before it. */
export function earliestText(time: number): string {
	return minuteText(Math.ceil(time / MINUTE_MS) * MINUTE_MS);
}
