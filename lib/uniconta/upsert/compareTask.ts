import { differences, keptMarkIn, type FieldRule, type LongestSeen } from '../../core/compare';
import { normalise } from '../api/dialect';
import { isOwnField, ruleOf, type EntityDefinition } from './entity';
import { fieldOf, keyOf, rowIdOf, type UnicontaRow } from '../api/rows';
import type { Task } from './task';

/**
 * Notes in the task what differs between the record and its row.
 *
 * A text that Uniconta keeps shorter counts as equal (G5). Whether it was cut, or is an older and shorter one of
 * Moment's, the row does not show; so it goes along whole whenever the row is written anyway, and it alone is reason to
 * write when the log shows that the record has changed since it was last sent. The same holds of a text that is only
 * written in another way, as long as the log does not say that this is what Uniconta made of it.
 */
export function compareTask(task: Task, row: UnicontaRow, definition: EntityDefinition, longest: LongestSeen): void {
	const { record } = task;
	const rules = Object.keys(record.uniconta)
		.map((field) => ruleOf(definition, field))
		.filter((rule) => !wasNotKept(task, row, rule, definition));
	const stored = (field: string): unknown => fieldOf(row, field);
	const kept = new Map<string, string>();
	const isKept = (rule: FieldRule, wanted: string, has: string): boolean => {
		const mark = keptMarkIn(record.known?.held ?? [], rule, rowIdOf(row), wanted, has);
		if (mark !== undefined) kept.set(rule.name, mark);
		return mark !== undefined;
	};
	const changes = differences(record.uniconta, stored, rules, normalise, longest, isKept);
	const withCut = differences(record.uniconta, stored, rules, normalise, undefined, isKept);
	const changedSinceSent =
		record.known !== undefined && record.known.hash !== '' && record.known.hash !== record.hash;
	task.before = row;
	task.kept = kept;
	task.changes = Object.keys(changes).length === 0 && changedSinceSent ? withCut : changes;
	task.alongside = Object.fromEntries(
		Object.entries(withCut).flatMap(([field, change]) => (field in task.changes ? [] : [[field, change.to]])),
	);
}

/**
 * A user-defined field that does not exist is ignored without a word (UC15): what was sent once is not sent
 * again and again.
 */
function wasNotKept({ record }: Task, row: UnicontaRow, { name }: FieldRule, definition: EntityDefinition): boolean {
	if (!isOwnField(definition, name) || keyOf(row, name) !== undefined) return false;
	return record.known !== undefined && record.known.hash === record.hash && record.known.held.includes(name);
}
