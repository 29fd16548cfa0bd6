import type { Entity } from '../core/outcome';
import type { KnownRecords } from '../core/identity';
import { mapCustomers, type CustomerSource } from '../mapping/customer';
import type { UnicontaCodes } from '../mapping/codes';
import { mapInvoices } from '../mapping/invoice/map';
import { planToItem } from '../mapping/invoice/plan';
import type { InvoiceSource } from '../mapping/invoice/source';
import { mapProjects } from '../mapping/project';
import type { ProjectSource } from '../mapping/projectSource';
import { customerMapping, invoiceMapping, projectMapping } from '../state/mappings';
import type { Values } from '../state/settings';
import type { ExpenseInMoment } from './expenses';
import type { StatedInvoice } from './invoices';
import type { ReconcileInput } from './reconcile';
import type { Comparison } from './start';
import type { RecordRules, Row, RowReader, Wanted } from './types';

/** A list of Moment: the records, and those that could not be read, each with why. */
export interface MomentList<Source> {
	records: Source[];
	unreadable: Array<{ momentId: string; message: string; fix: string }>;
}

/** What is read of both systems, each list whole: a comparison of a part would call the rest missing. */
export interface BothSystems {
	moment: {
		customers(): Promise<MomentList<CustomerSource>>;
		projects(): Promise<MomentList<ProjectSource>>;
		/** From this number on. */
		invoices(firstNumber: string): Promise<MomentList<InvoiceSource>>;
		expenses(): Promise<ExpenseInMoment[]>;
	};
	uniconta: {
		customers(): Promise<Row[]>;
		projects(): Promise<Row[]>;
		/** Those that are posted, from this number on. */
		invoices(firstNumber: number): Promise<Row[]>;
	};
	/** What a person is told of a list that could not be read; undefined for a fault of ours. */
	reasonOf(caught: unknown): string | undefined;
	reader: RowReader;
	rules: Record<'customer' | 'project', RecordRules>;
	codes: UnicontaCodes;
}

export type BothLists = Pick<ReconcileInput, 'records' | 'invoices'>;

/** Reads what is compared, and maps Moment's side by the settings, as it is sent. */
export async function readLists(
	{ moment, uniconta, rules, codes }: BothSystems,
	{ customers, projects, invoices, values }: Comparison['plan'],
	knownOf: (entity: Entity) => KnownRecords,
): Promise<BothLists> {
	const text = (key: keyof Values): string => values[key];
	const records: Array<BothLists['records'][number]> = [];
	if (customers) {
		const list = await moment.customers();
		const mapped = mapCustomers(list.records, customerMapping(text, codes), knownOf('customer'));
		const wanted = [...mapped.map((one) => wantedOf(one)), ...list.unreadable.map(unreadableOf)];
		records.push({ rules: rules.customer, wanted, rows: await uniconta.customers() });
	}
	if (projects) {
		const list = await moment.projects();
		const mapped = mapProjects(list.records, projectMapping(text), knownOf('project'), knownOf('customer'));
		const wanted = [...mapped.map((one) => wantedOf(one)), ...list.unreadable.map(unreadableOf)];
		records.push({ rules: rules.project, wanted, rows: await uniconta.projects() });
	}
	if (!invoices) return { records };
	const firstNumber = values['invoices.firstNumber'];
	const list = await moment.invoices(firstNumber);
	const parents = { customer: knownOf('customer'), project: knownOf('project') };
	const mapped = mapInvoices(list.records, invoiceMapping(text, codes), knownOf('invoice'), parents);
	const wanted = mapped.map(({ plan, sending, ...invoice }) =>
		wantedOf({ ...invoice, uniconta: plan === undefined ? {} : planToItem(plan) }, sending === 'withheld'),
	);
	return {
		records,
		invoices: {
			wanted: [...wanted, ...list.unreadable.map(unreadableOf)],
			stated: list.records.map(statedOf),
			rows: await uniconta.invoices(Number(firstNumber)),
			ownCurrency: values['company.currency'],
		},
	};
}

/** No more of it than is compared: all of them are held until both sides are read. */
function wantedOf(
	{ key, momentId, name, uniconta, findings, hash, known }: Omit<Wanted, 'withheld'>,
	withheld = false,
): Wanted {
	return {
		key,
		momentId,
		name,
		uniconta,
		findings,
		withheld,
		hash,
		...(known === undefined ? {} : { known }),
	};
}

function unreadableOf({ momentId, message, fix }: MomentList<object>['unreadable'][number]): Wanted {
	const finding = { level: 'error', field: '', value: momentId, message, fix } as const;
	return { key: '', momentId, name: '', uniconta: {}, findings: [finding], withheld: false, hash: '' };
}

/** Moment's own totals, for an invoice that could not be mapped. */
function statedOf(invoice: InvoiceSource): StatedInvoice {
	const { id, kind, issueDate, currencyCode, totalNet, totalVat, totalGross, totalGrossAfterRounding } = invoice;
	return {
		momentId: id,
		issueDate,
		currency: currencyCode,
		totals: {
			creditNote: kind === 'creditNote',
			net: totalNet,
			vat: totalVat,
			gross: totalGross,
			grossAfterRounding: totalGrossAfterRounding,
		},
	};
}
