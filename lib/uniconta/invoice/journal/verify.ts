import { asApiError, type ApiError } from '../../../http/errors';
import { refuse, say, settle, type PlannedTask } from '../task';
import type { InvoiceTask, RouteContext } from '../types';
import { leaveInDoubt } from '../uncertain';
import { waitsIn } from './existing';
import { removeLines, type Voucher } from './lists';
import { lineId, readLines, type JournalLines, type VoucherCopy } from './rows';
import { compareVoucher, isMistyped, isWholeAndKept, OWN_AMOUNT, textsKept, type Comparison } from './voucher';

/** Reads the journal and says of each voucher what became of it. */
export async function verify(
	vouchers: readonly Voucher[],
	{ odata, options }: Pick<RouteContext, 'odata' | 'options'>,
): Promise<void> {
	if (vouchers.length === 0) return;
	let lines: JournalLines;
	try {
		lines = await readLines(odata, { journal: options.journal });
	} catch (caught) {
		const error = asApiError(caught);
		for (const { task, mark } of vouchers) notSeen(task, mark, options.journal, error);
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
		notSeen(task, mark, journal, error);
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
		notSeen(task, mark, journal, error);
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

/** Takes copies out of the journal; false where one may still be there, and the task then says so. */
export async function takeOut(
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

/** Nothing is to be seen of it, and it may still come. */
export function notSeen(task: InvoiceTask, reference: string, journal: string, error: ApiError | undefined): void {
	task.reference = reference;
	const why = error === undefined ? '' : ` (${error.message})`;
	leaveInDoubt(
		task,
		`${task.who}: it is not certain whether it came through to the journal "${journal}"${why}.`,
		`Nothing to do: it is looked for again by itself, and sent again after some minutes where it is not there. Where it stands twice in the journal, do not post it before that.`,
	);
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

/** Uniconta dropped a value without a word (UC15). */
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
