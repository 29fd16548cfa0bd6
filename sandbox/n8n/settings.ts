import { LEASE_NAME } from '../../lib/state/settings';
import type { Row } from './api/tables';

/** The one lease for everything that talks to Uniconta, expired from the start. */
export const leaseRow: Row = { name: LEASE_NAME, holder: '', expires: 0 };

export interface SettingsInput {
	/** Moment's tag group whose tags name the customer group: its id, and what a person knows it as. */
	customerTagGroup: { id: number; name: string };
	/** The one on projects whose tags name the project category. */
	categoryTagGroup: { id: number; name: string };
	/** The first invoice number that is sent. */
	firstInvoiceNumber: number;
}

/** What the set-up form writes: every key that the templates read, in one place. */
export function settingsFor({
	customerTagGroup,
	categoryTagGroup,
	firstInvoiceNumber,
}: SettingsInput): Record<string, string> {
	return {
		'customers.export': 'on',
		'customers.tagGroup': String(customerTagGroup.id),
		'customers.tagGroupName': customerTagGroup.name,
		'projects.export': 'on',
		'projects.department': 'projectDepartment',
		'invoices.export': 'on',
		'invoices.route': 'post',
		'invoices.firstNumber': String(firstInvoiceNumber),
		'invoices.categoryTagGroup': String(categoryTagGroup.id),
		'invoices.categoryTagGroupName': categoryTagGroup.name,
		'invoices.department': 'projectDepartment',
		'invoices.roundingAccount': '9990',
		'invoices.zeroVat': 'UFRI',
		'company.country': 'DK',
		'company.currency': 'DKK',
		'company.dimension': '1',
	};
}

/** The way back, which the demo turns on too. */
export function expenseSettings({
	expenseSeries,
	expenseActivity,
}: {
	expenseSeries: string;
	expenseActivity: string;
}): Record<string, string> {
	return {
		'expenses.export': 'on',
		'expenses.series': expenseSeries,
		'expenses.activity': expenseActivity,
		'expenses.billable': 'yes',
		'expenses.startAfter': '2025-12-31',
	};
}
