import { isWaitingFor, waitingRows } from './inbox';
import { isWritten, logRows, type LogRow } from './log';
import type { RunResult } from './run';
import { cellsOf, type TableStep, type TableStore } from './store';
import { unpackLog, type SyncRun } from './syncRun';
import { cell, type TableRow } from './tables';
import type { ReferredKind } from '../core/references';
import type { Values } from './settings';

/** Whether the settings let this kind be sent: with a switch off it does not go ahead of what needs it either. */
export function isExported(values: Values, kind: ReferredKind): boolean {
	const isOn = values[`${kind}s.export`] === 'on';
	// Without a tag group nothing can be said of a customer's group.
	return isOn && (kind !== 'customer' || values['customers.tagGroup'] !== '');
}

/** What a run adds to the log; of a dry run what would happen, and nothing that could pass for what did. */
export function saidRows(
	run: SyncRun,
	results: readonly RunResult[],
	{ isDry, now, known }: { isDry: boolean; now: number; known: readonly TableRow[] },
): LogRow[] {
	const told = results.filter(({ outcome }) => !isDry || outcome.startsWith('would'));
	return logRows(
		told.map((result) => ({ company: run.company || undefined, ...result })),
		{ now, execution: run.execution, known },
	);
}

/** Reads what may wait for these records, as `waiting`; nothing where none of them was written. */
export function readWaiting(results: readonly RunResult[]): TableStep[] {
	const [first] = results.filter(isThere);
	if (first === undefined || !(first.entity === 'customer' || first.entity === 'project')) return [];
	return [{ do: 'get', as: 'waiting', table: 'inbox', where: waitingRows(first.entity) }];
}

/** Steps of one call: rows that wait for the same are one step. */
const AT_ONCE = 50;

/** What waited for these records is due: their own runs find them now. */
export async function wakeWaiting(
	store: TableStore,
	waiting: readonly TableRow[],
	results: readonly RunResult[],
	now: number,
): Promise<void> {
	const names = new Set(results.filter(isThere).map(({ entity, momentId }) => `${entity}/${momentId}`));
	const groups = new Map<string, TableStep>();
	for (const row of waiting.filter((one) => isWaitingFor(one, names))) {
		const [entity, holder] = [cell(row, 'entity'), cell(row, 'holder')];
		groups.set(`${entity} ${holder}`, {
			do: 'update',
			table: 'inbox',
			where: [
				{ column: 'entity', value: entity },
				{ column: 'holder', value: holder },
			],
			set: { due: new Date(now).toISOString() },
		});
	}
	const steps = [...groups.values()];
	for (let at = 0; at < steps.length; at += AT_ONCE) await store.call(steps.slice(at, at + AT_ONCE));
}

function isThere({ outcome }: RunResult): boolean {
	return isWritten(outcome);
}

/**
 * Says what became of customers or projects that went ahead of the records that need them, and wakes what else waits
 * for them. Gives the rows that were added: with them their links are known to the rest of the run.
 */
export async function logParents(
	store: TableStore,
	run: SyncRun,
	results: readonly RunResult[],
	now: number,
): Promise<LogRow[]> {
	const isDry = run.dryRun || results.some(({ outcome }) => outcome.startsWith('would'));
	const said = saidRows(run, results, { isDry, now, known: unpackLog(run.log) });
	if (said.length === 0) return [];
	const look = isDry ? [] : readWaiting(results);
	const answer = await store.call([{ do: 'insert', table: 'log', rows: said.map(cellsOf) }, ...look]);
	await wakeWaiting(store, answer.rows('waiting'), results, now);
	return said;
}
