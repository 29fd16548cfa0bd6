import type { ApiError } from '../../http/errors';
import type { Finding } from '../../core/finding';
import type { InvoicePlan, MappedInvoice } from '../../mapping/invoice/plan';
import type { InvoiceOutcome, InvoiceTask } from './types';

/** A route that first says what became of invoices without looking at their content: whatever Uniconta has already. */
export interface PreparingRoute {
	/** Throws an ApiError only while nothing was written. `withheld`: not to be sent, but their numbers count. */
	prepare(tasks: readonly InvoiceTask[], withheld: readonly InvoiceTask[]): Promise<void>;
	/**
	 * Sets the outcome of every task it is handed, which passed all checks and stand in ascending order; `settled` have
	 * theirs. Throws nothing.
	 */
	send(tasks: readonly InvoiceTask[], settled: readonly InvoiceTask[]): Promise<void>;
}

export type PlannedTask = InvoiceTask & { plan: InvoicePlan };

export function taskOf(mapped: MappedInvoice): InvoiceTask {
	const noun = mapped.plan?.kind === 'creditNote' ? 'Credit note' : 'Invoice';
	const who = `${mapped.key === '' ? `${noun} draft` : `${noun} ${mapped.key}`}${mapped.name === '' ? '' : ` to "${mapped.name}"`}`;
	return {
		mapped,
		...(mapped.plan === undefined ? {} : { plan: mapped.plan }),
		who,
		findings: [...mapped.findings],
		transient: false,
	};
}

/** The invoice number; undefined where there is none that could be in a series. */
export function numberOf({ mapped, plan }: InvoiceTask): number | undefined {
	if (plan !== undefined) return plan.number;
	return /^\d{1,10}$/.test(mapped.key.trim()) ? Number(mapped.key) : undefined;
}

/** Below the first invoice number: never sent, and nothing behind it waits for it. */
export function isBeforeCutOver({ mapped }: InvoiceTask): boolean {
	return (
		mapped.sending === 'withheld' &&
		mapped.key !== '' &&
		mapped.findings.some(({ field, value }) => field === 'Invoice number' && value === mapped.key)
	);
}

export function isPlanned(task: InvoiceTask): task is PlannedTask {
	return task.plan !== undefined;
}

/** Under its own number. */
export function isPosted({ outcome }: InvoiceTask): boolean {
	return outcome === 'posted' || outcome === 'mistotalled';
}

export function say(
	task: InvoiceTask,
	level: Finding['level'],
	message: string,
	fix = '',
	field = '',
	value = '',
): void {
	task.findings.push({ level, field, value, message, fix });
}

export function settle(
	task: InvoiceTask,
	outcome: InvoiceOutcome,
	{ transient = false }: { transient?: boolean } = {},
): void {
	task.outcome = outcome;
	task.transient = transient;
}

export function refuse(task: InvoiceTask, message: string, fix: string, field = '', value = ''): void {
	say(task, 'error', message, fix, field, value);
	settle(task, 'refused');
}

/** A call for this invoice failed: a refusal is the invoice's own, all else is tried again by itself. */
export function fail(task: InvoiceTask, error: ApiError): void {
	say(task, 'error', `${task.who}: ${error.message}.`, error.fix);
	const refused = error.kind === 'refused';
	settle(task, refused ? 'refused' : 'failed', { transient: !refused });
}

/** It is its turn later, by itself. */
export function wait(task: InvoiceTask, why: string): void {
	say(task, 'note', `${task.who} waits: ${why}`);
	settle(task, 'waiting', { transient: true });
}

/** A person must do something about another invoice first. */
export function block(task: InvoiceTask, why: string, fix: string): void {
	say(task, 'warning', `${task.who} is held up: ${why}`, fix);
	settle(task, 'blocked', { transient: true });
}
