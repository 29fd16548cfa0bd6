import { asApiError, unforeseen, type ApiError } from '../../../http/errors';
import { textOf, type UnicontaRow } from '../../api/rows';
import type { GenerateInvoiceAnswer } from '../../api/webApiInvoice';
import { findOurs, INVOICE, isOurs, tracesOf, type Traces } from '../posted/posted';
import { fail, say, settle, wait, type PlannedTask } from '../task';
import { uncertain, type LookTimes } from '../uncertain';
import { abandonedAfterMs, ALLOWED_MS, lookForMs, type StandingOrder } from './claim';
import { misnumbered, numberLost, settleFound } from './found';
import type { PostRun } from './run';

/**
 * `gone`: the order is no more needed where it stands. `unclear`: a post may be on its way, so everything is left as it
 * is.
 */
export type PostEnd = 'posted' | 'gone' | 'unclear';

/** One standing order on its way through the gate. */
interface Posting {
	run: PostRun;
	task: PlannedTask;
	order: StandingOrder;
	lines: readonly UnicontaRow[];
	/** When the claim was made that keeps others out meanwhile. */
	claimedAt: number;
	/** By what the invoice can be known if no answer comes. */
	traces: Traces;
	/** The task's reference as it was before anything was sent. */
	referenceBefore: string | undefined;
	/** A post was sent, and Uniconta did not say that it was not carried out. */
	mayHaveHappened: boolean;
}

const INVOICES_MENU = 'Customer > Reports > Invoices';
/** Where Uniconta says that it did not act, the gate is passed and the post sent again after these waits. */
const TRY_AGAIN_MS = [2_000, 4_000, 8_000, 16_000, 16_000] as const;

/** What Uniconta says against an order; undefined where it would post it. */
export async function simulate(
	{ host }: PostRun,
	{ plan }: PlannedTask,
	order: UnicontaRow,
	lines: readonly UnicontaRow[],
): Promise<ApiError | undefined> {
	try {
		await host.generateInvoice({ order, lines, date: plan.issueDate, simulate: true });
		return undefined;
	} catch (caught) {
		const error = asApiError(caught);
		if (error.kind === 'refused' || error.kind === 'notFound') return error;
		throw error;
	}
}

/**
 * The gate and the post of one standing order. Sets the outcome. Throws an ApiError only while nothing was posted:
 * whatever goes wrong once a post was sent leaves it in doubt.
 */
export async function postOrder(
	run: PostRun,
	task: PlannedTask,
	order: StandingOrder,
	lines: readonly UnicontaRow[],
	claimedAt: number,
): Promise<PostEnd> {
	const traces = tracesOf(task, task.plan.number, [order]);
	const referenceBefore = task.reference;
	const posting: Posting = { run, task, order, lines, claimedAt, traces, referenceBefore, mayHaveHappened: false };
	try {
		for (let attempt = 1; ; attempt++) {
			if (!(await passesGate(posting))) return 'gone';
			const end = await post(posting, attempt);
			if (end !== 'again') return end;
		}
	} catch (caught) {
		if (!posting.mayHaveHappened) throw asApiError(caught);
		task.reference = textOf(order.row, 'ReferenceNumber');
		const { message } = unforeseen('Uniconta', 'After its posting was sent', caught);
		return leaveUnclear(posting, message);
	}
}

/**
 * Directly before the post: no more than the allowed time since the claim, and the series' next number is the invoice's
 * own.
 */
async function passesGate({ run, task, claimedAt }: Posting): Promise<boolean> {
	const next = await run.series.next();
	if (run.options.clock.now() - claimedAt > ALLOWED_MS) {
		wait(task, `its preparation took longer than ${ALLOWED_MS / 60_000} minutes. It is begun anew by itself.`);
		return false;
	}
	if (next !== task.plan.number) {
		wait(
			task,
			`Uniconta's next invoice number is ${next ?? 'not known'} now, not ${task.plan.number}. It is looked at again by itself.`,
		);
		return false;
	}
	return true;
}

/** Sends the post once. `again`: Uniconta did not act, and the pause before the next attempt is over. */
async function post(posting: Posting, attempt: number): Promise<PostEnd | 'again'> {
	const { run, task, order, lines } = posting;
	let answer: GenerateInvoiceAnswer;
	posting.mayHaveHappened = true;
	try {
		answer = await run.host.generateInvoice({
			order: order.row,
			lines,
			date: task.plan.issueDate,
			simulate: false,
		});
	} catch (caught) {
		const error = asApiError(caught);
		task.reference = textOf(order.row, 'ReferenceNumber');
		return await afterFailure(posting, error, attempt);
	}
	task.reference = textOf(order.row, 'ReferenceNumber');
	return await verify(posting, answer);
}

