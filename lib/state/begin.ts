import { DateTime } from 'luxon';
import type { Entity } from '../core/outcome';
import { companyIn, COMPARE_AGAIN_MS, comparisonDone, cursorKey, cursorRow, cursorText, setCursor } from './cursors';
import { isPlainMark, isStop, markRow, thatRow, type InboxRow } from './inbox';
import {
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
	takeLease,
	type LeaseClaim,
} from './lease';
import { sayOnce } from './sayOnce';
import { settingsChangedAt, settingValues, whatIsNotSetUp, type SettingsArea, type Values } from './settings';
import { cellsOf, type TableStep, type TableStore } from './store';
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
	/** Told as soon as the marks of a webhook are in the inbox. */
	onMarked?(): void;
}

/** A run to be carried out, or why there is none, for a person; `fix` where the log itself cannot say it. */
export type Begun = { run: SyncRun } | NoRun;

export interface NoRun {
	ended: string;
	fix?: string;
}

/**
 * How long a lease holds unless it is renewed, which writers do before each batch: as long as a run may read without
 * writing, and then some.
 */
const LEASE_MINUTES: Record<SyncWork, number> = { comparison: 20, sweep: 20, inbox: 8 };
const MINUTE = 60_000;

/**
 * Marks what a webhook brought, decides what is to do, and takes the lease: two calls of the store, one where there is
 * nothing to do or another run is at it.
 */
export async function beginRun(store: TableStore, input: BeginInput): Promise<Begun> {
	const marked = input.started.by === 'clock' || input.started.by === 'hand' ? undefined : await mark(store, input);
	if (marked !== undefined && 'ended' in marked) return marked;
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
	const second = await store.call([
		...planNext(input, settings, work),
		...takeLease(claim, input.now, decided.minutes),
		readInbox(input.entity),
		wholeLog(input.entity),
	]);
	if (!isHeldBy(leaseIn(second.rows('lease'), claim.kind), claim))
		return { ended: takenText(second.rows('lease'), claim) };
	return { run: runOf(input, decided, { inbox: second.rows('inbox'), log: second.rows('log') }) };
}

function claimOf({ execution, token }: BeginInput): LeaseClaim {
	return { kind: 'uniconta', holder: holderOf(execution, token) };
}

/** What a webhook brought is in the inbox, and the lease is ours. */
interface Marked {
	marks: readonly InboxRow[];
}

/**
 * The first call where there is something to do for sure: marks what a webhook brought, and takes the lease. As small as
 * can be, because webhooks come in bursts, and all but one find that another run is at it.
 */
async function mark(store: TableStore, input: BeginInput): Promise<Marked | { ended: string }> {
	const { entity, started, now } = input;
	const claim = claimOf(input);
	const marks =
		started.by === 'webhook' ? started.marks.map(({ momentId, key }) => markRow(entity, momentId, key, now)) : [];
	const take = takeLease(claim, now, LEASE_MINUTES.inbox);
	const insert: TableStep = { do: 'insert', table: 'inbox', rows: marks.map(cellsOf) };
	let lease = (await store.call([...(marks.length === 0 ? [] : [insert]), ...take])).rows('lease');
	input.onMarked?.();
	if (!isSound(lease, claim.kind)) {
		await mendLease(store, claim, lease);
		lease = (await store.call(take)).rows('lease');
	}
	return isHeldBy(leaseIn(lease, claim.kind), claim) ? { marks } : { ended: takenText(lease, claim) };
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
}

async function lookAround(store: TableStore, input: BeginInput, marked: Marked | undefined): Promise<Look> {
	const claim = claimOf(input);
	const marks = marked?.marks ?? [];
	const ofMarks = logOf(
		marks.map(({ momentId }) => momentId),
		marks.map(({ key }) => key),
	);
	const answer = await store.call([
		{ do: 'tables' },
		{ do: 'get', as: 'settings', table: 'settings' },
		...(marked === undefined ? [readLease(claim.kind)] : []),
		readInbox(input.entity),
		...(ofMarks === undefined ? [] : [ofMarks]),
	]);
	const settings = answer.rows('settings');
	const lease = answer.rows('lease');
	const isWell = marked !== undefined || isSound(lease, claim.kind);
	return {
		claim,
		tables: answer.tables,
		settings,
		values: settingValues(settings),
		lease: isWell ? lease : await mendLease(store, claim, lease),
		inbox: answer.rows('inbox'),
		log: answer.rows('log'),
		...marked,
	};
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

const ofKind = (entity: Entity) => ({ column: 'entity', value: entity }) as const;

function readInbox(entity: Entity): TableStep {
	return { do: 'get', as: 'inbox', table: 'inbox', where: [ofKind(entity)] };
}

function wholeLog(entity: Entity): TableStep {
	return { do: 'get', as: 'log', table: 'log', where: [ofKind(entity)] };
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
	{ inbox, marks = [], log: ofMarks }: Look,
): Promise<SyncRun> {
	const due = dueRows(inbox, decided.settings, input.now);
	const ids = due.map((row) => cell(row, 'momentId'));
	const numbers = due.map((row) => cell(row, 'key'));
	const isKnown = (row: TableRow): boolean =>
		marks.some(({ momentId, key }) => momentId === cell(row, 'momentId') && key === cell(row, 'key'));
	const ask = logOf(ids, numbers);
	if (ids.length === 0) return runOf(input, decided, { inbox, log: [], numbers: [] });
	if (ask !== undefined) {
		const found = due.every(isKnown) ? ofMarks : (await store.call([ask])).rows('log');
		const log = found.filter((row) => cell(row, 'entity') === input.entity);
		const isOwn = (row: TableRow): boolean => ids.includes(cell(row, 'momentId'));
		if (log.every(isOwn)) return runOf(input, decided, { inbox, log, numbers });
	}
	const log = (await store.call([wholeLog(input.entity)])).rows('log');
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
	const due = work === 'comparison' ? [] : dueRows(inbox, settings, input.now);
	return {
		area: input.area,
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
			changedSince: work === 'sweep' ? cursorText(settings, input.area, 'changedSince') : '',
			ids: due.map((row) => cell(row, 'momentId')),
		},
		settings: values,
		inbox,
		log: packLog(read.log),
		...(read.numbers === undefined ? {} : { numbers: read.numbers }),
	};
}

