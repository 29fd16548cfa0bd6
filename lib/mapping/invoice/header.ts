import type { Finding } from '../../core/finding';
import { keyFindings } from '../../core/keys';
import { compare, decimalsOf, parseDecimal, signOf, toNumber, ZERO, type Decimal } from '../../core/money';
import type { InvoiceMapping } from './mapping';
import type { InvoiceKind } from './plan';
import { rateFinding } from './rates';
import type { InvoiceSource } from './source';

export interface InvoiceDates {
	issueDate: string;
	dueDate: string;
	creditDays: number;
}

const LONGEST_CREDIT: Decimal = { digits: 3_650n, scale: 0 };
const LARGEST_RATE: Decimal = { digits: 1_000_000n, scale: 0 };
const DAY = 86_400_000;

/** Uniconta's invoice numbers are whole and have at most nine digits (UC50). */
export function invoiceNumberOf(invoice: InvoiceSource, who: string): { number?: number; findings: Finding[] } {
	const text = invoice.invoiceNumber;
	if (/^[1-9]\d{0,8}$/.test(text)) return { number: Number(text), findings: [] };
	return {
		findings: [
			{
				level: 'error',
				field: 'Invoice number',
				value: text,
				message: `${who} has the number "${text}"; in Uniconta an invoice number is a whole number from 1 to 999999999.`,
				fix: 'Set the number series of invoices in Moment: Setup > Settings > General > Number series. To book this one by hand instead, set its export status in Moment to "do not transfer to accounting".',
			},
		],
	};
}

export function customerFindings(invoice: InvoiceSource, who: string): Finding[] {
	const name = invoice.customerName.trim();
	return keyFindings(
		invoice.customerNumber,
		`The customer ${name === '' ? '' : `"${name}" `}of ${who.charAt(0).toLowerCase()}${who.slice(1)}`,
		'Customer number',
	);
}

/** Dates are Moment's own, never another; a credit note has no credit days (M8), and so may go without a due date. */
export function datesOf(
	invoice: InvoiceSource,
	kind: InvoiceKind,
	who: string,
): { dates?: InvoiceDates; findings: Finding[] } {
	const findings: Finding[] = [];
	const refuse = (field: string, value: string, what: string): void => {
		findings.push({ level: 'error', field, value, message: `${who} ${what}.`, fix: DATE_FIX });
	};
	const issued = timeOf(invoice.issueDate);
	if (issued === undefined)
		refuse(
			'Issue date',
			invoice.issueDate,
			invoice.issueDate === ''
				? 'has no issue date'
				: `has the issue date "${invoice.issueDate}", which is no date`,
		);
	const dueText = invoice.dueDate === '' && kind === 'creditNote' ? invoice.issueDate : invoice.dueDate;
	const due = timeOf(dueText);
	// A credit note without a due date of its own has the one of its issue date, of which it was said already.
	if (due === undefined && !(kind === 'creditNote' && invoice.dueDate === '')) {
		refuse(
			'Due date',
			dueText,
			dueText === '' ? 'has no due date' : `has the due date "${dueText}", which is no date`,
		);
	}
	if (issued !== undefined && due !== undefined && due < issued) {
		refuse('Due date', dueText, `is due on ${dueText}, before its issue date ${invoice.issueDate}`);
	}
	const given = creditDaysOf(invoice, who);
	findings.push(...given.findings);
	if (issued === undefined || due === undefined) return { findings };
	const creditDays = kind === 'creditNote' ? 0 : (given.days ?? Math.max(0, (due - issued) / DAY));
	return { dates: { issueDate: invoice.issueDate, dueDate: dueText, creditDays }, findings };
}

const DATE_FIX =
	'Check the dates of the invoice in Moment. A finalized invoice is corrected by crediting it and making a new one; to book it by hand instead, set its export status in Moment to "do not transfer to accounting".';

function creditDaysOf(invoice: InvoiceSource, who: string): { days?: number; findings: Finding[] } {
	if (invoice.creditDays.trim() === '') return { findings: [] };
	const days = parseDecimal(invoice.creditDays);
	if (days !== undefined && decimalsOf(days) === 0 && signOf(days) >= 0 && compare(days, LONGEST_CREDIT) <= 0)
		return { days: toNumber(days), findings: [] };
	return {
		findings: [
			{
				level: 'error',
				field: 'Credit days',
				value: invoice.creditDays,
				message: `${who} has "${invoice.creditDays}" credit days; a payment term needs a whole number of days.`,
				fix: 'Check the credit terms of the customer and of the invoice in Moment.',
			},
		],
	};
}

/** Midnight UTC of a day that exists; undefined for all else, the empty date `0001-01-01` included. */
function timeOf(day: string): number | undefined {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
	if (match === null || Number(match[1]) < 1900) return undefined;
	const time = Date.parse(`${day}T00:00:00Z`);
	// 30 February would become 2 March.
	return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : time;
}

export interface InvoiceCurrency {
	currency: string;
	/** Moment's rate for a foreign one, where it makes sense. */
	exchangeRate?: number;
	/** The same as Moment has it, whether it is used or not. */
	statedRate?: number;
	findings: Finding[];
}

/** The invoice's currency, the company's own where Moment leaves it empty, and Moment's rate for a foreign one. */
export function currencyOf(
	invoice: InvoiceSource,
	{ ownCurrency, codes }: InvoiceMapping,
	who: string,
): InvoiceCurrency {
	const own = ownCurrency.trim().toUpperCase();
	const currency = invoice.currencyCode.trim().toUpperCase() || own;
	const findings: Finding[] = [];
	if (currency !== '' && !codes.isCurrency(currency)) {
		findings.push({
			level: 'error',
			field: 'Currency',
			value: invoice.currencyCode,
			message: `${who} has the currency "${currency}", which is no ISO currency code.`,
			fix: 'Choose another currency for the customer in Moment, then credit the invoice and make a new one.',
		});
	}
	// A rate of the own currency says nothing, whichever unit it counts in.
	if (invoice.exchangeRate.trim() === '' || currency === own || currency === '') return { currency, findings };
	const rate = parseDecimal(invoice.exchangeRate);
	if (rate !== undefined && compare(rate, ZERO) > 0 && compare(rate, LARGEST_RATE) <= 0) {
		const statedRate = toNumber(rate);
		// Without an own currency here, the writer judges by the one that Uniconta has.
		const unusable =
			own === '' || findings.length > 0 ? undefined : rateFinding({ currency, own, rate: statedRate }, who);
		if (unusable === undefined) return { currency, exchangeRate: statedRate, statedRate, findings };
		return { currency, statedRate, findings: [...findings, unusable] };
	}
	const none = rate !== undefined && signOf(rate) === 0;
	findings.push({
		level: none ? 'warning' : 'error',
		field: 'Exchange rate',
		value: invoice.exchangeRate,
		message: `${who} in ${currency} has the exchange rate "${invoice.exchangeRate}"${none ? ', so it goes without a rate and Uniconta uses its own' : ', which is no rate'}.`,
		fix: 'Check the exchange rate of the invoice in Moment.',
	});
	return { currency, findings };
}
