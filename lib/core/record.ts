import { createHash } from 'node:crypto';
import type { Entity } from './outcome';
import type { Finding } from './finding';
import type { Reference } from './references';

/** What the log says of a record: the link between Moment's id, the number and Uniconta's row (M4), and what was sent. */
export interface KnownRecord {
	key: string;
	/** Row in Uniconta; `''` before the record is linked to one. */
	unicontaRowId: string;
	/** The company in Uniconta for which the link holds; absent where the log does not say. */
	company?: string;
	/** The record's name when it was last written; absent where the log does not say. */
	name?: string;
	/**
	 * Present where a person has confirmed the record under this number and nothing was written since: the row in
	 * Uniconta that was shown, `''` where none was. It takes the place of a link until there is one.
	 */
	confirmedRowId?: string;
	/** Rows of the links that this confirmation ended: none of them is taken for the record unless it is the one confirmed. */
	endedRowIds?: string[];
	/** Names of the Uniconta fields that held a value from Moment when it was last written (G4). */
	held: string[];
	hash: string;
	/** Outcome of the row the link comes from, e.g. `created`, `posted`. */
	outcome?: string;
	/** Of an invoice whose last log row is `uncertain`: the claim under which it was sent, and when that was logged (ISO in UTC). */
	attempt?: { reference: string; at: string };
}

/** A record on its way to Uniconta: what the mapper puts out and the writer takes in. */
export interface MappedRecord {
	entity: Entity;
	/** The number both systems share, as text. */
	key: string;
	/** Moment's id, as text. */
	momentId: string;
	/** For messages and the log. */
	name: string;
	/**
	 * The fields Moment owns, by Uniconta's names. A field that is not here is left alone in Uniconta; an empty text
	 * blanks it.
	 */
	uniconta: Record<string, unknown>;
	findings: Finding[];
	/** Names of the fields above that hold a value. */
	held: string[];
	/** Fingerprint of what `uniconta` holds, blanks left out: the same content gives the same text. */
	hash: string;
	/** What the log says of the record; absent for one that was never written. */
	known?: KnownRecord;
	/** Customers that it refers to by their numbers; absent for a kind that refers to none. */
	references?: readonly Reference[];
}

/** The first 16 hex digits of the SHA-256 over the fields in alphabetical order. */
export function fingerprint(fields: Record<string, unknown>): string {
	const ordered = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	return createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 16);
}
