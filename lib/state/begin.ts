import { DateTime } from 'luxon';
import type { Entity } from '../core/outcome';
import type { ReferredKind } from '../core/references';
import {
	companyIn,
	COMPARE_AGAIN_MS,
	comparisonDone,
	cursorKey,
	cursorRow,
	cursorText,
	isPlanned,
	setCursor,
} from './cursors';
import { isPlainMark, isStop, isTime, markRow, STOP, thatRow, type InboxRow } from './inbox';
import {
	areaOf,
	holderOf,
	isHeldBy,
	isSound,
	isTaken,
	leaseIn,
	executionOf,
	pruneLease,
	readLease,
	releaseLease,
	seedLease,
	SKEW_MS,
	takeLease,
	type LeaseClaim,
} from './lease';
import { sayOnce } from './sayOnce';
import { settingsChangedAt, settingValues, whatIsNotSetUp, type SettingsArea, type Values } from './settings';
import { cellsOf, type TableStep, type TableStore, type UpsertStep } from './store';
import { newestRows, packLog, type SyncRun, type SyncWork } from './syncRun';
import { cell, tablesTrouble, timeCell, type TableRow } from './tables';

/** What started an execution. */
export type Started =
	| { by: 'webhook'; marks: ReadonlyArray<{ momentId: string; key: string }> }
	| { by: 'clock' }
	/** The clock, run by a person. */
	| { by: 'hand' }
	/** The run before, in the same execution: something was marked meanwhile. */
	| { by: 'again'; since: string };

export interface BeginInput {
	area: SettingsArea;
	entity: Entity;
	/** Kinds that its records refer to: their links are read with its own. */
	parents: readonly ReferredKind[];
	started: Started;
	/** n8n's id of the execution. */
	execution: string;
	/** Of this start alone. */
	token: string;
	/** Milliseconds since 1970. */
	now: number;
	/** How often Moment is asked for changes. */
	sweepMinutes: number;
	/** When everything is compared, `02:10` on the clocks of {@link zone}. */
	compareAt: string;
	zone: string;
	dryRun: boolean;
	/** A comparison that is not the first looks at what changed in so many days; absent: at everything. */
	lookBackDays?: number;
	/** What comes in a burst waits so long for the rest of it: one run costs Uniconta less than two. */
	gatherMs?: number;
	/** Told as soon as the marks of a webhook are in the inbox. */
	onMarked?(): void;
	/** Present where the run of a webhook may wait until one of another kind is over. */
	sleep?(milliseconds: number): Promise<void>;
}

/** A run to be carried out, or why there is none, for a person; `fix` where the log itself cannot say it. */
export type Begun = { run: SyncRun } | NoRun;

export interface NoRun {
	ended: string;
	fix?: string;
}

/**
 * What a webhook brought is not left for the next minute because a run of another kind is at work: a customer and its
 * project are often created together. A run of its own kind takes up what was marked meanwhile.
 */
const PATIENCE_MS = [500, 1000, 2000, 3000, 5000, 8000];
/**
 * How long a lease holds unless it is renewed, which writers do before each batch: as long as a run may read without
 * writing, and then some.
 */
const LEASE_MINUTES: Record<SyncWork, number> = { comparison: 20, sweep: 20, inbox: 8 };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Marks what a webhook brought, decides what is to do, and takes the lease: two calls of the store, one where there is
 * nothing to do or another run is at it.
 */
