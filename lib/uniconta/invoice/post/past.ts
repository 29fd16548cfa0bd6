import { earliestText } from '../../../core/instants';
import type { UnicontaRow } from '../../api/rows';
import { findOurs, tracesOf } from '../posted/posted';
import { wait, type PlannedTask } from '../task';
import { attemptOf, uncertain, type Attempt } from '../uncertain';
import { freeAt, isAbandoned, linesOf, lookForMs, type StandingOrder } from './claim';
import { settleFound } from './found';
import { tidy } from './leftovers';
import type { PostRun } from './run';

export type Past =
	/** The outcome is set. */
	| { settled: true }
	/** Our own order, posted without an answer long enough ago, still stands as it was. */
	| { sendAgain: StandingOrder; lines: readonly UnicontaRow[] }
	/**
	 * A new order is needed; what stands is to be cleared away first. With `needsProof` a post of it may still be on
	 * its way.
	 */
	| { goOn: { needsProof: boolean } };

interface SeenOrder {
	order: StandingOrder;
	lines: UnicontaRow[];
}

/**
 * What earlier runs left behind for a number: an invoice, orders with or without lines, the log's word of an attempt. A
 * look that finds no invoice proves nothing by itself (D2): time and the fence do.
 */
export async function assess(run: PostRun, task: PlannedTask, standing: readonly StandingOrder[]): Promise<Past> {
	const attempt = attemptOf(task);
	if (attempt !== undefined) task.reference = attempt.reference;
	const found = await findOurs(run.host, tracesOf(task, task.plan.number, standing));
	if (found !== undefined) {
		settleFound(run, task, found);
		await tidy(run, standing, found);
		return { settled: true };
	}
	const mine = standing.find(({ claim }) => attempt !== undefined && claim.mark === attempt.mark);
	if (attempt !== undefined && isLookedFor(run, task, attempt, mine)) return { settled: true };
	const seen: SeenOrder[] = [];
	for (const order of standing) seen.push({ order, lines: await linesOf(run.host, order) });
	const others = seen.filter(({ order }) => order !== mine);
	const live = others.find(({ order }) => !isAbandoned(order, run.options));
	if (live !== undefined) {
		leaveToOther(run, task, live, mine !== undefined);
		return { settled: true };
	}
	const own = seen.find(({ order }) => order === mine);
	if (own !== undefined && own.lines.length > 0 && others.length === 0)
		return { sendAgain: own.order, lines: own.lines };
	return { goOn: { needsProof: attempt !== undefined || seen.some(({ lines }) => lines.length > 0) } };
}

/** Whether the time is not over in which an attempt is only looked for; then its outcome is set. */
function isLookedFor(
	run: PostRun,
	task: PlannedTask,
	{ sentBefore }: Attempt,
	mine: StandingOrder | undefined,
): boolean {
	const { clock, requestTimeoutMs } = run.options;
	const waitFor = lookForMs(requestTimeoutMs);
	if (clock.now() - sentBefore >= waitFor) return false;
	const times = { since: sentBefore, again: sentBefore + waitFor };
	uncertain(run, task, 'Uniconta did not say what became of its posting', mine, times);
	return true;
}

/** Another run may be at work on an order of its own. */
function leaveToOther(run: PostRun, task: PlannedTask, { order, lines }: SeenOrder, hasOwn: boolean): void {
	const times = { since: order.claim.madeAt, again: freeAt(order, run.options) };
	// A post of an order with lines may be on its way; and a claim beside an order that was posted may be about to post
	// that.
	if (lines.length > 0 || hasOwn)
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
}
