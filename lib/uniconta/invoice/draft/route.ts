import { asApiError } from '../../../http/errors';
import { textOf, type UnicontaRow } from '../../api/rows';
import { readWithZeroVat } from '../checks/zeroVat';
import { compareOrder, sayTexts, type Comparison } from '../orderRows';
import {
	abandonedAfterMs,
	claimedOrders,
	claimNumber,
	isAbandoned,
	linesOf,
	removeOrder,
	type StandingOrder,
} from '../post/claim';
import { claimRequestOf, putLines, settleNotClaimed, waitsForAbandoned } from '../post/ownOrder';
import { endsWithin, standingFor } from '../post/run';
import { listPosted } from '../posted/list';
import { describe, findOurs, invoiceNumberOf, totalDifferences } from '../posted/posted';
import { claimIn } from '../reference';
import { fail, isPlanned, numberOf, refuse, say, settle, wait, type PlannedTask, type PreparingRoute } from '../task';
import type { InvoiceTask, RouteContext } from '../types';
import { attemptOf, leaveInDoubt } from '../uncertain';

const ORDERS_MENU = 'Customer > Sales orders';
const INVOICES_MENU = 'Customer > Reports > Invoices';
const ALIKE: Comparison = { differences: [], texts: [] };
/** Time a whole draft may take: with less left, none is begun. */
const ONE_DRAFT_MS = 30_000;

/** What the steps of one run on the draft route share. */
interface DraftRun extends Pick<RouteContext, 'odata' | 'options'> {
	/** Orders of ours that stood in Uniconta when the run began. */
	orders: StandingOrder[];
}

/**
 * The route *Order Draft* (D4): a sales order with lines that a person invoices. It works on the documented host
 * alone; numbers are Uniconta's own, Moment's is the reference, so no series is looked at and none waits for another.
 */
export function createDraftRoute({ odata, options }: RouteContext): PreparingRoute {
	const run: DraftRun = { odata, options, orders: [] };
	return {
		async prepare(tasks) {
			const numbered = tasks.filter((task) => numberOf(task) !== undefined);
			if (numbered.length === 0) return;
			run.orders = await claimedOrders(odata);
			await settleAbsent(
				run,
				numbered.filter((task) => ordersOf(run, task).length === 0),
			);
			for (const task of numbered) {
				const standing = ordersOf(run, task);
				if (task.outcome === undefined && standing.length > 0 && isPlanned(task))
					await settleStanding(run, task, standing);
			}
		},
		async send(tasks) {
			for (const task of tasks.filter(isPlanned)) {
				if (options.dryRun) {
					settle(task, 'wouldDraft');
				} else if (endsWithin(ONE_DRAFT_MS, options)) {
					wait(task, 'the time of this run is up. It is its turn in the next one.');
				} else {
					await draftOne(run, task);
				}
			}
		},
	};
}

function ordersOf(run: DraftRun, task: InvoiceTask): StandingOrder[] {
	return standingFor(run, numberOf(task) ?? Number.NaN);
}

/** No order stands for these: never sent, or invoiced by a person, or deleted. */
async function settleAbsent(run: DraftRun, tasks: readonly InvoiceTask[]): Promise<void> {
	if (tasks.length === 0) return;
	const invoiced = await invoicedByNumber(run, tasks);
	for (const task of tasks) {
		const { known } = task.mapped;
		const isKnown = known?.outcome === 'drafted' || known?.outcome === 'unchanged';
		const sent = [...(isKnown ? known.held : []), attemptOf(task)?.reference ?? ''];
		const row = await invoiceFrom(run, task, sent, invoiced.get(numberOf(task) ?? Number.NaN) ?? []);
		if (row !== undefined) settleInvoiced(task, row);
		else if (isKnown) refuseGone(task);
		else mayStillCome(run, task);
	}
}

