import { CREDIT_DAYS, DO_NOT_TRANSFER, EXPORT_STATUS, INVOICE_FIELDS } from '../api/fields';
import { firstOf, isDecimal, valueAt, type JsonRecord } from '../api/reading';

/** The words of an invoice whose spelling nobody has documented (MO15, MO26). */

export type InvoiceKind = 'invoice' | 'creditNote' | '';

/** By the type's own text, in any spelling or Scandinavian language; `''` where neither it nor a switch says it. */
export function kindOf(row: JsonRecord): InvoiceKind {
	const type = lettersOf(firstOf(row, INVOICE_FIELDS.type));
	// An invoice that was credited is still an invoice.
	if (/credit(?!ed)|kredit(?!er[et])/.test(type)) return 'creditNote';
	if (/invoice|faktura/.test(type)) return 'invoice';
	const isCreditNote = firstOf(row, INVOICE_FIELDS.isCreditNote);
	if (typeof isCreditNote !== 'boolean') return '';
	return isCreditNote ? 'creditNote' : 'invoice';
}

export type TransferChoice = 'transfer' | 'transferred' | 'doNotTransfer' | '';

/** In this order: what forbids comes first, because an invoice sent against a person's word cannot be taken back. */
const TRANSFER_WORDS: ReadonlyArray<readonly [RegExp, TransferChoice]> = [
	[/^(not|ikke|inte)(yet)?(transferred|exported|overført|överförd)/, 'transfer'],
	[/not|dont|never|noexport|notransfer|ikke|inte|exclu|skip|ignore|withh|block|hold|^no$|^false$/, 'doNotTransfer'],
	[/^(to|pending|ready|await|waiting|queue|new)|tobe/, 'transfer'],
	[/transferred|exported|overført|överförd|^sent|done|complete/, 'transferred'],
	[/transfer|export|overfør|^true$/, 'transfer'],
];

/** What the invoice says about being handed to accounting; `''` where it says nothing that is known. */
export function transferOf(row: JsonRecord): TransferChoice {
	if (DO_NOT_TRANSFER.some((name) => isOn(valueAt(row, name)))) return 'doNotTransfer';
	const status = lettersOf(firstOf(row, EXPORT_STATUS));
	return TRANSFER_WORDS.find(([words]) => words.test(status))?.[1] ?? '';
}

function isOn(value: unknown): boolean {
	return value === true || (typeof value === 'string' && /^true$/i.test(value));
}

/** Days of credit; the same names may hold the words of a payment term, and then the dates say it. */
export function creditDaysOf(row: JsonRecord): string {
	for (const name of CREDIT_DAYS) {
		const value = valueAt(row, name);
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		if (typeof value === 'string' && value.trim() !== '' && isDecimal(value.trim())) return value.trim();
	}
	return '';
}

/** `DO_NOT_TRANSFER`, `doNotTransfer` and `Do not transfer` are one word; an object is known by its code or name. */
function lettersOf(value: unknown): string {
	if (typeof value === 'object' && value !== null) {
		return lettersOf(firstOf({ ...value }, ['code', 'name', 'value', 'key']));
	}
	return typeof value === 'string' || typeof value === 'boolean'
		? String(value)
				.toLowerCase()
				.replace(/[^a-zæøåäö]/g, '')
		: '';
}
