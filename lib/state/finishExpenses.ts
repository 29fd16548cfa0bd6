import type { Finding } from '../core/finding';
import { cursorKey, setCursor } from './cursors';
import type { ExpenseRun } from './expenseRun';
import { nextTurn } from './expenseTurn';
import { asDry, READ_FOR_TRIM, skipped, summaryOf, trimSteps, type Given, type RunSummary } from './finish';
import { releaseLease, renewLease } from './lease';
import { logRows } from './log';
import type { RunResult } from './run';
import { sayOnce } from './sayOnce';
import { dayAfter } from './startAfter';
import { cellsOf, type TableStep, type TableStore, type UpsertStep } from './store';
import { unpackLog } from './syncRun';
import { cell, type TableRow } from './tables';

/** What came out of Uniconta: the postings, and where the next run begins once they are written. */
export interface ReadPostings {
	given: readonly Given[];
	cursor: string;
	startAfter: string;
}

export interface FinishExpensesInput {
	/** Undefined where nothing was read; why it could not be. */
	read: ReadPostings | { trouble: Pick<Finding, 'message' | 'fix'> } | undefined;
	/** What was written to Moment: it is in the log already. */
	written: readonly RunResult[];
	/** What came back, in whatever order. */
	results: readonly RunResult[];
	/** Milliseconds since 1970. */
	now: number;
}

/** An execution goes on with what its time did not suffice for until it is so old: n8n ends it after an hour. */
const RUN_MS = 25 * 60_000;

const NOTHING_MOVED = 'Nothing was imported and nothing is lost: the next run tries again.';

/**
 * Says in the log what became of postings that the writer has not said, moves cursor and start date where all is through
 * or said, and gives back both leases. What failed, and what the time did not suffice for, is read again by the next
 * run; what a person's node has left out is not: it moves on over that.
 */
export async function finishExpenses(
	store: TableStore,
	run: ExpenseRun,
	input: FinishExpensesInput,
): Promise<RunSummary> {
	const { read } = input;
	if (read !== undefined && 'trouble' in read) return await tellTrouble(store, run, read.trouble, input.now);
	const given = read?.given ?? [];
	const { said, unsaid } = allResults(input, given);
	const all = [...said, ...unsaid];
	const isDry = run.dryRun || all.some(({ outcome }) => outcome.startsWith('would'));
	const has = (outcome: string): boolean => all.some((one) => one.outcome === outcome);
	const moves = read !== undefined && !isDry && !has('failed') && !has('postponed');
	const trims = moves && run.work === 'comparison';
	const known = unpackLog(run.log);
	const answer = await store.call([
		...logSteps(unsaid, { run, known, isDry, now: input.now }),
		releaseLease(run.expenses.reading),
		renewLease(run.claim, input.now, run.leaseMinutes, cursorsOf(run, read, { isDry, moves, all }, input.now)),
		...(moves ? [] : [releaseLease(run.claim)]),
		...(trims ? READ_FOR_TRIM : []),
	]);
	const isOurs = answer.rows('renewed').length > 0;
	const log = known.filter((row) => cell(row, 'entity') === run.entity);
	const trimming = trims ? trimSteps([...log, ...answer.rows('others')], answer.rows('settings'), input.now) : [];
	if (moves && isOurs) await store.call([moveStart(run, read), ...trimming, releaseLease(run.claim)]);
	const hasTime = input.now - Date.parse(run.since) < RUN_MS;
	const more = isOurs && hasTime && !isDry && has('postponed') && !has('failed');
	return summaryOf(run, isDry ? all.map(asDry) : all, isDry, more);
}

/** What came back, and what did not: left out by the workflow. */
function allResults(
	{ written, results }: FinishExpensesInput,
	given: readonly Given[],
): { said: readonly RunResult[]; unsaid: readonly RunResult[] } {
	const known = new Set(written.map(({ key }) => key));
	const came = new Map(results.filter(({ key }) => !known.has(key)).map((result) => [result.key, result]));
	// An item of no posting that failed may be any of them: nobody knows what a node has left out.
	const isBroken = [...written, ...came.values()].some(({ key, outcome }) => key === '' && outcome === 'failed');
	const missing = isBroken ? [] : given.filter(({ key }) => !known.has(key) && !came.has(key));
	return { said: written, unsaid: [...came.values(), ...missing.map((one) => skipped('expense', one))] };
}

export interface SayingResults {
	run: ExpenseRun;
	/** What the log says already, as the run has read it. */
	known: readonly TableRow[];
	isDry: boolean;
	/** Milliseconds since 1970. */
	now: number;
}

/** Of a dry run the log holds what would happen, and nothing that could pass for what did. */
export function logSteps(
	results: readonly RunResult[],
	{ run: { execution }, known, isDry, now }: SayingResults,
): TableStep[] {
	const said = isDry ? results.map(asDry).filter(({ outcome }) => outcome.startsWith('would')) : results;
	const rows = logRows(said, { now, execution, known });
	return rows.length === 0 ? [] : [{ do: 'insert', table: 'log', rows: rows.map(cellsOf) }];
}

/** Done only while the lease is ours: otherwise another import has begun, which moves its own. */
function cursorsOf(
	{ area, company }: ExpenseRun,
	read: ReadPostings | undefined,
	{ isDry, moves, all }: { isDry: boolean; moves: boolean; all: readonly RunResult[] },
	now: number,
): UpsertStep[] {
	if (isDry || read === undefined) return [];
	const isLeft = all.some(({ outcome }) => outcome === 'postponed');
	const next = isLeft ? new Date(now).toISOString() : nextTurn(now);
	return [
		...(moves
			? [
					setCursor(cursorKey(area, 'cursor', company), read.cursor),
					// Until the start date has moved: a person may have set another one.
					setCursor(cursorKey(area, 'lookedBack', company), ''),
				]
			: []),
		setCursor(cursorKey(area, 'nextSweep', company), next),
	];
}

/** Unless a person has set another one meanwhile: then the next run looks back as far as that. */
function moveStart({ area, company, work, startedAt, expenses }: ExpenseRun, { startAfter }: ReadPostings): TableStep {
	const { start, lookedBack } = expenses;
	const value = start.isFormer ? dayAfter(startAfter) : startAfter;
	const looked = work === 'comparison' ? startedAt : lookedBack;
	return {
		do: 'update',
		table: 'settings',
		where: [
			{ column: 'id', value: start.id },
			{ column: 'value', value: start.value },
		],
		set: { value },
		then: [setCursor(cursorKey(area, 'lookedBack', company), looked)],
	};
}

/** Uniconta could not be read, or a setting has no meaning: said once an hour, and nothing moves. */
async function tellTrouble(
	store: TableStore,
	run: ExpenseRun,
	{ message, fix }: Pick<Finding, 'message' | 'fix'>,
	now: number,
): Promise<RunSummary> {
	const saying = { area: run.area, entity: 'run', outcome: 'failed', message, fix: fix || NOTHING_MOVED } as const;
	const free = [releaseLease(run.expenses.reading), releaseLease(run.claim)];
	await sayOnce(store, { ...saying, hours: 1 }, { now, execution: run.execution }, free);
	const open = [{ key: '', name: '', outcome: 'failed', message, fix: saying.fix }];
	return { ...summaryOf(run, [], run.dryRun, false), counts: { failed: 1 }, open, text: message };
}
