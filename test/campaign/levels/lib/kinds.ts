import type { Entity } from '../../../../lib/core/outcome';
import type { MappedRecord } from '../../../../lib/core/record';
import { mapCustomers, type CustomerSource } from '../../../../lib/mapping/customer';
import type { DepartmentChoice, DepartmentMapping } from '../../../../lib/mapping/department';
import { mapInvoices } from '../../../../lib/mapping/invoice/map';
import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import type { InvoiceSource } from '../../../../lib/mapping/invoice/source';
import { toleranceOf } from '../../../../lib/mapping/invoice/tolerance';
import { phaseTable } from '../../../../lib/mapping/phases';
import { mapProjects } from '../../../../lib/mapping/project';
import type { ProjectSource } from '../../../../lib/mapping/projectSource';
import type { EntityReader, MomentClient } from '../../../../lib/moment/client';
import type { EntityQuery } from '../../../../lib/moment/api/findEntities';
import { invoicesWhere } from '../../../../lib/moment/records/invoiceQuery';
import { isStop, stopOf } from '../../../../lib/state/inbox';
import { foldLog } from '../../../../lib/state/log';
import type { RunResult } from '../../../../lib/state/run';
import type { SettingsArea, Values } from '../../../../lib/state/settings';
import { cell, type TableRow } from '../../../../lib/state/tables';
import { unicontaCodes } from '../../../../lib/uniconta/api/codes';
import { sendInvoices } from '../../../../lib/uniconta/invoice/send';
import type { HeldBack, SendOptions } from '../../../../lib/uniconta/invoice/types';
import { debtor } from '../../../../lib/uniconta/upsert/debtor';
import type { EntityDefinition } from '../../../../lib/uniconta/upsert/entity';
import { project } from '../../../../lib/uniconta/upsert/project';
import { upsert } from '../../../../lib/uniconta/upsert/upsert';
import type { Clients } from './clients';
import { resultOf } from './items';

/** What is known when records are written. */
export interface WriteParts {
	clients: Clients;
	values: Values;
	seconds: number;
	/** Everything is compared, what is posted too. */
	comparing: boolean;
	/** Rows of the inbox that were there before any was taken. */
	heldBack: readonly TableRow[];
}

/** What one kind of record differs in. */
export interface RecordKind<Source extends object, Mapped extends { momentId: string; key: string; entity: Entity }> {
	entity: Extract<Entity, 'customer' | 'project' | 'invoice'>;
	area: SettingsArea;
	/** What must be in Uniconta first, in this order. */
	parents: ReadonlyArray<ParentKind>;
	reader(moment: MomentClient): EntityReader<Source>;
	numberOf(record: Source): string;
	/** What holds of every record that is asked for. */
	where(values: Values): EntityQuery;
	/** A comparison that is not the first looks at what changed in so many days. */
	lookBackDays?: number;
	map(records: readonly Source[], log: readonly TableRow[], values: Values): Mapped[];
	write(mapped: readonly Mapped[], parts: WriteParts): Promise<RunResult[]>;
}

const department = (values: Values, area: 'projects' | 'invoices'): DepartmentMapping => ({
	// An edge: the settings were found complete, so that it is one of the choices.
	choice: (values[`${area}.department`] || 'none') as DepartmentChoice,
	dimension: Number(values['company.dimension']),
	tagGroup: {
		value: values[`${area}.departmentTagGroup`],
		name: values[`${area}.departmentTagGroupName`],
	},
});

const categoryTagGroup = (values: Values): { value: string; name: string } => ({
	value: values['invoices.categoryTagGroup'],
	name: values['invoices.categoryTagGroupName'],
});

const upsertAs =
	(definition: EntityDefinition) =>
	async (mapped: readonly MappedRecord[], { clients, seconds }: WriteParts): Promise<RunResult[]> => {
		const { clock, company } = clients;
		const { odata } = clients.uniconta(seconds);
		const results = await upsert(odata, definition, mapped, { dryRun: false, clock, company });
		return results.map((result) => resultOf(result, company));
	};

export const customers: RecordKind<CustomerSource, MappedRecord> = {
	entity: 'customer',
	area: 'customers',
	parents: [],
	reader: (moment) => moment.customers,
	numberOf: ({ customerNumber }) => customerNumber,
	where: () => ({}),
	map: (records, log, values) =>
		mapCustomers(
			records,
			{
				tagGroup: { value: values['customers.tagGroup'], name: values['customers.tagGroupName'] },
				ownCountry: values['company.country'],
				faxField: values['customers.faxField'],
				codes: unicontaCodes,
			},
			foldLog(log, 'customer', values['company.id']),
		),
	write: upsertAs(debtor),
};

