const MINUTE_MS = 60_000;

/** A point in time for people, to the minute: `2026-11-30 14:02 UTC`. */
export function minuteText(time: number): string {
	return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The same, for the earliest time of something: never before it. */
export function earliestText(time: number): string {
	return minuteText(Math.ceil(time / MINUTE_MS) * MINUTE_MS);
}
