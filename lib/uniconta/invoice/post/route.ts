import { textOf } from '../../api/rows';
import { createSeries, type Series } from '../numbering/liveSeries';
import {
	block,
	isPlanned,
	isPosted,
	numberOf,
	refuse,
	settle,
	wait,
	type PlannedTask,
	type PreparingRoute,
} from '../task';
import type { InvoiceTask, RouteContext } from '../types';
import { attemptOf, uncertain } from '../uncertain';
import { settleBelow } from './below';
import { claimedOrders } from './claim';
import { claimAhead } from './claimAhead';
import { giveBack } from './claimTogether';
import { stopForOrdersBelow, tidyFinished } from './leftovers';
import { settleAttempts, settleDrafted } from './lookBack';
import { Obstacles, SERIES_MENU, stoppedByInbox } from './obstacles';
import { postOne } from './one';
import { endsWithin, ONE_INVOICE_MS, ownSeriesOf, standingFor, type PostRun } from './run';

export interface PostRouteParts {
	series?: Series;
}

/**
 * The route *Post* (D4): Uniconta's series numbers the invoices, so they go in ascending order, each when its
 * number is next.
 */
export function createPostRoute(context: RouteContext, parts: PostRouteParts = {}): PreparingRoute {
	const { heldBack } = context.options;
	let obstacles = new Obstacles(heldBack, [], []);
	let run: PostRun | undefined;
	return {
		async prepare(tasks, withheld) {
			obstacles = new Obstacles(heldBack, tasks, withheld);
			if (stoppedByInbox(heldBack, tasks)) return;
			// A withheld number may be an old one, of another series.
			run = await beginRun(context, parts, tasks.length > 0 ? tasks : withheld, tasks);
			if (run === undefined) return;
			await settleAttempts(run, tasks);
			await settleDrafted(run, tasks);
			await settleBelow(run, tasks);
			await stopForOrdersBelow(run);
		},
		async send(tasks, settled) {
			for (const task of settled) obstacles.note(task);
			if (run !== undefined) await sendInOrder(run, tasks.filter(isPlanned), obstacles);
			obstacles.sayWithheld(
				run,
				settled.filter(({ outcome }) => outcome === 'withheld'),
			);
			if (run?.ahead !== undefined) await giveBack(run.host, run.ahead);
			if (run !== undefined) await tidyFinished(run, tasks);
		},
	};
}

/**
 * Reads the series and the orders that stand. Undefined: Uniconta would give other numbers than Moment's, so nothing is
 * posted.
 */
async function beginRun(
	{ odata, webApi, options }: RouteContext,
	parts: PostRouteParts,
	numbered: readonly InvoiceTask[],
	tasks: readonly InvoiceTask[],
): Promise<PostRun | undefined> {
	const series =
		parts.series ??
		createSeries(webApi, {
			expectedNext: Math.min(...numbered.flatMap((task) => numberOf(task) ?? [])),
			chosen: options.series ?? '',
			elsewhere: odata,
		});
	const { next, stopped, warnings } = await series.read();
	tasks[0]?.findings.push(...warnings);
	if (next !== undefined && stopped.length === 0)
		return { host: webApi, odata, options, series, next, orders: await claimedOrders(webApi), lastTookMs: 0 };
	for (const task of tasks) {
		task.findings.push(...stopped);
		block(
			task,
			"Uniconta would give its invoices other numbers than Moment's.",
			stopped[0]?.fix ?? `See to the number series in Uniconta: ${SERIES_MENU}.`,
		);
	}
	return undefined;
}

async function sendInOrder(run: PostRun, tasks: readonly PlannedTask[], obstacles: Obstacles): Promise<void> {
	obstacles.noteWaiting(tasks);
	for (const [at, task] of tasks.entries()) {
		await claimAhead(run, tasks.slice(at));
		await sendOne(run, task, obstacles);
		obstacles.note(task);
	}
}

async function sendOne(run: PostRun, task: PlannedTask, obstacles: Obstacles): Promise<void> {
	const { number } = task.plan;
	const { stop, next, options } = run;
	const ownSeries = ownSeriesOf(run, task);
	if (stop !== undefined) {
		block(task, `${stop.why}.`, stop.fix);
	} else if (number > next) {
		obstacles.waitBehind(run, task);
	} else if (number < next) {
		wait(task, `Uniconta's next invoice number went past ${number} meanwhile. It is looked at again by itself.`);
	} else if (ownSeries !== '') {
		refuseForGroup(task, ownSeries);
	} else if (options.dryRun) {
		tryOnly(run, task);
	} else if (endsWithin(ONE_INVOICE_MS, options)) {
		wait(task, 'the time of this run is up. It is its turn in the next one.');
	} else {
		await postNext(run, task);
	}
}

async function postNext(run: PostRun, task: PlannedTask): Promise<void> {
	const { clock } = run.options;
	const begun = clock.now();
	await postOne(run, task, standingFor(run, task.plan.number));
	run.lastTookMs = clock.now() - begun;
	if (!isPosted(task)) return;
	run.next = task.plan.number + 1;
	run.hasPosted = true;
}

/** The dry run: nothing that is in doubt is cleared up by it. */
function tryOnly(run: PostRun, task: PlannedTask): void {
	if (attemptOf(task) !== undefined || standingFor(run, task.plan.number).length > 0) {
		uncertain(
			run,
			task,
			'an order for it stands in Uniconta, or its posting had no clear answer; a dry run does not clear that up',
		);
		return;
	}
	settle(task, 'wouldPost');
	run.next += 1;
}

function refuseForGroup(task: PlannedTask, own: string): void {
	const group = task.group === undefined ? '' : textOf(task.group, 'Group');
	refuse(
		task,
		`${task.who}: customer group "${group}" numbers its invoices from a series of its own, "${own}", so it would not get Moment's number.`,
		`Clear Invoice series on the customer group in Uniconta: Customer > Maintenance > Customer groups.`,
		'Customer group',
		group,
	);
}
