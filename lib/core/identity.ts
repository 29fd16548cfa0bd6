import type { Finding } from './finding';

/**
 * What the log says of a record: the link between Moment's id, the number and Uniconta's row (M4), and what was sent.
 */
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
	/**
	 * Rows of the links that this confirmation ended: none of them is taken for the record unless it is the one
	 * confirmed.
	 */
	endedRowIds?: string[];
	/** Names of the Uniconta fields that held a value from Moment when it was last written (G4). */
	held: string[];
	hash: string;
	/** Outcome of the row the link comes from, e.g. `created`, `posted`. */
	outcome?: string;
	/**
	 * Of an invoice whose last log row is `uncertain`: the claim under which it was sent, and when that was logged (ISO
	 * in UTC).
	 */
	attempt?: { reference: string; at: string };
}

/** What the log says, folded: the last link of each Moment record, and who holds each number. */
export interface KnownRecords {
	byMomentId: ReadonlyMap<string, KnownRecord>;
	/** Number → the Moment ids whose last known number it is. */
	idsByKey: ReadonlyMap<string, readonly string[]>;
	/**
	 * Moment id → numbers under which it failed since it was last linked: what was sent then may have arrived without
	 * anybody knowing.
	 */
	tried?: ReadonlyMap<string, readonly string[]>;
	/** Of each Moment id, or what stands for it, what was said last. */
	last?: ReadonlyMap<string, { outcome: string; message: string; held: string; waitingSince?: string }>;
}

/** Whether the log says which row of Uniconta the record is (G9). */
export function isLinked({ confirmedRowId }: KnownRecord): boolean {
	return confirmedRowId === undefined;
}

/** `customer of Moment "Bageriet" (Moment id 7)`, for each of these ids. */
export function namedIn({ byMomentId }: KnownRecords, noun: string, ids: readonly string[]): string {
	const nameOf = (id: string): string => byMomentId.get(id)?.name ?? '';
	return ids
		.map((id) => `${noun} of Moment${nameOf(id) === '' ? '' : ` "${nameOf(id)}"`} (Moment id ${id})`)
		.join(' and the ');
}

/** Other numbers than its present one under which the record may have reached Uniconta unseen; nothing for none. */
export function triedNumbers(
	{ tried }: KnownRecords,
	{ momentId, key }: Pick<Identified, 'momentId' | 'key'>,
): { tried?: string[] } {
	const others = (tried?.get(momentId) ?? []).filter((number) => number !== key);
	return others.length === 0 ? {} : { tried: others };
}

export const NOTHING_KNOWN: KnownRecords = { byMomentId: new Map(), idsByKey: new Map() };

/** The row of Uniconta that a refusal shows, as `12@12345`, out of what the log keeps of it; `''` for none. */
export function shownRowIn({ outcome, held }: { outcome: string; held: string }): string {
	return outcome === 'refused' ? (/^row (.+)$/.exec(held)?.[1] ?? '') : '';
}

export interface Identified {
	momentId: string;
	key: string;
	/** `Customer 1001 "Bageriet"`, for messages. */
	who: string;
	noun: string;
}

/** The records of one run by number, to see which of them share a number. */
export interface IdentityIndex {
	idsByKey: ReadonlyMap<string, ReadonlySet<string>>;
}

export function indexIdentities(all: readonly Identified[]): IdentityIndex {
	const idsByKey = new Map<string, Set<string>>();
	for (const { key, momentId } of all) {
		const ids = idsByKey.get(key);
		if (ids === undefined) idsByKey.set(key, new Set([momentId]));
		else ids.add(momentId);
	}
	return { idsByKey };
}

/**
 * Moment is master of the numbers (M4). A number that changed since the record was written, or that another Moment
 * record holds too, is drift: it is said, and nothing is written, so that no second record appears in Uniconta.
 */
export function identityFindings(one: Identified, run: IdentityIndex, known: KnownRecords): Finding[] {
	if (one.key === '') return [];
	const findings: Finding[] = [];
	const before = known.byMomentId.get(one.momentId);
	if (before !== undefined && isLinked(before) && before.key !== one.key) {
		findings.push({
			level: 'error',
			field: 'Number',
			value: one.key,
			message: `${one.who} had the number ${before.key} when it was sent to Uniconta, and is not sent under another.`,
			fix: `Change the number back to ${before.key} in Moment. ${orConfirm(one, 'If the new number is right')}`,
		});
	}
	const sharing = without(one.momentId, run.idsByKey.get(one.key) ?? []);
	if (sharing.length > 0) {
		findings.push({
			level: 'error',
			field: 'Number',
			value: one.key,
			message: `${one.who} shares its number with another ${one.noun} in Moment (Moment id ${sharing.join(', ')}).`,
			fix: 'Give one of them another number in Moment.',
		});
	}
	// Also where that one has another number by now: its record in Uniconta still has this one.
	const holding = without(one.momentId, known.idsByKey.get(one.key) ?? []).filter((id) => !sharing.includes(id));
	if (holding.length > 0) {
		findings.push({
			level: 'error',
			field: 'Number',
			value: one.key,
			message: `${one.who} has the number under which the ${namedIn(known, one.noun, holding)} was sent to Uniconta.`,
			fix: `Give one of them another number in Moment. ${orConfirm(one, `If both are the same ${one.noun}, or the other one is gone in Moment`)}`,
		});
	}
	return findings;
}

/** An invoice keeps its number for good; of a customer or project a person may say that the new number is right. */
function orConfirm({ noun, key }: Identified, when: string): string {
	return noun === 'invoice'
		? 'If the other one is gone, delete its rows from the Data Table moment_uniconta_log.'
		: `${when}, confirm ${noun} ${key} in the form Send Again.`;
}

function without(momentId: string, ids: Iterable<string>): string[] {
	return [...ids].filter((id) => id !== momentId);
}
