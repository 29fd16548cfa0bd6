import { minorText } from '../../../core/money';
import { rateBounds } from '../../../mapping/invoice/rates';
import { textOf, type UnicontaRow } from '../../api/rows';
import { isPayment } from './labels';
import { centsOf, type JournalLines, type PostedInvoices, type VoucherCopy } from './rows';
import {
	compareVoucher,
	foreignAmount,
	isMistyped,
	isWholeAndKept,
	ownAmount,
	type Comparison,
	type VoucherLine,
} from './voucher';
import { refuse, say, settle, type PlannedTask } from '../task';

/** What is to be done about an invoice, after what Uniconta has of it already. */
export interface Decision {
	/** Copies that must go: left over of an attempt that broke off, or the second of two. */
	leftover: VoucherCopy[];
	/** Whether it is still to be written; else the task has its outcome. */
	write: boolean;
}

/** What Uniconta has, and in which currency its books are. */
export interface Seen {
	lines: JournalLines;
	posted: PostedInvoices;
	ownCurrency: string;
}

const DONE: Decision = { leftover: [], write: false };

/**
 * Looks whether an invoice stands in a journal or is posted already. The same: nothing to do. Its number under another
 * customer or amount: a finding. Two whole copies, because an insert that was given up on came through late: the older
 * stays.
 */
export function decide(
	task: PlannedTask,
	meant: readonly VoucherLine[],
	{ lines, posted, ownCurrency }: Seen,
): Decision {
	const { plan, who } = task;
	const copies = lines.copies.get(plan.number) ?? [];
	const found = postedAs(task, posted);
	if (found === 'same') {
		if (copies.length > 0)
			say(
				task,
				'warning',
				`${who} is posted, and its lines were still in a journal: they are taken out, so that it is not posted again.`,
			);
		settle(task, 'unchanged');
		return { leftover: copies, write: false };
	}
	if (found === 'other') return DONE;

	const strange = lines.strange.get(plan.number) ?? [];
	const compared = copies.map((copy) => ({ copy, ...compareVoucher(meant, copy.rows, plan.dimension) }));
	const kept = copyToKeep(task, compared);
	const leftover = compared.filter((one) => one !== kept && one.state !== 'other').map(({ copy }) => copy);
	if (kept !== undefined) settleStanding(task, kept, strange, ownCurrency);
	else if (strange.length > 0) handTyped(task, meant, strange);
	return { leftover, write: kept === undefined && strange.length === 0 };
}

type ComparedCopy = Comparison & { copy: VoucherCopy };

/** What the log knows as drafted was right when it was written, and is left to the person who changed it. */
function copyToKeep({ mapped }: PlannedTask, copies: readonly ComparedCopy[]): ComparedCopy | undefined {
	const isDrafted = mapped.known?.outcome === 'drafted';
	return (
		copies.find(isWholeAndKept) ??
		copies.find((one) => one.state === 'whole' && (isDrafted || !isMistyped(one))) ??
		copies.find(({ state }) => state === 'other')
	);
}

/** It waits in the journal; `strange`: further lines there with its number. */
function settleStanding(
	task: PlannedTask,
	kept: ComparedCopy,
	strange: readonly UnicontaRow[],
	ownCurrency: string,
): void {
	const { plan, who } = task;
	const { journal } = kept.copy;
	const about = ['Invoice number', String(plan.number)] as const;
	task.row = kept.debtor;
	task.reference = kept.copy.mark;
	if (kept.state === 'other' && !kept.sameDebt) {
		refuse(
			task,
			`${who} stands in the journal "${journal}" with another customer or amount than in Moment: somebody changed it there.`,
			`Open the journal "${journal}" in Uniconta and correct the lines of invoice ${plan.number}, or delete all of them: then it is written again.`,
			...about,
		);
		return;
	}
	if (kept.state === 'other') {
		say(
			task,
			'warning',
			`${who} stands in the journal "${journal}" with lines that were changed there; it is left as it is.`,
			`Compare the lines of invoice ${plan.number} with Moment before you post the journal "${journal}".`,
			...about,
		);
	}
	if (strange.length > 0) {
		say(
			task,
			'warning',
			`${who} stands in the journal "${journal}", and there are further unposted lines with the invoice number ${plan.number}.`,
			`Delete them in Uniconta, or give them another invoice number: General Ledger > Daily journal.`,
			...about,
		);
	}
	sayConversion(task, kept.debtor, ownCurrency, journal);
	// What the last run was not sure of has arrived.
	settle(task, task.mapped.known?.attempt === undefined ? 'unchanged' : 'drafted');
	if (task.outcome === 'drafted') say(task, 'note', waitsIn(who, journal));
}

