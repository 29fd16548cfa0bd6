import type { Company, Row } from '../ledger';
import { cents, sum } from '../money';
import { blankJournalVat } from './blankVat';
import {
	addBatch,
	addDebtorEntry,
	addProjectEntry,
	POST_TYPE,
	type Booking,
	type LedgerEntry,
	type Voucher,
} from './book';
import {
	checkAccount,
	checkDimensions,
	checkPeriod,
	checkProject,
	checkVat,
	exchangeRate,
	existing,
	textOf,
	vatRate,
	type Values,
} from './checks';
import { nextVoucher } from './numbers';
import { PostRefusal } from './refused';

const LEDGER = 0;
const DEBTOR = 1;
const NET = 1;

/** One side of a line. */
interface Side {
	line: Values;
	type: number;
	account: string;
	/** As entered: with VAT or without, by the journal; positive for debit. */
	entered: number;
	enteredCur: number;
	vat: string;
}

interface PreparedVoucher {
	voucher: Voucher;
	entries: LedgerEntry[];
	debtors: Array<{ debtor: Values; amount: number; amountCur: number; line: Values }>;
	projects: Array<{ line: Values; amount: number }>;
}

export interface PostedJournal {
	journalPostedId: number;
	vouchers: number[];
	lines: number;
}

/**
 * A person posts a journal (over HTTP there is no such call, UC44): all its lines or none. Lines of one voucher
 * number belong together; without a number a voucher ends where its sum is zero, and gets the next number of the
 * journal's series. Throws a PostRefusal.
 */
export function postJournal(booking: Booking, code: string): PostedJournal {
	const { company, now, host } = booking;
	const journal = existing(company, 'GLDailyJournalClient', code, 'CouldNotFind', 'Journal').values;
	if (journal.Blocked === true) throw new PostRefusal('JournalIsBlocked', 'Journal', code);
	const table = company.rowsOf('GLDailyJournalLineClient');
	const lines = table
		.rows()
		.filter(({ values }) => values.Journal === code && values.OnHold !== true)
		.sort((a, b) => Number(a.values.LineNumber) - Number(b.values.LineNumber));
	if (lines.length === 0) throw new PostRefusal('NoLinesFound', 'Journal', code);
	const before = company
		.rowsOf('NumberSerieClient')
		.rows()
		.map((row) => ({ row, values: row.values }));
	let vouchers: PreparedVoucher[];
	try {
		const filled = lines.map(({ values }) => withVat(booking, journal, values, lines));
		vouchers = splitVouchers(filled, journal, company).map((own) => prepareVoucher(booking, journal, own));
	} catch (error) {
		// Nothing is posted, and no number is used up.
		for (const { row, values } of before)
			if (row.values !== values) company.rowsOf('NumberSerieClient').set(row, values, now, host);
		throw error;
	}
	const posting = addBatch(booking, 'dailyJournal', vouchers);
	for (const { voucher, debtors, projects } of vouchers) {
		for (const { debtor, amount, amountCur, line } of debtors) {
			addDebtorEntry(
				booking,
				posting,
				{
					...voucher,
					debtor,
					invoice: textOf(line.Invoice),
					referenceNumber: textOf(line.ReferenceNumber) || null,
				},
				{
					amount,
					amountCur,
					dueDate: dueDate(company, line),
					payment: textOf(line.Payment),
					text: textOf(line.Text),
					orderNumber: Number(line.OrderNumber),
					postType:
						Number(line.DCPostType) ||
						(textOf(line.Invoice) === '' ? 0 : amount < 0 ? POST_TYPE.creditNote : POST_TYPE.invoice),
				},
			);
		}
		projects.forEach(({ line, amount }, index) =>
			addProjectEntry(booking, posting, voucher, {
				values: line,
				quantity: Number(line.Qty) || 1,
				price: -amount,
				amount: -amount,
				text: textOf(line.ProjectText) || textOf(line.Text),
				line: index + 1,
			}),
		);
	}
	for (const line of lines) table.remove(line, now, host);
	return { journalPostedId: posting, vouchers: vouchers.map(({ voucher }) => voucher.voucher), lines: lines.length };
}

