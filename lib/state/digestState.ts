import { z } from 'zod';

/** The row of the settings table that holds where the notifications left off. */
export const DIGEST_KEY = 'notify.lastLogRow';

/** What was said last. Kept as JSON in one row, so that it changes as a whole. */
const stateSchema = z.object({
	/** The log is read up to this row. */
	row: z.number().catch(0),
	/** When the last mail went out, and when one was last tried; milliseconds since 1970. */
	mailed: z.number().catch(0),
	tried: z.number().catch(0),
	/** How often in a row no mail could be sent. */
	tries: z.number().catch(0),
	/**
	 * Whether there is something to say that has to wait: for the interval, or until it is clear that it does not pass.
	 */
	pending: z.boolean().catch(false),
	/**
	 * What somebody was told of and is not over: id → fingerprint of the cause, several where an outage came on top,
	 * with `!` behind it where it was said to stop posting.
	 */
	told: z.record(z.string()).catch({}),
	/**
	 * Addresses of Moment's users as they were last, for the day Moment cannot be asked; and when they were asked for.
	 */
	users: z.record(z.string()).catch({}),
	asked: z.number().catch(0),
});
export type DigestState = z.infer<typeof stateSchema>;

export function readState(text: string): DigestState {
	const plain = /^\d+$/.test(text.trim()) ? { row: Number(text) } : undefined;
	if (plain !== undefined) return stateSchema.parse(plain);
	try {
		return stateSchema.catch(stateSchema.parse({})).parse(JSON.parse(text));
	} catch {
		return stateSchema.parse({});
	}
}
