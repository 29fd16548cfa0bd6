import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ExpenseInMoment } from '../../../lib/reconcile/expenses';
import type { StatedInvoice } from '../../../lib/reconcile/invoices';
import type { Wanted } from '../../../lib/reconcile/types';

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));
const findings = z
	.array(
		z.object({
			level: z.enum(['error', 'warning', 'note']).catch('error'),
			field: text,
			value: text,
			message: text,
			fix: text,
		}),
	)
	.catch([]);
const known = z.object({ key: text, unicontaRowId: text, held: z.array(z.string()).catch([]), hash: text });

/** An item of the mapper; of a record that could not be read only what names it, and the finding that says so. */
const wanted = z.object({
	key: text,
	momentId: text,
	name: text,
	uniconta: z.record(z.unknown()).catch({}),
	findings,
	sending: z.string().catch(''),
	hash: text,
	known: known.optional().catch(undefined),
});

export function wantedIn(items: readonly IDataObject[]): Wanted[] {
	return items.map((item) => {
		const { sending, known: link, ...record } = wanted.parse(item);
		return { ...record, withheld: sending === 'withheld', ...(link === undefined ? {} : { known: link }) };
	});
}

const expense = z.object({ id: text, externalReference: text });

export function expensesIn(items: readonly IDataObject[]): ExpenseInMoment[] {
	return items.flatMap((item) => {
		const { id, externalReference: reference } = expense.parse(item);
		return id === '' ? [] : [{ id, reference }];
	});
}

const invoice = z.object({
	id: text,
	kind: text,
	issueDate: text,
	currencyCode: text,
	totalNet: text,
	totalVat: text,
	totalGross: text,
	totalGrossAfterRounding: text,
});

/** Moment's own totals, for invoices that could not be mapped. */
export function statedIn(items: readonly IDataObject[]): StatedInvoice[] {
	return items.flatMap((item) => {
		const read = invoice.safeParse(item);
		if (!read.success) return [];
		const {
			id,
			kind,
			issueDate,
			currencyCode,
			totalNet: net,
			totalVat: vat,
			totalGross: gross,
			totalGrossAfterRounding: grossAfterRounding,
		} = read.data;
		return [
			{
				momentId: id,
				issueDate,
				currency: currencyCode,
				totals: { creditNote: /credit/i.test(kind), net, vat, gross, grossAfterRounding },
			},
		];
	});
}
