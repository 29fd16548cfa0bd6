import type { CodeList } from '../../core/compare';
import { hasErrors } from '../../core/finding';
import type { Reference } from '../../core/references';
import type { UnicontaClient } from '../api/client';
import { isMarked, readLists, type ListUse, type ReadList } from './codeLists';
import type { EntityDefinition } from './entity';
import { findByRowIds, noteDialect, type Existing } from './existing';
import { checkReference } from './link';
import { rowIdOf, type UnicontaRow } from '../api/rows';
import { leaveOut, type Task } from './task';

/** How many codes of a list are named in a message. */
const NAMED = 12;

type Use = ListUse & { task: Task; list: CodeList };

/**
 * Codes about to be written must exist in their lists, and a new record that names none gets the default one. Codes of
 * refused records are checked too, so that all findings come at once.
 */
export async function checkLists(
	tasks: readonly Task[],
	client: UnicontaClient,
	definition: EntityDefinition,
	existing: Existing,
): Promise<void> {
	const uses = tasks.flatMap((task) => usesOf(task, definition));
	const lists = await readLists(client, uses, (row) => {
		noteDialect(row, existing);
	});
	const linked = await linkedRows(uses, lists, client);
	for (const use of uses) {
		const read = lists.get(use.list.type);
		if (read === undefined) continue;
		if (use.code === '') setDefault(use, read);
		else if (!isRefused(use, read, linked)) check(use, read);
	}
}

/** Rows of links that do not stand under their number: renumbered in Uniconta, or gone. By row id. */
async function linkedRows(
	uses: readonly Use[],
	lists: ReadonlyMap<string, ReadList>,
	client: UnicontaClient,
): Promise<Map<string, UnicontaRow>> {
	const found = new Map<string, UnicontaRow>();
	const missing = new Map<string, { key: string; type: string; ids: Set<string> }>();
	for (const use of uses) {
		const id = referenceOf(use)?.unicontaRowId ?? '';
		const numbered = lists.get(use.list.type)?.byCode.get(use.code);
		if (id === '' || (numbered !== undefined && rowIdOf(numbered) === id)) continue;
		const { key, type } = use.list;
		const entry = missing.get(type) ?? { key, type, ids: new Set<string>() };
		missing.set(type, { ...entry, ids: entry.ids.add(id) });
	}
	for (const { ids, ...list } of missing.values()) {
		for (const row of await findByRowIds(client, list, [...ids])) found.set(rowIdOf(row), row);
	}
	return found;
}

function referenceOf({ task, list, code }: Use): Reference | undefined {
	if (list.refersTo === undefined) return undefined;
	return task.record.references?.find(({ entity, key }) => entity === list.refersTo && key === code);
}

/** A code that is a record of Moment: what stands under it in Uniconta must be that record (G9). */
function isRefused(use: Use, { byCode }: ReadList, linked: ReadonlyMap<string, UnicontaRow>): boolean {
	const { task, rule, list, code } = use;
	const reference = referenceOf(use);
	if (reference === undefined) return false;
	// The mapper has said it.
	if (reference.drift !== undefined) return true;
	const trouble = checkReference(reference, { key: list.key }, byCode.get(code), linked.get(reference.unicontaRowId));
	if (trouble === 'same') return false;
	if (trouble !== 'absent') {
		task.findings.push({
			level: 'error',
			field: rule.label,
			value: code,
			message: `${task.who} belongs to ${trouble.says}.`,
			fix: trouble.fix,
		});
		task.transient = true;
		return true;
	}
	if (reference.refusal === '') return false;
	const message = `${task.who} has the ${list.label} "${code}", which does not exist in Uniconta because it was refused: ${reference.refusal}`;
	task.waitsFor.push({
		level: 'error',
		field: rule.label,
		value: code,
		message,
		fix: `Mend ${list.label} ${code} first. The ${task.record.entity} is tried again by itself.`,
	});
	return true;
}

function usesOf(task: Task, { fields }: EntityDefinition): Use[] {
	const refused = hasErrors(task.findings);
	return fields.flatMap((rule) => {
		const code = task.record.uniconta[rule.name] ?? '';
		const { list } = rule;
		if (list === undefined || typeof code !== 'string') return [];
		const needed =
			code === ''
				? list.defaultMark !== undefined && !refused && task.before === undefined
				: refused || rule.name in task.changes;
		return needed ? [{ task, rule, list, code }] : [];
	});
}

function setDefault({ task, rule, list }: Use, { byCode }: ReadList): void {
	const marked = [...byCode].filter(([, row]) => isMarked(row, list.defaultMark ?? ''));
	const [only, second] = marked;
	if (only !== undefined && second === undefined) {
		const [code] = only;
		task.record = { ...task.record, uniconta: { ...task.record.uniconta, [rule.name]: code } };
		task.changes = { ...task.changes, [rule.name]: { from: '', to: code } };
		return;
	}
	const which =
		only === undefined
			? `no ${list.label} is marked as the default`
			: `several (${marked.map(([code]) => code).join(', ')}) are marked as the default`;
	task.findings.push({
		level: 'error',
		field: rule.label,
		value: '',
		message: `${task.who} is new in Uniconta and names no ${list.label}, and in Uniconta ${which}.`,
		fix: `Mark one as the default in Uniconta (${list.menu}), or ${list.mend}.`,
	});
}

function check(use: Use, { byCode }: ReadList): void {
	const { task, rule, list, code } = use;
	const row = byCode.get(code);
	const isBlocked = row !== undefined && list.blocked !== undefined && isMarked(row, list.blocked);
	if (row !== undefined && !isBlocked) return;
	const what = `${task.who} has the ${list.label} "${code}", which ${isBlocked ? 'is blocked in Uniconta' : 'does not exist in Uniconta'}`;
	const create = isBlocked ? `Unblock it in Uniconta (${list.menu})` : `Create it in Uniconta (${list.menu})`;
	if (list.missing === 'leaveOut') {
		leaveOut(task, rule, {
			value: code,
			message: `${what}. The field is left as it is there; all else is written.`,
			fix: `${create}, or ${list.mend}.`,
		});
	} else if (list.missing === 'wait') {
		task.waitsFor.push({
			level: 'error',
			field: rule.label,
			value: code,
			message: `${what}.`,
			fix: `${create}, or ${list.mend}.`,
		});
	} else {
		const offered = isBlocked ? '' : ` ${offer(byCode)}.`;
		task.findings.push({
			level: 'error',
			field: rule.label,
			value: code,
			message: `${what}.${offered}`,
			fix: `${create}, or ${list.mend}.`,
		});
	}
}

function offer(byCode: ReadonlyMap<string, unknown>): string {
	if (byCode.size === 0) return 'There is none yet';
	return `There are: ${[...byCode.keys()].slice(0, NAMED).join(', ')}${byCode.size > NAMED ? ' …' : ''}`;
}

/** Ends the tasks that cannot be written: refused for what is wrong with them, or put off until a parent is there. */
export function settleFindings(tasks: readonly Task[]): void {
	for (const task of tasks) {
		const waits = task.waitsFor.length > 0;
		if (hasErrors(task.findings)) task.outcome = 'refused';
		else if (waits) {
			task.outcome = 'failed';
			task.transient = true;
		}
		task.findings.push(...task.waitsFor);
	}
}
