import { hasErrors } from '../../core/finding';
import { keyFindings } from '../../core/keys';
import { fingerprint } from '../../core/record';
import { plainText } from '../../core/freeText';
import { ruleOf, type EntityDefinition } from './entity';
import { leaveOut, refuse, type Task } from './task';

/**
 * For each task the one that is written in its place: itself, or the first with the same number. The same number twice
 * with the same content is one write; with different content nobody can say which is right.
 */
export function onePerKey(tasks: readonly Task[], definition: EntityDefinition): Map<Task, Task> {
	const byKey = new Map<string, Task>();
	const leaderOf = new Map<Task, Task>();
	for (const task of tasks) {
		const { key } = task.record;
		// Without a number two records have nothing in common.
		const leader = key === '' ? task : (byKey.get(key) ?? task);
		byKey.set(key, leader);
		leaderOf.set(task, leader);
		if (
			leader !== task &&
			fingerprint(leader.record.uniconta) !== fingerprint(task.record.uniconta) &&
			!hasErrors(leader.findings)
		) {
			refuse(leader, {
				field: 'Number',
				value: key,
				message: `${leader.who} comes several times in this run, with different content.`,
				fix: `Leave one item for each ${definition.noun} before this node, for example with the Remove Duplicates node.`,
			});
		}
	}
	return leaderOf;
}

/** What can be said of a record without asking Uniconta; what the mapper has said already is not said again. */
export function checkRecord(task: Task, definition: EntityDefinition): void {
	const { record, who } = task;
	const keyLabel = ruleOf(definition, definition.key).label;
	const reported = new Set(
		task.findings
			.filter(({ level }) => level === 'error')
			.map(({ field, value }) => JSON.stringify([field, value])),
	);
	const isReported = (field: string, value: string): boolean => reported.has(JSON.stringify([field, value]));
	if (!isReported(keyLabel, record.key)) task.findings.push(...keyFindings(record.key, who, keyLabel));
	const written = record.uniconta[definition.key];
	if (written !== undefined && written !== record.key) {
		refuse(task, {
			field: keyLabel,
			value: plainText(written),
			message: `${who} would be written under the number "${plainText(written)}".`,
			fix: `Give "key" and "uniconta.${definition.key}" the same value before this node. Numbers are Moment's and cannot be changed in Uniconta.`,
		});
	}
	for (const rule of definition.fields) {
		const value = record.uniconta[rule.name];
		if (rule.name === definition.key || typeof value !== 'string' || value === '' || isReported(rule.label, value))
			continue;
		checkValue(task, rule, value);
	}
}

function checkValue(task: Task, rule: EntityDefinition['fields'][number], value: string): void {
	const { kind, label, length = value.length, list } = rule;
	const what = `${task.who} has "${value}" as ${label.toLowerCase()}`;
	if (kind === 'code' && value.length > length) {
		const message = `${what}; Uniconta keeps ${length} characters and would cut the rest.`;
		const fix = 'Use a code that exists in Uniconta.';
		if (list?.missing !== 'leaveOut') refuse(task, { field: label, value, message, fix });
		else {
			const left = `${message} The field is left as it is there; all else is written.`;
			leaveOut(task, rule, { value, message: left, fix });
		}
	}
	if (kind === 'date' && !isDay(value)) {
		const message = `${what}, which is no date.`;
		refuse(task, { field: label, value, message, fix: 'Use the form YYYY-MM-DD.' });
	}
}

/** A day of the calendar, perhaps with a time behind it. */
function isDay(value: string): boolean {
	const [, day = ''] = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(value) ?? [];
	const time = Date.parse(`${day}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** What a record needs that is new in Uniconta. */
export function checkNew(task: Task, definition: EntityDefinition): void {
	for (const field of definition.requiredOnCreate) {
		if (task.record.uniconta[field] !== undefined && task.record.uniconta[field] !== '') continue;
		const { label } = ruleOf(definition, field);
		refuse(task, {
			field: label,
			value: '',
			message: `${task.who} is new in Uniconta and has no ${label.toLowerCase()}.`,
			fix: `Fill in ${label} before this node.`,
		});
	}
	for (const { field, message, fix } of definition.recommendedOnCreate) {
		if (task.record.uniconta[field] === undefined)
			task.findings.push({
				level: 'warning',
				field: ruleOf(definition, field).label,
				value: '',
				message: `${task.who} ${message}`,
				fix,
			});
	}
	task.changes = Object.fromEntries(
		Object.entries(task.record.uniconta).map(([field, to]) => [field, { from: '', to }]),
	);
}
