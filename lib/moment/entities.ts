import { AccountBook } from './records/accountBook';
import { customerEntity } from './records/customers';
import { DepartmentBook } from './records/departmentBook';
import type { Entity } from './api/entity';
import { EntityBook, namedEntity, type Named } from './records/entityBook';
import type { EntityRows } from './api/entityRows';
import { CUSTOMER_FIELDS, INVOICE_FIELDS, PROJECT_FIELDS, RESOURCES } from './api/fields';
import { InvoiceLinesPart } from './records/invoiceLines';
import type { MomentInvoice } from './records/invoiceRecords';
import { invoiceEntity } from './records/invoices';
import { ManagerBook, type Employee } from './records/managerBook';
import { Memberships } from './records/memberships';
import type { GetPage } from './api/paging';
import type { MomentProject } from './records/projectRecords';
import { projectEntity } from './records/projects';
import type { MomentCustomer } from './records/records';
import type { MomentDepartment, MomentFinancialAccount } from './records/setupRecords';
import type { TagBook } from './records/tagBook';

/** What the kinds of record are put together from. */
export interface EntityParts {
	rowsOf<T extends object>(entity: Entity<T>): EntityRows<T>;
	getPage: GetPage;
	/** For lists that are read whole. */
	pageSize: number;
	/** For messages: `company 'acme'`. */
	context: string;
	tagBook: TagBook;
	departments(): Promise<MomentDepartment[]>;
	employees(): Promise<Employee[]>;
	accounts(): Promise<MomentFinancialAccount[]>;
}

export interface Entities {
	customers: EntityRows<MomentCustomer>;
	projects: EntityRows<MomentProject>;
	invoices: EntityRows<MomentInvoice>;
	/** Only what they are called: for pick-lists and for what refers to them. */
	named: Record<'customers' | 'projects' | 'invoices', EntityRows<Named>>;
}

/** The kinds of record of one run; what one of them looks up is kept for the others. */
export function entitiesOf(parts: EntityParts): Entities {
	const { rowsOf, getPage, pageSize, context, tagBook } = parts;
	const named = {
		customers: rowsOf(
			namedEntity(RESOURCES.customers, 'customer', {
				...CUSTOMER_FIELDS,
				number: CUSTOMER_FIELDS.customerNumber,
			}),
		),
		projects: rowsOf(
			namedEntity(RESOURCES.projects, 'project', { ...PROJECT_FIELDS, number: PROJECT_FIELDS.projectNumber }),
		),
		invoices: rowsOf(
			namedEntity(RESOURCES.invoices, 'invoice', {
				...INVOICE_FIELDS,
				number: INVOICE_FIELDS.invoiceNumber,
				name: INVOICE_FIELDS.customerName,
			}),
		),
	};
	const customers = new EntityBook(named.customers);
	const invoices = new EntityBook(named.invoices);
	const departments = new DepartmentBook(parts.departments);
	const managers = new ManagerBook(new Memberships(getPage, pageSize), parts.employees);
	// The project of an invoice is the same in all its fields as the project by itself: it may be written from either.
	const projects = rowsOf(projectEntity({ tagBook, departments, customers, managers }, context));
	const accounts = new AccountBook(parts.accounts);
	return {
		named,
		customers: rowsOf(customerEntity(tagBook, context)),
		projects,
		invoices: rowsOf(
			invoiceEntity(
				{
					tagBook,
					departments,
					accounts,
					projects: new EntityBook(projects),
					customers,
					invoices,
					lines: new InvoiceLinesPart(getPage, pageSize),
				},
				context,
			),
		),
	};
}
