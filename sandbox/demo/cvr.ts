import type { Random } from './random';

const WEIGHTS = [2, 7, 6, 5, 4, 3, 2, 1] as const;

/**
 * Eight digits that look like a Danish company number, with a wrong check digit: they can belong to no real company.
 */
export function fictionalCvr(random: Random): string {
	for (;;) {
		const number = String(random.integer(40_000_000, 49_999_999));
		if (!hasRightCheckDigit(number)) return number;
	}
}

/** The sum of the weighted digits of a real number is divisible by 11. */
export function hasRightCheckDigit(number: string): boolean {
	return WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0) % 11 === 0;
}
