import { adviceOf, hasErrors } from '../core/finding';
import { lowestOf } from '../core/keys';
import { shownRowIn, type KnownRecord, type KnownRecords } from '../core/identity';
import { MASS_FAILURE, type RunResult } from './run';
import { cell, longText, rowNumber, shortText, timeCell, type TableRow } from './tables';

export interface LogRow extends TableRow {
	time: string;
	entity: string;
	key: string;
	name: string;
	outcome: string;
	message: string;
	fix: string;
	changes: string;
	momentId: string;
	unicontaRowId: string;
	hash: string;
	held: string;
	execution: string;
}

interface LastState {
	outcome: string;
	message: string;
	held: string;
	/** ISO in UTC; since when it has been waiting or blocked without a break. */
	waitingSince?: string;
}

/**
 * Outcomes after which the record has its counterpart in Uniconta. An invoice that a person has to decide about has one
 * too.
 */
const WRITTEN: ReadonlySet<string> = new Set([
	'created',
	'updated',
	'unchanged',
	'posted',
	'drafted',
	'misnumbered',
	'mistotalled',
]);

/** Outcomes after which it may be in Uniconta although the log has no row of it there. */
const UNPROVEN: ReadonlySet<string> = new Set(['failed', 'created']);

/** Waiting for other invoices: said once, not each time the one it waits for is another. */
const WAITING: ReadonlySet<string> = new Set(['waiting', 'blocked']);

