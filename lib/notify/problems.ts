import { IN_INBOX, idOf, isProblem, lastStates, POSTING_DAYS, timeOf, URGENT, type LastState } from '../state/lastRows';
import { comparisonDone, cursorRow } from '../state/cursors';
import { isRowOf } from '../state/inbox';
import { minuteText } from '../core/instants';
import type { SettingsArea } from '../state/settings';
import { cell, rowNumber, settingText, timeCell, type TableRow } from '../state/tables';

/** Something that is open now and that somebody may have to be told of. */
export interface Problem {
	/** The same for as long as it is about the same record: `customer/730001`, `run/invoices`, `silent/customers`. */
	id: string;
	/** What lies behind it. Problems with one cause are one finding: when Uniconta is down, every record says so. */
	cause: string;
	entity: string;
	key: string;
	name: string;
	outcome: string;
	message: string;
	fix: string;
	/** Whether it is said at once: posting stands still. */
	urgent: boolean;
	/** Whether it is worth a mail of its own yet: what passes within minutes is not. */
	ripe: boolean;
}

export interface ProblemInput {
	/** The whole log. */
	log: readonly TableRow[];
	inbox: readonly TableRow[];
	settings: readonly TableRow[];
	/** Milliseconds since 1970. */
	now: number;
	/** After so many hours without a run of a template somebody is told. */
	hours: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/**
 * What fails is tried again after 1, 5 and 30 minutes (D1): a blip is over by the second try. A run that stopped
 * is followed by a sweep after 15.
 */
const RIPE_AFTER = { failed: 5 * MINUTE, waiting: 15 * MINUTE, run: 20 * MINUTE } as const;
/** What says of itself every 24 hours that it still holds. */
const SAID_AGAIN = 26 * HOUR;

/** Row of the settings that says when both systems were compared last. */
export const COMPARED_KEY = 'reconciliation.cursor';
/** The comparison is each night's: a missed one may be chance, two are not. */
const COMPARED_HOURS = 50;

const AREAS: readonly SettingsArea[] = ['customers', 'projects', 'invoices', 'expenses'];
const AREA_OF: ReadonlyMap<string, SettingsArea> = new Map([
	['customer', 'customers'],
	['project', 'projects'],
	['invoice', 'invoices'],
	['expense', 'expenses'],
]);
/** What is open now, in the order in which the log says it. */
export function openProblems(input: ProblemInput): Problem[] {
	const problems: Problem[] = [];
	const states = lastStates(input.log);
	for (const [id, { row, since }] of states) {
		if (!isProblem(row) || !isOpen(id, row, input, states)) continue;
		const outcome = cell(row, 'outcome');
		problems.push({
			id,
			cause: causeOf(id, row),
			entity: cell(row, 'entity'),
			key: cell(row, 'key'),
			name: cell(row, 'name'),
			outcome,
			...saidOf(row, input.inbox),
			urgent: URGENT.has(outcome),
			ripe: input.now - since >= ripeAfter(row),
		});
	}
	return [...problems, ...silentAreas(input)];
}

/** The log says once that something waits; for what it waits now stands in the inbox. */
function saidOf(row: TableRow, inbox: readonly TableRow[]): Pick<Problem, 'message' | 'fix'> {
	const [entity, momentId] = [cell(row, 'entity'), cell(row, 'momentId')];
	const waits = ['waiting', 'blocked'].includes(cell(row, 'outcome')) && momentId !== '';
	const now = waits ? inbox.find((one) => isRowOf(one, entity, momentId) && cell(one, 'message') !== '') : undefined;
	return { message: cell(now ?? row, 'message'), fix: cell(now ?? row, 'fix') };
}

function isOpen(id: string, row: TableRow, input: ProblemInput, states: ReadonlyMap<string, LastState>): boolean {
	const { inbox, settings, now } = input;
	const entity = cell(row, 'entity');
	const momentId = cell(row, 'momentId');
	const area = AREA_OF.get(entity) ?? AREAS.find((one) => one === cell(row, 'key'));
	if (area !== undefined && settingText(settings, `${area}.export`).toLowerCase() === 'off') return false;
	if (entity === 'expense' && cell(row, 'outcome') === 'refused' && now - timeOf(row) >= POSTING_DAYS * 24 * HOUR)
		return false;
	if (id.startsWith('many/'))
		return entity === 'expense' ? lastRun(settings, 'expenses') <= timeOf(row) : manyOpen(id, row, input, states);
	if (entity === 'run' || entity === 'settings') {
		const healed =
			area !== undefined
				? lastRun(settings, area) > timeOf(row)
				: cell(row, 'key') === 'reconciliation' && changedAt(settings, [COMPARED_KEY]) > timeOf(row);
		return !healed && now - timeOf(row) < SAID_AGAIN;
	}
	// What is gone from Uniconta is not in the inbox: nothing is done about it by itself.
	if (!IN_INBOX.has(entity) || momentId === '' || cell(row, 'outcome') === 'gone') return true;
	return inbox.some((one) => isRowOf(one, entity, momentId));
}

/**
 * One row of the log stood for very many: it is over when none of them is left to be done, and no comparison is to be
 * done again. One of which something else was said since is told by itself.
 */
function manyOpen(
	id: string,
	row: TableRow,
	{ inbox, settings }: ProblemInput,
	states: ReadonlyMap<string, LastState>,
): boolean {
	const entity = cell(row, 'entity');
	const left = id.endsWith('/failed') ? 'retry' : 'waiting';
	const saidSince = (one: TableRow): boolean => rowNumber(states.get(idOf(one))?.row ?? {}) > rowNumber(row);
	if (inbox.some((one) => cell(one, 'entity') === entity && cell(one, 'state') === left && !saidSince(one)))
		return true;
	const next = cursorRow(settings, AREA_OF.get(entity) ?? '', 'nextComparison');
	return id.endsWith('/failed') && cell(next, 'value').trim() !== '' && comparisonDone(next) === undefined;
}

function ripeAfter(row: TableRow): number {
	const entity = cell(row, 'entity');
	const outcome = cell(row, 'outcome');
	if (entity === 'run') return RIPE_AFTER.run;
	if (entity === 'mail') return 0;
	return outcome === 'failed' || outcome === 'waiting' ? RIPE_AFTER[outcome] : 0;
}

/** What passes by itself, in the words of lib/http and of both systems' failures. */
const OUTAGES = ['could not be reached', 'did not answer', 'asks to wait', 'answered with a failure of its own'];

/** Which system the words of an outage are said of: the one named before them on their line. */
function outageIn(message: string): string | undefined {
	const systems = message.split('\n').map((line) => {
		const named = /\b(?:Moment|Uniconta)\b/.exec(line);
		return named !== null && OUTAGES.some((words) => line.includes(words, named.index)) ? named[0] : undefined;
	});
	return systems.find((system) => system !== undefined);
}

/** The cause of all that fails because a system cannot be reached. */
export const outageOf = (system: string): string => `outage of ${system}`;

function causeOf(id: string, row: TableRow): string {
	const outcome = cell(row, 'outcome');
	if (outcome === 'blocked' || outcome === 'waiting') return 'waiting for another';
	// Two addresses that bounce are two findings, in whatever words.
	if (outcome !== 'failed' || cell(row, 'entity') === 'mail') return `${id}: ${outcome}: ${cell(row, 'message')}`;
	const message = cell(row, 'message');
	const system = outageIn(message);
	if (system !== undefined) return outageOf(system);
	// What is left is what all of them have in common.
	const common = [cell(row, 'key'), cell(row, 'name')]
		.filter(Boolean)
		.reduce((text, own) => text.replaceAll(own, ''), message);
	return `failed: ${common
		.replace(/^\d+ records.*?The first: /, '')
		.replace(/\([^)]*(?:\)|$)/g, '')
		.replace(/\d+/g, '#')
		.trim()}`;
}

/**
 * When a template last got through: its sweep moves its cursor every quarter of an hour, whether there was anything to
 * do or not.
 */
function lastRun(settings: readonly TableRow[], area: SettingsArea): number {
	return Math.max(...(['changedSince', 'cursor'] as const).map((name) => writtenAt(cursorRow(settings, area, name))));
}

function changedAt(settings: readonly TableRow[], keys: readonly string[]): number {
	return Math.max(0, ...settings.filter((row) => keys.includes(cell(row, 'key').trim())).map(writtenAt));
}

function writtenAt(row: TableRow): number {
	return timeCell(row, 'updatedAt') ?? 0;
}

/** Templates that are switched on and have not got through for hours: nobody else would notice. */
export function silentAreas({ settings, now, hours }: Pick<ProblemInput, 'settings' | 'now' | 'hours'>): Problem[] {
	const silent = AREAS.flatMap((area): Problem[] => {
		if (settingText(settings, `${area}.export`).toLowerCase() !== 'on') return [];
		// One that never ran counts from when it was switched on.
		const last = Math.max(
			lastRun(settings, area),
			writtenAt(cursorRow(settings, area, 'nextComparison')),
			changedAt(settings, [`${area}.export`]),
		);
		if (last === 0 || now - last < hours * HOUR) return [];
		return [
			silence(
				area,
				'nothing runs',
				`The template for ${area} has not got through for ${hours} hours`,
				last,
				'What changed in Moment meanwhile is not lost: it is taken up by the next run.',
			),
		];
	});
	// Whoever has never compared, or forgets the row, does without.
	const compared = changedAt(settings, [COMPARED_KEY]);
	if (compared === 0 || now - compared < COMPARED_HOURS * HOUR) return silent;
	return [
		...silent,
		silence(
			'reconciliation',
			'no comparison',
			`Both systems have not been compared for ${COMPARED_HOURS} hours`,
			compared,
			`When it was unpublished on purpose, delete the row ${COMPARED_KEY} from the Data Table moment_uniconta_settings.`,
		),
	];
}

function silence(area: string, cause: string, what: string, last: number, rest: string): Problem {
	return {
		id: `silent/${area}`,
		cause,
		entity: 'run',
		key: area,
		name: '',
		outcome: 'silent',
		message: `${what}; the last time was ${minuteText(last)}.`,
		fix: `Look in n8n whether the workflow is published and what its last executions say. ${rest}`,
		urgent: cause === 'nothing runs',
		ripe: true,
	};
}
