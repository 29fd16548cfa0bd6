import { asApiError } from '../../../http/errors';
import { stopOf } from '../../../state/inbox';
import { earliestText, minuteText } from '../../../core/instants';
import { textOf, type UnicontaRow } from '../../api/rows';
import {
	abandonedAfterMs,
	claimedOrders,
	freeAt,
	isAbandoned,
	linesOf,
	removeOrder,
	type StandingOrder,
} from './claim';
import { sayDifferences } from '../posted/compare';
import { longestPageOf } from '../checks/lists';
import { claimTogether, FRESH_MS, giveBack } from './claimTogether';
import { createSeries, type Series } from '../numbering/gate';
import { headerRow } from '../orderRows';
import { cameFrom, describe, findOurs, INVOICE, invoiceNumberOf, totalDifferences, tracesOf } from '../posted/posted';
import { listPosted } from '../posted/list';
import { postOne } from './one';
import { numberLost, settleFound, uncertain, type PostRun } from './order';
import { claimIn } from '../reference';
import {
	isBeforeCutOver,
	block,
	isPlanned,
	isPosted,
	numberOf,
	refuse,
	say,
	settle,
	wait,
	type PlannedTask,
	type PreparingRoute,
} from '../task';
import { attemptOf, tidy } from '../uncertain';
import type { InvoiceTask, RouteContext } from '../types';

const SERIES_MENU = 'General Ledger > Maintenance > Voucher number series';
const INVOICES_MENU = 'Customer > Reports > Invoices';
/** Up to so many numbers below Next are looked up one by one; more in one list. */
const FEW = 3;
/** Claims of finished numbers that a run clears away at most. */
const TIDY_AT_MOST = 3;
/** So many numbers are claimed ahead at most; fewer where the last of them could not be begun while its claim is fresh. */
const TOGETHER_AT_MOST = 7;
/** What Moment did not announce a sweep brings within so long: until then a missing number is on its way, and not missing. */
const ARRIVES_MS = 15 * 60_000;
/** Time a whole invoice may take: with less left, none is begun. */
const ONE_INVOICE_MS = 45_000;

/** Why those behind a number cannot be posted. */
interface Obstacle {
	/** `waits`: it passes by itself. */
	kind: 'refused' | 'withheld' | 'waits';
	message: string;
}

export interface PostRouteParts {
	series?: Series;
}