const amountOf = (values: Values): number => cents(Number(values.Debit) - Number(values.Credit));

/**
 * A ledger line without a VAT code, with the one that it gets by itself; the debtor is that of the line with the same
 * invoice number.
 */
function withVat({ company, settings }: Booking, journal: Values, values: Values, lines: readonly Row[]): Values {
	const account = company.rowsOf('GLAccountClient').withKey(textOf(values.Account));
	if (values.AccountType !== LEDGER || textOf(values.Vat) !== '' || !account) return values;
	const customer = lines.find(
		(line) => line.values.AccountType === DEBTOR && line.values.Invoice === values.Invoice,
	)?.values;
	const debtor = company.rowsOf('DebtorClient').withKey(textOf(customer?.Account))?.values;
	return {
		...values,
		Vat: blankJournalVat(company, { account, journal, debtor, date: textOf(values.Date) }, settings),
	};
}

function splitVouchers(lines: readonly Values[], journal: Values, company: Company): Values[][] {
	const vouchers: Values[][] = [];
	let open: Values[] = [];
	for (const values of lines) {
		const number = Number(values.Voucher);
		const numbered = number === 0 ? undefined : vouchers.find(([first]) => Number(first?.Voucher) === number);
		if (numbered) numbered.push(values);
		else if (number !== 0) vouchers.push([values]);
		else {
			open.push(values);
			if (balance(sides(open), journal, company) !== 0) continue;
			vouchers.push(open);
			open = [];
		}
	}
	return open.length === 0 ? vouchers : [...vouchers, open];
}

/** What is left over: an offset account takes the other side of its own line. */
function balance(all: readonly Side[], journal: Values, company: Company): number {
	return sum(
		all.map((side) => {
			if (journal.VATCalcMethod !== NET || side.vat === '') return side.entered;
			const rate = vatRate(company.rowsOf('GLVatClient').withKey(side.vat), textOf(side.line.Date));
			return cents(side.entered * (1 + rate / 100));
		}),
	);
}

function sides(lines: readonly Values[]): Side[] {
	return lines.flatMap((line): Side[] => {
		const [entered, enteredCur] = [amountOf(line), cents(Number(line.DebitCur) - Number(line.CreditCur))];
		const own: Side = {
			line,
			type: Number(line.AccountType),
			account: textOf(line.Account),
			entered,
			enteredCur,
			vat: line.AccountType === LEDGER ? textOf(line.Vat) : '',
		};
		const offset = textOf(line.OffsetAccount);
		if (offset === '') return [own];
		const vat =
			line.OffsetAccountType === LEDGER
				? textOf(line.OffsetVat) || (line.AccountType === LEDGER ? '' : textOf(line.Vat))
				: '';
		return [
			own,
			{
				line,
				type: Number(line.OffsetAccountType),
				account: offset,
				entered: -entered,
				enteredCur: -enteredCur,
				vat,
			},
		];
	});
}

function prepareVoucher(booking: Booking, journal: Values, lines: readonly Values[]): PreparedVoucher {
	const { company, now, host } = booking;
	const [first] = lines;
	const date = textOf(first?.Date);
	if (!first || date === '') throw new PostRefusal('DateNotSet', 'Date');
	const all = sides(lines);
	const left = balance(all, journal, company);
	if (left !== 0)
		throw new PostRefusal(
			'VoucherSumNotZero',
			'Voucher',
			`${textOf(first.Invoice) || textOf(first.Voucher)} ${left}`.trim(),
		);
	const own = Number(first.Voucher);
	if (own === 0 && journal.GenerateVoucher !== true) throw new PostRefusal('VoucherCannotBeZero', 'Voucher');
	const number =
		own === 0
			? nextVoucher(company, textOf(journal.NumberSerie))
			: { voucher: own, voucherText: String(own), serie: textOf(journal.NumberSerie), take: () => undefined };
	number.take(now, host);
	const prepared: PreparedVoucher = {
		voucher: {
			date,
			voucher: number.voucher,
			voucherText: number.voucherText,
			serie: number.serie,
			invoice: textOf(first.Invoice),
			currency: textOf(first.Currency),
			referenceNumber: textOf(first.ReferenceNumber) || null,
		},
		entries: [],
		debtors: [],
		projects: [],
	};
	for (const side of all) addSide(booking, journal, side, prepared);
	return prepared;
}

