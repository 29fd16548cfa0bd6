import { isEditMark } from '../../core/edits';
import { hasErrors } from '../../core/finding';
import { stopOf } from '../../state/inbox';
import { isWritten } from '../../state/log';
import { planToItem, type MappedInvoice } from '../../mapping/invoice/plan';
import { hasDrift, waitedFor } from '../../core/references';
import { linksOf } from '../upsert/link';
import { rowIdOf } from '../api/rows';
import { comparePosted } from './posted/compare';
import { isBeforeCutOver, numberOf, refuse, say, settle, taskOf, type PreparingRoute } from './task';
import { attemptOf, leaveInDoubt } from './uncertain';
import type { InvoiceResult, InvoiceTask, RouteContext, SendOptions } from './types';

export interface SendParts {
	check(tasks: readonly InvoiceTask[], context: RouteContext): Promise<void>;
	route(context: RouteContext): PreparingRoute;
}

/**
 * Brings invoices to Uniconta on the chosen route, all of a run together. Results stand in the order of the items. What
 * the log knows as posted with the same content costs no call, not even a login. Throws an `ApiError` only while
 * nothing has been written; afterwards every failure is the outcome of its invoice.
 */
export async function sendAll(
	context: RouteContext,
	mapped: readonly MappedInvoice[],
	parts: SendParts,
): Promise<InvoiceResult[]> {
	const tasks = mapped.map((one) => taskOf(linksOf(one, context.options.company ?? '')));
	const leaderOf = onePerNumber(tasks);
	const leaders = [...new Set(leaderOf.values())];
	for (const task of leaders) settleByItself(task, context);
	if (context.options.comparePosted && context.options.route === 'post')
		await comparePosted(
			context,
			leaders.filter((task) => isToCompare(task, context)),
		);
	const open = leaders.filter(({ outcome }) => outcome === undefined);
	const withheld = leaders.filter(
		(task) => task.outcome === 'withheld' && numberOf(task) !== undefined && !isBeforeCutOver(task),
	);
	if (isWorthAsking(open, withheld, context)) {
		const route = parts.route(context);
		await route.prepare(open, withheld);
		await settleFaulty(open, context, parts);
		const ready = open
			.filter(({ outcome }) => outcome === undefined)
			.sort((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0));
		await route.send(
			ready,
			leaders.filter((task) => !ready.includes(task)),
		);
	}
	for (const task of leaders) if (task.outcome === undefined) settle(task, 'refused');
	return tasks.map((task) => resultOf(leaderOf.get(task) ?? task, task));
}

/** For each task the one that is sent in its place: itself, or the first with the same number. */
function onePerNumber(tasks: readonly InvoiceTask[]): Map<InvoiceTask, InvoiceTask> {
	const byKey = new Map<string, InvoiceTask>();
	const leaderOf = new Map<InvoiceTask, InvoiceTask>();
	for (const task of tasks) {
		const { key, momentId, hash } = task.mapped;
		// Drafts have no number, and nothing in common.
		const leader = key === '' ? task : (byKey.get(key) ?? task);
		byKey.set(key, leader);
		leaderOf.set(task, leader);
		if (leader === task || leader.outcome !== undefined) continue;
		if (leader.mapped.momentId === momentId && leader.mapped.hash === hash) continue;
		const what =
			leader.mapped.momentId === momentId
				? 'with different content'
				: `for different invoices in Moment (ids ${leader.mapped.momentId} and ${momentId})`;
		refuse(
			leader,
			`${leader.who} comes several times in this run, ${what}.`,
			'Leave one item for each invoice number before this node, for example with the Remove Duplicates node.',
			'Invoice number',
			key,
		);
	}
	return leaderOf;
}

/** The log knows it as posted, and no person has yet to decide about it: nothing else is said of it meanwhile. */
function isToCompare(task: InvoiceTask, { options: { heldBack } }: RouteContext): boolean {
	return (
		task.outcome === 'unchanged' &&
		task.mapped.known?.outcome !== 'misnumbered' &&
		!heldBack.some(({ number, state }) => number === numberOf(task) && stopOf(state) !== undefined)
	);
}

/** Whether Uniconta has to be asked, which costs a login. */
function isWorthAsking(
	open: readonly InvoiceTask[],
	withheld: readonly InvoiceTask[],
	{ options: { route, comparePosted: isNight } }: RouteContext,
): boolean {
	// What the log says of a withheld one already is asked about again at night, or together with others.
	const unsaid = withheld.filter(({ mapped }) => mapped.withheldBefore !== true || isNight);
	// What the mapper refused is worth a question only together with others, or where a posting of it had no clear
	// answer.
	return (
		open.some((task) => !hasErrors(task.findings) || attemptOf(task) !== undefined) ||
		(unsaid.length > 0 && route === 'post')
	);
}