export const waitsIn = (who: string, journal: string): string =>
	`${who} waits in the journal "${journal}" in Uniconta until somebody posts it.`;

/** A copy with amounts that no rate gives: written before rates were looked at, or not converted, or changed there. */
function sayConversion(task: PlannedTask, debtor: UnicontaRow | undefined, own: string, journal: string): void {
	const { plan, who, findings } = task;
	const bounds = rateBounds(plan.currency, own);
	if (bounds === undefined || debtor === undefined || plan.currency === own) return;
	const [foreign, local] = [Math.abs(foreignAmount(debtor)), Math.abs(ownAmount(debtor))];
	// A cent of the own amount may be a rounding.
	if (foreign === 0 || (local + 1 >= foreign * bounds.low && local - 1 <= foreign * bounds.high)) return;
	findings.push({
		level: 'warning',
		field: 'Exchange rate',
		value: '',
		message:
			`${who} stands in the journal "${journal}" with ${minorText(local)} ${own} for ${minorText(foreign)} ${plan.currency}, ` +
			'which no exchange rate gives.',
		fix: `Correct the amounts in ${own} on the lines of invoice ${plan.number} before you post the journal "${journal}".`,
	});
}

function handTyped(task: PlannedTask, meant: readonly VoucherLine[], rows: readonly UnicontaRow[]): void {
	const { plan, who } = task;
	const { sameDebt, debtor } = compareVoucher(meant, rows, plan.dimension);
	const journal = textOf(debtor ?? rows[0] ?? {}, 'Journal');
	if (sameDebt) {
		task.row = debtor;
		settle(task, 'unchanged');
		say(
			task,
			'warning',
			`${who} stands in the journal "${journal}" already, typed by hand; it is not written again.`,
			`Compare the lines with Moment before you post the journal "${journal}", or delete them: then it is written by itself.`,
			'Invoice number',
			String(plan.number),
		);
		return;
	}
	refuse(
		task,
		`${who}: unposted lines in the journal "${journal}" carry the invoice number ${plan.number} with another customer or amount.`,
		`Give those lines another invoice number in Uniconta (General Ledger > Daily journal), or delete them. Then send the invoice again.`,
		'Invoice number',
		String(plan.number),
	);
}

function postedAs(task: PlannedTask, { transactions, invoices }: PostedInvoices): 'same' | 'other' | 'none' {
	const { plan, who } = task;
	const rows = [
		...(transactions.get(plan.number) ?? [])
			.filter((row) => !isPayment(row))
			.map((row) => ({
				row,
				account: textOf(row, 'Account'),
				same: sameTransaction(task, row),
				amount: centsOf(row, 'Amount'),
			})),
		...(invoices.get(plan.number) ?? []).map((row) => ({
			row,
			account: textOf(row, 'Account'),
			same: Math.abs(centsOf(row, 'TotalAmount')) === Math.abs(plan.gross),
			amount: centsOf(row, 'TotalAmount'),
		})),
	];
	const [first] = rows;
	if (first === undefined) return 'none';
	const other = rows.find(({ account, same }) => account !== plan.customer || !same);
	if (other === undefined) {
		task.row = first.row;
		return 'same';
	}
	refuse(
		task,
		`${who}: the invoice number ${plan.number} is posted in Uniconta already, for customer ${other.account} over ${(other.amount / 100).toFixed(2)}.`,
		`Look at invoice ${plan.number} in Uniconta (Customer > Reports > Invoices, and the transactions of customer ${other.account}). Where it is another invoice, credit it there and give this one another number in Moment.`,
		'Invoice number',
		String(plan.number),
	);
	return 'other';
}

/**
 * `Amount` is in the company's currency; without `AmountCur` an invoice in another one is known by its customer alone.
 */
function sameTransaction({ plan }: PlannedTask, row: UnicontaRow): boolean {
	const amounts = [centsOf(row, 'Amount'), centsOf(row, 'AmountCur')];
	if (amounts.includes(plan.gross)) return true;
	if (plan.currency === '' || centsOf(row, 'AmountCur') !== 0) return false;
	const booked = textOf(row, 'Currency');
	return booked === plan.currency
		? false
		: plan.exchangeRate === undefined || Math.abs(plan.gross * plan.exchangeRate - (amounts[0] ?? 0)) <= 1;
}
