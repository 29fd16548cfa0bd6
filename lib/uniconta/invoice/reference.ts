import type { Clock } from '../../http/port';

/**
 * What stands in an order's `ReferenceNumber`: `<invoice number>#<nonce>`, the nonce being the time of the claim in
 * seconds (base 36) and four random characters; then `.<Moment's id>` where the whole stays short enough.
 */
export interface Claim {
	number: number;
	/** `57#t6x2k9ab1c`: tells the claim, whatever of the text behind it Uniconta keeps. */
	mark: string;
	/** When it was made, in milliseconds since 1970, to the second. */
	madeAt: number;
}

/** Longer texts may be cut (UC30). */
const REFERENCE_LENGTH = 40;
const RANDOM_LENGTH = 4;
const PATTERN = /^(\d{1,10})#([0-9a-z]{6,7})([0-9a-z]{4})(?:\.|$)/;

export function newClaim(number: number, clock: Pick<Clock, 'now' | 'random'>): Claim {
	const seconds = Math.floor(clock.now() / 1000);
	const random = Array.from({ length: RANDOM_LENGTH }, () =>
		Math.min(35, Math.floor(clock.random() * 36)).toString(36),
	).join('');
	return { number, mark: `${number}#${seconds.toString(36)}${random}`, madeAt: seconds * 1000 };
}

/** The text for `ReferenceNumber`. */
export function referenceOf({ mark }: Claim, momentId: string): string {
	const whole = `${mark}.${momentId}`;
	return momentId !== '' && whole.length <= REFERENCE_LENGTH ? whole : mark;
}

/** The claim a reference stands for; undefined for every other text. */
export function claimIn(reference: string): Claim | undefined {
	const [, number, seconds, random] = PATTERN.exec(reference.trim()) ?? [];
	if (number === undefined || seconds === undefined || random === undefined) return undefined;
	return {
		number: Number(number),
		mark: `${Number(number)}#${seconds}${random}`,
		madeAt: Number.parseInt(seconds, 36) * 1000,
	};
}
