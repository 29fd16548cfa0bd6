import { DIGEST_KEY, readState, type DigestState } from './digestState';
import { idOf, isProblem, POSTING_DAYS, timeOf } from './lastRows';
import { isLink, isWritten } from './log';
import { DRY_RUN_OUTCOMES, OTHER_OUTCOMES, OUTCOMES } from '../core/outcome';
import { cell, rowNumber, settingText, type TableRow } from './tables';

const DAY = 86_400_000;
/**
 * Rows are kept for so many days unless `log.keepDays` says otherwise; never for fewer than a week, in which others
 * still read them.
 */
const DEFAULT_DAYS = 90;
const LEAST_DAYS = 7;
/**
 * A posted invoice is forgotten after this: should Moment ever speak of it again, it is found in Uniconta by its
 * number.
 */
const INVOICE_DAYS = 400;

/** At most so many deletes of their own at a time; the next time goes on. */
const MOST_RANGES = 500;
const MOST_ROWS = 20_000;
/** n8n puts out every row that it deletes. */
const ROWS_AT_ONCE = 2000;

export interface TrimInput {
	/** Log rows: of each kind that is to be trimmed all. */
	log: readonly TableRow[];
	/** All rows of the settings table. */
	settings: readonly TableRow[];
	/** Milliseconds since 1970. */
	now: number;
}

/** Rows of one kind, with none between them that is to be kept. */
export interface OldRows {
	entity: string;
	/** Row numbers, both included. */
	from: number;
	to: number;
	rows: number;
}

/** What may be deleted now, oldest first. When only a part of it gets done, the rest comes again. */
export function oldRows(input: TrimInput): OldRows[] {
	const ranges = [...grouped(input.log, (row) => cell(row, 'entity'))].flatMap(([entity, rows]) =>
		rangesOf(entity, rows, dispensable({ ...input, log: rows })),
	);
	ranges.sort((a, b) => a.from - b.from);
	let rows = 0;
	return ranges.slice(0, MOST_RANGES).filter((range) => (rows += range.rows) <= MOST_ROWS);
}

function rangesOf(entity: string, rows: readonly TableRow[], old: ReadonlySet<TableRow>): OldRows[] {
	const ranges: OldRows[] = [];
	let open: OldRows | undefined;
	for (const row of inOrder(rows)) {
		if (!old.has(row)) {
			open = undefined;
		} else if (open === undefined || open.rows === ROWS_AT_ONCE) {
			open = { entity, from: rowNumber(row), to: rowNumber(row), rows: 1 };
			ranges.push(open);
		} else {
			open.to = rowNumber(row);
			open.rows += 1;
		}
	}
	return ranges;
}

/** Days after which rows may go. */
function keptDays(settings: readonly TableRow[]): number {
	const text = settingText(settings, 'log.keepDays');
	if (!/^\d{1,6}$/.test(text)) return DEFAULT_DAYS;
	return Number(text) === 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST_DAYS, Number(text));
}

/**
 * The rows that nobody needs any more: however many of them are deleted, oldest first, the folded log and the digest
 * say the same of what remains. Rows that are not ours are left alone.
 */
export function dispensable({ log, settings, now }: TrimInput): Set<TableRow> {
	const days = keptDays(settings);
	const state = settingText(settings, DIGEST_KEY);
	const digest = state === '' ? undefined : readState(state);
	const old = (row: TableRow, atLeast = 0): boolean =>
		timeOf(row) !== 0 && now - timeOf(row) > Math.max(days, atLeast) * DAY;
	const newest = newestOf(log);
	const going = new Set<TableRow>();
	for (const [id, rows] of grouped(log.filter(isOurs), idOf)) {
		const record = recordOf(inOrder(rows));
		const after = forgottenAfter(record);
		const stays = (row: TableRow): boolean => newest.has(row) || isUntold(row, digest);
		const isForgotten = after === 0 || rows.every((row) => old(row, after) && !stays(row));
		const needed =
			digest?.told[id] !== undefined ? new Set(rows) : isForgotten ? new Set<TableRow>() : neededOf(record);
		const atLeast = cell(record.last, 'entity') === 'expense' ? POSTING_DAYS : 0;
		for (const row of rows) if (!needed.has(row) && !stays(row) && old(row, atLeast)) going.add(row);
	}
	return going;
}

