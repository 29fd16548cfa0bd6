import { hasErrors } from '../core/finding';
import type {
	Compared,
	Difference,
	DifferenceState,
	KindCounts,
	ReconciledKind,
	Row,
	RowReader,
	Unfinished,
	Wanted,
} from './types';
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
	/** Whether the log says last of the record that a node of the workflow left it out. */
	isLeftOut(momentId: string): boolean;
	/** What differs between a record and its row, both of them there. */
	compare(wanted: Wanted, row: Row): Changed[];
	/**
	 * Whether Uniconta has what a node of the workflow made of the record, and that alone differs: where the log has no
	 * mark for each field.
	 */
	isEdited?(wanted: Wanted, row: Row): boolean;
}

/** Numbers of customers that were changed in Moment: the new one → that in Uniconta. */
export type Renamed = ReadonlyMap<string, string>;

/** Whether the field differs only because the customer has another number now, which is said of the customer. */
export function isRenamed({ field, moment, uniconta }: Changed, renamed: Renamed): boolean {
	return field === 'Customer' && renamed.get(moment) === uniconta;
}

/** A field that is not the same. */
export interface Changed extends Pick<Difference, 'field' | 'moment' | 'uniconta' | 'plain'> {
	/** Uniconta has what a node of the workflow made of it. */
	isEdited?: boolean;
}

/**
 * Brings both sides together; each record and each row is in exactly one state, a differing record may have several
 * rows of differences.
 */
export function pair(pairing: Pairing): Compared {
	const comparison = new Comparison(pairing);
	for (const one of pairing.wanted) comparison.look(one);
	comparison.sayExtra();
	const { counts, differences } = comparison;
	return { counts, differences };
}

/** The state of a record, and each thing that is to be said of it. */
interface Judged {
	state: DifferenceState | 'equal';
	said: ReadonlyArray<Partial<Difference> & Pick<Difference, 'message'>>;
}

const EDITED = 'A node of your workflow changed it on its way to Uniconta.';
const LEFT_OUT = 'A node of your workflow leaves it out.';

class Comparison {
	readonly counts: KindCounts;
	readonly differences: Difference[] = [];
	private readonly rowsByKey: ReadonlyMap<string, readonly Row[]>;
	private readonly rowById: ReadonlyMap<string, Row>;
	private readonly wantedByKey: ReadonlyMap<string, readonly Wanted[]>;
	/** Rows that belong to a record. */
	private readonly claimed = new Set<Row>();

	constructor(private readonly pairing: Pairing) {
		const { kind, wanted, rows, reader, keyOf } = pairing;
		this.counts = {
			kind,
			moment: 0,
			uniconta: rows.length,
			equal: 0,
			withheld: 0,
			states: { missing: 0, extra: 0, differs: 0, drift: 0, twice: 0, edited: 0, leftOut: 0 },
		};
		this.rowsByKey = groupBy(rows, keyOf);
		this.rowById = new Map(rows.map((row) => [reader.rowId(row), row]));
		this.wantedByKey = groupBy(
			wanted.filter(({ key }) => key !== ''),
			({ key }) => key,
		);
	}

	/** One record of Moment beside the rows that have its number. */
	look(one: Wanted): void {
		const { kind, unfinished } = this.pairing;
		const found = one.key === '' ? [] : (this.rowsByKey.get(one.key) ?? []);
		for (const row of found) this.claimed.add(row);
		if (one.withheld && found.length === 0) {
			this.counts.withheld += 1;
			return;
		}
		this.counts.moment += 1;
		const { state, said } = this.judge(one, found);
		if (state === 'equal') {
			this.counts.equal += 1;
			return;
		}
		this.counts.states[state] += 1;
		const passing = isPassing(one, unfinished) ? { passing: true as const } : {};
		const about = { kind, key: one.key, name: one.name, field: '', moment: '', uniconta: '', ...passing };
		for (const each of said) this.differences.push({ ...about, state, ...each });
	}

	private judge(one: Wanted, found: readonly Row[]): Judged {
		const { unfinished, compare, isEdited } = this.pairing;
		const broken = brokenLink(one, this.pairing, this.rowById);
		if (broken !== undefined) {
			if (broken.row !== undefined) this.claimed.add(broken.row);
			return { state: 'drift', said: [{ ...broken.said, plain: true }] };
		}
		const same = this.wantedByKey.get(one.key)?.length ?? 0;
		if (same > 1) return twice('moment', one.key, `${same} records in Moment have this number.`);
		const [row] = found;
		if (row === undefined) {
			if (this.isLeftOut(one)) return { state: 'leftOut', said: [{ message: LEFT_OUT, passing: true }] };
			return { state: 'missing', said: [{ message: whyMissing(one, unfinished) }] };
		}
		if (found.length > 1) return twice('uniconta', one.key, `${found.length} rows in Uniconta have this number.`);
		const changes = compare(one, row);
		if (changes.length === 0) return { state: 'equal', said: [] };
		const isWhole = isEdited?.(one, row) === true;
		const message = unfinished.get(one.momentId)?.message ?? (this.isLeftOut(one) ? LEFT_OUT : '');
		const said = changes.map(({ isEdited: isField = isWhole, ...change }) =>
			isField
				? { ...change, state: 'edited' as const, message: EDITED, passing: true as const }
				: { ...change, state: 'differs' as const, message },
		);
		return { state: said.every(({ state }) => state === 'edited') ? 'edited' : 'differs', said };
	}

	/** A posted invoice that is gone is said, whatever the workflow does with it now. */
	private isLeftOut({ momentId, known }: Wanted): boolean {
		const { kind, unfinished, isLeftOut } = this.pairing;
		if (unfinished.has(momentId) || (kind === 'invoice' && known?.outcome !== undefined)) return false;
		return isLeftOut(momentId);
	}

	/** Rows of Uniconta that belong to no record of Moment. */
	sayExtra(): void {
		const { kind, rows, reader, keyOf, nameOf, whyExtra } = this.pairing;
		for (const row of rows.filter((one) => !this.claimed.has(one))) {
			this.counts.states.extra += 1;
			this.differences.push({
				kind,
				state: 'extra',
				key: keyOf(row),
				name: nameOf(row),
				field: '',
				moment: '',
				uniconta: '',
				message: whyExtra({ key: keyOf(row), rowId: reader.rowId(row) }),
			});
		}
	}
}

function twice(side: 'moment' | 'uniconta', key: string, message: string): Judged {
	return { state: 'twice', said: [{ field: 'Number', [side]: key, message }] };
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
