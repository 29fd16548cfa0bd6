import { createHash, timingSafeEqual } from 'node:crypto';

/** Shorter ones can be guessed. */
export const LEAST_CHARACTERS = 16;

/** The characters of a token that count: blanks do not. */
export function strengthOf(token: string): number {
	return token.replace(/\s/g, '').length;
}

/**
 * Whether the token of a call is the one agreed on, in a time that does not tell how much of it was right. One that can
 * be guessed is never met: the credential may have been changed since the workflow went live.
 */
export function isRightToken(given: unknown, expected: unknown): boolean {
	if (typeof given !== 'string' || typeof expected !== 'string' || strengthOf(expected) < LEAST_CHARACTERS)
		return false;
	return timingSafeEqual(digest(given), digest(expected));
}

/** Digests have one length, which the comparison needs, and which hides the length of the token. */
function digest(text: string): Buffer {
	return createHash('sha256').update(text, 'utf8').digest();
}
