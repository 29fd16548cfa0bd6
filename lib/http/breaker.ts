import type { ApiError } from './errors';

/**
 * Ends a run when the other side is in trouble, instead of asking it about every record; what is not sent by then waits
 * for the next run (G8).
 */
export class Breaker {
	private inARow = 0;
	private isTripped = false;
	private why: ApiError | undefined;

	/** @param limit so many failures in a row that are no record's own matter */
	constructor(private readonly limit: number) {}

	get tripped(): boolean {
		return this.isTripped;
	}

	/** What tripped it; undefined as long as nothing did, or where no call failed. */
	get reason(): ApiError | undefined {
		return this.why;
	}

	/** There was a clear answer. */
	reset(): void {
		this.inARow = 0;
	}

	/** One more failure in a row. */
	count(error: ApiError): void {
		this.inARow += 1;
		if (this.inARow >= this.limit) this.trip(error);
	}

	/** Nothing more can succeed in this run. */
	trip(reason?: ApiError): void {
		this.isTripped = true;
		this.why = reason;
	}
}
