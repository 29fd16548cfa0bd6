import { freeLine } from '../../../core/freeText';
import type { InvoicePlan, InvoicePlanLine, Minor } from '../../../mapping/invoice/plan';
import { textOf, type UnicontaRow } from '../../api/rows';
import { voucherAmounts, type LineAmount } from './amounts';
import { accountTypeOf, debtorLabel, postTypeLabel, type LineForm } from './labels';
import { centsOf } from './rows';
import type { SendOptions } from '../types';

export type VoucherOptions = Pick<SendOptions, 'journal' | 'journalAmounts' | 'journalVoucher'>;

export interface VoucherInput {
	plan: InvoicePlan;
	/** Code of the payment term; `''` for none. */
	payment: string;
	/** Marks every line of this attempt. */
	reference: string;
	/** Whether the invoice is in another currency than the company's books. */
	foreign: boolean;
}

/**
 * A line as it is meant, before it is written in the words of this Uniconta; also what a stored one is compared with.
 */
export interface VoucherLine {
	isDebtor: boolean;
	account: string;
	/** Positive: debit. In the invoice's currency. */
	amount: Minor;
	/** In the company's own currency; absent where Uniconta is to convert. */
	local?: Minor;
	vat: string;
	project: string;
	category: string;
	department: string;
	text: string;
}

/**
 * The lines of one invoice: the customer's, then one for each line of the plan that has an amount (UC52).
 * Undefined where they do not make up the total.
 */
export function voucherLines(
	{ plan, foreign }: Pick<VoucherInput, 'plan' | 'foreign'>,
	amounts: 'gross' | 'net',
	language: LineForm['labels'] = 'en',
): VoucherLine[] | undefined {
	// Where the currency is the company's own, there is one amount, and it is the local one.
	const rate = foreign ? plan.exchangeRate : 1;
	const voucher = voucherAmounts(plan, amounts, rate);
	if (voucher === undefined) return undefined;
	const local = (value: Minor | undefined): { local?: Minor } => (value === undefined ? {} : { local: value });
	const title = titleOf(plan, language);
	const customer: VoucherLine = {
		isDebtor: true,
		account: plan.customer,
		amount: voucher.total,
		...local(voucher.localTotal),
		vat: '',
		project: '',
		category: '',
		department: '',
		text: title,
	};
	const revenue = ({ line, amount, local: own }: LineAmount): VoucherLine => ({
		isDebtor: false,
		account: line.account,
		amount: -amount,
		...local(own === undefined ? undefined : -own),
		vat: line.vat,
		project: line.project,
		category: line.category,
		department: line.department,
		text: textOfLine(line) || title,
	});
	return [customer, ...voucher.lines.map(revenue)];
}

/** Characters of a line's text that every journal keeps (UC43). */
const TEXT_LENGTH = 50;

/** A journal shows one line of text, and a heading only where it leaves the line's own text whole. */
function textOfLine({ above = '', text, below = '' }: InvoicePlanLine): string {
	const [own = '', all = ''] = [text, `${above}\n${text}\n${below}`].map((one) =>
		freeLine(one).replace(/\s+/g, ' ').trim(),
	);
	return all.length <= TEXT_LENGTH ? all : own;
}

/** The customer owes nothing, and the lines take back from every account what they give it. */
export function comesToNothing(meant: readonly VoucherLine[]): boolean {
	const sums = new Map<string, Minor>();
	for (const { isDebtor, account, vat, project, category, department, amount } of meant) {
		const where = JSON.stringify([isDebtor, account, vat, project, category, department]);
		sums.set(where, (sums.get(where) ?? 0) + amount);
	}
	return [...sums.values()].every((sum) => sum === 0);
}

/** Says which invoice a credit note credits; the form of `Settlements` is not known (UC43). */
function titleOf({ kind, number, creditedInvoice }: InvoicePlan, language: LineForm['labels']): string {
	const [invoice, creditNote, credits] =
		language === 'da'
			? ['Faktura', 'Kreditnota', 'krediterer faktura']
			: ['Invoice', 'Credit note', 'credits invoice'];
	if (kind === 'invoice') return `${invoice} ${number}`;
	return creditedInvoice === ''
		? `${creditNote} ${number}`
		: `${creditNote} ${number}, ${credits} ${freeLine(creditedInvoice)}`;
}

/** The rows to insert: one voucher, balanced, under exactly Moment's number (UC43). */
export function voucherRows(input: VoucherInput, options: VoucherOptions, form: LineForm): UnicontaRow[] {
	const { plan, payment, reference, foreign } = input;
	const date = `${plan.issueDate}T00:00:00`;
	const shared: UnicontaRow = {
		Journal: options.journal,
		Date: date,
		DocumentDate: date,
		Voucher: options.journalVoucher === 'invoiceNumber' ? plan.number : 0,
		Invoice: form.invoice === 'number' ? plan.number : String(plan.number),
		ReferenceNumber: reference,
		...(foreign ? { Currency: plan.currency } : {}),
	};
	return (voucherLines(input, options.journalAmounts, form.labels) ?? []).map((line) => ({
		...shared,
		Account: line.account,
		Text: line.text,
		...(line.local === undefined ? {} : side(line.local, 'Debit', 'Credit', line.isDebtor)),
		...(foreign ? side(line.amount, 'DebitCur', 'CreditCur', line.isDebtor) : {}),
		...(line.isDebtor
			? {
					AccountType: debtorLabel(form),
					DueDate: `${plan.dueDate}T00:00:00`,
					...(payment === '' ? {} : { Payment: payment }),
					...(form.postType ? { DCPostType: postTypeLabel(plan.kind, form) } : {}),
				}
			: {
					...filled('Vat', line.vat),
					...filled('Project', line.project),
					...filled('PrCategory', line.category),
					...(plan.dimension === 0 ? {} : filled(`Dimension${plan.dimension}`, line.department)),
				}),
	}));
}

