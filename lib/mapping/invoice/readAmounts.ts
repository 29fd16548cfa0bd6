import type { Finding } from '../../core/finding';
import { compare, LARGEST_MINOR, parseComputed, signOf, toMinor, ZERO, type Decimal } from '../../core/money';
import type { LineTerms } from './lineShape';
import type { Minor } from './plan';
import type { InvoiceLineSource, InvoiceSource } from './source';
import { HOW_TO_CORRECT, lineName } from './words';

/** The numbers of one line as Moment has them, its signs unchanged. */
export interface LineAmounts extends LineTerms {
	net: Minor;
	vatPercent: Decimal;
	/** Moment's estimate. */
	vat?: Decimal;
}

/** The totals Moment gives; undefined where it gives none. */
export interface SourceTotals {
	net?: Minor;
	vat?: Minor;
	/** Including VAT, before and after rounding. */
	gross?: Minor;
	afterRounding?: Minor;
}

const HUNDRED: Decimal = { digits: 100n, scale: 0 };

/** `amounts` is undefined where the line cannot be counted. */
export function readLineAmounts(
	invoice: InvoiceSource,
	line: InvoiceLineSource,
	index: number,
): { amounts?: LineAmounts; findings: Finding[] } {
	const read = new Reader(lineName(invoice, index));
	const terms: LineTerms = {
		quantity: read.decimal('Quantity', line.quantity),
		unitPrice: read.decimal('Unit price', line.unitPrice),
		discount: read.decimal('Discount', line.discount),
		surcharge: read.decimal('Surcharge', line.surcharge),
	};
	const net = read.minor('Net amount', line.net);
	const vat = read.decimal('VAT amount', line.vat);
	const vatPercent = read.vatPercent(line, vat);
	if (net === undefined && line.net.trim() === '') read.say('Net amount', '', 'has no net amount', HOW_TO_CORRECT);
	if (read.findings.length > 0 || net === undefined || vatPercent === undefined) return { findings: read.findings };
	return { amounts: { ...terms, net, vatPercent, vat }, findings: [] };
}

export function readTotals(invoice: InvoiceSource, who: string): { totals: SourceTotals; findings: Finding[] } {
	const read = new Reader(who);
	const totals: SourceTotals = {
		net: read.minor('Total excluding VAT', invoice.totalNet),
		vat: read.minor('Total VAT', invoice.totalVat),
		gross: read.minor('Total including VAT', invoice.totalGross),
		afterRounding: read.minor('Total after rounding', invoice.totalGrossAfterRounding),
	};
	return { totals, findings: read.findings };
}

/** Gathers what cannot be read, all of it at once. */
class Reader {
	readonly findings: Finding[] = [];

	constructor(private readonly who: string) {}

	say(field: string, value: string, what: string, fix: string): void {
		this.findings.push({ level: 'error', field, value, message: `${this.who} ${what}.`, fix });
	}

	decimal(field: string, text: string): Decimal | undefined {
		if (text.trim() === '') return undefined;
		const value = parseComputed(text);
		if (value === undefined) {
			this.say(
				field,
				text,
				`has "${text}" as ${field.toLowerCase().replace('vat', 'VAT')}, which is no number`,
				`Look at the invoice in Moment. If it is right there, please report this with the invoice as the Moment node puts it out.`,
			);
		}
		return value;
	}

	minor(field: string, text: string): Minor | undefined {
		const value = this.decimal(field, text);
		if (value === undefined) return undefined;
		const minor = toMinor(value);
		if (minor === undefined)
			this.say(
				field,
				text,
				`has the amount ${text}, which is larger than can be sent (${LARGEST_MINOR / 100})`,
				HOW_TO_CORRECT,
			);
		return minor;
	}

	/** None at all is 0 % only where nothing speaks of VAT. */
	vatPercent(line: InvoiceLineSource, vat: Decimal | undefined): Decimal | undefined {
		if (line.vatPercent.trim() === '') {
			if (vat === undefined ? line.vatCode.trim() === '' : signOf(vat) === 0) return ZERO;
			this.say(
				'VAT percentage',
				'',
				'has no VAT percentage',
				'Check the VAT percentage of its account in Moment: Setup > Accounting.',
			);
			return undefined;
		}
		const percent = this.decimal('VAT percentage', line.vatPercent);
		if (percent !== undefined && (signOf(percent) < 0 || compare(percent, HUNDRED) > 0)) {
			this.say(
				'VAT percentage',
				line.vatPercent,
				`has ${line.vatPercent} % VAT`,
				'Check the VAT percentage of its account in Moment: Setup > Accounting.',
			);
			return undefined;
		}
		return percent;
	}
}
