import { asApiError, type ApiError } from '../../http/errors';
import { isCut, isOtherValue, keptMark, type FieldRule, type KeptAs } from '../../core/compare';
import type { Finding } from '../../core/finding';
import { isSameForm } from '../../core/textForms';
import { stopsTheRun } from '../api/batch';
import type { UnicontaClient } from '../api/client';
import { normalise } from '../api/dialect';
import { isOwnField, ruleOf, type EntityDefinition } from './entity';
import type { Existing } from './existing';
import { fieldOf, keyOf, rowIdOf, withFields, type UnicontaRow } from '../api/rows';
import type { Task } from './task';

/** A field that was written, and what Uniconta has there now. */
interface Written {
	rule: FieldRule;
	wanted: string;
	kept: string;
	/** What stood there before; `''` for a new record. */
	before: string;
}

/**
 * Puts back what Uniconta cut although a part of it is another value: the mailbox of a stranger, another company. What
 * stood there before comes back, or nothing. A cut value cannot stay, so where that fails the record has failed.
 */
export function createMender(
	client: UnicontaClient,
	definition: EntityDefinition,
	type: string,
): (task: Task) => Promise<void> {
	let stop: ApiError | undefined;
	return async (task) => {
		const { stored } = task;
		if (stored === undefined) return;
		const isCutOff = ({ rule, wanted }: Written): boolean => isOtherValue(rule, wanted, fieldOf(stored, rule.name));
		const cut = changesOf(task, stored, definition).filter(isCutOff);
		if (cut.length === 0) return;
		const right = withFields(stored, Object.fromEntries(cut.map((one) => [one.rule.name, beforeCut(task, one)])));
		try {
			if (stop !== undefined) throw stop;
			await client.update(type, right);
			task.stored = right;
			for (const one of cut) sayTooLong(task, one, fieldOf(right, one.rule.name) ?? '');
		} catch (caught) {
			const error = asApiError(caught);
			if (stopsTheRun(error)) stop = error;
			const field = cut.map(({ rule }) => rule.label).join(', ');
			const message = `${task.who}: Uniconta cut ${field}, and what was left could not be taken out: ${error.message}.`;
			task.findings.push({ level: 'error', field, value: '', message, fix: error.fix });
			task.outcome = 'failed';
			task.transient = true;
		}
	};
}

/** What stood there may be what is left of the same value from an attempt before. */
function beforeCut({ before }: Task, { rule, wanted }: Written): unknown {
	const old = before === undefined ? undefined : fieldOf(before, rule.name);
	return old === undefined || isOtherValue(rule, wanted, old) ? '' : old;
}

function sayTooLong(task: Task, { rule, wanted, kept, before }: Written, now: unknown): void {
	const stored = normalise(rule, now);
	remember(task, rule, '!', wanted, stored);
	task.changes = Object.fromEntries(Object.entries(task.changes).filter(([field]) => field !== rule.name));
	// Only what was cut before gives way to nothing.
	if (stored !== before) task.changes[rule.name] = { from: before, to: now };
	const left = stored === '' ? 'the field is empty in Uniconta' : 'Uniconta keeps what it had';
	const lengths = `${rule.label} has ${wanted.length} characters, and Uniconta keeps ${kept.length}`;
	task.findings.push({
		level: 'warning',
		field: rule.label,
		value: '',
		message: `${task.who}: ${lengths}. Part of it would be another value, so it is not transferred; ${left}.`,
		fix: 'Shorten it in Moment.',
	});
}

/** Says what Uniconta has otherwise than it was sent, and notes it, so that it is neither written nor said again. */
export function settleKept(task: Task, stored: UnicontaRow, definition: EntityDefinition, { longest }: Existing): void {
	for (const written of changesOf(task, stored, definition)) {
		const { rule, wanted, kept } = written;
		if (wanted === kept || task.kept.get(rule.name)?.startsWith(`${rule.name}!`) === true) continue;
		const isNews = !isCut(rule, wanted, kept, longest) && isMade(task, written, stored, definition);
		if (isNews) remember(task, rule, '=', wanted, kept);
		task.findings.push(notKept(task, written));
	}
	// Nothing is otherwise than before: all that was new could not be kept.
	if (task.outcome === 'updated' && Object.keys(task.changes).length === 0) task.outcome = 'unchanged';
}

function changesOf({ record, changes, before }: Task, stored: UnicontaRow, definition: EntityDefinition): Written[] {
	return Object.keys(changes).map((field) => {
		const rule = ruleOf(definition, field);
		return {
			rule,
			wanted: normalise(rule, record.uniconta[field]),
			kept: normalise(rule, fieldOf(stored, field)),
			before: before === undefined ? '' : normalise(rule, fieldOf(before, field)),
		};
	});
}

/**
 * Whether what Uniconta has is what it makes of the value. Where it has what it had before, it may have dropped the
 * value this once: only the second time says so. A code or a label may be missing there today, so it is tried again.
 */
function isMade(
	{ record: { known, hash } }: Task,
	{ rule, kept, before }: Written,
	stored: UnicontaRow,
	definition: EntityDefinition,
): boolean {
	if (!['text', 'date', 'code'].includes(rule.kind) || rule.list !== undefined) return false;
	if (isOwnField(definition, rule.name) && keyOf(stored, rule.name) === undefined) return false;
	return kept !== before || (known !== undefined && known.hash === hash);
}

function remember(task: Task, { name }: FieldRule, as: KeptAs, wanted: string, stored: string): void {
	const rowId = task.stored === undefined ? '' : rowIdOf(task.stored);
	if (rowId !== '') task.kept.set(name, keptMark(name, as, rowId, wanted, stored));
}

function notKept({ who }: Task, { rule, wanted, kept, before }: Written): Finding {
	const field = rule.label;
	const about = { field, value: wanted };
	if (isCut(rule, wanted, kept, new Map())) {
		const message = `${who}: Uniconta keeps ${kept.length} characters of ${field}${quoted(rule, kept)}.`;
		return {
			level: 'warning',
			...about,
			message,
			fix: 'Nothing has to be done. To see it whole in Uniconta, shorten it in Moment.',
		};
	}
	const form = `${who}: Uniconta keeps ${field} in a form of its own${quoted(rule, kept)}.`;
	if (isSameForm(rule.form, wanted, kept)) return { level: 'note', ...about, message: form, fix: '' };
	if (kept !== '' && kept !== before) {
		const fix = 'Compare the field in both systems. Where it means the same, nothing has to be done.';
		return { level: 'warning', ...about, message: form, fix };
	}
	const values = isPersonal(rule) ? '' : ` "${wanted}"${kept === '' ? '' : ` but has "${kept}"`}`;
	const fix = 'Check the field in Uniconta; a user-defined field must have exactly the name given in the settings.';
	return { level: 'warning', ...about, message: `${who}: Uniconta did not keep ${field}${values}.`, fix };
}

/**
 * Messages go into the log, which holds no personal data beyond number and name: of all else only the field is named.
 */
export function isPersonal({ name, kind }: FieldRule): boolean {
	return kind === 'text' && name !== 'Name';
}

function quoted(rule: FieldRule, value: string): string {
	return isPersonal(rule) ? '' : ` ("${value}")`;
}
