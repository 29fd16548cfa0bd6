import { asApiError } from '../http/errors';
import type { Clock } from '../http/port';
import { differences, isCut } from '../sync/compare';
import { hasErrors } from '../sync/finding';
import { keyFindings } from '../sync/keys';
import type { SyncResult } from '../sync/outcome';
import { fingerprint, type MappedRecord } from '../sync/record';
import type { UnicontaClient } from './client';
import { checkCodes, type CodeUse } from './codeLists';
import { inDialect, normalise } from './dialect';
import { isOwnField, ruleOf, type EntityDefinition } from './entity';
import { findByRowId, readExisting, type Existing } from './existing';
import { fieldOf, rowIdOf, textOf, withFields, type UnicontaRow } from './rows';
import { refuse, taskFor, type Task } from './upsertTask';
import { createWriter } from './write';

export interface UpsertOptions {
	/** Compare only: nothing is written, outcomes are `wouldCreate` and `wouldUpdate`. */
	dryRun: boolean;
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
}

/**
 * Brings records to Uniconta, all of a run together: reads what exists, compares the fields Moment owns, writes only what
 * differs, reads back what it wrote. Results stand in the order of the records. Throws an `ApiError` only while
 * nothing has been written yet; afterwards every failure is the outcome of its record.
 */
export async function upsert(
	client: UnicontaClient,
	definition: EntityDefinition,
	records: readonly MappedRecord[],
	{ dryRun, clock }: UpsertOptions,
): Promise<UpsertResult[]> {
	const tasks = records.map((record) => taskFor(record, definition));
	const leaders = onePerKey(tasks, definition);
	for (const task of leaders.values()) checkRecord(task, definition);
	const type = records.some((record) => Object.keys(record.uniconta).some((field) => isOwnField(definition, field)))
		? definition.userType
		: definition.type;

	const candidates = [...leaders.values()].filter((task) => !hasErrors(task.findings));
	const rowIds = new Set(candidates.flatMap((task) => (task.record.known?.unicontaRowId ? [task.record.known.unicontaRowId] : [])));
	const existing = await readExisting(client, definition, type, candidates.map((task) => task.record.key), rowIds);
	for (const task of candidates) await compareWithExisting(task, client, definition, type, existing);
	await checkLists([...leaders.values()], client, definition);
	for (const task of leaders.values()) if (hasErrors(task.findings)) task.outcome = 'refused';

	const open = candidates.filter((task) => task.outcome === undefined);
	const creates = open.filter((task) => task.before === undefined);
	const updates = open.filter((task) => task.before !== undefined && Object.keys(task.changes).length > 0);
	for (const task of open) if (task.before !== undefined && Object.keys(task.changes).length === 0) task.outcome = 'unchanged';
	if (dryRun) {
		for (const task of creates) task.outcome = 'wouldCreate';
		for (const task of updates) task.outcome = 'wouldUpdate';
	} else {
		const writer = createWriter(client, definition, type, existing, clock);
		await writer.create(creates);
		await writer.update(updates);
		await readBack([...creates, ...updates], client, definition, type, existing);
	}
	return tasks.map((task) => resultOf(leaders.get(task.record.key) ?? task, task));
}

/** The same number twice with the same content is one write; with different content nobody can say which is right. */
function onePerKey(tasks: readonly Task[], definition: EntityDefinition): Map<string, Task> {
	const leaders = new Map<string, Task>();
	for (const task of tasks) {
		const leader = leaders.get(task.record.key);
		if (leader === undefined) {
			leaders.set(task.record.key, task);
		} else if (fingerprint(leader.record.uniconta) !== fingerprint(task.record.uniconta) && !hasErrors(leader.findings)) {
			refuse(leader, {
				field: 'Number',
				value: task.record.key,
				message: `${leader.who} comes several times in this run, with different content.`,
				fix: `Leave one item for each ${definition.noun} before this node, for example with the Remove Duplicates node.`,
			});
		}
	}
	return leaders;
}

