import { createHash } from 'node:crypto';
import { outageOf, type Problem } from './problems';
import { lastStates, type LastState } from '../state/lastRows';
import { cell, type TableRow } from '../state/tables';

/** What somebody was told of and is not over: id → marks of its causes. */
export type Told = Readonly<Record<string, string>>;

/** Behind the mark of a cause that was said to stop posting. */
export const STOPPED = '!';
const MINUTE = 60_000;
/**
 * So long after the last of a cause got through, what is still open has another cause by now: by then each was tried
 * again, the failed once an hour, what waits with every run.
 */
const TRIED_AGAIN = { failed: 65 * MINUTE, others: 15 * MINUTE } as const;

const WELL: ReadonlySet<string> = new Set(['created', 'updated', 'unchanged', 'posted', 'drafted', 'withheld', 'sent']);
/** What no row of the log says to be over. */
const WITHOUT_ROW: ReadonlySet<string> = new Set(['run', 'silent', 'many', 'settings']);

export function isWell(row: TableRow): boolean {
	return WELL.has(cell(row, 'outcome'));
}

export interface Recovered {
	id: string;
	entity: string;
	key: string;
	name: string;
	outcome: string;
	/**
	 * Where the record is open for another cause that was told before: the system whose outage is over for it, or `''`.
	 */
	remains?: string;
}

export interface Over {
	recovered: Recovered[];
	/** What was told with those, and is still open. */
	remains: Problem[];
	/** Ids of those among it that from now on stand alone: what fails for their old cause later is told anew. */
	alone: ReadonlySet<string>;
}

interface OverInput {
	told: Told;
	open: readonly Problem[];
	log: readonly TableRow[];
	/** Milliseconds since 1970. */
	now: number;
}

/**
 * Those told of that are over and well. While others with the same cause are open, it is not over for any of them; but
 * a straggler that was tried again after the others got through has another cause by now, and is said as what remains.
 */
export function overOf({ told, open, log, now }: OverInput): Over {
	const states = lastStates(log);
	const rowOf = (id: string): TableRow => states.get(id)?.row ?? {};
	const openIds = new Set(open.map(({ id }) => id));
	const byCause = openByCause(open, told);
	const closed = Object.entries(told).filter(([id]) => !openIds.has(id));
	const lastWell = lastWellByCause(closed, states);
	const remains = new Set<Problem>();
	const recovered = closed.flatMap(([id, marks]): Recovered[] => {
		const left = causesIn(marks).flatMap((cause) =>
			(byCause.get(cause) ?? []).map((problem) => ({ problem, since: lastWell.get(cause) ?? 0 })),
		);
		if (left.some(({ problem, since }) => since === 0 || now - since < patience(problem))) return [];
		const one = recoveredIn(id, rowOf(id));
		if (one.length > 0) for (const { problem } of left) remains.add(problem);
		return one;
	});
	const alone = new Set([...remains].map(({ id }) => id));
	const cleared = new Set(recovered.flatMap(({ id }) => causesIn(told[id] ?? '')));
	for (const one of open) {
		const system = outageBehind(one, told, (cause) => byCause.has(cause) || cleared.has(cause));
		if (system === undefined) continue;
		recovered.push({ id: one.id, entity: one.entity, key: one.key, name: one.name, outcome: '', remains: system });
		remains.add(one);
	}
	return { recovered, remains: [...remains], alone };
}

function openByCause(open: readonly Problem[], told: Told): Map<string, Problem[]> {
	const byCause = new Map<string, Problem[]>();
	for (const problem of open) {
		if (!isAlone(problem, told)) byCause.set(markOf(problem), [...(byCause.get(markOf(problem)) ?? []), problem]);
	}
	return byCause;
}

/** When the last of a cause got through; 0 where none of it is known to be well. */
function lastWellByCause(
	closed: ReadonlyArray<readonly [id: string, marks: string]>,
	states: ReadonlyMap<string, LastState>,
): Map<string, number> {
	const lastWell = new Map<string, number>();
	for (const [id, marks] of closed) {
		const state = states.get(id);
		const time = state !== undefined && isWell(state.row) ? state.since : 0;
		for (const cause of causesIn(marks)) lastWell.set(cause, Math.max(time, lastWell.get(cause) ?? 0));
	}
	return lastWell;
}

function patience({ outcome }: Problem): number {
	return outcome === 'failed' ? TRIED_AGAIN.failed : TRIED_AGAIN.others;
}

