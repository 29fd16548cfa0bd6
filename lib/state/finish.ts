import type { Finding } from '../core/finding';
import { comparedAt, cursorKey, setCursor } from './cursors';
import { STOPS, thatRow, unfinishedRows } from './inbox';
import { releaseLease, renewLease } from './lease';
import { readWaiting, saidRows, wakeWaiting } from './parents';
import { MASS_FAILURE, type RunResult } from './run';
import { cellsOf, type Condition, type TableStep, type TableStore, type UpsertStep } from './store';
import { newestRows, unpackLog, type SyncRun } from './syncRun';
import { cell, type TableRow } from './tables';
import { oldRows } from './trim';

/** A record that the run gave out, as Moment has it. */
export interface Given {
	momentId: string;
	key: string;
	name: string;
	/** Where it could not even be read: what is to be said of it. */
	settled?: RunResult;
}

export interface FinishInput {
	/** What was given out; undefined where nothing was read, so that nothing is known of what is missing. */
	given: readonly Given[] | undefined;
	/** What came back, in whatever order. */
	results: readonly RunResult[];
	/** Moment's ids of what came back and says nothing of having been written. */
	unwritten?: ReadonlySet<string>;
	/** Milliseconds since 1970. */
	now: number;
	/** Whether rows that something newer says leave the log. */
	trims: boolean;
}

/** What a run did, for a person: shown on the canvas, and fit to be sent on. */
export interface RunSummary {
	kind: string;
	work: string;
	dryRun: boolean;
	/** How many records came to which outcome. */
	counts: Record<string, number>;
	/** What waits for a person or for time, and why; the first fifty. */
	open: Array<{ key: string; name: string; outcome: string; message: string; fix: string }>;
	text: string;
	/** Whether something was marked meanwhile. */
	more: boolean;
}

/** The sweep asks from this long before the start of the last complete run on (D13). */
const OVERLAP_MINUTES = 15;
/** An execution takes up no further work after this time; the next minute's does. */
const RUN_MS = 60_000;
const SHOWN = 50;

/**
 * Says in the log what became of the records, keeps what is unfinished, moves the cursor, takes away what was taken up,
 * and releases the lease; in one call, each step of which may come twice. The cursor moves only while the lease is
 * ours: otherwise another run has begun, which moves its own.
 */
export async function finishRun(store: TableStore, run: SyncRun, input: FinishInput): Promise<RunSummary> {
	const all = allResults(run, input);
	const isDry = run.dryRun || all.some(({ outcome }) => outcome.startsWith('would'));
	const results = isDry ? all.map(asDry) : all;
	const known = unpackLog(run.log);
	const said = saidRows(run, results, { isDry, now: input.now, known });
	const isThrough = run.work === 'comparison' && isRead(input) && !isMassFailure(results);
	const steps = isDry ? [] : stepsOf(run, results, input, isThrough);
	const trims = isThrough && !isDry && input.trims;
	const answer = await store.call([
		...(said.length === 0 ? [] : [{ do: 'insert' as const, table: 'log' as const, rows: said.map(cellsOf) }]),
		...steps,
		releaseLease(run.claim),
		...(isDry ? [] : [dueStep(run, input.now), ...readWaiting(results)]),
		...(trims ? READ_FOR_TRIM : []),
	]);
	await wakeWaiting(store, answer.rows('waiting'), results, input.now);
	if (trims) {
		await trim(store, [...known, ...answer.rows('others')], answer.rows('settings'), input.now);
	}
	const hasTime = input.now - Date.parse(run.since) < RUN_MS;
	return summaryOf(run, results, isDry, !isDry && hasTime && answer.rows('due').length > 0);
}

/** What came back, and what did not: left out by the workflow, or never read. */
function allResults({ entity }: SyncRun, { given = [], results, unwritten = new Set() }: FinishInput): RunResult[] {
	const back = new Set(results.map(({ momentId }) => momentId));
	const missing = given
		.filter(({ momentId }) => !back.has(momentId))
		.map(({ settled, ...record }) => {
			if (settled !== undefined) return settled;
			return unwritten.has(record.momentId) ? cameUnwritten(entity, record) : skipped(entity, record);
		});
	return [...results, ...missing];
}

/** What becomes of a record that was given out and did not come back. */
export function skipped(entity: string, record: Given): RunResult {
	return withoutWriting(entity, record, 'skipped', {
		level: 'note',
		field: '',
		value: '',
		message: 'Left out by a node of the workflow between Start Run and Finish Run.',
		fix: '',
	});
}

/** A writer that stops before it begins puts out what came in: that is neither left out nor done. */
function cameUnwritten(entity: string, record: Given): RunResult {
	return withoutWriting(entity, record, 'failed', {
		level: 'error',
		field: '',
		value: '',
		message: 'Came to Finish Run without having been written to Uniconta.',
		fix: 'It is tried again. If it comes again and again, open the execution in n8n and see what the node that writes says; a record of your own choice is left out by a node before it.',
	});
}