function checkRecord(task: Task, definition: EntityDefinition): void {
	const reported = new Set(task.findings.filter(({ level }) => level === 'error').map(({ value }) => value));
	if (!reported.has(task.record.key)) {
		task.findings.push(...keyFindings(task.record.key, task.who, ruleOf(definition, definition.key).label));
	}
	for (const rule of definition.fields) {
		const value = task.record.uniconta[rule.name];
		if (rule.kind !== 'code' || rule.name === definition.key || rule.length === undefined || typeof value !== 'string') continue;
		if (value.length > rule.length && !reported.has(value)) {
			refuse(task, {
				field: rule.label,
				value,
				message: `${task.who} has "${value}" as ${rule.label.toLowerCase()}; Uniconta keeps ${rule.length} characters and would cut the rest.`,
				fix: 'Use a code that exists in Uniconta.',
			});
		}
	}
}

/** Finds the record's row, makes sure that it is the same record as before (M4), and what differs. */
async function compareWithExisting(task: Task, client: UnicontaClient, definition: EntityDefinition, type: string, existing: Existing): Promise<void> {
	const { record } = task;
	const row = existing.byKey.get(record.key);
	const knownId = record.known?.unicontaRowId ?? '';
	if (knownId !== '' && (row === undefined || rowIdOf(row) !== knownId)) {
		const moved = existing.byRowId.get(knownId) ?? (existing.complete ? undefined : await findByRowId(client, definition, type, knownId));
		if (moved !== undefined && textOf(moved, definition.key) !== record.key) {
			refuse(task, {
				field: 'Number',
				value: record.key,
				message: `${task.who} is in Uniconta under the number ${textOf(moved, definition.key)} now (row ${knownId}). Numbers are Moment's, so nothing is written.`,
				fix: `Change the number back to ${record.key} in Uniconta. If the row is another ${definition.noun}, delete this one's rows from the Data Table moment_uniconta_log.`,
			});
			return;
		}
		if (row === undefined) {
			task.findings.push({
				level: 'warning',
				field: '',
				value: '',
				message: `${task.who} was deleted in Uniconta since it was last sent, and is created again.`,
				fix: `To stop that, set the ${definition.noun} to inactive or remove it in Moment.`,
			});
		}
	}
	if (row === undefined) { checkNew(task, definition); return; }
	task.before = row;
	const rules = Object.keys(record.uniconta).map((field) => ruleOf(definition, field));
	task.changes = differences(record.uniconta, (field) => fieldOf(row, field), rules, normalise, existing.longest);
}

function checkNew(task: Task, definition: EntityDefinition): void {
	for (const field of definition.requiredOnCreate) {
		if (task.record.uniconta[field] !== undefined && task.record.uniconta[field] !== '') continue;
		const { label } = ruleOf(definition, field);
		refuse(task, { field: label, value: '', message: `${task.who} is new in Uniconta and has no ${label.toLowerCase()}.`, fix: `Fill in ${label} before this node.` });
	}
	for (const { field, message, fix } of definition.recommendedOnCreate) {
		if (task.record.uniconta[field] === undefined) task.findings.push({ level: 'warning', field: ruleOf(definition, field).label, value: '', message: `${task.who} ${message}`, fix });
	}
	task.changes = Object.fromEntries(Object.entries(task.record.uniconta).map(([field, to]) => [field, { from: '', to }]));
}

/** Codes about to be written must exist; those of refused records are checked too, so that all findings come at once. */
async function checkLists(tasks: readonly Task[], client: UnicontaClient, definition: EntityDefinition): Promise<void> {
	const uses: Array<CodeUse & { task: Task }> = [];
	for (const task of tasks) {
		for (const rule of definition.fields) {
			const code = task.record.uniconta[rule.name];
			if (rule.list === undefined || typeof code !== 'string' || code === '') continue;
			if (hasErrors(task.findings) || rule.name in task.changes) uses.push({ task, rule, code });
		}
	}
	const wrong = await checkCodes(client, uses);
	for (const use of uses) {
		const finding = wrong(use, use.task.who);
		if (finding !== undefined) use.task.findings.push(finding);
	}
}

