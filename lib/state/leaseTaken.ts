import { executionOf, isTaken, leaseIn, SKEW_MS, type LeaseKind } from './lease';
import { timeCell, type TableRow } from './tables';

export interface LeaseLook {
	/** Rows of all leases. */
	lease: readonly TableRow[];
	/** The import by a template of before this version that is under way; `''` for none. */
	former: string;
	/** Milliseconds since 1970. */
	now: number;
	/** A point in time for people. */
	timeText(time: number): string;
}

/** Who keeps an import of expenses from beginning, as the beginning of a sentence; `''` where nobody does. */
export function whoImportsOrReads({ lease, former, now, timeText }: LeaseLook): string {
	const held = (kind: LeaseKind): TableRow | undefined => {
		const row = leaseIn(lease, kind);
		return isTaken(row, now) ? row : undefined;
	};
	const expenses = held('expenses');
	// Another one may take it a little later only, because two machines' clocks may differ.
	const free = (row: TableRow): string => timeText(Number(row['expires']) + SKEW_MS);
	if (expenses !== undefined)
		return `Another import${named(executionOf(expenses))} is under way. Should n8n have ended in the middle of it, the next one can begin at ${free(expenses)}`;
	if (former !== '') return `Another import${named(former)} is under way`;
	const uniconta = held('uniconta');
	if (uniconta === undefined) return '';
	const since = timeCell(uniconta, 'updatedAt');
	const from = since === undefined ? '' : ` since ${timeText(since)}`;
	return `Another run${named(executionOf(uniconta))} is at Uniconta${from}, until ${free(uniconta)} at the latest`;
}

function named(execution: string): string {
	return execution === '' ? '' : ` (execution ${execution})`;
}
