import { customers } from './customers';
import type { MomentEntity } from './field';
import { invoiceLines, invoices } from './invoices';
import { projectExtensions, projectMemberships, projects } from './projects';
import { departments, financialAccounts, tagGroups, tags, userAccounts } from './setup';

export * from './field';
export { documentTypes, exportStates } from './invoices';

/** Every resource the stand-in knows; expenses join here. */
export const momentEntities: Readonly<Record<string, MomentEntity>> = {
	customers, projects, projectExtensions, projectMemberships, invoices, invoiceLines, financialAccounts, tagGroups, tags, userAccounts, departments,
};
