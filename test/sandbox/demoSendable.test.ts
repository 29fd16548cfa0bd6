import { NOTHING_KNOWN } from '../../lib/core/identity';
import { mapInvoices } from '../../lib/mapping/invoice/map';
import type { InvoiceSource } from '../../lib/mapping/invoice/source';
import type { MappedInvoice } from '../../lib/mapping/invoice/plan';
import type { ProjectSource } from '../../lib/mapping/projectSource';
import {
	demoCustomers,
	demoInvoices,
	demoMoment,
	demoProjects,
	makeInvoices,
	stopping,
	type DemoInvoice,
} from '../../sandbox/standins';
import { demoChoices } from '../../sandbox/demo/choices';

const { rows } = demoMoment();
const by = (kind: string) => new Map(rows[kind]?.map((row) => [row.id, row]));
const [tags, accounts, departments] = [by('tags'), by('financialAccounts'), by('departments')];
const customers = new Map(demoCustomers(2026).map((customer) => [customer.id, customer]));
const projects = new Map(demoProjects(2026).map((project) => [project.id, project]));
const words = (value: string | number | boolean | readonly number[] | null | undefined): string => String(value ?? '');

function projectOf(id: number | null): ProjectSource | undefined {
	const project = id === null ? undefined : projects.get(id);
	const customer = project && customers.get(project.customerId);
	if (!project || !customer) return undefined;
	const department = departments.get(project.departmentId ?? 0);
	return {
		id: words(project.id),
		projectNumber: project.projectNumber,
		name: project.name,
		state: project.projectState,
		startDate: words(project.startDate),
		endDate: words(project.endDate),
		customerId: words(customer.id),
		customerNumber: customer.customerNumber,
		customerName: customer.name,
		description: words(project.description),
		managerName: '',
		managerEmployeeNumber: '',
		department: department && {
			id: words(department.id),
			name: words(department.name),
			externalNumber: words(department.departmentNumber),
		},
		tags: project.tagIds.map((tagId) => ({
			name: words(tags.get(tagId)?.name),
			code: words(tags.get(tagId)?.code),
			tagGroupId: words(tags.get(tagId)?.tagGroupId),
			tagGroupName: '',
		})),
	};
}

/** As the Moment node hands it on. */
function sourceOf(document: DemoInvoice, numbers: ReadonlyMap<number, number | null>): InvoiceSource {
	const customer = customers.get(document.customerId);
	return {
		id: words(document.id),
		invoiceNumber: words(document.invoiceNumber),
		kind: document.invoiceType,
		state: document.invoiceState,
		transfer: document.exportStatus,
		issueDate: words(document.issueDate),
		dueDate: words(document.dueDate),
		creditDays: words(document.creditDays),
		customerId: words(document.customerId),
		customerNumber: words(customer?.customerNumber),
		customerName: words(customer?.name),
		currencyCode: document.currencyCode,
		exchangeRate: words(document.exchangeRate),
		orderReference: words(document.orderReference),
		creditedInvoiceNumber: words(numbers.get(document.creditedInvoiceId ?? 0)),
		totalNet: words(document.totalNet),
		totalVat: words(document.totalVat),
		totalGross: words(document.totalGross),
		totalGrossAfterRounding: words(document.totalAfterRounding),
		tags: [],
		project: projectOf(document.projectId),
		lines: document.lines.map((line) => ({
			text: line.itemName,
			quantity: words(line.quantity),
			unitPrice: words(line.unitPrice),
			discount: words(line.lineDiscount),
			surcharge: words(line.surcharge),
			net: words(line.sumNetAmount),
			vatPercent: words(line.vatPercentage),
			vat: words(line.estimatedInvoiceLineVat),
			project: projectOf(line.projectId),
			accountNumber: words(accounts.get(line.financialAccountId)?.accountNumber),
			vatCode: words(accounts.get(line.financialAccountId)?.externalTaxCode),
		})),
	};
}

function mapped(documents: readonly DemoInvoice[]): MappedInvoice[] {
	const numbers = new Map(documents.map(({ id, invoiceNumber }) => [id, invoiceNumber]));
	return mapInvoices(
		documents.map((document) => sourceOf(document, numbers)),
		{
			firstNumber: demoChoices.firstInvoiceNumber,
			categoryTagGroup: { value: String(demoChoices.categoryTagGroup.id) },
			department: { choice: 'projectDepartment', tagGroup: { value: '' }, dimension: 1 },
			roundingAccount: '9990',
			ownCurrency: 'DKK',
			codes: { isCurrency: () => true },
		},
		NOTHING_KNOWN,
	);
}

const findings = (invoices: readonly MappedInvoice[]): string[] =>
	invoices.flatMap(({ key, findings: all }) =>
		all.filter(({ level }) => level === 'error').map(({ message }) => `${key}: ${message}`),
	);

test('every document of the demo can be planned; only the drafts and the one not to be transferred are withheld', () => {
	const all = mapped(demoInvoices(2026));
	expect(findings(all)).toEqual([]);
	expect(all.filter(({ sending }) => sending === 'withheld').map(({ key }) => key)).toEqual([
		String(stopping.withheld),
		'',
		'',
		'',
	]);
	for (const { plan, sending } of all) expect(plan !== undefined).toBe(sending === 'send');
});

test('what stops the rest is left for Uniconta to find: its category and its VAT code', () => {
	const plan = (number: number) => mapped(demoInvoices(2026)).find(({ key }) => key === String(number))?.plan;
	expect(plan(stopping.missingCategory)?.lines.every(({ category }) => category === 'NYKAT')).toBe(true);
	expect(plan(stopping.wrongVatCode)?.lines.map(({ account, vat }) => `${account} ${vat}`)).toEqual([
		'1010 U25',
		'1030 U52',
	]);
});

test('plans owe what Moment says, to the cent', () => {
	const gross = new Map(
		demoInvoices(2026).map(({ invoiceNumber, totalAfterRounding }) => [
			String(invoiceNumber),
			Math.round(totalAfterRounding * 100),
		]),
	);
	for (const { key, plan } of mapped(demoInvoices(2026)))
		if (plan) expect([key, plan.gross]).toEqual([key, gross.get(key)]);
});

test('a thousand generated invoices can all be planned', () => {
	const many = mapped(makeInvoices(1000, 3, { from: 20_001 }));
	expect(findings(many)).toEqual([]);
	expect(many.every(({ sending }) => sending === 'send')).toBe(true);
});
