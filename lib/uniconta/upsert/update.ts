import { asApiError, type ApiError } from '../../http/errors';
import type { Clock } from '../../http/port';
import { rowIdOf, textOf, withFields, type UnicontaRow } from '../api/rows';
import { refuseStranger, type Task } from './task';
import { mayBeTheForm, type WriteRun } from './writeRun';

/** A row that was read longer ago is read again before it is written back, so that nobody's edit is undone (G4). */
const FRESH_MS = 30_000;
const BLOCK = 50;

/** Writes over rows that exist, one by one; each task ends with an outcome. Throws no failed call. */
export class Updater {
	private readAt: number;

	constructor(
		private readonly run: WriteRun,
		private readonly clock: Clock,
	) {
		this.readAt = clock.now();
	}

	async updateAll(tasks: readonly Task[]): Promise<void> {
		const sorted = [...tasks].sort((a, b) => (a.record.key < b.record.key ? -1 : 1));
		for (let from = 0; from < sorted.length; from += BLOCK) {
			const block = sorted.slice(from, from + BLOCK);
			if (!this.run.breaker.tripped && this.clock.now() - this.readAt > FRESH_MS) await this.readAgain(block);
			for (const task of block) if (task.outcome === undefined) await this.update(task);
		}
	}

	async update(task: Task): Promise<void> {
		const { breaker, dialect } = this.run;
		if (breaker.reason !== undefined) {
			this.run.fail([task], breaker.reason);
			return;
		}
		const wanted = {
			...task.alongside,
			...Object.fromEntries(Object.entries(task.changes).map(([field, { to }]) => [field, to])),
		};
		const forms = dialect.formsFor(wanted);
		for (const [index, form] of forms.entries()) {
			if (task.before === undefined) return;
			const error = await this.send(task, withFields(task.before, dialect.inForm(wanted, form)));
			if (error === undefined) {
				dialect.learn(wanted, form, forms);
				return;
			}
			const found = error.mayHaveHappened ? await this.run.look(task) : undefined;
			const isKnown = !(found instanceof Error);
			if (isKnown && found !== undefined && this.arrived(task, found)) return;
			if (index < forms.length - 1 && isKnown && mayBeTheForm(error)) continue;
			this.run.giveUp(task, error);
			return;
		}
	}

	/** Undefined when it went through. */
	private async send(task: Task, row: UnicontaRow): Promise<ApiError | undefined> {
		const { client, type, definition, breaker } = this.run;
		try {
			const answer = await client.update(type, row);
			task.outcome = 'updated';
			breaker.reset();
			task.sent = row;
			task.stored =
				answer !== undefined && textOf(answer, definition.key) === task.record.key ? answer : undefined;
			return undefined;
		} catch (caught) {
			return asApiError(caught);
		}
	}

	/** Whether an update without a clear answer is seen in the row. */
	private arrived(task: Task, found: UnicontaRow): boolean {
		const asked = task.changes;
		this.run.compare(task, found);
		const arrived = Object.keys(asked).every((field) => !(field in task.changes));
		task.changes = asked;
		if (arrived) {
			task.stored = found;
			task.outcome = 'updated';
		}
		return arrived;
	}

	private async readAgain(block: readonly Task[]): Promise<void> {
		try {
			const fresh = await this.run.read(block);
			this.readAt = this.clock.now();
			for (const task of block) {
				const row = fresh.byKey.get(task.record.key);
				if (row !== undefined) this.compareAgain(task, row);
			}
		} catch (caught) {
			this.run.breaker.trip(asApiError(caught));
		}
	}

	private compareAgain(task: Task, row: UnicontaRow): void {
		if (task.before !== undefined && rowIdOf(row) !== rowIdOf(task.before)) {
			refuseStranger(task, row, this.run.definition);
			return;
		}
		this.run.compare(task, row);
		if (Object.keys(task.changes).length === 0) task.outcome = 'unchanged';
	}
}
