import { hasErrors, type Finding } from './finding';
import type { KnownRecords } from './identity';
import type { KnownRecord } from './record';
import { cell, rowNumber, type TableRow } from './tables';

/** What a run says of a record, as far as log and inbox need it. Items of the writer and of a failed fetch both have it. */
export interface RunResult {
	entity: string;
	momentId: string;
	key: string;
	name: string;
	outcome: string;
	findings: Finding[];
	changes: Record<string, unknown>;
	unicontaRowId: string;
	hash: string;
	held: string[];
}

/** Above this number of failures a run counts as failed as a whole: one row says so, and the run is done again. */
export const MASS_FAILURE = 50;

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
}

/** Folds log rows to the last link of each record (M4). Rows of refusals and failures do not change the link. */
export function foldLog(rows: readonly TableRow[], entity: string): KnownRecords & { last: ReadonlyMap<string, LastState> } {
	const byMomentId = new Map<string, KnownRecord>();
	const last = new Map<string, LastState>();
	const ordered = rows.filter((row) => cell(row, 'entity') === entity && cell(row, 'momentId') !== '');
	ordered.sort((a, b) => rowNumber(a) - rowNumber(b));
	for (const row of ordered) {
		const momentId = cell(row, 'momentId');
		last.set(momentId, { outcome: cell(row, 'outcome'), message: cell(row, 'message') });
		if (cell(row, 'unicontaRowId') === '' || !isWritten(cell(row, 'outcome'))) continue;
		byMomentId.set(momentId, {
			key: cell(row, 'key'),
			unicontaRowId: cell(row, 'unicontaRowId'),
			held: cell(row, 'held').split(',').map((field) => field.trim()).filter(Boolean),
			hash: cell(row, 'hash'),
		});
	}
	const idsByKey = new Map<string, string[]>();
	for (const [momentId, { key }] of byMomentId) idsByKey.set(key, [...(idsByKey.get(key) ?? []), momentId]);
	return { byMomentId, idsByKey, last };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
	return [...a].sort().join() === [...b].sort().join();
}

function isWritten(outcome: string): boolean {
	return ['created', 'updated', 'unchanged'].includes(outcome);
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
 * The rows a run adds to the log. `unchanged` is not logged, except once: as the link of a record that was there before us,
 * after a failure, or where Moment holds something else than before (a note is said once so). A refusal or failure that the record's last row says word for word is not said again; very many failures become one row.
 */
export function logRows(results: readonly RunResult[], context: LogContext): LogRow[] {
	const entities = [...new Set(results.map(({ entity }) => entity))];
	const folded = new Map(entities.map((entity) => [entity, foldLog(context.known, entity)]));
	const failed = results.filter(({ outcome }) => outcome === 'failed');
	const mass = failed.length > MASS_FAILURE;
	const rows: LogRow[] = [];
	for (const result of results) {
		if (mass && result.outcome === 'failed') continue;
		const row = rowOf(result, context);
		const known = folded.get(result.entity);
		const last = known?.last.get(result.momentId);
		if (result.outcome === 'unchanged') {
			const link = known?.byMomentId.get(result.momentId);
			const healed = last !== undefined && !isWritten(last.outcome);
			if (link !== undefined && link.hash === result.hash && sameNames(link.held, result.held) && !healed) continue;
		} else if (!isWritten(result.outcome) && last?.outcome === row.outcome && last.message === row.message) {
			continue;
		}
		rows.push(row);
	}
	const [first] = failed;
	if (mass && first !== undefined) rows.push(massRow(failed.length, first, context));
	return rows;
}

function rowOf(result: RunResult, { now, execution }: LogContext): LogRow {
	const said = hasErrors(result.findings) ? result.findings.filter(({ level }) => level === 'error') : result.findings;
	return {
		time: new Date(now).toISOString(),
		entity: result.entity,
		key: result.key,
		name: result.name,
		outcome: result.outcome,
		message: said.map(({ message }) => message).join(' '),
		fix: [...new Set(said.map(({ fix }) => fix).filter(Boolean))].join(' '),
		// Names of fields only: the log holds no personal data beyond number and name.
		changes: isWritten(result.outcome) ? Object.keys(result.changes).join(', ') : '',
		momentId: result.momentId,
		unicontaRowId: isWritten(result.outcome) ? result.unicontaRowId : '',
		hash: isWritten(result.outcome) ? result.hash : '',
		held: isWritten(result.outcome) ? result.held.join(', ') : '',
		execution,
	};
}

function massRow(count: number, first: RunResult, context: LogContext): LogRow {
	const row = rowOf({ ...first, momentId: '', key: '', name: '' }, context);
	return { ...row, message: `${count} records of this run did not get through. The first: ${row.message}` };
}
