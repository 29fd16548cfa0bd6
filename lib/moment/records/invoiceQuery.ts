import { ApiError, bodyText } from '../../http/errors';
import { keyAt } from '../api/entity';
import { INVOICE_FIELDS } from '../api/fields';
import type { EntityQuery } from '../api/findEntities';
import { isFinalized } from './invoiceRecords';
import type { JsonRecord } from '../api/reading';

export interface InvoiceWish {
	/** Numbers and ranges: `10001`, `10010-10020`. */
	numbers: readonly string[];
	/** The lowest number; `''` or `0` for all. */
	numberFrom: string;
	/** `draft` (no number), `finalized` (a number), a state in Moment's own word, or `''`. */
	state: string;
}

/** A range of so many numbers is asked for as these numbers, so that reading can end when all are found. */
const COUNTABLE = 10_000;

/**
 * The part of a query that only invoices have. @throws ApiError of kind `refused` naming a number that cannot be one
 */
export function invoicesWhere({ numbers, numberFrom, state }: InvoiceWish): Pick<EntityQuery, 'numbers' | 'where'> {
	const ranges = numbers.map(rangeOf);
	const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
	const lowest = numberFrom === '' ? 0 : wholeNumber(numberFrom, 'Number From');
	const inRange = (row: JsonRecord): boolean => {
		if (ranges.length === 0 && lowest === 0) return true;
		if (!isFinalized(row)) return false;
		const key = keyAt(row, INVOICE_FIELDS.invoiceNumber);
		const number = Number(key);
		// A number that is none cannot be compared: whoever asked has to see it.
		if (key === '' || !Number.isInteger(number)) return true;
		return (
			number >= lowest && (ranges.length === 0 || ranges.some(({ from, to }) => number >= from && number <= to))
		);
	};
	return {
		numbers: count <= COUNTABLE ? ranges.flatMap(numbersIn) : [],
		where: (row) => inRange(row) && isIn(state, row),
	};
}

function isIn(state: string, row: JsonRecord): boolean {
	const wanted = plain(state);
	if (wanted === '') return true;
	if (plain(keyAt(row, INVOICE_FIELDS.state)) === wanted) return true;
	// Final is what has a number, whatever the state is called (MO15).
	if (wanted === 'draft') return !isFinalized(row);
	return wanted === 'finalized' && isFinalized(row);
}

function plain(word: string): string {
	return word.toLowerCase().replace(/[^\p{L}\d]/gu, '');
}

interface Range {
	from: number;
	to: number;
}

function rangeOf(text: string): Range {
	const [from = '', to = from, ...rest] = text.split(/-|–|\.\./);
	if (rest.length > 0) throw notANumber(text, 'Numbers');
	const range = { from: wholeNumber(from, 'Numbers'), to: wholeNumber(to, 'Numbers') };
	return range.from <= range.to ? range : { from: range.to, to: range.from };
}

function numbersIn({ from, to }: Range): string[] {
	return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

function wholeNumber(text: string, field: string): number {
	const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (Number.isSafeInteger(number)) return number;
	throw notANumber(text, field);
}

function notANumber(text: string, field: string): ApiError {
	return new ApiError(`${field}: '${bodyText(text, 40)}' is neither an invoice number nor a range of them`, {
		system: 'Moment',
		kind: 'refused',
		fix: 'Give numbers separated by commas, and ranges with a hyphen, e.g. 10001, 10010-10020',
	});
}
