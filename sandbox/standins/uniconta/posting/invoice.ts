import type { Company, Row } from '../ledger';
import { cents, sum } from '../money';
import type { UnicontaSettings } from '../settings';
import { blankLineVat } from './blankVat';
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
import { nextInvoice, type NumberTaken } from './numbers';
import { PostRefusal } from './refused';

/** An order as it is to be invoiced; all values in stored form. */
export interface InvoiceDraft {
	order: Values;
	lines: readonly Values[];
	/** `YYYY-MM-DDTHH:MM:SS`. */
	date: string;
	/** Typed by a person into the invoice dialog (UC51): the series does not move. */
	number?: string;
	/** It was never stored: neither group nor term is asked for (UC22). */
	unstored?: boolean;
}

export interface PreparedLine {
	values: Values;
	account: Row;
	vat: string;
	rate: number;
	/** Without VAT, before the header's discount. */
	net: number;
}

export interface VatTotal {
	code: string;
	account: string;
	rate: number;
	base: number;
	amount: number;
}

/** An invoice that nothing speaks against, with all its sums. */
export interface PreparedInvoice {
	draft: InvoiceDraft;
	/** To whom it goes: the order's customer, or its invoice account. */
	debtor: Row;
	group: Values;
	number: NumberTaken;
	lines: PreparedLine[];
	vat: VatTotal[];
	currency: string;
	exchangeRate: number;
	dueDate: string | null;
	lineAmount: number;
	endDiscount: number;
	net: number;
	vatAmount: number;
	total: number;
}

/** Everything that posting checks and computes, without writing anything. Throws a PostRefusal. */
export function prepareInvoice(company: Company, draft: InvoiceDraft, settings: UnicontaSettings): PreparedInvoice {
	const { order, date } = draft;
	const debtor = invoicedDebtor(company, order, settings);
	const group = groupOf(company, debtor, draft);
	checkPeriod(company, date);
	checkDimensions(company, order);
	if (draft.lines.length === 0) throw new PostRefusal('NoLinesFound');
	const summary = textOf(group.SummeryAccount);
	checkAccount(company, summary, 'SummeryAccount');
	const lines = draft.lines.map((line) =>
		prepareLine(company, line, draft, { debtor: debtor.values, group }, settings),
	);
	const currency = textOf(order.Currency);
	const rate = exchangeRate(company, currency);
	const dueDate = dueDateOf(company, draft);
	const lineAmount = sum(lines.map(({ net }) => net));
	const share = Number(order.EndDiscountPct) / 100;
	const endDiscount = cents(lineAmount * share);
	const vat = vatTotals(company, lines, 1 - share, settings);
	const vatAmount = sum(vat.map(({ amount }) => amount));
	const net = cents(lineAmount - endDiscount);
	const number = draft.number === undefined ? nextInvoice(company, group, settings) : typedNumber(draft.number);
	return {
		draft,
		debtor,
		group,
		number,
		lines,
		vat,
		currency,
		exchangeRate: rate,
		dueDate,
		lineAmount,
		endDiscount,
		net,
		vatAmount,
		total: cents(net + vatAmount),
	};
}

function invoicedDebtor(company: Company, order: Values, settings: UnicontaSettings): Row {
	const account = textOf(order.Account);
	if (account === '') throw new PostRefusal('AccountIsMissing', 'Account');
	const customer = existing(company, 'DebtorClient', account, 'AccountDoesNotExist', 'Account');
	const other = textOf(order.InvoiceAccount) || textOf(customer.values.InvoiceAccount);
	const debtor =
		other === '' ? customer : existing(company, 'DebtorClient', other, 'AccountDoesNotExist', 'InvoiceAccount');
	const blocked = [customer, debtor].find(({ values }) => values.Blocked === true);
	if (blocked)
		throw new PostRefusal(
			settings.blockedDebtor,
			blocked === customer ? 'Account' : 'InvoiceAccount',
			textOf(blocked.values.Account),
		);
	return debtor;
}

/** Where an unstored order's debtor has none, the one marked default (assumed). */
function groupOf(company: Company, { values }: Row, { unstored = false }: InvoiceDraft): Values {
	const code = textOf(values.Group);
	const fallback =
		unstored && code === ''
			? company
					.rowsOf('DebtorGroupClient')
					.rows()
					.find((row) => row.values.IsDefault === true)
			: undefined;
	return (fallback ?? existing(company, 'DebtorGroupClient', code, 'FieldHasinvalidValue', 'Group')).values;
}

