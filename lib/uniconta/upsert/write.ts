import { Breaker } from '../../http/breaker';
import { asApiError, type ApiError } from '../../http/errors';
import type { Clock } from '../../http/port';
import type { UnicontaClient } from '../api/client';
import { compareTask } from './compareTask';
import { DEFAULT_DIALECT, DIALECTS, dialectSeenIn, inDialect, type Dialect } from '../api/dialect';
import { ruleOf, type EntityDefinition } from './entity';
import { readExisting, type Existing } from './existing';
import { locate } from './link';
import { rowIdOf, textOf, withFields, type UnicontaRow } from '../api/rows';
import { fail, linkedRecordOf, refuseStranger, stopsTheRun, type Task } from './task';

/**
 * New rows travel in lists of this size (design 5: about 500), larger ones for a first export of thousands, so that
 * 10,000 new ones stay within 30 calls (35 for projects) also where all that is read comes in pages of 1,000; less where
 * Uniconta takes less (reference 5: its limit is not known).
 */
const LIST_SIZE = 700;
const LARGEST_LIST = 1_000;
const LISTS_OF_A_RUN = 10;
/** How often a list that does not go through is split in one run; past that the rest waits for the next run (G8). */
const MAX_SPLITS = 60;
/** A row that was read longer ago is read again before it is written back, so that nobody's edit is undone (G4). */
const FRESH_MS = 30_000;
const BLOCK = 50;
/**
 * So many records in a row without a clear answer, and Uniconta itself is in trouble: the run ends, instead of asking
 * about every record (G8). Lists do not count, because one bad row makes every list fail that it is in.
 */
const UNANSWERED = 3;
/** So many records may be refused while the language is learned from them. */
const LEARN_TRIES = 3;

export interface Writer {
	create(tasks: readonly Task[]): Promise<void>;
	update(tasks: readonly Task[]): Promise<void>;
}

/**
 * Writes the tasks of one run; each ends with an outcome, and none is ever sent twice without a look in between. Never
 * throws for a failed call: once something was written, a failure is the outcome of its record.
 */
