import type { RunResult } from './log';
import { MASS_FAILURE } from './log';
import { cell, rowNumber, type TableRow } from './tables';

/** One row of the inbox: a record that is not finished. */
export interface InboxRow extends TableRow {
	entity: string;
	momentId: string;
	key: string;
	/** `due`: to be done at its time. `retry`: did not get through. `refused`: waits until the record or the settings change. */
	state: 'due' | 'retry' | 'refused';
	attempts: number;
	/** ISO in UTC; null: not by time. */
	due: string | null;
	message: string;
	fix: string;
	/** The run that has taken it; `''` for none. */
	holder: string;
}

/** After each failed attempt, minutes until the next; the last one repeats (design 6). */
const RETRY_MINUTES = [1, 5, 30, 60] as const;

export interface DueRecord {
	entity: string;
	momentId: string;
	key: string;
	attempts: number;
}

/** The records behind the rows a run has taken, each once: rows may be doubled (design 6), the newest number counts. */
export function dueRecords(rows: readonly TableRow[]): DueRecord[] {
	const records = new Map<string, DueRecord>();
	for (const row of [...rows].sort((a, b) => rowNumber(a) - rowNumber(b))) {
		const momentId = cell(row, 'momentId');
		if (momentId === '') continue;
		const entity = cell(row, 'entity');
		const before = records.get(`${entity}/${momentId}`);
		records.set(`${entity}/${momentId}`, {
			entity,
			momentId,
			key: cell(row, 'key') || before?.key || '',
			attempts: Math.max(before?.attempts ?? 0, Number(row['attempts']) || 0),
		});
	}
	return [...records.values()];
}

/** The row that marks a record as due now. */
export function markRow(entity: string, momentId: string, key: string, now: number): InboxRow {
	return { entity, momentId, key, state: 'due', attempts: 0, due: new Date(now).toISOString(), message: '', fix: '', holder: '' };
}

/**
 * What goes back into the inbox after a run: what failed, at its next time, and what was refused, without one. A run that
 * failed as a whole (see MASS_FAILURE) while comparing everything puts nothing there: the comparison itself is done again.
 */
export function unfinishedRows(
	results: readonly RunResult[],
	{ now, taken, comparison }: { now: number; taken: readonly TableRow[]; comparison: boolean },
): InboxRow[] {
	const attemptsBefore = new Map(dueRecords(taken).map(({ entity, momentId, attempts }) => [`${entity}/${momentId}`, attempts]));
	const mass = comparison && results.filter(({ outcome }) => outcome === 'failed').length > MASS_FAILURE;
	return results.flatMap((result): InboxRow[] => {
		if (result.momentId === '' || (result.outcome !== 'failed' && result.outcome !== 'refused')) return [];
		if (mass && result.outcome === 'failed') return [];
		const attempts = (attemptsBefore.get(`${result.entity}/${result.momentId}`) ?? 0) + 1;
		const minutes = RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length) - 1] ?? 60;
		const errors = result.findings.filter(({ level }) => level === 'error');
		return [
			{
				...markRow(result.entity, result.momentId, result.key, now),
				state: result.outcome === 'failed' ? 'retry' : 'refused',
				attempts,
				due: result.outcome === 'failed' ? new Date(now + minutes * 60_000).toISOString() : null,
				message: errors.map(({ message }) => message).join(' '),
				fix: [...new Set(errors.map(({ fix }) => fix))].join(' '),
			},
		];
	});
}
