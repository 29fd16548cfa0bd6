import type { ApiError } from '../../http/errors';
import { whoIs, type MappedExpense } from '../../mapping/expense';
import type { Finding } from '../../core/finding';
import type { RunResult } from '../../state/run';
import type { Change } from '../../core/outcome';
import { FIELD_WORDS, isAboutUnknownField, type ExpenseField, type ExpenseNames } from './names';

/** `postponed`: this run did not get to it, and nothing was done; it is as new for the next one. */
export type ExpenseOutcome =
	'created' | 'updated' | 'unchanged' | 'refused' | 'failed' | 'postponed' | 'wouldCreate' | 'wouldUpdate';

/** What became of one posting: taken by log and inbox as it is. */
export interface ExpenseResult extends RunResult {
	entity: 'expense';
	outcome: ExpenseOutcome;
	changes: Record<string, Change>;
	/** Whether it may go through later without anybody mending anything. */
	transient: boolean;
	/** What was to be written, with the ids in Moment as far as they are known. */
	moment: Record<string, unknown>;
}

/** A posting while it is worked on. */
export interface ExpenseTask {
	record: MappedExpense;
	who: string;
	findings: Finding[];
	outcome?: ExpenseOutcome;
	projectId: string;
	activityId: string;
	/** The expense's id in Moment; `''` as long as there is none. */
	expenseId: string;
	changes: Record<string, Change>;
	transient: boolean;
	/** Whether Moment refused to create its activity. */
	lacksActivity: boolean;
}

export function taskOf(record: MappedExpense): ExpenseTask {
	return {
		record,
		who: whoIs(record),
		findings: [...record.findings],
		projectId: '',
		activityId: '',
		expenseId: record.known?.momentId ?? '',
		changes: {},
		transient: false,
		lacksActivity: false,
	};
}

export function resultOf(task: ExpenseTask): ExpenseResult {
	const { record, findings, outcome = 'failed', projectId, activityId, expenseId, changes, transient } = task;
	const ids = Object.fromEntries(
		Object.entries({ id: expenseId, projectId, activityId }).filter(([, id]) => id !== ''),
	);
	return {
		entity: 'expense',
		key: record.key,
		momentId: expenseId || record.key,
		name: record.name,
		outcome,
		findings,
		changes: outcome === 'updated' || outcome === 'wouldUpdate' ? changes : {},
		unicontaRowId: record.unicontaRowId || record.key,
		hash: record.hash,
		held: [],
		transient,
		moment: { ...record.moment, ...ids },
	};
}

/** Ends the task with a refusal of our own. */
export function refuse(task: ExpenseTask, field: string, value: string, what: string, fix: string): void {
	task.findings.push({ level: 'error', field, value, message: `${task.who}: ${what}`, fix });
	task.outcome = 'refused';
}

/**
 * The run ends before it gets to this one. Of what stands in Moment already more is known, so that keeps its outcome.
 */
export function postpone(task: ExpenseTask): void {
	task.outcome ??= 'postponed';
	task.transient = true;
}

/** What becomes of those that nobody has begun with. */
export function postponedExpenses(records: readonly MappedExpense[]): ExpenseResult[] {
	const tasks = records.map(taskOf);
	tasks.forEach(postpone);
	return tasks.map(resultOf);
}

/** Ends the task with what a call came back with. */
export function endWith(task: ExpenseTask, error: ApiError, names?: ExpenseNames): void {
	const isRefused = error.kind === 'refused' || error.kind === 'notFound';
	task.outcome = isRefused ? 'refused' : 'failed';
	task.transient = !isRefused && (error.transient || error.mayHaveHappened);
	const about = names === undefined ? undefined : fieldOf(error, task, names);
	task.findings.push(
		about !== undefined && names !== undefined ? ofField(task, error, about, names) : plain(task, error),
	);
}

function plain({ who }: ExpenseTask, { message, fix }: ApiError): Finding {
	return { level: 'error', field: '', value: '', message: `${who}: ${message}`, fix };
}

/** The field that a refusal is about: by its name, or by the value where only one field has it. */
function fieldOf(
	{ kind, body = '' }: ApiError,
	{ record: { moment } }: ExpenseTask,
	names: ExpenseNames,
): ExpenseField | undefined {
	if (kind !== 'refused' || body === '') return undefined;
	const named = names.namedIn(body, moment.approvalState);
	if (named !== undefined) return named;
	if (
		/\b(project|activity)\b/i.test(body) &&
		/\b(closed|completed|finished|locked|archived|not open|inactive)\b/i.test(body)
	)
		return /\bproject\b/i.test(body) ? 'projectId' : 'activityId';
	return /currency/i.test(body) || new RegExp(`["'\`]${moment.currencyCode}["'\`]`).test(body)
		? 'currencyCode'
		: undefined;
}

function ofField(
	{ who, record: { moment } }: ExpenseTask,
	{ body = '' }: ApiError,
	field: ExpenseField,
	names: ExpenseNames,
): Finding {
	const word = FIELD_WORDS[field];
	if (isAboutUnknownField(body)) {
		const tried = names
			.triedFor(field)
			.map((name) => `"${name}"`)
			.join(', ');
		return {
			level: 'error',
			field: word,
			value: names.of(field),
			message: `${who}: Moment knows no field for the ${word} of an expense under ${tried}: ${body}`,
			fix: `Look up its name in Moment's API documentation (Swagger) and enter it in the Moment node under Expense > Options > Field Names: {"${field}": "<name>"}. An empty name leaves the field out.`,
		};
	}
	const value =
		field === 'projectId'
			? moment.projectNumber
			: field === 'activityId'
				? moment.activityName
				: String(moment[field]);
	return {
		level: 'error',
		field: word,
		value,
		message: `${who}: Moment refuses the ${word} "${value}": ${body}`,
		fix: fixOf(field),
	};
}

function fixOf(field: ExpenseField): string {
	switch (field) {
		case 'currencyCode':
			return 'Let Moment know that currency (ask Moment support where it is not offered in the settings), or post the voucher in Uniconta in another one.';
		case 'approvalState':
			return "Enter the approval state as Moment's API calls it in the settings of the import (expenses.approvalState), or leave it empty.";
		case 'activityId':
		case 'projectId':
			return 'Look at the project in Moment: it must be open, and its activity must take expenses.';
		default:
			return 'Mend what Moment names, in Uniconta or in Moment; it is tried again with the next import.';
	}
}

/** Fields that Moment was given and does not show. */
export function lackingFindings(
	{ who }: ExpenseTask,
	lacking: ReadonlySet<ExpenseField>,
	names: ExpenseNames,
): Finding[] {
	return [...lacking].map((field) => ({
		level: 'warning',
		field: FIELD_WORDS[field],
		value: '',
		message: `${who}: created, but Moment does not show the ${FIELD_WORDS[field]} that it was given as "${names.of(field)}".`,
		fix: `Look at the expense in Moment. If the value is missing there, enter the name of the field in the Moment node under Expense > Options > Field Names: {"${field}": "<name>"}; an empty name leaves it out.`,
	}));
}
