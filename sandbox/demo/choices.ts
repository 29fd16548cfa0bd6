import { POSTING_SERIES } from './postings';
import { customerGroupTags, projectCategoryTags } from './tags';

/** What a person at the demo company would choose in the set-up, as far as it is about the demo data. */
export const demoChoices = {
	customerTagGroup: customerGroupTags,
	categoryTagGroup: projectCategoryTags,
	firstInvoiceNumber: 10_001,
	expenseSeries: POSTING_SERIES,
	expenseActivity: 'Udlæg',
} as const;
