import { asApiError } from '../../../http/errors';
import type { InvoicePlan } from '../../../mapping/invoice/plan';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost } from '../../api/webApi';
import {
	abandonedAfterMs,
	claimedOrders,
	claimNumber,
	isAbandoned,
	linesOf,
	removeOrder,
	type StandingOrder,
} from '../post/claim';
import { compareOrder, headerRow, lineRow, ORDER_LINE, sayTexts, type Comparison } from '../orderRows';
import { describe, findOurs, invoiceNumberOf, totalDifferences } from '../posted/posted';
import { listPosted } from '../posted/list';
import { claimIn } from '../reference';
import { fail, isPlanned, numberOf, refuse, say, settle, wait, type PlannedTask, type PreparingRoute } from '../task';
import { attemptOf } from '../uncertain';
import type { InvoiceTask, RouteContext } from '../types';
import { readWithZeroVat } from '../checks/zeroVat';

const ORDERS_MENU = 'Customer > Sales orders';
const INVOICES_MENU = 'Customer > Reports > Invoices';
const ALIKE: Comparison = { differences: [], texts: [] };
/** Time a whole draft may take: with less left, none is begun. */
const ONE_DRAFT_MS = 30_000;

/**
 * The route *Order Draft* (design 5): a sales order with lines that a person invoices. It works on the documented host alone; numbers are
 * Uniconta's own, Moment's is the reference, so no series is looked at and none waits for another.
 */
