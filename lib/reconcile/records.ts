import { differences, keptMarkIn, type FieldRule, type LongestSeen } from '../core/compare';
import { isAsSent, isEditMark } from '../core/edits';
import { plainText } from '../core/freeText';
import type { Change } from '../core/outcome';
import { wasEdited, writtenHash } from '../core/record';
import { isRenamed, pair, type Changed, type Renamed } from './pairs';
import type { Compared, RecordRules, Row, RowReader, Unfinished, Wanted } from './types';
import { leftOutIn, whyExtraIn, type LogLook } from './whyExtra';

/** Customers or projects of both systems, compared by the rules by which they are written. */
export function compareRecords(
	wanted: readonly Wanted[],
	rows: readonly Row[],
	rules: RecordRules,
	reader: RowReader,
	{ unfinished, renamed, log }: { unfinished: Unfinished; renamed: Renamed; log?: LogLook },
): Compared {
	const longest = longestIn(rows, rules, reader);
	return pair({
		kind: rules.kind,
		wanted,
		rows,
		reader,
		unfinished,
		whyExtra: whyExtraIn(rules.kind, wanted, log),
		isLeftOut: leftOutIn(rules.kind, log),
		keyOf: (row) => reader.text(row, rules.key).trim(),
		nameOf: (row) => reader.text(row, 'Name').trim(),
		compare: (one, row) =>
			differing(one, row, rules, reader, longest).filter((change) => !isRenamed(change, renamed)),
		isEdited: (one, row) => isEdited(one, row, rules, reader, longest),
	});
}

/** The log keeps what was written beside what Moment held: with Uniconta's values in their place it is the same. */
function isEdited(one: Wanted, row: Row, rules: RecordRules, reader: RowReader, longest: LongestSeen): boolean {
	const logged = one.known?.hash ?? '';
	if (one.known?.held.some(isEditMark) === true || !wasEdited(logged) || !logged.startsWith(`${one.hash}/`))
		return false;
	const { changes } = changesOf(one, row, rules, reader, longest);
	const inUniconta = Object.entries(changes).map(([name, { from }]): [string, unknown] => [name, from]);
	return writtenHash(one.hash, { ...one.uniconta, ...Object.fromEntries(inUniconta) }) === logged;
}

/** What differs, by field, and the rules of all that was compared. */
function changesOf(
	one: Wanted,
	row: Row,
	rules: RecordRules,
	reader: RowReader,
	longest: LongestSeen,
): { changes: Record<string, Change>; compared: readonly FieldRule[] } {
	const compared = Object.keys(one.uniconta).flatMap((name): FieldRule[] => {
		const rule = rules.fields.find((field) => field.name === name);
		// The company's own fields are not in every reading; what is not there is not compared.
		if (rule === undefined) return reader.has(row, name) ? [{ name, label: name, kind: 'text' }] : [];
		return wasLeftOut(one, row, rule, reader) ? [] : [rule];
	});
	const isKept = (rule: FieldRule, wanted: string, stored: string): boolean =>
		keptMarkIn(one.known?.held ?? [], rule, reader.rowId(row), wanted, stored) !== undefined;
	const stored = (field: string): unknown => reader.field(row, field);
	return { changes: differences(one.uniconta, stored, compared, reader.normalise, longest, isKept), compared };
}

function differing(one: Wanted, row: Row, rules: RecordRules, reader: RowReader, longest: LongestSeen): Changed[] {
	const { changes, compared } = changesOf(one, row, rules, reader, longest);
	return compared.flatMap((rule) => {
		const { name, label } = rule;
		const change = changes[name];
		const plain = rules.fields.some((rule) => rule.name === name && (rule.kind !== 'text' || name === 'Name'));
		return change === undefined
			? []
			: [
					{
						field: label,
						moment: shown(change.to),
						uniconta: shown(change.from),
						...(plain ? { plain: true as const } : {}),
						...(isSent(one, rule, change, reader) ? { isEdited: true } : {}),
					},
				];
	});
}

function isSent({ momentId, known }: Wanted, rule: FieldRule, { from, to }: Change, { normalise }: RowReader): boolean {
	const values = { mapped: normalise(rule, to), stored: normalise(rule, from) };
	return isAsSent(known?.held ?? [], rule.name, momentId, values);
}

/**
 * A code that Uniconta's list lacks is left out with a warning and the rest is written: the log does not hold the
 * field.
 */
function wasLeftOut(one: Wanted, row: Row, rule: FieldRule, reader: RowReader): boolean {
	if (rule.list?.missing !== 'leaveOut' || one.known === undefined || one.known.held.includes(rule.name))
		return false;
	return reader.text(row, rule.name).trim() === '';
}

function longestIn(rows: readonly Row[], { fields }: RecordRules, reader: RowReader): Map<string, number> {
	const texts = fields.filter(({ kind }) => kind === 'text');
	const longest = new Map<string, number>();
	for (const row of rows) {
		for (const { name } of texts)
			longest.set(name, Math.max(longest.get(name) ?? 0, reader.text(row, name).length));
	}
	return longest;
}

function shown(value: unknown): string {
	if (value === undefined || value === null) return '';
	// An answer may hold anything where a value should be, however deep.
	return typeof value === 'object' ? '(not a value)' : plainText(value);
}