const filled = (field: string, value: string): UnicontaRow => (value === '' ? {} : { [field]: value });

/** Exactly one side is filled; only an invoice that comes to nothing gives the customer a 0. */
function side(amount: Minor, debit: string, credit: string, isDebtor: boolean): UnicontaRow {
	if (amount === 0) return isDebtor ? { [debit]: 0 } : {};
	return amount > 0 ? { [debit]: amount / 100 } : { [credit]: -amount / 100 };
}

/** Of a line with an amount in another currency alone. Whether Uniconta fills it in is not known (UC43). */
export const OWN_AMOUNT = "the amount in the company's own currency";

/** How a stored copy of a voucher stands to what is meant. */
export interface Comparison {
	/** `whole`: line for line; `part`: lines are missing and no others are there; `other`: somebody changed it. */
	state: 'whole' | 'part' | 'other';
	/** Fields that Uniconta did not keep as they were meant, in a whole copy. */
	notKept: Array<{ field: string; meant: string; stored: string; account: string }>;
	/** The customer's line, where there is one. */
	debtor?: UnicontaRow;
	/** The customer's line says what it should: who owes how much. */
	sameDebt: boolean;
}

export function compareVoucher(
	meant: readonly VoucherLine[],
	stored: readonly UnicontaRow[],
	dimension: number,
): Comparison {
	const free = new Set(stored);
	const pairs: Array<{ line: VoucherLine; row: UnicontaRow }> = [];
	const differs = (line: VoucherLine, row: UnicontaRow): Comparison['notKept'] => {
		const fields: Array<[field: string, meant: string, stored: string]> = [
			['AccountType', line.isDebtor ? 'debtor' : 'ledger', accountTypeOf(row) ?? 'unknown'],
			[
				OWN_AMOUNT,
				line.local === undefined && line.amount !== 0 ? 'filled in' : '',
				ownAmount(row) === 0 ? '' : 'filled in',
			],
			['Vat', line.vat, textOf(row, 'Vat')],
			['Project', line.project, textOf(row, 'Project')],
			['PrCategory', line.category, textOf(row, 'PrCategory')],
			...(dimension === 0
				? []
				: [
						[`Dimension${dimension}`, line.department, textOf(row, `Dimension${dimension}`)] as [
							string,
							string,
							string,
						],
					]),
		];
		// VAT that Uniconta adds by itself changes what is booked.
		return fields
			.filter(([field, want, have]) => (want !== '' || field === 'Vat') && want !== have)
			.map(([field, want, have]) => ({ field, meant: want, stored: have, account: line.account }));
	};
	const pair = (fits: (line: VoucherLine, row: UnicontaRow) => boolean): void => {
		for (const line of meant) {
			if (pairs.some((taken) => taken.line === line)) continue;
			const row = [...free].find((candidate) => fits(line, candidate));
			if (row === undefined) continue;
			free.delete(row);
			pairs.push({ line, row });
		}
	};
	const sameBooking = (line: VoucherLine, row: UnicontaRow): boolean =>
		textOf(row, 'Account') === line.account && sameAmount(line, row);
	pair((line, row) => sameBooking(line, row) && differs(line, row).length === 0);
	pair(sameBooking);
	const state = free.size > 0 ? 'other' : pairs.length === meant.length ? 'whole' : 'part';
	const wanted = meant.find(({ isDebtor }) => isDebtor);
	const debtor =
		stored.find((row) => accountTypeOf(row) === 'debtor' && textOf(row, 'Account') === wanted?.account) ??
		stored.find((row) => accountTypeOf(row) === 'debtor');
	return {
		state,
		notKept: pairs.flatMap(({ line, row }) => differs(line, row)),
		...(debtor === undefined ? {} : { debtor }),
		sameDebt: wanted !== undefined && debtor !== undefined && sameBooking(wanted, debtor),
	};
}

/** Texts of revenue lines that a whole copy has otherwise: `cut`, where what is left is only shorter. */
export function textsKept(meant: readonly VoucherLine[], stored: readonly UnicontaRow[]): 'all' | 'cut' | 'changed' {
	const there = stored.map((row) => textOf(row, 'Text'));
	// The customer's text is in the words of this Uniconta, and stands on lines without one too.
	const lost = meant.filter(({ text }) => text !== meant[0]?.text && !there.includes(text));
	if (lost.length === 0) return 'all';
	return lost.every(({ text }) => there.some((kept) => kept !== '' && text.startsWith(kept))) ? 'cut' : 'changed';
}

export function isWholeAndKept({ state, notKept }: Comparison): boolean {
	return state === 'whole' && notKept.length === 0;
}

/**
 * The label of the customer's line was dropped: no person does that, but a run that does not know the language yet
 * does, and takes it out again.
 */
export function isMistyped({ state, notKept }: Comparison): boolean {
	return state === 'whole' && notKept.some(({ field }) => field === 'AccountType');
}

/** By the amount that was sent: Uniconta may fill in the other one by its own rate. */
function sameAmount({ amount, local }: VoucherLine, row: UnicontaRow): boolean {
	const inCurrency = foreignAmount(row);
	if (inCurrency !== 0 && inCurrency !== amount) return false;
	if (inCurrency !== 0 && local === undefined) return true;
	return ownAmount(row) === (local ?? amount);
}

/** In the company's own currency. */
export const ownAmount = (row: UnicontaRow): Minor => centsOf(row, 'Debit') - centsOf(row, 'Credit');
/** In the invoice's currency; 0 where it is the company's own. */
export const foreignAmount = (row: UnicontaRow): Minor => centsOf(row, 'DebitCur') - centsOf(row, 'CreditCur');
