/** What a line of an invoice is made of; percent and discount in percent. */
export interface LineAmounts {
	quantity: number;
	unitPrice: number;
	lineDiscount: number;
	vatPercentage: number;
	/** Percent put on top of the price (MO17). */
	surcharge?: number | null;
}

export interface LineSums {
	sumNetAmount: number;
	estimatedInvoiceLineVat: number;
}

export interface DocumentTotals {
	totalNet: number;
	totalVat: number;
	totalGross: number;
}

const PLACES = 6;
const SCALE = 10n ** BigInt(PLACES);

/** The decimal number as it is written, in millionths: exact, where floating point is not. */
function exact(value: number): bigint {
	const [whole = '0', part = ''] = value.toFixed(PLACES).replace('-', '').split('.');
	const digits = BigInt(whole) * SCALE + BigInt(part.padEnd(PLACES, '0'));
	return value < 0 ? -digits : digits;
}

/** Half away from zero. */
function divide(value: bigint, by: bigint): bigint {
	const half = (2n * (value < 0n ? -value : value) + by) / (2n * by);
	return value < 0n ? -half : half;
}

const money = (cents: bigint): number => Number(cents) / 100;
export const toCents = (amount: number): number => Math.round(amount * 100);

/** Net after discount and surcharge, and its VAT, both to whole cents. */
export function lineSums(line: LineAmounts): LineSums {
	const hundred = 100n * SCALE;
	const gross =
		exact(line.quantity) *
		exact(line.unitPrice) *
		(hundred - exact(line.lineDiscount)) *
		(hundred + exact(line.surcharge ?? 0));
	const net = divide(gross * 100n, SCALE * SCALE * hundred * hundred);
	return { sumNetAmount: money(net), estimatedInvoiceLineVat: money(vatOf(net, line.vatPercentage)) };
}

const vatOf = (netCents: bigint, percentage: number): bigint => divide(netCents * exact(percentage), 100n * SCALE);

/** VAT is reckoned on the sum of each percentage, not line by line (MO17). */
export function documentTotals(lines: ReadonlyArray<{ sumNetAmount: number; vatPercentage: number }>): DocumentTotals {
	const byPercentage = new Map<number, bigint>();
	for (const { sumNetAmount, vatPercentage } of lines) {
		byPercentage.set(vatPercentage, (byPercentage.get(vatPercentage) ?? 0n) + BigInt(toCents(sumNetAmount)));
	}
	let [net, vat] = [0n, 0n];
	for (const [percentage, sum] of byPercentage) {
		net += sum;
		vat += vatOf(sum, percentage);
	}
	return { totalNet: money(net), totalVat: money(vat), totalGross: money(net + vat) };
}