/** A failed post may have gone through all the same: it is looked for before anything is believed. */
async function afterFailure(posting: Posting, error: ApiError, attempt: number): Promise<PostEnd | 'again'> {
	const { run, task, referenceBefore } = posting;
	const found = await findOurs(run.host, posting.traces).catch(asApiError);
	if (found !== undefined && !(found instanceof Error)) return settleFound(run, task, found);
	if (error.mayHaveHappened)
		return leaveUnclear(posting, `Uniconta did not say what became of its posting (${error.message})`);
	posting.mayHaveHappened = false;
	if (referenceBefore === undefined) delete task.reference;
	else task.reference = referenceBefore;
	const pause = pauseBefore(posting, error, attempt);
	if (pause === undefined) {
		await settleNotPosted(run, task, error);
		return 'gone';
	}
	await run.options.clock.sleep(pause);
	return 'again';
}

/**
 * How long to wait before a post that was not carried out is sent again; undefined: not in this run. The claim and the
 * run must last for it.
 */
function pauseBefore({ run, claimedAt }: Posting, error: ApiError, attempt: number): number | undefined {
	const { clock, deadline = Infinity, requestTimeoutMs } = run.options;
	const own = TRY_AGAIN_MS[attempt - 1];
	if (own === undefined || !error.transient || error.kind === 'outOfTime') return undefined;
	const pause = Math.max(own, error.retryAfterMs ?? 0);
	return clock.now() + pause < Math.min(claimedAt + ALLOWED_MS, deadline - requestTimeoutMs) ? pause : undefined;
}

function leaveUnclear(posting: Posting, what: string, times = lookTimes(posting)): 'unclear' {
	uncertain(posting.run, posting.task, what, posting.order, times);
	return 'unclear';
}

/**
 * As the next run's look at the past goes by it. Where the order was posted again under a second claim, that one stays
 * and holds.
 */
function lookTimes({ run, order, claimedAt }: Posting): LookTimes {
	const { clock, requestTimeoutMs } = run.options;
	const since = clock.now();
	return {
		since,
		again:
			order.claim.madeAt === claimedAt
				? since + lookForMs(requestTimeoutMs)
				: claimedAt + abandonedAfterMs(requestTimeoutMs),
	};
}

/** Reads the posted invoice: its number is what counts, whatever the answer says (D4). */
async function verify(posting: Posting, { invoiceNumber }: GenerateInvoiceAnswer): Promise<PostEnd> {
	const { run, task } = posting;
	// Looked for since the post, not since the look.
	const times = lookTimes(posting);
	const row = await readBack(posting, invoiceNumber).catch(asApiError);
	if (row !== undefined && !(row instanceof Error)) return settleFound(run, task, row);
	if (invoiceNumber === task.plan.number) {
		// Other totals would stop all posting: nothing goes on before they were seen.
		if (row !== undefined)
			return leaveUnclear(
				posting,
				`Uniconta gave its number, but the invoice could not be read back (${row.message}), so its totals are not known`,
				times,
			);
		say(
			task,
			'warning',
			`${task.who} was posted under its number, but is not to be seen in Uniconta's list yet, so its totals were not compared.`,
			`Compare its totals with Moment's: ${INVOICES_MENU}.`,
		);
		settle(task, 'posted');
		return 'posted';
	}
	if (invoiceNumber !== undefined && invoiceNumber > 0) {
		misnumbered(run, task, invoiceNumber);
		return 'posted';
	}
	return leaveUnclear(posting, 'Uniconta gave no invoice number for it, and the invoice is not to be seen', times);
}

/** The invoice that was just posted: by the number of the answer, else by all that it can be known by. */
async function readBack({ run, task, order }: Posting, answered: number | undefined): Promise<UnicontaRow | undefined> {
	const traces = tracesOf(task, task.plan.number, [order]);
	if (answered !== undefined && answered > 0) {
		const rows = await run.host.find(INVOICE, 'InvoiceNumber', answered);
		const own = rows.find((row) => isOurs(row, traces));
		if (own !== undefined) return own;
	}
	return await findOurs(run.host, traces);
}

/**
 * Uniconta did not post. Whether it used up the number all the same is not known of it (issue 3, switches), so that is
 * read.
 */
async function settleNotPosted(run: PostRun, task: PlannedTask, error: ApiError): Promise<void> {
	const { number } = task.plan;
	// Somebody cleared the order away: it is begun anew.
	if (error.kind === 'notFound' || error.code === 'OrderIsDeleted') {
		wait(task, `its order was deleted in Uniconta before it was posted. It is begun anew by itself.`);
		return;
	}
	fail(task, error);
	if (task.outcome !== 'refused') return;
	const next = await run.series.next().catch(() => undefined);
	if (next === undefined || next <= number) return;
	const taken = await run.host.find(INVOICE, 'InvoiceNumber', number).catch(() => undefined);
	if (taken === undefined || taken.length > 0) return;
	numberLost(
		run,
		task,
		`${task.who} was refused by Uniconta, which used up its number all the same: no invoice has the number ${number}, and the next one would get ${next}.`,
		`Mend what Uniconta names, set Next of the number series back to ${number} (General Ledger > Maintenance > Voucher number series), and delete this invoice's row with the state misnumbered from the Data Table moment_uniconta_inbox. It is sent again by itself then.`,
	);
}