function recoveredIn(id: string, row: TableRow): Recovered[] {
	const [kind = '', ...rest] = id.split('/');
	// An address that works again is no news to it, and the others need not know.
	if (kind === 'mail') return [];
	if (isWell(row))
		return [{ id, entity: kind, key: cell(row, 'key'), name: cell(row, 'name'), outcome: cell(row, 'outcome') }];
	return WITHOUT_ROW.has(kind) ? [{ id, entity: kind, key: rest.join(' '), name: '', outcome: '' }] : [];
}

/**
 * A record of an outage that is open for what was told of it before: the outage is over for it, and nobody else would
 * say so.
 */
function outageBehind(problem: Problem, told: Told, isSaid: (cause: string) => boolean): string | undefined {
	const causes = causesIn(told[problem.id] ?? '');
	// What fails again tells nothing of the outage; what is new is a finding of its own.
	if (problem.outcome === 'failed' || !causes.includes(markOf(problem))) return undefined;
	return ['Moment', 'Uniconta'].find((system) => {
		const cause = fingerprint(outageOf(system));
		return causes.includes(cause) && !isSaid(cause);
	});
}

interface AfterInput {
	told: Told;
	open: readonly Problem[];
	/** Whether a mail goes out. */
	sent: boolean;
	over: Over;
}

/**
 * After a mail: all that is open and was said. Without one: what shares a cause with what was told counts as told. What
 * is over stays until its recovery was said, together with the others of its cause.
 */
export function toldAfter(input: AfterInput): Record<string, string> {
	const { told, open, sent, over } = input;
	const after: Record<string, string> = {};
	const openCauses = new Set(open.filter((problem) => !isAlone(problem, told)).map(markOf));
	const said = new Set(sent ? over.recovered.map(({ id }) => id) : []);
	for (const [id, marks] of Object.entries(told))
		if (!said.has(id) && causesIn(marks).some((cause) => openCauses.has(cause))) after[id] = marks;
	const causes = toldCauses(told);
	for (const problem of open) {
		const marks = marksAfter(problem, causes, input);
		if (marks.length > 0) after[problem.id] = marks.join(' ');
	}
	return after;
}

/** By which causes somebody is told of an open problem now. */
function marksAfter(problem: Problem, causes: ReadonlySet<string>, { told, sent, over }: AfterInput): string[] {
	const nowAlone = sent && over.alone.has(problem.id);
	const cause = nowAlone || isAlone(problem, told) ? aloneOf(problem) : markOf(problem);
	const isNow = nowAlone || (sent && saidWith([problem]).length > 0);
	const stops = causes.has(`${cause}${STOPPED}`) || (isNow && problem.urgent);
	const marks = isNow || causes.has(cause) ? [stops ? `${cause}${STOPPED}` : cause] : [];
	if (problem.outcome !== 'failed') return marks;
	// An outage comes and goes; what was told of the record before may well hold afterwards.
	const before = marksIn(told[problem.id] ?? '');
	return [...marks, ...before.filter((mark) => ![cause, markOf(problem)].includes(causeIn(mark)))];
}

/** What is not ripe goes along with a mail that is sent anyway, but for what only waits: that passes by itself. */
export function saidWith(fresh: readonly Problem[]): Problem[] {
	return fresh.filter(({ ripe, outcome }) => ripe || outcome !== 'waiting');
}

/** What was told of, by cause; that something waits is told anew when it has come to stop posting. */
export function toldCauses(told: Told): ReadonlySet<string> {
	return new Set(
		Object.values(told)
			.flatMap(marksIn)
			.flatMap((mark) => [mark, causeIn(mark)]),
	);
}

export function isTold(problem: Problem, told: ReadonlySet<string>): boolean {
	return [markOf(problem), aloneOf(problem)].some((cause) => told.has(`${cause}${problem.urgent ? STOPPED : ''}`));
}

const marksIn = (marks: string): string[] => marks.split(' ').filter(Boolean);
const causeIn = (mark: string): string => mark.replace(STOPPED, '');
const causesIn = (marks: string): string[] => marksIn(marks).map(causeIn);
const markOf = ({ cause }: Problem): string => fingerprint(cause);

/** The mark of a straggler that was said as what remains. */
const aloneOf = ({ id, cause }: Problem): string => fingerprint(`${id} alone: ${cause}`);

function isAlone(problem: Problem, told: Told): boolean {
	return causesIn(told[problem.id] ?? '').includes(aloneOf(problem));
}

function fingerprint(cause: string): string {
	return createHash('sha256').update(cause).digest('hex').slice(0, 10);
}
