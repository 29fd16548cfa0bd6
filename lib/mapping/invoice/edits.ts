import { editMark } from '../../core/edits';
import { minorText, parseComputed, toMinor } from '../../core/money';

/** The fields of an invoice that are laid beside Uniconta's, by the names of the plan. */
const COMPARED = ['Account', 'Date', 'Currency', 'NetAmount', 'VatAmount', 'TotalAmount'] as const;
export type ComparedField = (typeof COMPARED)[number];

/** Marks for the fields that are sent otherwise than the mapper made them. */
export function invoiceEdits(
	momentId: string,
	mapped: Readonly<Record<string, unknown>>,
	sent: Readonly<Record<string, unknown>>,
): string[] {
	return COMPARED.flatMap((field) => {
		const [from, to] = [factText(field, mapped[field]), factText(field, sent[field])];
		return from === to ? [] : [editMark(field, momentId, from, to)];
	});
}

/** A value as both sides have it: amounts to the cent, the rest as text. */
function factText(field: ComparedField, value: unknown): string {
	if (typeof value !== 'number' && typeof value !== 'string') return '';
	const decimal = field.endsWith('Amount') ? parseComputed(String(value)) : undefined;
	const minor = decimal === undefined ? undefined : toMinor(decimal);
	return minor === undefined ? String(value).trim() : minorText(minor);
}
