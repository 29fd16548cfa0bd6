import { ApiError } from '../../http/errors';
import type { AccountBook } from './accountBook';
import type { DepartmentBook } from './departmentBook';
import type { Entity, EntityLookup, Part } from '../api/entity';
import type { EntityBook, Named } from './entityBook';
import { INCLUDES, INVOICE_FIELDS, RESOURCES, TAG_LISTS } from '../api/fields';
import { IncludedPart } from '../api/includedPart';
import {
	readInvoice,
	withoutReferences,
	type InvoiceReading,
	type InvoiceValues,
	type LineValues,
	type MomentInvoice,
	type MomentInvoiceLine,
} from './invoiceRecords';
import type { MomentProject } from './projectRecords';
import { namesOf } from './projects';
import type { TagBook } from './tagBook';
import { readTagList } from './tagList';

export interface InvoiceBooks {
	tagBook: TagBook;
	departments: DepartmentBook;
	accounts: AccountBook;
	projects: EntityBook<MomentProject>;
	/** For invoices that name their customer by its id alone. */
	customers: EntityBook<Named>;
	/** For credit notes that name the credited invoice by its id alone. */
	invoices: EntityBook<Named>;
	lines: Part;
}

type Projects = ReadonlyMap<string, EntityLookup<MomentProject>>;

/** Invoices and credit notes, with lines, projects, tags, department and accounts resolved. */
export function invoiceEntity(books: InvoiceBooks, context: string): Entity<MomentInvoice> {
	return {
		resource: RESOURCES.invoices,
		word: 'invoice',
		fields: { ...INVOICE_FIELDS, number: INVOICE_FIELDS.invoiceNumber },
		parts: [new IncludedPart(INCLUDES.tags, (row) => readTagList(row, TAG_LISTS.invoice).hasTagList), books.lines],
		read: async (rows) => {
			const readings = rows.map((raw) => readInvoice(raw, context));
			const invoices = readings.flatMap((reading) => (reading instanceof ApiError ? [] : [reading.invoice]));
			const projects = await books.projects.get(
				invoices.flatMap(({ projectId, lines }) => [projectId, ...lines.map((line) => line.projectId)]),
			);
			const customers = await books.customers.get(
				invoices.filter(({ customerNumber }) => customerNumber === '').map(({ customerId }) => customerId),
			);
			const credited = await books.invoices.get(
				invoices
					.filter(({ creditedInvoiceNumber }) => creditedInvoiceNumber === '')
					.map(({ creditedInvoiceId }) => creditedInvoiceId),
			);
			const records: Array<MomentInvoice | ApiError> = [];
			for (const reading of readings) {
				if (reading instanceof ApiError) records.push(reading);
				else
					records.push(
						projectTrouble(reading.invoice, projects) ??
							(await whole(reading, books, { projects, customers, credited })),
					);
			}
			return records;
		},
	};
}

interface Found {
	projects: Projects;
	customers: ReadonlyMap<string, EntityLookup<Named>>;
	credited: ReadonlyMap<string, EntityLookup<Named>>;
}

async function whole(reading: InvoiceReading, books: InvoiceBooks, found: Found): Promise<MomentInvoice> {
	const { lines, projectId, projectNumber, projectName, creditedInvoiceId, ...invoice } = reading.invoice;
	const project = projectOf({ projectId, projectNumber, projectName }, found.projects);
	const department = await books.departments.resolve(reading.department);
	const resolved: MomentInvoiceLine[] = [];
	for (const [at, line] of lines.entries()) {
		const values = reading.accountsComplete[at] === true ? line : await books.accounts.resolve(line);
		const own = line.projectId === projectId ? undefined : projectOf(line, found.projects);
		resolved.push({ ...withoutReferences(values), ...(own === undefined ? {} : { project: own }) });
	}
	return {
		...invoice,
		...namesOf(found.customers.get(invoice.customerId), invoice),
		creditedInvoiceNumber: invoice.creditedInvoiceNumber || numberOf(found.credited.get(creditedInvoiceId)),
		tags: await books.tagBook.resolve(invoice.tags, reading.tagsComplete),
		...(department === undefined ? {} : { department }),
		...(project === undefined ? {} : { project }),
		lines: resolved,
	};
}

function numberOf(lookup: EntityLookup<Named> | undefined): string {
	return lookup !== undefined && 'record' in lookup ? (lookup.record?.number ?? '') : '';
}

/** A project that cannot be read decides what the invoice's lines carry, so the invoice cannot be read either. */
function projectTrouble({ projectId, lines }: InvoiceValues, projects: Projects): ApiError | undefined {
	for (const id of [projectId, ...lines.map((line) => line.projectId)]) {
		const lookup = projects.get(id);
		if (lookup !== undefined && 'unreadable' in lookup && lookup.unreadable !== undefined) return lookup.unreadable;
	}
	return undefined;
}

/** A project that is gone in Moment still has the number and the name that the invoice gives it; it has no tags. */
function projectOf(
	named: Pick<LineValues, 'projectId' | 'projectNumber' | 'projectName'>,
	projects: Projects,
): MomentProject | undefined {
	const lookup = projects.get(named.projectId);
	if (lookup !== undefined && 'record' in lookup && lookup.record !== undefined) return lookup.record;
	if (named.projectId === '' && named.projectNumber === '') return undefined;
	return {
		id: named.projectId,
		projectNumber: named.projectNumber,
		name: named.projectName,
		customerId: '',
		customerNumber: '',
		customerName: '',
		state: '',
		startDate: '',
		endDate: '',
		description: '',
		managerName: '',
		managerEmployeeNumber: '',
		tags: [],
	};
}
