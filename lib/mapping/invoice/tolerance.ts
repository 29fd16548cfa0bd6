import { parseDecimal, toMinor } from '../../core/money';
import type { Minor } from './plan';

/** What a person may allow to stay unexplained. */
export const LARGEST_TOLERANCE: Minor = 1000;

/** How a tolerance is written, for messages. */
export const TOLERANCE_FORM = 'an amount from 0.00 to 10.00, such as 0.50, or blank';

/**
 * What was entered, with a point or a comma, in cents; undefined where it is blank; `'invalid'` where it cannot be
 * used.
 */
export function toleranceOf(text: string): Minor | undefined | 'invalid' {
	if (text.trim() === '') return undefined;
	const value = /^\d+([.,]\d{1,2})?$/.test(text.trim()) ? parseDecimal(text.replace(',', '.')) : undefined;
	const minor = value === undefined ? undefined : toMinor(value);
	return minor === undefined || minor > LARGEST_TOLERANCE ? 'invalid' : minor;
}
