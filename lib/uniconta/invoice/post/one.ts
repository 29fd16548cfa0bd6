import { asApiError, type ApiError } from '../../../http/errors';
import type { UnicontaRow } from '../../api/rows';
import { compareOrder } from '../orderRows';
import { fail, say, settle, type PlannedTask } from '../task';
import { uncertain } from '../uncertain';
import { claimNumber, nameOf, removeOrder, type ClaimResult, type StandingOrder } from './claim';
import { takeClaim } from './claimTogether';
import { clearAway, provesFence } from './fence';
import { staysAfterwards } from './leftovers';
import { postOrder, simulate, type PostEnd } from './order';
import { claimRequestOf, putLines, settleNotClaimed, waitsForAbandoned } from './ownOrder';
import { assess, type Past } from './past';
import type { PostRun } from './run';

/**
 * How often one invoice is begun in one run: a list of lines without an answer, and the trial of a deleted order, each
 * cost one.
 */
const ROUNDS = 3;

/** What earlier runs left behind for a number, to be cleared away before anything is posted in its place. */
interface Leftovers {
	orders: readonly StandingOrder[];
	/** A post of it may still be on its way. */
	needsProof: boolean;
}

/** The order that this run has claimed a number with. */
interface OwnOrder extends StandingOrder {
	/** Whether it may be taken down in the end: not where a post of it may be on its way, or it is gone already. */
	mayRemove: boolean;
	/** Lines that were sent may still come. */
	linesMayCome: boolean;
}

/**
 * Posts one invoice whose number is the next one: 8 calls where nothing goes wrong, 6 where it was claimed with others.
 * What an earlier run or another worker left behind for the number comes first. Sets the outcome; throws nothing but
 * faults of our own.
 */
export async function postOne(run: PostRun, task: PlannedTask, standing: readonly StandingOrder[]): Promise<void> {
	try {
		const hasPast = standing.length > 0 || task.mapped.known?.attempt !== undefined;
		const past: Past = hasPast ? await assess(run, task, standing) : { goOn: { needsProof: false } };
		if ('settled' in past) return;
		if ('sendAgain' in past) await sendAgain(run, task, past.sendAgain, past.lines);
		else await claimAndPost(run, task, { orders: standing, ...past.goOn });
	} catch (caught) {
		fail(task, asApiError(caught));
	}
}

async function claimAndPost(run: PostRun, task: PlannedTask, leftovers: Leftovers): Promise<void> {
	const tolerated = new Set(leftovers.orders.map(nameOf));
	for (let round = 1; round <= ROUNDS; round++) {
		const claim = await claimOf(run, task, tolerated);
		if (!('held' in claim)) {
			settleNotClaimed(task, claim);
			return;
		}
		const own: OwnOrder = { ...claim.held, mayRemove: true, linesMayCome: false };
		try {
			if (waitsForAbandoned(task, claim.abandoned)) return;
			if ((await fillAndPost(run, task, own, leftovers)) !== 'again') return;
		} catch (caught) {
			fail(task, asApiError(caught));
			return;
		} finally {
			if (own.mayRemove) await removeOrder(run.host, own, { linesMayCome: own.linesMayCome });
		}
	}
	settle(task, 'failed', { transient: true });
	say(
		task,
		'error',
		`${task.who} could not be brought to Uniconta: its lines had no clear answer several times.`,
		'Nothing to do as long as it passes: it is tried again by itself.',
	);
}

/** The claim made together with others, where there is one; else one of its own. */
async function claimOf(run: PostRun, task: PlannedTask, tolerated: ReadonlySet<string>): Promise<ClaimResult> {
	const { host, ahead, options } = run;
	if (ahead?.unsure.has(task.plan.number) === true)
		return { lost: 'its own claim is not to be seen in Uniconta yet' };
	const held = ahead === undefined ? undefined : await takeClaim(host, ahead, task.plan.number, options);
	if (held !== undefined) return { held, abandoned: [] };
	return await claimNumber({ ...claimRequestOf(host, task, options), tolerated });
}

/** From the claim to the post: lines, trial, fence, gate and post. `again`: it is begun anew with another order. */
async function fillAndPost(
	run: PostRun,
	task: PlannedTask,
	own: OwnOrder,
	leftovers: Leftovers,
): Promise<'again' | 'done'> {
	const lines = await putLines(run.host, task, own, 'Nothing was posted, and the order was removed.');
	if (lines === 'unclear') {
		own.linesMayCome = true;
		return 'again';
	}
	if (lines === undefined) return 'done';
	const refusal = await simulate(run, task, own.row, lines);
	if (refusal !== undefined) {
		settleRefusal(run, task, refusal, leftovers);
		return 'done';
	}
	if (leftovers.needsProof && run.refusesDeleted !== true) {
		own.mayRemove = false;
		return (await provesFence(run, task, own, lines)) ? 'again' : 'done';
	}
	if (!(await clearAway(run, task, leftovers.orders))) return 'done';
	const end = await postOrder(run, task, own, lines, own.claim.madeAt);
	own.mayRemove = end === 'gone' || (end === 'posted' && (await staysAfterwards(run, task, own)));
	return 'done';
}

function settleRefusal(run: PostRun, task: PlannedTask, refusal: ApiError, { needsProof }: Leftovers): void {
	if (needsProof)
		uncertain(
			run,
			task,
			`an earlier posting of it had no clear answer, and now Uniconta would refuse it (${refusal.message})`,
		);
	else fail(task, refusal);
}

/** Posts the very order again that was posted without an answer, under a claim of its own that keeps others out. */
async function sendAgain(
	run: PostRun,
	task: PlannedTask,
	order: StandingOrder,
	lines: readonly UnicontaRow[],
): Promise<void> {
	const { host } = run;
	const { differences } = compareOrder(task, order.row, lines);
	if (differences.length > 0) {
		uncertain(
			run,
			task,
			`its order ${order.orderNumber} was changed in Uniconta since it was sent (${differences.join('; ')}). A person has to decide`,
			order,
		);
		return;
	}
	const tolerated = new Set([nameOf(order)]);
	const claim = await claimNumber({ ...claimRequestOf(host, task, run.options), tolerated });
	if (!('held' in claim) || claim.abandoned.length > 0) {
		if ('held' in claim) await removeOrder(host, claim.held, { lines: [] });
		notSentAgain(run, task, order);
		return;
	}
	let end: PostEnd = 'gone';
	try {
		// Only for the form in which this Uniconta takes the order, which this run has not seen yet; what it says
		// against it the post says too.
		await simulate(run, task, order.row, lines);
		end = await postOrder(run, task, order, lines, claim.held.claim.madeAt);
	} catch (caught) {
		uncertain(run, task, `it could not be sent again yet (${asApiError(caught).message})`, order);
	} finally {
		// Without a clear answer the second claim stays: it tells later runs that this order may have been posted twice
		// over.
		if (end !== 'unclear') await removeOrder(host, claim.held, { lines: [] });
	}
	if (task.outcome === 'refused' || (await staysAfterwards(run, task, order)))
		await removeOrder(host, order, { lines });
	else if (task.outcome === 'waiting' || task.outcome === 'failed') notSentAgain(run, task, order);
}

function notSentAgain(run: PostRun, task: PlannedTask, order: StandingOrder): void {
	uncertain(run, task, 'Uniconta did not say what became of its posting, and it could not be sent again yet', order);
}
