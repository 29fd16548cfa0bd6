import { earliestText } from '../../core/instants';
import type { UnicontaRow } from '../api/rows';
import { ALLOWED_MS, freeAt, isAbandoned, linesOf, lookForMs, removeOrder, type StandingOrder } from './post/claim';
import { cameFrom, findOurs, tracesOf } from './posted/posted';
import { settleFound, uncertain, type PostRun } from './post/order';
import { claimIn } from './reference';
import { wait, type PlannedTask } from './task';
import type { InvoiceTask } from './types';

export type Past =
	/** The outcome is set. */
	| { settled: true }
	/** Our own order, posted without an answer long enough ago, still stands as it was. */
	| { sendAgain: StandingOrder; lines: readonly UnicontaRow[] }
	/** A new order is needed; what stands is to be cleared away first. With `needsProof` a post of it may still be on its way. */
	| { goOn: { needsProof: boolean } };

/**
 * What earlier runs left behind for a number: an invoice, orders with or without lines, the log's word of an attempt. A look that
 * finds no invoice proves nothing by itself (design 5): time and the fence do.
 */
export async function assess(run: PostRun, task: PlannedTask, standing: readonly StandingOrder[]): Promise<Past> {
	const { host, options } = run;
	const { number } = task.plan;
	const attempt = attemptOf(task);
	if (attempt !== undefined) task.reference = attempt.reference;
	const found = await findOurs(host, tracesOf(task, number, standing));
	if (found !== undefined) {
		settleFound(run, task, found);
		await tidy(run, standing, found);
		return { settled: true };
	}
	const waitFor = lookForMs(options.requestTimeoutMs);
	const mine = standing.find(({ claim }) => attempt !== undefined && claim.mark === attempt.mark);
	if (attempt !== undefined && options.clock.now() - attempt.sentBefore < waitFor) {
		const times = { since: attempt.sentBefore, again: attempt.sentBefore + waitFor };
		uncertain(run, task, 'Uniconta did not say what became of its posting', mine, times);
		return { settled: true };
	}
	const seen = await withLines(run, standing);
	const others = seen.filter(({ order }) => order !== mine);
	for (const { order, lines } of others.filter(({ order }) => !isAbandoned(order, options))) {
		const times = { since: order.claim.madeAt, again: freeAt(order, options) };
		// A post of an order with lines may be on its way; and a claim beside an order that was posted may be about to post that.
		if (lines.length > 0 || mine !== undefined)
			uncertain(
				run,
				task,
				`order ${order.orderNumber} of another run stands for it in Uniconta, and may be about to be posted`,
				order,
				times,
			);
		else
			wait(
				task,
				`order ${order.orderNumber} of another run is there for it in Uniconta, until ${earliestText(times.again)} at the latest. It is looked at again by itself.`,
			);
		return { settled: true };
	}
	const own = seen.find(({ order }) => order === mine);
	if (own !== undefined && own.lines.length > 0 && others.length === 0)
		return { sendAgain: own.order, lines: own.lines };
	return { goOn: { needsProof: attempt !== undefined || seen.some(({ lines }) => lines.length > 0) } };
}

/** The log's word of an attempt that had no clear answer. */
export function attemptOf(
	task: InvoiceTask,
): { reference: string; mark: string; /** It was sent no later than this. */ sentBefore: number } | undefined {
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

async function withLines(
	run: PostRun,
	standing: readonly StandingOrder[],
): Promise<Array<{ order: StandingOrder; lines: UnicontaRow[] }>> {
	const seen: Array<{ order: StandingOrder; lines: UnicontaRow[] }> = [];
	for (const order of standing) seen.push({ order, lines: await linesOf(run.host, order) });
	return seen;
}

/** The invoice is posted: the order it came from and claims that nobody works on any more go. */
export async function tidy(run: PostRun, standing: readonly StandingOrder[], posted: UnicontaRow): Promise<void> {
	if (run.options.dryRun) return;
	for (const order of standing) {
		if (cameFrom(posted, order) || isAbandoned(order, run.options)) await removeOrder(run.host, order);
	}
}
