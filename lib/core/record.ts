import { createHash } from 'node:crypto';
import type { Entity } from './outcome';
import type { Finding } from './finding';
import type { KnownRecord } from './identity';
import type { Reference } from './references';

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
	/** Other numbers under which it may stand in Uniconta already, because nobody knows what became of an attempt. */
	tried?: readonly string[];
	/** Customers that it refers to by their numbers; absent for a kind that refers to none. */
	references?: readonly Reference[];
	/** The fields as the mapper made them, where a node of somebody's workflow changed one on the way. */
	mapped?: Readonly<Record<string, unknown>>;
}

/** The first 16 hex digits of the SHA-256 over the fields in alphabetical order. */
export function fingerprint(fields: Record<string, unknown>): string {
	const ordered = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	return createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 16);
}

/**
 * What the log keeps of a record that was written: the fingerprint of what the mapper made of it, and behind a slash
 * that of what was written, where somebody's node between the two has changed a field.
 */
export function writtenHash(mapped: string, fields: Record<string, unknown>): string {
	const written = fingerprint(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
	return mapped === '' || mapped === written ? written : `${mapped}/${written}`;
}

/** Whether a node of the workflow changed what was written, by {@link writtenHash}. */
export function wasEdited(hash: string): boolean {
	return hash.includes('/');
}
