import { asApiError, type ApiError } from '../http/errors';
import type { Clock } from '../http/port';
import { differences } from '../sync/compare';
import type { UnicontaClient } from './client';
import { DEFAULT_DIALECT, DIALECTS, dialectSeenIn, inDialect, normalise, type Dialect } from './dialect';
import { ruleOf, type EntityDefinition } from './entity';
import { readExisting, type Existing } from './existing';
import { fieldOf, textOf, withFields, type UnicontaRow } from './rows';
import { fail, stopsTheRun, type Task } from './upsertTask';

/** New rows travel in lists of this size (design 5). */
const LIST_SIZE = 500;
/** How often a list that does not go through is split in one run; past that the rest waits for the next run (G8). */
const MAX_SPLITS = 60;
/** A row that was read longer ago is read again before it is written back, so that nobody's edit is undone (G4). */
const FRESH_MS = 30_000;
const BLOCK = 50;

export interface Writer {
	create(tasks: readonly Task[]): Promise<void>;
	update(tasks: readonly Task[]): Promise<void>;
}

/** Writes the tasks of one run; each ends with an outcome, and none is ever sent twice without a look in between. */
export function createWriter(client: UnicontaClient, definition: EntityDefinition, type: string, existing: Existing, clock: Clock): Writer {
	let dialect: Dialect = { ...DEFAULT_DIALECT, ...existing.dialect };
	let dialectKnown = existing.dialect.labels !== undefined;
	let stop: ApiError | undefined;
	let splits = 0;
	let readAt = clock.now();

	const rowFor = (task: Task, form: Dialect): UnicontaRow =>
		Object.fromEntries(
			Object.entries(task.record.uniconta)
				.filter(([, value]) => value !== '' && value !== null && value !== undefined)
				.map(([field, value]) => [field, inDialect(ruleOf(definition, field), value, form)]),
		);
	const look = async (task: Task): Promise<UnicontaRow | undefined> =>
		(await client.find(type, definition.key, task.record.key))[0];
	const compare = (task: Task, row: UnicontaRow): void => {
		task.before = row;
		const rules = Object.keys(task.record.uniconta).map((field) => ruleOf(definition, field));
		task.changes = differences(task.record.uniconta, (field) => fieldOf(row, field), rules, normalise, existing.longest);
	};

	/** Deals with a failed write of one record; resolves to true when the record turned out to be there. */
	async function afterFailure(task: Task, error: ApiError): Promise<boolean> {
		if (error.mayHaveHappened || error.code === 'KeyExists') {
			const row = await look(task).catch((caught: unknown) => void asApiError(caught));
			if (row !== undefined) {
				task.stored = row;
				return true;
			}
		}
		if (stopsTheRun(error)) stop = error;
		fail(task, error, definition);
		return false;
	}

	async function createOne(task: Task): Promise<void> {
		const forms = dialectKnown ? [dialect] : DIALECTS;
		for (const [index, form] of forms.entries()) {
			try {
				task.stored = await client.insert(type, rowFor(task, form));
				task.outcome = 'created';
				dialect = form;
				return;
			} catch (caught) {
				const error = asApiError(caught);
				if (mayBeTheForm(error) && index < forms.length - 1) continue;
				if (!(await afterFailure(task, error))) return;
				// Either our own insert arrived after all, or somebody else was quicker: the comparison tells.
				const alreadyThere = error.code === 'KeyExists';
				const asNew = task.changes;
				if (task.stored !== undefined) compare(task, task.stored);
				if (Object.keys(task.changes).length > 0) {
					await updateOne(task);
				} else {
					task.outcome = alreadyThere ? 'unchanged' : 'created';
					if (!alreadyThere) task.changes = asNew;
				}
				return;
			}
		}
	}

	/** The first record alone teaches in which language this Uniconta takes its labels, before 500 are refused at once. */
	async function learnDialect(tasks: readonly Task[]): Promise<readonly Task[]> {
		let rest = tasks;
		for (let tries = 0; tries < 3 && !dialectKnown && rest.length > 1 && stop === undefined; tries++) {
			const [first, ...others] = rest;
			if (first === undefined) break;
			rest = others;
			await createOne(first);
			if (first.outcome !== 'created') continue;
			first.stored ??= await look(first);
			dialect = { ...dialect, ...(first.stored === undefined ? {} : dialectSeenIn(first.stored)) };
			dialectKnown = true;
		}
		return rest;
	}

	async function createList(tasks: readonly Task[]): Promise<void> {
		const [first, ...others] = tasks;
		if (first === undefined) return;
		if (stop !== undefined) { failAll(tasks, stop); return; }
		if (others.length === 0) { await createOne(first); return; }
		try {
			const stored = await client.insertList(type, tasks.map((task) => rowFor(task, dialect)));
			const byKey = new Map(stored.map((row) => [textOf(row, definition.key), row]));
			for (const task of tasks) {
				task.outcome = 'created';
				task.stored = byKey.get(task.record.key);
			}
			return;
		} catch (caught) {
			const error = asApiError(caught);
			if (stopsTheRun(error)) stop = error;
			await afterFailedList(tasks, error);
		}
	}

	/** Part of the list, all or none may be there (reference 15.12): look, keep what arrived, go on with the rest. */
	async function afterFailedList(tasks: readonly Task[], error: ApiError): Promise<void> {
		if (stop !== undefined) { failAll(tasks, stop); return; }
		const arrived = await readExisting(client, definition, type, tasks.map((task) => task.record.key));
		const missing: Task[] = [];
		for (const task of tasks) {
			task.stored = arrived.byKey.get(task.record.key);
			if (task.stored === undefined) missing.push(task);
			else task.outcome = 'created';
		}
		if (missing.length === 0) return;
		if (++splits > MAX_SPLITS) { failAll(missing, error); return; }
		// What came through up to the first missing one shows who stopped the list; else halves find the culprit quickly.
		const cut = missing.length < tasks.length ? 1 : Math.ceil(missing.length / 2);
		await createList(missing.slice(0, cut));
		await createList(missing.slice(cut));
	}

	async function updateOne(task: Task): Promise<void> {
		if (stop !== undefined) { failAll([task], stop); return; }
		if (task.before === undefined) return;
		const fields = Object.fromEntries(
			Object.entries(task.changes).map(([field, { to }]) => [field, inDialect(ruleOf(definition, field), to, dialect)]),
		);
		try {
			const answer = await client.update(type, withFields(task.before, fields));
			task.outcome = 'updated';
			if (answer !== undefined && textOf(answer, definition.key) === task.record.key) task.stored = answer;
		} catch (caught) {
			const error = asApiError(caught);
			if (!(await afterFailure(task, error))) return;
			const changes = task.changes;
			if (task.stored !== undefined) compare(task, task.stored);
			const arrived = Object.keys(task.changes).length === 0;
			task.changes = changes;
			if (arrived) task.outcome = 'updated';
			else fail(task, error, definition);
		}
	}

	function failAll(tasks: readonly Task[], error: ApiError): void {
		for (const task of tasks) fail(task, error, definition);
	}

	return {
		async create(tasks) {
			let rest = await learnDialect(tasks);
			while (rest.length > 0) {
				await createList(rest.slice(0, LIST_SIZE));
				rest = rest.slice(LIST_SIZE);
			}
		},
		async update(tasks) {
			const sorted = [...tasks].sort((a, b) => (a.record.key < b.record.key ? -1 : 1));
			for (let from = 0; from < sorted.length; from += BLOCK) {
				const block = sorted.slice(from, from + BLOCK);
				if (stop === undefined && clock.now() - readAt > FRESH_MS) await readAgain(block);
				for (const task of block) if (task.outcome === undefined) await updateOne(task);
			}
		},
	};

	async function readAgain(block: readonly Task[]): Promise<void> {
		try {
			const fresh = await readExisting(client, definition, type, block.map((task) => task.record.key));
			readAt = clock.now();
			for (const task of block) {
				const row = fresh.byKey.get(task.record.key);
				if (row === undefined) continue;
				compare(task, row);
				if (Object.keys(task.changes).length === 0) task.outcome = 'unchanged';
			}
		} catch (caught) {
			stop = asApiError(caught);
		}
	}
}

/** Whether a refusal may be due to the form of a label or a country rather than to the record. */
function mayBeTheForm(error: ApiError): boolean {
	return error.kind === 'refused' && (error.code === undefined || error.code === 'FieldHasinvalidValue' || error.code === 'CountryNotSet');
}
