/** Which ledger accounts are asked for: single ones and ranges, both ends included. Without any, all of them. */
export type AccountFilter = readonly AccountRange[];

export interface AccountRange {
	from: string;
	to: string;
}

/** What was typed, or a sentence for each part of it that has no meaning. */
export type ParsedFilter = { filter: AccountFilter } | { unclear: string[] };

/** Account numbers are text of at most 20 characters (UC47). */
const ACCOUNT = /^[\p{L}\d][\p{L}\d._/-]{0,19}$/u;
const DIGITS = /^\d+$/;

/** Reads `4010, 4100..4199`; a semicolon or a new line separates as a comma does. */
export function parseAccountFilter(text: string): ParsedFilter {
	const parts = text
		.split(/[,;\n]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
	const read = parts.map(readPart);
	const unclear = read.filter((range) => typeof range === 'string');
	return unclear.length > 0 ? { unclear } : { filter: read.filter((range) => typeof range !== 'string') };
}

export function isAccountIn(filter: AccountFilter, account: string): boolean {
	return filter.length === 0 || isAccountNamed(filter, account);
}

/** As {@link isAccountIn}, but the empty filter names no account. */
export function isAccountNamed(filter: AccountFilter, account: string): boolean {
	return filter.some((range) => isInRange(range, account));
}

/** The range, or what is wrong with it. */
function readPart(part: string): AccountRange | string {
	const [from = '', to = from, ...more] = part.split('..').map((end) => end.trim());
	if (more.length > 0) return `"${part}" has more than one range in it`;
	if (from === '' || to === '') return `"${part}" lacks one end of the range`;
	if (/^\d+\s*[-–]\s*\d+$/.test(part)) return `"${part}" has a dash: a range is written with two dots`;
	const wrong = [from, to].find((end) => !ACCOUNT.test(end));
	if (wrong !== undefined) return `"${wrong}" is no account number`;
	if (from === to) return { from, to };
	if (DIGITS.test(from) !== DIGITS.test(to))
		return `"${part}" goes ${DIGITS.test(from) ? 'from a number to a text' : 'from a text to a number'}`;
	if (!isOrdered(from, to)) return `"${part}" begins with the higher account`;
	return { from, to };
}

function isOrdered(from: string, to: string): boolean {
	return DIGITS.test(from) && DIGITS.test(to) ? BigInt(from) <= BigInt(to) : from <= to;
}

/** Numbers by their value, between the shorter and the longer of both ends (45 is not in 4000..4999); else as text. */
function isInRange({ from, to }: AccountRange, account: string): boolean {
	if (from === to) return account === from;
	if (!DIGITS.test(from) || !DIGITS.test(to)) return account >= from && account <= to;
	if (!DIGITS.test(account) || account.length < from.length || account.length > to.length) return false;
	return BigInt(account) >= BigInt(from) && BigInt(account) <= BigInt(to);
}