/** The newest row of each kind stays, so that row numbers never begin anew. */
function newestOf(log: readonly TableRow[]): Set<TableRow> {
	return new Set([...grouped(log, (row) => cell(row, 'entity')).values()].flatMap((rows) => inOrder(rows).slice(-1)));
}

/** A warning that no mail has told of yet; where nobody is told at all there is none. */
function isUntold(row: TableRow, read: DigestState | undefined): boolean {
	return read !== undefined && cell(row, 'fix') !== '' && !isProblem(row) && rowNumber(row) > read.row;
}

interface Logged {
	/** In order, dry runs too. */
	rows: readonly TableRow[];
	last: TableRow;
	/** Without dry runs; undefined when there was nothing else. */
	lastReal: TableRow | undefined;
	/** The newest link, and the newest that says how it got there: a draft that still stands is `unchanged`. */
	links: readonly TableRow[];
	/** Sent without a clear answer since the last link. */
	uncertain: readonly TableRow[];
	/** What a person confirmed: without it older links of other records would count again. */
	confirmed: readonly TableRow[];
}

function recordOf(rows: readonly TableRow[]): Logged {
	const outcome = (row: TableRow): string => cell(row, 'outcome');
	const isDry = (row: TableRow): boolean => outcome(row).startsWith('would');
	const written = rows.findLastIndex((row) => isWritten(outcome(row)));
	const links = [
		rows[written],
		rows.findLast(isLink),
		rows.findLast((row) => isLink(row) && outcome(row) !== 'unchanged'),
	];
	return {
		rows,
		last: rows.at(-1) ?? {},
		lastReal: rows.findLast((row) => !isDry(row)),
		links: links.filter((row) => row !== undefined),
		uncertain: rows.slice(written + 1).filter((row) => outcome(row) === 'uncertain'),
		confirmed: rows.filter((row) => outcome(row) === 'confirmed'),
	};
}

/** What a record needs that is not forgotten: all of it while something is open. */
function neededOf({ rows, last, lastReal, links, uncertain, confirmed }: Logged): Set<TableRow> {
	if (lastReal !== undefined && isProblem(lastReal)) return new Set(rows);
	return new Set([last, ...(lastReal === undefined ? [] : [lastReal]), ...links, ...uncertain, ...confirmed]);
}

/** Days after which nothing at all has to be known of it; 0: of each row by itself. */
function forgottenAfter({ last, lastReal, links, uncertain }: Logged): number {
	const outcome = lastReal === undefined ? '' : cell(lastReal, 'outcome');
	switch (cell(last, 'entity')) {
		case 'run':
		case 'settings':
			return 0;
		case 'mail':
			return outcome === 'sent' ? 0 : Number.POSITIVE_INFINITY;
		case 'expense':
			// A posting that comes again after this is found in Moment by its reference.
			return ['created', 'updated', 'unchanged', 'refused', 'skipped'].includes(outcome)
				? POSTING_DAYS
				: Number.POSITIVE_INFINITY;
		case 'invoice': {
			const isOver =
				outcome === 'posted' ||
				outcome === 'dismissed' ||
				((outcome === 'unchanged' || outcome === 'withheld') && cell(lastReal ?? {}, 'fix') === '');
			const isBound =
				uncertain.length > 0 || links.some((row) => ['drafted', 'misnumbered'].includes(cell(row, 'outcome')));
			return isOver && !isBound ? INVOICE_DAYS : Number.POSITIVE_INFINITY;
		}
		default:
			return Number.POSITIVE_INFINITY;
	}
}

const ENTITIES: ReadonlySet<string> = new Set(['customer', 'project', 'invoice', 'expense', 'run', 'settings', 'mail']);
const LOGGED: ReadonlySet<string> = new Set([...OUTCOMES, ...DRY_RUN_OUTCOMES, ...OTHER_OUTCOMES]);

function isOurs(row: TableRow): boolean {
	return ENTITIES.has(cell(row, 'entity')) && LOGGED.has(cell(row, 'outcome'));
}

function inOrder(rows: readonly TableRow[]): TableRow[] {
	return [...rows].sort((a, b) => rowNumber(a) - rowNumber(b));
}

function grouped(rows: readonly TableRow[], nameOf: (row: TableRow) => string): Map<string, TableRow[]> {
	const groups = new Map<string, TableRow[]>();
	for (const row of rows) {
		const group = groups.get(nameOf(row));
		if (group === undefined) groups.set(nameOf(row), [row]);
		else group.push(row);
	}
	return groups;
}
