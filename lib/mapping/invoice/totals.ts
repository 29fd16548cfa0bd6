import type { Finding } from '../../core/finding';
import { add, fromMinor, minorText, parseDecimal, percentOf, toMinor, ZERO, type Decimal } from '../../core/money';
import type { InvoicePlanLine, Minor } from './plan';
import type { SourceTotals } from './readAmounts';
import { LARGEST_TOLERANCE } from './tolerance';

/** Rounding that Moment declares, e.g. to whole kroner (D5). */
const LARGEST_ROUNDING: Minor = 50;
/** What may stay unexplained, beside half a cent for each line, of which net amount or VAT may be rounded by itself. */
const LARGEST_UNEXPLAINED: Minor = 5;

/** What it comes to. */
export interface Reckoning {
	net: Minor;
	vat: Minor;
	/** What the rounding line has to take so that it comes to Moment's total; 0 for none. */
	rounding: Minor;
	/** Whether a total of Moment's says what it comes to; else net amount and VAT of the lines do. */
	isStated: boolean;
	findings: Finding[];
}

/**
 * The VAT that Uniconta will reckon: for each code the percentage of its sum, rounded to cents (half away from zero).
 */
export function predictVat(lines: ReadonlyArray<Pick<InvoicePlanLine, 'vat' | 'vatPercent' | 'net'>>): Minor {
	const sums = new Map<string, { percent: Decimal; net: Decimal }>();
	for (const { vat, vatPercent, net } of lines) {
		const key = `${vatPercent} ${vat}`;
		const percent = parseDecimal(String(vatPercent)) ?? ZERO;
		sums.set(key, { percent, net: add(sums.get(key)?.net ?? ZERO, fromMinor(net)) });
	}
	let total = 0;
	for (const { percent, net } of sums.values()) total += toMinor(percentOf(percent, net)) ?? 0;
	return total;
}

/** What Moment says beside the lines' own amounts. */
export interface SaidOfTotals {
	totals: SourceTotals;
	/** Sum of Moment's estimates of VAT for the lines; undefined where one lacks. */
	estimatedVat: Decimal | undefined;
}

/**
 * Compares what the lines come to with Moment's totals. What Moment rounded (at most 0.50) and what may stay
 * unexplained (0.05 and half a cent for each line, or what a person allows) is left for the rounding line; more is
 * refused, with both amounts. Without totals the amounts of the lines are all that Moment says, so the same lines
 * come to the same with them and without.
 * @param lines without a rounding line
 * @param tolerance what a person allows to stay unexplained; undefined: no more than by itself
 */
export function reckon(
	lines: readonly InvoicePlanLine[],
	{ totals, estimatedVat }: SaidOfTotals,
	tolerance: Minor | undefined,
	who: string,
): Reckoning {
	const net = lines.reduce((sum, line) => sum + line.net, 0);
	const vat = predictVat(lines);
	const lineTotal = net + vat;
	const allowed = Math.max(LARGEST_UNEXPLAINED + Math.ceil(lines.length / 2), tolerance ?? 0);
	const findings: Finding[] = [];
	const refuse = (field: string, theirs: Minor, ours: string, fix: string): void => {
		findings.push({ level: 'error', field, value: minorText(theirs), message: `${who} ${ours}`, fix });
	};
	const compare = (field: string, theirs: Minor, own: Minor, says: string): void => {
		const difference = Math.abs(theirs - own);
		if (difference <= allowed) return;
		const apart = `That is ${minorText(difference)} apart, and ${minorText(allowed)} is taken for rounding.`;
		refuse(field, theirs, `${says} ${apart}`, howToAllow(difference));
	};

	if (totals.net !== undefined) {
		const says = `has a total of ${minorText(totals.net)} without VAT in Moment, but its lines add up to ${minorText(net)}.`;
		compare('Total excluding VAT', totals.net, net, says);
	}
	const estimate = estimatedVat === undefined ? undefined : toMinor(estimatedVat);
	const between = totals.gross === undefined || totals.net === undefined ? undefined : totals.gross - totals.net;
	const stated = totals.vat ?? between ?? estimate;
	if (stated !== undefined) {
		const says = `has ${minorText(stated)} VAT in Moment, but its lines come to ${minorText(vat)} VAT with their percentages.`;
		compare('Total VAT', stated, vat, says);
	}

	const before = totals.gross ?? (totals.vat === undefined ? undefined : (totals.net ?? net) + totals.vat);
	const target = totals.afterRounding ?? before ?? (totals.net ?? net) + (estimate ?? vat);
	const declared = declaredRounding(totals.afterRounding, before, lineTotal);
	if (Math.abs(declared) > LARGEST_ROUNDING) {
		const says = `is rounded from ${minorText(target - declared)} to ${minorText(target)} in Moment`;
		refuse('Total after rounding', target, `${says}, which is more than ${minorText(LARGEST_ROUNDING)}.`, COMPARE);
	}
	// One reason is enough: a total that is off because of its VAT need not be told twice.
	if (findings.length === 0) {
		const theirs = target - declared;
		const says = `has a total of ${minorText(theirs)} in Moment, but its lines come to ${minorText(lineTotal)} with VAT.`;
		compare('Total including VAT', theirs, lineTotal, says);
	}
	const isStated = (totals.afterRounding ?? before) !== undefined;
	return { net, vat, rounding: findings.length === 0 ? target - lineTotal : 0, isStated, findings };
}

/** A finalized invoice cannot be changed in Moment, and a credit note of it would be as far off. */
const BY_HAND =
	'set its export status in Moment to "do not transfer to accounting", and enter it in Uniconta by hand under its own number.';
const COMPARE = `Compare the lines of the invoice with its total in Moment. To book it all the same, ${BY_HAND}`;

function howToAllow(difference: Minor): string {
	if (difference > LARGEST_TOLERANCE) return COMPARE;
	const setting =
		'set-up form, page Invoices; or invoices.roundingTolerance in the Data Table moment_uniconta_settings';
	const allow = `If it is nothing but rounding, allow it: set the rounding tolerance to ${minorText(difference)} or more (${setting}).`;
	return `${allow} It then goes on the rounding account. Else ${BY_HAND}`;
}

/** Where Moment gives only the total after rounding, it has rounded if that is a whole amount. */
function declaredRounding(after: Minor | undefined, before: Minor | undefined, lineTotal: Minor): Minor {
	if (after === undefined) return 0;
	if (before !== undefined) return after - before;
	const rounds = after % 100 === 0 && Math.abs(after - lineTotal) <= LARGEST_ROUNDING;
	return rounds ? after - lineTotal : 0;
}
