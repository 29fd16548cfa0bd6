import type { InvoicePlan, InvoicePlanLine } from '../../sync/invoice/plan';
import { fieldOf, textOf, type UnicontaRow } from '../rows';
import type { PlannedTask } from './task';

export const ORDER = 'DebtorOrderClient';
export const ORDER_LINE = 'DebtorOrderLineClient';

/** What a raw insert does not take over from the customer by itself (reference 3.2): rmja's list, less what the plan decides. */
const FROM_CUSTOMER = ['LayoutGroup', 'Employee', 'PaymentFormat'] as const;
const DIMENSIONS = ['Dimension1', 'Dimension2', 'Dimension3', 'Dimension4', 'Dimension5'] as const;

/** The order's header as it is sent (reference 8). */
export function headerRow({ plan, payment, debtor }: PlannedTask, reference: string): UnicontaRow {
	const hasDepartment = plan.dimension > 0 && plan.lines.some(({ department }) => department !== '');
	const copied = hasDepartment ? FROM_CUSTOMER : [...FROM_CUSTOMER, ...DIMENSIONS];
	const credits = plan.creditedInvoice === '' ? '' : `Credits invoice ${plan.creditedInvoice}`;
	return {
		...filled(Object.fromEntries(copied.map((field) => [field, debtor === undefined ? '' : textOf(debtor, field)]))),
		...filled({
			ReferenceNumber: reference,
			Account: plan.customer,
			InvoiceDate: plan.issueDate,
			DueDate: plan.dueDate,
			Currency: plan.currency,
			Payment: payment ?? '',
			Project: plan.project,
			Requisition: plan.orderReference,
			Remark: credits,
			PostingText: credits,
		}),
		PricesInclVat: false,
		EndDiscountPct: 0,
		DeleteOrder: true,
		DeleteLines: true,
	};
}

/** A free-text line (reference 3.3, notes): no item. */
export function lineRow(plan: InvoicePlan, line: InvoicePlanLine, orderNumber: unknown): UnicontaRow {
	return {
		OrderNumber: orderNumber,
		Qty: line.quantity,
		Price: line.unitPrice,
		...(line.discountPercent === 0 ? {} : { DiscountPct: line.discountPercent }),
		...filled({
			Text: line.text,
			PostingAccount: line.account,
			Vat: line.vat,
			Project: line.project,
			PrCategory: line.category,
			...(plan.dimension > 0 ? { [`Dimension${plan.dimension}`]: line.department } : {}),
		}),
	};
}

function filled(fields: Record<string, string>): UnicontaRow {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

export interface Comparison {
	/** Where Uniconta has something else, as `Vat of line 2: "U25" became ""`. */
	differences: string[];
	/** Texts that Uniconta cut, as `Text of line 2`. */
	cut: string[];
}

const HEADER_FIELDS = ['Account', 'InvoiceDate', 'DueDate', 'Currency', 'Payment', 'Project', 'Requisition', 'PricesInclVat', 'EndDiscountPct'] as const;
const LINE_FIELDS = ['Text', 'Qty', 'Price', 'DiscountPct', 'PostingAccount', 'Vat', 'Project', 'PrCategory'] as const;

/** Texts in which a cut end is no harm: nothing is looked up by them. */
const MAY_BE_CUT: ReadonlySet<string> = new Set(['Text', 'Requisition']);

/** What Uniconta made of an order: a field may be dropped, cut or defaulted without a word (reference 3.2, 4). */
export function compareOrder(task: PlannedTask, header: UnicontaRow, lines: readonly UnicontaRow[]): Comparison {
	const found: Comparison = { differences: [], cut: [] };
	compareFields(headerRow(task, ''), header, HEADER_FIELDS, 'the header', found);
	compareLines(task.plan, lines, found);
	return found;
}

function compareLines(plan: InvoicePlan, stored: readonly UnicontaRow[], found: Comparison): void {
	const fields = plan.dimension > 0 ? [...LINE_FIELDS, `Dimension${plan.dimension}`] : LINE_FIELDS;
	if (stored.length !== plan.lines.length) found.differences.push(`${plan.lines.length} lines became ${stored.length}`);
	const left = [...stored];
	// Uniconta may give the lines in any order: each finds its equal first, and only the rest is set side by side.
	const unmatched = plan.lines.map((line, at) => ({ wanted: lineRow(plan, line, ''), at })).filter(({ wanted, at }) => {
		const index = left.findIndex((row) => fields.every((field) => kindOfDifference(field, wanted, row) === 'same'));
		if (index < 0) return at >= 0;
		left.splice(index, 1);
		return false;
	});
	for (const [index, { wanted, at }] of unmatched.entries()) {
		const row = left[index];
		if (row !== undefined) compareFields(wanted, row, fields, `line ${at + 1}`, found);
	}
}

function compareFields(wanted: UnicontaRow, stored: UnicontaRow, fields: readonly string[], where: string, found: Comparison): void {
	for (const field of fields) {
		const kind = kindOfDifference(field, wanted, stored);
		if (kind === 'cut') found.cut.push(`${field} of ${where}`);
		if (kind === 'other') found.differences.push(`${field} of ${where}: "${textOf(wanted, field)}" became "${textOf(stored, field)}"`);
	}
}

function kindOfDifference(field: string, wanted: UnicontaRow, stored: UnicontaRow): 'same' | 'cut' | 'other' {
	const [want, have] = [plain(field, wanted), plain(field, stored)];
	if (want === have) return 'same';
	return MAY_BE_CUT.has(field) && have !== '' && want.startsWith(have) ? 'cut' : 'other';
}

/** Gives a value a form in which equal means equal: numbers may come as text, dates with a time, blanks left out. */
function plain(field: string, row: UnicontaRow): string {
	const value = fieldOf(row, field);
	if (/^(Qty|Price|.*Pct)$/.test(field)) {
		const number = Number(value ?? 0);
		return Number.isFinite(number) ? String(Number(number.toFixed(6))) : String(value);
	}
	if (/Date$/.test(field)) return textOf(row, field).slice(0, 10).replace('0001-01-01', '');
	if (field === 'PricesInclVat') return String(value === true || value === 1 || textOf(row, field).toLowerCase() === 'true');
	return textOf(row, field).replace(/\r\n/g, '\n').trim();
}
