import { z } from 'zod';
import { ApiError } from '../../http/errors';
import { plainDate } from '../api/dates';
import { PROJECT_FIELDS, PROJECT_MANAGER_FIELDS, TAG_LISTS } from '../api/fields';
import { isRecord, mentions, textSchema, type JsonRecord } from '../api/reading';
import { checked, idSchema, pick } from '../api/recordReading';
import { departmentNamedBy, type MomentDepartment } from './setupRecords';
import { readTagList, tagSchema, type TagListReading } from './tagList';

/** A plain date; what cannot be read as one is refused, never left out. */
export const dateSchema = z.unknown().transform((value, refusal): string => {
	const date = plainDate(value);
	if (date !== undefined) return date;
	refusal.addIssue({ code: 'custom', message: 'is not a date' });
	return z.NEVER;
});

const projectSchema = z.object({
	id: idSchema,
	projectNumber: textSchema,
	name: textSchema,
	customerId: textSchema,
	customerNumber: textSchema,
	customerName: textSchema,
	state: textSchema,
	startDate: dateSchema,
	endDate: dateSchema,
	description: textSchema,
	tags: z.array(tagSchema),
});

const managerSchema = z.object({
	id: textSchema.catch(''),
	name: textSchema.catch(''),
	employeeNumber: textSchema.catch(''),
});

export type Manager = z.infer<typeof managerSchema>;

/** A project of Moment. All text, `''` for what is empty; dates as `YYYY-MM-DD`. */
export type MomentProject = z.infer<typeof projectSchema> & {
	managerName: string;
	/** Number of the manager as employee in the external system. */
	managerEmployeeNumber: string;
	department?: MomentDepartment;
};

/** A project as read, with what its answer leaves to be looked up. */
export interface ProjectReading extends Omit<TagListReading, 'tags'> {
	project: z.infer<typeof projectSchema>;
	department: MomentDepartment | undefined;
	/** Who leads it, as far as the project itself says so. */
	manager: Manager;
	/** Whether the project names its manager at all (be it as null), or leaves out who that is. */
	managerSaid: 'everything' | 'something' | 'nothing';
}

export function readProject(raw: unknown, context?: string): ProjectReading | ApiError {
	const record = isRecord(raw) ? raw : {};
	const { tags, ...list } = readTagList(record, TAG_LISTS.project);
	const project = checked(projectSchema, 'project', raw, context, (row) => ({ ...pick(row, PROJECT_FIELDS), tags }));
	if (project instanceof ApiError) return project;
	return {
		project,
		...list,
		department: departmentNamedBy(record),
		manager: managerSchema.parse(pick(record, PROJECT_MANAGER_FIELDS)),
		managerSaid: whatIsSaid(record),
	};
}

function whatIsSaid(record: JsonRecord): ProjectReading['managerSaid'] {
	if (mentions(record, PROJECT_MANAGER_FIELDS.employeeNumber) && mentions(record, PROJECT_MANAGER_FIELDS.name))
		return 'everything';
	const names = Object.values(PROJECT_MANAGER_FIELDS).flat();
	// An object that is null says that there is no manager.
	return mentions(
		record,
		names.map((name) => name.split('.', 1).join('')),
	)
		? 'something'
		: 'nothing';
}