function withoutWriting(
	entity: string,
	{ momentId, key, name }: Given,
	outcome: 'failed' | 'skipped',
	finding: Finding,
): RunResult {
	return {
		entity,
		momentId,
		key,
		name,
		outcome,
		findings: [finding],
		changes: {},
		unicontaRowId: '',
		hash: '',
		held: [],
	};
}

/** In a dry run nothing is refused or fails yet. */
export function asDry(result: RunResult): RunResult {
	return { ...result, outcome: { refused: 'wouldRefuse', failed: 'wouldFail' }[result.outcome] ?? result.outcome };
}

function isRead({ given }: FinishInput): boolean {
	return given !== undefined;
}

function isMassFailure(results: readonly RunResult[]): boolean {
	return results.filter(({ outcome }) => outcome === 'failed').length > MASS_FAILURE;
}

function stepsOf(run: SyncRun, results: readonly RunResult[], input: FinishInput, isThrough: boolean): TableStep[] {
	const { area, entity, work, company, claim, leaseMinutes, startedAt } = run;
	const comparison = work === 'comparison';
	const met = new Set(results.filter((result) => result.entity === entity).map(({ momentId }) => momentId));
	// Of customers and projects a comparison has looked at everything, also at what Moment no longer has.
	const isAll = comparison && isRead(input) && entity !== 'invoice';
	const taken = run.inbox.filter((row) => isAll || met.has(cell(row, 'momentId')));
	const open = unfinishedRows(results, { now: input.now, taken: newestRows(taken), comparison });
	const cursors: UpsertStep[] = [];
	if (isThrough || (work === 'sweep' && isRead(input))) {
		const since = new Date(Date.parse(startedAt) - OVERLAP_MINUTES * 60_000).toISOString();
		cursors.push(setCursor(cursorKey(area, 'changedSince', company), since));
	}
	if (isThrough) cursors.push(setCursor(cursorKey(area, 'nextComparison', company), comparedAt(input.now)));
	return [
		...(open.length === 0 ? [] : [{ do: 'insert' as const, table: 'inbox' as const, rows: open.map(cellsOf) }]),
		...(cursors.length === 0 ? [] : [renewLease(claim, input.now, leaseMinutes, cursors)]),
		...(taken.length === 0 ? [] : [{ do: 'delete' as const, table: 'inbox' as const, where: taken.map(thatRow) }]),
	];
}

/** Whether something of its kind is due by now, also what was marked while this run was at work. */
function dueStep({ entity }: SyncRun, now: number): TableStep {
	return {
		do: 'get',
		as: 'due',
		table: 'inbox',
		where: [
			{ column: 'entity', value: entity },
			{ column: 'due', is: 'lte', value: new Date(now).toISOString() },
		],
		limit: 1,
	};
}

/** What trimming asks for beside the rows of the run's own kind: rows about no record, as `others`; `settings`. */
export const READ_FOR_TRIM: readonly TableStep[] = [
	{
		do: 'get',
		as: 'others',
		table: 'log',
		where: ['run', 'settings', 'mail'].map((value) => ({ column: 'entity', value })),
		match: 'any',
	},
	{ do: 'get', as: 'settings', table: 'settings' },
];

async function trim(
	store: TableStore,
	log: readonly TableRow[],
	settings: readonly TableRow[],
	now: number,
): Promise<void> {
	const steps = trimSteps(log, settings, now);
	if (steps.length > 0) await store.call(steps);
}

/** Takes rows out of the log that nobody needs any more. */
export function trimSteps(log: readonly TableRow[], settings: readonly TableRow[], now: number): TableStep[] {
	const old = oldRows({ log, settings, now });
	if (old.length === 0) return [];
	const where = old.map(({ entity, from, to }): Condition[] => [
		{ column: 'entity', value: entity },
		{ column: 'id', is: 'gte', value: from },
		{ column: 'id', is: 'lte', value: to },
	]);
	return [{ do: 'delete', table: 'log', where }];
}

/** Outcomes that a person is shown one by one. */
const OPEN: ReadonlySet<string> = new Set([
	'failed',
	'refused',
	'wouldFail',
	'wouldRefuse',
	'skipped',
	'waiting',
	'blocked',
	'uncertain',
	'gone',
	...STOPS,
]);

/** @param more whether something is left that the same execution can do */
export function summaryOf(run: SyncRun, results: readonly RunResult[], dryRun: boolean, more: boolean): RunSummary {
	const counts: Record<string, number> = {};
	for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
	const open = results
		.filter(({ outcome }) => OPEN.has(outcome))
		.slice(0, SHOWN)
		.map(({ key, name, outcome, findings }) => ({
			key,
			name,
			outcome,
			message: findings.map(({ logged, message }) => logged ?? message).join(' '),
			fix: findings
				.map(({ fix }) => fix)
				.filter(Boolean)
				.join(' '),
		}));
	const parts = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
	const total = `${results.length} ${results.length === 1 ? run.entity : run.area}`;
	const text = `${dryRun ? 'Dry run: ' : ''}${total}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
	return { kind: run.area, work: run.work, dryRun, counts, open, text, more };
}
