import { earliestText, minuteText } from '../../core/instants';
import { ALLOWED_MS, type StandingOrder } from './post/claim';
import type { PostRun } from './post/run';
import { claimIn } from './reference';
import { say, settle } from './task';
import type { InvoiceTask } from './types';

const INVOICES_MENU = 'Customer > Reports > Invoices';
const ORDERS_MENU = 'Customer > Sales orders';

/** The log's word of an attempt that had no clear answer. */
export interface Attempt {
	reference: string;
	mark: string;
	/** It was sent no later than this. */
	sentBefore: number;
}

export function attemptOf(task: InvoiceTask): Attempt | undefined {
	const { attempt } = task.mapped.known ?? {};
	if (attempt === undefined) return undefined;
	const claim = claimIn(attempt.reference);
	const logged = Date.parse(attempt.at);
	const bounds = [logged, (claim?.madeAt ?? Number.NaN) + ALLOWED_MS].filter((time) => Number.isFinite(time));
	return {
		reference: attempt.reference,
		mark: claim?.mark ?? attempt.reference,
		sentBefore: bounds.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...bounds),
	};
}

/** It may be in the books, or still get there: it is looked at again until that is clear. */
export function leaveInDoubt(task: InvoiceTask, message: string, fix: string): void {
	say(task, 'error', message, fix);
	settle(task, 'uncertain', { transient: true });
}

export interface LookTimes {
	/**
	 * Since when it is looked for, and when it may be sent again at the earliest: fixed, so that the log says it once.
	 */
	since: number;
	again: number;
}

/** Post route: an invoice in doubt keeps all behind it from being posted. */
export function uncertain(
	run: Pick<PostRun, 'stop'>,
	task: InvoiceTask,
	what: string,
	order?: StandingOrder,
	times?: LookTimes,
): void {
	const number = task.plan?.number ?? task.mapped.key;
	const where = order === undefined ? '' : ` and whether order ${order.orderNumber} is still there (${ORDERS_MENU})`;
	const looked =
		times === undefined
			? ''
			: `looked for since ${minuteText(times.since)}, sent again at the earliest at ${earliestText(times.again)}`;
	leaveInDoubt(
		task,
		`${task.who}: ${what}. It may still be posted, so it is ${looked || 'not sent again yet'}, and nothing behind it is posted.`,
		`Nothing to do as long as it passes: it is looked at again by itself. If it stays for more than an hour, see in Uniconta whether invoice ${number} is there (${INVOICES_MENU})${where}.`,
	);
	run.stop ??= {
		why: `it is not known yet whether invoice ${number} was posted${looked === '' ? '' : ` (${looked})`}`,
		fix: 'Nothing to do: it is looked at again by itself.',
	};
}
