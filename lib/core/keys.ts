import type { Finding } from './finding';

/**
 * Longest customer or project number that Uniconta keeps; a longer one would be cut silently (UC30).
 */
export const KEY_LENGTH = 20;
/** Longest code of a group, term, VAT code, category or dimension (UC30). */
export const CODE_LENGTH = 10;

/** Ids are whole numbers of 64 bits. */
const LARGEST_ID = 9_223_372_036_854_775_807n;

/** Whether a text can be an id of Moment: a whole number. Nothing else is fetched, marked or put into an address. */
export function isId(text: string): boolean {
	return /^\d{1,19}$/.test(text) && BigInt(text) <= LARGEST_ID;
}

/** Control characters and halves of characters. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;

/** Whether a text can be the number of a customer or project, as far as one can tell without the record. */
export function isKey(text: string): boolean {
	return text.length <= KEY_LENGTH && !UNFIT.test(text);
}

/** Numbers are Moment's and carried over unchanged: one that Uniconta would change is refused (M4, G5). */
export function keyFindings(key: string, who: string, field: string): Finding[] {
	if (key === '') {
		return [
			{ level: 'error', field, value: '', message: `${who} has no number.`, fix: 'Give it a number in Moment.' },
		];
	}
	if (key.length > KEY_LENGTH) {
		return [
			{
				level: 'error',
				field,
				value: key,
				message: `${who} has a number of ${key.length} characters; Uniconta keeps ${KEY_LENGTH} and would cut the rest.`,
				fix: `Give it a number of at most ${KEY_LENGTH} characters in Moment.`,
			},
		];
	}
	if (key !== key.trim() || UNFIT.test(key)) {
		return [
			{
				level: 'error',
				field,
				value: key,
				message: `${who} has a number that begins or ends with a space, or holds a line break or tab; Uniconta would change it.`,
				fix: 'Type the number again in Moment, without spaces around it.',
			},
		];
	}
	return [];
}

/** The one with the lowest number; where keys are no numbers, the first. */
export function lowestOf<T extends { key: string }>(all: readonly T[]): T | undefined {
	const numberOf = ({ key }: T): number => (/^\d+$/.test(key) ? Number(key) : Infinity);
	return all.reduce<T | undefined>(
		(low, one) => (low === undefined || numberOf(one) < numberOf(low) ? one : low),
		undefined,
	);
}
