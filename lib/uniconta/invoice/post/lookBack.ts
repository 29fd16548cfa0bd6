import { textOf } from '../../api/rows';
import { describe, findOurs, invoiceNumberOf, tracesOf } from '../posted/posted';
import { claimIn } from '../reference';
import { isPosted, numberOf, refuse, say, settle } from '../task';
import type { InvoiceTask } from '../types';
import { attemptOf, uncertain } from '../uncertain';
import { settleFound } from './found';
import { tidy } from './leftovers';
import { standingFor, type PostRun } from './run';

const INVOICES_MENU = 'Customer > Reports > Invoices';

/**
 * Whatever was sent without a clear answer is looked for first, before anything can be said against its content;
 * nothing is posted before that is clear.
 */
export async function settleAttempts(run: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
	for (const task of tasks) {
		const number = numberOf(task);
		const attempt = attemptOf(task);
		if (attempt === undefined || number === undefined) continue;
		task.reference = attempt.reference;
		const standing = standingFor(run, number);
		const found = await findOurs(run.host, tracesOf(task, number, standing));
		if (found !== undefined) {
			settleFound(run, task, found);
			await tidy(run, standing, found);
			// It came late, after the series was read.
			if (number === run.next && isPosted(task)) run.next = number + 1;
		} else if (number > run.next) {
			uncertain(
				run,
				task,
				`Uniconta did not say what became of its posting, and its number series was set back to ${run.next} since`,
			);
		}
	}
}

/**
 * What was drafted on another route before: a person may have invoiced the draft, under whatever number, or posted the
 * journal. Posted once more it would be in the books twice, so it is only looked for.
 */
export async function settleDrafted(run: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
	for (const task of tasks) {
		const { known } = task.mapped;
		if (task.outcome === undefined && known?.outcome === 'drafted') await settleOneDrafted(run, task, known.held);
	}
}

async function settleOneDrafted(run: PostRun, task: InvoiceTask, held: readonly string[]): Promise<void> {
	const number = numberOf(task) ?? Number.NaN;
	const traces = tracesOf(task, number, standingFor(run, number));
	const references = held
		.flatMap((reference) => [reference, claimIn(reference)?.mark ?? ''])
		.filter((reference) => reference !== '');
	const found = await findOurs(run.host, {
		...traces,
		references: [...new Set([...traces.references, ...references])],
	});
	if (found === undefined) {
		refuse(
			task,
			`${task.who} was sent as a draft before, and no invoice is to be found that came from it. It is not posted by itself.`,
			`See in Uniconta what became of the draft (Customer > Sales orders, ${INVOICES_MENU}, or the journal) and delete it where it still stands. To have the invoice posted, delete its rows from the Data Table moment_uniconta_log, then run Compare Everything Now.`,
		);
		return;
	}
	task.row = found;
	task.reference = textOf(found, 'ReferenceNumber');
	settle(task, 'unchanged');
	const isSameNumber = invoiceNumberOf(found) === number;
	say(
		task,
		isSameNumber ? 'note' : 'warning',
		`${task.who} was invoiced by a person from its draft: invoice ${textOf(found, 'InvoiceNumber')} to ${describe(found)}.`,
		isSameNumber ? '' : "Moment's number is another one: note it on the invoice in Uniconta, or credit it there.",
	);
}
