import { asApiError } from '../../../http/errors';
import type { UnicontaClient } from '../../api/client';
import type { Condition, Day } from '../../api/odata';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';

/** Which posted invoices; what is left out does not narrow the list. */
export interface PostedFilter {
	customer?: string;
	/** `YYYY-MM-DD`. */
	dateFrom?: string;
	dateTo?: string;
	numberFrom?: number;
	numberTo?: number;
}

const TYPE = 'DebtorInvoiceClient';
const KEY = 'InvoiceNumber';

type Reading = Pick<UnicontaClient, 'pages'>;

/** Posted invoices that fit the filter, `limit` at most. What Uniconta gives is checked again on this side. */
export async function listPosted(
	client: Reading,
	filter: PostedFilter,
	limit = Number.POSITIVE_INFINITY,
): Promise<UnicontaRow[]> {
	const others = [
		...condition('Account', 'eq', filter.customer),
		...condition('Date', 'ge', dayOf(filter.dateFrom)),
		...condition('Date', 'le', dayOf(filter.dateTo)),
	];
	for (const form of numberForms(filter)) {
		const rows = await unlessRefused(read(client, [...others, ...form], filter, limit));
		if (rows !== undefined) return rows;
	}
	return await read(client, others, filter, limit);
}

/** The posted invoices with these numbers: one reading for all of them. */
export async function postedByNumber(client: Reading, numbers: readonly number[]): Promise<Map<number, UnicontaRow>> {
	const wanted = new Set(numbers);
	const byNumber = new Map<number, UnicontaRow>();
	if (wanted.size === 0) return byNumber;
	const sorted = [...wanted].sort((a, b) => a - b);
	for (const row of await listPosted(client, { numberFrom: sorted[0], numberTo: sorted[sorted.length - 1] })) {
		const number = numberOf(row);
		if (wanted.has(number) && !byNumber.has(number)) byNumber.set(number, row);
	}
	return byNumber;
}

/**
 * The invoice number is a number in 2018 and text on some types today (UC40): both forms are asked for,
 * the one that is refused is passed over. As text only numbers of equal length compare like numbers.
 */
function numberForms({ numberFrom, numberTo }: PostedFilter): Condition[][] {
	if (numberFrom === undefined && numberTo === undefined) return [];
	const form = (value: (number: number) => string | number): Condition[] => [
		...condition(KEY, 'ge', numberFrom === undefined ? undefined : value(numberFrom)),
		...condition(KEY, 'le', numberTo === undefined ? undefined : value(numberTo)),
	];
	const sameLength =
		numberFrom !== undefined && numberTo !== undefined && String(numberFrom).length === String(numberTo).length;
	return [form((number) => number), ...(sameLength ? [form(String)] : [])];
}

/** Undefined where the server does not take the filter. */
async function unlessRefused(reading: Promise<UnicontaRow[]>): Promise<UnicontaRow[] | undefined> {
	return await reading.catch((caught: unknown) => {
		const error = asApiError(caught);
		if (error.kind === 'refused' || (error.kind === 'unexpected' && !error.mayHaveHappened)) return undefined;
		throw error;
	});
}

async function read(
	client: Reading,
	conditions: readonly Condition[],
	filter: PostedFilter,
	limit: number,
): Promise<UnicontaRow[]> {
	const found: UnicontaRow[] = [];
	const enough = (): boolean => found.length >= limit;
	for await (const rows of client.pages(TYPE, { key: KEY, filter: conditions, enough }))
		found.push(...rows.filter((row) => fits(row, filter)));
	return found.slice(0, limit);
}

function fits(
	row: UnicontaRow,
	{ customer, dateFrom = '', dateTo = '9999', numberFrom = 0, numberTo = Number.POSITIVE_INFINITY }: PostedFilter,
): boolean {
	const day = dayIn(row, 'Date');
	const number = numberOf(row);
	// An invoice without a plain number (a prefix) fits only where numbers do not matter.
	const numbered =
		(numberFrom === 0 && numberTo === Number.POSITIVE_INFINITY) || (number >= numberFrom && number <= numberTo);
	return (
		(customer === undefined || textOf(row, 'Account') === customer) && day >= dateFrom && day <= dateTo && numbered
	);
}

function condition(field: string, is: Condition['is'], value: string | number | Day | undefined): Condition[] {
	return value === undefined ? [] : [{ field, is, value }];
}

function dayOf(day: string | undefined): Day | undefined {
	return day === undefined ? undefined : { day };
}

function numberOf(row: UnicontaRow): number {
	const text = textOf(row, KEY).trim();
	return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** A date field as `YYYY-MM-DD`; `''` for none, which Uniconta writes as the year 1 (UC24). */
export function dayIn(row: UnicontaRow, field: string): string {
	const day = textOf(row, field).slice(0, 10);
	return day.startsWith('0001-01-01') ? '' : day;
}

const SIMPLE = [
	'InvoiceNumber',
	'Account',
	'Name',
	'Date',
	'DueDate',
	'OrderNumber',
	'Voucher',
	'NumberSerie',
	'Currency',
	'ExchangeRate',
	'NetAmount',
	'VatAmount',
	'TotalAmount',
	'Payment',
	'Project',
	'ReferenceNumber',
	'RowId',
] as const;

/** The fields a person asks for first; days as plain dates, `''` for what is empty. */
export function simplePosted(row: UnicontaRow): Record<string, unknown> {
	return Object.fromEntries(
		SIMPLE.map((field) => [field, field.endsWith('Date') ? dayIn(row, field) : (fieldOf(row, field) ?? '')]),
	);
}
