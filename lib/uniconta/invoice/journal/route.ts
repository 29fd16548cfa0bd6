import { asApiError, unforeseen, type ApiError } from '../../../http/errors';
import { hasErrors } from '../../../core/finding';
import { textOf } from '../../api/rows';
import { isCurrency } from '../../api/currencies';
import { claimedOrders, type StandingOrder } from '../post/claim';
import { decide, waitsIn } from './existing';
import { invoiceFormSeenIn, languageSeenIn, type LineForm } from './labels';
import { removeLines, type Voucher } from './lists';
import { lineId, readLines, readPosted, type JournalLines, type VoucherCopy } from './rows';
import { ownVatOfJournal, readSetup, type JournalSetup } from './setup';
import {
	comesToNothing,
	compareVoucher,
	isMistyped,
	isWholeAndKept,
	OWN_AMOUNT,
	textsKept,
	voucherLines,
	type Comparison,
} from './voucher';
import { writeVouchers } from './writer';
import { claimIn, newClaim, referenceOf } from '../reference';
import { fail, isPlanned, refuse, say, settle, type PlannedTask, type PreparingRoute } from '../task';
import { attemptOf } from '../uncertain';
import type { InvoiceRoute, InvoiceTask, RouteContext } from '../types';

/** An insert that nobody answered may come through late: it is not sent again sooner than this (design 5). */
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

/** Takes copies out of the journal; false where one may still be there, and the task then says so. */
async function takeOut(
	{ task }: Voucher,
	copies: readonly VoucherCopy[],
	{ odata, options }: Pick<RouteContext, 'odata' | 'options'>,
): Promise<boolean> {
	const areOut = await removeLines(
		odata,
		copies.flatMap(({ rows }) => rows),
	);
	if (!areOut) stillThere(task, copies, options.journal);
	return areOut;
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
	else if (tooEarly(task, options)) uncertain(task, known?.attempt?.reference ?? '', options.journal, undefined);
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
			if (task.outcome === undefined) uncertain(task, mark, options.journal, error);
	}
}

/** Whether the journal could put VAT on a line that goes without a code; the task then says so. */
function mayGetVat(task: PlannedTask, { row }: JournalSetup, { journal }: RouteContext['options']): boolean {
	const own = row === undefined ? '' : ownVatOfJournal(row);
	const lines = task.plan.lines.flatMap(({ vat, net }, at) => (vat === '' && net !== 0 ? [at + 1] : []));
	if (own === '' || lines.length === 0) return false;
	const which = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
	refuse(
		task,
		`${task.who} (${which}) has no VAT code, and Uniconta could add VAT to it: the journal "${journal}" ${own}.`,
		`Clear the VAT of the journal "${journal}" in Uniconta (General Ledger > Maintenance > Journals), so that it neither has a code nor takes the customer's; or choose another journal (invoices.journal in the settings).`,
		`VAT code (${which})`,
	);
	return true;
}

/** A journal has no place for an invoice that comes to nothing, and no number waits for it: it is done. */
function settleNothing(tasks: readonly InvoiceTask[], { journalAmounts }: RouteContext['options']): void {
	for (const task of tasks) {
		const { plan, who, mapped, findings, outcome } = task;
		if (plan === undefined || outcome !== undefined || hasErrors(findings)) continue;
		// What was begun is looked for as usual.
		if (mapped.known?.outcome === 'drafted' || attemptOf(task) !== undefined) continue;
		const meant = voucherLines({ plan, foreign: false }, journalAmounts);
		if (meant === undefined || !comesToNothing(meant)) continue;
		const what = `${who} comes to 0.00 on every account, so there is nothing to book in a journal. It is done.`;
		say(task, 'note', what, '', 'Total', '0.00');
		settle(task, 'withheld');
	}
}

