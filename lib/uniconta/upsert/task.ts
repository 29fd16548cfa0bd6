import type { ApiError } from '../../http/errors';
import type { Change, DryRunOutcome, Outcome } from '../../core/outcome';
import type { FieldRule } from '../../core/compare';
import { editMark } from '../../core/edits';
import type { Finding } from '../../core/finding';
import type { MappedRecord } from '../../core/record';
import { plainText } from '../../core/freeText';
import { normalise, sendable } from '../api/dialect';
import { ruleOf, type EntityDefinition } from './entity';
import { shownRow, type LinkedRecord } from './link';
import { fieldOf, type UnicontaRow } from '../api/rows';

/** One record of a run and what has become of it so far. */
export interface Task {
	record: MappedRecord;
	/** `Customer 1001 "Bageriet"`, for messages. */
	who: string;
	findings: Finding[];
	/** Parents that Uniconta does not have yet: where nothing else is wrong, the record is tried again by itself. */
	waitsFor: Finding[];
	/** The row as read before writing; absent for a new record. */
	before?: UnicontaRow;
	changes: Record<string, Change>;
	/** Texts that Uniconta keeps cut: they count as equal, but travel whole when the row is written. */
	alongside: Record<string, unknown>;
	/** Fields that a node of the workflow changed or took out, with what the mapper made of them. */
	edits: ReadonlyMap<string, Edit>;
	/** By field, what Uniconta is known to have made of its value, as the log notes it. */
	kept: Map<string, string>;
	outcome?: Outcome | DryRunOutcome;
	/** The row that has the record's number and is not taken for it. */
	stranger?: UnicontaRow;
	/** The row as it was written over the one before. */
	sent?: UnicontaRow;
	/** The row as Uniconta has it after writing, once seen. */
	stored?: UnicontaRow;
	/** Whether a failure may pass by itself. */
	transient: boolean;
}

interface Edit {
	mapped: string;
	isGone: boolean;
}

export function taskFor(given: MappedRecord, definition: EntityDefinition): Task {
	const fields = Object.entries(given.uniconta).map(([field, value]): [string, unknown] => [
		field,
		sendable(ruleOf(definition, field), value),
	]);
	// The number is what the row is found by, so it is always written too.
	const key = given.key === '' ? {} : { [definition.key]: given.key };
	const record: MappedRecord = { ...given, uniconta: { ...key, ...Object.fromEntries(fields) } };
	const noun = definition.noun.charAt(0).toUpperCase() + definition.noun.slice(1);
	const name = record.name === '' ? '' : ` "${record.name}"`;
	return {
		record,
		who: `${noun} ${record.key}${name}`,
		findings: [...record.findings],
		waitsFor: [],
		changes: {},
		alongside: {},
		edits: editsOf(given, definition),
		kept: new Map(),
		transient: false,
	};
}

function editsOf({ mapped = {}, uniconta }: MappedRecord, definition: EntityDefinition): Map<string, Edit> {
	const edits = new Map<string, Edit>();
	for (const [field, value] of Object.entries(mapped)) {
		const rule = ruleOf(definition, field);
		const text = (one: unknown): string => normalise(rule, one);
		const isGone = !(field in uniconta);
		if (isGone || text(value) !== text(uniconta[field])) edits.set(field, { mapped: text(value), isGone });
	}
	return edits;
}

/** What the log notes of fields that the workflow changed, by what Uniconta has of them now. */
export function editMarks({ record, edits, kept }: Task, row: UnicontaRow, definition: EntityDefinition): string[] {
	return [...edits].flatMap(([field, { mapped, isGone }]) => {
		const isThere = field in record.uniconta && kept.get(field)?.startsWith(`${field}!`) !== true;
		if (!isGone && !isThere) return [];
		const stored = isGone ? undefined : normalise(ruleOf(definition, field), fieldOf(row, field));
		return [editMark(field, record.momentId, mapped, stored)];
	});
}

export function refuse(task: Task, finding: Omit<Finding, 'level'>): void {
	task.findings.push({ level: 'error', ...finding });
	task.outcome = 'refused';
}

export function linkedRecordOf(
	{ key, name, uniconta, known }: MappedRecord,
	{ organisationNumber = '' }: EntityDefinition,
): LinkedRecord {
	return {
		key,
		name: typeof uniconta.Name === 'string' ? uniconta.Name : name,
		organisationNumber: typeof uniconta[organisationNumber] === 'string' ? uniconta[organisationNumber] : '',
		unicontaRowId: known?.unicontaRowId ?? '',
		confirmedRowId: known?.confirmedRowId ?? '',
		endedRowIds: known?.endedRowIds ?? [],
	};
}

/** A row has the record's number, and nothing says that it is the record: only a person can tell (G9). */
export function refuseStranger(task: Task, row: UnicontaRow, { noun, organisationNumber }: EntityDefinition): void {
	const { record, who } = task;
	task.stranger = row;
	refuse(task, {
		field: 'Number',
		value: record.key,
		message: `${who} has the number of another ${noun} in Uniconta: ${shownRow(row)}. ${organisationNumber === undefined ? 'The names do not agree' : 'Neither name nor organisation number agree'}, so nothing is written.`,
		fix: `If both are the same ${noun}, confirm ${noun} ${record.key} in the form Send Again. If not, give one of them another number.`,
	});
}

/** The field is not written, and not remembered as one that holds Moment's value. */
export function leaveOut(task: Task, rule: FieldRule, finding: Omit<Finding, 'level' | 'field'>): void {
	const without = (fields: Record<string, unknown>): Record<string, unknown> =>
		Object.fromEntries(Object.entries(fields).filter(([field]) => field !== rule.name));
	task.record = {
		...task.record,
		uniconta: without(task.record.uniconta),
		held: task.record.held.filter((field) => field !== rule.name),
	};
	task.changes = Object.fromEntries(Object.entries(task.changes).filter(([field]) => field !== rule.name));
	task.findings.push({ level: 'warning', field: rule.label, ...finding });
}

/** What the log remembers: the fields that hold Moment's value, and what Uniconta made of some of them. */
export function heldOf({ held, known }: MappedRecord, kept: ReadonlyMap<string, string>): string[] {
	const isThere = (field: string): boolean => kept.get(field)?.startsWith(`${field}!`) !== true;
	// What Uniconta could not take is not Moment's there, unless an earlier value of Moment's still is (G4).
	return [...held.filter((field) => isThere(field) || known?.held.includes(field) === true), ...kept.values()];
}

/** A call for this record failed: a refusal by Uniconta is the record's own, all else is tried again by itself. */
export function fail(task: Task, error: ApiError, definition: EntityDefinition): void {
	const field = fieldNamedIn(error.body ?? '', definition);
	const value = field === undefined ? '' : plainText(task.record.uniconta[field.name] ?? '');
	task.findings.push({
		level: 'error',
		field: field?.label ?? '',
		value,
		message: `${task.who}: ${error.message}.`,
		fix: error.fix,
	});
	task.outcome = error.kind === 'refused' ? 'refused' : 'failed';
	task.transient = error.kind !== 'refused';
}

function fieldNamedIn(text: string, definition: EntityDefinition): { name: string; label: string } | undefined {
	return definition.fields.find(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
}
