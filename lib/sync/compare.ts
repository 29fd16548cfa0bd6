import type { Change } from './outcome';
import type { ReferredKind } from './references';

/** A list in Uniconta that must hold a code. */
export interface CodeList {
	type: string;
	key: string;
	/** What one of its entries is called in messages: "customer group". */
	label: string;
	menu: string;
	/** What else mends a code that is not there or may not be used, after "Create it in Uniconta, or …". */
	mend: string;
	/**
	 * A code that the list lacks refuses the record, unless: `wait`, it is a parent that may still be on its way, so the
	 * record is tried again by itself; `leaveOut`, the field is left out with a warning and the rest is written.
	 */
	missing?: 'wait' | 'leaveOut';
	/** It may have thousands of entries, so it is asked only for those that are needed. */
	big?: true;
	/** The field that says that an entry may not be used any more. */
	blocked?: string;
	/** The entry is a record of Moment too: it must be the row that the log links to it (G9). */
	refersTo?: ReferredKind;
	/** The field that marks the entry which a new record gets when it names none. */
	defaultMark?: string;
}

/** How a field is compared and what Uniconta does to it. */
export interface FieldRule {
	/** Uniconta's name of the field. */
	name: string;
	/** What a person sees, for messages. */
	label: string;
	/**
	 * `text`: compared as text, may be cut by Uniconta. `code`: a key into another list, never cut, compared exactly.
	 * `country`, `zone`, `phase`: compared by meaning, because the wire form varies. `date`: compared by the day.
	 */
	kind: 'text' | 'code' | 'country' | 'zone' | 'phase' | 'date';
	/** Least length at which Uniconta cuts a text (2018 lengths; newer builds may keep more). Unset: not known. */
	length?: number;
	/** A text that may have several lines. */
	lines?: true;
	/** Written on create, never compared or changed afterwards. */
	createOnly?: boolean;
	/** The list in Uniconta that must hold the code. */
	list?: CodeList;
}

/** Gives a stored or wanted value a form in which equal means equal: text as it reads, codes by meaning. */
export type Normalise = (rule: FieldRule, value: unknown) => string;

/** The longest text seen in each field; proof that a shorter one was not cut. */
export type LongestSeen = ReadonlyMap<string, number>;

/** Whether `stored` is what is left of `wanted` after Uniconta cut it (G5: sent, reported once, equal from then on). */
export function isCut(rule: FieldRule, wanted: string, stored: string, longest: LongestSeen): boolean {
	if (rule.kind !== 'text' || rule.length === undefined) return false;
	// A cut in the middle of an emoji leaves half a character behind, or the sign that stands for one.
	const whole = stored.replace(/[\uD800-\uDBFF\uFFFD]$/, '');
	if (stored.length >= wanted.length || !wanted.startsWith(whole)) return false;
	const spaces = wanted.slice(stored.length).length - wanted.slice(stored.length).trimStart().length;
	const cutAt = stored.length + spaces;
	return cutAt >= rule.length && cutAt >= (longest.get(rule.name) ?? 0);
}

/**
 * The fields of `wanted` that differ from what is stored, with both values. A field that `wanted` does not have is not
 * looked at (G4). Without `longest` a text that Uniconta may have cut counts as different too.
 */
export function differences(
	wanted: Record<string, unknown>,
	stored: (field: string) => unknown,
	rules: readonly FieldRule[],
	normalise: Normalise,
	longest: LongestSeen | undefined,
): Record<string, Change> {
	const changes: Record<string, Change> = {};
	for (const rule of rules) {
		if (rule.createOnly || !(rule.name in wanted)) continue;
		const to = wanted[rule.name];
		const from = stored(rule.name);
		const wantedText = normalise(rule, to);
		const storedText = normalise(rule, from);
		if (wantedText === storedText || (longest !== undefined && isCut(rule, wantedText, storedText, longest))) continue;
		changes[rule.name] = { from: from ?? '', to };
	}
	return changes;
}
