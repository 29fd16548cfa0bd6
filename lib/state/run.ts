import type { Finding } from '../core/finding';

/**
 * What a run says of a record, as far as log and inbox need it. Items of the writer and of a failed fetch both have it.
 */
export interface RunResult {
	entity: string;
	momentId: string;
	key: string;
	name: string;
	outcome: string;
	findings: Finding[];
	changes: Record<string, unknown>;
	unicontaRowId: string;
	/** The row that has its number and may be another record: a person may confirm it. */
	shownRowId?: string;
	/** The company in Uniconta; absent where it is not known. */
	company?: string;
	hash: string;
	held: string[];
	/** Customers and projects that it needs first, `customer/17`: written or mended, they let it be tried again. */
	waitsFor?: string[];
	/** Whether it passes by itself, also where it was refused. */
	transient?: boolean;
	/** Whether the record was seen in Uniconta in this run; of what the log calls done nobody asks. */
	seen?: boolean;
}

/** Above this number of failures a run counts as failed as a whole: one row says so, and the run is done again. */
export const MASS_FAILURE = 50;
