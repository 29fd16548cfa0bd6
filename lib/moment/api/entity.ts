import type { ApiError } from '../../http/errors';
import { instantOf, isoDateTime } from './dates';
import { firstOf, type JsonRecord } from './reading';

/**
 * One kind of record of Moment: where it is, what its fields are called, and how a record is made of what Moment sends.
 */
export interface Entity<T extends object> {
	/** Path below the company. */
	resource: string;
	/** What a person calls it, for messages: `customer`. */
	word: string;
	fields: {
		id: readonly string[];
		/** The number that people see. */
		number: readonly string[];
		lastModifiedDate: readonly string[];
	};
	/** What a plain answer may leave out and has to be fetched apart, in this order. */
	parts: readonly Part[];
	/**
	 * The records in the rows of one answer, all together so that what they refer to is looked up in few calls. A row
	 * that cannot be read is a value: it must not stop the others.
	 */
	read(rows: readonly JsonRecord[]): Promise<Array<T | ApiError>>;
}

/**
 * Something that belongs to a record and may be missing in the plain answer. One instance per run: it learns from the
 * answers.
 */
export interface Part {
	/** The rows of one answer with this part in them, as far as it can be had. */
	addTo(rows: JsonRecord[], from: AskAgain): Promise<JsonRecord[]>;
}

/** How to ask once more for rows that have just come. */
export interface AskAgain {
	/** Whether they came as a list, or a single record by its id. */
	as: 'list' | 'single';
	/** The same answer with an include. */
	again(include: string): Promise<JsonRecord[]>;
	one(id: string, include?: string): Promise<JsonRecord>;
	idOf(row: JsonRecord): string;
}

/** A record, or why this one could not be read; `raw` is what Moment sent. */
export type EntityRow<T extends object> =
	| { id: string; raw: JsonRecord; record: T; unreadable?: undefined }
	| { id: string; raw: JsonRecord; record?: undefined; unreadable: ApiError };

/** What became of asking for one id. */
export type EntityLookup<T extends object> = EntityRow<T> | { id: string; missing: true };

/** A key as text, `''` where there is none or it is none. */
export function keyAt(row: JsonRecord, names: readonly string[]): string {
	const key = firstOf(row, names);
	return typeof key === 'string' || typeof key === 'number' ? String(key) : '';
}

/** When the row was last changed; later than everything when that cannot be read, so that it is never left out. */
export function changedAt(row: JsonRecord, { fields }: Entity<object>): number {
	return instantOf(isoDateTime(firstOf(row, fields.lastModifiedDate))) ?? Number.POSITIVE_INFINITY;
}
