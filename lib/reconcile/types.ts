import type { FieldRule, Normalise } from '../core/compare';
import type { Finding } from '../core/finding';
import type { KnownRecord } from '../core/identity';

export type ReconciledKind = 'customer' | 'project' | 'invoice' | 'expense';
export const RECONCILED: readonly ReconciledKind[] = ['customer', 'project', 'invoice', 'expense'];

export type DifferenceState =
	/** In Moment, not in Uniconta. */
	| 'missing'
	/** In Uniconta, not in Moment. */
	| 'extra'
	/** In both, a field is not the same. */
	| 'differs'
	/** The link that the log holds is broken: a number was changed, or a row stands under another number (M4). */
	| 'drift'
	/** A number that stands twice in one of the systems. */
	| 'twice'
	/** In both, and Uniconta has what a node of somebody's workflow made of it. */
	| 'edited'
	/** In Moment, not in Uniconta: a node of somebody's workflow leaves it out. */
	| 'leftOut';

export const STATES: readonly DifferenceState[] = [
	'missing',
	'extra',
	'differs',
	'drift',
	'twice',
	'edited',
	'leftOut',
];
/** What somebody's own workflow makes so: it is shown, and nobody has anything to mend. */
export const AS_WANTED: readonly DifferenceState[] = ['edited', 'leftOut'];

/** One thing that is not the same in both systems. */
export interface Difference {
	kind: ReconciledKind;
	state: DifferenceState;
	key: string;
	name: string;
	/** What a person calls the field; `''` for the record as a whole. */
	field: string;
	moment: string;
	uniconta: string;
	/** Why, as far as it is known. */
	message: string;
	/** The values may stand in a mail: they are codes, amounts, numbers or a name. */
	plain?: true;
	/** It is about to be done by itself, so that nobody need be told. */
	passing?: true;
}

export interface KindCounts {
	kind: ReconciledKind;
	moment: number;
	uniconta: number;
	/** Records that stand in both and are the same. */
	equal: number;
	/** Not to be sent, by a person's choice. */
	withheld: number;
	/** Records in each state. */
	states: Record<DifferenceState, number>;
}

/** Sums as decimal text: they are exact, and stay so as JSON. */
export interface Sums {
	count: number;
	net: string;
	vat: string;
	gross: string;
}

export interface MonthSums {
	/** `2026-01`; `''` where an invoice has no date. */
	month: string;
	/** ISO 4217; `''` where neither system says it. */
	currency: string;
	moment: Sums;
	uniconta: Sums;
	equal: boolean;
}

export interface Reconciliation {
	/** ISO in UTC. */
	comparedAt: string;
	kinds: KindCounts[];
	months: MonthSums[];
	/** The first {@link MOST_DIFFERENCES}, fewer where they are long. */
	differences: Difference[];
	total: number;
	/** What was left out of the comparison, and why. */
	remarks: string[];
	/** The same differences give the same text. */
	fingerprint: string;
}

/** So many are kept and shown; all are counted. One row of a Data Table holds them. */
export const MOST_DIFFERENCES = 5000;
/** Characters of JSON that they take at most. */
export const MOST_CHARACTERS = 4_000_000;

/** A row of Uniconta, as its client gives it. */
export type Row = Record<string, unknown>;

/** What comparing needs to know of Uniconta's rows, handed in so that this ring knows no API. */
export interface RowReader {
	/** A field's value; undefined where the row has none. */
	field(row: Row, name: string): unknown;
	/** The same as text. */
	text(row: Row, name: string): string;
	/** Whether the row has the field at all. */
	has(row: Row, name: string): boolean;
	rowId(row: Row): string;
	normalise: Normalise;
}

/** How one kind of record is compared: the very rules by which it is written. */
export interface RecordRules {
	kind: ReconciledKind;
	/** The field that holds the number. */
	key: string;
	fields: readonly FieldRule[];
}

/** A record of Moment as the mapper puts it out; `uniconta` is empty where it could not be read. */
export interface Wanted {
	key: string;
	momentId: string;
	name: string;
	uniconta: Record<string, unknown>;
	findings: readonly Finding[];
	withheld: boolean;
	hash: string;
	known?: KnownRecord;
}

/** What the inbox says of a record that is not finished, by Moment id. */
export type Unfinished = ReadonlyMap<string, { state: string; message: string }>;

export interface Compared {
	counts: KindCounts;
	differences: Difference[];
}