/**
 * The newest row of each record whose time has come: that of any of its rows, because a mark may have arrived while the
 * run was at work that wrote the newest; one that was refused is tried again when a person has changed a setting since.
 */
export function dueRows(inbox: readonly TableRow[], settings: readonly TableRow[], now: number): TableRow[] {
	const changedAt = Date.parse(settingsChangedAt(settings));
	const due = new Set(
		inbox.filter((row) => (timeCell(row, 'due') ?? Infinity) <= now).map((row) => cell(row, 'momentId')),
	);
	return newestRows(inbox).filter(
		(row) =>
			due.has(cell(row, 'momentId')) ||
			(cell(row, 'state') === 'refused' && (timeCell(row, 'createdAt') ?? now) < changedAt),
	);
}

function workFor(input: BeginInput, settings: readonly TableRow[], inbox: readonly TableRow[]): SyncWork | undefined {
	if (input.started.by === 'hand' || isComparisonDue(input, settings)) return 'comparison';
	if (isSweepDue(input, settings)) return 'sweep';
	return dueRows(inbox, settings, input.now).length > 0 ? 'inbox' : undefined;
}

/** Due at its time, and when a person has changed a setting since: what was switched off meanwhile is asked for. */
function isSweepDue({ area, now }: BeginInput, settings: readonly TableRow[]): boolean {
	const since = cursorRow(settings, area, 'changedSince');
	if (cell(since, 'value').trim() === '') return false;
	const next = cursorRow(settings, area, 'nextSweep');
	const planned = timeCell(next, 'updatedAt') ?? 0;
	return !(Date.parse(cell(next, 'value')) > now) || Date.parse(settingsChangedAt(settings)) > planned;
}

/** Due when none was ever done, at its time, and when the hour has passed since the last one was done. */
function isComparisonDue({ area, now, compareAt, zone }: BeginInput, settings: readonly TableRow[]): boolean {
	const row = cursorRow(settings, area, 'nextComparison');
	const done = comparisonDone(row);
	return done === undefined
		? !(Date.parse(cell(row, 'value').trim()) > now)
		: done < lastTimeAt(compareAt, zone, now);
}

/** The last time the clocks of the zone showed this hour, in milliseconds since 1970. */
function lastTimeAt(compareAt: string, zone: string, now: number): number {
	const [hour = 2, minute = 10] = compareAt.split(':').map(Number);
	const here = DateTime.fromMillis(now, { zone });
	const today = here.set({ hour, minute, second: 0, millisecond: 0 });
	return (today.toMillis() > now ? today.minus({ days: 1 }) : today).toMillis();
}

/** What happens should this run not get through: it is planned before anything is begun. */
function planNext({ area, now, sweepMinutes }: BeginInput, settings: readonly TableRow[], work: SyncWork): TableStep[] {
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
): Promise<TableRow[]> {
	const seeded =
		leaseIn(rows, claim.kind) === undefined ? (await store.call(seedLease(claim.kind))).rows('lease') : rows;
	const pruning = pruneLease(seeded, claim.kind);
	if (pruning.length === 0) return seeded;
	return (await store.call([...pruning, readLease(claim.kind)])).rows('lease');
}

function takenText(lease: readonly TableRow[], { kind }: LeaseClaim): string {
	const execution = executionOf(leaseIn(lease, kind) ?? {});
	const who = execution === '' ? 'Another run' : `Another run (execution ${execution})`;
	return `${who} is at Uniconta; what is due is done by it or by the next run.`;
}
