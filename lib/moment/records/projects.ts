import { ApiError } from '../../http/errors';
import type { DepartmentBook } from './departmentBook';
import type { Entity } from '../api/entity';
import type { EntityBook, Named } from './entityBook';
import { INCLUDES, PROJECT_FIELDS, RESOURCES, TAG_LISTS } from '../api/fields';
import { IncludedPart } from '../api/includedPart';
import type { ManagerBook } from './managerBook';
import { readProject, type Manager, type MomentProject, type ProjectReading } from './projectRecords';
import type { TagBook } from './tagBook';
import { readTagList } from './tagList';

export interface ProjectBooks {
	tagBook: TagBook;
	departments: DepartmentBook;
	/** For projects that name their customer by its id alone. */
	customers: EntityBook<Named>;
	managers: ManagerBook;
}

/** Projects, with tags, department, customer number and manager resolved. */
export function projectEntity(books: ProjectBooks, context: string): Entity<MomentProject> {
	return {
		resource: RESOURCES.projects,
		word: 'project',
		fields: { ...PROJECT_FIELDS, number: PROJECT_FIELDS.projectNumber },
		parts: [new IncludedPart(INCLUDES.tags, (row) => readTagList(row, TAG_LISTS.project).hasTagList)],
		read: async (rows) => {
			const readings = rows.map((raw) => readProject(raw, context));
			const good = readings.filter((reading): reading is ProjectReading => !(reading instanceof ApiError));
			const unnamed = good
				.filter(({ project }) => project.customerNumber === '')
				.map(({ project }) => project.customerId);
			const customers = await books.customers.get(unnamed);
			const managers = await books.managers.of(good);
			const records: Array<MomentProject | ApiError> = [];
			for (const reading of readings) {
				records.push(reading instanceof ApiError ? reading : await whole(reading));
			}
			return records;

			async function whole(reading: ProjectReading): Promise<MomentProject> {
				const { project, tagsComplete } = reading;
				const manager: Manager = managers.get(project.id) ?? reading.manager;
				const department = await books.departments.resolve(reading.department);
				return {
					...project,
					...namesOf(customers.get(project.customerId), project),
					tags: await books.tagBook.resolve(project.tags, tagsComplete),
					managerName: manager.name,
					managerEmployeeNumber: manager.employeeNumber,
					...(department === undefined ? {} : { department }),
				};
			}
		},
	};
}

/** Number and name of the customer, from the record itself where it has them. */
export function namesOf(
	lookup: { record?: Named } | object | undefined,
	own: { customerNumber: string; customerName: string },
): { customerNumber: string; customerName: string } {
	const found = lookup !== undefined && 'record' in lookup ? lookup.record : undefined;
	return {
		customerNumber: own.customerNumber || (found?.number ?? ''),
		customerName: own.customerName || (found?.name ?? ''),
	};
}