export async function beginRun(store: TableStore, begin: BeginInput): Promise<Begun> {
	const { by } = begin.started;
	const marked = by === 'clock' || by === 'hand' ? undefined : await mark(store, begin);
	if (marked !== undefined && 'ended' in marked) return marked;
	const input = marked === undefined ? begin : { ...begin, now: await gather(begin, marked) };
	const look = await lookAround(store, input, marked);
	const ended = await endedBefore(store, input, look);
	if (ended !== undefined) return ended;
	const { claim, lease, settings, values, inbox } = look;
	if (marked !== undefined) {
		const decided: Decided = { claim, work: 'inbox', settings, values, minutes: LEASE_MINUTES.inbox };
		return { run: await runAtOnce(store, input, decided, look) };
	}
	const work = workFor(input, settings, inbox);
	if (work === undefined) return { ended: 'Nothing is due.' };
	// By hand it is planned all the same, and done when the other run is through.
	if (input.started.by === 'clock' && isTaken(leaseIn(lease, claim.kind), input.now))
		return { ended: takenText(lease, claim) };
	const decided: Decided = { claim, work, settings, values, minutes: LEASE_MINUTES[work] };
	const plan = input.dryRun ? [] : planNext(input, settings, work);
	const isByHand = input.started.by === 'hand';
	const second = await store.call([
		...(isByHand ? plan : []),
		...takeLease(claim, input.now, decided.minutes, isByHand ? [] : plan),
		readInbox(input.entity),
		logOfKinds([input.entity, ...input.parents]),
	]);
	if (!isHeldBy(leaseIn(second.rows('lease'), claim.kind), claim))
		return { ended: takenText(second.rows('lease'), claim) };
	return { run: runOf(input, decided, { inbox: second.rows('inbox'), log: second.rows('log') }) };
}

function claimOf({ execution, area, token }: BeginInput): LeaseClaim {
	return { kind: 'uniconta', holder: holderOf(execution, area, token) };
}

/** What a webhook brought is in the inbox, and the lease is ours. */
interface Marked {
	marks: readonly InboxRow[];
	/** What time it is when the lease is ours, in milliseconds since 1970. */
	now: number;
	/** What the log says of those marks, where the first call has read it. */
	log?: readonly TableRow[];
}

/**
 * The first call where there is something to do for sure: marks what a webhook brought, and takes the lease. As small as
 * can be, because webhooks come in bursts, and all but one find that another run is at it. Where others are referred to
 * it reads what the log says of the marks: of an invoice that is posted nothing more has to be known.
 */
async function mark(store: TableStore, input: BeginInput): Promise<Marked | { ended: string }> {
	const { entity, started, now } = input;
	const claim = claimOf(input);
	const marks =
		started.by === 'webhook' ? started.marks.map(({ momentId, key }) => markRow(entity, momentId, key, now)) : [];
	const take = (at: number): TableStep[] => takeLease(claim, at, LEASE_MINUTES.inbox);
	const insert: TableStep = { do: 'insert', table: 'inbox', rows: marks.map(cellsOf) };
	const ofMarks = input.parents.length === 0 ? undefined : logOfMarks(marks);
	const first = await store.call([
		...(marks.length === 0 ? [] : [insert]),
		...take(now),
		...(ofMarks === undefined ? [] : [ofMarks]),
	]);
	let lease = first.rows('lease');
	input.onMarked?.();
	if (!isSound(lease, claim.kind, now)) {
		await mendLease(store, claim, lease, now);
		lease = (await store.call(take(now))).rows('lease');
	}
	let waited = 0;
	for (const pause of input.sleep === undefined ? [] : PATIENCE_MS) {
		const row = leaseIn(lease, claim.kind);
		if (isHeldBy(row, claim) || areaOf(row ?? {}) === input.area) break;
		await input.sleep?.(pause);
		waited += pause;
		lease = (await store.call(take(now + waited))).rows('lease');
	}
	if (!isHeldBy(leaseIn(lease, claim.kind), claim)) return { ended: takenText(lease, claim) };
	const ours = { marks, now: now + waited };
	return ofMarks === undefined ? ours : { ...ours, log: first.rows('log') };
}

/**
 * The rest of a burst is marked meanwhile, because the lease is ours; a posted invoice that is reported again is none.
 * Gives the time it is then.
 */
async function gather({ gatherMs = 0, sleep }: BeginInput, marked: Marked): Promise<number> {
	if (sleep === undefined || marked.marks.length === 0 || areAllPosted(marked)) return marked.now;
	if (gatherMs > 0) await sleep(gatherMs);
	return marked.now + gatherMs;
}

/** What is known before anything is decided. */
interface Look {
	claim: LeaseClaim;
	tables: readonly TableRow[];
	settings: readonly TableRow[];
	values: Values;
	lease: readonly TableRow[];
	inbox: readonly TableRow[];
	/** Present where a webhook brought marks, and the lease is ours. */
	marks?: readonly InboxRow[];
	/** What the log says of those marks. */
	log: readonly TableRow[];
	/** What it says of the kinds that they refer to; undefined where that was not read. */
	parents: readonly TableRow[] | undefined;
}

