import type { InvoiceSource } from './source';

/** `Invoice 57 to "Nordlys A/S"`, for messages. */
export function whoOf(invoice: InvoiceSource): string {
	const what = invoice.kind === 'creditNote' ? 'Credit note' : 'Invoice';
	const number = invoice.invoiceNumber.trim();
	const name = invoice.customerName.trim();
	return `${what} ${number === '' ? `with Moment id ${invoice.id}` : number}${name === '' ? '' : ` to "${name}"`}`;
}

/** `Line 3 of invoice 57`. */
export function lineName(invoice: InvoiceSource, index: number): string {
	return `Line ${invoice.lines[index]?.place ?? index + 1} of ${invoice.kind === 'creditNote' ? 'credit note' : 'invoice'} ${invoice.invoiceNumber.trim()}`;
}

/** `Line 3`, `Lines 1, 2 and 5`, by their numbers in Moment. */
export function lineList(indexes: readonly number[], lines: InvoiceSource['lines']): string {
	const numbers = indexes.map((index) => String(lines[index]?.place ?? index + 1));
	const last = numbers.pop() ?? '';
	return numbers.length === 0 ? `Line ${last}` : `Lines ${numbers.join(', ')} and ${last}`;
}

/** A finalized invoice cannot be edited in Moment (MO24). */
export const HOW_TO_CORRECT =
	'A finalized invoice is corrected in Moment by crediting it and making a new one. To book it by hand instead, set its export status in Moment to "do not transfer to accounting".';
