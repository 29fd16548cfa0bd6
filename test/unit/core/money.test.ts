import * as fc from 'fast-check';
import {
	add,
	compare,
	decimalsOf,
	dividedToCents,
	fromMinor,
	isHalfCent,
	LARGEST_MINOR,
	lessPercent,
	minorText,
	multiply,
	parseComputed,
	parseDecimal,
	percentOf,
	toMinor,
	toNumber,
	toText,
	type Decimal,
} from '../../../lib/core/money';

const read = (text: string): Decimal => {
	const value = parseDecimal(text);
	if (value === undefined) throw new Error(`"${text}" is no number`);
	return value;
};

describe('reading a number', () => {
	it.each([
		['0.1', '0.1'],
		['1250.5', '1250.5'],
		['-3', '-3'],
		['+4', '4'],
		['.5', '0.5'],
		['5.', '5'],
		['-0', '0'],
		['33.3330', '33.333'],
		['1e-7', '0.0000001'],
		['1.5E3', '1500'],
		['1e+21', '1000000000000000000000'],
		[' 7 ', '7'],
		['007', '7'],
	])('%s is %s', (text, plain) => {
		expect(toText(read(text))).toBe(plain);
	});

	it.each([
		'',
		' ',
		'.',
		'-',
		'abc',
		'1,5',
		'1.250,50',
		'1 000',
		'0x10',
		'NaN',
		'Infinity',
		'1e',
		'1e999',
		'1e41',
		'--1',
		'9'.repeat(61),
	])('"%s" is no number', (text) => {
		expect(parseDecimal(text)).toBeUndefined();
	});

	it('reads what JavaScript writes, whatever the number', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, min: -1e20, max: 1e20 }), (value) => {
				const parsed = parseDecimal(String(value));
				// Beyond 40 decimals it is none that anybody bills.
				if (Math.abs(value) > 1e-20 || value === 0) expect(toNumber(parsed!)).toBe(value === 0 ? 0 : value);
			}),
		);
	});
});

it.each([
	['0.30000000000000004', '0.3'],
	['2.6749999999999998', '2.675'],
	['33.333333333333336', '33.3333333333333'],
	['-0.7999999999999999', '-0.8'],
	['0.1234', '0.1234'],
	['12345678901234567', '12345678901234567'],
	['x', undefined],
])('what went through floating point is taken as it was meant: %s is %s', (text, plain) => {
	const value = parseComputed(text);
	expect(value && toText(value)).toBe(plain);
});

describe('rounding to the cent is half away from zero', () => {
	it.each([
		['0.005', 1],
		['0.0049999', 0],
		['-0.005', -1],
		['-0.0049', 0],
		['1.005', 101],
		['2.675', 268],
		['-2.675', -268],
		['1e-7', 0],
		['33.333', 3333],
		['100', 10_000],
	])('%s is %d', (text, minor) => {
		expect(toMinor(read(text))).toBe(minor);
		expect(Object.is(toMinor(read(text)), -0)).toBe(false);
	});

	it('refuses what is larger than can be sent', () => {
		expect(toMinor(fromMinor(LARGEST_MINOR))).toBe(LARGEST_MINOR);
		expect(toMinor(add(fromMinor(LARGEST_MINOR), read('0.01')))).toBeUndefined();
		expect(toMinor(read('-1e12'))).toBeUndefined();
	});
});

describe('reckoning', () => {
	it('0.1 + 0.2 is 0.3', () => {
		expect(toText(add(read('0.1'), read('0.2')))).toBe('0.3');
	});

	it('percentages are exact', () => {
		expect(toText(percentOf(read('25'), read('0.3')))).toBe('0.075');
		expect(toText(lessPercent(read('100'), read('33.33')))).toBe('66.67');
		expect(toText(lessPercent(read('100'), read('100')))).toBe('0');
	});

	it('a division is given where it comes out at two decimals', () => {
		expect(toText(dividedToCents(read('270'), read('3'))!)).toBe('90');
		expect(dividedToCents(read('0.5'), read('0.8'))).toBeUndefined();
		expect(dividedToCents(read('100'), read('3'))).toBeUndefined();
		expect(dividedToCents(read('1'), read('0'))).toBeUndefined();
	});

	it.each([
		['0.005', true],
		['1.015', true],
		['-1.015', true],
		['1.0150', true],
		['1.01', false],
		['1.014', false],
		['1.0151', false],
		['0', false],
	])('%s lies between two cents: %s', (text, half) => {
		expect(isHalfCent(read(text))).toBe(half);
	});

	it('sums and products are those of whole numbers, for any cents', () => {
		const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
		fc.assert(
			fc.property(cents, cents, (a, b) => {
				expect(toMinor(add(fromMinor(a), fromMinor(b)))).toBe(a + b);
				expect(compare(fromMinor(a), fromMinor(b))).toBe(Math.sign(a - b));
				expect(toText(multiply(fromMinor(a), fromMinor(b)))).toBe(
					toText({ digits: BigInt(a) * BigInt(b), scale: 4 }),
				);
				expect(toMinor(read(minorText(a)))).toBe(a);
				expect(decimalsOf(fromMinor(a))).toBeLessThanOrEqual(2);
			}),
		);
	});
});
