import type { Clock } from '../../http/port';
import { hasErrors } from '../../core/finding';
import type { SyncResult } from '../../core/outcome';
import type { MappedRecord } from '../../core/record';
import { hasDrift, waitedFor } from '../../core/references';
import { wouldChange } from '../../core/wouldChange';
import { checkLists, settleFindings } from './checkLists';
import { checkNew, checkRecord, onePerKey } from './checkTask';
import type { UnicontaClient } from '../api/client';
import { compareTask } from './compareTask';
import { isOwnField, ruleOf, type EntityDefinition } from './entity';
import { findByRowIds, readExisting, type Existing } from './existing';
import { isPersonal } from './keptValues';
import { Creator } from './create';
import { readBack } from './readBack';
import { linksOf, locate, shownRow } from './link';
import { rowIdOf, textOf, type UnicontaRow } from '../api/rows';
import { editMarks, heldOf, linkedRecordOf, refuse, refuseStranger, taskFor, type Task } from './task';
import { Updater } from './update';
import { WriteRun } from './writeRun';

export interface UpsertOptions {
	/** Compare only: nothing is written, outcomes are `wouldCreate` and `wouldUpdate`. */
	dryRun: boolean;
	/** The company in Uniconta that is worked in; `''` or absent where it is not known. */
	company?: string;
	clock: Clock;
}

/** A result with what the log needs beside the public part. */
export interface UpsertResult extends SyncResult {
	name: string;
	unicontaRowId: string;
	held: string[];
	hash: string;
	/** Whether a failure may pass by itself. */
	transient: boolean;
	/** Customers and projects that it needs first, `customer/17`; only where it did not get through. */
	waitsFor?: string[];
	/** Row of Uniconta that has the record's number and was not taken for it; `''` where there is none. */
	shownRowId: string;
}

/**
 * Brings records to Uniconta, all of a run together: reads what exists, compares the fields Moment owns, writes only
 * what differs, reads back what it wrote. Results stand in the order of the records. Throws an `ApiError` only while
 * nothing has been written yet; afterwards every failure is the outcome of its record.
 */
export async function upsert(
	client: UnicontaClient,
	definition: EntityDefinition,
	records: readonly MappedRecord[],
	{ dryRun, clock, company = '' }: UpsertOptions,
): Promise<UpsertResult[]> {
	const tasks = records.map((record) => taskFor(linksOf(record, company), definition));
	const leaderOf = onePerKey(tasks, definition);
	const leaders = [...new Set(leaderOf.values())];
	for (const task of leaders) checkRecord(task, definition);
	const type = records.some((record) => Object.keys(record.uniconta).some((field) => isOwnField(definition, field)))
		? definition.userType
		: definition.type;

	const candidates = leaders.filter((task) => !hasErrors(task.findings));
	const rowIds = new Set(
		candidates.flatMap((task) => (task.record.known?.unicontaRowId ? [task.record.known.unicontaRowId] : [])),
	);
	const existing = await readExisting(
		client,
		definition,
		type,
		candidates.flatMap(({ record }) => [record.key, ...(record.tried ?? [])]),
		rowIds,
	);
	await findMoved(candidates, client, definition, type, existing);
	for (const task of candidates) compareWithExisting(task, definition, existing);
	await checkLists(leaders, client, definition, existing);
	settleFindings(leaders);

	const open = candidates.filter((task) => task.outcome === undefined);
	const creates = open.filter((task) => task.before === undefined);
	const updates = open.filter((task) => task.before !== undefined && Object.keys(task.changes).length > 0);
	for (const task of open)
		if (task.before !== undefined && Object.keys(task.changes).length === 0) task.outcome = 'unchanged';
	if (dryRun) {
		for (const task of creates) task.outcome = 'wouldCreate';
		for (const task of updates) settleDryUpdate(task, definition);
	} else {
		const run = new WriteRun(client, definition, type, existing);
		const updater = new Updater(run, clock);
		await new Creator(run, updater).createAll(creates);
		await updater.updateAll(updates);
		await readBack([...creates, ...updates], run);
	}
	return tasks.map((task) => resultOf(leaderOf.get(task) ?? task, task, definition));
}

function settleDryUpdate(task: Task, definition: EntityDefinition): void {
	task.outcome = 'wouldUpdate';
	const changes = Object.entries(task.changes).map(([field, { from, to }]) => {
		const rule = ruleOf(definition, field);
		return { label: rule.label, from, to, isDate: rule.kind === 'date', isPersonal: isPersonal(rule) };
	});
	task.findings.push(wouldChange(task.who, changes));
}

/**
 * Looks for the rows that the log knows and that were not read with the numbers: renumbered in Uniconta, or deleted.
 */
async function findMoved(
	tasks: readonly Task[],
	client: UnicontaClient,
	definition: EntityDefinition,
	type: string,
	existing: Existing,
): Promise<void> {
	if (existing.complete) return;
	const unread = tasks
		.map(({ record }) => record.known?.unicontaRowId ?? '')
		.filter((id) => id !== '' && !existing.byRowId.has(id));
	for (const row of await findByRowIds(client, { key: definition.key, type }, unread))
		existing.byRowId.set(rowIdOf(row), row);
}

