import { Problem } from '../problem';
import {
	date,
	reference,
	shaped,
	tagIds,
	text,
	toCustomer,
	toDepartment,
	toProject,
	type MomentEntity,
	type MomentField,
	type MomentValue,
} from './field';

/** Proven with the bare id on these two (MO7). */
const projectId: MomentField = {
	...toProject({ required: true, base: true }),
	reference: { to: 'projects', name: 'project', parts: [], form: () => ({ shape: 'flat', shown: 'id' }) },
};

/** Of its states only `inProgress` is proven (MO13). */
export const projects: MomentEntity = {
	path: 'projects',
	shapedBy: 'projectShape',
	writable: true,
	numbered: 'projectNumber',
	searched: ['name', 'projectNumber'],
	webhook: {
		key: 'project',
		fields: ['projectNumber'],
		parents: [{ key: 'customer', field: 'customerId', kind: 'customers', number: 'customerNumber' }],
	},
	fields: {
		projectNumber: text('projectNumber', { base: true }),
		name: text('name', { base: true, required: true }),
		customerId: toCustomer({ base: true, required: true }),
		projectState: text('projectState', { base: true, fallback: 'created' }),
		startDate: date(shaped('startDate', 'fromDate')),
		endDate: date(shaped('endDate', 'toDate')),
		description: text(shaped('description', 'comment')),
		departmentId: toDepartment(),
		managerId: reference(
			'userAccounts',
			'projectManager',
			[
				['name', 'projectManagerName'],
				['employeeNumber', 'projectManagerEmployeeNumber'],
			],
			{
				// Owner and manager are told by the memberships (MO13); perhaps on the project as well.
				send: (value, _row, settings) => (settings.projectManager === 'project' ? value : undefined),
			},
		),
		tagIds,
	},
};

const LONGEST_ACTIVITY_NAME = 60;

/** Assumed: there must be some name that Moment refuses. */
function activityName(value: MomentValue): MomentValue {
	if (typeof value === 'string' && (value.length > LONGEST_ACTIVITY_NAME || /[<>]/.test(value)))
		throw new Problem(400, `name must have at most ${LONGEST_ACTIVITY_NAME} characters and no < or >`);
	return value;
}

/** What the user sees as an activity (MO14). */
export const projectExtensions: MomentEntity = {
	path: 'projectExtensions',
	writable: true,
	searched: ['name'],
	filters: { projectId: 'projectId' },
	fields: {
		projectId,
		name: text('name', { base: true, required: true, receive: activityName }),
		projectExtensionState: text('projectExtensionState', { base: true, fallback: 'inProgress' }),
	},
};

/** Proven on the wire (MO22). */
export const projectMemberships: MomentEntity = {
	path: 'projectMemberships',
	writable: false,
	searched: [],
	filters: { userAccountId: 'userAccountId', projectMembershipState: 'projectMembershipState' },
	fields: {
		projectId,
		userAccountId: reference('userAccounts', 'userAccount', [], {
			base: true,
			form: () => ({ shape: 'flat', shown: 'id' }),
		}),
		projectMembershipRoleName: text('projectMembershipRoleName', { base: true }),
		projectMembershipState: text('projectMembershipState', { base: true }),
	},
};
