import { asApiError, type ApiError } from '../../http/errors';
import { Batch, type ListWriting } from '../api/batch';
import type { Dialect } from '../api/dialect';
import { rowIdOf, textOf, type UnicontaRow } from '../api/rows';
import type { Existing } from './existing';
import { locate } from './link';
import { linkedRecordOf, refuseStranger, type Task } from './task';
import type { Updater } from './update';
import { mayBeTheForm, type WriteRun } from './writeRun';

/**
 * New rows travel in lists of this size (D6: about 500), larger ones for a first export of thousands, so that
 * 10,000 new ones stay within 30 calls (35 for projects) also where all that is read comes in pages of 1,000; less
 * where Uniconta takes less (UC32: its limit is not known).
 */
const LIST_SIZE = 700;
const LARGEST_LIST = 1_000;
const LISTS_OF_A_RUN = 10;
/** So many records may be refused while the language is learned from them. */
const LEARN_TRIES = 3;

/**
 * Writes rows that are new: one alone by itself, more in lists. Each task ends with an outcome, and none is ever sent
 * twice without a look in between. Throws no failed call: once something was written, a failure is the outcome of its
 * record.
 */
export class Creator implements ListWriting<Task> {
	readonly maxSplits = 60;
	readonly recutsHalves = true;

	constructor(
		private readonly run: WriteRun,
		private readonly updater: Updater,
	) {}

	async createAll(tasks: readonly Task[]): Promise<void> {
		const size = Math.max(LIST_SIZE, Math.min(LARGEST_LIST, Math.ceil(tasks.length / LISTS_OF_A_RUN)));
		await new Batch(this, this.run.breaker, size).write(await this.learnDialect(tasks));
	}

	weightOf(): number {
		return 1;
	}

	isWritten({ outcome }: Task): boolean {
		return outcome === 'created';
	}

	fail(tasks: readonly Task[], error: ApiError): void {
		this.run.fail(tasks, error);
	}

	async send(tasks: readonly Task[]): Promise<ApiError | undefined> {
		const { client, type, definition, breaker, dialect } = this.run;
		try {
			const stored = await client.insertList(
				type,
				tasks.map((task) => dialect.inForm(newFields(task))),
			);
			breaker.reset();
			const byKey = new Map(stored.map((row) => [textOf(row, definition.key), row]));
			for (const task of tasks) {
				task.outcome = 'created';
				task.stored = byKey.get(task.record.key);
			}
			return undefined;
		} catch (caught) {
			return asApiError(caught);
		}
	}

	/** Looks and keeps what arrived. */
	async settle(tasks: readonly Task[], error: ApiError): Promise<readonly Task[]> {
		let arrived: Existing;
		try {
			arrived = await this.run.read(tasks);
		} catch (caught) {
			this.run.breaker.trip(asApiError(caught));
			this.fail(tasks, error);
			return [];
		}
		const isMissing = ({ record }: Task): boolean => !arrived.byKey.has(record.key);
		const firstMissing = tasks.findIndex(isMissing);
		for (const [at, task] of tasks.entries()) {
			const row = arrived.byKey.get(task.record.key);
			// Up to the row whose key existed the list was carried out, as far as it was at all.
			const ours = error.code !== 'KeyExists' || at < firstMissing - 1;
			if (row !== undefined) await this.settleFound(task, row, ours);
		}
		return tasks.filter(isMissing);
	}

	async sendAlone(task: Task): Promise<void> {
		const fields = newFields(task);
		const forms = this.run.dialect.formsFor(fields);
		for (const [index, form] of forms.entries()) {
			const error = await this.insert(task, fields, form);
			if (error === undefined) {
				this.run.dialect.learn(fields, form, forms);
				return;
			}
			const isUnclear = error.mayHaveHappened || error.code === 'KeyExists';
			const found = isUnclear ? await this.run.look(task) : undefined;
			if (found !== undefined && !(found instanceof Error)) {
				await this.settleFound(task, found, error.code !== 'KeyExists');
				return;
			}
			if (index < forms.length - 1 && found === undefined && mayBeTheForm(error)) continue;
			this.run.giveUp(task, error);
			return;
		}
	}

	/** Undefined when it went through. */
	private async insert(task: Task, fields: Record<string, unknown>, form: Dialect): Promise<ApiError | undefined> {
		const { client, type, definition, breaker, dialect } = this.run;
		try {
			const answer = await client.insert(type, dialect.inForm(fields, form));
			task.outcome = 'created';
			breaker.reset();
			if (answer !== undefined && textOf(answer, definition.key) === task.record.key) task.stored = answer;
			return undefined;
		} catch (caught) {
			return asApiError(caught);
		}
	}

	/**
	 * The record is there after an insert that failed: ours arrived after all, or somebody was quicker. The comparison
	 * tells.
	 */
	private async settleFound(task: Task, row: UnicontaRow, ours: boolean): Promise<void> {
		const { definition } = this.run;
		const located = locate(linkedRecordOf(task.record, definition), definition, row);
		if (located !== undefined && 'stranger' in located && task.record.momentId !== '') {
			refuseStranger(task, row, definition);
			return;
		}
		const asNew = task.changes;
		task.stored = row;
		this.run.compare(task, row);
		if (Object.keys(task.changes).length > 0) {
			await this.updater.update(task);
		} else if (ours && task.record.known?.unicontaRowId !== rowIdOf(row)) {
			task.outcome = 'created';
			task.changes = asNew;
		} else {
			task.outcome = 'unchanged';
		}
	}

	/**
	 * One record alone teaches in which language this Uniconta takes its labels, before 500 are refused at once. Gives
	 * those not sent.
	 */
	private async learnDialect(tasks: readonly Task[]): Promise<readonly Task[]> {
		const { breaker, dialect } = this.run;
		if (tasks.length < 2 || dialect.knowsLabels) return tasks;
		const teachers = tasks.filter((task) => dialect.showLanguage(newFields(task))).slice(0, LEARN_TRIES);
		const sent = new Set<Task>();
		for (const teacher of teachers) {
			if (breaker.tripped) break;
			sent.add(teacher);
			await this.sendAlone(teacher);
			if (teacher.outcome !== 'created') continue;
			await this.learnFrom(teacher);
			break;
		}
		return tasks.filter((task) => !sent.has(task));
	}

	/** The label may have been dropped without a word; the stored row speaks the user's language. */
	private async learnFrom(teacher: Task): Promise<void> {
		if (teacher.stored === undefined) {
			const found = await this.run.look(teacher);
			if (!(found instanceof Error)) teacher.stored = found;
		}
		if (teacher.stored !== undefined) this.run.dialect.learnFrom(teacher.stored);
	}
}

function newFields({ record }: Task): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(record.uniconta).filter(([, value]) => value !== '' && value !== null && value !== undefined),
	);
}
