import type { Breaker } from '../../http/breaker';
import type { ApiError } from '../../http/errors';

/** Records that travel in lists, and what is particular about them. */
export interface ListWriting<T> {
	/**
	 * How often a list that does not go through is split in one run; past that the rest waits for the next run (G8).
	 */
	maxSplits: number;
	/** How much of a list's size a record takes. */
	weightOf(record: T): number;
	/** Sends them in one call; gives the error of a call that failed. */
	send(list: readonly T[]): Promise<ApiError | undefined>;
	/** Writes a record that stands alone; without it, it is sent as a list of one. */
	sendAlone?(record: T): Promise<void>;
	/**
	 * Settles those of a failed list of which something arrived: part of it, all or none may be there (UC55).
	 * Gives those that are to be sent again. Throws no failed call.
	 */
	settle(list: readonly T[], error: ApiError): Promise<readonly T[]>;
	isWritten(record: T): boolean;
	fail(records: readonly T[], error: ApiError): void;
	/** Whether half of a failed list is cut again where lists have shrunk in the meantime. */
	recutsHalves: boolean;
}

/**
 * Writes records in lists: a list that does not go through is split until the records are found that stop it; lists
 * become shorter where it was their length. Throws no failed call: it is the outcome of its records.
 */
export class Batch<T> {
	private splits = 0;

	/** @param size of a list, in the weight of its records */
	constructor(
		private readonly writing: ListWriting<T>,
		private readonly breaker: Breaker,
		private size: number,
	) {}

	async write(records: readonly T[]): Promise<void> {
		for (let rest = records; rest.length > 0;) {
			const count = this.fitting(rest);
			await this.writeList(rest.slice(0, count));
			rest = rest.slice(count);
		}
	}

	/** How many of them, from the first on, make a list. */
	private fitting(records: readonly T[]): number {
		let weight = 0;
		const end = records.findIndex((record, at) => {
			weight += this.writing.weightOf(record);
			return at > 0 && weight > this.size;
		});
		return end === -1 ? records.length : end;
	}

	private async writeList(list: readonly T[]): Promise<void> {
		const { writing, breaker } = this;
		const [first, ...others] = list;
		if (first === undefined) return;
		if (breaker.reason !== undefined) {
			writing.fail(list, breaker.reason);
		} else if (others.length === 0 && writing.sendAlone !== undefined) {
			await writing.sendAlone(first);
		} else if (writing.recutsHalves && this.fitting(list) < list.length) {
			await this.write(list);
		} else {
			const error = await writing.send(list);
			if (error !== undefined) await this.afterFailure(list, error);
		}
	}

	private async afterFailure(list: readonly T[], error: ApiError): Promise<void> {
		if (stopsTheRun(error)) {
			this.breaker.trip(error);
			this.writing.fail(list, error);
			return;
		}
		const missing = await this.writing.settle(list, error);
		if (missing.length === 0) return;
		if (list.length === 1 || ++this.splits > this.writing.maxSplits) {
			this.writing.fail(missing, error);
			return;
		}
		// What came through up to the first missing one shows who stopped the list; else halves find the culprit
		// quickly.
		const nothingArrived = missing.length === list.length;
		const cut = nothingArrived ? Math.ceil(missing.length / 2) : 1;
		const halves = [missing.slice(0, cut), missing.slice(cut)];
		for (const half of halves) await this.writeList(half);
		if (nothingArrived && missing.every((record) => this.writing.isWritten(record))) {
			// No record stopped the list, so it was the list's length.
			this.size = Math.min(this.size, Math.max(1, ...halves.map((half) => this.weight(half))));
			this.splits -= 1;
		}
	}

	private weight(records: readonly T[]): number {
		return records.reduce((sum, record) => sum + this.writing.weightOf(record), 0);
	}
}

/** Failures after which no further call of this run can succeed. */
export function stopsTheRun(error: ApiError): boolean {
	return ['credentials', 'forbidden', 'unreachable', 'busy', 'outOfTime'].includes(error.kind);
}