/** Finds the record's row, makes sure that it is the same record as before (M4, G9), and what differs. */
function compareWithExisting(task: Task, definition: EntityDefinition, existing: Existing): void {
	const { record, who } = task;
	const knownId = record.known?.unicontaRowId ?? '';
	const located = locate(
		linkedRecordOf(record, definition),
		definition,
		existing.byKey.get(record.key),
		existing.byRowId.get(knownId),
	);
	if (located !== undefined && 'moved' in located) {
		refuse(task, {
			field: 'Number',
			value: record.key,
			message: `${who} is in Uniconta under the number ${textOf(located.moved, definition.key)} now (row ${knownId}). Numbers are Moment's, so nothing is written.`,
			fix: `Change the number back to ${record.key} in Uniconta. If the row is another ${definition.noun} by now, confirm ${definition.noun} ${record.key} in the form Send Again.`,
		});
		return;
	}
	if (located !== undefined && 'stranger' in located && !mayBeAnyRow(record)) {
		refuseStranger(task, located.stranger, definition);
		return;
	}
	if (located !== undefined) {
		const row = 'row' in located ? located.row : located.stranger;
		compareTask(task, row, definition, existing.longest);
		if ('stranger' in located) warnOfAStranger(task, row, definition);
		return;
	}
	if (refuseTried(task, definition, existing)) return;
	const ended = record.known?.endedRowIds ?? [];
	if (ended.length > 0) {
		task.findings.push({
			level: 'warning',
			field: 'Number',
			value: record.key,
			message: `${who} is created under the number that was confirmed. What it or another was before stays in Uniconta: row ${ended.join(', ')}.`,
			fix: `If it is the same ${definition.noun}, move what is open there by hand, and block the old row.`,
		});
	}
	if (knownId !== '') {
		task.findings.push({
			level: 'warning',
			field: '',
			value: '',
			message: `${who} was deleted in Uniconta since it was last sent, and is created again.`,
			fix: `If it is to stay deleted, delete it in Moment too, or leave it out with a Filter node before this one.`,
		});
	}
	checkNew(task, definition);
}

/**
 * An attempt of which nobody knew what became of it made the record under the number it had then: with the new one it
 * would be there twice (M4).
 */
function refuseTried(task: Task, definition: EntityDefinition, existing: Existing): boolean {
	const { record, who } = task;
	for (const number of record.tried ?? []) {
		const located = locate(
			{ ...linkedRecordOf(record, definition), key: number },
			definition,
			existing.byKey.get(number),
		);
		if (located === undefined || !('row' in located)) continue;
		refuse(task, {
			field: 'Number',
			value: record.key,
			message: `${who} had the number ${number} when it was sent to Uniconta, and is there as ${shownRow(located.row)}. It is not sent under another.`,
			fix: `Change the number back to ${number} in Moment. If the new number is right, confirm ${definition.noun} ${record.key} in the form Send Again.`,
		});
		return true;
	}
	return false;
}

/** Fields that somebody typed, for the row that has the number: no record of Moment stands behind them. */
function mayBeAnyRow({ momentId }: MappedRecord): boolean {
	return momentId === '';
}

function warnOfAStranger({ record, who, findings }: Task, row: UnicontaRow, { noun }: EntityDefinition): void {
	findings.push({
		level: 'warning',
		field: 'Number',
		value: record.key,
		message: `${who} is written on the ${noun} that has its number in Uniconta and was called ${shownRow(row)}.`,
		fix: `Make sure that both are the same ${noun}. If they are not, use another number.`,
	});
}

function isOpen(outcome: Task['outcome']): boolean {
	return outcome === undefined || outcome === 'failed' || outcome === 'refused';
}

function resultOf(task: Task, own: Task, definition: EntityDefinition): UpsertResult {
	const { record } = own;
	const row = task.stored ?? task.sent ?? task.before;
	return {
		outcome: task.outcome ?? 'failed',
		entity: record.entity,
		key: record.key,
		momentId: record.momentId,
		name: record.name,
		changes: task.outcome === 'refused' || task.outcome === 'unchanged' ? {} : task.changes,
		findings:
			task === own
				? task.findings
				: [
						...own.findings,
						...task.findings.filter(
							({ message }) => !own.findings.some((finding) => finding.message === message),
						),
					],
		uniconta: row ?? record.uniconta,
		unicontaRowId: row === undefined ? (record.known?.unicontaRowId ?? '') : rowIdOf(row),
		held: [...heldOf(record, task.kept), ...(row === undefined ? [] : editMarks(task, row, definition))],
		hash: record.hash,
		transient: task.transient || (task.outcome === 'refused' && hasDrift(record.references)),
		...(isOpen(task.outcome) ? waitedFor(record.references) : {}),
		shownRowId: task.stranger === undefined ? '' : rowIdOf(task.stranger),
	};
}