function prepareLine(
	company: Company,
	given: Values,
	{ order, date }: InvoiceDraft,
	to: { debtor: Values; group: Values },
	settings: UnicontaSettings,
): PreparedLine {
	const { group } = to;
	// The category is the line's own in any case: nothing tells that it goes with the project.
	const inherits =
		settings.headerProject === 'inherited' && textOf(given.Project) === '' && textOf(order.Project) !== '';
	const values: Values = inherits ? { ...given, Project: order.Project ?? null } : given;
	const item = textOf(values.Item);
	if (item !== '' && !company.hasKey('InvItemClient', item))
		throw new PostRefusal('FieldHasinvalidValue', 'Item', item);
	if (group.MandatoryItem === true && item === '') throw new PostRefusal('MandatoryItem', 'Item');
	if (group.OnlyServiceAllowed === true && item === '') throw new PostRefusal('OnlyServiceAllowed', 'Item');
	const ofGroup = settings.blankLineAccount === 'group' ? textOf(group.RevenueAccount) : '';
	const account = checkAccount(
		company,
		textOf(values.PostingAccount) || textOf(order.PostingAccount) || ofGroup,
		'PostingAccount',
	);
	const project = textOf(values.Project) || textOf(order.Project);
	const code =
		textOf(values.Vat) || textOf(order.Vat) || blankLineVat(company, { ...to, account, project, date }, settings);
	const vat = checkVat(company, code, account, { sales: true });
	checkProject(company, values, account);
	checkDimensions(company, values, account);
	const rate = vatRate(vat, date);
	const quantity = settings.quantities === 'exact' ? Number(values.Qty) : cents(Number(values.Qty));
	const amount = cents(
		quantity * Number(values.Price) * (1 - Number(values.DiscountPct) / 100) - Number(values.Discount),
	);
	return {
		values,
		account,
		vat: vat ? code : '',
		rate,
		net: order.PricesInclVat === true ? cents(amount / (1 + rate / 100)) : amount,
	};
}

/** VAT per code on the sum; or line by line, a switch. */
function vatTotals(
	company: Company,
	lines: readonly PreparedLine[],
	share: number,
	{ vatRounding }: UnicontaSettings,
): VatTotal[] {
	return [...new Set(lines.map(({ vat }) => vat))]
		.filter((code) => code !== '')
		.map((code) => {
			const own = lines.filter(({ vat }) => vat === code);
			const rate = own[0]?.rate ?? 0;
			const base = cents(sum(own.map(({ net }) => net)) * share);
			const amount =
				vatRounding === 'perCode'
					? cents((base * rate) / 100)
					: sum(own.map(({ net }) => cents((net * share * rate) / 100)));
			return {
				code,
				account: textOf(company.rowsOf('GLVatClient').withKey(code)?.values.Account),
				rate,
				base,
				amount,
			};
		});
}

const DAY_MS = 24 * 60 * 60 * 1000;
const METHODS_BY_DAYS = [0, 1];

/**
 * The header's own, else from the term; a header without a term is refused: a raw insert inherits none (UC16).
 */
function dueDateOf(company: Company, { order, date, unstored = false }: InvoiceDraft): string | null {
	const payment = textOf(order.Payment);
	if (payment === '' && unstored) return typeof order.DueDate === 'string' ? order.DueDate : date;
	if (payment === '') throw new PostRefusal('PaymentCannotBeEmpty', 'Payment');
	const { PaymentMethod, Days } = existing(
		company,
		'PaymentTermClient',
		payment,
		'FieldHasinvalidValue',
		'Payment',
	).values;
	if (typeof order.DueDate === 'string') return order.DueDate;
	const start = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
	const from = METHODS_BY_DAYS.includes(Number(PaymentMethod))
		? start
		: Date.UTC(new Date(start).getUTCFullYear(), new Date(start).getUTCMonth() + 1, 0);
	return new Date(from + Number(Days) * DAY_MS).toISOString().slice(0, 19);
}

const typedNumber = (number: string): NumberTaken => ({
	invoice: number,
	voucher: Number(number.replace(/\D/g, '')),
	voucherText: number,
	serie: '',
	take: () => undefined,
});
