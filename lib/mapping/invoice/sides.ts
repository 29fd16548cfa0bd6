import type { Finding } from '../../core/finding';
import { add, fromMinor, percentOf, signOf, ZERO, type Decimal } from '../../core/money';
import type { InvoiceKind } from './plan';
import type { LineAmounts, SourceTotals } from './readAmounts';
import type { InvoiceSource } from './source';

/**
 * Whether it is an invoice or a credit note, and its amounts with the signs of a plan: those of a credit note negative.
 */
export interface Sides {
	kind: InvoiceKind;
	lines: LineAmounts[];
	totals: SourceTotals;
	findings: Finding[];
}

/**
 * A credit note is what Moment's type says is one, or what has a negative total (MO15). Its values are
 * negated in Moment (MO24); lines or totals that are not are turned here.
 */
export function sidesOf(
	invoice: InvoiceSource,
	lines: readonly LineAmounts[],
	totals: SourceTotals,
	who: string,
): Sides {
	const lineSide = signOf(grossOf(lines)) || signOf(sum(lines.map(({ net }) => fromMinor(net))));
	const totalSide = sideOf(totals);
	if (invoice.kind === 'creditNote') {
		return {
			kind: 'creditNote',
			lines: lineSide > 0 ? lines.map(turnedLine) : [...lines],
			totals: totalSide > 0 ? turnedTotals(totals) : totals,
			findings: [],
		};
	}
	const credits = (totalSide || lineSide) < 0;
	const findings: Finding[] =
		credits && invoice.kind === 'invoice'
			? [
					{
						level: 'note',
						field: 'Invoice type',
						value: 'invoice',
						message: `${who} has a negative total, so it is sent as a credit note.`,
						fix: '',
					},
				]
			: [];
	return { kind: credits ? 'creditNote' : 'invoice', lines: [...lines], totals, findings };
}

function grossOf(lines: readonly LineAmounts[]): Decimal {
	return sum(lines.flatMap(({ net, vatPercent }) => [fromMinor(net), percentOf(vatPercent, fromMinor(net))]));
}

function sum(values: readonly Decimal[]): Decimal {
	return values.reduce(add, ZERO);
}

function sideOf({ afterRounding, gross, net }: SourceTotals): number {
	return Math.sign(afterRounding ?? 0) || Math.sign(gross ?? 0) || Math.sign(net ?? 0);
}

function turned(amount: number | undefined): number | undefined {
	return amount === undefined ? undefined : 0 - amount;
}

function turnedTotals({ net, vat, gross, afterRounding }: SourceTotals): SourceTotals {
	return { net: turned(net), vat: turned(vat), gross: turned(gross), afterRounding: turned(afterRounding) };
}

function turnedLine(line: LineAmounts): LineAmounts {
	const { net, vat } = line;
	return { ...line, net: 0 - net, ...(vat === undefined ? {} : { vat: { ...vat, digits: -vat.digits } }) };
}
