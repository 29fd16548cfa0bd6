import { asApiError, unforeseen } from '../../../http/errors';
import { textOf } from '../../api/rows';
import { claimedOrders, type StandingOrder } from '../post/claim';
import { claimIn } from '../reference';
import { fail, isPlanned, refuse, say, settle, type PlannedTask, type PreparingRoute } from '../task';
import type { InvoiceRoute, InvoiceTask, RouteContext } from '../types';
import { leaveInDoubt } from '../uncertain';
import { decide } from './existing';
import { invoiceFormSeenIn, languageSeenIn, type LineForm } from './labels';
import { removeLines, type Voucher } from './lists';
import { mayGetVat, settleNothing, voucherFor } from './prepare';
import { readLines, readPosted, type JournalLines, type VoucherCopy } from './rows';
import { readSetup, type JournalSetup } from './setup';
import { notSeen, takeOut, verify } from './verify';
import { writeVouchers } from './writer';

/** An insert that nobody answered may come through late: it is not sent again sooner than this (D2). */
const SETTLE_MS = 5 * 60_000;

/**
 * Journal Voucher: balanced lines in a journal, under exactly Moment's number, on the documented host alone; a person
 * posts them.
 *
 * A voucher is found again by its lines' reference. After every list the journal is read: a whole voucher stays, an
 * incomplete one is taken out line by line. Of two copies, because an insert that was given up on came through late or
 * two runs wrote at once, the one with the lowest row ids stays. Throws nothing.
 */
export function createJournalRoute(context: RouteContext): InvoiceRoute & Pick<PreparingRoute, 'prepare'> {
	return {
		// Before the lists of Uniconta are asked, in which nothing has to be for it.
		async prepare(tasks) {
			settleNothing(tasks, context.options);
			await Promise.resolve();
		},
		async send(tasks) {
			settleNothing(tasks, context.options);
			const open = tasks.filter((task): task is PlannedTask => task.outcome === undefined && isPlanned(task));
			if (open.length === 0) return;
			try {
				await sendVouchers(open, context);
			} catch (caught) {
				const error = asApiError(caught);
				for (const task of open) if (task.outcome === undefined) fail(task, error);
			}
		},
	};
}

async function sendVouchers(tasks: readonly PlannedTask[], { odata, options }: RouteContext): Promise<void> {
	const setup = await readSetup(odata, options, tasks);
	const fatal = setup.findings.filter(({ level }) => level === 'error');
	if (fatal.length > 0) {
		for (const task of tasks)
			for (const { says, fix, field, value } of fatal) refuse(task, `${task.who} ${says}.`, fix, field, value);
		return;
	}
	const vouchers = tasks.flatMap((task) =>
		mayGetVat(task, setup, options) ? [] : (voucherFor(task, setup, options) ?? []),
	);
	if (vouchers.length === 0) return;

	const plans = vouchers.map(({ plan }) => plan);
	const lines = await readLines(odata);
	const posted = await readPosted(odata, plans);
	const orders = new Map((await claimedOrders(odata)).map((order) => [order.claim.number, order]));
	if (!options.dryRun) await removeSecondCopies(odata, lines, new Set(plans.map(({ number }) => number)));
	const toWrite: Voucher[] = [];
	for (const voucher of vouchers) {
		const { leftover, write } = decide(voucher.task, voucher.meant, {
			lines,
			posted,
			ownCurrency: setup.ownCurrency,
		});
		const isClear = options.dryRun || (await takeOut(voucher, leftover, { odata, options }));
		if (isClear && write && mayBeWritten(voucher, orders, options)) toWrite.push(voucher);
	}
	sayOnce(setup, vouchers);
	if (toWrite.length === 0) return;
	await writeAndVerify(toWrite, formSeen(lines, posted.transactions, setup, tasks), { odata, options });
}

/** Whether a voucher of which nothing is to be seen goes out now; else the task has its outcome. */
function mayBeWritten(
	{ task, plan }: Voucher,
	orders: ReadonlyMap<number, StandingOrder>,
	options: RouteContext['options'],
): boolean {
	const { known } = task.mapped;
	const order = orders.get(plan.number);
	if (known?.outcome === 'drafted') gone(task, options.journal);
	else if (order !== undefined) ordered(task, order);
	else if (tooEarly(task, options)) notSeen(task, known?.attempt?.reference ?? '', options.journal, undefined);
	else if (options.dryRun) settle(task, 'wouldDraft');
	else return true;
	return false;
}

