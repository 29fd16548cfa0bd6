import { add, parseComputed, parseDecimal, subtract, toMinor, toText, ZERO, type Decimal } from '../core/money';

/** Whole cents of one invoice, a credit note's negative; undefined where the system does not say it. */
export interface Amounts {
	net?: number;
	vat?: number;
	gross?: number;
}

export const AMOUNTS = ['net', 'vat', 'gross'] as const;

/**
 * The totals of an invoice as Moment gives them, for one that could not be mapped: with the rounding in the net, as it
 * is sent.
 */
export interface StatedTotals {
	creditNote: boolean;
	net: string;
	vat: string;
	gross: string;
	grossAfterRounding: string;
}

export function statedAmounts({ creditNote, net, vat, gross, grossAfterRounding }: StatedTotals): Amounts {
	const owed = parseComputed(grossAfterRounding) ?? parseComputed(gross);
	const tax = parseComputed(vat);
	const without = owed === undefined || tax === undefined ? parseComputed(net) : subtract(owed, tax);
	return { net: signed(without, creditNote), vat: signed(tax, creditNote), gross: signed(owed, creditNote) };
}

/** Moment's totals of a credit note are negative, or are made so, as when it is sent. */
function signed(value: Decimal | undefined, creditNote: boolean): number | undefined {
	const minor = value === undefined ? undefined : toMinor(value);
	return minor === undefined || !creditNote || minor < 0 ? minor : 0 - minor;
}

/** A number of either system, as it came out of JSON, to the cent. */
export function minorOf(value: unknown): number | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const decimal = parseComputed(String(value));
	return decimal === undefined ? undefined : toMinor(decimal);
}

/** Adds cents to a sum that is kept as decimal text. */
export function plus(sum: string, minor: number | undefined): string {
	return toText(add(parseDecimal(sum) ?? ZERO, { digits: BigInt(minor ?? 0), scale: 2 }));
}

export function difference(a: string, b: string): string {
	return toText(subtract(parseDecimal(a) ?? ZERO, parseDecimal(b) ?? ZERO));
}
