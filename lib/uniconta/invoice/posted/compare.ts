import { asApiError } from '../../../http/errors';
import { hasErrors } from '../../../core/finding';
import { textOf, type UnicontaRow } from '../../api/rows';
import { claimedOrders, isAbandoned, linesOf, removeOrder } from '../post/claim';
import { totalDifferences } from './posted';
import { postedByNumber } from './list';
import { numberOf, say, settle } from '../task';
import type { InvoiceTask, RouteContext } from '../types';

const INVOICES_MENU = 'Customer > Reports > Invoices';

/** The nightly comparison: the invoices that the log knows as posted, read in one list, and what differs. */
export async function comparePosted(context: RouteContext, tasks: readonly InvoiceTask[]): Promise<void> {
	const [first] = tasks;
	if (first === undefined) return;
	const posted = await postedByNumber(
		context.odata,
		tasks.flatMap((task) => numberOf(task) ?? []),
	).catch(asApiError);
	if (posted instanceof Error) {
		// What is posted is posted: a list that cannot be read must not keep the others from being sent.
		say(
			first,
			'warning',
			`The posted invoices could not be compared with Uniconta (${posted.message}).`,
			posted.fix,
		);
		return;
	}
	for (const task of tasks) {
		const number = numberOf(task);
		const row = posted.get(number ?? Number.NaN);
		if (number === undefined || hasErrors(task.findings)) continue;
		if (row === undefined) {
			say(
				task,
				'error',
				`${task.who} was posted, but Uniconta has no invoice ${number} any more.`,
				`See what became of it in Uniconta: ${INVOICES_MENU}. It is never posted again by itself.`,
				'Invoice number',
				String(number),
			);
			settle(task, 'gone');
		} else {
			task.row = row;
			sayDifferences(task, row);
		}
	}
	await clearLateClaims(context, new Set(tasks.map(numberOf)));
}

/**
 * Claims of posted invoices that came so late that no run had a reason to look for them any more. Throws nothing: the
 * next night comes.
 */
async function clearLateClaims(
	{ webApi, options }: RouteContext,
	numbers: ReadonlySet<number | undefined>,
): Promise<void> {
	if (options.dryRun) return;
	try {
		for (const order of await claimedOrders(webApi)) {
			if (!numbers.has(order.claim.number) || !isAbandoned(order, options)) continue;
			const lines = await linesOf(webApi, order);
			if (lines.length === 0) await removeOrder(webApi, order, { lines });
		}
	} catch (caught) {
		asApiError(caught);
	}
}

/** What a posted invoice has otherwise than Moment; nothing is changed. */
export function sayDifferences(task: InvoiceTask, row: UnicontaRow): void {
	if (task.plan === undefined) return;
	const differences = totalDifferences(task.plan, row);
	if (textOf(row, 'Account') !== task.plan.customer)
		differences.unshift(`customer ${task.plan.customer} in Moment, ${textOf(row, 'Account')} in Uniconta`);
	if (differences.length === 0) return;
	say(
		task,
		'warning',
		`${task.who} stands in Uniconta with something else than in Moment: ${differences.join('; ')}. A posted invoice is not changed.`,
		`Compare both, and correct the one that is wrong with a credit note: ${INVOICES_MENU}.`,
		'Total',
	);
}