/** The route *Post* (design 5): Uniconta's series numbers the invoices, so they go in ascending order, each when its number is next. */
export function createPostRoute({ odata, webApi, options }: RouteContext, parts: PostRouteParts = {}): PreparingRoute {
	const { clock, dryRun } = options;
	const obstacles = new Map<number, Obstacle>();
	let run: PostRun | undefined;
	let next = Number.NaN;
	let orders: StandingOrder[] = [];
	/** How long the last invoice took. */
	let oneTook = 0;
	/** Since when the one that has waited longest waits; a lower number is at least as old in Moment. */
	let waitingSince = Infinity;
	let saidMissing = false;

	const standingFor = (number: number): StandingOrder[] => orders.filter(({ claim }) => claim.number === number);

	/** What stops everything before anything is asked: a person has to decide about an invoice that got another number or other totals. */
	function stoppedByInbox(tasks: readonly InvoiceTask[]): boolean {
		const stop = options.heldBack.find(({ state }) => stopOf(state) !== undefined);
		if (stop === undefined) return false;
		const invoice = stop.number > 0 ? `invoice ${stop.number}` : 'an invoice without a number';
		for (const task of tasks) {
			block(
				task,
				`all posting stands still until a person has decided about ${invoice}. ${stop.message}`,
				`Do what the log says about ${invoice}, then let posting go on in the form Send Again, or delete its row with the state ${stop.state} from the Data Table moment_uniconta_inbox.`,
			);
		}
		return true;
	}

	async function prepare(tasks: readonly InvoiceTask[], withheld: readonly InvoiceTask[]): Promise<void> {
		for (const { number, state, message } of options.heldBack)
			obstacles.set(number, { kind: state === 'open' ? 'waits' : 'refused', message });
		for (const task of tasks) obstacles.delete(numberOf(task) ?? Number.NaN);
		for (const task of withheld) noteWithheld(task);
		if (stoppedByInbox(tasks)) return;
		// A withheld number may be an old one, of another series.
		const numbers = (tasks.length > 0 ? tasks : withheld).flatMap((task) => numberOf(task) ?? []);
		const series =
			parts.series ??
			createSeries(webApi, {
				expectedNext: Math.min(...numbers),
				chosen: options.series ?? '',
				elsewhere: odata,
			});
		const { next: read, stopped, warnings } = await series.read();
		const [first] = tasks;
		if (first !== undefined) first.findings.push(...warnings);
		if (read === undefined || stopped.length > 0) {
			for (const task of tasks) {
				task.findings.push(...stopped);
				block(
					task,
					"Uniconta would give its invoices other numbers than Moment's.",
					stopped[0]?.fix ?? `See to the number series in Uniconta: ${SERIES_MENU}.`,
				);
			}
			return;
		}
		next = read;
		run = { host: webApi, options, series };
		orders = await claimedOrders(webApi);
		await settleAttempts(run, tasks);
		await settleDrafted(tasks);
		const below = tasks.filter((task) => task.outcome === undefined && (numberOf(task) ?? Number.NaN) < next);
		await settleBelow(run, below);
		await stopForOrdersBelow(run);
	}

	function noteWithheld(task: InvoiceTask): void {
		const number = numberOf(task);
		const message =
			task.findings.find(({ level }) => level === 'note')?.message ?? `${task.who} is not to be sent.`;
		if (number !== undefined) obstacles.set(number, { kind: 'withheld', message });
	}

	/** A withheld number that the series has not passed keeps everything behind it waiting (M7): somebody has to move the series on. */
	function sayWithheld(withheld: readonly InvoiceTask[]): void {
		const stopped = run === undefined || run.stop !== undefined;
		for (const task of withheld) {
			const number = numberOf(task);
			if (number === undefined || next > number || isBeforeCutOver(task)) continue;
			const said = obstacles.get(number)?.message ?? '';
			// The log keeps errors only: the reason belongs into it. An error also keeps it in the inbox.
			task.findings = task.findings.filter(({ message }) => message !== said);
			if (stopped) {
				say(
					task,
					'error',
					`${said} Posting stands still, so it is not known yet whether Uniconta's number series will pass it.`,
					'',
					'Invoice number',
					String(number),
				);
				continue;
			}
			say(
				task,
				'error',
				`${said} Uniconta's number series has its number still to come: every invoice behind it waits.`,
				`When the series has come to ${number}, set its Next to ${number + 1}: ${SERIES_MENU}. Posting goes on by itself then.`,
				'Invoice number',
				String(number),
			);
		}
	}

	/** Whatever was sent without a clear answer is looked for first, before anything can be said against its content; nothing is posted before that is clear. */
	async function settleAttempts(current: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
		for (const task of tasks) {
			const number = numberOf(task);
			const attempt = attemptOf(task);
			if (attempt === undefined || number === undefined) continue;
			task.reference = attempt.reference;
			const found = await findOurs(webApi, tracesOf(task, number, standingFor(number)));
			if (found !== undefined) {
				settleFound(current, task, found);
				await tidy(current, standingFor(number), found);
				// It came late, after the series was read.
				if (number === next && isPosted(task)) next = number + 1;
			} else if (number > next) {
				uncertain(
					current,
					task,
					`Uniconta did not say what became of its posting, and its number series was set back to ${next} since`,
				);
			}
		}
	}

	/**
	 * What was drafted on another route before: a person may have invoiced the draft, under whatever number, or posted the journal. Posted
	 * once more it would be in the books twice, so it is only looked for.
	 */
	async function settleDrafted(tasks: readonly InvoiceTask[]): Promise<void> {
		for (const task of tasks) {
			const { known } = task.mapped;
			if (task.outcome !== undefined || known?.outcome !== 'drafted') continue;
			const number = numberOf(task) ?? Number.NaN;
			const traces = tracesOf(task, number, standingFor(number));
			const references = known.held
				.flatMap((reference) => [reference, claimIn(reference)?.mark ?? ''])
				.filter((reference) => reference !== '');
			const found = await findOurs(webApi, {
				...traces,
				references: [...new Set([...traces.references, ...references])],
			});
			if (found === undefined) {
				refuse(
					task,
					`${task.who} was sent as a draft before, and no invoice is to be found that came from it. It is not posted by itself.`,
					`See in Uniconta what became of the draft (Customer > Sales orders, ${INVOICES_MENU}, or the journal) and delete it where it still stands. To have the invoice posted, delete its rows from the Data Table moment_uniconta_log, then run Compare Everything Now.`,
				);
				continue;
			}
			task.row = found;
			task.reference = textOf(found, 'ReferenceNumber');
			settle(task, 'unchanged');
			const level = invoiceNumberOf(found) === number ? 'note' : 'warning';
			say(
				task,
				level,
				`${task.who} was invoiced by a person from its draft: invoice ${textOf(found, 'InvoiceNumber')} to ${describe(found)}.`,
				level === 'note'
					? ''
					: "Moment's number is another one: note it on the invoice in Uniconta, or credit it there.",
			);
		}
	}

	/** Whether a post without an answer may still be on its way: it is young, or the order it was for still stands. */
	function mayStillCome(task: InvoiceTask, number: number): boolean {
		const attempt = attemptOf(task);
		if (attempt === undefined) return false;
		return (
			options.clock.now() - attempt.sentBefore <= abandonedAfterMs(options.requestTimeoutMs) ||
			standingFor(number).length > 0
		);
	}

	/** A person has seen that another invoice has its number, and has deleted the row that stopped posting. */
	function isDecided({ mapped: { known } }: InvoiceTask): boolean {
		return known?.outcome === 'misnumbered' && !options.heldBack.some(({ state }) => state === 'misnumbered');
	}

	async function settleBelow(current: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
		const listed = tasks.length > FEW ? await invoicesBetween(tasks) : new Map<number, UnicontaRow[]>();
		for (const task of tasks) {
			const number = numberOf(task);
			if (number !== undefined) await settleOneBelow(current, task, number, listed.get(number));
		}
	}

	/** The invoices of a range of numbers in one list; what is missing in it is asked for again where it counts. */
	async function invoicesBetween(tasks: readonly InvoiceTask[]): Promise<Map<number, UnicontaRow[]>> {
		const numbers = tasks.flatMap((task) => numberOf(task) ?? []);
		const byNumber = new Map<number, UnicontaRow[]>();
		try {
			for (const row of await listPosted(odata, {
				numberFrom: Math.min(...numbers),
				numberTo: Math.max(...numbers),
			})) {
				byNumber.set(invoiceNumberOf(row), [...(byNumber.get(invoiceNumberOf(row)) ?? []), row]);
			}
		} catch (caught) {
			// Where lists of invoices are not given, each is asked for alone.
			const error = asApiError(caught);
			if (error.transient) throw error;
		}
		return byNumber;
	}

	async function settleOneBelow(
		current: PostRun,
		task: InvoiceTask,
		number: number,
		listed: readonly UnicontaRow[] | undefined,
	): Promise<void> {
		let rows = listed ?? [];
		let same = rows.find((row) => isSameInvoice(task, row, number));
		// The other host may show an older state (issue 3, switches): only what is found there counts.
		if (same === undefined) {
			rows = await webApi.find(INVOICE, 'InvoiceNumber', number);
			same = rows.find((row) => isSameInvoice(task, row, number));
		}
		const isOurs = same !== undefined && claimIn(textOf(same, 'ReferenceNumber')) !== undefined;
		if (same !== undefined && isOurs && task.mapped.known?.outcome === undefined) {
			settleFound(current, task, same);
		} else if (same !== undefined) {
			task.row = same;
			task.reference = textOf(same, 'ReferenceNumber');
			settle(task, 'unchanged');
			if (!isOurs && task.mapped.known === undefined)
				say(
					task,
					'warning',
					`${task.who} was found in Uniconta under its number (${describe(same)}), without our reference. It is taken for this one, and not sent.`,
					'Compare both. If it is another invoice, credit it in Uniconta.',
					'Invoice number',
					String(number),
				);
			sayDifferences(task, same);
		} else if (mayStillCome(task, number)) {
			uncertain(
				current,
				task,
				`Uniconta did not say what became of its posting, and its number series has passed it${rows[0] === undefined ? '' : `; the number is taken by ${describe(rows[0])}`}`,
			);
		} else if (rows[0] !== undefined && isDecided(task)) {
			settle(task, 'unchanged');
			say(
				task,
				'warning',
				`${task.who} has a number that is taken in Uniconta by another invoice (${describe(rows[0])}). A person let posting go on, so it is not sent.`,
				'See that it is in the books in another way.',
				'Invoice number',
				String(number),
			);
		} else if (rows[0] !== undefined && task.plan !== undefined) {
			numberLost(
				current,
				task,
				`${task.who} has a number that is taken in Uniconta by another invoice (${describe(rows[0])}). It was not sent, and nothing more is posted.`,
				`Somebody posted by hand in Moment's number series. Enter ${task.who} in Uniconta by hand, or credit it in Moment and issue it again; set it to "Do not transfer to accounting" in Moment, and delete its row with the state misnumbered from the Data Table moment_uniconta_inbox. Posting goes on then.`,
			);
		} else if (rows.length === 0) {
			refuse(
				task,
				`${task.who} is not in Uniconta, and the number series has passed it: the next number is ${next}.`,
				`Where no invoice from ${number} on is posted in Uniconta, set Next of the number series back to ${number} (${SERIES_MENU}). Else enter it in Uniconta by hand and set it to "Do not transfer to accounting" in Moment.`,
				'Invoice number',
				String(number),
			);
		}
		if (same !== undefined) await tidy(current, standingFor(number), same);
	}

	/** An order with lines for a number that is passed: a post of it may be on its way, and would take the number of another invoice. */
	async function stopForOrdersBelow(current: PostRun): Promise<void> {
		if (dryRun) return;
		for (const order of orders.filter(({ claim }) => claim.number < next)) {
			if (isAbandoned(order, options) || (await linesOf(webApi, order)).length === 0) continue;
			if (await removedAsPosted(order)) continue;
			current.stop ??= {
				why: `order ${order.orderNumber} for invoice ${order.claim.number} stands in Uniconta and may be about to be posted, until ${earliestText(freeAt(order, options))}`,
				fix: 'Nothing to do as long as it passes. If it stays for more than an hour, look at the order in Uniconta (Customer > Sales orders) and delete it if its invoice is posted.',
			};
		}
	}

	/** An order that Uniconta kept although its invoice is posted is no danger, and no use. */
	async function removedAsPosted(order: StandingOrder): Promise<boolean> {
		const invoices = await webApi.find(INVOICE, 'InvoiceNumber', order.claim.number);
		if (!invoices.some((row) => cameFrom(row, order))) return false;
		await removeOrder(webApi, order);
		orders = orders.filter((other) => other !== order);
		return true;
	}

	async function send(tasks: readonly InvoiceTask[], settled: readonly InvoiceTask[]): Promise<void> {
		for (const task of settled) noteObstacle(task);
		const withheld = settled.filter(({ outcome }) => outcome === 'withheld');
		if (run === undefined) {
			sayWithheld(withheld);
			return;
		}
		const planned = tasks.filter(isPlanned);
		waitingSince = Math.min(...planned.flatMap(({ mapped }) => Date.parse(mapped.waitingSince ?? '') || []));
		for (const [at, task] of planned.entries()) {
			await claimAhead(run, planned.slice(at));
			await sendOne(run, task);
			noteObstacle(task);
		}
		sayWithheld(withheld);
		if (run.ahead !== undefined) await giveBack(webApi, run.ahead);
		await tidyFinished(run, tasks);
	}

	/**
	 * What is next in a burst is claimed by one list and one look. Only once an invoice of this run went through: so it is known that this
	 * Uniconta keeps the references, and that no refusal leaves the claims of those behind it standing about.
	 */
	async function claimAhead(current: PostRun, coming: readonly PlannedTask[]): Promise<void> {
		const [first] = coming;
		if (
			first === undefined ||
			current.hasPosted !== true ||
			current.claimsAlone === true ||
			dryRun ||
			current.stop !== undefined ||
			(current.ahead?.held.size ?? 0) > 0
		)
			return;
		// What two runs that break off leave behind must still be read in one piece, or nobody could clear it away.
		const readable = Math.floor(longestPageOf(odata) / 2) - 1;
		const inTime = Math.floor(FRESH_MS / Math.max(oneTook, 1));
		const together = coming
			.filter((task, at) => task.plan.number === next + at)
			.slice(0, Math.max(0, Math.min(TOGETHER_AT_MOST, readable, inTime)));
		const end = together.findIndex(
			(task) =>
				current.ahead?.unsure.has(task.plan.number) === true ||
				attemptOf(task) !== undefined ||
				standingFor(task.plan.number).length > 0 ||
				ownSeriesOf(current, task) !== '',
		);
		const wishes = (end < 0 ? together : together.slice(0, end)).map((task) => ({
			number: task.plan.number,
			momentId: task.mapped.momentId,
			header: (reference: string) => headerRow(task, reference),
		}));
		if (wishes.length < 2 || (options.deadline !== undefined && clock.now() + ONE_INVOICE_MS > options.deadline))
			return;
		const before = current.ahead?.unsure ?? [];
		current.ahead = await claimTogether(webApi, wishes, options);
		current.claimsAlone = current.ahead.held.size === 0;
		for (const [number, mark] of before) current.ahead.unsure.set(number, mark);
	}

	function noteObstacle(task: InvoiceTask): void {
		const number = numberOf(task);
		if (number === undefined) return;
		if (task.outcome === 'refused')
			obstacles.set(number, {
				kind: 'refused',
				message: task.findings.find(({ level }) => level === 'error')?.message ?? `${task.who} was refused.`,
			});
		if (task.outcome === 'failed' || task.outcome === 'waiting' || task.outcome === 'uncertain')
			obstacles.set(number, { kind: 'waits', message: '' });
	}

	async function sendOne(current: PostRun, task: PlannedTask): Promise<void> {
		const { number } = task.plan;
		if (current.stop !== undefined) {
			block(task, `${current.stop.why}.`, current.stop.fix);
		} else if (number > next) {
			waitBehind(task);
		} else if (number < next) {
			wait(
				task,
				`Uniconta's next invoice number went past ${number} meanwhile. It is looked at again by itself.`,
			);
		} else if (refusedForGroup(current, task)) {
			return;
		} else if (dryRun) {
			dryRunOf(current, task);
		} else if (options.deadline !== undefined && clock.now() + ONE_INVOICE_MS > options.deadline) {
			wait(task, 'the time of this run is up. It is its turn in the next one.');
		} else {
			const begun = clock.now();
			await postOne(current, task, standingFor(number));
			oneTook = clock.now() - begun;
			if (isPosted(task)) {
				next = number + 1;
				current.hasPosted = true;
			}
		}
	}

	function dryRunOf(current: PostRun, task: PlannedTask): void {
		if (attemptOf(task) !== undefined || standingFor(task.plan.number).length > 0) {
			uncertain(
				current,
				task,
				'an order for it stands in Uniconta, or its posting had no clear answer; a dry run does not clear that up',
			);
			return;
		}
		settle(task, 'wouldPost');
		next += 1;
	}

	function waitBehind(task: PlannedTask): void {
		const { number } = task.plan;
		const obstacle = obstacles.get(next);
		if (obstacle?.kind === 'refused' || obstacle?.kind === 'withheld') {
			const what = obstacle.kind === 'withheld' ? 'is not to be sent' : 'cannot be sent as it is';
			block(
				task,
				`invoice ${next}, which comes before it, ${what}. ${obstacle.message}`,
				`${obstacle.kind === 'refused' ? `Mend invoice ${next} as its own message says, or` : 'To go on without it,'} set Next of the number series to ${next + 1}: ${SERIES_MENU}. The rest follows by itself.`,
			);
			return;
		}
		const missing = next === number - 1 ? `invoice ${next}` : `invoice ${next} and what lies between`;
		if (obstacle !== undefined) {
			wait(task, `Uniconta gives number ${next} next, so ${missing} must be posted first.`);
			return;
		}
		if (saidMissing || clock.now() - waitingSince < ARRIVES_MS) {
			wait(task, `Uniconta gives number ${next} next, and invoice ${next} has not arrived yet.`);
			return;
		}
		// Of those that wait for it the lowest says so.
		saidMissing = true;
		block(
			task,
			`Uniconta gives number ${next} next, and no invoice ${next} has arrived since ${minuteText(waitingSince)}.`,
			`If Moment has invoice ${next}, send it with the form Send again. If it has none, set Next of the number series to the next number that it has: ${SERIES_MENU}.`,
		);
	}

	function ownSeriesOf({ series }: PostRun, { group }: InvoiceTask): string {
		return group === undefined ? '' : series.seriesOfGroup(group);
	}

	function refusedForGroup(current: PostRun, task: PlannedTask): boolean {
		const own = ownSeriesOf(current, task);
		if (own === '') return false;
		const group = task.group === undefined ? '' : textOf(task.group, 'Group');
		refuse(
			task,
			`${task.who}: customer group "${group}" numbers its invoices from a series of its own, "${own}", so it would not get Moment's number.`,
			`Clear Invoice series on the customer group in Uniconta: Customer > Maintenance > Customer groups.`,
			'Customer group',
			group,
		);
		return true;
	}

	/** Claims without lines whose number is passed hold nobody up, but they are ours to clear away; orders with lines are only spoken of. */
	async function tidyFinished(current: PostRun, tasks: readonly InvoiceTask[]): Promise<void> {
		if (dryRun) return;
		const left = orders.filter(
			(order) =>
				order.claim.number < next &&
				isAbandoned(order, options) &&
				!tasks.some((task) => numberOf(task) === order.claim.number),
		);
		try {
			for (const order of left.slice(0, TIDY_AT_MOST)) {
				const lines = await linesOf(current.host, order);
				if (lines.length === 0) await removeOrder(current.host, order, { lines });
				else if (!(await removedAsPosted(order)) && tasks[0] !== undefined) {
					say(
						tasks[0],
						'warning',
						`Order ${order.orderNumber} for invoice ${order.claim.number} is left over in Uniconta from an earlier run.`,
						'Look at it in Uniconta (Customer > Sales orders), and delete it if its invoice is posted or not to be sent.',
					);
				}
			}
		} catch (caught) {
			// Nothing depends on it: the next run tries again.
			asApiError(caught);
		}
	}

	return { prepare, send };
}

/** Whether a posted invoice with the number is Moment's: by our claim, or by customer and total. */
function isSameInvoice(task: InvoiceTask, row: UnicontaRow, number: number): boolean {
	if (claimIn(textOf(row, 'ReferenceNumber'))?.number === number) return true;
	const { plan } = task;
	if (plan === undefined || textOf(row, 'Account') !== plan.customer || textOf(row, 'TotalAmount') === '')
		return false;
	const [day, currency] = [textOf(row, 'Date').slice(0, 10), textOf(row, 'Currency')];
	// A monthly fee looks like last month's: the day tells them apart.
	if (day !== '' && day !== plan.issueDate) return false;
	if (currency !== '' && currency !== 'XXX' && plan.currency !== '' && currency !== plan.currency) return false;
	return totalDifferences(plan, row).every((difference) => !difference.startsWith('total'));
}
