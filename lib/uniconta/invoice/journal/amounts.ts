import type { InvoicePlan, InvoicePlanLine, Minor } from '../../../mapping/invoice/plan';

/**
 * What a line of the voucher carries, in cents. Positive on the side of the plan: a revenue line's credit, the
 * customer's debit.
 */
export interface LineAmount {
	line: InvoicePlanLine;
	/** Position in the plan, from 0. */
	at: number;
	amount: Minor;
	/** In the company's own currency; absent where the invoice is in it, or where there is no rate. */
	local?: Minor;
}

export interface VoucherAmounts {
	/** What the customer owes; negative on a credit note. */
	total: Minor;
	localTotal?: Minor;
	/** Lines without an amount have no place in a ledger and are left out. */
	lines: LineAmount[];
}

/** A difference beyond this between the lines and the total is no rounding (D5). */
const LARGEST_ROUNDING: Minor = 5;

/**
 * The amounts of an invoice's voucher. Gross: every line with its VAT, so that lines and total are equal to the cent.
 * Net: lines as they are, VAT is the journal's to add. Undefined where the plan's lines do not make up its total.
 *
 * @param rate units of the own currency for one of the invoice's; absent: no second amount.
 */
export function voucherAmounts(
	plan: InvoicePlan,
	form: 'gross' | 'net',
	rate: number | undefined,
): VoucherAmounts | undefined {
	const withVat = grossOf(plan);
	if (withVat === undefined) return undefined;
	const amounts = form === 'gross' ? withVat : plan.lines.map(({ net }) => net);
	if (rate === undefined) return { total: plan.gross, lines: linesOf(plan, amounts) };
	const localTotal = cents(plan.gross * rate);
	// Without VAT the lines do not add up to the total, so they are converted on their own.
	const target = form === 'gross' ? localTotal : cents(amounts.reduce(plus, 0) * rate);
	const locals = spread(
		amounts.map((amount) => amount * rate),
		target,
	);
	return { total: plan.gross, localTotal, lines: linesOf(plan, amounts, locals) };
}

function linesOf(plan: InvoicePlan, amounts: readonly Minor[], locals?: readonly Minor[]): LineAmount[] {
	return plan.lines.flatMap((line, at) => {
		const amount = amounts[at] ?? 0;
		const local = locals?.[at];
		return amount === 0 ? [] : [{ line, at, amount, ...(local === undefined ? {} : { local }) }];
	});
}

function grossOf(plan: InvoicePlan): Minor[] | undefined {
	const gross = plan.lines.map(({ net }) => net);
	const byRate = new Map<string, number[]>();
	for (const [at, { vat, vatPercent }] of plan.lines.entries()) {
		if (vatPercent === 0) continue;
		const key = JSON.stringify([vat, vatPercent]);
		byRate.set(key, [...(byRate.get(key) ?? []), at]);
	}
	for (const members of byRate.values()) {
		const shares = members.map((at) => ((plan.lines[at]?.net ?? 0) * (plan.lines[at]?.vatPercent ?? 0)) / 100);
		const vat = spread(shares, cents(shares.reduce(plus, 0)));
		for (const [index, at] of members.entries()) gross[at] = (gross[at] ?? 0) + (vat[index] ?? 0);
	}
	const difference = plan.gross - gross.reduce(plus, 0);
	if (Math.abs(difference) > LARGEST_ROUNDING) return undefined;
	if (difference === 0) return gross;
	const taxed = plan.lines.flatMap(({ vatPercent, net, rounding }, at) =>
		vatPercent !== 0 && net !== 0 && !rounding ? [at] : [],
	);
	const at = largestOf(
		taxed.length > 0 ? taxed : plan.lines.flatMap(({ net }, index) => (net === 0 ? [] : [index])),
		gross,
	);
	if (at === undefined) return undefined;
	gross[at] = (gross[at] ?? 0) + difference;
	return gross;
}

/**
 * Whole cents that are as near to the shares as can be and add up to the total. Shares of one sign are rounded along
 * their running sum, so none changes its sign, however many cents are given out.
 */
export function spread(shares: readonly number[], total: Minor): Minor[] {
	const parts = shares.map(() => 0);
	for (const sign of [1, -1]) {
		let sum = 0;
		let given = 0;
		for (const [at, share] of shares.entries()) {
			if (Math.sign(share) !== sign) continue;
			sum += share;
			const part = cents(sum) - given;
			given += part;
			parts[at] = part;
		}
	}
	const difference = total - parts.reduce(plus, 0);
	if (difference === 0) return parts;
	const at = largestOf(
		shares
			.flatMap((share, index) => (share === 0 ? [] : [index]))
			.filter((index) => parts[index] !== 0 || Math.sign(shares[index] ?? 0) === Math.sign(difference)),
		shares,
	);
	if (at !== undefined) parts[at] = (parts[at] ?? 0) + difference;
	return parts;
}

function largestOf(positions: readonly number[], values: readonly number[]): number | undefined {
	let best: number | undefined;
	// On a tie the last: cent differences belong on the last revenue line (UC52).
	for (const at of positions)
		if (best === undefined || Math.abs(values[at] ?? 0) >= Math.abs(values[best] ?? 0)) best = at;
	return best;
}

/** To whole cents, halves away from zero; what binary fractions lose just below a half is made good. */
function cents(value: number): Minor {
	const rounded = Math.round(Math.abs(value) + 1e-7);
	return rounded === 0 ? 0 : Math.sign(value) * rounded;
}

const plus = (a: number, b: number): number => a + b;