/** Customers and projects that others need. */
export type ParentKind =
	| { of: 'customer'; kind: RecordKind<CustomerSource, MappedRecord> }
	| { of: 'project'; kind: RecordKind<ProjectSource, MappedRecord> };

const customersFirst: ParentKind = {
	of: 'customer',
	kind: customers,
};

export const projects: RecordKind<ProjectSource, MappedRecord> = {
	entity: 'project',
	area: 'projects',
	parents: [customersFirst],
	reader: (moment) => moment.projects,
	numberOf: ({ projectNumber }) => projectNumber,
	where: () => ({}),
	map: (records, log, values) =>
		mapProjects(
			records,
			{
				group: values['projects.group'],
				department: department(values, 'projects'),
				categoryTagGroup: categoryTagGroup(values),
				phases: phaseTable({}),
			},
			foldLog(log, 'project', values['company.id']),
			foldLog(log, 'customer', values['company.id']),
		),
	write: upsertAs(project),
};

const projectsFirst: ParentKind = {
	of: 'project',
	kind: projects,
};

export const invoices: RecordKind<InvoiceSource, MappedInvoice> = {
	entity: 'invoice',
	area: 'invoices',
	parents: [customersFirst, projectsFirst],
	reader: (moment) => moment.invoices,
	numberOf: ({ invoiceNumber }) => invoiceNumber,
	where: (values) => invoicesWhere({ numbers: [], numberFrom: values['invoices.firstNumber'], state: '' }),
	lookBackDays: 60,
	map: (records, log, values) => {
		const company = values['company.id'];
		const tolerance = toleranceOf(values['invoices.roundingTolerance']);
		if (tolerance === 'invalid') throw new Error('The rounding tolerance of the settings cannot be read');
		return mapInvoices(
			records,
			{
				firstNumber: Number(values['invoices.firstNumber']) || undefined,
				categoryTagGroup: categoryTagGroup(values),
				department: department(values, 'invoices'),
				roundingAccount: values['invoices.roundingAccount'],
				...(tolerance === undefined ? {} : { roundingTolerance: tolerance }),
				ownCurrency: values['company.currency'],
				codes: unicontaCodes,
			},
			foldLog(log, 'invoice', company),
			{ customer: foldLog(log, 'customer', company), project: foldLog(log, 'project', company) },
		);
	},
	write: async (mapped, parts) => {
		if (mapped.length === 0) return [];
		const { clients, seconds } = parts;
		const results = await sendInvoices({ ...clients.uniconta(seconds), options: sendOptions(parts) }, mapped);
		return results.map((result) => resultOf(result, clients.company));
	},
};

function sendOptions({ clients, values, seconds, comparing, heldBack }: WriteParts): SendOptions {
	const { clock, company } = clients;
	const [series, zeroVat] = [values['invoices.series'], values['invoices.zeroVat']];
	const route = values['invoices.route'];
	const journal = route === 'journal';
	return {
		route: route === 'draft' || route === 'journal' ? route : 'post',
		dryRun: false,
		company,
		clock,
		requestTimeoutMs: 60_000,
		deadline: clock.now() + seconds * 1000,
		journal: journal ? values['invoices.journal'] : '',
		journalAmounts: journal && values['invoices.journalAmounts'] === 'net' ? 'net' : 'gross',
		journalVoucher: journal && values['invoices.journalVoucher'] === 'journal' ? 'journal' : 'invoiceNumber',
		heldBack: heldBack.flatMap(heldBackBy),
		comparePosted: comparing,
		...(series === '' ? {} : { series }),
		...(zeroVat === '' ? {} : { zeroVat }),
	};
}

/** What is refused and has no number holds nothing back; a stop stops whatever else stands in its row. */
function heldBackBy(row: TableRow): HeldBack[] {
	const key = Number(cell(row, 'key'));
	const number = Number.isInteger(key) && key > 0 ? key : 0;
	const message = cell(row, 'message');
	if (isStop(row)) return [{ number, state: stopOf(cell(row, 'state')) ?? 'misnumbered', message }];
	if (number === 0) return [];
	return cell(row, 'state') === 'refused'
		? [{ number, state: 'refused', message }]
		: [{ number, state: 'open', message: '' }];
}
