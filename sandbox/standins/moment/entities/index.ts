import { customers } from './customers';
import { projectExpenses } from './expenses';
import type { MomentEntity } from './field';
import { invoiceLines, invoices } from './invoices';
import { projectExtensions, projectMemberships, projects } from './projects';
import { tasks, timeRecords } from './time';
import { departments, financialAccounts, tagGroups, tags, userAccounts } from './setup';

export * from './field';
export { documentTypes, exportStates } from './invoices';

/** Every resource the stand-in knows. */
export const momentEntities: Readonly<Record<string, MomentEntity>> = {
	customers,
	projects,
	projectExtensions,
	projectMemberships,
	projectExpenses,
	invoices,
	invoiceLines,
	financialAccounts,
	tagGroups,
	tags,
	userAccounts,
	departments,
	tasks,
	timeRecords,
};
