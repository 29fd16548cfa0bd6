import type { Finding } from './finding';
import type { KnownRecord } from './record';

/** What the log says, folded: the last link of each Moment record, and who holds each number. */
export interface KnownRecords {
	byMomentId: ReadonlyMap<string, KnownRecord>;
	/** Number → the Moment ids whose last known number it is. */
	idsByKey: ReadonlyMap<string, readonly string[]>;
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
	return ids.map((id) => `${noun} of Moment${nameOf(id) === '' ? '' : ` "${nameOf(id)}"`} (Moment id ${id})`).join(' and the ');
}

export const NOTHING_KNOWN: KnownRecords = { byMomentId: new Map(), idsByKey: new Map() };

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
 * Moment is master of the numbers (M4). A number that changed since the record was written, or that another Moment record
 * holds too, is drift: it is said, and nothing is written, so that no second record appears in Uniconta.
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
	return noun === 'invoice' ? 'If the other one is gone, delete its rows from the Data Table moment_uniconta_log.' : `${when}, confirm ${noun} ${key} in the form Send Again.`;
}

function without(momentId: string, ids: Iterable<string>): string[] {
	return [...ids].filter((id) => id !== momentId);
}
