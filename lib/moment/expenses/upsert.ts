import { Breaker } from '../../http/breaker';
import { ApiError, asApiError } from '../../http/errors';
import type { MappedExpense } from '../../mapping/expense';
import { hasErrors } from '../../core/finding';
import { MASS_FAILURE } from '../../state/run';
import { wouldChange, type NamedChange } from '../../core/wouldChange';
import type { Activities, RowWriter } from '../records/activities';
import { firstOf } from '../api/reading';
import { ExpenseBook, type Sought, type StoredExpense } from './book';
import { EXPENSE_FIELD_NAMES, ExpenseNames, FIELD_WORDS, isAboutUnknownField, type NameOverrides } from './names';
import { findProjects, type ProjectLookup } from './project';
import { differences, type WantedExpense } from './record';
import {
	endWith,
	lackingFindings,
	postpone,
	refuse,
	resultOf,
	taskOf,
	type ExpenseResult,
	type ExpenseTask,
} from './result';
import { ExpenseWriter } from './write';

export interface ExpenseParts {
	source: RowWriter;
	activities: Activities;
	projects: ProjectLookup;
	proveAccess(): Promise<void>;
}

export interface ExpenseNaming {
	/** A resource that the user names; `''` for the known ones. */
	resource: string;
	fields: NameOverrides;
}

export interface ExpenseOptions extends ExpenseNaming {
	dryRun: boolean;
	/** Also looks for those in Moment that the log says are imported, with the same content. */
	compareKnown: boolean;
	/** Whether a list that cannot be read is told by the results instead of thrown. */
	tellsAll: boolean;
	/** Asked before each write; where another run has taken over, the rest is postponed. */
	isOurs?: (() => Promise<boolean>) | undefined;
}

/** After these no further call can go through in this run; `busy` is what is left after several waits. */
const STOPPING: ReadonlySet<ApiError['kind']> = new Set(['credentials', 'unreachable', 'busy', 'outOfTime']);
/** These are about the one expense. */
const OF_ONE: ReadonlySet<ApiError['kind']> = new Set(['refused', 'notFound']);
/** Any other trouble of so many in a row is not theirs. */
const IN_A_ROW = 3;

/**
 * Makes sure that each posting is one expense in Moment; results in the order of the records. Looks by reference before
 * it writes, because creating is not idempotent (MO25), and again afterwards: of two with one reference the
 * lowest id stays. When the time is up or Moment takes nothing more, what is left is `postponed`.
 * @throws ApiError when nothing could be looked up at all, unless `tellsAll`
 */
export async function upsertExpenses(
	parts: ExpenseParts,
	records: readonly MappedExpense[],
	options: ExpenseOptions,
): Promise<ExpenseResult[]> {
	const names = new ExpenseNames(options.fields);
	const tasks = records.map(taskOf);
	settleWithoutMoment(tasks, options);
	const ended = await workOn(tasks.filter(isOpen), parts, names, options).catch(asApiError);
	if (ended !== undefined) {
		if (!options.tellsAll) throw ended;
		tellNothingRead(tasks.filter(isOpen), ended);
	}
	return tasks.map(resultOf);
}

async function workOn(
	tasks: readonly ExpenseTask[],
	parts: ExpenseParts,
	names: ExpenseNames,
	{ resource, dryRun, isOurs = always }: ExpenseOptions,
): Promise<void> {
	await findProjects(parts.projects, tasks);
	const open = tasks.filter(isOpen);
	if (open.length === 0) return;
	await new Run(parts, names, await openBook(parts, names, resource), dryRun, isOurs).work(open);
}

const always = async (): Promise<boolean> => await Promise.resolve(true);

/** The first says why, the others wait: it is the same for all of them. */
function tellNothingRead([first, ...others]: readonly ExpenseTask[], ended: ApiError): void {
	for (const task of others) postpone(task);
	if (first === undefined) return;
	if (ended.kind === 'outOfTime') {
		postpone(first);
		return;
	}
	endWith(first, ended);
	// It is no matter of this posting.
	first.outcome = 'failed';
}

/** A posting's text is free: it may name a person. */
function namedChanges({ changes }: ExpenseTask): NamedChange[] {
	return EXPENSE_FIELD_NAMES.flatMap((field) => {
		const change = changes[field];
		if (change === undefined) return [];
		const words = FIELD_WORDS[field];
		const label = words.charAt(0).toUpperCase() + words.slice(1);
		return [{ ...change, label, isDate: field === 'date', isPersonal: field === 'description' }];
	});
}