/** What the set-up gives to say is true of them all, and said once. */
function sayOnce({ findings }: JournalSetup, vouchers: readonly Voucher[]): void {
	const first = vouchers.find(({ task }) => task.outcome === undefined || task.outcome === 'wouldDraft');
	if (first === undefined) return;
	const { task } = first;
	for (const { says, fix, field, value, level } of findings)
		say(task, level, `${task.who} ${says}.`, fix, field, value);
}

/** Throws nothing: what goes wrong once a list may have been sent leaves its vouchers in doubt. */
async function writeAndVerify(
	vouchers: readonly Voucher[],
	seen: Partial<LineForm>,
	{ odata, options }: Pick<RouteContext, 'odata' | 'options'>,
): Promise<void> {
	try {
		await writeVouchers(odata, vouchers, options, seen);
		await verify(
			vouchers.filter(({ sent }) => sent !== undefined),
			{ odata, options },
		);
	} catch (caught) {
		const error = unforeseen('Uniconta', 'While vouchers were written', caught);
		for (const { task, mark } of vouchers)
			if (task.outcome === undefined) notSeen(task, mark, options.journal, error);
	}
}

/** An attempt of which the log is not sure, and nothing is to be seen of it yet. */
function tooEarly({ mapped }: PlannedTask, { clock, requestTimeoutMs }: RouteContext['options']): boolean {
	const attempt = mapped.known?.attempt;
	if (attempt === undefined) return false;
	const since = claimIn(attempt.reference)?.madeAt ?? Date.parse(attempt.at);
	return !(clock.now() - since >= Math.max(SETTLE_MS, 2 * requestTimeoutMs));
}

/** A person took it out, or booked it where it is not found: written again it could be booked twice. */
function gone(task: InvoiceTask, journal: string): void {
	refuse(
		task,
		`The voucher of ${task.who} is gone from the journal "${journal}", and nothing posted from it is to be found. It is not written again by itself.`,
		"See in Uniconta whether it was posted (Customer > Reports > Transactions) or deleted. To have it written again, delete this invoice's rows from the Data Table moment_uniconta_log, then run Compare Everything Now.",
	);
}

/** The invoice was begun as a sales order on another route: both at once could put it into the books twice. */
function ordered(task: InvoiceTask, order: StandingOrder): void {
	task.reference = order.claim.mark;
	leaveInDoubt(
		task,
		`${task.who}: order ${order.orderNumber} for it stands in Uniconta, from the route Post or Order Draft. It may still be posted, so no voucher is written.`,
		'See in Uniconta whether the order is to be invoiced (Customer > Sales orders). Delete it if the invoice is to go by the journal: it is written by itself then.',
	);
}

/** What rows that were read give away of the form in which lines are taken. */
function formSeen(
	lines: JournalLines,
	transactions: ReadonlyMap<number, ReadonlyArray<Record<string, unknown>>>,
	setup: JournalSetup,
	tasks: readonly InvoiceTask[],
): Partial<LineForm> {
	const debtors = tasks.flatMap(({ debtor }) => (debtor === undefined ? [] : [debtor]));
	const speaking = [...lines.rows, ...(setup.row === undefined ? [] : [setup.row]), ...debtors];
	const numbered = [...lines.rows, ...[...transactions.values()].flat()];
	const ours = [...lines.copies.values()].flat().flatMap(({ rows }) => rows);
	const labels = speaking.map(languageSeenIn).find((language) => language !== undefined);
	const invoice = numbered.map(invoiceFormSeenIn).find((form) => form !== undefined);
	return {
		...(labels === undefined ? {} : { labels }),
		...(invoice === undefined ? {} : { invoice }),
		...(ours.some((row) => /^(invoice|faktura|creditnote|kreditnota)$/i.test(textOf(row, 'DCPostType')))
			? { postType: true }
			: {}),
	};
}

/**
 * Two whole copies of a voucher that this run was not asked about: a list that an earlier run had given up on came
 * through after all.
 */
async function removeSecondCopies(
	odata: RouteContext['odata'],
	lines: JournalLines,
	asked: ReadonlySet<number>,
): Promise<void> {
	const booked = ({ rows }: VoucherCopy): string =>
		JSON.stringify(
			rows
				.map((row) =>
					['Journal', 'Account', 'Debit', 'Credit', 'DebitCur', 'CreditCur', 'Vat']
						.map((field) => textOf(row, field))
						.join('|'),
				)
				.sort(),
		);
	for (const [number, copies] of lines.copies) {
		if (asked.has(number)) continue;
		const [first, ...others] = copies;
		if (first === undefined) continue;
		for (const copy of others) if (booked(copy) === booked(first)) await removeLines(odata, copy.rows);
	}
}
