import { companyIn, COMPARE_AGAIN_MS, comparisonDone, cursorKey, cursorRow, setCursor } from './cursors';
import { freeLease } from './lease';
import { sayOnce } from './sayOnce';
import type { SettingsArea } from './settings';
import type { StoppedRun } from './stoppedRun';
import type { TableStore } from './store';
import { cell } from './tables';

/**
 * What a run leaves that n8n ended or that stopped: its lease is freed, its comparison is done again, and the log says
 * why, once an hour.
 */
export async function noteStoppedRun(
	store: TableStore,
	stopped: StoppedRun,
	{ area, now, execution }: { area: SettingsArea; now: number; execution: string },
): Promise<void> {
	const answer = await store.call([
		{ do: 'get', as: 'settings', table: 'settings' },
		{ do: 'get', as: 'lease', table: 'lease' },
	]);
	const settings = answer.rows('settings');
	const next = cursorRow(settings, area, 'nextComparison');
	// One that n8n cut off did nothing wrong; one that failed may fail again.
	const again = stopped.crashed ? now : now + COMPARE_AGAIN_MS;
	const isOpen = cell(next, 'value').trim() !== '' && comparisonDone(next) === undefined;
	await sayOnce(
		store,
		{ area, entity: 'run', outcome: 'failed', message: stopped.message, fix: stopped.fix, hours: 1 },
		{ now, execution: stopped.execution || execution },
		[
			...freeLease(answer.rows('lease'), stopped.execution),
			...(isOpen
				? [setCursor(cursorKey(area, 'nextComparison', companyIn(settings)), new Date(again).toISOString())]
				: []),
		],
	);
}
