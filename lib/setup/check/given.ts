import { setupRow, type SetupArea, type SetupRow } from './row';
import type { NumberedInvoice } from '../../uniconta/invoice/numbering/expected';

/** A list of Moment that was handed in, or why it could not be read. Undefined: not handed in. */
export type Given<T> = { rows: readonly T[] } | { trouble: string } | undefined;

/** Somebody who may be told. */
export interface MomentPerson {
	id: string;
	name: string;
	email: string;
	/** `active`, or another word of Moment's; `''` where it does not say. */
	state: string;
}

/** A ledger account as Moment has it (reference moment 4.6). */
export interface MomentAccount {
	accountNumber: string;
	name: string;
	/** `sales` or `purchases`. */
	category: string;
	vatPercent: number;
	/** The code in Uniconta; `''` for none. */
	vatCode: string;
}

/** What a check can look at beside tags and ledger accounts, all of it from Moment. */
export interface MomentGiven {
	tagGroups?: Given<{ id: string; name: string }>;
	users?: Given<MomentPerson>;
	departments?: Given<{ name: string; externalNumber: string }>;
	/** Final invoices, the newest at least. */
	invoices?: Given<NumberedInvoice>;
	/** The highest invoice number that is in Uniconta already, by the log. */
	posted?: number;
	/** Where Moment keeps expenses. */
	expenses?: Given<{ resource: string }>;
}

/** For a list that was not handed in, or that Moment did not show. */
export function notGiven(
	area: SetupArea,
	check: string,
	given: Given<unknown>,
	{ words, from }: { words: string; from: string },
): SetupRow {
	if (given !== undefined && 'trouble' in given)
		return setupRow(area, check, 'notChecked', {
			found: `${words} could not be read: ${given.trouble}`,
			expected: 'to be read from Moment',
		});
	return setupRow(area, check, 'notChecked', {
		found: `${words} were not handed in`,
		fix: `Hand in the items of Moment > ${from}.`,
	});
}
