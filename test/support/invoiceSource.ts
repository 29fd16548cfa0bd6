import { NO_DEPARTMENT } from '../../lib/mapping/department';
import { NOTHING_KNOWN, type KnownRecords } from '../../lib/core/identity';
import { mapInvoices } from '../../lib/mapping/invoice/map';
import type { InvoiceMapping } from '../../lib/mapping/invoice/mapping';
import type { InvoicePlan, MappedInvoice } from '../../lib/mapping/invoice/plan';
import type { InvoiceLineSource, InvoiceSource } from '../../lib/mapping/invoice/source';
import type { DepartmentSource, ProjectSource } from '../../lib/mapping/projectSource';
import type { Tag } from '../../lib/mapping/tags';
import { unicontaCodes } from '../../lib/uniconta/api/codes';

export const CATEGORY_TAGS = { id: '503', name: 'Projektkategori' } as const;
export const DEPARTMENT_TAGS = { id: '504', name: 'Afdeling' } as const;

export function categoryTag(code: string, name = `Kategori ${code}`): Tag {
	return { name, code, tagGroupId: CATEGORY_TAGS.id, tagGroupName: CATEGORY_TAGS.name };
}

export function departmentTag(code: string, name = `Afdeling ${code}`): Tag {
	return { name, code, tagGroupId: DEPARTMENT_TAGS.id, tagGroupName: DEPARTMENT_TAGS.name };
}

export function department(externalNumber: string, name = `Afdeling ${externalNumber}`): DepartmentSource {
	return { id: `9${externalNumber}`, name, externalNumber };
}

/** A Moment project in order: one tag with the category KONS. */
export function invoiceProject(given: Partial<ProjectSource> = {}): ProjectSource {
	const number = given.projectNumber ?? '812';
	return {
		id: `3${number}`,
		projectNumber: number,
		name: `Havnen ${number}`,
		customerId: '70011',
		customerNumber: '20007',
		customerName: 'Nordlys A/S',
		state: 'inProgress',
		startDate: '2026-01-01',
		endDate: '',
		description: '',
		managerName: '',
		managerEmployeeNumber: '',
		tags: [categoryTag('KONS')],
		...given,
	};
}

/** One line of 1000.00 with 25 % VAT; what the test is about is given. */
export function invoiceLine(given: Partial<InvoiceLineSource> = {}): InvoiceLineSource {
	return {
		text: 'Rådgivning',
		quantity: '1',
		unitPrice: '1000',
		discount: '',
		surcharge: '',
		net: '1000',
		vatPercent: '25',
		vat: '',
		accountNumber: '1010',
		vatCode: 'U25',
		...given,
	};
}

/** A finalized Moment invoice in order, without totals unless given: then only the lines say what it comes to. */
export function invoice(given: Partial<InvoiceSource> = {}): InvoiceSource {
	const number = given.invoiceNumber ?? '10001';
	return {
		id: `12045${number}`,
		invoiceNumber: number,
		kind: 'invoice',
		state: 'finalized',
		transfer: 'transfer',
		issueDate: '2026-03-02',
		dueDate: '2026-03-16',
		creditDays: '',
		customerId: '70011',
		customerNumber: '20007',
		customerName: 'Nordlys A/S',
		currencyCode: 'DKK',
		exchangeRate: '',
		orderReference: '',
		creditedInvoiceNumber: '',
		totalNet: '',
		totalVat: '',
		totalGross: '',
		totalGrossAfterRounding: '',
		tags: [],
		project: invoiceProject(),
		lines: [invoiceLine()],
		...given,
	};
}

export const INVOICE_MAPPING: InvoiceMapping = {
	firstNumber: 10001,
	categoryTagGroup: { value: CATEGORY_TAGS.name },
	department: NO_DEPARTMENT,
	roundingAccount: '9990',
	ownCurrency: 'DKK',
	codes: unicontaCodes,
};

export function mapAllInvoices(
	sources: readonly InvoiceSource[],
	mapping: Partial<InvoiceMapping> = {},
	known: KnownRecords = NOTHING_KNOWN,
): MappedInvoice[] {
	return mapInvoices(sources, { ...INVOICE_MAPPING, ...mapping }, known);
}

export function mapOneInvoice(
	given: Partial<InvoiceSource> = {},
	mapping: Partial<InvoiceMapping> = {},
	known: KnownRecords = NOTHING_KNOWN,
): MappedInvoice {
	const [mapped] = mapAllInvoices([invoice(given)], mapping, known);
	if (mapped === undefined) throw new Error('One invoice gives one record');
	return mapped;
}

/** The plan of an invoice that must have one. */
export function planOfInvoice(given: Partial<InvoiceSource> = {}, mapping: Partial<InvoiceMapping> = {}): InvoicePlan {
	const { plan, findings } = mapOneInvoice(given, mapping);
	if (plan === undefined) throw new Error(`No plan: ${findings.map(({ message }) => message).join(' ')}`);
	return plan;
}
