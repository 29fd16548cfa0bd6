import { hasErrors } from '../core/finding';
import type { Compared, Difference, KindCounts, ReconciledKind, Row, RowReader, Unfinished, Wanted } from './types';
import type { WhyExtra } from './whyExtra';

/** Where records and rows are brought together by their numbers, and what is said of those that have no counterpart. */
export interface Pairing {
	kind: ReconciledKind;
	wanted: readonly Wanted[];
	rows: readonly Row[];
	reader: RowReader;
	/** A row's number, in the form in which Moment has it. */
	keyOf(row: Row): string;
	/** A row's name, for a person. */
	nameOf(row: Row): string;
	unfinished: Unfinished;
	whyExtra: WhyExtra;
	/** What differs between a record and its row, both of them there. */
	compare(wanted: Wanted, row: Row): Changed[];
}

/** Numbers of customers that were changed in Moment: the new one → that in Uniconta. */
export type Renamed = ReadonlyMap<string, string>;

/** Whether the field differs only because the customer has another number now, which is said of the customer. */
export function isRenamed({ field, moment, uniconta }: Changed, renamed: Renamed): boolean {
	return field === 'Customer' && renamed.get(moment) === uniconta;
}

/** A field that is not the same. */
export type Changed = Pick<Difference, 'field' | 'moment' | 'uniconta' | 'plain'>;

/** Brings both sides together; each record and each row is in exactly one state, a differing record may have several rows of differences. */
export function pair(pairing: Pairing): Compared {
	const { kind, wanted, rows, reader, keyOf } = pairing;
	const counts: KindCounts = {
		kind,
		moment: 0,
		uniconta: rows.length,
		equal: 0,
		withheld: 0,
		states: { missing: 0, extra: 0, differs: 0, drift: 0, twice: 0 },
	};
	const differences: Difference[] = [];
	const rowsByKey = groupBy(rows, keyOf);
	const rowById = new Map(rows.map((row) => [reader.rowId(row), row]));
	const wantedByKey = groupBy(
		wanted.filter(({ key }) => key !== ''),
		({ key }) => key,
	);
	const claimed = new Set<Row>();
	const say = (one: Omit<Difference, 'kind'>): void => {
		differences.push({ kind, ...one });
	};

	for (const one of wanted) {
		const found = one.key === '' ? [] : (rowsByKey.get(one.key) ?? []);
		for (const row of found) claimed.add(row);
		const [row] = found;
		if (one.withheld && row === undefined) {
			counts.withheld += 1;
			continue;
		}
		counts.moment += 1;
		const about = {
			key: one.key,
			name: one.name,
			field: '',
			moment: '',
			uniconta: '',
			...(isPassing(one, pairing.unfinished) ? { passing: true as const } : {}),
		};
		const broken = brokenLink(one, pairing, rowById);
		if (broken !== undefined) {
			counts.states.drift += 1;
			if (broken.row !== undefined) claimed.add(broken.row);
			say({ ...about, state: 'drift', ...broken.said, plain: true });
		} else if ((wantedByKey.get(one.key)?.length ?? 0) > 1) {
			counts.states.twice += 1;
			say({
				...about,
				state: 'twice',
				field: 'Number',
				moment: one.key,
				message: `${wantedByKey.get(one.key)?.length ?? 0} records in Moment have this number.`,
			});
		} else if (row === undefined) {
			counts.states.missing += 1;
			say({ ...about, state: 'missing', message: whyMissing(one, pairing.unfinished) });
		} else if (found.length > 1) {
			counts.states.twice += 1;
			say({
				...about,
				state: 'twice',
				field: 'Number',
				uniconta: one.key,
				message: `${found.length} rows in Uniconta have this number.`,
			});
		} else {
			const changes = pairing.compare(one, row);
			if (changes.length === 0) counts.equal += 1;
			else counts.states.differs += 1;
			for (const change of changes)
				say({
					...about,
					state: 'differs',
					...change,
					message: pairing.unfinished.get(one.momentId)?.message ?? '',
				});
		}
	}
	for (const row of rows.filter((one) => !claimed.has(one))) {
		counts.states.extra += 1;
		say({
			state: 'extra',
			key: keyOf(row),
			name: pairing.nameOf(row),
			field: '',
			moment: '',
			uniconta: '',
			message: pairing.whyExtra({ key: keyOf(row), rowId: reader.rowId(row) }),
		});
	}
	return { counts, differences };
}

/** M4: what the log knows of a record, and what is there now, no longer belong together. */
function brokenLink(
	one: Wanted,
	{ reader, keyOf }: Pairing,
	rowById: ReadonlyMap<string, Row>,
): { row?: Row; said: Pick<Difference, 'field' | 'moment' | 'uniconta' | 'message'> } | undefined {
	const { known } = one;
	if (known === undefined) return undefined;
	const row = known.unicontaRowId === '' ? undefined : rowById.get(known.unicontaRowId);
	if (known.key !== '' && known.key !== one.key) {
		const said = one.findings.find(({ level, field }) => level === 'error' && field === 'Number');
		return {
			row,
			said: {
				field: 'Number',
				moment: one.key,
				uniconta: row === undefined ? known.key : keyOf(row),
				message: said?.message ?? `It was sent to Uniconta as ${known.key}.`,
			},
		};
	}
	if (row === undefined || keyOf(row) === one.key) return undefined;
	return {
		row,
		said: {
			field: 'Number',
			moment: one.key,
			uniconta: keyOf(row),
			message: `Row ${reader.rowId(row)} in Uniconta was written as ${one.key} and now has the number ${keyOf(row)}.`,
		},
	};
}

/** Marked, or to be tried again by itself; who waits longer than minutes for that is told of by the notifications. */
function isPassing({ momentId }: Wanted, unfinished: Unfinished): boolean {
	return ['due', 'retry'].includes(unfinished.get(momentId)?.state ?? '');
}

function whyMissing(one: Wanted, unfinished: Unfinished): string {
	const errors = one.findings.filter(({ level }) => level === 'error');
	if (hasErrors(one.findings)) return errors.map(({ message }) => message).join(' ');
	const open = unfinished.get(one.momentId);
	if (open === undefined) return one.known === undefined ? '' : 'It was in Uniconta before and is gone.';
	return open.message === '' ? 'It is on its way: marked in the inbox.' : open.message;
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of list) {
		const key = keyOf(one);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [one]);
		else group.push(one);
	}
	return groups;
}
