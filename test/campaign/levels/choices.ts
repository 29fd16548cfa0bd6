import { demoChoices } from '../../../sandbox/demo/choices';
import { expenseSettings, settingsFor } from '../../../sandbox/n8n/settings';
import { kindsOf, type Scenario } from '../scenario/types';
import { FIRST_INVOICE } from '../scenario/world';

/** What the set-up form would have saved for the scenario. */
export function choices({ focus }: Scenario): Record<string, string> {
	const route = focus === 'draft' || focus === 'journal' ? focus : 'post';
	return {
		...settingsFor({ ...demoChoices, firstInvoiceNumber: FIRST_INVOICE }),
		...expenseSettings(demoChoices),
		'invoices.route': route,
		'invoices.journal': 'MOMENT',
		'invoices.export': kindsOf(focus).includes('invoices') ? 'on' : 'off',
		'expenses.accounts': '2010',
	};
}
