import type { CustomerSource } from '../../lib/mapping/customer';
import type { InvoiceSource } from '../../lib/mapping/invoice/source';
import type { ExpenseInMoment } from '../../lib/reconcile/expenses';
import type { BothSystems, MomentList } from '../../lib/reconcile/read';
import type { Row } from '../../lib/reconcile/types';
import { unicontaCodes } from '../../lib/uniconta/api/codes';
import { debtor } from '../../lib/uniconta/upsert/debtor';
import { project } from '../../lib/uniconta/upsert/project';
import { rig } from './reconcile';

/** A system that does not work just now. */
export class Outage extends Error {}

/** Both systems in memory: what a test puts in is what is read. */
export class FakeSystems implements BothSystems {
	customers: MomentList<CustomerSource> = { records: [], unreadable: [] };
	invoices: MomentList<InvoiceSource> = { records: [], unreadable: [] };
	expenses: ExpenseInMoment[] = [];
	debtors: Row[] = [];
	posted: Row[] = [];
	/** What was read, in order. */
	readonly asked: string[] = [];
	/** What a reading ends in. */
	readonly faults = new Map<string, Error>();
	/** Called before each reading. */
	onRead: (list: string) => void = () => undefined;

	readonly reader = rig.reader;
	readonly codes = unicontaCodes;
	readonly rules = {
		customer: { kind: 'customer', key: debtor.key, fields: debtor.fields },
		project: { kind: 'project', key: project.key, fields: project.fields },
	} as const;

	readonly moment: BothSystems['moment'] = {
		customers: async () => await this.read('moment customers', () => this.customers),
		projects: async () => await this.read('moment projects', () => ({ records: [], unreadable: [] })),
		invoices: async (from) => await this.read(`moment invoices from ${from}`, () => this.invoices),
		expenses: async () => await this.read('moment expenses', () => this.expenses),
	};
	readonly uniconta: BothSystems['uniconta'] = {
		customers: async () => await this.read('uniconta customers', () => this.debtors),
		projects: async () => await this.read('uniconta projects', () => []),
		invoices: async (from) => await this.read(`uniconta invoices from ${from}`, () => this.posted),
	};

	reasonOf(caught: unknown): string | undefined {
		return caught instanceof Outage ? caught.message : undefined;
	}

	private async read<T>(list: string, give: () => T): Promise<T> {
		this.asked.push(list);
		this.onRead(list);
		const fault = this.faults.get(list);
		if (fault !== undefined) throw fault;
		return await Promise.resolve(give());
	}
}

/** A customer of Moment with the one tag that it needs. */
export function momentCustomer(id: string, customerNumber: string, more: Partial<CustomerSource> = {}): CustomerSource {
	const none = Object.fromEntries(
		['companyRegNo', 'email', 'website', 'phone', 'fax', 'addressLine1', 'addressLine2', 'addressLine3']
			.concat(['postalCode', 'postalPlace', 'countryCode', 'currencyCode'])
			.map((field) => [field, '']),
	) as Omit<CustomerSource, 'id' | 'customerNumber' | 'name' | 'tags'>;
	const tags = [{ name: 'Danmark', code: 'DK', tagGroupId: '501', tagGroupName: 'Kundegruppe' }];
	return { id, customerNumber, name: 'Bageriet', ...none, tags, ...more };
}
