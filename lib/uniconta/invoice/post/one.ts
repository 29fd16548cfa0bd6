import { asApiError, type ApiError } from '../../../http/errors';
import { fieldOf, type UnicontaRow } from '../../api/rows';
import {
	claimNumber,
	type ClaimResult,
	linesOf,
	nameOf,
	removeOrder,
	stillStanding,
	type StandingOrder,
} from './claim';
import { takeClaim } from './claimTogether';
import { compareOrder, headerRow, lineRow, ORDER_LINE, sayTexts } from '../orderRows';
import { postOrder, uncertain, type PostRun } from './order';
import { assess } from '../uncertain';
import { fail, isPosted, refuse, say, settle, wait, type PlannedTask } from '../task';

/** How often one invoice is begun in one run: a list of lines without an answer, and the trial of a deleted order, each cost one. */
const ROUNDS = 3;

/**
 * Posts one invoice whose number is the next one: 8 calls where nothing goes wrong, 6 where it was claimed with others. What an earlier run or another worker left
 * behind for the number comes first. Sets the outcome; throws nothing but faults of our own.
 */
export async function postOne(run: PostRun, task: PlannedTask, standing: readonly StandingOrder[]): Promise<void> {
	try {
		const hasPast = standing.length > 0 || task.mapped.known?.attempt !== undefined;
		const past = hasPast ? await assess(run, task, standing) : ({ goOn: { needsProof: false } } as const);
		if ('settled' in past) return;
		if ('sendAgain' in past) await sendAgain(run, task, past.sendAgain, past.lines);
		else await claimAndPost(run, task, standing, past.goOn.needsProof);
	} catch (caught) {
		fail(task, asApiError(caught));
	}
}

async function claimAndPost(
	run: PostRun,
	task: PlannedTask,
	leftovers: readonly StandingOrder[],
	needsProof: boolean,
): Promise<void> {
	const { host } = run;
	const tolerated = new Set(leftovers.map(nameOf));
	for (let round = 1; round <= ROUNDS; round++) {
		const claim = await claimOf(run, task, tolerated);
		if ('failed' in claim) {
			fail(task, claim.failed);
			return;
		}
		if ('lost' in claim) {
			wait(task, `${claim.lost}. It is begun anew by itself.`);
			return;
		}
		const own = claim.held;
		let mayRemove = true;
		let linesMayCome = false;
		try {
			if (claim.abandoned.length > 0) {
				wait(
					task,
					`order ${claim.abandoned[0]?.orderNumber ?? ''} for it turned up in Uniconta. It is cleared away by itself in the next run.`,
				);
				return;
			}
			const lines = await putLines(run, task, own);
			linesMayCome = lines === 'again';
			if (lines === 'again') continue;
			if (lines === undefined) return;
			const refusal = await simulate(run, task, own.row, lines);
			if (refusal !== undefined) {
				if (needsProof)
					uncertain(
						run,
						task,
						`an earlier posting of it had no clear answer, and now Uniconta would refuse it (${refusal.message})`,
					);
				else fail(task, refusal);
				return;
			}
			if (needsProof && run.refusesDeleted !== true) {
				mayRemove = false;
				if (await provesFence(run, task, own, lines)) continue;
				return;
			}
			if (!(await clearAway(run, task, leftovers))) return;
			const end = await postOrder(run, task, own, lines, own.claim.madeAt);
			mayRemove = end === 'gone' || (end === 'posted' && (await staysAfterwards(run, task, own)));
		} catch (caught) {
			fail(task, asApiError(caught));
		} finally {
			if (mayRemove) await removeOrder(host, own, { linesMayCome });
		}
		return;
	}
	settle(task, 'failed', { transient: true });
	say(
		task,
		'error',
		`${task.who} could not be brought to Uniconta: its lines had no clear answer several times.`,
		'Nothing to do as long as it passes: it is tried again by itself.',
	);
}

/** Whether an order must still be cleared away after its invoice is posted: one look in a run tells it of all. Throws nothing. */
async function staysAfterwards(run: PostRun, task: PlannedTask, order: StandingOrder): Promise<boolean> {
	if (!isPosted(task)) return false;
	if (run.keepsOrders === undefined) {
		const standing = await stillStanding(run.host, order).catch(asApiError);
		// Not to be seen is not gone for sure; the next run clears it away.
		if (standing instanceof Error) return false;
		run.keepsOrders = standing !== undefined;
	}
	return run.keepsOrders;
}

/** The claim made together with others, where there is one; else one of its own. */
async function claimOf(run: PostRun, task: PlannedTask, tolerated: ReadonlySet<string>): Promise<ClaimResult> {
	const { ahead } = run;
	if (ahead?.unsure.has(task.plan.number) === true)
		return { lost: 'its own claim is not to be seen in Uniconta yet' };
	const held = ahead === undefined ? undefined : await takeClaim(run.host, ahead, task.plan.number, run.options);
	return held === undefined ? await claimNumber({ ...claimRequest(run, task), tolerated }) : { held, abandoned: [] };
}

