import { asApiError } from '../../../http/errors';
import { fieldOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost } from '../../api/webApi';
import { compareOrder, headerRow, lineRow, ORDER_LINE, sayTexts } from '../orderRows';
import { fail, refuse, wait, type PlannedTask } from '../task';
import type { SendOptions } from '../types';
import { linesOf, type ClaimRequest, type ClaimResult, type StandingOrder } from './claim';

/** The claim of an invoice's number by an order's header that carries all of it but the lines. */
export function claimRequestOf(
	host: RowsHost,
	task: PlannedTask,
	{ clock, requestTimeoutMs }: SendOptions,
): ClaimRequest {
	return {
		host,
		clock,
		requestTimeoutMs,
		number: task.plan.number,
		momentId: task.mapped.momentId,
		header: (reference) => headerRow(task, reference),
	};
}

export function settleNotClaimed(task: PlannedTask, claim: Exclude<ClaimResult, { held: StandingOrder }>): void {
	if ('failed' in claim) fail(task, claim.failed);
	else wait(task, `${claim.lost}. It is begun anew by itself.`);
}

/** Whether abandoned orders turned up beside the claim that nobody knew of; then its outcome is set. */
export function waitsForAbandoned(task: PlannedTask, [first]: readonly StandingOrder[]): boolean {
	if (first === undefined) return false;
	wait(
		task,
		`order ${first.orderNumber} for it turned up in Uniconta. It is cleared away by itself in the next run.`,
	);
	return true;
}

/**
 * Inserts the lines and reads them back. Undefined: the outcome is set. `unclear`: no answer came and they are not all
 * there; since they may still come, this order is to be given up. `undone`: what becomes of the order where Uniconta
 * keeps something else.
 */
export async function putLines(
	host: RowsHost,
	task: PlannedTask,
	own: StandingOrder,
	undone: string,
): Promise<UnicontaRow[] | 'unclear' | undefined> {
	const { plan } = task;
	let unclear = false;
	try {
		await host.insertList(
			ORDER_LINE,
			plan.lines.map((line) => lineRow(plan, line, fieldOf(own.row, 'OrderNumber'))),
		);
	} catch (caught) {
		const error = asApiError(caught);
		if (!error.mayHaveHappened) {
			fail(task, error);
			return undefined;
		}
		unclear = true;
	}
	const stored = await linesOf(host, own);
	if (unclear && stored.length !== plan.lines.length) return 'unclear';
	const found = compareOrder(task, own.row, stored);
	if (found.differences.length > 0) {
		refuse(
			task,
			`${task.who}: Uniconta changed the order on the way in. ${found.differences.join('; ')}.`,
			`Correct what is named, in Moment or in Uniconta, so that Uniconta keeps it as it is. ${undone}`,
		);
		return undefined;
	}
	sayTexts(task, found);
	return stored;
}
