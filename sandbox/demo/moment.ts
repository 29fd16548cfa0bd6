import { processSecrets } from '../secrets';
import type { MomentSeed } from '../standins/moment/store';
import { financialAccounts } from './accounts';
import { demoCustomers, makeCustomers } from './customers';
import { demoExpenses } from './expenses';
import { demoInvoices } from './documents';
import { invoiceRows, makeInvoices } from './invoices';
import { demoProjects, makeProjects, projectParts, sendableCustomers } from './projects';
import { tagGroups, tags } from './tags';

export const DEFAULT_SEED = 2026;

export interface DemoOptions {
	seed?: number;
	/** So many generated ones on top of the 51 customers, 60 projects and 89 invoices. */
	customers?: number;
	projects?: number;
	invoices?: number;
}

/** Moment's demo company. */
export function demoMoment(
	{ seed = DEFAULT_SEED, customers = 0, projects = 0, invoices = 0 }: DemoOptions = {},
	secrets = processSecrets(),
): MomentSeed {
	const more = makeCustomers(customers, seed + 2, 10_001);
	const sendable = [...sendableCustomers(seed), ...more];
	const moreProjects = makeProjects(projects, seed + 5, { customers: sendable, firstIndex: 10_001 });
	const allProjects = [...demoProjects(seed), ...moreProjects];
	const moreInvoices = makeInvoices(invoices, seed + 6, {
		from: 10_087,
		projects: allProjects,
		customers: sendable,
		firstDate: '2026-06-25',
		days: 5,
	});
	return {
		companyCode: 'nordlys',
		apiKey: secrets.momentApiKey,
		rows: {
			customers: [...demoCustomers(seed), ...more],
			projects: allProjects,
			...projectParts(allProjects),
			projectExpenses: demoExpenses(allProjects),
			...invoiceRows([...demoInvoices(seed), ...moreInvoices]),
			financialAccounts,
			tagGroups,
			tags,
			userAccounts: [
				{
					id: 801,
					name: 'Maja Thomsen',
					email: 'maja.thomsen@nordlys.example',
					timeLockDate: null,
					employeeNumber: 'MAT',
					userAccountState: 'active',
				},
				{
					id: 802,
					name: 'Søren Ærtebjerg',
					email: 'soren@nordlys.example',
					timeLockDate: '2026-01-31',
					employeeNumber: null,
					userAccountState: 'active',
				},
				{
					id: 803,
					name: 'Lars Holm',
					email: 'lars@nordlys.example',
					timeLockDate: null,
					employeeNumber: 'LAH',
					userAccountState: 'quit',
				},
			],
			departments: [
				{ id: 701, name: 'Rådgivning', departmentNumber: '100' },
				{ id: 702, name: 'Drift', departmentNumber: '200' },
			],
		},
	};
}
