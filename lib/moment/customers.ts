import { instantOf } from './dates';
import { CUSTOMER_FIELDS, FILTERS } from './fields';
import { firstOf } from './reading';
import { ifUnderstood, type CustomerRow, type CustomerRows } from './customerRows';
import { customersById } from './customersById';
import { customersChanged, oldestChange } from './customersChanged';

/** Which customers; all that is given must hold. Nothing given: all customers. */
export interface CustomerQuery {
	/** ISO date-time or epoch milliseconds. Customers changed up to 15 minutes earlier may come too, never fewer. */
	changedSince?: string;
	ids?: readonly string[];
	numbers?: readonly string[];
	pageSize?: number;
}

/** Up to so many numbers are looked for one by one. */
const FEW = 5;

/**
 * Every customer that fits, each once, in the fewest calls whatever filters the server honours. What the server was asked
 * is checked again here: filters may be ignored without a word (reference 7).
 */
export async function* findCustomers(rows: CustomerRows, query: CustomerQuery): AsyncGenerator<CustomerRow, void, void> {
	const fits = filterFor(query);
	for await (const row of candidates(rows, query)) if (fits(row)) yield row;
}

async function* candidates(rows: CustomerRows, query: CustomerQuery): AsyncGenerator<CustomerRow, void, void> {
	const { ids = [], numbers = [], changedSince = '', pageSize } = query;
	if (ids.length > 0) {
		for (const lookup of (await customersById(rows, ids)).values()) if (!('missing' in lookup)) yield lookup;
	} else if (numbers.length > 0) {
		yield* byNumbers(rows, numbers);
	} else if (changedSince !== '') {
		yield* customersChanged(rows, changedSince, pageSize);
	} else {
		yield* rows.list({}, pageSize);
	}
}

/** Few: by free text, which finds them if it looks at numbers. The rest, or many: one pass over all, until none is open. */
async function* byNumbers(rows: CustomerRows, numbers: readonly string[]): AsyncGenerator<CustomerRow, void, void> {
	const open = new Set(numbers);
	for (const number of open.size <= FEW ? [...open] : []) {
		const request = rows.request({ [FILTERS.freeText]: number });
		const page = await ifUnderstood(rows.getPage(request, 0));
		const fitting = page?.rows.filter((row) => firstOf(row, CUSTOMER_FIELDS.customerNumber) === number) ?? [];
		if (page === undefined || fitting.length === 0) continue;
		open.delete(number);
		yield* await rows.read({ ...page, rows: fitting }, request);
	}
	if (open.size === 0) return;
	for await (const row of rows.everything()) {
		if (row.customer === undefined || open.delete(row.customer.customerNumber)) yield row;
		if (open.size === 0) return;
	}
}

/** A row that cannot be read fits: whoever asked has to hear of it. */
function filterFor({ changedSince = '', ids = [], numbers = [] }: CustomerQuery): (row: CustomerRow) => boolean {
	const oldest = changedSince === '' ? Number.NEGATIVE_INFINITY : oldestChange(changedSince);
	const wantedIds = new Set(ids);
	const wantedNumbers = new Set(numbers);
	return ({ id, customer }) =>
		(wantedIds.size === 0 || wantedIds.has(id)) &&
		(customer === undefined ||
			((wantedNumbers.size === 0 || wantedNumbers.has(customer.customerNumber)) &&
				(instantOf(customer.lastModifiedDate) ?? Number.POSITIVE_INFINITY) >= oldest));
}
