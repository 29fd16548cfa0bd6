import { asApiError, unforeseen, type ApiError } from '../../../http/errors';
import { earliestText, minuteText } from '../../../core/instants';
import { textOf, type UnicontaRow } from '../../api/rows';
import type { WebApiClient } from '../../api/webApi';
import type { GenerateInvoiceAnswer } from '../../api/webApiInvoice';
import { LISTS } from '../checks/lists';
import { abandonedAfterMs, ALLOWED_MS, lookForMs, type StandingOrder } from './claim';
import type { ClaimedTogether } from './claimTogether';
import type { Series } from '../numbering/gate';
import {
	findOurs,
	INVOICE,
	invoiceNumberOf,
	isOurs,
	rateDifference,
	totalDifferences,
	tracesOf,
} from '../posted/posted';
import { fail, say, settle, wait, type PlannedTask } from '../task';
import type { InvoiceTask, SendOptions } from '../types';

/** What the steps of one run on the post route share. */
export interface PostRun {
	host: WebApiClient;
	options: SendOptions;
	series: Series;
	/** Whether this Uniconta refuses to invoice a deleted order; undefined until it was tried. */
	refusesDeleted?: boolean;
	/** Whether this Uniconta keeps orders that it has invoiced, against `DeleteOrder`; undefined until one was looked at. */
	keepsOrders?: boolean;
	/** Whether an invoice of this run went through. */
	hasPosted?: boolean;
	/** Claims made together for those whose turn is next. */
	ahead?: ClaimedTogether;
	/** Such a list of claims brought nothing: it is not tried again in this run. */
	claimsAlone?: boolean;
	/** Why nothing more is posted in this run, for those behind; set at most once. */
	stop?: { why: string; fix: string };
}

/** `gone`: the order is no more needed where it stands. `unclear`: a post may be on its way, so everything is left as it is. */
export type PostEnd = 'posted' | 'gone' | 'unclear';

const INVOICES_MENU = 'Customer > Reports > Invoices';
const ORDERS_MENU = 'Customer > Sales orders';
const VAT_MENU = LISTS.vat.menu;
/** Where Uniconta says that it did not act, the gate is passed and the post sent again after these waits. */
const TRY_AGAIN_MS = [2_000, 4_000, 8_000, 16_000, 16_000] as const;

/**
 * The gate and the post of one standing order; see {@link passAndPost}. Sets the outcome. Throws an ApiError only while nothing was
 * posted: whatever goes wrong once a post was sent leaves it in doubt.
 */
export async function postOrder(
	run: PostRun,
	task: PlannedTask,
	order: StandingOrder,
	lines: readonly UnicontaRow[],
	claimedAt: number,
): Promise<PostEnd> {
	const post = { mayHaveHappened: false };
	try {
		return await passAndPost(run, task, order, lines, claimedAt, post);
	} catch (caught) {
		if (!post.mayHaveHappened) throw asApiError(caught);
		task.reference = textOf(order.row, 'ReferenceNumber');
		const { message } = unforeseen('Uniconta', 'After its posting was sent', caught);
		uncertain(run, task, message, order, lookTimes(run, order, claimedAt));
		return 'unclear';
	}
}