/** Invoices with these numbers or references, in one list: a person may have invoiced a draft under Moment's number. */
async function invoicedByNumber(
	{ odata }: DraftRun,
	tasks: readonly InvoiceTask[],
): Promise<Map<number, UnicontaRow[]>> {
	const numbers = tasks.flatMap((task) => numberOf(task) ?? []);
	const found = new Map<number, UnicontaRow[]>();
	try {
		const range = { numberFrom: Math.min(...numbers), numberTo: Math.max(...numbers) };
		for (const row of await listPosted(odata, range)) {
			const number = claimIn(textOf(row, 'ReferenceNumber'))?.number ?? invoiceNumberOf(row);
			found.set(number, [...(found.get(number) ?? []), row]);
		}
	} catch (caught) {
		// Only a second way to recognise an invoice.
		const error = asApiError(caught);
		if (error.transient) throw error;
	}
	return found;
}

/** The invoice that came from a draft: among those listed, else by the references under which it was sent. */
async function invoiceFrom(
	{ odata }: DraftRun,
	task: InvoiceTask,
	sent: readonly string[],
	candidates: readonly UnicontaRow[],
): Promise<UnicontaRow | undefined> {
	const number = numberOf(task) ?? Number.NaN;
	const row = candidates.find((candidate) => isFrom(candidate, task, number));
	const references = sent
		.flatMap((reference) => [reference, claimIn(reference)?.mark ?? ''])
		.filter((reference) => reference !== '');
	if (row !== undefined || references.length === 0) return row;
	return await findOurs(odata, {
		number,
		account: task.plan?.customer ?? '',
		references: [...new Set(references)],
		orderNumbers: [],
	});
}

/** Whether a posted invoice came from this one's draft: by our claim, or by number, customer and total. */
function isFrom(row: UnicontaRow, { plan }: InvoiceTask, number: number): boolean {
	const claim = claimIn(textOf(row, 'ReferenceNumber'));
	if (claim !== undefined) return claim.number === number;
	return (
		plan !== undefined &&
		textOf(row, 'Account') === plan.customer &&
		totalDifferences(plan, row).every((difference) => !difference.startsWith('total'))
	);
}

function settleInvoiced(task: InvoiceTask, row: UnicontaRow): void {
	task.row = row;
	task.reference = textOf(row, 'ReferenceNumber');
	settle(task, 'unchanged');
	say(
		task,
		'note',
		`${task.who} has been invoiced in Uniconta: invoice ${textOf(row, 'InvoiceNumber')} to ${describe(row)}.`,
	);
}

function refuseGone(task: InvoiceTask): void {
	refuse(
		task,
		`The order of ${task.who} is gone from Uniconta, and no invoice is to be found that came from it. It is not sent again by itself.`,
		`See in Uniconta whether it was invoiced (${INVOICES_MENU}) or deleted. To have the order made again, delete this invoice's rows from the Data Table moment_uniconta_log, then run Compare Everything Now.`,
	);
}

/**
 * It was sent on another route, the post had no clear answer, and may still be on its way: an order taken for a draft,
 * or a new one, could be booked beside it.
 */
function mayStillCome({ options }: DraftRun, task: InvoiceTask): boolean {
	const attempt = attemptOf(task);
	if (attempt === undefined || options.clock.now() - attempt.sentBefore > abandonedAfterMs(options.requestTimeoutMs))
		return false;
	task.reference = attempt.reference;
	leaveInDoubt(
		task,
		`${task.who} was sent on another route before, and Uniconta did not say what became of it. It may still come, so no draft is made or taken.`,
		`Nothing to do as long as it passes: it is looked at again by itself. If it stays for more than an hour, see in Uniconta whether it is there (${INVOICES_MENU}, ${ORDERS_MENU}, or the journal).`,
	);
	return true;
}

/**
 * An order of ours stands for it: the draft as it was sent, one that a person has changed, or one that is not finished.
 */
async function settleStanding(run: DraftRun, task: PlannedTask, standing: readonly StandingOrder[]): Promise<void> {
	if (mayStillCome(run, task)) return;
	let asPlanned: PlannedTask | undefined;
	let young: StandingOrder | undefined;
	let changed: { order: StandingOrder; differences: string[] } | undefined;
	for (const order of standing) {
		const lines = isLogged(task, order) ? undefined : await linesOf(run.odata, order);
		if (lines !== undefined) asPlanned ??= await withZeroVat(run, task);
		const found = lines === undefined ? ALIKE : compareDraft(asPlanned ?? task, order, lines);
		if (found.differences.length === 0) {
			settleDrafted(run, task, order, found);
			await clearEmpty(
				run,
				standing.filter((other) => other !== order),
			);
			return;
		}
		if (!isHalfMade(task, lines?.length ?? 0)) changed ??= { order, differences: found.differences };
		else if (!isAbandoned(order, run.options)) young = order;
	}
	if (changed !== undefined) refuseChanged(task, changed.order, changed.differences);
	else if (young !== undefined)
		wait(
			task,
			`order ${young.orderNumber} of another run is there for it in Uniconta. It is looked at again by itself.`,
		);
}

