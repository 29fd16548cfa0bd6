import { inOrder, type LedgerEntry } from './entries';

/**
 * Cancelled entries and the ones that take them back, each pointing to the other. A counter-entry has the same account
 * and the opposite amount; it stands under the same voucher number, or is marked as cancelled or as a correction itself
 * (UC46).
 */
export function counterEntries(entries: readonly LedgerEntry[]): Map<LedgerEntry, LedgerEntry> {
	const byAmount = new Map<string, LedgerEntry[]>();
	for (const entry of [...entries].sort(inOrder)) {
		const key = keyOf(entry, entry.amount ?? 0);
		const group = byAmount.get(key);
		if (group === undefined) byAmount.set(key, [entry]);
		else group.push(entry);
	}
	const counters = new Map<LedgerEntry, LedgerEntry>();
	for (const entry of [...entries].sort(inOrder)) {
		if (!entry.isCancelled || counters.has(entry) || (entry.amount ?? 0) === 0) continue;
		const possible = (byAmount.get(keyOf(entry, 0 - (entry.amount ?? 0))) ?? []).filter(
			(other) => !counters.has(other) && !other.isVoid,
		);
		const counter =
			possible.find((other) => other.voucher === entry.voucher && isMarked(other)) ??
			possible.find((other) => other.voucher === entry.voucher) ??
			possible.find((other) => isMarked(other) && other.postingId >= entry.postingId);
		if (counter === undefined) continue;
		counters.set(entry, counter);
		counters.set(counter, entry);
	}
	return counters;
}

/** Of an entry and its counterpart the one that came later. */
export function isLater(entry: LedgerEntry, other: LedgerEntry): boolean {
	return inOrder(entry, other) > 0;
}

function isMarked({ isCancelled, isCorrection }: LedgerEntry): boolean {
	return isCancelled || isCorrection;
}

function keyOf({ account, series, currency }: LedgerEntry, amount: number): string {
	return JSON.stringify([account, series, currency, amount]);
}
