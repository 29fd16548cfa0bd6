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

/** A ledger account as Moment has it (MO18). */
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
	/** Where Moment keeps expenses, and the address at which it was asked; `''` where that is not said. */
	expenses?: Given<{ resource: string; baseUrl: string }>;
}

/** What is handed in of Moment: what it is called in a sentence, and the step whose items it is. */
const LISTS = {
	tags: { words: "Moment's tags", from: 'Tag > Get Many as Moment Tags' },
	accounts: { words: "Moment's ledger accounts", from: 'Financial Account > Get Many as Moment Accounts' },
	departments: { words: "Moment's departments", from: 'Department > Get Many' },
	users: { words: "Moment's users", from: 'User > Get Many' },
	expenses: { words: 'Where Moment keeps expenses', from: 'Expense > Check Names' },
} as const;

/** For a list that was not handed in, or that Moment did not show. */
export function notGiven(
	area: SetupArea,
	check: string,
	list: keyof typeof LISTS,
	{ given, expected = '' }: { given?: Given<unknown>; expected?: string } = {},
): SetupRow {
	const { words, from } = LISTS[list];
	if (given !== undefined && 'trouble' in given)
		return setupRow(area, check, 'notChecked', {
			found: `${words} could not be read: ${given.trouble}`,
			expected: 'to be read from Moment',
		});
	return setupRow(area, check, 'notChecked', {
		found: `${words} were not handed in`,
		expected,
		fix: `Hand in the items of Moment > ${from}.`,
	});
}