function claimRequest(
	{ host, options: { clock, requestTimeoutMs } }: PostRun,
	task: PlannedTask,
): Parameters<typeof claimNumber>[0] {
	return {
		host,
		clock,
		requestTimeoutMs,
		number: task.plan.number,
		momentId: task.mapped.momentId,
		header: (reference) => headerRow(task, reference),
	};
}

/**
 * Inserts the lines and reads them back. Undefined: the outcome is set. `again`: no answer came and they are not all there; since they
 * may still come, this order is given up and another one begun.
 */
async function putLines(
	run: PostRun,
	task: PlannedTask,
	own: StandingOrder,
): Promise<UnicontaRow[] | 'again' | undefined> {
	const { plan } = task;
	let unclear = false;
	try {
		await run.host.insertList(
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
	const stored = await linesOf(run.host, own);
	if (unclear && stored.length !== plan.lines.length) return 'again';
	const found = compareOrder(task, own.row, stored);
	if (found.differences.length > 0) {
		refuse(
			task,
			`${task.who}: Uniconta changed the order on the way in. ${found.differences.join('; ')}.`,
			'Correct what is named, in Moment or in Uniconta, so that Uniconta keeps it as it is. Nothing was posted, and the order was removed.',
		);
		return undefined;
	}
	sayTexts(task, found);
	return stored;
}

/** What Uniconta says against it; undefined where it would post. */
async function simulate(
	run: PostRun,
	task: PlannedTask,
	order: UnicontaRow,
	lines: readonly UnicontaRow[],
): Promise<ApiError | undefined> {
	try {
		await run.host.generateInvoice({ order, lines, date: task.plan.issueDate, simulate: true });
		return undefined;
	} catch (caught) {
		const error = asApiError(caught);
		if (error.kind === 'refused' || error.kind === 'notFound') return error;
		throw error;
	}
}

/**
 * Tries on an order of our own, which it has just agreed to post, whether Uniconta refuses an order that was deleted: only then does
 * deleting an order keep a post of it away that may still be on its way. Where it does not, a person decides.
 */
async function provesFence(
	run: PostRun,
	task: PlannedTask,
	own: StandingOrder,
	lines: readonly UnicontaRow[],
): Promise<boolean> {
	if (!(await removeOrder(run.host, own, { lines, verify: true }))) {
		wait(task, 'an order of its own could not be deleted in Uniconta yet.');
		return false;
	}
	run.refusesDeleted = (await simulate(run, task, own.row, lines)) !== undefined;
	if (!run.refusesDeleted) undecidable(run, task);
	return run.refusesDeleted;
}

function undecidable(run: PostRun, task: PlannedTask): void {
	uncertain(
		run,
		task,
		'an earlier posting of it had no clear answer, and this Uniconta would invoice an order even after it was deleted, so it cannot be sent again safely. A person has to decide',
	);
}

/** The fence: what others left behind for this number is deleted, and read to be gone, before anything is posted in its place. */
async function clearAway(run: PostRun, task: PlannedTask, leftovers: readonly StandingOrder[]): Promise<boolean> {
	for (const order of leftovers) {
		const lines = await linesOf(run.host, order);
		if (!(await removeOrder(run.host, order, { lines, verify: true }))) {
			wait(
				task,
				`order ${order.orderNumber}, left over from an earlier run, could not be deleted in Uniconta yet.`,
			);
			return false;
		}
		if (lines.length > 0 && (await simulate(run, task, order.row, lines)) === undefined) {
			run.refusesDeleted = false;
			undecidable(run, task);
			return false;
		}
	}
	return true;
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
	const claim = await claimNumber({ ...claimRequest(run, task), tolerated: new Set([nameOf(order)]) });
	if (!('held' in claim) || claim.abandoned.length > 0) {
		if ('held' in claim) await removeOrder(host, claim.held, { lines: [] });
		uncertain(
			run,
			task,
			'Uniconta did not say what became of its posting, and it could not be sent again yet',
			order,
		);
		return;
	}
	let end: Awaited<ReturnType<typeof postOrder>> = 'gone';
	try {
		// Only for the form in which this Uniconta takes the order, which this run has not seen yet; what it says against it the post says too.
		await simulate(run, task, order.row, lines);
		end = await postOrder(run, task, order, lines, claim.held.claim.madeAt);
	} catch (caught) {
		uncertain(run, task, `it could not be sent again yet (${asApiError(caught).message})`, order);
	} finally {
		// Without a clear answer the second claim stays: it tells later runs that this order may have been posted twice over.
		if (end !== 'unclear') await removeOrder(host, claim.held, { lines: [] });
	}
	if (task.outcome === 'refused' || (await staysAfterwards(run, task, order)))
		await removeOrder(host, order, { lines });
	else if (task.outcome === 'waiting' || task.outcome === 'failed')
		uncertain(
			run,
			task,
			'Uniconta did not say what became of its posting, and it could not be sent again yet',
			order,
		);
}
