import type { MomentInvoice } from '../../lib/moment/records/invoiceRecords';
import type { MomentProject } from '../../lib/moment/records/projectRecords';
import type { MomentCustomer } from '../../lib/moment/records/records';
import type { RecordKind } from './recordKind';

export const customerRecords: RecordKind<MomentCustomer> = {
	name: 'customer',
	title: 'Customer',
	aRecord: 'a customer',
	searchMethod: 'searchCustomers',
	idPlaceholder: 'e.g. 70011223',
	reader: (moment) => moment.customers,
};

export const projectRecords: RecordKind<MomentProject> = {
	name: 'project',
	title: 'Project',
	aRecord: 'a project',
	searchMethod: 'searchProjects',
	idPlaceholder: 'e.g. 70033445',
	reader: (moment) => moment.projects,
};

export const invoiceRecords: RecordKind<MomentInvoice> = {
	name: 'invoice',
	title: 'Invoice',
	aRecord: 'an invoice',
	searchMethod: 'searchInvoices',
	idPlaceholder: 'e.g. 120450011',
	reader: (moment) => moment.invoices,
};