/** Where expenses are in this company. @throws ApiError */
export async function openBook(
	{ source, proveAccess }: Pick<ExpenseParts, 'source' | 'proveAccess'>,
	names: ExpenseNames,
	resource: string,
): Promise<ExpenseBook> {
	return await ExpenseBook.open(source, names, { chosen: resource, proveAccess });
}

function isOpen({ outcome }: ExpenseTask): boolean {
	return outcome === undefined;
}

function settleWithoutMoment(tasks: readonly ExpenseTask[], { compareKnown }: ExpenseOptions): void {
	const seen = new Map<string, ExpenseTask>();
	for (const task of tasks) {
		const { record, findings } = task;
		const twin = seen.get(record.key);
		if (hasErrors(findings)) task.outcome = 'refused';
		else if (!compareKnown && record.known !== undefined && record.known.hash === record.hash)
			task.outcome = 'unchanged';
		else if (twin !== undefined)
			refuse(
				task,
				'Reference',
				record.key,
				'another posting of this run has the same reference; only the first is imported.',
				'Give each posting to the node once.',
			);
		else seen.set(record.key, task);
	}
}

class Run {
	private readonly writer: ExpenseWriter;
	private readonly breaker = new Breaker(IN_A_ROW);

	constructor(
		private readonly parts: ExpenseParts,
		private readonly names: ExpenseNames,
		private readonly book: ExpenseBook,
		private readonly dryRun: boolean,
		private readonly isOurs: () => Promise<boolean>,
	) {
		this.writer = new ExpenseWriter(parts.source, book, names);
	}

	async work(tasks: readonly ExpenseTask[]): Promise<void> {
		const existing = await this.book.find(tasks.map(soughtFor));
		await this.addKnown(tasks, existing);
		for (const task of tasks) for (const { raw } of existing.get(task.record.key) ?? []) this.names.learn(raw);
		const missing = tasks.filter(({ record }) => !existing.has(record.key));
		await this.parts.activities.prepare([...new Set(missing.map(({ projectId }) => projectId))]);
		for (const task of tasks) {
			const stored = existing.get(task.record.key) ?? [];
			await this.attempt(task, async () => {
				await (stored[0] === undefined ? this.create(task) : this.compare(task, stored[0]));
			});
			if (stored.length > 1) await this.removeOthers(task, stored);
		}
		holdBackTogether(missing);
		const created = missing.filter(({ outcome }) => outcome === 'created');
		if (created.length > 0) await this.lookAgain(created);
	}

	private async addKnown(tasks: readonly ExpenseTask[], existing: Map<string, StoredExpense[]>): Promise<void> {
		for (const {
			record: { key, known },
		} of tasks) {
			if (existing.has(key) || known === undefined) continue;
			const stored = await this.book.one(known.momentId, key);
			if (stored !== undefined) existing.set(key, [stored]);
		}
	}

	/**
	 * A call that does not come through is this record's outcome; where nothing more comes through, the rest is left
	 * for the next run.
	 */
	private async attempt(task: ExpenseTask, work: () => Promise<void>): Promise<void> {
		if (this.breaker.tripped || this.parts.source.isLate() || !(await this.isOurs())) {
			this.breaker.trip();
			postpone(task);
			return;
		}
		const ended = await work().catch(asApiError);
		if (ended === undefined || OF_ONE.has(ended.kind)) this.breaker.reset();
		else this.breaker.count(ended);
		if (ended === undefined) return;
		if (STOPPING.has(ended.kind) || this.writer.isBlocked || isAboutUnknownField(ended.body ?? ''))
			this.breaker.trip(ended);
		// Its time was up before anything was sent.
		if (ended.kind === 'outOfTime' && task.outcome === undefined) postpone(task);
		else endWith(task, ended, this.names);
	}

	private async create(task: ExpenseTask): Promise<void> {
		const { moment } = task.record;
		if (this.dryRun) {
			task.outcome = 'wouldCreate';
			const activity = await this.parts.activities.find(task.projectId, moment.activityName);
			if (activity === undefined)
				task.findings.push({
					level: 'note',
					field: 'Activity',
					value: moment.activityName,
					message: `${task.who}: project ${moment.projectNumber} has no activity "${moment.activityName}"; it would be created.`,
					fix: '',
				});
			task.activityId = activity?.id ?? '';
			return;
		}
		if (!(await this.hasActivity(task))) return;
		task.expenseId = await this.writer.create(this.wanted(task));
		task.outcome = 'created';
		task.findings.push(...lackingFindings(task, this.writer.lacking, this.names));
	}