/** Directly before the post: no more than the allowed time since the claim, and the series' next number is the invoice's own. */
async function passAndPost(
	run: PostRun,
	task: PlannedTask,
	order: StandingOrder,
	lines: readonly UnicontaRow[],
	claimedAt: number,
	post: { mayHaveHappened: boolean },
): Promise<PostEnd> {
	const {
		host,
		options: { clock },
		series,
	} = run;
	const { number } = task.plan;
	const traces = tracesOf(task, number, [order]);
	const before = task.reference;
	for (let attempt = 1; ; attempt++) {
		const next = await series.next();
		if (clock.now() - claimedAt > ALLOWED_MS) {
			wait(task, `its preparation took longer than ${ALLOWED_MS / 60_000} minutes. It is begun anew by itself.`);
			return 'gone';
		}
		if (next !== number) {
			wait(
				task,
				`Uniconta's next invoice number is ${next ?? 'not known'} now, not ${number}. It is looked at again by itself.`,
			);
			return 'gone';
		}
		let answer: GenerateInvoiceAnswer;
		post.mayHaveHappened = true;
		try {
			answer = await host.generateInvoice({
				order: order.row,
				lines,
				date: task.plan.issueDate,
				simulate: false,
			});
		} catch (caught) {
			const error = asApiError(caught);
			task.reference = textOf(order.row, 'ReferenceNumber');
			const found = await findOurs(host, traces).catch(asApiError);
			if (found !== undefined && !(found instanceof Error)) return settleFound(run, task, found);
			if (error.mayHaveHappened) {
				uncertain(
					run,
					task,
					`Uniconta did not say what became of its posting (${error.message})`,
					order,
					lookTimes(run, order, claimedAt),
				);
				return 'unclear';
			}
			post.mayHaveHappened = false;
			if (before === undefined) delete task.reference;
			else task.reference = before;
			const again = waitBefore(run, error, attempt, claimedAt);
			if (again !== undefined) {
				await clock.sleep(again);
				continue;
			}
			await settleNotPosted(run, task, error);
			return 'gone';
		}
		task.reference = textOf(order.row, 'ReferenceNumber');
		return await verify(run, task, order, answer, lookTimes(run, order, claimedAt));
	}
}

/** How long to wait before a post that was not carried out is sent again; undefined: not in this run. The claim and the run must last for it. */
function waitBefore({ options }: PostRun, error: ApiError, attempt: number, claimedAt: number): number | undefined {
	const { clock, deadline = Infinity, requestTimeoutMs } = options;
	const own = TRY_AGAIN_MS[attempt - 1];
	if (own === undefined || !error.transient || error.kind === 'outOfTime') return undefined;
	const pause = Math.max(own, error.retryAfterMs ?? 0);
	return clock.now() + pause < Math.min(claimedAt + ALLOWED_MS, deadline - requestTimeoutMs) ? pause : undefined;
}

interface LookTimes {
	/** Since when it is looked for, and when it may be sent again at the earliest: fixed, so that the log says it once. */
	since: number;
	again: number;
}

/** As {@link assess} goes by it. Where the order was posted again under a second claim, that one stays and holds. */
function lookTimes(
	{ options: { clock, requestTimeoutMs } }: PostRun,
	{ claim }: StandingOrder,
	claimedAt: number,
): LookTimes {
	const since = clock.now();
	return {
		since,
		again:
			claim.madeAt === claimedAt
				? since + lookForMs(requestTimeoutMs)
				: claimedAt + abandonedAfterMs(requestTimeoutMs),
	};
}

