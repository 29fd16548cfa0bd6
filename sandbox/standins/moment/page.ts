import type { CallRecord } from '../shared/callLog';
import { renderPage, shortTime, type PageLink, type PageTable } from '../shared/page';
import type { MomentValue } from './entities';
import { tagLabel } from './pages/form';
import type { MomentStore, StoredRow } from './store';
import type { Webhooks } from './webhooks';

export function momentPage(
	companyCode: string,
	store: MomentStore,
	webhooks: Webhooks,
	calls: readonly CallRecord[],
	links: readonly PageLink[],
): string {
	const { registrations, deliveries } = webhooks.state();
	const counted = ['customers', 'projects', 'invoices', 'projectExpenses']
		.map((kind) => `${store.rows(kind).length} ${kind === 'projectExpenses' ? 'expenses' : kind}`)
		.join(', ');
	return renderPage(
		'Moment stand-in',
		`Company ${companyCode}: ${counted}. Everything here is fictional.`,
		[
			...recordTables(store),
			{
				id: 'registrations',
				title: 'Webhooks registered',
				columns: ['kind', 'address'],
				rows: registrations.map(({ kind, url }) => [kind, url.split('?')[0] ?? '']),
			},
			{
				id: 'webhooks',
				title: 'Webhooks sent',
				columns: ['time', 'kind', 'body', 'result'],
				rows: deliveries
					.slice(-15)
					.reverse()
					.map(({ at, kind, body, result }) => [shortTime(at), kind, JSON.stringify(body), String(result)]),
			},
		],
		calls,
		{
			change: { href: '/change', text: 'Create or change customers, projects, invoices and ledger accounts →' },
			others: links,
		},
	);
}

type Cell = (row: StoredRow) => MomentValue | undefined;

function recordTables(store: MomentStore): PageTable[] {
	const own =
		(name: string): Cell =>
		({ values }) =>
			values[name];
	const of =
		(kind: string, field: string, name: string): Cell =>
		({ values }) => {
			const id = values[field];
			return typeof id === 'number' ? store.find(kind, id)?.values[name] : undefined;
		};
	const tags: Cell = ({ values: { tagIds } }) =>
		(Array.isArray(tagIds) ? tagIds : []).map((id) => tagLabel(store, id)).join(', ');
	const changed: Cell = ({ changedAt }) => shortTime(changedAt);
	const lines: Cell = ({ values: { id } }) => store.children('invoiceLines', 'invoiceId', id).length;
	const expensesOn: Cell = ({ values: { id } }) => store.children('projectExpenses', 'projectExtensionId', id).length;
	const table = (
		title: string,
		rows: readonly StoredRow[],
		cells: ReadonlyArray<readonly [string, Cell]>,
	): PageTable => ({
		id: title.toLowerCase().replace(/ /g, '-'),
		title: `${title}: ${rows.length}`,
		columns: cells.map(([column]) => column),
		rows: rows.map((row) => cells.map(([, cell]) => String(cell(row) ?? ''))),
	});
	return [
		// The latest first: a new invoice is what one looks for.
		table('Invoices', store.rows('invoices').reverse(), [
			['number', own('invoiceNumber')],
			['type', own('invoiceType')],
			['state', own('invoiceState')],
			['transfer', own('exportStatus')],
			['customer', of('customers', 'customerId', 'name')],
			['project', of('projects', 'projectId', 'projectNumber')],
			['dated', own('issueDate')],
			['due', own('dueDate')],
			['lines', lines],
			['currency', own('currencyCode')],
			['net', own('totalNet')],
			['VAT', own('totalVat')],
			['to pay', own('totalAfterRounding')],
			['credits', of('invoices', 'creditedInvoiceId', 'invoiceNumber')],
			['changed', changed],
		]),
		table('Expenses', store.rows('projectExpenses').reverse(), [
			['date', own('expenseDate')],
			['project', of('projects', 'projectId', 'projectNumber')],
			['activity', of('projectExtensions', 'projectExtensionId', 'name')],
			['text', own('description')],
			['supplier', own('supplierName')],
			['their invoice', own('supplierInvoiceNumber')],
			['amount', own('amount')],
			['currency', own('currencyCode')],
			['billable', own('billable')],
			['approval', own('approvalState')],
			['external reference', own('externalId')],
		]),
		table('Activities', store.rows('projectExtensions').reverse(), [
			['project', of('projects', 'projectId', 'projectNumber')],
			['name', own('name')],
			['expenses', expensesOn],
			['changed', changed],
		]),
		table('Projects', store.rows('projects'), [
			['number', own('projectNumber')],
			['name', own('name')],
			['customer', of('customers', 'customerId', 'customerNumber')],
			['state', own('projectState')],
			['department', of('departments', 'departmentId', 'name')],
			['tags', tags],
			['changed', changed],
		]),
		table('Customers', store.rows('customers'), [
			['number', own('customerNumber')],
			['name', own('name')],
			['reg. no.', own('companyRegNo')],
			['town', own('postalPlace')],
			['country', own('countryCode')],
			['currency', own('currencyCode')],
			['tags', tags],
			['changed', changed],
		]),
		table('Users', store.rows('userAccounts'), [
			['name', own('name')],
			['e-mail', own('email')],
			['state', own('userAccountState')],
			['employee', own('employeeNumber')],
		]),
		table('Departments', store.rows('departments'), [
			['name', own('name')],
			['number in the external system', own('departmentNumber')],
		]),
		table('Ledger accounts', store.rows('financialAccounts'), [
			['number', own('accountNumber')],
			['name', own('name')],
			['category', own('financialAccountCategory')],
			['VAT %', own('currentVatPercentage')],
			['accounting VAT code', own('externalTaxCode')],
		]),
	];
}
