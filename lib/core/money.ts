/** Whole cents (øre) of some currency. */
type Minor = number;

/** An exact decimal number: `digits / 10 ** scale`. Sums of money never pass through floating point. */
export interface Decimal {
	readonly digits: bigint;
	readonly scale: number;
}

/** Just under ten billion: even the sum of a thousand such lines goes through JSON and back to the cent. */
export const LARGEST_MINOR = 999_999_999_999;

/** Longer numbers than these are no amounts, and would only cost time. */
const LONGEST_TEXT = 60;
const LARGEST_EXPONENT = 40;

export const ZERO: Decimal = { digits: 0n, scale: 0 };
const HUNDRED: Decimal = { digits: 100n, scale: 0 };

/**
 * Reads `'1250.5'`, `'-3'`, `'.5'`, `'1e-7'`; undefined for what is no decimal number (`'1.250,50'`, `'abc'`, `''`).
 */
export function parseDecimal(text: string): Decimal | undefined {
	const trimmed = text.trim();
	if (trimmed.length > LONGEST_TEXT) return undefined;
	const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(trimmed);
	if (match === null) return undefined;
	const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
	if (whole === '' && fraction === '') return undefined;
	const exponent = Number(exponentText);
	if (Math.abs(exponent) > LARGEST_EXPONENT) return undefined;
	const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
	const scale = fraction.length - exponent;
	return scale >= 0 ? trimmedOf({ digits, scale }) : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/**
 * As {@link parseDecimal}, but a number that went through floating point is taken as it was meant:
 * `'0.30000000000000004'` is 0.3, since a double carries fifteen digits.
 */
export function parseComputed(text: string): Decimal | undefined {
	const value = parseDecimal(text);
	if (value === undefined || value.scale === 0 || absolute(value).digits.toString().length <= 15) return value;
	return parseDecimal(Number(text).toPrecision(15));
}

export function add(a: Decimal, b: Decimal): Decimal {
	const scale = Math.max(a.scale, b.scale);
	return { digits: digitsAt(a, scale) + digitsAt(b, scale), scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
	return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
	return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

export function negate({ digits, scale }: Decimal): Decimal {
	return { digits: -digits, scale };
}

export function absolute({ digits, scale }: Decimal): Decimal {
	return { digits: digits < 0n ? -digits : digits, scale };
}

/** That many percent of it. */
export function percentOf(percent: Decimal, of: Decimal): Decimal {
	return multiply(multiply(of, percent), { digits: 1n, scale: 2 });
}

/** What is left of it after so many percent are taken off. */
export function lessPercent(of: Decimal, percent: Decimal): Decimal {
	return percentOf(subtract(HUNDRED, percent), of);
}

/** -1, 0 or 1. */
export function signOf({ digits }: Decimal): -1 | 0 | 1 {
	return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** Negative where `a` is the smaller one, 0 where they are equal. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
	return signOf(subtract(a, b));
}

/** How many decimals it needs. */
export function decimalsOf(value: Decimal): number {
	return trimmedOf(value).scale;
}

/** To the cent, half away from zero; undefined where it is larger than {@link LARGEST_MINOR}. */
export function toMinor(value: Decimal): Minor | undefined {
	const minor = roundedDigits(value, 2);
	if (minor > BigInt(LARGEST_MINOR) || minor < BigInt(-LARGEST_MINOR)) return undefined;
	return Number(minor);
}

export function fromMinor(minor: Minor): Decimal {
	return { digits: BigInt(minor), scale: 2 };
}

/** Whether it lies exactly between two cents, where systems differ in how they round. */
export function isHalfCent(value: Decimal): boolean {
	const { digits, scale } = trimmedOf(value);
	return scale === 3 && digits % 10n !== 0n && digits % 5n === 0n;
}

/** The quotient where it comes out with at most two decimals, else undefined. */
export function dividedToCents(dividend: Decimal, divisor: Decimal): Decimal | undefined {
	if (divisor.digits === 0n) return undefined;
	const scale = Math.max(dividend.scale, divisor.scale);
	const numerator = digitsAt(dividend, scale) * 100n;
	const denominator = digitsAt(divisor, scale);
	return numerator % denominator === 0n ? { digits: numerator / denominator, scale: 2 } : undefined;
}

/** Plain notation without an exponent and without needless zeros: `'33.333'`, `'0.0000001'`. */
export function toText(value: Decimal): string {
	const { digits, scale } = trimmedOf(value);
	const sign = digits < 0n ? '-' : '';
	const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
	return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The nearest double: for what goes out as JSON, never for sums. */
export function toNumber(value: Decimal): number {
	return Number(toText(value));
}

/** Cents for a person: `1250.50`. */
export function minorText(minor: Minor): string {
	const text = Math.abs(minor).toString().padStart(3, '0');
	return `${minor < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}

function digitsAt({ digits, scale }: Decimal, wanted: number): bigint {
	return digits * 10n ** BigInt(wanted - scale);
}

function roundedDigits({ digits, scale }: Decimal, wanted: number): bigint {
	if (scale <= wanted) return digits * 10n ** BigInt(wanted - scale);
	const unit = 10n ** BigInt(scale - wanted);
	const magnitude = digits < 0n ? -digits : digits;
	const rounded = (magnitude + unit / 2n) / unit;
	return digits < 0n ? -rounded : rounded;
}

function trimmedOf({ digits, scale }: Decimal): Decimal {
	let left = digits;
	let places = scale;
	while (places > 0 && left % 10n === 0n) {
		left /= 10n;
		places -= 1;
	}
	return { digits: left, scale: places };
}
