import type { Random } from './random';

const WEIGHTS = [2, 7, 6, 5, 4, 3, 2] as const;

/** A Danish company number with a right check digit, made up: 8 digits, weighted sum divisible by 11. */
export function fictionalCvr(random: Random): string {
	for (;;) {
		const body = String(random.integer(4_000_000, 4_999_999));
		const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
		const check = (11 - (sum % 11)) % 11;
		if (check < 10) return `${body}${check}`;
	}
}
