import { json, statusText, type Answer } from '../shared/answer';

/** A call the stand-in says no to. */
export class Problem extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** Shape unknown; it looks like a Java/Spring service (MO8). */
export function springError(status: number, message: string, path: string, timestamp: string): Answer {
	return json(status, { timestamp, status, error: statusText(status), message, path });
}
