import { longestPageOf } from '../checks/lists';
import { headerRow } from '../orderRows';
import type { PlannedTask } from '../task';
import { attemptOf } from '../uncertain';
import { claimTogether, FRESH_MS } from './claimTogether';
import { endsWithin, ONE_INVOICE_MS, ownSeriesOf, standingFor, type PostRun } from './run';

/**
 * So many numbers are claimed ahead at most; fewer where the last of them could not be begun while its claim is fresh.
 */
const TOGETHER_AT_MOST = 7;

/**
 * What is next in a burst is claimed by one list and one look. Only once an invoice of this run went through: so it is
 * known that this Uniconta keeps the references, and that no refusal leaves the claims of those behind it standing
 * about.
 */
export async function claimAhead(run: PostRun, coming: readonly PlannedTask[]): Promise<void> {
	if (!mayClaimAhead(run)) return;
	const burst = burstOf(run, coming);
	if (burst.length < 2 || endsWithin(ONE_INVOICE_MS, run.options)) return;
	const wishes = burst.map((task) => ({
		number: task.plan.number,
		momentId: task.mapped.momentId,
		header: (reference: string) => headerRow(task, reference),
	}));
	const before = run.ahead?.unsure ?? [];
	run.ahead = await claimTogether(run.host, wishes, run.options);
	run.claimsAlone = run.ahead.held.size === 0;
	for (const [number, mark] of before) run.ahead.unsure.set(number, mark);
}

function mayClaimAhead({ hasPosted, claimsAlone, options, stop, ahead }: PostRun): boolean {
	const hasSome = ahead !== undefined && ahead.held.size > 0;
	return hasPosted === true && claimsAlone !== true && !options.dryRun && stop === undefined && !hasSome;
}

/**
 * Those that follow one upon the other from the next number on, up to the first that needs a claim, or an answer, of
 * its own.
 */
function burstOf(run: PostRun, coming: readonly PlannedTask[]): PlannedTask[] {
	// What two runs that break off leave behind must still be read in one piece, or nobody could clear it away.
	const readable = Math.floor(longestPageOf(run.odata) / 2) - 1;
	const inTime = Math.floor(FRESH_MS / Math.max(run.lastTookMs, 1));
	const together = coming
		.filter((task, at) => task.plan.number === run.next + at)
		.slice(0, Math.max(0, Math.min(TOGETHER_AT_MOST, readable, inTime)));
	const end = together.findIndex(
		(task) =>
			run.ahead?.unsure.has(task.plan.number) === true ||
			attemptOf(task) !== undefined ||
			standingFor(run, task.plan.number).length > 0 ||
			ownSeriesOf(run, task) !== '',
	);
	return end < 0 ? together : together.slice(0, end);
}
