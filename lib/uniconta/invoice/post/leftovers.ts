import { asApiError } from '../../../http/errors';
import { earliestText } from '../../../core/instants';
import type { UnicontaRow } from '../../api/rows';
import { cameFrom, INVOICE } from '../posted/posted';
import { isPosted, numberOf, say, type PlannedTask } from '../task';
import type { InvoiceTask } from '../types';
import { freeAt, isAbandoned, linesOf, removeOrder, stillStanding, type StandingOrder } from './claim';
import type { PostRun } from './run';

/** Claims of finished numbers that a run clears away at most. */
const TIDY_AT_MOST = 3;

/**
 * An order with lines for a number that is passed: a post of it may be on its way, and would take the number of another
 * invoice.
 */
export async function stopForOrdersBelow(run: PostRun): Promise<void> {
	const { host, options } = run;
	if (options.dryRun) return;
	for (const order of run.orders.filter(({ claim }) => claim.number < run.next)) {
		if (isAbandoned(order, options) || (await linesOf(host, order)).length === 0) continue;
		if (await removedAsPosted(run, order)) continue;
		run.stop ??= {
			why: `order ${order.orderNumber} for invoice ${order.claim.number} stands in Uniconta and may be about to be posted, until ${earliestText(freeAt(order, options))}`,
			fix: 'Nothing to do as long as it passes. If it stays for more than an hour, look at the order in Uniconta (Customer > Sales orders) and delete it if its invoice is posted.',
		};
	}
}

/** An order that Uniconta kept although its invoice is posted is no danger, and no use. */
async function removedAsPosted(run: PostRun, order: StandingOrder): Promise<boolean> {
	const invoices = await run.host.find(INVOICE, 'InvoiceNumber', order.claim.number);
	if (!invoices.some((row) => cameFrom(row, order))) return false;
	await removeOrder(run.host, order);
	run.orders = run.orders.filter((other) => other !== order);
	return true;
}

/** The invoice is posted: the order it came from and claims that nobody works on any more go. */
export async function tidy(run: PostRun, standing: readonly StandingOrder[], posted: UnicontaRow): Promise<void> {
	if (run.options.dryRun) return;
	for (const order of standing) {
		if (cameFrom(posted, order) || isAbandoned(order, run.options)) await removeOrder(run.host, order);
	}
}

/**
 * Whether an order must still be cleared away after its invoice is posted: one look in a run tells it of all. Throws
 * nothing.
 */
export async function staysAfterwards(run: PostRun, task: PlannedTask, order: StandingOrder): Promise<boolean> {
	if (!isPosted(task)) return false;
	if (run.keepsOrders === undefined) {
		const standing = await stillStanding(run.host, order).catch(asApiError);
		// Not to be seen is not gone for sure; the next run clears it away.
		if (standing instanceof Error) return false;
		run.keepsOrders = standing !== undefined;
	}
	return run.keepsOrders;
}

/**
 * Claims without lines whose number is passed hold nobody up, but they are ours to clear away; orders with lines are
 * only spoken of.
 */
export async function tidyFinished(run: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
	if (run.options.dryRun) return;
	const left = run.orders.filter(
		(order) =>
			order.claim.number < run.next &&
			isAbandoned(order, run.options) &&
			!tasks.some((task) => numberOf(task) === order.claim.number),
	);
	try {
		for (const order of left.slice(0, TIDY_AT_MOST)) {
			const lines = await linesOf(run.host, order);
			if (lines.length === 0) await removeOrder(run.host, order, { lines });
			else if (!(await removedAsPosted(run, order)) && tasks[0] !== undefined) sayLeftOver(tasks[0], order);
		}
	} catch (caught) {
		// Nothing depends on it: the next run tries again.
		asApiError(caught);
	}
}

function sayLeftOver(task: InvoiceTask, { orderNumber, claim }: StandingOrder): void {
	say(
		task,
		'warning',
		`Order ${orderNumber} for invoice ${claim.number} is left over in Uniconta from an earlier run.`,
		'Look at it in Uniconta (Customer > Sales orders), and delete it if its invoice is posted or not to be sent.',
	);
}