/** Reads back what was written: a field may have been dropped, cut, or set to a default without a word (reference 3.2, 4). */
async function readBack(written: readonly Task[], client: UnicontaClient, definition: EntityDefinition, type: string, existing: Existing): Promise<void> {
	const done = written.filter((task) => task.outcome === 'created' || task.outcome === 'updated');
	const unseen = done.filter((task) => task.stored === undefined);
	try {
		const after = await readExisting(client, definition, type, unseen.map((task) => task.record.key));
		for (const task of unseen) task.stored = after.byKey.get(task.record.key);
		for (const task of done) await mendZone(task, client, definition, type, existing);
	} catch (caught) {
		const error = asApiError(caught);
		for (const task of unseen) {
			task.findings.push({ level: 'warning', field: '', value: '', message: `${task.who} was written but could not be read back: ${error.message}.`, fix: 'Nothing to do: the next run compares it again.' });
		}
	}
	for (const task of done) if (task.stored !== undefined) reportWhatWasNotKept(task, task.stored, definition);
}

/** A label in the wrong language may be dropped silently; the stored row shows the right language, so it is set again. */
async function mendZone(task: Task, client: UnicontaClient, definition: EntityDefinition, type: string, existing: Existing): Promise<void> {
	if (task.outcome !== 'created' || task.stored === undefined) return;
	for (const rule of definition.fields.filter(({ kind }) => kind === 'zone')) {
		const wanted = task.record.uniconta[rule.name];
		if (wanted === undefined || normalise(rule, wanted) === normalise(rule, fieldOf(task.stored, rule.name))) continue;
		const form = { labels: existing.dialect.labels === 'en' ? 'en' : 'da', countries: 'name' } as const;
		await client.update(type, withFields(task.stored, { [rule.name]: inDialect(rule, wanted, form) }));
		task.stored = (await client.find(type, definition.key, task.record.key))[0] ?? task.stored;
	}
}

function reportWhatWasNotKept(task: Task, stored: UnicontaRow, definition: EntityDefinition): void {
	for (const [field, { to }] of Object.entries(task.changes)) {
		const rule = ruleOf(definition, field);
		const wanted = normalise(rule, to);
		const kept = normalise(rule, fieldOf(stored, field));
		if (wanted === kept) continue;
		const cut = isCut(rule, wanted, kept, new Map());
		task.findings.push({
			level: 'warning',
			field: rule.label,
			value: wanted,
			message: cut
				? `${task.who}: Uniconta keeps ${kept.length} characters of ${rule.label} ("${kept}").`
				: `${task.who}: Uniconta did not keep ${rule.label} "${wanted}"${kept === '' ? '' : ` but has "${kept}"`}.`,
			fix: cut ? `Nothing has to be done. To see it whole in Uniconta, shorten it in Moment.` : `Check the field in Uniconta; a user-defined field must have exactly the name given in the settings.`,
		});
	}
}

function resultOf(task: Task, own: Task): UpsertResult {
	const { record } = own;
	const row = task.stored ?? task.before;
	return {
		outcome: task.outcome ?? 'failed',
		entity: record.entity,
		key: record.key,
		momentId: record.momentId,
		name: record.name,
		changes: task.outcome === 'refused' || task.outcome === 'unchanged' ? {} : task.changes,
		findings: task === own ? task.findings : [...task.findings],
		uniconta: row ?? record.uniconta,
		unicontaRowId: row === undefined ? (record.known?.unicontaRowId ?? '') : rowIdOf(row),
		held: record.held,
		hash: record.hash,
		transient: task.transient,
	};
}