export function createWriter(
	client: UnicontaClient,
	definition: EntityDefinition,
	type: string,
	existing: Existing,
	clock: Clock,
): Writer {
	let known: Partial<Dialect> = { ...existing.dialect };
	let splits = 0;
	let listSize = LIST_SIZE;
	const breaker = new Breaker(UNANSWERED);
	let readAt = clock.now();

	const inForm = (fields: Record<string, unknown>, form: Dialect): UnicontaRow =>
		Object.fromEntries(
			Object.entries(fields).map(([field, value]) => [field, inDialect(ruleOf(definition, field), value, form)]),
		);
	const newFields = (task: Task): Record<string, unknown> =>
		Object.fromEntries(
			Object.entries(task.record.uniconta).filter(
				([, value]) => value !== '' && value !== null && value !== undefined,
			),
		);
	const rowFor = (task: Task, form: Dialect): UnicontaRow => inForm(newFields(task), form);
	const dialect = (): Dialect => ({ ...DEFAULT_DIALECT, ...known });

	/** The forms in which these fields may be taken: those that agree with what was seen and are not the same for them. */
	function formsFor(fields: Record<string, unknown>): Dialect[] {
		const possible = DIALECTS.filter(
			(form) =>
				form.labels === (known.labels ?? form.labels) && form.countries === (known.countries ?? form.countries),
		);
		const byRow = new Map([...possible].reverse().map((form) => [JSON.stringify(inForm(fields, form)), form]));
		return [...byRow.values()].reverse();
	}

	/** Whether these fields are others in Danish than in English. */
	const showLanguage = (fields: Record<string, unknown>): boolean =>
		JSON.stringify(inForm(fields, { ...dialect(), labels: 'en' })) !==
		JSON.stringify(inForm(fields, { ...dialect(), labels: 'da' }));

	/** These fields were taken in this form. */
	function learn(fields: Record<string, unknown>, form: Dialect, forms: readonly Dialect[]): void {
		if (showLanguage(fields)) known = { ...known, labels: form.labels };
		if (forms.some(({ countries }) => countries !== form.countries))
			known = { ...known, countries: form.countries };
	}

	/** The record's row after a write that failed; undefined when it is not there, an error when that cannot be told. */
	async function look(task: Task): Promise<UnicontaRow | ApiError | undefined> {
		try {
			return (await client.find(type, definition.key, task.record.key))[0];
		} catch (caught) {
			return asApiError(caught);
		}
	}

	function giveUp(task: Task, error: ApiError): void {
		if (error.mayHaveHappened) breaker.count(error);
		else breaker.reset();
		if (stopsTheRun(error)) breaker.trip(error);
		fail(task, error, definition);
	}

	/** The record is there after an insert that failed: ours arrived after all, or somebody was quicker. The comparison tells. */
	async function settleFound(task: Task, row: UnicontaRow, ours: boolean): Promise<void> {
		const located = locate(linkedRecordOf(task.record, definition), definition, row);
		if (located !== undefined && 'stranger' in located && task.record.momentId !== '') {
			refuseStranger(task, row, definition);
			return;
		}
		const asNew = task.changes;
		task.stored = row;
		compareTask(task, row, definition, existing.longest);
		if (Object.keys(task.changes).length > 0) {
			await updateOne(task);
		} else if (ours && task.record.known?.unicontaRowId !== rowIdOf(row)) {
			task.outcome = 'created';
			task.changes = asNew;
		} else {
			task.outcome = 'unchanged';
		}
	}

	async function createOne(task: Task): Promise<void> {
		const fields = newFields(task);
		const forms = formsFor(fields);
		for (const [index, form] of forms.entries()) {
			let error: ApiError;
			try {
				const answer = await client.insert(type, inForm(fields, form));
				task.outcome = 'created';
				breaker.reset();
				if (answer !== undefined && textOf(answer, definition.key) === task.record.key) task.stored = answer;
				learn(fields, form, forms);
				return;
			} catch (caught) {
				error = asApiError(caught);
			}
			const unclear = error.mayHaveHappened || error.code === 'KeyExists';
			const found = unclear ? await look(task) : undefined;
			if (found !== undefined && !(found instanceof Error)) {
				await settleFound(task, found, error.code !== 'KeyExists');
				return;
			}
			const another = index < forms.length - 1 && found === undefined && mayBeTheForm(error);
			if (!another) {
				giveUp(task, error);
				return;
			}
		}
	}

	/** One record alone teaches in which language this Uniconta takes its labels, before 500 are refused at once. */
	async function learnDialect(tasks: readonly Task[]): Promise<readonly Task[]> {
		if (tasks.length < 2 || known.labels !== undefined) return tasks;
		const teachers = tasks.filter((task) => showLanguage(newFields(task))).slice(0, LEARN_TRIES);
		const sent = new Set<Task>();
		for (const teacher of teachers) {
			if (breaker.tripped) break;
			sent.add(teacher);
			await createOne(teacher);
			if (teacher.outcome !== 'created') continue;
			if (teacher.stored === undefined) {
				const found = await look(teacher);
				if (found !== undefined && !(found instanceof Error)) teacher.stored = found;
			}
			// The label may have been dropped without a word; the stored row speaks the user's language.
			if (teacher.stored !== undefined) known = { ...known, ...dialectSeenIn(teacher.stored) };
			break;
		}
		return tasks.filter((task) => !sent.has(task));
	}

	async function createList(tasks: readonly Task[]): Promise<void> {
		const [first, ...others] = tasks;
		if (first === undefined) return;
		if (breaker.reason !== undefined) {
			failAll(tasks, breaker.reason);
			return;
		}
		if (others.length === 0) {
			await createOne(first);
			return;
		}
		if (tasks.length > listSize) {
			await createList(tasks.slice(0, listSize));
			await createList(tasks.slice(listSize));
			return;
		}
		try {
			const stored = await client.insertList(
				type,
				tasks.map((task) => rowFor(task, dialect())),
			);
			breaker.reset();
			const byKey = new Map(stored.map((row) => [textOf(row, definition.key), row]));
			for (const task of tasks) {
				task.outcome = 'created';
				task.stored = byKey.get(task.record.key);
			}
		} catch (caught) {
			await afterFailedList(tasks, asApiError(caught));
		}
	}

	/** Part of the list, all or none may be there (reference 15.12): look, keep what arrived, go on with the rest. */
	async function afterFailedList(tasks: readonly Task[], error: ApiError): Promise<void> {
		if (stopsTheRun(error)) {
			breaker.trip(error);
			failAll(tasks, error);
			return;
		}
		let arrived: Existing;
		try {
			arrived = await readExisting(
				client,
				definition,
				type,
				tasks.map((task) => task.record.key),
			);
		} catch (caught) {
			breaker.trip(asApiError(caught));
			failAll(tasks, error);
			return;
		}
		const missing = tasks.filter(({ record }) => !arrived.byKey.has(record.key));
		const firstMissing = tasks.findIndex(({ record }) => !arrived.byKey.has(record.key));
		for (const [at, task] of tasks.entries()) {
			const row = arrived.byKey.get(task.record.key);
			// Up to the row whose key existed the list was carried out, as far as it was at all.
			if (row !== undefined) await settleFound(task, row, error.code !== 'KeyExists' || at < firstMissing - 1);
		}
		if (missing.length === 0) return;
		if (++splits > MAX_SPLITS) {
			failAll(missing, error);
			return;
		}
		// What came through up to the first missing one shows who stopped the list; else halves find the culprit quickly.
		const half = Math.ceil(missing.length / 2);
		const nothingArrived = missing.length === tasks.length;
		const cut = nothingArrived ? half : 1;
		await createList(missing.slice(0, cut));
		await createList(missing.slice(cut));
		if (nothingArrived && missing.every(({ outcome }) => outcome === 'created')) {
			// No record stopped the list, so it was the list's length.
			listSize = Math.min(listSize, half);
			splits -= 1;
		}
	}

	async function updateOne(task: Task): Promise<void> {
		if (breaker.reason !== undefined) {
			failAll([task], breaker.reason);
			return;
		}
		if (task.before === undefined) return;
		const wanted = {
			...task.alongside,
			...Object.fromEntries(Object.entries(task.changes).map(([field, { to }]) => [field, to])),
		};
		const forms = formsFor(wanted);
		for (const [index, form] of forms.entries()) {
			let error: ApiError;
			try {
				const row = withFields(task.before, inForm(wanted, form));
				const answer = await client.update(type, row);
				task.outcome = 'updated';
				breaker.reset();
				task.sent = row;
				task.stored =
					answer !== undefined && textOf(answer, definition.key) === task.record.key ? answer : undefined;
				learn(wanted, form, forms);
				return;
			} catch (caught) {
				error = asApiError(caught);
			}
			const found = error.mayHaveHappened ? await look(task) : undefined;
			if (found !== undefined && !(found instanceof Error)) {
				const asked = task.changes;
				compareTask(task, found, definition, existing.longest);
				const arrived = Object.keys(asked).every((field) => !(field in task.changes));
				task.changes = asked;
				if (arrived) {
					task.stored = found;
					task.outcome = 'updated';
					return;
				}
			}
			const another = index < forms.length - 1 && !(found instanceof Error) && mayBeTheForm(error);
			if (!another) {
				giveUp(task, error);
				return;
			}
		}
	}

	function failAll(tasks: readonly Task[], error: ApiError): void {
		for (const task of tasks) fail(task, error, definition);
	}

	async function readAgain(block: readonly Task[]): Promise<void> {
		try {
			const fresh = await readExisting(
				client,
				definition,
				type,
				block.map((task) => task.record.key),
			);
			readAt = clock.now();
			for (const task of block) {
				const row = fresh.byKey.get(task.record.key);
				if (row === undefined) continue;
				if (task.before !== undefined && rowIdOf(row) !== rowIdOf(task.before)) {
					refuseStranger(task, row, definition);
					continue;
				}
				compareTask(task, row, definition, existing.longest);
				if (Object.keys(task.changes).length === 0) task.outcome = 'unchanged';
			}
		} catch (caught) {
			breaker.trip(asApiError(caught));
		}
	}

	return {
		async create(tasks) {
			listSize = Math.max(LIST_SIZE, Math.min(LARGEST_LIST, Math.ceil(tasks.length / LISTS_OF_A_RUN)));
			let rest = await learnDialect(tasks);
			while (rest.length > 0) {
				const size = listSize;
				await createList(rest.slice(0, size));
				rest = rest.slice(size);
			}
		},
		async update(tasks) {
			const sorted = [...tasks].sort((a, b) => (a.record.key < b.record.key ? -1 : 1));
			for (let from = 0; from < sorted.length; from += BLOCK) {
				const block = sorted.slice(from, from + BLOCK);
				if (!breaker.tripped && clock.now() - readAt > FRESH_MS) await readAgain(block);
				for (const task of block) if (task.outcome === undefined) await updateOne(task);
			}
		},
	};
}

/** Whether a refusal may be due to the form of a label or a country rather than to the record; some servers refuse with a 500 and a sentence. */
function mayBeTheForm(error: ApiError): boolean {
	if (error.kind === 'unexpected') return error.status === 500 && (error.body ?? '') !== '';
	return (
		error.kind === 'refused' &&
		(error.code === undefined || error.code === 'FieldHasinvalidValue' || error.code === 'CountryNotSet')
	);
}
