import type { InvoicePlan } from '../../../mapping/invoice/plan';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost } from '../../api/webApi';
import { claimIn, type Claim } from '../reference';
import type { InvoiceTask } from '../types';

export const INVOICE = 'DebtorInvoiceClient';

/** By what an invoice that we may have posted can be known. */
export interface Traces {
	number: number;
	/** Customer number; `''` where it is not known. */
	account: string;
	/** Texts of `ReferenceNumber` under which it was sent. */
	references: readonly string[];
	/** Numbers of the orders it was sent as. */
	orderNumbers: readonly string[];
}

/** The number of a posted invoice; NaN where it is none (a prefix). */
export function invoiceNumberOf(row: UnicontaRow): number {
	const text = textOf(row, 'InvoiceNumber').trim();
	return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** Whether the posted invoice came from us for this Moment number: by our claim, or by the order it came from. */
export function isOurs(row: UnicontaRow, { number, account, orderNumbers }: Traces): boolean {
	const claim = claimIn(textOf(row, 'ReferenceNumber'));
	if (claim !== undefined) return claim.number === number;
	const orderNumber = textOf(row, 'OrderNumber');
	return (
		orderNumber !== '' &&
		orderNumber !== '0' &&
		orderNumbers.includes(orderNumber) &&
		(account === '' || textOf(row, 'Account') === account)
	);
}

/** Whether the posted invoice was made from this very order: nothing of the order is needed any more. */
export function cameFrom(row: UnicontaRow, order: { claim: Claim; orderNumber: string }): boolean {
	const claim = claimIn(textOf(row, 'ReferenceNumber'));
	if (claim !== undefined) return claim.mark === order.claim.mark;
	return order.orderNumber !== '' && order.orderNumber !== '0' && textOf(row, 'OrderNumber') === order.orderNumber;
}

/**
 * Looks for an invoice of ours by number, by reference and by order number: three ways, since any of them may have been
 * lost.
 */
export async function findOurs(host: RowsHost, traces: Traces): Promise<UnicontaRow | undefined> {
	const questions: Array<[field: string, value: string | number]> = [
		['InvoiceNumber', traces.number],
		...traces.references.map((reference): [string, string] => ['ReferenceNumber', reference]),
		...traces.orderNumbers.map((order): [string, string | number] => [
			'OrderNumber',
			/^\d+$/.test(order) ? Number(order) : order,
		]),
	];
	for (const [field, value] of questions) {
		const found = (await host.find(INVOICE, field, value)).find((row) => isOurs(row, traces));
		if (found !== undefined) return found;
	}
	return undefined;
}

export function tracesOf(
	task: InvoiceTask,
	number: number,
	orders: ReadonlyArray<{ row: UnicontaRow; orderNumber: string }> = [],
): Traces {
	const attempt = task.mapped.known?.attempt?.reference ?? '';
	const references = [
		...orders.map(({ row }) => textOf(row, 'ReferenceNumber')),
		attempt,
		claimIn(attempt)?.mark ?? '',
		task.reference ?? '',
	];
	return {
		number,
		account: task.plan?.customer ?? '',
		references: [...new Set(references.filter((reference) => reference !== ''))],
		orderNumbers: [...new Set(orders.map(({ orderNumber }) => orderNumber))].filter(
			(order) => order !== '' && order !== '0',
		),
	};
}

const TOTALS = [
	['net', 'NetAmount', 'net amount'],
	['vat', 'VatAmount', 'VAT'],
	['gross', 'TotalAmount', 'total'],
] as const;

/**
 * Where the posted totals are not Moment's, as `total 125.00 in Moment, 124.99 in Uniconta`. A field that is not there
 * is not compared.
 */
export function totalDifferences(plan: InvoicePlan, row: UnicontaRow): string[] {
	return TOTALS.flatMap(([part, field, name]) => {
		const value = fieldOf(row, field);
		const amount =
			typeof value === 'number'
				? value
				: typeof value === 'string' && value.trim() !== ''
					? Number(value)
					: Number.NaN;
		if (!Number.isFinite(amount) || Math.round(amount * 100) === plan[part]) return [];
		return [`${name} ${(plan[part] / 100).toFixed(2)} in Moment, ${amount.toFixed(2)} in Uniconta`];
	});
}

/**
 * The amount in the company's own currency where Uniconta's is not the one that Moment's rate gives, as `9287.50 by
 * Moment's rate 7.43,
 * 9325.00 in Uniconta`; an order has no field for a rate (UC39), so this can only be said. Undefined where it agrees or
 * cannot be told.
 */
export function rateDifference({ gross, exchangeRate }: InvoicePlan, row: UnicontaRow): string | undefined {
	const local = Math.abs(Number(fieldOf(row, 'AmountLocalCur')));
	if (exchangeRate === undefined || gross === 0 || !Number.isFinite(local) || local === 0) return undefined;
	const amounts = [exchangeRate, exchangeRate / 100].map((rate) => Math.abs(gross / 100) * rate);
	// Moment's rate may be for 100 units of the currency; each line may be rounded to a cent of its own.
	const nearest = amounts.reduce((best, amount) =>
		Math.abs(amount - local) < Math.abs(best - local) ? amount : best,
	);
	return Math.abs(nearest - local) <= 0.5
		? undefined
		: `${nearest.toFixed(2)} by Moment's rate ${exchangeRate}, ${local.toFixed(2)} in Uniconta`;
}

/** A posted invoice as a person would name it. */
export function describe(row: UnicontaRow): string {
	const amount = Number(fieldOf(row, 'TotalAmount'));
	const total = Number.isFinite(amount) ? `, ${amount.toFixed(2)} ${textOf(row, 'Currency')}`.trimEnd() : '';
	return `customer ${textOf(row, 'Account')}${textOf(row, 'Name') === '' ? '' : ` "${textOf(row, 'Name')}"`}${total}`;
}
