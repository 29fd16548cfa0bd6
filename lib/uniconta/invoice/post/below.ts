import { asApiError } from '../../../http/errors';
import { textOf, type UnicontaRow } from '../../api/rows';
import { sayDifferences } from '../posted/compare';
import { listPosted } from '../posted/list';
import { describe, INVOICE, invoiceNumberOf, totalDifferences } from '../posted/posted';
import { claimIn } from '../reference';
import { numberOf, refuse, say, settle } from '../task';
import type { InvoiceTask } from '../types';
import { attemptOf, uncertain } from '../uncertain';
import { abandonedAfterMs } from './claim';
import { numberLost, settleFound } from './found';
import { tidy } from './leftovers';
import { SERIES_MENU } from './obstacles';
import { standingFor, type PostRun } from './run';

/** Up to so many numbers below Next are looked up one by one; more in one list. */
const FEW = 3;

/** What became of those whose number the series has passed: posted, lost to another invoice, or never sent. */
export async function settleBelow(run: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
	const below = tasks.filter((task) => task.outcome === undefined && (numberOf(task) ?? Number.NaN) < run.next);
	const listed = below.length > FEW ? await invoicesBetween(run, below) : new Map<number, UnicontaRow[]>();
	for (const task of below) {
		const number = numberOf(task);
		if (number !== undefined) await settleOneBelow(run, task, number, listed.get(number) ?? []);
	}
}

/** The invoices of a range of numbers in one list; what is missing in it is asked for again where it counts. */
async function invoicesBetween(run: PostRun, tasks: readonly InvoiceTask[]): Promise<Map<number, UnicontaRow[]>> {
	const numbers = tasks.flatMap((task) => numberOf(task) ?? []);
	const byNumber = new Map<number, UnicontaRow[]>();
	try {
		const range = { numberFrom: Math.min(...numbers), numberTo: Math.max(...numbers) };
		for (const row of await listPosted(run.odata, range))
			byNumber.set(invoiceNumberOf(row), [...(byNumber.get(invoiceNumberOf(row)) ?? []), row]);
	} catch (caught) {
		// Where lists of invoices are not given, each is asked for alone.
		const error = asApiError(caught);
		if (error.transient) throw error;
	}
	return byNumber;
}

async function settleOneBelow(
	run: PostRun,
	task: InvoiceTask,
	number: number,
	listed: readonly UnicontaRow[],
): Promise<void> {
	let rows = listed;
	let same = rows.find((row) => isSameInvoice(task, row, number));
	// The other host may show an older state (issue 3, switches): only what is found there counts.
	if (same === undefined) {
		rows = await run.host.find(INVOICE, 'InvoiceNumber', number);
		same = rows.find((row) => isSameInvoice(task, row, number));
	}
	if (same !== undefined) {
		settleSame(run, task, number, same);
		await tidy(run, standingFor(run, number), same);
		return;
	}
	const [taken] = rows;
	if (mayStillCome(run, task, number)) leaveUncertain(run, task, taken);
	else if (taken === undefined) refuseMissing(task, number, run.next);
	else if (isDecided(run, task)) leaveDecided(task, number, taken);
	else if (task.plan !== undefined) stopForTaken(run, task, taken);
}

/** Whether a posted invoice with the number is Moment's: by our claim, or by customer and total. */
function isSameInvoice(task: InvoiceTask, row: UnicontaRow, number: number): boolean {
	if (claimIn(textOf(row, 'ReferenceNumber'))?.number === number) return true;
	const { plan } = task;
	if (plan === undefined || textOf(row, 'Account') !== plan.customer || textOf(row, 'TotalAmount') === '')
		return false;
	const [day, currency] = [textOf(row, 'Date').slice(0, 10), textOf(row, 'Currency')];
	// A monthly fee looks like last month's: the day tells them apart.
	if (day !== '' && day !== plan.issueDate) return false;
	if (currency !== '' && currency !== 'XXX' && plan.currency !== '' && currency !== plan.currency) return false;
	return totalDifferences(plan, row).every((difference) => !difference.startsWith('total'));
}

/** Whether a post without an answer may still be on its way: it is young, or the order it was for still stands. */
function mayStillCome(run: PostRun, task: InvoiceTask, number: number): boolean {
	const attempt = attemptOf(task);
	if (attempt === undefined) return false;
	const { clock, requestTimeoutMs } = run.options;
	return (
		clock.now() - attempt.sentBefore <= abandonedAfterMs(requestTimeoutMs) || standingFor(run, number).length > 0
	);
}

/** A person has seen that another invoice has its number, and has deleted the row that stopped posting. */
function isDecided({ options }: PostRun, { mapped: { known } }: InvoiceTask): boolean {
	return known?.outcome === 'misnumbered' && !options.heldBack.some(({ state }) => state === 'misnumbered');
}

function settleSame(run: PostRun, task: InvoiceTask, number: number, row: UnicontaRow): void {
	const { known } = task.mapped;
	const isOurs = claimIn(textOf(row, 'ReferenceNumber')) !== undefined;
	if (isOurs && known?.outcome === undefined) {
		settleFound(run, task, row);
		return;
	}
	task.row = row;
	task.reference = textOf(row, 'ReferenceNumber');
	settle(task, 'unchanged');
	if (!isOurs && known === undefined)
		say(
			task,
			'warning',
			`${task.who} was found in Uniconta under its number (${describe(row)}), without our reference. It is taken for this one, and not sent.`,
			'Compare both. If it is another invoice, credit it in Uniconta.',
			'Invoice number',
			String(number),
		);
	sayDifferences(task, row);
}

function leaveUncertain(run: PostRun, task: InvoiceTask, taken: UnicontaRow | undefined): void {
	const by = taken === undefined ? '' : `; the number is taken by ${describe(taken)}`;
	uncertain(run, task, `Uniconta did not say what became of its posting, and its number series has passed it${by}`);
}

function refuseMissing(task: InvoiceTask, number: number, next: number): void {
	refuse(
		task,
		`${task.who} is not in Uniconta, and the number series has passed it: the next number is ${next}.`,
		`Where no invoice from ${number} on is posted in Uniconta, set Next of the number series back to ${number} (${SERIES_MENU}). Else enter it in Uniconta by hand and set it to "Do not transfer to accounting" in Moment.`,
		'Invoice number',
		String(number),
	);
}

function leaveDecided(task: InvoiceTask, number: number, taken: UnicontaRow): void {
	settle(task, 'unchanged');
	say(
		task,
		'warning',
		`${task.who} has a number that is taken in Uniconta by another invoice (${describe(taken)}). A person let posting go on, so it is not sent.`,
		'See that it is in the books in another way.',
		'Invoice number',
		String(number),
	);
}

function stopForTaken(run: PostRun, task: InvoiceTask, taken: UnicontaRow): void {
	numberLost(
		run,
		task,
		`${task.who} has a number that is taken in Uniconta by another invoice (${describe(taken)}). It was not sent, and nothing more is posted.`,
		`Somebody posted by hand in Moment's number series. Enter ${task.who} in Uniconta by hand, or credit it in Moment and issue it again; set it to "Do not transfer to accounting" in Moment, and delete its row with the state misnumbered from the Data Table moment_uniconta_inbox. Posting goes on then.`,
	);
}
