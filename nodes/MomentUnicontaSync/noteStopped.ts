import type { IExecuteFunctions } from 'n8n-workflow';
import { noteStoppedRun } from '../../lib/state/noteStopped';
import { readStoppedRun } from '../../lib/state/stoppedRun';
import type { TableStore } from '../../lib/state/store';
import { longText } from '../../lib/state/tables';
import { systemClock } from '../shared/clock';
import { withoutSecrets } from '../shared/errors';

/**
 * What the Error Trigger brought: its lease is freed, and the log says why it stopped.
 * @param unmarkedAt see {@link readStoppedRun}
 */
export async function noteStopped(
	context: IExecuteFunctions,
	store: TableStore,
	area: string,
	unmarkedAt: readonly string[] = [],
): Promise<void> {
	for (const { json } of context.getInputData()) {
		const stopped = readStoppedRun(json, unmarkedAt);
		const said = { message: longText(withoutSecrets(stopped.message)), fix: withoutSecrets(stopped.fix) };
		const about = { area, now: systemClock.now(), execution: context.getExecutionId() };
		await noteStoppedRun(store, { ...stopped, ...said }, about);
	}
}
