import type { Finding } from '../finding';
import { add, fromMinor, minorText, parseDecimal, percentOf, toMinor, ZERO, type Decimal } from '../money';
import type { InvoicePlanLine, Minor } from './plan';
import type { SourceTotals } from './readAmounts';
import { HOW_TO_CORRECT } from './words';

/** Rounding that Moment declares, e.g. to whole kroner (design 5). */
const LARGEST_ROUNDING: Minor = 50;
/** What may stay unexplained: roundings of single lines. */
const LARGEST_UNEXPLAINED: Minor = 5;

/** What it comes to. */
export interface Reckoning {
	net: Minor;
	vat: Minor;
	/** What the rounding line has to take so that it comes to Moment's total; 0 for none. */
	rounding: Minor;
	findings: Finding[];
}

/** The VAT that Uniconta will reckon: for each code the percentage of its sum, rounded to cents (half away from zero). */
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

/**
 * Compares what the lines come to with Moment's totals. What Moment rounded (at most 0.50), and up to 0.05 that nothing
 * explains, is left for the rounding line; more is refused, with both amounts.
 * @param lines without a rounding line
 * @param estimatedVat sum of Moment's estimates for the lines, for where there is no total; undefined where one lacks
 */
export function reckon(lines: readonly InvoicePlanLine[], totals: SourceTotals, estimatedVat: Decimal | undefined, who: string): Reckoning {
	const net = lines.reduce((sum, line) => sum + line.net, 0);
	const vat = predictVat(lines);
	const lineTotal = net + vat;
	const findings: Finding[] = [];
	const refuse = (field: string, theirs: Minor, ours: string): void => {
		findings.push({ level: 'error', field, value: minorText(theirs), message: `${who} ${ours}`, fix: HOW_TO_CORRECT });
	};

	if (totals.net !== undefined && Math.abs(totals.net - net) > LARGEST_UNEXPLAINED) {
		refuse('Total excluding VAT', totals.net, `has a total of ${minorText(totals.net)} without VAT in Moment, but its lines add up to ${minorText(net)}.`);
	}
	const stated = statedVat(totals, estimatedVat, lines.length);
	if (stated !== undefined && Math.abs(stated.vat - vat) > stated.allowed) {
		refuse('Total VAT', stated.vat, `has ${minorText(stated.vat)} VAT in Moment, but its lines come to ${minorText(vat)} VAT with their percentages.`);
	}

	const before = totals.gross ?? (totals.vat === undefined ? undefined : (totals.net ?? net) + totals.vat);
	const target = totals.afterRounding ?? before ?? lineTotal;
	const declared = declaredRounding(totals.afterRounding, before, lineTotal);
	if (Math.abs(declared) > LARGEST_ROUNDING) {
		refuse('Total after rounding', target, `is rounded from ${minorText(target - declared)} to ${minorText(target)} in Moment, which is more than ${minorText(LARGEST_ROUNDING)}.`);
	}
	// One reason is enough: a total that is off because of its VAT need not be told twice.
	if (findings.length === 0 && Math.abs(target - declared - lineTotal) > LARGEST_UNEXPLAINED) {
		refuse('Total including VAT', target - declared, `has a total of ${minorText(target - declared)} in Moment, but its lines come to ${minorText(lineTotal)} with VAT.`);
	}
	return { net, vat, rounding: findings.length === 0 ? target - lineTotal : 0, findings };
}

/** Where Moment gives only the total after rounding, it has rounded if that is a whole amount. */
function declaredRounding(after: Minor | undefined, before: Minor | undefined, lineTotal: Minor): Minor {
	if (after === undefined) return 0;
	if (before !== undefined) return after - before;
	const rounds = after % 100 === 0 && Math.abs(after - lineTotal) <= LARGEST_ROUNDING;
	return rounds ? after - lineTotal : 0;
}

function statedVat({ net, vat, gross }: SourceTotals, estimated: Decimal | undefined, lineCount: number): { vat: Minor; allowed: Minor } | undefined {
	if (vat !== undefined) return { vat, allowed: LARGEST_UNEXPLAINED };
	if (gross !== undefined && net !== undefined) return { vat: gross - net, allowed: LARGEST_UNEXPLAINED };
	const minor = estimated === undefined ? undefined : toMinor(estimated);
	// Estimates are rounded line by line, half a cent each; VAT is fixed on the totals (reference moment 4.5).
	return minor === undefined ? undefined : { vat: minor, allowed: LARGEST_UNEXPLAINED + Math.ceil(lineCount / 2) };
}
