import { hasErrors } from '../../../core/finding';
import { isCurrency } from '../../api/currencies';
import { newClaim, referenceOf } from '../reference';
import { refuse, say, settle, type PlannedTask } from '../task';
import type { InvoiceTask, RouteContext } from '../types';
import { attemptOf } from '../uncertain';
import type { Voucher } from './lists';
import { ownVatOfJournal, type JournalSetup } from './setup';
import { comesToNothing, voucherLines } from './voucher';

/** A journal has no place for an invoice that comes to nothing, and no number waits for it: it is done. */
export function settleNothing(tasks: readonly InvoiceTask[], { journalAmounts }: RouteContext['options']): void {
	for (const task of tasks) {
		const { plan, who, mapped, findings, outcome } = task;
		if (plan === undefined || outcome !== undefined || hasErrors(findings)) continue;
		// What was begun is looked for as usual.
		if (mapped.known?.outcome === 'drafted' || attemptOf(task) !== undefined) continue;
		const meant = voucherLines({ plan, foreign: false }, journalAmounts);
		if (meant === undefined || !comesToNothing(meant)) continue;
		const what = `${who} comes to 0.00 on every account, so there is nothing to book in a journal. It is done.`;
		say(task, 'note', what, '', 'Total', '0.00');
		settle(task, 'withheld');
	}
}

/** Undefined where there is nothing that could be booked; the task then says so. */
export function voucherFor(
	task: PlannedTask,
	{ ownCurrency }: JournalSetup,
	options: RouteContext['options'],
): Voucher | undefined {
	const { plan, who } = task;
	const { currency, exchangeRate } = plan;
	if (ownCurrency === '' && isCurrency(currency)) {
		refuse(
			task,
			`${who} is in ${currency}, and Uniconta does not say which currency the books are in, so both cannot be compared.`,
			'Give the API user the right to read the company in Uniconta (Company > Maintenance > User access), ' +
				'or choose the route Post or Order Draft, where Uniconta converts by itself.',
			'Currency',
			currency,
		);
		return undefined;
	}
	const foreign = currency !== '' && currency !== ownCurrency;
	const meant = voucherLines({ plan, foreign }, options.journalAmounts);
	if (meant === undefined) {
		refuse(
			task,
			`${who}: its lines do not add up to its total of ${(plan.gross / 100).toFixed(2)} ${currency}.`,
			'Compare the lines and the total of the invoice in Moment, and what was changed before this node.',
			'Total',
			(plan.gross / 100).toFixed(2),
		);
		return undefined;
	}
	if (foreign && exchangeRate === undefined) {
		say(
			task,
			'warning',
			`${who} is in ${currency} and goes without an exchange rate: Uniconta converts it at its own.`,
			'Check the amounts in the journal before you post it.',
			'Currency',
			currency,
		);
	}
	const skipped = plan.lines.length - (meant.length - 1);
	if (skipped > 0)
		say(
			task,
			'note',
			`${who}: ${skipped === 1 ? 'one line without an amount is' : `${skipped} lines without an amount are`} not part of the voucher.`,
		);
	const claim = newClaim(plan.number, options.clock);
	return {
		task,
		plan,
		meant,
		foreign,
		mark: claim.mark,
		reference: referenceOf(claim, task.mapped.momentId),
		payment: task.payment ?? '',
	};
}

/** Whether the journal could put VAT on a line that goes without a code; the task then says so. */
export function mayGetVat(task: PlannedTask, { row }: JournalSetup, { journal }: RouteContext['options']): boolean {
	const own = row === undefined ? '' : ownVatOfJournal(row);
	const lines = task.plan.lines.flatMap(({ vat, net }, at) => (vat === '' && net !== 0 ? [at + 1] : []));
	if (own === '' || lines.length === 0) return false;
	const which = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
	refuse(
		task,
		`${task.who} (${which}) has no VAT code, and Uniconta could add VAT to it: the journal "${journal}" ${own}.`,
		`Clear the VAT of the journal "${journal}" in Uniconta (General Ledger > Maintenance > Journals), so that it neither has a code nor takes the customer's; or choose another journal (invoices.journal in the settings).`,
		`VAT code (${which})`,
	);
	return true;
}
