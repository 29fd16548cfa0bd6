import type { Finding } from '../core/finding';

/**
 * A cost that was posted in Uniconta: the ledger entry and the project entry that belong to it, read together (D9).
 * Amounts are plain decimal text of two decimals with a point, a cost positive; `''` where a field is empty.
 */
export interface PostingSource {
	/** See {@link postingReference}: tells the posting apart from every other one, also on the next reading. */
	reference: string;
	/** Uniconta's company id. */
	company: string;
	/** Number series of the voucher. */
	series: string;
	/** Uniconta's "Posting" number (`JournalPostedId`): rises with every batch that is posted. */
	postingId: number;
	voucher: string;
	/**
	 * Line of the voucher in the ledger; of a project entry without ledger entry its own line number with a `p` before
	 * it.
	 */
	line: string;
	account: string;
	accountName: string;
	/** Date of the voucher, `YYYY-MM-DD`. */
	date: string;
	/** When it was posted, ISO 8601; `''` where Uniconta does not tell. */
	postedAt: string;
	text: string;
	/** In `currency`. */
	amount: string;
	/** ISO 4217. */
	currency: string;
	/** In the company's own currency. */
	localAmount: string;
	supplierNumber: string;
	supplierName: string;
	/** The supplier's own number of its invoice. */
	supplierInvoice: string;
	/** Number of the project. */
	project: string;
	/** What Uniconta calls it; `''` where that could not be read. */
	projectName: string;
	/** Code of the project category. */
	category: string;
	/** A counter-entry, or one that Uniconta marks as a correction. */
	isCorrection: boolean;
	/**
	 * Whether it is to become an expense in Moment; where it is not, an `error` among the findings says why (zero, no
	 * project, cancelled …).
	 */
	isExpense: boolean;
	findings: Finding[];
}

/** What makes up the reference of a posting. */
export type PostingReferenceParts = Pick<
	PostingSource,
	'company' | 'series' | 'postingId' | 'voucher' | 'line' | 'project'
>;

/**
 * `<company>/<series>/<posting id>/<voucher>/<line>/<project>` (D9): goes into the expense's external reference.
 */
export function postingReference({
	company,
	series,
	postingId,
	voucher,
	line,
	project,
}: PostingReferenceParts): string {
	return [company, series, String(postingId), voucher, line, project].join('/');
}