/** Checks what the route has not settled: with an error against it, it is not sent. */
async function settleFaulty(open: readonly InvoiceTask[], context: RouteContext, { check }: SendParts): Promise<void> {
	const fresh = open.filter(({ outcome, plan }) => outcome === undefined && plan !== undefined);
	if (fresh.length > 0) await check(fresh, context);
	for (const task of open)
		if (task.outcome === undefined && (task.plan === undefined || hasErrors(task.findings)))
			settle(task, 'refused');
	if (context.options.route === 'post') for (const task of open) stayUncertain(task);
}

/** What can be said without asking Uniconta. */
function settleByItself(task: InvoiceTask, { options }: RouteContext): void {
	const { mapped } = task;
	const { known } = mapped;
	if (task.outcome !== undefined) return;
	if (known !== undefined && isDone(known, options)) {
		if (known.key === mapped.key) settleDone(task, known);
		else refuseRenumbered(task, known);
	} else if (mapped.sending === 'withheld' && attemptOf(task) === undefined) {
		settle(task, 'withheld');
	} else if (numberOf(task) === undefined) {
		refuseUnnumbered(task);
	}
}

type Known = NonNullable<MappedInvoice['known']>;

/** Whether it is in Uniconta already, by the log's word. */
function isDone({ outcome, held }: Known, { route }: SendOptions): boolean {
	return (
		outcome === 'posted' ||
		outcome === 'mistotalled' ||
		(outcome === 'unchanged' && route === 'post') ||
		(outcome === 'misnumbered' && held.length > 0)
	);
}

function settleDone(task: InvoiceTask, known: Known): void {
	const { mapped, who } = task;
	settle(task, 'unchanged');
	if (known.outcome === 'misnumbered') {
		say(
			task,
			'warning',
			`${who} stands in Uniconta under another number. It is not sent again.`,
			'A person decides what becomes of it in Uniconta: Customer > Reports > Invoices.',
		);
	} else if (known.hash !== '' && mapped.hash !== '' && known.hash !== mapped.hash && mapped.sending === 'send') {
		say(
			task,
			'warning',
			`${who} was posted before, and its content differs in Moment now. A posted invoice is not changed.`,
			'If the change is meant, issue a credit note and a new invoice in Moment.',
		);
	}
}

function refuseRenumbered(task: InvoiceTask, known: Known): void {
	refuse(
		task,
		`${task.who} was sent to Uniconta as invoice ${known.key} before. Numbers do not change, so nothing is sent.`,
		`Change the number back to ${known.key} in Moment.`,
		'Invoice number',
		task.mapped.key,
	);
}

function refuseUnnumbered(task: InvoiceTask): void {
	if (!hasErrors(task.findings))
		say(
			task,
			'error',
			`${task.who} has no number that could be one of a number series ("${task.mapped.key}").`,
			'Finalize the invoice in Moment.',
			'Invoice number',
			task.mapped.key,
		);
	settle(task, 'refused');
}

/**
 * What is wrong with an invoice now says nothing about a post of it that may still be on its way: it is looked for
 * until that is clear.
 */
function stayUncertain(task: InvoiceTask): void {
	const attempt = attemptOf(task);
	if (attempt === undefined || (task.outcome !== 'refused' && task.outcome !== 'failed')) return;
	task.reference = attempt.reference;
	leaveInDoubt(
		task,
		`${task.who} was sent before, and Uniconta did not say what became of it; it is looked for until that is clear.`,
		'Nothing to do about that: it is looked at again by itself.',
	);
}

/** What was noted of a posted invoice when it was posted stays, whatever the workflow makes of it later. */
function marksOf({ edits = [], known }: MappedInvoice, outcome: string): readonly string[] {
	if (outcome !== 'posted' && outcome !== 'unchanged') return [];
	return known?.outcome === undefined ? edits : known.held.filter(isEditMark);
}

function resultOf(task: InvoiceTask, own: InvoiceTask): InvoiceResult {
	const { mapped } = own;
	const { outcome = 'refused', row, reference, plan } = task;
	const keeps = outcome === 'uncertain' || isWritten(outcome);
	const kept =
		reference !== undefined && reference !== ''
			? [reference]
			: outcome === 'unchanged'
				? (mapped.known?.held ?? [])
				: [];
	return {
		outcome,
		entity: 'invoice',
		key: mapped.key,
		momentId: mapped.momentId,
		name: mapped.name,
		changes: {},
		findings:
			task === own
				? task.findings
				: [
						...own.findings,
						...task.findings.filter(
							({ message }) => !own.findings.some((finding) => finding.message === message),
						),
					],
		uniconta: row ?? (plan === undefined ? {} : planToItem(plan)),
		unicontaRowId: row === undefined ? (mapped.known?.unicontaRowId ?? '') : rowIdOf(row),
		held: keeps ? [...new Set([...kept, ...marksOf(mapped, outcome)])] : [],
		hash: mapped.hash,
		transient: task.transient || (outcome === 'refused' && hasDrift(mapped.references)),
		...(outcome === 'refused' || outcome === 'failed' ? waitedFor(mapped.references) : {}),
	};
}
