import { minuteText } from '../../../core/instants';
import { stopOf } from '../../../state/inbox';
import { block, isBeforeCutOver, numberOf, say, wait, type PlannedTask } from '../task';
import type { HeldBack, InvoiceTask } from '../types';
import type { PostRun } from './run';

export const SERIES_MENU = 'General Ledger > Maintenance > Voucher number series';
/**
 * What Moment did not announce a sweep brings within so long: until then a missing number is on its way, and not
 * missing.
 */
const ARRIVES_MS = 15 * 60_000;

/** Why those behind a number cannot be posted. */
interface Obstacle {
	/** `waits`: it passes by itself. */
	kind: 'refused' | 'withheld' | 'waits';
	message: string;
}

/** By number, what keeps those behind it from being posted. */
export class Obstacles {
	private readonly byNumber = new Map<number, Obstacle>();
	/** Since when the one that has waited longest waits; a lower number is at least as old in Moment. */
	private waitingSince = Infinity;
	private saidMissing = false;

	/** What the inbox holds back, less what is tried in this run; and what is not to be sent at all. */
	constructor(heldBack: readonly HeldBack[], tasks: readonly InvoiceTask[], withheld: readonly InvoiceTask[]) {
		for (const { number, state, message } of heldBack)
			this.byNumber.set(number, { kind: state === 'open' ? 'waits' : 'refused', message });
		for (const task of tasks) this.byNumber.delete(numberOf(task) ?? Number.NaN);
		for (const task of withheld) {
			const number = numberOf(task);
			const message =
				task.findings.find(({ level }) => level === 'note')?.message ?? `${task.who} is not to be sent.`;
			if (number !== undefined) this.byNumber.set(number, { kind: 'withheld', message });
		}
	}

	/** Takes down what became of an invoice. */
	note(task: InvoiceTask): void {
		const number = numberOf(task);
		if (number === undefined) return;
		if (task.outcome === 'refused')
			this.byNumber.set(number, {
				kind: 'refused',
				message: task.findings.find(({ level }) => level === 'error')?.message ?? `${task.who} was refused.`,
			});
		if (task.outcome === 'failed' || task.outcome === 'waiting' || task.outcome === 'uncertain')
			this.byNumber.set(number, { kind: 'waits', message: '' });
	}

	/** Takes down since when the oldest of these waits. */
	noteWaiting(tasks: readonly InvoiceTask[]): void {
		this.waitingSince = Math.min(...tasks.flatMap(({ mapped }) => Date.parse(mapped.waitingSince ?? '') || []));
	}

	/** An invoice whose number is not next: it waits for the next one, or a person must see to that. */
	waitBehind({ next, options }: PostRun, task: PlannedTask): void {
		const obstacle = this.byNumber.get(next);
		if (obstacle?.kind === 'refused' || obstacle?.kind === 'withheld') {
			blockBehind(task, next, obstacle);
		} else if (obstacle !== undefined) {
			const missing = next === task.plan.number - 1 ? `invoice ${next}` : `invoice ${next} and what lies between`;
			wait(task, `Uniconta gives number ${next} next, so ${missing} must be posted first.`);
		} else if (this.saidMissing || options.clock.now() - this.waitingSince < ARRIVES_MS) {
			wait(task, `Uniconta gives number ${next} next, and invoice ${next} has not arrived yet.`);
		} else {
			// Of those that wait for it the lowest says so.
			this.saidMissing = true;
			blockByMissing(task, next, this.waitingSince);
		}
	}

	/**
	 * A withheld number that the series has not passed keeps everything behind it waiting (M7): somebody has to move
	 * the series on. Without a run nothing is known of the series.
	 */
	sayWithheld(run: PostRun | undefined, withheld: readonly InvoiceTask[]): void {
		for (const task of withheld) {
			const number = numberOf(task);
			if (number === undefined || (run !== undefined && run.next > number) || isBeforeCutOver(task)) continue;
			const said = this.byNumber.get(number)?.message ?? '';
			// The log keeps errors only: the reason belongs into it. An error also keeps it in the inbox.
			task.findings = task.findings.filter(({ message }) => message !== said);
			if (run === undefined || run.stop !== undefined) sayWithheldAtStop(task, number, said);
			else sayWithheldToCome(task, number, said);
		}
	}
}

/**
 * What stops everything before anything is asked: a person has to decide about an invoice that got another number or
 * other totals.
 */
export function stoppedByInbox(heldBack: readonly HeldBack[], tasks: readonly InvoiceTask[]): boolean {
	const stop = heldBack.find(({ state }) => stopOf(state) !== undefined);
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

function blockBehind(task: InvoiceTask, next: number, { kind, message }: Obstacle): void {
	const what = kind === 'withheld' ? 'is not to be sent' : 'cannot be sent as it is';
	block(
		task,
		`invoice ${next}, which comes before it, ${what}. ${message}`,
		`${kind === 'refused' ? `Mend invoice ${next} as its own message says, or` : 'To go on without it,'} set Next of the number series to ${next + 1}: ${SERIES_MENU}. The rest follows by itself.`,
	);
}

function blockByMissing(task: InvoiceTask, next: number, since: number): void {
	block(
		task,
		`Uniconta gives number ${next} next, and no invoice ${next} has arrived since ${minuteText(since)}.`,
		`If Moment has invoice ${next}, send it with the form Send again. If it has none, set Next of the number series to the next number that it has: ${SERIES_MENU}.`,
	);
}

function sayWithheldAtStop(task: InvoiceTask, number: number, why: string): void {
	say(
		task,
		'error',
		`${why} Posting stands still, so it is not known yet whether Uniconta's number series will pass it.`,
		'',
		'Invoice number',
		String(number),
	);
}

function sayWithheldToCome(task: InvoiceTask, number: number, why: string): void {
	say(
		task,
		'error',
		`${why} Uniconta's number series has its number still to come: every invoice behind it waits.`,
		`When the series has come to ${number}, set its Next to ${number + 1}: ${SERIES_MENU}. Posting goes on by itself then.`,
		'Invoice number',
		String(number),
	);
}