async function lookAround(store: TableStore, input: BeginInput, marked: Marked | undefined): Promise<Look> {
	const claim = claimOf(input);
	const ofMarks = marked?.log === undefined ? logOfMarks(marked?.marks ?? []) : undefined;
	const readsParents = marked !== undefined && input.parents.length > 0 && !areAllPosted(marked);
	const answer = await store.call([
		{ do: 'tables' },
		{ do: 'get', as: 'settings', table: 'settings' },
		...(marked === undefined ? [readLease(claim.kind)] : []),
		readInbox(input.entity),
		...(ofMarks === undefined ? [] : [ofMarks]),
		...(readsParents ? [logOfKinds(input.parents, 'parents')] : []),
	]);
	const settings = answer.rows('settings');
	const lease = answer.rows('lease');
	const isWell = marked !== undefined || isSound(lease, claim.kind, input.now);
	return {
		claim,
		tables: answer.tables,
		settings,
		values: settingValues(settings),
		lease: isWell ? lease : await mendLease(store, claim, lease, input.now),
		inbox: answer.rows('inbox'),
		log: answer.rows('log'),
		parents: readsParents ? answer.rows('parents') : undefined,
		...marked,
	};
}

function areAllPosted({ marks, log = [] }: Marked): boolean {
	const posted = new Set(log.filter((row) => cell(row, 'outcome') === 'posted').map((row) => cell(row, 'momentId')));
	return marks.length > 0 && marks.every(({ momentId }) => posted.has(momentId));
}

function logOfMarks(marks: readonly InboxRow[]): TableStep | undefined {
	return logOf(
		marks.map(({ momentId }) => momentId),
		marks.map(({ key }) => key),
	);
}

/** Why there can be no run: switched off, or not set up, which is said once a day. Undefined where there can. */
async function endedBefore(store: TableStore, input: BeginInput, look: Look): Promise<Begun | undefined> {
	const { area } = input;
	const release = look.marks === undefined ? [] : [releaseLease(look.claim)];
	if (look.values[`${area}.export`] === 'off') {
		// The cursor stands still meanwhile: switched on again, Moment is asked for all that changed.
		const marks = look.inbox.filter(isPlainMark).map(thatRow);
		const dropped: TableStep[] = marks.length === 0 ? [] : [{ do: 'delete', table: 'inbox', where: marks }];
		if (dropped.length + release.length > 0) await store.call([...dropped, ...release]);
		return { ended: `The export of ${area} is switched off.` };
	}
	const missing = whatIsNotSetUp({ area, tables: look.tables }, look.values);
	return missing === undefined
		? undefined
		: await sayMissing(store, input, { ...missing, tables: look.tables }, release);
}

/** Says once a day what is missing; where the log itself is, only whoever looks at the execution can be told. */
export async function sayMissing(
	store: TableStore,
	{ area, ...run }: Pick<BeginInput, 'area' | 'now' | 'execution'>,
	{ message, fix, tables }: { message: string; fix: string; tables: readonly TableRow[] },
	along: readonly TableStep[] = [],
): Promise<NoRun> {
	if (tablesTrouble(tables)?.isLog === true) {
		if (along.length > 0) await store.call(along);
		return { ended: message, fix };
	}
	await sayOnce(store, { message, fix, area, entity: 'settings', outcome: 'refused', hours: 24 }, run, along);
	return { ended: message };
}

const ofKind = (entity: string) => ({ column: 'entity', value: entity }) as const;

/** Its own rows; for invoices also the stops, which hold all of them back. */
function readInbox(entity: Entity): TableStep {
	const kinds = entity === 'invoice' ? [entity, STOP] : [entity];
	return { do: 'get', as: 'inbox', table: 'inbox', where: kinds.map(ofKind), match: 'any' };
}

/** All that the log says of these kinds. */
function logOfKinds(kinds: readonly Entity[], as = 'log'): TableStep {
	return { do: 'get', as, table: 'log', where: kinds.map(ofKind), match: 'any' };
}

/** Above so many records due at once the whole log is read, as for a comparison. */
const MOST_LOOKED_UP = 30;

