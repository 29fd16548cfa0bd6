import { NO_DEPARTMENT } from '../../lib/mapping/department';
import { NOTHING_KNOWN, type KnownRecords } from '../../lib/core/identity';
import { phaseTable } from '../../lib/mapping/phases';
import { mapProjects, type MappedProject, type ProjectMapping } from '../../lib/mapping/project';
import type { ProjectSource } from '../../lib/mapping/projectSource';
import { categoryTag } from './invoiceSource';

/** A Moment project with every field filled; what the test is about is given. */
export function project(given: Partial<ProjectSource> = {}): ProjectSource {
	const number = given.projectNumber ?? '4001';
	return {
		id: `9${number}`,
		projectNumber: number,
		name: `Ombygning ${number}`,
		customerId: '720001',
		customerNumber: '20001',
		customerName: 'Kirkeby Arkitekter 1 K/S',
		state: 'inProgress',
		startDate: '2026-01-05',
		endDate: '2026-06-30',
		description: 'Ny facade\nog nyt tag',
		managerName: 'Maja Thomsen',
		managerEmployeeNumber: 'MAT',
		department: { id: '701', name: 'Rådgivning', externalNumber: '100' },
		tags: [categoryTag('KONS')],
		...given,
	};
}

/** So many projects with numbers from 40001 on. */
export function projects(
	count: number,
	given: (index: number) => Partial<ProjectSource> = () => ({}),
): ProjectSource[] {
	return Array.from({ length: count }, (_, index) =>
		project({ projectNumber: String(40_001 + index), ...given(index) }),
	);
}

/** Department off and no category group: what a company has that sets up nothing. */
export const PROJECT_MAPPING: ProjectMapping = {
	group: 'STD',
	department: NO_DEPARTMENT,
	categoryTagGroup: { value: '' },
	phases: phaseTable(),
};

export const BY_DEPARTMENT = {
	department: { choice: 'projectDepartment', tagGroup: { value: '' }, dimension: 1 },
} as const;

export function mapProjectsOf(
	sources: readonly ProjectSource[],
	mapping: Partial<ProjectMapping> = {},
	known: KnownRecords = NOTHING_KNOWN,
): MappedProject[] {
	return mapProjects(sources, { ...PROJECT_MAPPING, ...mapping }, known);
}

export function mapProject(
	given: Partial<ProjectSource> = {},
	mapping: Partial<ProjectMapping> = {},
	known: KnownRecords = NOTHING_KNOWN,
): MappedProject {
	const [mapped] = mapProjectsOf([project(given)], mapping, known);
	if (mapped === undefined) throw new Error('One project gives one record');
	return mapped;
}
