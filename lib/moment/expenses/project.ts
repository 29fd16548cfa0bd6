import type { EntityLookup } from '../api/entity';
import type { Named } from '../records/entityBook';
import { isSameRecord } from '../../core/sameRecord';
import { refuse, type ExpenseTask } from './result';

/** How the projects of Moment are looked up: only what they are called. */
export interface ProjectLookup {
	byNumber(numbers: readonly string[]): Promise<Map<string, Named[]>>;
	byId(ids: readonly string[]): Promise<Map<string, EntityLookup<Named>>>;
}

/**
 * Finds the project of each expense (G9): the one that the log links, as long as it has the number; without a link the
 * one that has the number, where its name in Uniconta agrees. Any other number is refused. Only those that do not have
 * their number any more are looked for by id.
 * @throws ApiError
 */
export async function findProjects(lookup: ProjectLookup, tasks: readonly ExpenseTask[]): Promise<void> {
	const numbered = await lookup.byNumber([...new Set(tasks.map(({ record }) => record.moment.projectNumber))]);
	const having = ({ record: { moment } }: ExpenseTask): readonly Named[] => numbered.get(moment.projectNumber) ?? [];
	const astray = tasks.filter((task) => isLinked(task) && having(task).every(({ id }) => id !== linkOf(task)));
	const linked = astray.length === 0 ? undefined : await lookup.byId([...new Set(astray.map(linkOf))]);
	for (const task of tasks) {
		const [project, ...others] = having(task);
		if (others.length > 0) refuseSeveral(task, having(task));
		else if (isLinked(task)) takeLinked(task, project, linked?.get(linkOf(task)));
		else takeByName(task, project);
	}
}

const linkOf = ({ record }: ExpenseTask): string => record.moment.projectId;
const isLinked = (task: ExpenseTask): boolean => linkOf(task) !== '';

function refuseSeveral(task: ExpenseTask, projects: readonly Named[]): void {
	const { projectNumber } = task.record.moment;
	const ids = projects.map(({ id }) => id).join(', ');
	refuse(
		task,
		'Project',
		projectNumber,
		`several projects in Moment have the number "${projectNumber}" (Moment ids ${ids}).`,
		'Give each project a number of its own in Moment.',
	);
}

/** @param found what became of looking for the linked one, where it does not have the number */
function takeLinked(task: ExpenseTask, project: Named | undefined, found: EntityLookup<Named> | undefined): void {
	const { projectNumber } = task.record.moment;
	// A list may leave out a project that is there by its id.
	const itself = project ?? (recordIn(found)?.number === projectNumber ? recordIn(found) : undefined);
	if (itself?.id === linkOf(task)) {
		task.projectId = itself.id;
		return;
	}
	const holder =
		project === undefined
			? `no project of Moment has the number ${projectNumber}`
			: `the number ${projectNumber} belongs to ${nameOf(project)}`;
	const what = `project ${projectNumber} in Uniconta is linked to ${whatBecameOf(task, found)}, and ${holder}. Number and link name different records, so it is not imported.`;
	refuse(task, 'Project', projectNumber, what, driftFix(task, project, found));
}

function whatBecameOf(task: ExpenseTask, found: EntityLookup<Named> | undefined): string {
	const { projectId: id, projectName: name } = task.record.moment;
	const record = recordIn(found);
	if (record !== undefined)
		return `${nameOf(record)}, which has ${record.number === '' ? 'no number' : `the number ${record.number}`} now`;
	if (found === undefined || 'missing' in found)
		return `${nameOf({ id, name })}, which is gone in Moment or hidden from the API key`;
	return `${nameOf({ id, name })}, which cannot be read (${found.unreadable?.message ?? ''})`;
}

function driftFix(task: ExpenseTask, project: Named | undefined, found: EntityLookup<Named> | undefined): string {
	const { projectNumber } = task.record.moment;
	const record = recordIn(found);
	const back =
		record === undefined
			? 'Correct'
			: `Give the number ${projectNumber} back to ${nameOf(record)} in Moment, or correct`;
	const confirm =
		project === undefined
			? ''
			: ` If ${nameOf(project)} is the right one, confirm project ${projectNumber} in the form Send Again.`;
	return `${back} the project on the entry in Uniconta.${confirm}`;
}

function recordIn(found: EntityLookup<Named> | undefined): Named | undefined {
	return found === undefined || 'missing' in found ? undefined : found.record;
}

function takeByName(task: ExpenseTask, project: Named | undefined): void {
	const { projectNumber, unicontaProjectName: name } = task.record.moment;
	if (project === undefined) {
		refuse(
			task,
			'Project',
			projectNumber,
			`Moment has no project "${projectNumber}".`,
			'Give the project that number in Moment, or correct the project on the entry in Uniconta. Where it is no project of Moment, there is nothing to do.',
		);
	} else if (isSameRecord({ name: project.name, organisationNumber: '' }, { name, organisationNumber: '' })) {
		task.projectId = project.id;
	} else if (name.trim() === '') {
		refuse(
			task,
			'Project',
			projectNumber,
			`the log does not say which project of Moment project ${projectNumber} in Uniconta is, and Uniconta gave no name to compare with that of ${nameOf(project)}.`,
			`If it is that project, confirm project ${projectNumber} in the form Send Again. Names are compared once the API user may read projects in Uniconta.`,
		);
	} else {
		refuse(
			task,
			'Project',
			projectNumber,
			`project ${projectNumber} is called "${name.trim()}" in Uniconta, while that number belongs to ${nameOf(project)} in Moment. The log does not say that both are the same, so it is not imported.`,
			`If both are the same, give them the same name, or confirm project ${projectNumber} in the form Send Again. If not, give one of them another number, or correct the project on the entry in Uniconta.`,
		);
	}
}

/** `the project "Tilbygning Vest" (Moment id 99)`, for messages. */
function nameOf({ id, name }: Pick<Named, 'id' | 'name'>): string {
	return `the project${name.trim() === '' ? '' : ` "${name.trim()}"`} (Moment id ${id})`;
}
