import {
	date,
	integer,
	reference,
	text,
	toProject,
	type MomentEntity,
	type MomentField,
	type MomentRow,
} from './field';

/** Proven with the bare id (MO22). */
const idOf = (to: string, name: string, more: Partial<MomentField> = {}): MomentField =>
	reference(to, name, [], { form: () => ({ shape: 'flat', shown: 'id' }), ...more });

/** Proven on the wire (MO22). That a task has its project is known by the filter only. */
export const tasks: MomentEntity = {
	path: 'tasks',
	writable: false,
	searched: ['name'],
	filters: { projectId: 'projectId', projectExtensionId: 'projectExtensionId' },
	fields: {
		name: text('name', { base: true, required: true }),
		taskNumber: text('taskNumber', { base: true }),
		taskState: text('taskState', { base: true, fallback: 'open' }),
		projectExtensionId: idOf('projectExtensions', 'projectExtension', { base: true, required: true }),
		projectId: toProject({ required: true, send: () => undefined }),
	},
};

/**
 * The plain form names project, activity and task (MO22); `fromDate` and `toDate` are taken, and have no effect (MO7).
 */
export const timeRecords: MomentEntity = {
	path: 'timeRecords',
	writable: true,
	withoutBase: true,
	searched: ['description'],
	filters: { userAccountId: 'userAccountId', fromDate: null, toDate: null },
	objection: (row, find, rowsOf) => {
		if (find('projectExtensions', row.projectExtensionId ?? null)?.projectId !== row.projectId)
			return 'The activity belongs to another project';
		const isRole = ({ projectId, userAccountId }: MomentRow): boolean =>
			projectId === row.projectId && userAccountId === row.userAccountId;
		return row.projectMembershipId === null && rowsOf('projectMemberships').filter(isRole).length > 1
			? 'The user has several roles on the project: projectMembershipId is missing'
			: undefined;
	},
	fields: {
		projectId: reference('projects', 'project', [['name', 'projectName']], {
			required: true,
			form: () => ({ shape: 'flat', shown: 'all' }),
		}),
		projectExtensionId: reference('projectExtensions', 'projectExtension', [['name', 'projectExtensionName']], {
			required: true,
			form: () => ({ shape: 'flat', shown: 'all' }),
		}),
		timeRecordDate: date('timeRecordDate', { required: true }),
		minutes: integer('minutes', { required: true }),
		description: text('description'),
		internalNote: text('internalNote'),
		userAccountId: idOf('userAccounts', 'userAccount', { required: true }),
		projectMembershipId: idOf('projectMemberships', 'projectMembership'),
		taskId: reference(
			'tasks',
			'task',
			[
				['name', 'taskName'],
				['taskNumber', 'taskNumber'],
				['taskState', 'taskState'],
			],
			{ form: () => ({ shape: 'flat', shown: 'all' }) },
		),
	},
};