/** Reads the log as far as it is about these records or their numbers; undefined for none, very many, or no number. */
function logOf(ids: readonly string[], numbers: readonly string[]): TableStep | undefined {
	if (ids.length === 0 || ids.length > MOST_LOOKED_UP || numbers.includes('')) return undefined;
	const where = [
		...ids.map((value) => ({ column: 'momentId', value })),
		...numbers.map((value) => ({ column: 'key', value })),
	];
	return { do: 'get', as: 'log', table: 'log', where, match: 'any' };
}

/**
 * Of a few records the log is read as far as it is about them or their numbers. Where one of the numbers was somebody
 * else's, only that one's other rows say whether it still is (G9): then all of it.
 */
async function runAtOnce(
	store: TableStore,
	input: BeginInput,
	decided: Decided,
	{ inbox, marks = [], log: ofMarks, parents }: Look,
): Promise<SyncRun> {
	const due = dueRows(inbox, decided.settings, input.now);
	const ids = due.map((row) => cell(row, 'momentId'));
	const numbers = due.map((row) => cell(row, 'key'));
	const isKnown = (row: TableRow): boolean =>
		marks.some(({ momentId, key }) => momentId === cell(row, 'momentId') && key === cell(row, 'key'));
	const ask = logOf(ids, numbers);
	if (ids.length === 0) return runOf(input, decided, { inbox, log: [], numbers: [] });
	const isAsked = due.every(isKnown);
	const ofParents =
		parents === undefined && input.parents.length > 0 && !isAsked ? [logOfKinds(input.parents, 'parents')] : [];
	if (ask !== undefined) {
		const answer = isAsked ? undefined : await store.call([ask, ...ofParents]);
		const log = (answer?.rows('log') ?? ofMarks).filter((row) => cell(row, 'entity') === input.entity);
		const isOwn = (row: TableRow): boolean => ids.includes(cell(row, 'momentId'));
		const others = parents ?? answer?.rows('parents') ?? [];
		if (log.every(isOwn)) return runOf(input, decided, { inbox, log: [...log, ...others], numbers });
	}
	const log = (await store.call([logOfKinds([input.entity, ...input.parents])])).rows('log');
	return runOf(input, decided, { inbox, log });
}

interface Decided {
	claim: LeaseClaim;
	work: SyncWork;
	settings: readonly TableRow[];
	values: Values;
	minutes: number;
}

function runOf(
	input: BeginInput,
	{ claim, work, settings, values, minutes }: Decided,
	read: { inbox: readonly TableRow[]; log: readonly TableRow[]; numbers?: readonly string[] },
): SyncRun {
	const inbox = read.inbox.filter((row) => !isStop(row));
	const { area } = input;
	const due = work === 'comparison' ? [] : dueRows(inbox, settings, input.now);
	return {
		area,
		entity: input.entity,
		work,
		startedAt: new Date(input.now).toISOString(),
		since: input.started.by === 'again' ? input.started.since : new Date(input.now).toISOString(),
		execution: input.execution,
		claim,
		leaseMinutes: minutes,
		dryRun: input.dryRun,
		company: companyIn(settings),
		fetch: {
			everything: work === 'comparison',
			changedSince: sinceFor(input, work, cursorText(settings, area, 'changedSince')),
			ids: due.map((row) => cell(row, 'momentId')),
		},
		settings: values,
		inbox,
		stops: read.inbox.filter(isStop),
		log: packLog(read.log),
		...(read.numbers === undefined ? {} : { numbers: read.numbers }),
	};
}

function sinceFor({ lookBackDays, now }: BeginInput, work: SyncWork, cursor: string): string {
	if (work === 'inbox' || cursor === '') return '';
	if (work === 'sweep') return cursor;
	return lookBackDays === undefined ? '' : new Date(now - lookBackDays * DAY).toISOString();
}

/**
 * The newest row of each record whose time has come: that of any of its rows, because a mark may have arrived while the
 * run was at work that wrote the newest; one that was refused is tried again when a person has changed a setting since.
 * What waits for another of its kind is done together with any that is due, because that one may be the one.
 */