/** Undefined where there is nothing that could be booked; the task then says so. */
function voucherFor(
	task: PlannedTask,
	{ ownCurrency }: JournalSetup,
	options: RouteContext['options'],
): Voucher | undefined {
	const { plan, who } = task;
	const { currency, exchangeRate } = plan;
	if (ownCurrency === '' && isCurrency(currency)) {
		refuse(
			task,
			`${who} is in ${currency}, and Uniconta does not say which currency the books are in, so both cannot be compared.`,
			'Give the API user the right to read the company in Uniconta (Company > Maintenance > User access), ' +
				'or choose the route Post or Order Draft, where Uniconta converts by itself.',
			'Currency',
			currency,
		);
		return undefined;
	}
	const foreign = currency !== '' && currency !== ownCurrency;
	const meant = voucherLines({ plan, foreign }, options.journalAmounts);
	if (meant === undefined) {
		refuse(
			task,
			`${who}: its lines do not add up to its total of ${(plan.gross / 100).toFixed(2)} ${currency}.`,
			'Compare the lines and the total of the invoice in Moment, and what was changed before this node.',
			'Total',
			(plan.gross / 100).toFixed(2),
		);
		return undefined;
	}
	if (foreign && exchangeRate === undefined) {
		say(
			task,
			'warning',
			`${who} is in ${currency} and goes without an exchange rate: Uniconta converts it at its own.`,
			'Check the amounts in the journal before you post it.',
			'Currency',
			currency,
		);
	}
	const skipped = plan.lines.length - (meant.length - 1);
	if (skipped > 0)
		say(
			task,
			'note',
			`${who}: ${skipped === 1 ? 'one line without an amount is' : `${skipped} lines without an amount are`} not part of the voucher.`,
		);
	const claim = newClaim(plan.number, options.clock);
	return {
		task,
		plan,
		meant,
		foreign,
		mark: claim.mark,
		reference: referenceOf(claim, task.mapped.momentId),
		payment: task.payment ?? '',
	};
}

/** An attempt of which the log is not sure, and nothing is to be seen of it yet. */
function tooEarly({ mapped }: PlannedTask, { clock, requestTimeoutMs }: RouteContext['options']): boolean {
	const attempt = mapped.known?.attempt;
	if (attempt === undefined) return false;
	const since = claimIn(attempt.reference)?.madeAt ?? Date.parse(attempt.at);
	return !(clock.now() - since >= Math.max(SETTLE_MS, 2 * requestTimeoutMs));
}

function uncertain(task: InvoiceTask, reference: string, journal: string, error: ApiError | undefined): void {
	task.reference = reference;
	const why = error === undefined ? '' : ` (${error.message})`;
	say(
		task,
		'error',
		`${task.who}: it is not certain whether it came through to the journal "${journal}"${why}.`,
		`Nothing to do: it is looked for again by itself, and sent again after some minutes where it is not there. Where it stands twice in the journal, do not post it before that.`,
	);
	settle(task, 'uncertain', { transient: true });
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
	say(
		task,
		'error',
		`${task.who}: order ${order.orderNumber} for it stands in Uniconta, from the route Post or Order Draft. It may still be posted, so no voucher is written.`,
		'See in Uniconta whether the order is to be invoiced (Customer > Sales orders). Delete it if the invoice is to go by the journal: it is written by itself then.',
	);
	settle(task, 'uncertain', { transient: true });
}

