import { DateTime } from 'luxon';

/** Days, both included; an end that is left out is open. */
export interface DateWindow {
	from?: string;
	to?: string;
}

/** Big tables are read a month at a time, so that no read runs into a time-out (UC8). */
const DAYS = 31;
/** A batch may reach over years; then the windows are longer rather than many. */
const MOST = 24;

/** The windows that cover all these spans, in the order of time and without reading a day twice. */
export function windowsOver(spans: ReadonlyArray<{ from: string; to: string }>): DateWindow[] {
	const merged: Array<{ from: string; to: string }> = [];
	// A day that is none would never be reached.
	const readable = spans.filter(({ from, to }) => isDay(from) && isDay(to));
	for (const { from, to } of readable.sort((a, b) => (a.from < b.from ? -1 : 1))) {
		const last = merged.at(-1);
		// A gap shorter than a window is no reason for another call.
		if (last !== undefined && from <= addDays(last.to, DAYS)) last.to = to > last.to ? to : last.to;
		else merged.push({ from, to: to < from ? from : to });
	}
	const days = merged.reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0);
	const length = Math.max(DAYS, Math.ceil(days / Math.max(1, MOST - merged.length)));
	return merged.flatMap(({ from, to }) => chopped(from, to, length));
}

export function addDays(day: string, days: number): string {
	return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() ?? day;
}

function chopped(from: string, to: string, length: number): DateWindow[] {
	const windows: DateWindow[] = [];
	for (let start = from; start <= to; start = addDays(start, length)) {
		const end = addDays(start, length - 1);
		windows.push({ from: start, to: end < to ? end : to });
	}
	return windows;
}

function daysBetween(from: string, to: string): number {
	return DateTime.fromISO(to, { zone: 'utc' }).diff(DateTime.fromISO(from, { zone: 'utc' }), 'days').days;
}

function isDay(day: string): boolean {
	return DateTime.fromISO(day, { zone: 'utc' }).isValid;
}
