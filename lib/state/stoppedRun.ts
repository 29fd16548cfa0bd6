import { z } from 'zod';
import { longText } from './tables';

/** What the log and the lease need to know of a run that stopped. */
export interface StoppedRun {
	/** n8n's id of the run, `''` for one that never began. */
	execution: string;
	message: string;
	fix: string;
	/** n8n itself ended in the middle of the run: nothing is wrong with the data. */
	crashed: boolean;
}

const text = z.union([z.string(), z.number()]).transform(String).catch('');
const errorSchema = z.object({ message: text, description: text }).catch({ message: '', description: '' });
const stoppedSchema = z.object({
	execution: z
		.object({ id: text, url: text, lastNodeExecuted: text, mode: text, error: errorSchema })
		.optional()
		.catch(undefined),
	trigger: z.object({ error: errorSchema }).optional().catch(undefined),
	workflow: z.object({ name: text }).catch({ name: '' }),
});

/** n8n's words for a run that was under way when n8n ended; the second ones for one whose worker ended, in queue mode. */
const CRASH = /did not finish|failed to be processed too many times/i;

const NOTHING_TO_DO = 'Nothing to do: what this run had taken up is done by the next one.';
const NOTHING_LOST =
	'Nothing is lost: what this run had taken up is done by the next one. If it stops again and again, open the execution in n8n.';
const UNMARKED =
	'What Moment reported may not have been marked. Nothing to do: it is found when Moment is asked for changes the next time.';

/**
 * Reads what n8n's Error Trigger puts out. After a crash its error is a live object that expressions read as nothing
 * (tried in n8n 2.41), so it is read here and goes on as plain text.
 * @param unmarkedAt names of the nodes up to the one that marks what a webhook brought, `''` among them: a run that did
 * not get past them may have lost it
 */
export function readStoppedRun(item: unknown, unmarkedAt: readonly string[] = []): StoppedRun {
	const parsed = stoppedSchema.catch({ workflow: { name: '' } }).parse(item);
	const error = parsed.execution?.error ?? parsed.trigger?.error ?? { message: '', description: '' };
	const crashed = CRASH.test(error.message);
	const where = parsed.execution?.lastNodeExecuted ? ` at "${parsed.execution.lastNodeExecuted}"` : '';
	const what = crashed ? 'n8n ended in the middle of it' : error.message || 'n8n gave no reason';
	const last = parsed.execution?.lastNodeExecuted ?? '';
	const isUnmarked = parsed.execution?.mode === 'webhook' && unmarkedAt.includes(last);
	const fix = longText(error.description) || (isUnmarked ? UNMARKED : crashed ? NOTHING_TO_DO : NOTHING_LOST);
	const url = parsed.execution?.url ?? '';
	return {
		execution: parsed.execution?.id ?? '',
		message: `A run of "${parsed.workflow.name}" stopped${where}: ${what}.`,
		// Runs that stopped are the ones that n8n keeps: whoever reads this, in the log or in a mail, can open it.
		fix: url === '' ? fix : `${fix} The execution: ${url}`,
		crashed,
	};
}
