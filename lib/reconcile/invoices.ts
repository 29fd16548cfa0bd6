import { isAsSent } from '../core/edits';
import { minorText } from '../core/money';
import type { ComparedField } from '../mapping/invoice/edits';
import { AMOUNTS, minorOf, statedAmounts, type Amounts, type StatedTotals } from './amounts';
import { monthsOf, type DatedAmounts } from './months';
import { isRenamed, pair, type Changed, type Renamed } from './pairs';
import type { Compared, MonthSums, Row, RowReader, Unfinished, Wanted } from './types';
import { leftOutIn, whyExtraIn, type LogLook } from './whyExtra';

/** What Moment says of an invoice apart from its plan: enough to count one that could not be mapped. */
export interface StatedInvoice {
	momentId: string;
	issueDate: string;
	currency: string;
	totals: StatedTotals;
}

export interface InvoicesInput {
	/** As the mapper puts them out: `uniconta` is the plan by Uniconta's names, or empty. */
	wanted: readonly Wanted[];
	stated: readonly StatedInvoice[];
	/** Posted invoices. */
	rows: readonly Row[];
	reader: RowReader;
	/** ISO 4217 of the company in Uniconta, which leaves it away on its own invoices. */
	ownCurrency: string;
	unfinished: Unfinished;
	renamed: Renamed;
	log?: LogLook;
}

interface Facts extends DatedAmounts {
	customer: string;
}

const LABELS = { net: 'Net amount', vat: 'VAT', gross: 'Total' } as const;

/** Invoices of both systems: what is missing, extra or different, and the sums of each month. */
export function compareInvoices(input: InvoicesInput): Compared & { months: MonthSums[] } {
	const { reader, stated } = input;
	const statedById = new Map(stated.map((one) => [one.momentId, one]));
	// A draft has no number; nobody expects it in Uniconta.
	const numbered = input.wanted.filter(({ key, withheld }) => key !== '' || !withheld);
	const factsOf = (one: Wanted): Facts => factsInMoment(one, statedById.get(one.momentId), input.ownCurrency);
	const keyOf = (row: Row): string => plainNumber(reader.text(row, 'InvoiceNumber'));
	const paired = pair({
		kind: 'invoice',
		wanted: numbered.map(withPlainNumber),
		rows: input.rows,
		reader,
		unfinished: input.unfinished,
		whyExtra: whyExtraIn('invoice', input.wanted, input.log),
		isLeftOut: leftOutIn('invoice', input.log),
		keyOf,
		nameOf: (row) => reader.text(row, 'Name').trim(),
		compare: (one, row) =>
			differing(factsOf(one), factsInUniconta(row, input))
				.filter((change) => !isRenamed(change, input.renamed))
				.map((change) => ({ ...change, isEdited: isSent(one, change) })),
	});
	const there = new Set(input.rows.map(keyOf));
	const counted = numbered.filter(({ key, withheld }) => !withheld || there.has(plainNumber(key)));
	return {
		counts: paired.counts,
		differences: paired.differences,
		months: monthsOf(
			counted.map(factsOf),
			input.rows.map((row) => factsInUniconta(row, input)),
		),
	};
}

function factsInMoment(one: Wanted, stated: StatedInvoice | undefined, ownCurrency: string): Facts {
	const plan = one.uniconta;
	const planned =
		plan.InvoiceNumber === undefined
			? undefined
			: { net: minorOf(plan.NetAmount), vat: minorOf(plan.VatAmount), gross: minorOf(plan.TotalAmount) };
	return {
		customer: text(plan.Account),
		day: text(plan.Date) || (stated?.issueDate ?? '').slice(0, 10),
		currency: text(plan.Currency) || stated?.currency.trim().toUpperCase() || ownCurrency,
		...(planned ?? (stated === undefined ? {} : statedAmounts(stated.totals))),
	};
}

function factsInUniconta(row: Row, { reader, ownCurrency }: Pick<InvoicesInput, 'reader' | 'ownCurrency'>): Facts {
	const currency = reader.text(row, 'Currency').trim().toUpperCase();
	const day = reader.text(row, 'Date').slice(0, 10);
	return {
		customer: reader.text(row, 'Account').trim(),
		// Year 1 is "no date" (UC24).
		day: day.startsWith('0001') ? '' : day,
		currency: /^[A-Z]{3}$/.test(currency) && currency !== 'XXX' ? currency : ownCurrency,
		net: minorOf(reader.field(row, 'NetAmount')),
		vat: minorOf(reader.field(row, 'VatAmount')),
		gross: minorOf(reader.field(row, 'TotalAmount')),
	};
}

function isSent({ momentId, known }: Wanted, { field, moment, uniconta }: Changed): boolean {
	const name = NAMES[field];
	const values = { mapped: moment, stored: uniconta };
	return name !== undefined && isAsSent(known?.held ?? [], name, momentId, values);
}

/** The fields by their names in the plan. */
const NAMES: Readonly<Record<string, ComparedField>> = {
	Customer: 'Account',
	'Invoice date': 'Date',
	Currency: 'Currency',
	[LABELS.net]: 'NetAmount',
	[LABELS.vat]: 'VatAmount',
	[LABELS.gross]: 'TotalAmount',
};

/** What one of the systems does not say is not compared. */
function differing(moment: Facts, uniconta: Facts): Changed[] {
	const texts = (
		[
			['customer', 'Customer'],
			['day', 'Invoice date'],
			['currency', 'Currency'],
		] as const
	).flatMap(([name, field]) =>
		moment[name] === '' || uniconta[name] === '' || moment[name] === uniconta[name]
			? []
			: [{ field, moment: moment[name], uniconta: uniconta[name], plain: true as const }],
	);
	return [...texts, ...AMOUNTS.flatMap((name) => amountDiffering(name, moment, uniconta))];
}

function amountDiffering(name: (typeof AMOUNTS)[number], moment: Amounts, uniconta: Amounts): Changed[] {
	const [a, b] = [moment[name], uniconta[name]];
	return a === undefined || b === undefined || a === b
		? []
		: [{ field: LABELS[name], moment: minorText(a), uniconta: minorText(b), plain: true }];
}

function withPlainNumber(one: Wanted): Wanted {
	const known = one.known === undefined ? {} : { known: { ...one.known, key: plainNumber(one.known.key) } };
	return { ...one, key: plainNumber(one.key), ...known };
}

/** `10001` and `010001` are one number in Uniconta, which keeps them as numbers. */
function plainNumber(number: string): string {
	const trimmed = number.trim();
	return /^\d+$/.test(trimmed) ? trimmed.replace(/^0+(?=\d)/, '') : trimmed;
}

const text = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