/** The log has this very order with this very content: it is not read again. */
function isLogged({ mapped: { known, hash } }: PlannedTask, { rowId }: StandingOrder): boolean {
	return known?.outcome === 'drafted' && known.hash === hash && known.unicontaRowId === String(rowId);
}

async function withZeroVat({ odata, options }: DraftRun, task: PlannedTask): Promise<PlannedTask> {
	return { ...task, plan: await readWithZeroVat(odata, task.plan, options.zeroVat ?? '') };
}

/** The payment term is chosen only later, from the customer and the terms: what the order has is taken as it is. */
function compareDraft(task: PlannedTask, { row }: StandingOrder, lines: readonly UnicontaRow[]): Comparison {
	return compareOrder({ ...task, payment: textOf(row, 'Payment') }, row, lines);
}

/** A run broke off before its lines, or all of them, were there. */
function isHalfMade({ mapped: { known }, plan }: PlannedTask, lines: number): boolean {
	return lines === 0 || (known === undefined && lines < plan.lines.length);
}

function settleDrafted({ options }: DraftRun, task: PlannedTask, { row }: StandingOrder, found: Comparison): void {
	const wasDrafted = task.mapped.known?.outcome === 'drafted';
	task.row = row;
	task.reference = textOf(row, 'ReferenceNumber');
	// It was said when the log got the draft.
	if (!wasDrafted) sayTexts(task, found);
	// `unchanged` alone would read as posted, should the company change to the route Post one day.
	settle(task, wasDrafted || options.dryRun ? 'unchanged' : 'drafted');
}

/** Claims that came so late that the draft had been made under another one. */
async function clearEmpty({ odata, options }: DraftRun, others: readonly StandingOrder[]): Promise<void> {
	for (const order of others) {
		if (options.dryRun || !isAbandoned(order, options)) continue;
		const lines = await linesOf(odata, order);
		if (lines.length === 0) await removeOrder(odata, order, { lines });
	}
}

function refuseChanged(task: PlannedTask, order: StandingOrder, differences: readonly string[]): void {
	task.row = order.row;
	refuse(
		task,
		`The order ${order.orderNumber} of ${task.who} stands in Uniconta with something else than in Moment: ${differences.join('; ')}. It is not changed.`,
		`If the order is right, invoice it as it is. If Moment is right, delete the order in Uniconta (${ORDERS_MENU}) and this invoice's rows in the Data Table moment_uniconta_log; it is made again when you run Compare Everything Now.`,
	);
}

async function draftOne(run: DraftRun, task: PlannedTask): Promise<void> {
	const host = run.odata;
	// Only half-made orders that nobody works on any more are left for this number here.
	for (const order of standingFor(run, task.plan.number)) {
		if (await removeOrder(host, order, { verify: true })) continue;
		wait(task, `order ${order.orderNumber}, left over from an earlier run, could not be deleted in Uniconta yet.`);
		return;
	}
	const claim = await claimNumber(claimRequestOf(host, task, run.options));
	if (!('held' in claim)) {
		settleNotClaimed(task, claim);
		return;
	}
	const own = claim.held;
	try {
		if (!waitsForAbandoned(task, claim.abandoned)) await fill(run, task, own);
	} catch (caught) {
		fail(task, asApiError(caught));
	}
	if (task.outcome !== 'drafted') await removeOrder(host, own);
}

async function fill({ odata }: DraftRun, task: PlannedTask, own: StandingOrder): Promise<void> {
	const lines = await putLines(odata, task, own, 'The order was removed.');
	if (lines === undefined) return;
	if (lines === 'unclear') {
		wait(task, 'Uniconta did not say what became of its lines. It is begun anew by itself.');
		return;
	}
	task.row = own.row;
	task.reference = textOf(own.row, 'ReferenceNumber');
	settle(task, 'drafted');
}
