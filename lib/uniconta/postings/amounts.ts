import { isCurrency } from '../api/currencies';
import type { LedgerEntry } from './entries';
import type { Joined } from './join';

/** The company whose books are read. */
export interface Company {
	id: string;
	/** ISO 4217; `''` where Uniconta does not say it. */
	currency: string;
}

/** In cents; undefined where an amount cannot be read. */
export interface Amounts {
	amount: number | undefined;
	currency: string;
	local: number | undefined;
}

/**
 * What an expense is to hold: the amount in the currency of the bill where the ledger has one, else in the company's
 * own. The ledger's amount and sign count; an entry that only the projects know has its cost in the company's currency.
 */
export function amountsOf({ ledger, project, part }: Joined, company: Company, currencyAmount?: number): Amounts {
	const local = part ?? (ledger === undefined ? project?.amount : ledger.amount);
	const foreign = currencyAmount ?? ledger?.currencyAmount;
	const hasForeign =
		ledger !== undefined && ledger.currency !== company.currency && (ledger.currencyAmount ?? 1) !== 0;
	return hasForeign
		? { amount: foreign, currency: ledger.currency, local }
		: { amount: local, currency: company.currency, local };
}

/** What of the entry's amount in currency goes with so much of its own amount, rounded to the cent. */
export function currencyPart({ amount = 0, currencyAmount = 0 }: LedgerEntry, part: number): number {
	return amount === 0 ? 0 : Math.round((currencyAmount * part) / amount);
}

/** `XXX` is what Uniconta shows where it knows no currency (UC28). */
export function isKnownCurrency(currency: string): boolean {
	return isCurrency(currency);
}
