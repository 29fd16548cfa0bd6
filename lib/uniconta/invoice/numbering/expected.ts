/** An invoice as far as its number goes. */
export interface NumberedInvoice {
	number: number;
	/** False for one that is never sent ("do not transfer to accounting"): its number is passed over. */
	toSend: boolean;
}

/**
 * The number Moment expects next: the lowest final one from the first invoice number (the cut-over) on that is to be
 * sent and is not in Uniconta yet; where all are there, the highest plus one; where there is none at all, the first
 * invoice number.
 */
export function expectedNext(
	invoices: readonly NumberedInvoice[],
	inUniconta: ReadonlySet<number>,
	firstNumber: number,
): number {
	const sinceCutOver = invoices.filter(({ number }) => number >= firstNumber);
	let lowest = Number.POSITIVE_INFINITY;
	let highest = firstNumber - 1;
	for (const { number, toSend } of sinceCutOver) {
		highest = Math.max(highest, number);
		if (toSend && !inUniconta.has(number)) lowest = Math.min(lowest, number);
	}
	return Number.isFinite(lowest) ? lowest : highest + 1;
}
