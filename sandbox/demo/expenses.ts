import type { MomentSeedRow } from '../standins/moment/store';
import { FIRST_PROJECT_ID, firstActivity, type DemoProject } from './projects';

/** What people wrote into Moment themselves before anything was imported: without a reference, and never touched. */
export function demoExpenses(projects: readonly DemoProject[]): MomentSeedRow[] {
	return projects
		.filter(({ id }) => id <= FIRST_PROJECT_ID + 3)
		.map((project, index) => ({
			id: 60_000_001 + index,
			projectId: project.id,
			projectExtensionId: firstActivity(project),
			expenseDate: `2026-02-0${index + 1}`,
			description: ['Togbillet', 'Parkering & færge', 'Kontorartikler'][index] ?? '',
			amount: [249.5, 88, 1250.75][index] ?? 0,
			currencyCode: 'DKK',
			billable: index === 0,
			supplierName: null,
			supplierInvoiceNumber: null,
			approvalState: 'approved',
			externalId: null,
		}));
}
