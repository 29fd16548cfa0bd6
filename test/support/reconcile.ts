import { reconcile } from '../../lib/reconcile/reconcile';
import type { StatedInvoice } from '../../lib/reconcile/invoices';
import type { Reconciliation, Row, RowReader, Wanted } from '../../lib/reconcile/types';
import type { TableRow } from '../../lib/state/tables';
import { debtor } from '../../lib/uniconta/upsert/debtor';
import { normalise } from '../../lib/uniconta/api/dialect';
import { fieldOf, keyOf, rowIdOf, textOf } from '../../lib/uniconta/api/rows';

const reader: RowReader = {
	field: fieldOf,
	text: textOf,
	has: (one, name) => keyOf(one, name) !== undefined,
	rowId: rowIdOf,
	normalise,
};

interface Given {
	customers?: Wanted[];
	rows?: Row[];
	invoices?: Wanted[];
	stated?: StatedInvoice[];
	invoiceRows?: Row[];
	inbox?: TableRow[];
	log?: TableRow[];
	company?: string;
}

/** Compares what is given, in a company whose own currency is DKK. */
export const rig = Object.assign(
	({
		customers,
		rows = [],
		invoices,
		stated: totals = [],
		invoiceRows = [],
		inbox = [],
		log,
		company = '10542',
	}: Given): Reconciliation =>
		reconcile({
			now: Date.parse('2026-03-05T04:20:00Z'),
			reader,
			records:
				customers === undefined
					? []
					: [
							{
								rules: { kind: 'customer', key: debtor.key, fields: debtor.fields },
								wanted: customers,
								rows,
							},
						],
			...(invoices === undefined
				? {}
				: { invoices: { wanted: invoices, stated: totals, rows: invoiceRows, ownCurrency: 'DKK' } }),
			inbox,
			...(log === undefined ? {} : { log: { log, company } }),
			remarks: [],
		}),
	{ reader },
);

/** A customer as the mapper puts it out. */
export function customer(key: string, uniconta: Record<string, unknown> = {}, more: Partial<Wanted> = {}): Wanted {
	return {
		key,
		momentId: `m${key}`,
		name: 'Bageriet',
		uniconta: { Account: key, ...uniconta },
		findings: [],
		withheld: false,
		hash: '',
		...more,
	};
}

export function row(account: string, more: Row = {}): Row {
	return { Account: account, RowId: `r${account}`, ...more };
}

/** An invoice as the mapper puts it out: 100.00 net, 25 % VAT, in March. */
export function planned(key: string, uniconta: Record<string, unknown> = {}, more: Partial<Wanted> = {}): Wanted {
	return {
		key,
		momentId: `m${key}`,
		name: 'Bageriet',
		uniconta: {
			InvoiceNumber: Number(key),
			Account: '1',
			Date: '2026-03-05',
			Currency: 'DKK',
			NetAmount: 100,
			VatAmount: 25,
			TotalAmount: 125,
			...uniconta,
		},
		findings: [],
		withheld: false,
		hash: '',
		...more,
	};
}

export function invoiceRow(number: string, more: Row = {}): Row {
	return {
		InvoiceNumber: number,
		Account: '1',
		Name: 'Bageriet',
		Date: '2026-03-05',
		Currency: 'DKK',
		NetAmount: 100,
		VatAmount: 25,
		TotalAmount: 125,
		RowId: number,
		...more,
	};
}

/** What Moment says of it without a plan. */
export function stated(key: string, { creditNote = false } = {}): StatedInvoice {
	return {
		momentId: `m${key}`,
		issueDate: '2026-03-05',
		currency: 'DKK',
		totals: { creditNote, net: '100', vat: '25', gross: '125', grossAfterRounding: '' },
	};
}