export function createDraftRoute({ odata, options }: RouteContext): PreparingRoute {
	const host: RowsHost = odata;
	const { clock, dryRun } = options;
	let orders: StandingOrder[] = [];
	const standingFor = (number: number): StandingOrder[] => orders.filter(({ claim }) => claim.number === number);

	async function prepare(tasks: readonly InvoiceTask[]): Promise<void> {
		const numbered = tasks.filter((task) => numberOf(task) !== undefined);
		if (numbered.length === 0) return;
		orders = await claimedOrders(host);
		const absent = numbered.filter((task) => standingFor(numberOf(task) ?? Number.NaN).length === 0);
		const invoiced = absent.length === 0 ? new Map<number, UnicontaRow[]>() : await invoicedByNumber(absent);
		for (const task of absent) await settleAbsent(task, invoiced.get(numberOf(task) ?? Number.NaN) ?? []);
		for (const task of numbered) {
			const standing = standingFor(numberOf(task) ?? Number.NaN);
			if (task.outcome === undefined && standing.length > 0 && isPlanned(task))
				await settleStanding(task, standing);
		}
	}

	/** Invoices with these numbers or references, in one list: a person may have invoiced a draft under Moment's number. */
	async function invoicedByNumber(tasks: readonly InvoiceTask[]): Promise<Map<number, UnicontaRow[]>> {
		const numbers = tasks.flatMap((task) => numberOf(task) ?? []);
		const found = new Map<number, UnicontaRow[]>();
		try {
			for (const row of await listPosted(odata, {
				numberFrom: Math.min(...numbers),
				numberTo: Math.max(...numbers),
			})) {
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

	/** It was sent on another route, the post had no clear answer, and may still be on its way: an order taken for a draft, or a new one, could be booked beside it. */
	function mayStillCome(task: InvoiceTask): boolean {
		const attempt = attemptOf(task);
		if (attempt === undefined || clock.now() - attempt.sentBefore > abandonedAfterMs(options.requestTimeoutMs))
			return false;
		task.reference = attempt.reference;
		say(
			task,
			'error',
			`${task.who} was sent on another route before, and Uniconta did not say what became of it. It may still come, so no draft is made or taken.`,
			`Nothing to do as long as it passes: it is looked at again by itself. If it stays for more than an hour, see in Uniconta whether it is there (${INVOICES_MENU}, ${ORDERS_MENU}, or the journal).`,
		);
		settle(task, 'uncertain', { transient: true });
		return true;
	}

	/** No order stands for it: never sent, or invoiced by a person, or deleted. */
	async function settleAbsent(task: InvoiceTask, candidates: readonly UnicontaRow[]): Promise<void> {
		const { known } = task.mapped;
		const number = numberOf(task) ?? Number.NaN;
		const isKnown = known?.outcome === 'drafted' || known?.outcome === 'unchanged';
		const sent = [...(isKnown ? known.held : []), attemptOf(task)?.reference ?? ''];
		const references = sent
			.flatMap((reference) => [reference, claimIn(reference)?.mark ?? ''])
			.filter((reference) => reference !== '');
		let row = candidates.find((candidate) => isFrom(candidate, task, number));
		if (row === undefined && references.length > 0) {
			row = await findOurs(host, {
				number,
				account: task.plan?.customer ?? '',
				references: [...new Set(references)],
				orderNumbers: [],
			});
		}
		if (row !== undefined) {
			task.row = row;
			task.reference = textOf(row, 'ReferenceNumber');
			settle(task, 'unchanged');
			say(
				task,
				'note',
				`${task.who} has been invoiced in Uniconta: invoice ${textOf(row, 'InvoiceNumber')} to ${describe(row)}.`,
			);
		} else if (isKnown) {
			refuse(
				task,
				`The order of ${task.who} is gone from Uniconta, and no invoice is to be found that came from it. It is not sent again by itself.`,
				`See in Uniconta whether it was invoiced (${INVOICES_MENU}) or deleted. To have the order made again, delete this invoice's rows from the Data Table moment_uniconta_log, then run Compare Everything Now.`,
			);
		} else {
			mayStillCome(task);
		}
	}

	/** An order of ours stands for it: the draft as it was sent, one that a person has changed, or one that is not finished. */
	async function settleStanding(task: PlannedTask, standing: readonly StandingOrder[]): Promise<void> {
		if (mayStillCome(task)) return;
		const { known } = task.mapped;
		let young: StandingOrder | undefined;
		let plan: InvoicePlan | undefined;
		const differing: Array<{ order: StandingOrder; differences: string[] }> = [];
		for (const order of standing) {
			const isLogged =
				known?.outcome === 'drafted' &&
				known.hash === task.mapped.hash &&
				known.unicontaRowId === String(order.rowId);
			const lines = isLogged ? undefined : await linesOf(host, order);
			// The payment term is chosen only later, from the customer and the terms: what the order has is taken as it is.
			if (lines !== undefined) plan ??= await readWithZeroVat(odata, task.plan, options.zeroVat ?? '');
			const asSent = { ...task, plan: plan ?? task.plan, payment: textOf(order.row, 'Payment') };
			const found = lines === undefined ? ALIKE : compareOrder(asSent, order.row, lines);
			const { differences } = found;
			if (differences.length === 0) {
				task.row = order.row;
				task.reference = textOf(order.row, 'ReferenceNumber');
				// It was said when the log got the draft.
				if (known?.outcome !== 'drafted') sayTexts(task, found);
				// `unchanged` alone would read as posted, should the company change to the route Post one day.
				settle(task, known?.outcome === 'drafted' || dryRun ? 'unchanged' : 'drafted');
				await clearEmpty(standing.filter((other) => other !== order));
				return;
			}
			const isHalfMade =
				lines?.length === 0 ||
				(known === undefined && lines !== undefined && lines.length < task.plan.lines.length);
			if (!isHalfMade) differing.push({ order, differences });
			else if (!isAbandoned(order, options)) young = order;
		}
		const [changed] = differing;
		if (changed !== undefined) {
			task.row = changed.order.row;
			refuse(
				task,
				`The order ${changed.order.orderNumber} of ${task.who} stands in Uniconta with something else than in Moment: ${changed.differences.join('; ')}. It is not changed.`,
				`If the order is right, invoice it as it is. If Moment is right, delete the order in Uniconta (${ORDERS_MENU}) and this invoice's rows in the Data Table moment_uniconta_log; it is made again when you run Compare Everything Now.`,
			);
		} else if (young !== undefined) {
			wait(
				task,
				`order ${young.orderNumber} of another run is there for it in Uniconta. It is looked at again by itself.`,
			);
		}
	}

	/** Claims that came so late that the draft had been made under another one. */
	async function clearEmpty(others: readonly StandingOrder[]): Promise<void> {
		for (const order of others) {
			if (dryRun || !isAbandoned(order, options)) continue;
			const lines = await linesOf(host, order);
			if (lines.length === 0) await removeOrder(host, order, { lines });
		}
	}

	async function send(tasks: readonly InvoiceTask[]): Promise<void> {
		for (const task of tasks.filter(isPlanned)) {
			if (dryRun) {
				settle(task, 'wouldDraft');
			} else if (options.deadline !== undefined && clock.now() + ONE_DRAFT_MS > options.deadline) {
				wait(task, 'the time of this run is up. It is its turn in the next one.');
			} else {
				await draftOne(task);
			}
		}
	}

	async function draftOne(task: PlannedTask): Promise<void> {
		const { plan } = task;
		// Only half-made orders that nobody works on any more are left for this number here.
		for (const order of standingFor(plan.number)) {
			if (await removeOrder(host, order, { verify: true })) continue;
			wait(
				task,
				`order ${order.orderNumber}, left over from an earlier run, could not be deleted in Uniconta yet.`,
			);
			return;
		}
		const claim = await claimNumber({
			host,
			clock,
			requestTimeoutMs: options.requestTimeoutMs,
			number: plan.number,
			momentId: task.mapped.momentId,
			header: (reference) => headerRow(task, reference),
		});
		if ('failed' in claim) {
			fail(task, claim.failed);
			return;
		}
		if ('lost' in claim) {
			wait(task, `${claim.lost}. It is begun anew by itself.`);
			return;
		}
		const own = claim.held;
		try {
			if (claim.abandoned.length > 0) {
				wait(
					task,
					`order ${claim.abandoned[0]?.orderNumber ?? ''} for it turned up in Uniconta. It is cleared away by itself in the next run.`,
				);
			} else {
				await fill(task, own);
			}
		} catch (caught) {
			fail(task, asApiError(caught));
		}
		if (task.outcome !== 'drafted') await removeOrder(host, own);
	}

	async function fill(task: PlannedTask, own: StandingOrder): Promise<void> {
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
				return;
			}
			unclear = true;
		}
		const stored = await linesOf(host, own);
		if (unclear && stored.length !== plan.lines.length) {
			wait(task, 'Uniconta did not say what became of its lines. It is begun anew by itself.');
			return;
		}
		const found = compareOrder(task, own.row, stored);
		if (found.differences.length > 0) {
			refuse(
				task,
				`${task.who}: Uniconta changed the order on the way in. ${found.differences.join('; ')}.`,
				'Correct what is named, in Moment or in Uniconta, so that Uniconta keeps it as it is. The order was removed.',
			);
			return;
		}
		sayTexts(task, found);
		task.row = own.row;
		task.reference = textOf(own.row, 'ReferenceNumber');
		settle(task, 'drafted');
	}

	return { prepare, send };
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
