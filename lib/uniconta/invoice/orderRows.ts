import { freeLine, freeText } from '../../core/freeText';
import type { InvoicePlan, InvoicePlanLine } from '../../mapping/invoice/plan';
import { fieldOf, textOf, type UnicontaRow } from '../api/rows';
import { say, type PlannedTask } from './task';

export const ORDER = 'DebtorOrderClient';
export const ORDER_LINE = 'DebtorOrderLineClient';

/**
 * What a raw insert does not take over from the customer by itself (UC16), less what the plan
 * decides.
 */
const FROM_CUSTOMER = ['LayoutGroup', 'Employee', 'PaymentFormat'] as const;
const DIMENSIONS = ['Dimension1', 'Dimension2', 'Dimension3', 'Dimension4', 'Dimension5'] as const;

/** The order's header as it is sent (UC39). */
export function headerRow({ plan, payment, debtor }: PlannedTask, reference: string): UnicontaRow {
	const hasDepartment = plan.dimension > 0 && plan.lines.some(({ department }) => department !== '');
	const copied = hasDepartment ? FROM_CUSTOMER : [...FROM_CUSTOMER, ...DIMENSIONS];
	const credits = plan.creditedInvoice === '' ? '' : `Credits invoice ${freeLine(plan.creditedInvoice)}`;
	return {
		...filled(
			Object.fromEntries(copied.map((field) => [field, debtor === undefined ? '' : textOf(debtor, field)])),
		),
		...filled({
			ReferenceNumber: reference,
			Account: plan.customer,
			InvoiceDate: plan.issueDate,
			DueDate: plan.dueDate,
			Currency: plan.currency,
			Payment: payment ?? '',
			Project: plan.project,
			Requisition: freeLine(plan.orderReference),
			Remark: credits,
			PostingText: credits,
		}),
		PricesInclVat: false,
		EndDiscountPct: 0,
		DeleteOrder: true,
		DeleteLines: true,
	};
}

/** A free-text line (UC20): no item. */
export function lineRow(plan: InvoicePlan, line: InvoicePlanLine, orderNumber: unknown): UnicontaRow {
	return {
		OrderNumber: orderNumber,
		Qty: line.quantity,
		Price: line.unitPrice,
		...(line.discountPercent === 0 ? {} : { DiscountPct: line.discountPercent }),
		...filled({
			Text: [line.above ?? '', line.text, line.below ?? '']
				.map(freeText)
				.filter((text) => text !== '')
				.join('\n'),
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
	/** Where Uniconta has something else that counts, as `Vat of line 2: "U25" became ""`. */
	differences: string[];
	/** Texts that Uniconta keeps otherwise, as `Text of line 2`: nobody could correct them in a finalized invoice. */
	texts: string[];
}

const HEADER_FIELDS = [
	'Account',
	'InvoiceDate',
	'DueDate',
	'Currency',
	'Payment',
	'Project',
	'Requisition',
	'PricesInclVat',
	'EndDiscountPct',
] as const;
const LINE_FIELDS = ['Text', 'Qty', 'Price', 'DiscountPct', 'PostingAccount', 'Vat', 'Project', 'PrCategory'] as const;

/** Nothing is looked up by these, so what becomes of them is no harm to the books. */
const FREE_TEXTS: ReadonlySet<string> = new Set(['Text', 'Requisition']);

/** What Uniconta made of an order: a field may be dropped, cut or defaulted without a word (UC15). */
export function compareOrder(task: PlannedTask, header: UnicontaRow, lines: readonly UnicontaRow[]): Comparison {
	const found: Comparison = { differences: [], texts: [] };
	compareFields(headerRow(task, ''), header, HEADER_FIELDS, 'the header', found);
	compareLines(task.plan, lines, found);
	return found;
}

/** Said once, when the order was made. */
export function sayTexts(task: PlannedTask, { texts }: Comparison): void {
	if (texts.length === 0) return;
	const what = `${task.who}: Uniconta keeps less of the text than Moment has, or has it in other signs (${texts.join(', ')}).`;
	say(
		task,
		'warning',
		what,
		'Nothing to do: amounts and accounts are not touched. Short texts of letters, digits and usual signs are kept whole.',
	);
}

function compareLines(plan: InvoicePlan, stored: readonly UnicontaRow[], found: Comparison): void {
	const fields: readonly string[] = plan.dimension > 0 ? [...LINE_FIELDS, `Dimension${plan.dimension}`] : LINE_FIELDS;
	const booked = fields.filter((field) => !FREE_TEXTS.has(field));
	if (stored.length !== plan.lines.length)
		found.differences.push(`${plan.lines.length} lines became ${stored.length}`);
	const left = [...stored];
	let open = plan.lines.map((line, at) => ({
		wanted: lineRow(plan, line, ''),
		where: `line ${line.place ?? at + 1}`,
	}));
	// Uniconta may give the lines in any order: each finds its equal first, then one that is booked alike.
	for (const alike of [fields, booked]) {
		open = open.filter(({ wanted, where }) => {
			const index = left.findIndex((row) => alike.every((field) => plain(field, wanted) === plain(field, row)));
			const [row] = index < 0 ? [] : left.splice(index, 1);
			if (row !== undefined) compareFields(wanted, row, fields, where, found);
			return row === undefined;
		});
	}
	for (const [index, { wanted, where }] of open.entries()) {
		const row = left[index];
		if (row !== undefined) compareFields(wanted, row, fields, where, found);
	}
}

function compareFields(
	wanted: UnicontaRow,
	stored: UnicontaRow,
	fields: readonly string[],
	where: string,
	found: Comparison,
): void {
	for (const field of fields) {
		if (plain(field, wanted) === plain(field, stored)) continue;
		if (FREE_TEXTS.has(field)) found.texts.push(`${field} of ${where}`);
		else
			found.differences.push(
				`${field} of ${where}: "${textOf(wanted, field)}" became "${textOf(stored, field)}"`,
			);
	}
}

/** Gives a value a form in which equal means equal: numbers may come as text, dates with a time, blanks left out. */
function plain(field: string, row: UnicontaRow): string {
	const value = fieldOf(row, field);
	if (/^(Qty|Price|.*Pct)$/.test(field)) {
		const number = Number(value ?? 0);
		return Number.isFinite(number) ? String(Number(number.toFixed(6))) : String(value);
	}
	if (/Date$/.test(field)) return textOf(row, field).slice(0, 10).replace('0001-01-01', '');
	if (field === 'PricesInclVat')
		return String(value === true || value === 1 || textOf(row, field).toLowerCase() === 'true');
	return textOf(row, field).replace(/\r\n/g, '\n').trim();
}
