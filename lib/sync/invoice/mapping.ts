import type { UnicontaCodes } from '../codes';
import type { DepartmentMapping } from '../department';
import type { TagGroupChoice } from '../tags';

/** What a person chose for invoices (M6, M12, design 5). */
export interface InvoiceMapping {
	/** The cut-over: lower numbers are never sent. Required; undefined gives a finding on every invoice. */
	firstNumber: number | undefined;
	/** The project tag group whose code is the project category (M6). */
	categoryTagGroup: TagGroupChoice;
	department: DepartmentMapping;
	/** Ledger account of the rounding line; `''` for none. */
	roundingAccount: string;
	/** ISO 4217 of the company in Uniconta; `''` when unknown. */
	ownCurrency: string;
	codes: Pick<UnicontaCodes, 'isCurrency'>;
}
