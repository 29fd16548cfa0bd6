import { negate, parseComputed, parseDecimal, toMinor, type Decimal } from '../../core/money';
import { fieldOf, rowIdOf, textOf, type UnicontaRow } from '../api/rows';
import {
	accountKindOf,
	contactKindOf,
	isFromDebtorInvoice,
	isRevenueCategory,
	type AccountKind,
	type ContactKind,
} from './labels';

/** What ledger and project entries have in common; amounts in cents, `undefined` where they cannot be read. */
interface Entry {
	rowId: string;
	/** `YYYY-MM-DD`; `''` for none. */
	date: string;
	voucher: string;
	line: string;
	postingId: number;
	series: string;
	text: string;
	/** In the company's currency; a cost is positive. */
	amount: number | undefined;
	project: string;
	projectName: string;
	category: string;
	invoice: string;
}

/** A row of GLTransClient (UC45). */
export interface LedgerEntry extends Entry {
	account: string;
	accountName: string;
	accountKind: AccountKind | undefined;
	/** In `currency`, 0 where the entry is in the company's own. */
	currencyAmount: number | undefined;
	currency: string;
	contact: ContactKind;
	contactNumber: string;
	contactName: string;
	isCorrection: boolean;
	isCancelled: boolean;
	isVoid: boolean;
}

/** A row of ProjectTransClient (UC38). */
export interface ProjectEntry extends Entry {
	/** Sales and time are nothing that was bought. */
	kind: 'cost' | 'revenue' | 'time';
	supplierNumber: string;
	supplierName: string;
}

/** A row of GLDailyJournalPostedClient (UC46): what was posted in one go. */
export interface Batch {
	postingId: number;
	/** ISO 8601 as Uniconta gives it; `''` for none. */
	postedAt: string;
	series: string;
	isDebtorInvoice: boolean;
	isDeleted: boolean;
	/** How many ledger entries it has; 0 where it does not say. */
	lines: number;
	firstDate: string;
	lastDate: string;
}

/**
 * The ledger entry of a row; undefined for opening balances and year-end transfers, which are no postings of anybody
 * (UC45).
 */
export function ledgerEntry(row: UnicontaRow): LedgerEntry | undefined {
	if (isSet(row, 'PrimoTrans') || isSet(row, 'YearTransfer')) return undefined;
	return {
		...shared(row),
		line: textOf(row, 'VoucherLine'),
		amount: amountIn(row, 'Amount', 'Debit', 'Credit'),
		account: textOf(row, 'Account').trim(),
		accountName: textOf(row, 'Name').trim(),
		accountKind: accountKindOf(row),
		currencyAmount: amountIn(row, 'AmountCur', 'DebitCur', 'CreditCur'),
		currency: textOf(row, 'Currency').trim().toUpperCase(),
		contact: contactKindOf(row),
		contactNumber: textOf(row, 'DCAccount').trim(),
		contactName: textOf(row, 'DCName').trim(),
		isCorrection: isSet(row, 'Correction'),
		isCancelled: isSet(row, 'Canceled'),
		isVoid: isSet(row, 'Void'),
	};
}

export function projectEntry(row: UnicontaRow): ProjectEntry {
	const isTime = textOf(row, 'Employee').trim() !== '' && textOf(row, 'PayrollCategory').trim() !== '';
	return {
		...shared(row),
		line: textOf(row, 'LineNumber'),
		amount: centsIn(row, 'CostAmount'),
		kind: isRevenueCategory(row) ? 'revenue' : isTime ? 'time' : 'cost',
		supplierNumber: textOf(row, 'CreditorAccount').trim(),
		supplierName: textOf(row, 'CreditorName').trim(),
	};
}

export function batchOf(row: UnicontaRow): Batch {
	return {
		postingId: wholeIn(row, 'JournalPostedId'),
		postedAt: timeIn(row, 'Posted'),
		series: textOf(row, 'NumberSerie').trim(),
		isDebtorInvoice: isFromDebtorInvoice(row),
		isDeleted: isSet(row, 'Deleted'),
		lines: wholeIn(row, 'Lines'),
		firstDate: timeIn(row, 'DateMin').slice(0, 10),
		lastDate: timeIn(row, 'DateMax').slice(0, 10),
	};
}

function shared(row: UnicontaRow): Omit<Entry, 'line' | 'amount'> {
	const invoice = textOf(row, 'Invoice').trim();
	return {
		rowId: rowIdOf(row),
		date: timeIn(row, 'Date').slice(0, 10),
		voucher: textOf(row, 'Voucher').trim(),
		postingId: wholeIn(row, 'JournalPostedId'),
		series: textOf(row, 'NumberSerie').trim(),
		text: textOf(row, 'Text').trim(),
		// The ledger has it only in newer builds (UC45).
		project: textOf(row, 'Project').trim(),
		projectName: textOf(row, 'ProjectName').trim(),
		category: textOf(row, 'PrCategory').trim(),
		invoice: invoice === '0' ? '' : invoice,
	};
}

/** A flag, however it is written (UC25). */
function isSet(row: UnicontaRow, field: string): boolean {
	return ['true', '1'].includes(textOf(row, field).toLowerCase());
}

function wholeIn(row: UnicontaRow, field: string): number {
	const value = Number(textOf(row, field) || '0');
	return Number.isSafeInteger(value) ? value : 0;
}

/** A date with its time; `''` for none, which Uniconta writes as the year 1 (UC24). */
function timeIn(row: UnicontaRow, field: string): string {
	const text = textOf(row, field).trim();
	return /^\d{4}-\d{2}-\d{2}/.test(text) && !text.startsWith('0001-01-01') ? text : '';
}

/**
 * The amount, else debit less credit: a null is left out of answers (UC12). Debit is positive (UC45,
 * assumed).
 */
function amountIn(row: UnicontaRow, amount: string, debit: string, credit: string): number | undefined {
	if (fieldOf(row, amount) !== undefined) return centsIn(row, amount);
	const sides = [decimalIn(row, debit), decimalIn(row, credit)];
	const [plus, minus] = sides.map((side) => (side === undefined ? undefined : toMinor(side)));
	return plus === undefined || minus === undefined ? undefined : plus - minus;
}

function centsIn(row: UnicontaRow, field: string): number | undefined {
	const value = decimalIn(row, field);
	return value === undefined ? undefined : toMinor(value);
}

/**
 * A number, or a text with a point, or one in Danish notation (`1.250,50`): clients are ready for it (UC25).
 * Nothing is 0.
 */
function decimalIn(row: UnicontaRow, field: string): Decimal | undefined {
	const value = fieldOf(row, field);
	if (value === undefined) return { digits: 0n, scale: 0 };
	const text = textOf(row, field).replace(/\s/g, '');
	const danish = /^(-?)(\d{1,3}(?:\.\d{3})*|\d+),(\d+)$/.exec(text);
	if (danish === null) return parseComputed(text);
	const [, sign = '', whole = '', fraction = ''] = danish;
	const unsigned = parseDecimal(`${whole.replace(/\./g, '')}.${fraction}`);
	return unsigned === undefined || sign === '' ? unsigned : negate(unsigned);
}

/** Numbers in texts by their value. */
const ORDER = new Intl.Collator('en', { numeric: true });

export function inOrder(a: LedgerEntry | ProjectEntry, b: LedgerEntry | ProjectEntry): number {
	return (
		a.postingId - b.postingId ||
		ORDER.compare(a.voucher, b.voucher) ||
		ORDER.compare(a.line, b.line) ||
		ORDER.compare(a.rowId, b.rowId)
	);
}
