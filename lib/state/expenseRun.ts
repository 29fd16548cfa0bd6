import { localMinuteText } from '../core/instants';
import { mendLease, sayMissing, type Begun, type BeginInput, type NoRun } from './begin';
import { companyIn, cursorKey, cursorText, setCursor } from './cursors';
import { endFormerImport, expenseWork, formerImport, turnAgain } from './expenseTurn';
import { holderOf, isHeldBy, isSound, leaseIn, releaseLease, takeLeases, type LeaseClaim } from './lease';
import { whoImportsOrReads } from './leaseTaken';
import { settingsChangedAt, settingValues, whatIsNotSetUp, type Values } from './settings';
import { isFormer, startRow } from './startAfter';
import type { TableStep, TableStore } from './store';
import { packLog, type SyncRun, type SyncWork } from './syncRun';
import { cell, rowNumber, type TableRow } from './tables';

/** What only an import of expenses has: from Uniconta to Moment. Its claim is that of who writes to Moment. */
export interface ExpenseRun extends SyncRun {
	expenses: {
		/** The claim to Uniconta, which is given back once the postings are read. */
		reading: LeaseClaim;
		/** The row that holds the start date, as it was read. */
		start: { id: number; value: string; isFormer: boolean };
		/** When an import last looked back. */
		lookedBack: string;
	};
}

export function isExpenseRun(run: SyncRun): run is ExpenseRun {
	return 'expenses' in run;
}

export type BeginExpenses = Pick<BeginInput, 'started' | 'execution' | 'token' | 'now' | 'zone' | 'dryRun'>;

/** Nothing else is read under it, which ends before, by the node's time budget of 10 minutes. */
const READ_MINUTES = 15;
/** From the beginning to the first portion that is written. */
const FIRST_WRITE_MINUTES = 20;
/** From one portion, or one look whether the lease is still ours, to the next. */
const WRITE_MINUTES = 10;

/**
 * Decides whether an import's turn is, and takes both leases: that of who is at Uniconta, and that of who writes
 * expenses to Moment. Two calls of the store; one where it is nobody's turn, or somebody else is at it.
 */
export async function beginExpenses(store: TableStore, input: BeginExpenses): Promise<Begun> {
	const look = await lookAround(store, input);
	if ('ended' in look) return look;
	const started = input.started.by === 'webhook' ? 'clock' : input.started.by;
	const { settings, lease } = look;
	const changedAt = settingsChangedAt(settings);
	const work = expenseWork({ settings, settingsChangedAt: changedAt, started, now: input.now });
	if (work === undefined) return { ended: 'The next import is not due yet.' };
	if (whoIsAtIt(input, settings, lease) !== '') return notNow(input, settings, lease);
	const claims = claimsOf(input);
	const answer = await store.call([
		...planNext(input, settings),
		...endFormerImport(settings),
		...takeLeases([claims.writing, claims.reading], input.now),
		readLog(),
	]);
	const taken = answer.rows('lease');
	const ours = [claims.writing, claims.reading].filter((claim) => isHeldBy(leaseIn(taken, claim.kind), claim));
	if (ours.length === 2) return { run: runOf(input, look, work, answer.rows('log')) };
	if (ours.length > 0) await store.call(ours.map(releaseLease));
	const others = taken.filter((row) => !isHeldBy(row, claims.writing));
	return notNow(input, settings, others);
}

interface Look {
	settings: readonly TableRow[];
	values: Values;
	lease: readonly TableRow[];
}

/** What is known before anything is decided, or why there can be no import. */
async function lookAround(store: TableStore, input: BeginExpenses): Promise<Look | NoRun> {
	const answer = await store.call([
		{ do: 'tables' },
		{ do: 'get', as: 'settings', table: 'settings' },
		{ do: 'get', as: 'lease', table: 'lease' },
	]);
	const { tables } = answer;
	const settings = answer.rows('settings');
	const values = settingValues(settings);
	if (values['expenses.export'] === 'off') return { ended: 'The import of expenses is switched off.' };
	const missing = whatIsNotSetUp({ area: 'expenses', tables }, values);
	if (missing !== undefined) return await sayMissing(store, { area: 'expenses', ...input }, { ...missing, tables });
	let lease = answer.rows('lease');
	for (const kind of ['uniconta', 'expenses'] as const) {
		if (isSound(lease, kind, input.now)) continue;
		const others = lease.filter((row) => cell(row, 'name') !== kind);
		const mended = await mendLease(store, { kind }, lease, input.now);
		lease = [...others, ...mended.filter((row) => cell(row, 'name') === kind)];
	}
	return { settings, values, lease };
}

function claimsOf({ execution, token }: BeginExpenses) {
	const holder = holderOf(execution, 'expenses', token);
	return {
		writing: { kind: 'expenses' as const, holder, minutes: FIRST_WRITE_MINUTES },
		reading: { kind: 'uniconta' as const, holder, minutes: READ_MINUTES },
	};
}

function whoIsAtIt({ now, zone }: BeginExpenses, settings: readonly TableRow[], lease: readonly TableRow[]): string {
	const timeText = (time: number): string => localMinuteText(time, zone);
	return whoImportsOrReads({ lease, former: formerImport(settings, now), now, timeText });
}

/** The clock comes again soon, and is quiet; who imports by hand must not take green for imported. */
function notNow(input: BeginExpenses, settings: readonly TableRow[], lease: readonly TableRow[]): NoRun {
	const who = whoIsAtIt(input, settings, lease) || 'Another run has just begun at Uniconta';
	if (input.started.by !== 'hand') return { ended: `${who}. What was posted comes with the next import.` };
	return {
		ended: `Nothing was imported by this run. ${who}. Only one can be at it at a time.`,
		fix: 'Nothing was lost: what was posted comes with the next import by itself, or press Import Now again when that run is over.',
	};
}

/** What happens should this run not get through. A person's own run does not put off the clock's. */
function planNext({ started, now }: BeginExpenses, settings: readonly TableRow[]): TableStep[] {
	if (started.by === 'hand') return [];
	return [setCursor(cursorKey('expenses', 'nextSweep', companyIn(settings)), turnAgain(now))];
}

/** By the links of projects it is known which project of Moment a number in Uniconta is (G9). */
function readLog(): TableStep {
	const where = ['expense', 'project'].map((value) => ({ column: 'entity', value }));
	return { do: 'get', as: 'log', table: 'log', where, match: 'any' };
}

function runOf(input: BeginExpenses, { settings, values }: Look, work: SyncWork, log: readonly TableRow[]): ExpenseRun {
	const { started, execution, now, dryRun } = input;
	const { writing, reading } = claimsOf(input);
	const start = startRow(settings) ?? {};
	const startedAt = new Date(now).toISOString();
	return {
		area: 'expenses',
		entity: 'expense',
		work,
		startedAt,
		since: started.by === 'again' ? started.since : startedAt,
		execution,
		claim: { kind: writing.kind, holder: writing.holder },
		leaseMinutes: WRITE_MINUTES,
		dryRun,
		company: companyIn(settings),
		fetch: { everything: false, changedSince: '', ids: [] },
		settings: { ...values, 'expenses.cursor': cursorText(settings, 'expenses', 'cursor') },
		inbox: [],
		stops: [],
		log: packLog(log),
		expenses: {
			reading: { kind: reading.kind, holder: reading.holder },
			start: { id: rowNumber(start), value: cell(start, 'value'), isFormer: isFormer(start) },
			lookedBack: cursorText(settings, 'expenses', 'lookedBack'),
		},
	};
}
