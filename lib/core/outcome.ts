import type { Finding } from './finding';

/** The kinds of record that are kept in step. Used in the tables, the items and the messages. */
export type Entity = 'customer' | 'project' | 'invoice' | 'expense';

/** What became of one record (D10). */
export const OUTCOMES = [
	'created',
	'updated',
	'unchanged',
	'posted',
	'drafted',
	'waiting',
	'blocked',
	'uncertain',
	'misnumbered',
	/** Posted under its number, with other totals than Moment's. All posting stops until a person decides. */
	'mistotalled',
	/** It was posted, and Uniconta has it no more. It is never posted again by itself. */
	'gone',
	/**
	 * Not to be sent, by a person's choice or because it is not final: a draft, "do not transfer", below the cut-over.
	 */
	'withheld',
	/** The record itself needs mending: its findings say how. Tried again when the record or the settings change. */
	'refused',
	/** It did not get through; the record may be fine. Tried again by itself. */
	'failed',
	/** The workflow gave it out and did not get it back: a node of the user's left it out. Neither wrong nor done. */
	'skipped',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A dry run says what would have become of it. */
export const DRY_RUN_OUTCOMES = [
	'wouldCreate',
	'wouldUpdate',
	'wouldPost',
	'wouldDraft',
	'wouldRefuse',
	'wouldFail',
] as const;
export type DryRunOutcome = (typeof DRY_RUN_OUTCOMES)[number];

/** What else stands in the log: a person's decision, and mails. */
export const OTHER_OUTCOMES = ['dismissed', 'confirmed', 'sent', 'unsent'] as const;

export type Change = { from: unknown; to: unknown };

/** What every writing operation puts out, one for each record. */
export interface SyncResult {
	outcome: Outcome | DryRunOutcome;
	entity: Entity;
	/** The number that both systems share. */
	key: string;
	/** The record's id in Moment, as text; `''` where the source had none. */
	momentId: string;
	changes: Record<string, Change>;
	findings: Finding[];
	/** The row as Uniconta has it now; on a refusal what would have been sent. */
	uniconta: Record<string, unknown>;
}
