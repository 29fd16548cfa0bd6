import type { UnicontaCodes } from '../codes';
import type { DepartmentMapping } from '../department';
import type { TagGroupChoice } from '../tags';
import type { Minor } from './plan';

/** What a person chose for invoices (M6, M12). */
export interface InvoiceMapping {
	/** The cut-over: lower numbers are never sent. Required; undefined gives a finding on every invoice. */
	firstNumber: number | undefined;
	/** The project tag group whose code is the project category (M6). */
	categoryTagGroup: TagGroupChoice;
	department: DepartmentMapping;
	/** Ledger account of the rounding line; `''` for none. */
	roundingAccount: string;
	/** How far totals and lines may be apart, in the invoice's currency; undefined: as far as roundings explain. */
	roundingTolerance?: Minor;
	/** ISO 4217 of the company in Uniconta; `''` when unknown. */
	ownCurrency: string;
	codes: Pick<UnicontaCodes, 'isCurrency'>;
}
