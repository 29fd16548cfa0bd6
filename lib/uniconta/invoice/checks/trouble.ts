import type { FindingLevel } from '../../../core/finding';

/** What a rule finds wrong, before it is known of which lines it is true. */
export interface Trouble {
	/** Unset: an error. */
	level?: FindingLevel;
	field: string;
	value: string;
	/** The end of a sentence that begins with the invoice, or with the invoice and its lines. */
	says: string;
	/** The whole sentence instead, which the mapper may have said already. */
	message?: string;
	fix: string;
	/** It passes by itself when the customer or the project has been transferred. */
	missingParent?: boolean;
	/** Number and record of a customer or project do not agree: over when a person has mended it. */
	ofReference?: boolean;
	/** Numbers of the lines, from 1. */
	lines?: readonly number[];
}

/** A code of the settings is looked up again when the invoice is: nothing but a person's change mends it. */
export const AGAIN = 'Then run Compare Everything Now, or wait for the night.';

/** A code that Uniconta lacks. */
export function missing(
	field: string,
	value: string,
	says: string,
	fix: string,
	what = 'which does not exist in Uniconta',
): Trouble {
	return { field, value, says: `${says}${what.startsWith('which') ? ',' : ''} ${what}`, fix };
}