/** Rows of the log in the order in which they were written; those of this very run have no id yet. */
function inOrder(rows: readonly TableRow[]): TableRow[] {
	const place = (row: TableRow): number => rowNumber(row) || Number.POSITIVE_INFINITY;
	return [...rows].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

type FoldedLog = KnownRecords & { last: ReadonlyMap<string, LastState> };

/**
 * Folds log rows to the last link of each record (M4), and its last state. Rows of refusals and failures do not change
 * the link. A person's confirmation (see `confirmed`) breaks the links that stand against it.
 * @param company the company in Uniconta that is worked in; links of another one do not count. `''`: not known, all
 * count.
 */
export function foldLog(rows: readonly TableRow[], entity: string, company = ''): FoldedLog {
	const byMomentId = new Map<string, KnownRecord>();
	const attempts = new Map<string, Attempt>();
	const tried = new Map<string, string[]>();
	const last = new Map<string, LastState>();
	for (const row of inOrder(rows.filter((one) => cell(one, 'entity') === entity))) {
		if (isOtherCompany(linkIn(row).company, company)) continue;
		const momentId = cell(row, 'momentId');
		const outcome = cell(row, 'outcome');
		const named = nameOf(entity, momentId, cell(row, 'key'));
		if (named !== '')
			last.set(named, {
				outcome,
				message: cell(row, 'message'),
				held: cell(row, 'held'),
				...waitingSince(row, last.get(named)),
			});
		if (momentId === '') continue;
		noteAttempt(attempts, momentId, row);
		noteNumber(tried, momentId, row);
		if (outcome === 'confirmed') confirm(byMomentId, momentId, row);
		if (!isLink(row)) continue;
		byMomentId.set(momentId, linkedRecord(row, byMomentId.get(momentId)));
	}
	const idsByKey = new Map<string, string[]>();
	for (const [momentId, { key }] of byMomentId) idsByKey.set(key, [...(idsByKey.get(key) ?? []), momentId]);
	for (const [momentId, { key, ...attempt }] of attempts) {
		byMomentId.set(momentId, {
			...(byMomentId.get(momentId) ?? { key, unicontaRowId: '', held: [], hash: '' }),
			attempt,
		});
	}
	return { byMomentId, idsByKey, last, tried };
}

/**
 * A record that failed, or was created and not read back, may be in Uniconta under the number it had then, until it is
 * linked or a person says what it is.
 */
function noteNumber(tried: Map<string, string[]>, momentId: string, row: TableRow): void {
	const [outcome, key] = [cell(row, 'outcome'), cell(row, 'key')];
	if (isLink(row) || outcome === 'confirmed') tried.delete(momentId);
	if (isLink(row) || !UNPROVEN.has(outcome) || key === '') return;
	tried.set(momentId, [...new Set([...(tried.get(momentId) ?? []), key])]);
}

/** What the row links; a draft that still stands is unchanged, and a draft all the same. */
function linkedRecord(row: TableRow, before: KnownRecord | undefined): KnownRecord {
	const [name, outcome] = [cell(row, 'name'), cell(row, 'outcome')];
	return {
		key: cell(row, 'key'),
		...linkIn(row),
		...(name === '' ? {} : { name }),
		held: cell(row, 'held')
			.split(',')
			.map((field) => field.trim())
			.filter(Boolean),
		hash: cell(row, 'hash'),
		outcome: outcome === 'unchanged' && before?.outcome === 'drafted' ? 'drafted' : outcome,
	};
}

function waitingSince(row: TableRow, before: LastState | undefined): { waitingSince?: string } {
	if (!WAITING.has(cell(row, 'outcome'))) return {};
	const time = timeCell(row, 'time') ?? timeCell(row, 'createdAt');
	const since = before?.waitingSince ?? (time === undefined ? undefined : new Date(time).toISOString());
	return since === undefined ? {} : { waitingSince: since };
}

/**
 * A person says which record has this number: links of it under another number, and of others under this one, are over.
 */
function confirm(byMomentId: Map<string, KnownRecord>, momentId: string, row: TableRow): void {
	const key = cell(row, 'key');
	const ended = [...byMomentId].filter(([id, record]) => id === momentId || record.key === key);
	for (const [id] of ended) byMomentId.delete(id);
	const others = ended.filter(([id, record]) => id !== momentId || record.key !== key);
	const endedRowIds = others
		.flatMap(([, record]) => [record.unicontaRowId, ...(record.endedRowIds ?? [])])
		.filter(Boolean);
	byMomentId.set(momentId, {
		key,
		unicontaRowId: '',
		confirmedRowId: linkIn(row).unicontaRowId,
		endedRowIds,
		held: [],
		hash: '',
	});
}

/** `678@12345`: a row of Uniconta and its company. Rows of earlier versions name the row alone. */
function linkIn(row: TableRow): { unicontaRowId: string; company?: string } {
	const text = cell(row, 'unicontaRowId');
	const at = text.lastIndexOf('@');
	return at < 0 ? { unicontaRowId: text } : { unicontaRowId: text.slice(0, at), company: text.slice(at + 1) };
}

export function linkText(unicontaRowId: string, company = ''): string {
	return company === '' ? unicontaRowId : `${unicontaRowId}@${company}`;
}

/** Whether a link holds for another company in Uniconta; one that does not say counts for any. */
export function isOtherCompany(company: string | undefined, own: string): boolean {
	return company !== undefined && company !== '' && own !== '' && Number(company) !== Number(own);
}

/**
 * Whether the row says where the record is in Uniconta. An invoice that was found posted may have been seen without its
 * row id.
 */
export function isLink(row: TableRow): boolean {
	return WRITTEN.has(cell(row, 'outcome')) && (cell(row, 'entity') === 'invoice' || linkIn(row).unicontaRowId !== '');
}

/** What a record is told apart by: a posting that was refused has no id in Moment, its reference stays the same. */
function nameOf(entity: string, momentId: string, key: string): string {
	return entity === 'expense' ? key : momentId;
}

interface Attempt {
	key: string;
	reference: string;
	/** ISO in UTC; when it was first said of this claim. */
	at: string;
}

/** The claim under which an invoice was sent without a clear answer stands until the log says what became of it. */
function noteAttempt(attempts: Map<string, Attempt>, momentId: string, row: TableRow): void {
	const outcome = cell(row, 'outcome');
	const reference = cell(row, 'held').trim();
	if (outcome === 'uncertain' && reference !== '') {
		if (attempts.get(momentId)?.reference === reference) return;
		const time = timeCell(row, 'time') ?? timeCell(row, 'createdAt') ?? 0;
		attempts.set(momentId, { key: cell(row, 'key'), reference, at: new Date(time).toISOString() });
	} else if (WRITTEN.has(outcome)) {
		attempts.delete(momentId);
	}
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
	return [...a].sort().join() === [...b].sort().join();
}

export function isWritten(outcome: string): boolean {
	return WRITTEN.has(outcome);
}

export interface LogContext {
	/** Milliseconds since 1970. */
	now: number;
	/** n8n's id of the run. */
	execution: string;
	/** The log rows that the run read before, to leave out what they say already. */
	known: readonly TableRow[];
}

/**
 * The rows a run adds to the log. `unchanged` is not logged, except once: as the link of a record that was there before
 * us, after a failure, or where Moment holds something else than before (a note is said once so). A refusal or failure
 * that the record's last row says word for word is not said again; very many failures become one row.
 */
export function logRows(results: readonly RunResult[], context: LogContext): LogRow[] {
	const entities = [...new Set(results.map(({ entity }) => entity))];
	const company = results.find((result) => result.company !== undefined)?.company ?? '';
	const folded = new Map(entities.map((entity) => [entity, foldLog(context.known, entity, company)]));
	const failed = results.filter(({ outcome }) => outcome === 'failed');
	const mass = failed.length > MASS_FAILURE;
	const rows = results
		.filter((result) => !isNobodysBusiness(result) && !(mass && result.outcome === 'failed'))
		.map((result) => ({ result, row: rowOf(result, context) }))
		.filter(({ result, row }) => isNews(result, row, folded.get(result.entity)))
		.map(({ row }) => row);
	collapseWaiting(rows, results, context);
	const first = lowestOf(failed);
	if (mass && first !== undefined) {
		const row = massRow(failed.length, first, context);
		if (!isStanding(row, context)) rows.push(row);
	}
	return rows;
}

/** The run did not get to it, so that nothing has become of it yet; or it is a draft. */
function isNobodysBusiness({ outcome, key }: RunResult): boolean {
	return outcome === 'postponed' || (outcome === 'withheld' && key === '');
}

/** Whether the row says of the record what the log does not say last. */
function isNews(result: RunResult, row: LogRow, known: FoldedLog | undefined): boolean {
	const last = known?.last.get(nameOf(row.entity, row.momentId, row.key));
	if (result.outcome !== 'unchanged') return !isSaid(row, last);
	// Only who has looked can say that a posted invoice is there again.
	if (last?.outcome === 'gone' && result.seen !== true) return false;
	const link = known?.byMomentId.get(row.momentId);
	if (link === undefined || link.hash !== result.hash || !sameNames(link.held, result.held)) return true;
	const healed = last !== undefined && !isWritten(last.outcome);
	return healed || saysNew(result, row, last);
}

/**
 * Postings that wait for the same thing are tried with every import: as long as the same one is the first of as many,
 * that was said.
 */
function isStanding({ entity, message }: LogRow, { known }: LogContext): boolean {
	return (
		entity === 'expense' &&
		known.some(
			(row) => cell(row, 'entity') === entity && cell(row, 'key') === '' && cell(row, 'message') === message,
		)
	);
}

/**
 * A posted invoice that is gone or has other totals now is unchanged by us, and must be said all the same; notes need
 * not.
 */
function saysNew({ findings }: RunResult, { message }: LogRow, last: LastState | undefined): boolean {
	return findings.some(({ level }) => level !== 'note') && message !== last?.message;
}

function isSaid({ outcome, message, held }: LogRow, last: LastState | undefined): boolean {
	if (isWritten(outcome) || last?.outcome !== outcome) return false;
	// Another claim of the same invoice: the next run must know it as ours.
	if (outcome === 'uncertain' && held !== last.held) return false;
	return WAITING.has(outcome) || last.message === message;
}

/**
 * Hundreds that wait for the same one become one row, beside the lowest, which is what to look at; the inbox has each
 * of them.
 */
function collapseWaiting(rows: LogRow[], results: readonly RunResult[], context: LogContext): void {
	const waiting = rows.filter(({ outcome }) => WAITING.has(outcome));
	if (waiting.length <= MASS_FAILURE) return;
	const key = lowestOf(results.filter(({ outcome }) => WAITING.has(outcome)))?.key ?? '';
	const first = waiting.find((row) => row.key === shortText(key));
	const others = rows.filter((row) => row === first || !waiting.includes(row));
	rows.splice(0, rows.length, ...others);
	// The lowest was said before, and that the others wait with it.
	if (first === undefined) return;
	const said = {
		...first,
		time: new Date(context.now).toISOString(),
		momentId: '',
		key: '',
		name: '',
		message: longText(`${waiting.length} invoices wait. The first: ${first.message}`),
	};
	rows.push(said);
}

/**
 * What `held` says of a result whose row keeps it: an uncertain invoice's claim, so that the next run knows it as ours.
 */
function keepsLink(outcome: string): boolean {
	return isWritten(outcome) || outcome === 'uncertain';
}

function rowOf(result: RunResult, { now, execution }: LogContext): LogRow {
	const said = hasErrors(result.findings)
		? result.findings.filter(({ level }) => level === 'error')
		: result.findings;
	return {
		time: new Date(now).toISOString(),
		entity: result.entity,
		key: shortText(result.key),
		name: shortText(result.name),
		outcome: result.outcome,
		message: longText(said.map(({ message, logged }) => logged ?? message).join(' ')),
		fix: longText(adviceOf(said)),
		// Names of fields only: the log holds no personal data beyond number and name.
		changes:
			isWritten(result.outcome) || result.outcome === 'wouldUpdate'
				? longText(Object.keys(result.changes).join(', '))
				: '',
		momentId: shortText(result.momentId),
		// Also of what was not written: a refusal that was said of a test company is said of the live one (D12).
		unicontaRowId: shortText(linkText(isWritten(result.outcome) ? result.unicontaRowId : '', result.company)),
		hash: isWritten(result.outcome) ? result.hash : '',
		held: keepsLink(result.outcome) ? result.held.join(', ') : shownRowText(result),
		execution,
	};
}

/** The row that a refusal shows: by it a person's confirmation holds for that row alone. */
function shownRowText({ outcome, shownRowId = '', company }: RunResult): string {
	return outcome === 'refused' && shownRowId !== '' ? `row ${linkText(shownRowId, company)}` : '';
}

/** The row that a refusal shows, as `12@12345`; `''` for none. */
export function shownRowOf(row: TableRow): string {
	return shownRowIn({ outcome: cell(row, 'outcome'), held: cell(row, 'held') });
}

function massRow(count: number, first: RunResult, context: LogContext): LogRow {
	const row = rowOf({ ...first, momentId: '', key: '', name: '' }, context);
	return { ...row, message: longText(`${count} records of this run did not get through. The first: ${row.message}`) };
}