function stillThere(task: InvoiceTask, leftover: readonly VoucherCopy[], journal: string): void {
	say(
		task,
		'error',
		`${task.who}: lines of an attempt that broke off could not be taken out of the journal "${leftover[0]?.journal ?? journal}".`,
		'Nothing to do: it is tried again by itself. Do not post that journal before.',
	);
	settle(task, 'failed', { transient: true });
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

/** Reads the journal and says of each voucher what became of it. */
async function verify(
	vouchers: readonly Voucher[],
	{ odata, options }: Pick<RouteContext, 'odata' | 'options'>,
): Promise<void> {
	if (vouchers.length === 0) return;
	let lines: JournalLines;
	try {
		lines = await readLines(odata, { journal: options.journal });
	} catch (caught) {
		const error = asApiError(caught);
		for (const { task, mark } of vouchers) uncertain(task, mark, options.journal, error);
		return;
	}
	for (const voucher of vouchers)
		await settleVoucher(voucher, lines.copies.get(voucher.plan.number) ?? [], { odata, options });
}

async function settleVoucher(
	voucher: Voucher,
	copies: readonly VoucherCopy[],
	{ odata, options }: Pick<RouteContext, 'odata' | 'options'>,
): Promise<void> {
	const { task, mark, meant, plan, error } = voucher;
	const { journal } = options;
	const own = copies.find((copy) => copy.mark === mark);
	if (own === undefined) {
		uncertain(task, mark, journal, error);
		return;
	}
	const compared = compareVoucher(meant, own.rows, plan.dimension);
	if (isWholeAndKept(compared)) {
		await keepOldest(voucher, own, copies, { odata, options });
		return;
	}
	if (!(await takeOut(voucher, [own], { odata, options }))) return;
	if (isMistyped(compared)) {
		say(
			task,
			'error',
			`${task.who}: Uniconta took the customer's line for one of a ledger account; its lines were taken out of the journal "${journal}" again.`,
			'Nothing to do as long as it passes: it is tried again by itself. If it comes back, set the language of the API user to English in Uniconta.',
		);
		settle(task, 'failed', { transient: true });
		return;
	}
	if (compared.state === 'whole') {
		notKept(task, compared.notKept, journal);
		return;
	}
	// The rest of an unanswered list may still be on its way, so it is not sent again at once.
	if (error !== undefined) {
		uncertain(task, mark, journal, error);
		return;
	}
	say(
		task,
		'error',
		`${task.who}: Uniconta kept ${own.rows.length} of its ${meant.length} lines as they were sent to the journal "${journal}"; they were taken out again.`,
		'It is tried again by itself. Where it comes back, see whether somebody works in that journal at the same time.',
	);
	settle(task, 'failed', { transient: true });
}

/** Two runs may have written at once: of whole copies the one with the lowest row ids stays. */
async function keepOldest(
	voucher: Voucher,
	own: VoucherCopy,
	copies: readonly VoucherCopy[],
	context: Pick<RouteContext, 'odata' | 'options'>,
): Promise<void> {
	const { task, meant, plan } = voucher;
	const compared = (copy: VoucherCopy): Comparison => compareVoucher(meant, copy.rows, plan.dimension);
	const others = copies.filter((copy) => copy !== own);
	const earlier = others.find(
		(copy) => lineId(copy.rows[0] ?? {}) < lineId(own.rows[0] ?? {}) && isWholeAndKept(compared(copy)),
	);
	const kept = earlier ?? own;
	const second = earlier === undefined ? others.filter((copy) => compared(copy).state === 'whole') : [own];
	if (!(await takeOut(voucher, second, context))) return;
	drafted(task, kept, compared(kept), context.options.journal);
	sayTexts(task, textsKept(meant, kept.rows));
}

function sayTexts(task: PlannedTask, kept: ReturnType<typeof textsKept>): void {
	if (kept === 'cut')
		say(task, 'note', `${task.who}: a journal keeps shorter texts, so the texts of some lines are cut there.`);
	if (kept !== 'changed') return;
	const what = `${task.who}: the journal has the text of some lines in other signs (Text of its lines).`;
	say(task, 'warning', what, 'Nothing to do: amounts and accounts are not touched.');
}

function drafted(task: PlannedTask, copy: VoucherCopy, { debtor }: Comparison, journal: string): void {
	task.row = debtor;
	task.reference = copy.mark;
	say(task, 'note', waitsIn(task.who, journal));
	settle(task, 'drafted');
}

/** Uniconta dropped a value without a word (reference 3.2 and 4). */
function notKept(task: PlannedTask, fields: Comparison['notKept'], journal: string): void {
	if (fields.some(({ field }) => field === OWN_AMOUNT)) {
		refuse(
			task,
			`${task.who} is in ${task.plan.currency} and goes without an exchange rate, and the journal "${journal}" left ` +
				"its amount in the company's own currency empty; its lines were taken out again.",
			'Choose the route Post or Order Draft, where Uniconta converts by itself. Or set the export status of this invoice ' +
				'in Moment to "do not transfer to accounting", and enter it in Uniconta by hand under its own number.',
			'Currency',
			task.plan.currency,
		);
		return;
	}
	for (const { field, meant, stored, account } of fields) {
		if (meant === '') {
			refuse(
				task,
				`${task.who}: Uniconta put ${field} "${stored}" on the line of account ${account} in the journal "${journal}", which was sent without one; its lines were taken out again.`,
				`See in Uniconta where ${field} "${stored}" comes from, account ${account} or the journal, and clear it there; or choose another account or journal.`,
				field,
				stored,
			);
			continue;
		}
		refuse(
			task,
			`${task.who}: Uniconta did not keep ${field} "${meant}" on the line of account ${account} in the journal "${journal}"${stored === '' ? '' : ` but took "${stored}"`}; its lines were taken out again.`,
			`See in Uniconta whether a line with ${field} "${meant}" can be typed in the journal "${journal}", and correct the value in Moment or Uniconta.`,
			field,
			meant,
		);
	}
}
