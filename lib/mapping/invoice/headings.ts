import { freeText } from '../../core/freeText';
import { parseDecimal, signOf } from '../../core/money';
import type { InvoiceLineSource, InvoiceSource } from './source';

/** A line that says something and books nothing: it has no account and no amount. */
export function isHeading(line: InvoiceLineSource): boolean {
	if (line.accountNumber.trim() !== '') return false;
	const nothing = (value: string): boolean => {
		if (value.trim() === '') return true;
		const amount = parseDecimal(value);
		return amount !== undefined && signOf(amount) === 0;
	};
	const { net, vat, surcharge, quantity, unitPrice } = line;
	return (
		[net, vat, surcharge].every(nothing) &&
		(nothing(unitPrice) || (nothing(quantity) && parseDecimal(unitPrice) !== undefined))
	);
}

/**
 * The invoice without its headings: the text of one stands above the line that follows, of those at the end below the
 * last line, which needs no kind of row that Uniconta may not take. An invoice of nothing but headings keeps one line
 * that books nothing, with all of their texts.
 */
export function withoutHeadings(invoice: InvoiceSource): InvoiceSource {
	if (!invoice.lines.some(isHeading)) return invoice;
	const lines: InvoiceLineSource[] = [];
	let above: string[] = [];
	for (const [at, line] of invoice.lines.entries()) {
		if (isHeading(line)) {
			above.push(freeText(line.text));
			continue;
		}
		lines.push({ ...line, place: at + 1, above: together(above) });
		above = [];
	}
	const last = lines.pop();
	const [first] = invoice.lines;
	if (last !== undefined) lines.push({ ...last, below: together(above) });
	else if (first !== undefined) lines.push(onlyText(first, together(above)));
	return { ...invoice, lines };
}

function together(texts: readonly string[]): string {
	return texts.filter((text) => text !== '').join('\n');
}

function onlyText(line: InvoiceLineSource, text: string): InvoiceLineSource {
	return {
		...line,
		text,
		quantity: '1',
		unitPrice: '0',
		discount: '',
		surcharge: '',
		net: '0',
		vat: '0',
		vatPercent: '0',
		vatCode: '',
	};
}
