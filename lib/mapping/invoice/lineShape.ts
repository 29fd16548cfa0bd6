import {
	absolute,
	add,
	compare,
	decimalsOf,
	dividedToCents,
	fromMinor,
	isHalfCent,
	lessPercent,
	multiply,
	negate,
	percentOf,
	signOf,
	subtract,
	toMinor,
	toNumber,
	toText,
	ZERO,
	type Decimal,
} from '../../core/money';
import type { InvoiceKind, Minor } from './plan';

/** What Moment says of how a line's net amount came about; undefined where it says nothing. */
export interface LineTerms {
	quantity?: Decimal;
	unitPrice?: Decimal;
	discount?: Decimal;
	surcharge?: Decimal;
}

export interface LineShape {
	quantity: number;
	unitPrice: number;
	discountPercent: number;
	/** Moment's own terms, where they could not be carried over: `3 × 33.333, 33.33 %`; else `''`. */
	original: string;
}

const HUNDREDTH = fromMinor(1);
const HUNDRED: Decimal = { digits: 100n, scale: 0 };
/** Beyond this a quantity or a price is no longer carried to the cent by everyone. */
const LARGEST: Decimal = { digits: 10n ** 9n, scale: 0 };

/**
 * Quantity, price and discount of a line whose net amount is fixed: Moment's own where they give exactly that net, else
 * one piece at the net. The price is never negative: the quantity carries the sign, on a credit note that of the net.
 */
export function shapeOf(terms: LineTerms, net: Minor, kind: InvoiceKind): LineShape {
	const sign = signOfShape(terms, net, kind);
	const kept = sign === undefined ? undefined : keptTerms(terms, net, kind);
	if (sign !== undefined && kept !== undefined) {
		return {
			quantity: toNumber(kept.quantity) * sign,
			unitPrice: toNumber(kept.unitPrice),
			discountPercent: toNumber(kept.discount),
			original: kept.adapted ? originalText(terms, net, kind) : '',
		};
	}
	const one = net < 0 || (net === 0 && kind === 'creditNote') ? -1 : 1;
	return {
		quantity: one,
		unitPrice: Math.abs(net) / 100,
		discountPercent: 0,
		original: originalText(terms, net, kind),
	};
}

/** Undefined where Moment's signs contradict its net. A credit note may hold negated sums beside positive terms. */
function signOfShape(
	{ quantity = ZERO, unitPrice = ZERO }: LineTerms,
	net: Minor,
	kind: InvoiceKind,
): -1 | 1 | undefined {
	const side = (value: number): -1 | 1 => (value < 0 ? -1 : 1);
	if (kind === 'creditNote') return net > 0 ? 1 : -1;
	const own = side(signOf(quantity) * (signOf(unitPrice) === -1 ? -1 : 1));
	return net === 0 || side(net) === own ? own : undefined;
}

interface KeptTerms {
	quantity: Decimal;
	unitPrice: Decimal;
	discount: Decimal;
	/** The price is another than Moment's, because its discount or surcharge is within it. */
	adapted: boolean;
}

/** All without signs. */
function keptTerms(terms: LineTerms, net: Minor, kind: InvoiceKind): KeptTerms | undefined {
	if (terms.quantity === undefined || terms.unitPrice === undefined) return undefined;
	const quantity = absolute(terms.quantity);
	const unitPrice = absolute(terms.unitPrice);
	if (!isPlain(quantity) || compare(quantity, HUNDREDTH) < 0) return undefined;
	const { discount, surcharge } = adjustments(terms, kind);
	const target = fromMinor(Math.abs(net));
	const whole = multiply(quantity, unitPrice);

	const afterPercent = lessPercent(whole, discount);
	// Exactly between two cents, Uniconta may round the other way.
	const fitsAsPercent =
		isPercent(discount) && signOf(surcharge) === 0 && isCents(afterPercent, target) && !isHalfCent(afterPercent);
	if (fitsAsPercent && isPlain(unitPrice) && decimalsOf(discount) <= 2) {
		return { quantity, unitPrice, discount, adapted: false };
	}
	if (fitsAsPercent || !amountsExplaining(terms, kind).some((amount) => isCents(amount, target))) return undefined;
	const adaptedPrice = dividedToCents(target, quantity);
	return adaptedPrice === undefined || !isPlain(adaptedPrice)
		? undefined
		: { quantity, unitPrice: adaptedPrice, discount: ZERO, adapted: true };
}

/**
 * The nets that a discount or a surcharge would give as an amount, of the line or of each piece; its unit is not
 * documented.
 */
function amountsExplaining(terms: LineTerms, kind: InvoiceKind): Decimal[] {
	const quantity = absolute(terms.quantity ?? ZERO);
	const unitPrice = absolute(terms.unitPrice ?? ZERO);
	const { discount, surcharge } = adjustments(terms, kind);
	const whole = multiply(quantity, unitPrice);
	if (signOf(surcharge) === 0) {
		return signOf(discount) === 0
			? []
			: [subtract(whole, discount), multiply(quantity, subtract(unitPrice, discount))];
	}
	if (signOf(discount) !== 0) return [];
	return [
		add(whole, surcharge),
		multiply(quantity, add(unitPrice, surcharge)),
		add(whole, percentOf(surcharge, whole)),
	];
}

/** On a credit note the discount may be negated like everything else. */
function adjustments(
	{ discount = ZERO, surcharge = ZERO }: LineTerms,
	kind: InvoiceKind,
): { discount: Decimal; surcharge: Decimal } {
	return kind === 'creditNote'
		? { discount: absolute(discount), surcharge: absolute(surcharge) }
		: { discount, surcharge };
}

function isPlain(value: Decimal): boolean {
	return decimalsOf(value) <= 2 && compare(value, LARGEST) <= 0;
}

function isPercent(value: Decimal): boolean {
	return signOf(value) >= 0 && compare(value, HUNDRED) <= 0;
}

function isCents(value: Decimal, cents: Decimal): boolean {
	const rounded = toMinor(value);
	return rounded !== undefined && compare(fromMinor(rounded), cents) === 0;
}

/** Without words, so that it reads in any language. */
function originalText(terms: LineTerms, net: Minor, kind: InvoiceKind): string {
	const parts: string[] = [];
	const said = (value: Decimal | undefined): value is Decimal => value !== undefined && signOf(value) !== 0;
	if (said(terms.quantity) || said(terms.unitPrice)) {
		const isTheNetItself =
			terms.quantity === undefined &&
			terms.unitPrice !== undefined &&
			isCents(absolute(terms.unitPrice), fromMinor(Math.abs(net))) &&
			isPlain(absolute(terms.unitPrice));
		if (!isTheNetItself) parts.push(`${textOf(terms.quantity)} × ${textOf(terms.unitPrice)}`);
	}
	if (said(terms.discount)) {
		const { discount } = adjustments(terms, kind);
		const whole = multiply(absolute(terms.quantity ?? ZERO), absolute(terms.unitPrice ?? ZERO));
		const asPercent = isPercent(discount) && isCents(lessPercent(whole, discount), fromMinor(Math.abs(net)));
		parts.push(asPercent ? `${toText(discount)} %` : signed(negate(discount)));
	}
	if (said(terms.surcharge)) parts.push(signed(adjustments(terms, kind).surcharge));
	return parts.join(', ');
}

function textOf(value: Decimal | undefined): string {
	return value === undefined ? '?' : toText(value);
}

function signed(value: Decimal): string {
	return `${signOf(value) < 0 ? '' : '+'}${toText(value)}`;
}