/** Reads the posted invoice: its number is what counts, whatever the answer says (design 5). */
async function verify(
	run: PostRun,
	task: PlannedTask,
	order: StandingOrder,
	{ invoiceNumber }: GenerateInvoiceAnswer,
	times: LookTimes,
): Promise<PostEnd> {
	const { number } = task.plan;
	const traces = tracesOf(task, number, [order]);
	let row: UnicontaRow | undefined;
	let trouble: ApiError | undefined;
	try {
		if (invoiceNumber !== undefined && invoiceNumber > 0)
			row = (await run.host.find(INVOICE, 'InvoiceNumber', invoiceNumber)).find((candidate) =>
				isOurs(candidate, traces),
			);
		row ??= await findOurs(run.host, traces);
	} catch (caught) {
		trouble = asApiError(caught);
	}
	if (row !== undefined) return settleFound(run, task, row);
	if (invoiceNumber === number && trouble !== undefined) {
		// Other totals would stop all posting: nothing goes on before they were seen.
		uncertain(
			run,
			task,
			`Uniconta gave its number, but the invoice could not be read back (${trouble.message}), so its totals are not known`,
			order,
			times,
		);
		return 'unclear';
	}
	if (invoiceNumber === number) {
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
	uncertain(run, task, 'Uniconta gave no invoice number for it, and the invoice is not to be seen', order, times);
	return 'unclear';
}

/** The invoice is in Uniconta, and it is ours: under its number, or not. */
export function settleFound(run: PostRun, task: InvoiceTask, row: UnicontaRow): 'posted' {
	task.row = row;
	task.reference = textOf(row, 'ReferenceNumber') || (task.reference ?? '');
	const found = invoiceNumberOf(row);
	const expected = task.plan?.number ?? Number(task.mapped.key);
	if (found !== expected) {
		misnumbered(run, task, textOf(row, 'InvoiceNumber'));
		return 'posted';
	}
	settle(task, 'posted');
	const rate = task.plan === undefined ? undefined : rateDifference(task.plan, row);
	if (rate !== undefined)
		say(
			task,
			'note',
			`${task.who} has another amount in the company's own currency: ${rate}. An order cannot carry Moment's rate.`,
		);
	const differences = task.plan === undefined ? [] : totalDifferences(task.plan, row);
	if (differences.length > 0) mistotalled(run, task, expected, differences);
	return 'posted';
}

/** What made the totals differ would do so with every further invoice: a person decides. */
function mistotalled(run: PostRun, task: InvoiceTask, number: number, differences: readonly string[]): void {
	say(
		task,
		'error',
		`${task.who} was posted under its number, but with other totals: ${differences.join('; ')}. Nothing was reversed, and nothing more is posted.`,
		`Find out in Uniconta where the difference comes from (${INVOICES_MENU}: VAT code and amount of each line; rates under ${VAT_MENU}) and mend that, or the next invoice is wrong too. Correct invoice ${number} in Uniconta by a journal entry: a credit note made there would take the number of Moment's next invoice. Then delete its row with the state mistotalled from the Data Table moment_uniconta_inbox: posting goes on.`,
		'Total',
	);
	settle(task, 'mistotalled');
	run.stop ??= {
		why: `invoice ${number} was posted with other totals than Moment's`,
		fix: `Do what the log says about invoice ${number}.`,
	};
}

export function misnumbered(run: PostRun, task: InvoiceTask, as: number | string): void {
	const number = task.plan?.number ?? task.mapped.key;
	say(
		task,
		'error',
		`${task.who} stands in Uniconta as invoice ${as}: something else took the number ${number} in the same moment. Nothing was reversed, and nothing more is posted.`,
		`Decide in Uniconta what is to become of invoice ${as} (${INVOICES_MENU}), see that Next of the number series is the number of Moment's next invoice (General Ledger > Maintenance > Voucher number series), and then delete this invoice's row with the state misnumbered from the Data Table moment_uniconta_inbox: posting goes on.`,
		'Invoice number',
		String(as),
	);
	settle(task, 'misnumbered');
	run.stop ??= stopFor(number);
}

/** Something that is not Moment's invoice has its number, or the number was used up for nothing: a person decides. */
export function numberLost(run: PostRun, task: InvoiceTask, message: string, fix: string): void {
	const number = task.plan?.number ?? task.mapped.key;
	say(task, 'error', message, fix, 'Invoice number', String(number));
	settle(task, 'misnumbered');
	run.stop ??= stopFor(number);
}

function stopFor(number: number | string): { why: string; fix: string } {
	return {
		why: `the numbers of Moment and Uniconta came apart at invoice ${number}`,
		fix: `Do what the log says about invoice ${number}.`,
	};
}

export function uncertain(
	run: PostRun,
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
	say(
		task,
		'error',
		`${task.who}: ${what}. It may still be posted, so it is ${looked || 'not sent again yet'}, and nothing behind it is posted.`,
		`Nothing to do as long as it passes: it is looked at again by itself. If it stays for more than an hour, see in Uniconta whether invoice ${number} is there (${INVOICES_MENU})${where}.`,
	);
	settle(task, 'uncertain', { transient: true });
	run.stop ??= {
		why: `it is not known yet whether invoice ${number} was posted${looked === '' ? '' : ` (${looked})`}`,
		fix: 'Nothing to do: it is looked at again by itself.',
	};
}

/** Uniconta did not post. Whether it used up the number all the same is not known of it (issue 3, switches), so that is read. */
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