export function dueRows(inbox: readonly TableRow[], settings: readonly TableRow[], now: number): TableRow[] {
	const changedAt = Date.parse(settingsChangedAt(settings));
	const due = new Set(inbox.filter((row) => !isStop(row) && isTime(row, now)).map((row) => cell(row, 'momentId')));
	const newest = newestRows(inbox);
	const ready = newest.filter(
		(row) =>
			due.has(cell(row, 'momentId')) ||
			(cell(row, 'state') === 'refused' && (timeCell(row, 'createdAt') ?? now) < changedAt),
	);
	if (ready.length === 0) return [];
	return newest.filter((row) => ready.includes(row) || cell(row, 'state') === 'waiting');
}

function workFor(input: BeginInput, settings: readonly TableRow[], inbox: readonly TableRow[]): SyncWork | undefined {
	if (input.started.by === 'hand' || isComparisonDue(input, settings)) return 'comparison';
	if (isSweepDue(input, settings)) return 'sweep';
	return dueRows(inbox, settings, input.now).length > 0 ? 'inbox' : undefined;
}

/** Due at its time, and when a person has changed a setting since: what was switched off meanwhile is asked for. */
function isSweepDue({ area, now, sweepMinutes }: BeginInput, settings: readonly TableRow[]): boolean {
	const since = cursorRow(settings, area, 'changedSince');
	if (cell(since, 'value').trim() === '') return false;
	const next = cursorRow(settings, area, 'nextSweep');
	const planned = timeCell(next, 'updatedAt') ?? 0;
	return !isPlanned(next, now, sweepMinutes * MINUTE) || Date.parse(settingsChangedAt(settings)) > planned;
}

/**
 * Due when none was ever done, at its time, and when the hour has passed since the last one was done; also where a clock
 * that was ahead did the last one, or asked Moment for changes up to a time that is still to come.
 */
function isComparisonDue({ area, now, compareAt, zone }: BeginInput, settings: readonly TableRow[]): boolean {
	const row = cursorRow(settings, area, 'nextComparison');
	const done = comparisonDone(row);
	if (done === undefined) return !isPlanned(row, now, COMPARE_AGAIN_MS);
	const isAhead = done > now + SKEW_MS || Date.parse(cursorText(settings, area, 'changedSince')) > now;
	return isAhead || done < lastTimeAt(compareAt, zone, now);
}

/** The last time the clocks of the zone showed this hour, in milliseconds since 1970. */
function lastTimeAt(compareAt: string, zone: string, now: number): number {
	const [hour = 2, minute = 10] = compareAt.split(':').map(Number);
	const here = DateTime.fromMillis(now, { zone });
	const today = here.set({ hour, minute, second: 0, millisecond: 0 });
	return (today.toMillis() > now ? today.minus({ days: 1 }) : today).toMillis();
}

/** What happens should this run not get through: it is planned before anything is begun. */
function planNext(
	{ area, now, sweepMinutes }: BeginInput,
	settings: readonly TableRow[],
	work: SyncWork,
): UpsertStep[] {
	const company = companyIn(settings);
	if (work === 'comparison') {
		const later = new Date(now + COMPARE_AGAIN_MS).toISOString();
		return [setCursor(cursorKey(area, 'nextComparison', company), later)];
	}
	if (work !== 'sweep') return [];
	return [setCursor(cursorKey(area, 'nextSweep', company), new Date(now + sweepMinutes * MINUTE).toISOString())];
}

/** Makes the row that the lease needs, or puts doubled ones right; gives the rows as they are then. */
export async function mendLease(
	store: TableStore,
	claim: Pick<LeaseClaim, 'kind'>,
	rows: TableRow[],
	now: number,
): Promise<TableRow[]> {
	const seeded =
		leaseIn(rows, claim.kind) === undefined ? (await store.call(seedLease(claim.kind))).rows('lease') : rows;
	const pruning = pruneLease(seeded, claim.kind, now);
	if (pruning.length === 0) return seeded;
	return (await store.call([...pruning, readLease(claim.kind)])).rows('lease');
}

function takenText(lease: readonly TableRow[], { kind }: LeaseClaim): string {
	const execution = executionOf(leaseIn(lease, kind) ?? {});
	const who = execution === '' ? 'Another run' : `Another run (execution ${execution})`;
	return `${who} is at Uniconta; what is due is done by it or by the next run.`;
}
