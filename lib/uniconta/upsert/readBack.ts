import { asApiError, type ApiError } from '../../http/errors';
import type { FieldRule } from '../../core/compare';
import { countryFromUniconta } from '../api/countries';
import { dialectSeenIn, inDialect, isKnownLabel, isLabel, normalise } from '../api/dialect';
import { ruleOf, type EntityDefinition } from './entity';
import { createMender, settleKept } from './keptValues';
import { fieldOf, keyOf, withFields, type UnicontaRow } from '../api/rows';
import type { Task } from './task';
import type { WriteRun } from './writeRun';

/** Up to so many calls a reading costs nothing to speak of. */
const CHEAP_CALLS = 3;

/**
 * Reads back what was written: a field may have been dropped, cut, or set to a default without a word (UC15). An
 * update of which nothing of that can be true is not read: it is most of a day's calls (G8). Where a server answers a
 * PUT with the stored row (UC12: not known), that row is looked at in any case.
 */
export async function readBack(written: readonly Task[], run: WriteRun): Promise<void> {
	const done = written.filter((task) => task.outcome === 'created' || task.outcome === 'updated');
	const unseen = done.filter((task) => task.stored === undefined && !isCertain(task, run));
	try {
		await readUnseen(unseen, run);
	} catch (caught) {
		const error = asApiError(caught);
		for (const task of unseen) {
			if (task.stored === undefined && task.outcome !== 'failed') warnOfReading(task, error);
		}
	}
	const mend = createMender(run.client, run.definition, run.type);
	for (const task of done) await settleStored(task, run, mend);
}

async function readUnseen(unseen: readonly Task[], run: WriteRun): Promise<void> {
	const { calls } = run.existing;
	const oneByOne = calls > CHEAP_CALLS && unseen.length <= calls;
	const after = await run.read(oneByOne ? [] : unseen);
	for (const task of unseen) {
		task.stored = after.byKey.get(task.record.key);
		// A range may miss a row where Uniconta orders text differently: asked for by its number it must be there.
		if (task.stored === undefined && !after.complete) task.stored = await run.find(task);
		if (task.stored === undefined) notThere(task);
	}
}

async function settleStored(task: Task, run: WriteRun, mend: (task: Task) => Promise<void>): Promise<void> {
	if (task.stored === undefined) return;
	try {
		await mendLabels(task, task.stored, run);
	} catch (caught) {
		asApiError(caught);
		// Still as it was read: what was not kept is said below.
	}
	addWhatArrivedAlongside(task, task.stored, run.definition);
	await mend(task);
	// A value that was cut and stands there still is no state to remember.
	if (task.outcome !== 'failed') settleKept(task, task.stored, run.definition, run.existing);
}

/** Letters that every database keeps, and nothing that one may tidy up: blanks in a row, a full stop at the end. */
const PLAIN_TEXT = /^(?!.*\s\s)(?!.*[.,;:]$)[\x20-\x7E\xA0-\xFF]+$/;

/**
 * Whether an update can only have been carried out as asked: fields that the row had, texts that no Uniconta cuts,
 * codes that were seen in their list, labels in its language. What differs although the log has it as sent may be what
 * Uniconta dropped then, so it is looked at.
 */
function isCertain({ outcome, before, changes, alongside, record }: Task, { definition, existing }: WriteRun): boolean {
	if (outcome !== 'updated' || before === undefined || Object.keys(alongside).length > 0) return false;
	if (record.known !== undefined && record.known.hash === record.hash) return false;
	return Object.entries(changes).every(([field, { to }]) => {
		const rule = ruleOf(definition, field);
		if (keyOf(before, field) === undefined || typeof to !== 'string' || to === '') return false;
		if (isLabel(rule.kind)) return existing.dialect.labels !== undefined && isKnownLabel(rule, to);
		if (rule.kind === 'code') return rule.list !== undefined;
		if (rule.kind === 'country')
			return existing.dialect.countries !== undefined && countryFromUniconta(to) !== undefined;
		return rule.kind === 'date' || (rule.length !== undefined && to.length <= rule.length && PLAIN_TEXT.test(to));
	});
}

/** Uniconta said yes and has nothing: nobody may believe that it is there. */
function notThere(task: Task): void {
	task.outcome = 'failed';
	task.transient = true;
	task.findings.push({
		level: 'error',
		field: '',
		value: '',
		message: `${task.who}: Uniconta took it without an error, but does not have it.`,
		fix: 'It is tried again by itself. If it stays so, create it by hand in Uniconta and see which field it asks for.',
	});
}

function warnOfReading(task: Task, error: ApiError): void {
	task.findings.push({
		level: 'warning',
		field: '',
		value: '',
		message: `${task.who} was written but could not be read back: ${error.message}.`,
		fix: 'Nothing to do: the next run compares it again.',
	});
}

/**
 * A label in the wrong language may be dropped silently; the stored row shows the right language, so it is set again.
 */
async function mendLabels(task: Task, stored: UnicontaRow, run: WriteRun): Promise<void> {
	const { client, definition, type, existing } = run;
	const isWritten = (field: string): boolean =>
		task.outcome === 'created' ? (task.record.uniconta[field] ?? '') !== '' : field in task.changes;
	const dropped = definition.fields.filter(
		(rule) => isLabel(rule.kind) && isWritten(rule.name) && !isKept(rule, task.record.uniconta[rule.name], stored),
	);
	if (dropped.length === 0) return;
	const labels = dialectSeenIn(stored).labels ?? existing.dialect.labels ?? 'da';
	const fields: Record<string, unknown> = {};
	for (const rule of dropped)
		fields[rule.name] = inDialect(rule, task.record.uniconta[rule.name], { labels, countries: 'name' });
	await client.update(type, withFields(stored, fields));
	task.stored = (await run.find(task)) ?? stored;
}

function isKept(rule: FieldRule, wanted: unknown, stored: UnicontaRow): boolean {
	return normalise(rule, wanted) === normalise(rule, fieldOf(stored, rule.name));
}

/** A text that went along because it might have been cut was an older, shorter one after all: then it is a change. */
function addWhatArrivedAlongside(task: Task, stored: UnicontaRow, definition: EntityDefinition): void {
	if (task.outcome !== 'updated' || task.before === undefined) return;
	for (const [field, to] of Object.entries(task.alongside)) {
		const before = fieldOf(task.before, field);
		if (!isKept(ruleOf(definition, field), before, stored)) task.changes[field] = { from: before ?? '', to };
	}
}