	/** A name that Moment refuses concerns the postings of that project only. */
	private async hasActivity(task: ExpenseTask): Promise<boolean> {
		const { activityName, projectNumber } = task.record.moment;
		if (activityName === '') {
			refuse(
				task,
				'Activity',
				'',
				'no activity is named for it.',
				'Enter the name of the activity in the settings of the import (expenses.activity).',
			);
			return false;
		}
		const found = await this.parts.activities.getOrCreate(task.projectId, activityName).catch(asApiError);
		if (!(found instanceof ApiError)) {
			task.activityId = found.activity.id;
			return true;
		}
		if (found.kind !== 'refused') throw found;
		task.lacksActivity = true;
		const because = found.body === undefined || found.body === '' ? '' : `: ${found.body}`;
		refuse(
			task,
			'Activity',
			activityName,
			`project ${projectNumber} has no activity "${activityName}", and Moment refuses to create it${because}.`,
			'Create the activity in the project in Moment by hand, or enter another name in the settings of the import (expenses.activity).',
		);
		return false;
	}

	private async compare(task: ExpenseTask, { id, raw }: StoredExpense): Promise<void> {
		task.expenseId = id;
		const wanted = this.wanted(task);
		const fields = differences(raw, wanted, this.names);
		if (fields.length === 0) {
			task.outcome = 'unchanged';
			return;
		}
		for (const field of fields)
			task.changes[field] = { from: firstOf(raw, this.names.candidatesOf(field)) ?? '', to: wanted[field] };
		if (!this.dryRun) await this.writer.change(id, wanted, fields);
		task.outcome = this.dryRun ? 'wouldUpdate' : 'updated';
		if (this.dryRun) task.findings.push(wouldChange(task.who, namedChanges(task)));
	}

	/** Another run may have created the same in the same moment, or a call may have come through late. */
	private async lookAgain(created: readonly ExpenseTask[]): Promise<void> {
		const found = await this.book.find(created.map(soughtFor)).catch(asApiError);
		// They stand; the next run looks anyway.
		if (found instanceof ApiError) return;
		for (const task of created) {
			const stored = found.get(task.record.key) ?? [];
			if (stored.length > 1) await this.removeOthers(task, stored);
			// The other run may have been first to take the surplus one away, and that one was ours.
			else if (stored[0] !== undefined) task.expenseId = stored[0].id;
			else await this.keepOrTakeBack(task);
		}
	}

	private async keepOrTakeBack(task: ExpenseTask): Promise<void> {
		await this.attempt(task, async () => {
			await this.writer.takeBackUnlessKept(task.expenseId, this.wanted(task));
		});
		if (task.outcome === 'refused') task.expenseId = '';
	}

	private async removeOthers(task: ExpenseTask, [kept, ...others]: readonly StoredExpense[]): Promise<void> {
		if (kept === undefined) return;
		task.expenseId = kept.id;
		const ids = others.map(({ id }) => id).join(', ');
		const say = (level: 'note' | 'warning', what: string, fix: string): void => {
			task.findings.push({
				level,
				field: 'Reference',
				value: task.record.key,
				message: `${task.who}: stood in Moment ${others.length + 1} times under its reference; ${what}`,
				fix,
			});
		};
		if (this.dryRun) {
			say('note', `Moment id ${kept.id} would stay, ${ids} would be deleted.`, '');
			return;
		}
		const refusals: ApiError[] = [];
		for (const { id } of others) {
			const refusal = await this.writer.remove(id).catch(asApiError);
			if (refusal !== undefined) refusals.push(refusal);
		}
		const [first] = refusals;
		if (first === undefined) say('note', `Moment id ${kept.id} stays, ${ids} was deleted.`, '');
		else
			say(
				'warning',
				`Moment id ${kept.id} stays, but ${ids} could not all be deleted (${first.message}).`,
				'Delete the surplus expenses in Moment by hand, so that the cost is not invoiced twice.',
			);
	}

	private wanted({ record: { moment }, projectId, activityId }: ExpenseTask): WantedExpense {
		const {
			date,
			description,
			supplierName,
			supplierInvoiceNumber,
			amount,
			currencyCode,
			billable,
			approvalState,
			externalReference,
		} = moment;
		return {
			date,
			description,
			supplierName,
			supplierInvoiceNumber,
			amount,
			currencyCode,
			billable,
			approvalState,
			externalReference,
			projectId,
			activityId,
		};
	}
}

/**
 * Of a few postings without activity each is told, and comes again by itself for some time. So many at once are no
 * matter of postings but of the name or of the project: they are told together, and wait until that is mended.
 */
function holdBackTogether(tasks: readonly ExpenseTask[]): void {
	const lacking = tasks.filter(({ lacksActivity }) => lacksActivity);
	if (lacking.length > MASS_FAILURE) for (const task of lacking) task.outcome = 'failed';
}

function soughtFor({ record, projectId }: ExpenseTask): Sought {
	return { reference: record.key, projectId };
}
