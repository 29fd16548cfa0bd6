import type { Change } from './outcome';
import { fingerprint } from './record';
import type { ReferredKind } from './references';
import { formSeenIn, isBeginning, isSameForm, type TextForm } from './textForms';

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
	 * A code that the list lacks refuses the record, unless: `wait`, it is a parent that may still be on its way, so
	 * the record is tried again by itself; `leaveOut`, the field is left out with a warning and the rest is written.
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
	/** Of a text that Uniconta may write in another way without changing what it means. */
	form?: TextForm;
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

/** Part of a name or an address still says which; part of an e-mail address or a phone number is somebody else's. */
function mayBeCut({ form }: FieldRule): boolean {
	return form === undefined || form === 'zipCode';
}

/** Whether `stored` is what is left of `wanted` after Uniconta cut it (G5: sent, reported once, equal from then on). */
export function isCut(rule: FieldRule, wanted: string, stored: string, longest: LongestSeen): boolean {
	if (rule.kind !== 'text' || rule.length === undefined || !mayBeCut(rule)) return false;
	// A cut in the middle of an emoji leaves half a character behind, or the sign that stands for one.
	const whole = stored.replace(/[\uD800-\uDBFF\uFFFD]$/, '');
	if (stored.length >= wanted.length || !wanted.startsWith(whole)) return false;
	const spaces = wanted.slice(stored.length).length - wanted.slice(stored.length).trimStart().length;
	const cutAt = stored.length + spaces;
	return cutAt >= rule.length && cutAt >= (longest.get(rule.name) ?? 0);
}

/**
 * Whether `stored` is the beginning of a text that must not be cut. A field without a rule shows by its text what it
 * is.
 */
export function isOtherValue(rule: FieldRule, wanted: string, stored: unknown): boolean {
	if (rule.kind !== 'text' || typeof stored !== 'string' || (rule.length !== undefined && mayBeCut(rule)))
		return false;
	const form = rule.form ?? formSeenIn(wanted);
	return form !== undefined && isBeginning(form, wanted, stored.trim());
}

/** `=`: Uniconta keeps the value in another form. `!`: it cannot keep it, and has what it had before. */
export type KeptAs = '=' | '!';

/**
 * What the log notes among the names of fields that hold a value: what Uniconta made of one of them. As long as Moment
 * wants that value and the row has what Uniconta made of it, the field counts as equal; what somebody types there is
 * told from it.
 */
export function keptMark(field: string, as: KeptAs, rowId: string, wanted: string, stored: string): string {
	return `${field}${as}${fingerprint({ rowId, field, wanted, stored }).slice(0, 8)}`;
}

/** The mark that holds for what a field has now. */
export function keptMarkIn(
	held: readonly string[],
	rule: FieldRule,
	rowId: string,
	wanted: string,
	stored: string,
): string | undefined {
	return (['=', '!'] as const)
		.map((as) => keptMark(rule.name, as, rowId, wanted, stored))
		.find((mark) => held.includes(mark));
}

/**
 * The fields of `wanted` that differ from what is stored, with both values. A field that `wanted` does not have is not
 * looked at (G4). Without `longest` a text that Uniconta may have cut, or that is only written in another way, counts
 * as different too. `isKept` says of two texts that the one is what Uniconta is known to have made of the other.
 */
export function differences(
	wanted: Record<string, unknown>,
	stored: (field: string) => unknown,
	rules: readonly FieldRule[],
	normalise: Normalise,
	longest: LongestSeen | undefined,
	isKept: (rule: FieldRule, wanted: string, stored: string) => boolean = () => false,
): Record<string, Change> {
	const changes: Record<string, Change> = {};
	for (const rule of rules) {
		if (rule.createOnly || !(rule.name in wanted)) continue;
		const to = wanted[rule.name];
		const from = stored(rule.name);
		const wantedText = normalise(rule, to);
		const storedText = normalise(rule, from);
		if (wantedText === storedText || isKept(rule, wantedText, storedText)) continue;
		const isNear = isSameForm(rule.form, wantedText, storedText);
		if (longest !== undefined && (isNear || isCut(rule, wantedText, storedText, longest))) continue;
		changes[rule.name] = { from: from ?? '', to };
	}
	return changes;
}
