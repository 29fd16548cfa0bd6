import { companyIn, COMPARE_AGAIN_MS, comparisonDone, cursorKey, cursorRow, setCursor } from './cursors';
import { endFormerImport, formerImport } from './expenseTurn';
import { freeLease } from './lease';
import { sayOnce } from './sayOnce';
import type { StoppedRun } from './stoppedRun';
import type { TableStep, TableStore } from './store';
import { cell, type TableRow } from './tables';

/**
 * What a run leaves that n8n ended or that stopped: its lease is freed, its comparison is done again, and the log says
 * why, once an hour.
 */
export async function noteStoppedRun(
	store: TableStore,
	stopped: StoppedRun,
	{ area, now, execution }: { area: string; now: number; execution: string },
): Promise<void> {
	const answer = await store.call([
		{ do: 'get', as: 'settings', table: 'settings' },
		{ do: 'get', as: 'lease', table: 'lease' },
	]);
	const settings = answer.rows('settings');
	const freed = freeLease(answer.rows('lease'), stopped.execution);
	const again =
		area === 'expenses' ? importAgain(settings, freed, stopped, now) : compareAgain(settings, area, stopped, now);
	await sayOnce(
		store,
		{ area, entity: 'run', outcome: 'failed', message: stopped.message, fix: stopped.fix, hours: 1 },
		{ now, execution: stopped.execution || execution },
		[...freed, ...again],
	);
}

function compareAgain(settings: readonly TableRow[], area: string, { crashed }: StoppedRun, now: number): TableStep[] {
	const next = cursorRow(settings, area, 'nextComparison');
	if (cell(next, 'value').trim() === '' || comparisonDone(next) !== undefined) return [];
	// One that n8n cut off did nothing wrong; one that failed may fail again.
	const again = crashed ? now : now + COMPARE_AGAIN_MS;
	return [setCursor(cursorKey(area, 'nextComparison', companyIn(settings)), new Date(again).toISOString())];
}

/** What an import left is gone on with at the next tick of the clock; one that had not begun left nothing. */
function importAgain(
	settings: readonly TableRow[],
	freed: readonly TableStep[],
	{ execution }: StoppedRun,
	now: number,
): TableStep[] {
	const isFormer = execution !== '' && formerImport(settings, now) === execution;
	const former = isFormer ? endFormerImport(settings) : [];
	if (freed.length + former.length === 0) return [];
	return [...former, setCursor(cursorKey('expenses', 'nextSweep', companyIn(settings)), new Date(now).toISOString())];
}
