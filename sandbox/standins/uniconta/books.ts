/** A mail that went to a customer: the outbox is where a test sees that none did. */
export interface Mail {
	at: string;
	to: string;
	account: string;
	invoice: string;
	kind: 'mail' | 'xml';
}

/** Days as `YYYY-MM-DD`, both included; an empty text is no limit. */
export interface Periods {
	openFrom: string;
	openTo: string;
	/** Months as `YYYY-MM` that are closed inside of that. */
	closedMonths: readonly string[];
}

/**
 * What belongs to a company's books without being a record of the entity model (or none that the reference describes).
 */
export class Books {
	periods: Periods = { openFrom: '', openTo: '', closedMonths: [] };
	/**
	 * Units of the company's currency for one of the other; the ledger's own table of rates (UC53,
	 * `NoExchangeRate`).
	 */
	rates: Record<string, number> = { EUR: 7.46, SEK: 0.66, NOK: 0.64, USD: 6.85, GBP: 8.71 };
	readonly outbox: Mail[] = [];
	/** Rises with each posting (UC46). */
	private lastPosting = 0;

	/** Postings that were there from the start have their numbers already. */
	postedUpTo(posting: number): void {
		this.lastPosting = Math.max(this.lastPosting, posting);
	}

	nextPosting(): number {
		return ++this.lastPosting;
	}

	state(): Record<string, unknown> {
		return { periods: this.periods, rates: this.rates, outbox: this.outbox };
	}
}
