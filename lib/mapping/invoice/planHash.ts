import { fingerprint } from '../../core/record';
import { inCommon } from './lines';
import { planToItem, type InvoicePlan } from './plan';

export interface Stated {
	/** The exchange rate as Moment has it, also where it is not used. */
	rate: number | undefined;
	/** Whether a total of Moment's says what the invoice comes to, and not its lines alone. */
	total: boolean;
}

/**
 * The fingerprint by which the log tells whether an invoice was changed in Moment after it was sent. It is of what
 * Moment has, in the form of the first plans: what was added to plans since then by rule, and not by a change in
 * Moment, must not make a posted invoice look changed. These are the project and category of a rounding line, a rate
 * that is left out, and a rounding that no total states.
 */
export function planHash(plan: InvoicePlan, stated: Stated): string {
	const posting = plan.lines.filter(({ rounding }) => !rounding);
	const rounding = stated.total ? plan.lines.filter((line) => line.rounding) : [];
	const department = inCommon(posting.map((line) => line.department));
	const lines = [...posting, ...rounding.map((line) => ({ ...line, project: '', category: '', department }))];
	const net = lines.reduce((sum, line) => sum + line.net, 0);
	return fingerprint(planToItem({ ...plan, exchangeRate: stated.rate, lines, net, gross: net + plan.vat }));
}