function addSide(
	{ company }: Booking,
	journal: Values,
	{ line, type, account, entered, enteredCur, vat }: Side,
	prepared: PreparedVoucher,
): void {
	checkPeriod(company, textOf(line.Date));
	checkCurrency(company, line, entered, enteredCur);
	const text = textOf(line.Text);
	if (type === DEBTOR) {
		const debtor = existing(company, 'DebtorClient', account, 'AccountDoesNotExist', 'Account').values;
		if (debtor.Blocked === true) throw new PostRefusal('AccountIsBlocked', 'Account', account);
		checkInvoice(company, journal, line, account);
		const summary = textOf(
			company.rowsOf('DebtorGroupClient').withKey(textOf(debtor.Group))?.values.SummeryAccount,
		);
		checkAccount(company, summary, 'SummeryAccount');
		checkDimensions(company, line);
		prepared.entries.push({ account: summary, amount: entered, amountCur: enteredCur, text, values: line });
		prepared.debtors.push({ debtor, amount: entered, amountCur: enteredCur, line });
		return;
	}
	const ledger = checkAccount(company, account, 'Account');
	const code = checkVat(company, vat, ledger, { sales: false });
	checkProject(company, line, ledger);
	checkDimensions(company, line, ledger);
	const rate = vatRate(code, textOf(line.Date));
	const net = journal.VATCalcMethod === NET ? entered : cents(entered / (1 + rate / 100));
	const tax = journal.VATCalcMethod === NET ? cents((entered * rate) / 100) : cents(entered - net);
	prepared.entries.push({
		account,
		amount: net,
		amountCur: enteredCur,
		text,
		values: line,
		vat,
		vatAmount: tax,
		vatBase: net,
	});
	if (tax !== 0)
		prepared.entries.push({ account: textOf(code?.values.Account), amount: tax, text, values: line, vat });
	if (textOf(line.Project) !== '') prepared.projects.push({ line, amount: net });
}

/** A foreign currency wants both amounts, with one sign (UC53). */
function checkCurrency(company: Company, line: Values, amount: number, amountCur: number): void {
	const currency = textOf(line.Currency);
	if (exchangeRate(company, currency) === 1) return;
	if ((amountCur === 0) !== (amount === 0))
		throw new PostRefusal('CurrencyIsSetButAmountHasNoValue', 'DebitCur', currency);
	if (amountCur * amount < 0)
		throw new PostRefusal('AmountAndAmountCurHasDifferentSign', 'DebitCur', String(amountCur));
}

/** A journal that is told to look refuses an invoice number that the customer has already (UC42, UC53). */
function checkInvoice(company: Company, journal: Values, line: Values, account: string): void {
	const invoice = textOf(line.Invoice);
	if (journal.CheckForInvoice !== true || invoice === '') return;
	const used = company
		.rowsOf('DebtorTransClient')
		.rows()
		.some(({ values }) => values.Account === account && values.Invoice === invoice);
	if (used) throw new PostRefusal('InvoiceWasUsed', 'Invoice', invoice);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The line's own due date overrides its term (UC43). */
function dueDate(company: Company, line: Values): string | null {
	if (typeof line.DueDate === 'string') return line.DueDate;
	const term = company.rowsOf('PaymentTermClient').withKey(textOf(line.Payment))?.values;
	return term
		? new Date(Date.parse(`${textOf(line.Date).slice(0, 10)}T00:00:00Z`) + Number(term.Days) * DAY_MS)
				.toISOString()
				.slice(0, 19)
		: null;
}
