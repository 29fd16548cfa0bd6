import { account } from '../../../sandbox/demo/accounts';
import { tag } from '../../../sandbox/demo/tags';
import type { MomentRow, MomentValue } from '../../../sandbox/standins/moment/entities';
import type { MomentSeedRow } from '../../../sandbox/standins/moment/store';
import { countryMember } from '../../../sandbox/standins/uniconta/countries';
import type { Row } from '../../../sandbox/standins/uniconta/ledger';
import type { Value } from '../../../sandbox/standins/uniconta/types/field';
import { COMPANY, type Books, type Systems } from '../harness/systems';
import type { Deed, Scenario } from './types';

/** The first invoice that is sent; Moment's and the series' next number at the start. */
export const FIRST_INVOICE = 10_001;
const GROUPS: Readonly<Record<number, string>> = { [tag.business]: 'ERHV', [tag.public]: 'OFF' };

/** The mark of an invoice that came before the cut-over. */
export const BEFORE = 'Z1';
const INVOICE_BEFORE = 70_300_000;
const LINE_BEFORE: MomentSeedRow = {
	id: 70_310_000,
	invoiceId: INVOICE_BEFORE,
	itemName: `${BEFORE} før overgangen`,
	quantity: 1,
	unitPrice: 100,
	sumNetAmount: 100,
	vatPercentage: 25,
	estimatedInvoiceLineVat: 25,
	financialAccountId: account.services,
};

/** One of Moment's records, and all that it has been called. Its mark stands in its name, and so in all that is made of it. */
export interface Known {
	id: number;
	mark: string;
	numbers: Set<string>;
	/** What somebody did to it that may keep it from going through, in words. */
	disturbed: Set<string>;
}

export interface KnownProject extends Known {
	/** Ids of the customers it has belonged to. */
	customers: Set<number>;
}

export interface KnownInvoice extends Known {
	number: number;
	customerId: number;
	projectId: number;
	/** With VAT, in cents; negative for a credit note. */
	total: number;
	transfer: boolean;
	/** How many lines it has. */
	lines: number;
}

export interface KnownBill {
	mark: string;
	projectId: number;
	projectNumber: string;
	cents: number;
	journalPostedId: number;
	cancelled: boolean;
	/** The posting that takes it back. */
	cancelledBy?: number;
	disturbed: Set<string>;
}

/**
 * Everything that people do in both systems, and what is known from it: whose number was which, what must go where.
 * Nothing here reads what the integration wrote, apart from the row that a person acts on.
 */
export class World {
	readonly customers: Known[] = [];
	readonly projects: KnownProject[] = [];
	readonly invoices: KnownInvoice[] = [];
	readonly bills: KnownBill[] = [];
	/** Invoices that a person posted in Uniconta, by their number there. */
	readonly byHand = new Set<string>();
	/** Rows that were debtors before the integration was set up. */
	readonly debtorsBefore = new Set<number>();
	/**
	 * Uniconta shows rows as they were a read ago: whoever writes a whole row takes back what was done meanwhile, and
	 * cannot know.
	 */
	isStale = false;
	/** Uniconta would invoice an order that was deleted: what becomes of a post without an answer a person decides. */
	isUndecidable = false;
	/** A person did something in the number series while a run was under way, and nobody has looked at it since. */
	atTheVeryMoment = false;
	/** Calls since then. */
	servedSinceDeed = 0;
	/** Somebody did something after which invoices may rightly stop. */
	seriesDisturbed = false;
	private marks = 0;
	private numbers = 500;

	constructor(
		private readonly systems: Systems,
		private readonly random: () => number,
	) {}

	/** Opens both systems as the scenario begins. */
	open(scenario: Scenario): void {
		const customers = Array.from({ length: scenario.customers }, (_, index) =>
			this.newCustomer(70_100_000 + index),
		);
		const projects = Array.from({ length: scenario.projects }, (_, index) =>
			this.newProject(70_200_000 + index, customers[index % customers.length]?.id ?? 0),
		);
		const debtors = customers.slice(0, scenario.debtors).map((row, index) => ({
			...debtorOf(row),
			...(index % 2 === 0 ? {} : { City: 'Andeby', Phone: '11111111', Payment: 'Net30' }),
		}));
		const books: Books = {
			moment: {
				customers,
				projects,
				projectExtensions: [],
				projectMemberships: [],
				projectExpenses: [],
				invoices: [this.lastInvoiceBefore(customers[0]?.id ?? 0, projects[0]?.id ?? null)],
				invoiceLines: [LINE_BEFORE],
			},
			uniconta: {
				DebtorClient: debtors,
				GLTransClient: [],
				ProjectTransClient: [],
				GLDailyJournalPostedClient: [],
			},
			momentSwitches: scenario.switches.moment,
			unicontaSwitches: scenario.switches.uniconta,
		};
		this.isUndecidable = scenario.switches.uniconta.deletedOrder === 'invoiced';
		this.isStale = scenario.switches.uniconta.staleAcrossHostsReads !== undefined;
		this.systems.open(books);
		for (const { rowId } of this.rows('DebtorClient')) this.debtorsBefore.add(rowId);
	}

	/** The rows of a type in Uniconta, with their labels' numbers. */
	rows(type: string): Row[] {
		return this.systems.uniconta.ledger.company(COMPANY)?.rowsOf(type).rows() ?? [];
	}

	/** The rows of a kind in Moment. */
	momentRows(kind: string): MomentRow[] {
		return this.systems.moment.store.rows(kind).map(({ values }) => values);
	}

	/** A deed that is not possible at the moment is not done. */
	act(deed: Deed): void {
		try {
			this.carryOut(deed);
		} catch (caught) {
			// A person is told as well that something is not possible, and leaves it.
			if (!(caught instanceof Error)) throw caught;
		}
	}

	private carryOut(deed: Deed): void {
		const { moment, uniconta } = this.systems;
		switch (deed.do) {
			case 'customer.create':
				this.createCustomer(String(this.numbers + 1));
				return;
			case 'customer.change':
				return this.changeCustomer(deed.of, deed.field);
			case 'customer.renumber': {
				const one = this.customer(deed.of);
				return this.renumber('customers', 'customerNumber', one, String(++this.numbers));
			}
			case 'customer.swap':
				return this.swap('customers', 'customerNumber', this.customer(deed.of), this.customer(deed.with));
			case 'customer.remove':
				return this.removeCustomer(this.customer(deed.of));
			case 'customer.reuse': {
				const one = this.customer(deed.of);
				const number = String(moment.store.find('customers', one.id)?.values.customerNumber ?? '');
				this.removeCustomer(one);
				this.createCustomer(number).disturbed.add('its number belonged to a deleted customer');
				return;
			}
			case 'customer.tag': {
				const one = this.customer(deed.of);
				moment.change('customers', one.id, { tagIds: deed.right ? [tag.business] : [] });
				one.disturbed[deed.right ? 'delete' : 'add']('no group');
				return;
			}
			case 'project.create':
				moment.create('projects', valuesOf(this.newProject(0, this.customer(deed.customer).id)));
				return this.named(this.projects, 'projects', 'projectNumber');
			case 'project.change':
				return this.changeProject(deed);
			case 'project.renumber':
				return this.renumber('projects', 'projectNumber', this.project(deed.of), String(++this.numbers));
			case 'project.swap':
				return this.swap('projects', 'projectNumber', this.project(deed.of), this.project(deed.with));
			case 'project.reuse':
				return this.reuseProject(this.project(deed.of));
			case 'invoice.finalize':
				return this.finalize(this.project(deed.project), deed.lines, deed.cents);
			case 'invoice.odd':
				this.seriesDisturbed = true;
				return this.finalize(this.project(deed.project), 2, 10_000, { vat: 20 });
			case 'invoice.withhold':
				this.seriesDisturbed = true;
				return this.finalize(this.project(deed.project), 1, 10_000, { transfer: false });
			case 'invoice.credit':
				return this.credit(pick(this.invoices, deed.of));
			case 'invoice.pay':
				moment.invoicing.pay(pick(this.invoices, deed.of).id);
				return;
			case 'invoice.old':
				moment.change('invoices', INVOICE_BEFORE, { invoiceState: 'sent' });
				return;
			case 'debtor.edit':
				return this.editDebtor(deed.of, deed.field);
			case 'debtor.block': {
				const row = pick(this.rows('DebtorClient'), deed.of);
				this.seriesDisturbed = true;
				uniconta.person.edit('DebtorClient', `rowId:${row.rowId}`, { Blocked: deed.blocked });
				return;
			}
			case 'debtor.stranger': {
				// Moment's next customer gets this number.
				const number = String(this.numbers + 1);
				uniconta.person.add('DebtorClient', {
					Account: number,
					Name: `S${number} Fremmed firma`,
					CompanyRegNo: `9${number.padStart(7, '0')}`,
					Group: 'ERHV',
					Country: 'Denmark',
				});
				return;
			}
			case 'debtor.remove': {
				const row = pick(this.rows('DebtorClient'), deed.of);
				uniconta.person.remove('DebtorClient', `rowId:${row.rowId}`);
				this.seriesDisturbed = true;
				return;
			}
			case 'hand.invoice': {
				this.seriesDisturbed = true;
				const row = pick(this.rows('DebtorClient'), deed.of);
				this.byHand.add(uniconta.person.invoice({ account: String(row.values.Account) }).invoiceNumber);
				return;
			}
			case 'hand.order': {
				this.seriesDisturbed = true;
				const order = pick(this.rows('DebtorOrderClient'), deed.of);
				this.byHand.add(uniconta.person.invoiceOrder({ rowId: order.rowId }).invoiceNumber);
				return;
			}
			case 'hand.journal':
				uniconta.person.postJournal('MOMENT');
				return;
			case 'series.move': {
				this.seriesDisturbed = true;
				const series = this.rows('NumberSerieClient').find(({ values }) => values.Serie === 'FAKT');
				uniconta.person.edit('NumberSerieClient', 'FAKT', { Next: Number(series?.values.Next) + deed.by });
				return;
			}
			case 'bill.post':
				return this.postBill(this.project(deed.project), deed.amount);
			case 'bill.cancel': {
				const bill = pick(this.bills, deed.of);
				if (bill.cancelled) return;
				bill.cancelledBy = uniconta.person.cancelPosting(bill.journalPostedId).journalPostedId;
				bill.cancelled = true;
				return;
			}
			case 'sessions.expire':
				return uniconta.expireSessions();
		}
	}

	/** A record of Moment that is there. */
	private alive<T extends Known>(all: readonly T[], kind: string, choice: number): T {
		return pick(
			all.filter(({ id }) => this.systems.moment.store.find(kind, id) !== undefined),
			choice,
		);
	}

	private customer(choice: number): Known {
		return this.alive(this.customers, 'customers', choice);
	}

	private project(choice: number): KnownProject {
		return this.alive(this.projects, 'projects', choice);
	}

	/** The store gives the id: the newest record that is known under its mark only is that one. */
	private named(all: readonly Known[], kind: string, numberField: string): void {
		const known = all.at(-1);
		if (known === undefined) return;
		const rows = this.systems.moment.store.rows(kind);
		const row = rows.find(({ values }) => markOf(values.name) === known.mark);
		if (row === undefined) return;
		known.id = row.values.id;
		known.numbers.add(String(row.values[numberField]));
	}

	private createCustomer(number: string): Known {
		if (number === String(this.numbers + 1)) this.numbers += 1;
		const stranger = this.rows('DebtorClient').some(({ values }) => values.Account === number);
		this.systems.moment.create('customers', valuesOf(this.newCustomer(0, number)));
		this.named(this.customers, 'customers', 'customerNumber');
		const known = this.customers.at(-1);
		if (known === undefined) throw new Error('no customer');
		if (stranger) known.disturbed.add('its number is a debtor already');
		return known;
	}

	private newCustomer(id: number, number = String(++this.numbers)): MomentSeedRow {
		const mark = `K${++this.marks}`;
		this.customers.push({ id, mark, numbers: new Set([number]), disturbed: new Set() });
		return {
			id,
			customerNumber: number,
			name: `${mark} Kunde A/S`,
			customerState: 'active',
			companyRegNo: String(20_000_000 + this.marks),
			email: `post@kunde${this.marks}.example`,
			phone: `${30_000_000 + this.marks}`,
			addressLine1: `Vej ${this.marks}`,
			postalCode: '8000',
			postalPlace: 'Aarhus C',
			countryCode: 'DK',
			currencyCode: 'DKK',
			tagIds: [tag.business],
		};
	}

	private changeCustomer(of: number, field: Extract<Deed, { do: 'customer.change' }>['field']): void {
		const one = this.customer(of);
		const change = `${Math.floor(this.random() * 1000)}`;
		const values: Readonly<Record<string, MomentValue>> = {
			name: { name: `${one.mark} Kunde ${change} A/S` },
			email: { email: `ny${change}@kunde.example` },
			// Longer than Uniconta keeps: a part of it is somebody else's address.
			longEmail: { email: `regnskab.${change}@${'meget-langt-navn.'.repeat(2)}kunde.example` },
			phone: { phone: `4${change.padStart(7, '0')}` },
			city: { postalPlace: `By ${change}` },
			group: { tagIds: [this.random() < 0.5 ? tag.business : tag.public] },
			none: {},
		}[field];
		this.systems.moment.change('customers', one.id, values);
		if (field === 'group') one.disturbed.delete('no group');
		if (field === 'longEmail') one.disturbed.add('a long address');
	}

	private removeCustomer(one: Known): void {
		const { store } = this.systems.moment;
		const projects = store.rows('projects').filter(({ values }) => values.customerId === one.id);
		if (projects.length > 0) throw new Error('A customer with projects cannot be deleted');
		store.remove('customers', one.id);
		one.disturbed.add('deleted');
	}

	private renumber(kind: string, field: string, one: Known, number: string): void {
		this.systems.moment.change(kind, one.id, { [field]: number });
		one.numbers.add(number);
		one.disturbed.add('renumbered');
		this.seriesDisturbed = true;
	}

	private swap(kind: string, field: string, one: Known, other: Known): void {
		if (one === other) throw new Error('Only two can swap');
		const { store } = this.systems.moment;
		const numberOf = ({ id }: Known): string => String(store.find(kind, id)?.values[field] ?? '');
		const [first, second] = [numberOf(one), numberOf(other)];
		this.systems.moment.change(kind, one.id, { [field]: `x${first}` });
		this.systems.moment.change(kind, other.id, { [field]: first });
		this.systems.moment.change(kind, one.id, { [field]: second });
		one.numbers.add(`x${first}`);
		this.seriesDisturbed = true;
		for (const known of [one, other]) {
			known.numbers.add(known === one ? second : first);
			known.disturbed.add('swapped');
		}
	}

	private newProject(id: number, customerId: number): MomentSeedRow {
		const mark = `P${++this.marks}`;
		const number = String(3000 + this.marks);
		this.projects.push({
			id,
			mark,
			numbers: new Set([number]),
			customers: new Set([customerId]),
			disturbed: new Set(),
		});
		return {
			id,
			projectNumber: number,
			name: `${mark} Projekt`,
			customerId,
			projectState: 'inProgress',
			startDate: '2026-01-05',
			departmentId: 701,
			tagIds: [tag.consulting],
		};
	}

	private changeProject({ of, field, customer }: Extract<Deed, { do: 'project.change' }>): void {
		const one = this.project(of);
		const to = this.customer(customer);
		const change = `${Math.floor(this.random() * 1000)}`;
		const values: Readonly<Record<string, MomentValue>> = {
			name: { name: `${one.mark} Projekt ${change}` },
			state: { projectState: this.random() < 0.5 ? 'onHold' : 'finished' },
			customer: { customerId: to.id },
		}[field];
		this.systems.moment.change('projects', one.id, values);
		if (field === 'customer') one.customers.add(to.id);
	}

	private reuseProject(one: KnownProject): void {
		const { store } = this.systems.moment;
		const row = store.find('projects', one.id)?.values;
		if (store.rows('invoices').some(({ values }) => values.projectId === one.id))
			throw new Error('A project with invoices cannot be deleted');
		if (this.bills.some(({ projectId }) => projectId === one.id)) one.disturbed.add('deleted');
		const number = String(row?.projectNumber ?? '');
		store.remove('projects', one.id);
		const seed = this.newProject(0, Number(row?.customerId));
		this.systems.moment.create('projects', { ...valuesOf(seed), projectNumber: number });
		this.named(this.projects, 'projects', 'projectNumber');
		this.projects.at(-1)?.disturbed.add('its number belonged to a deleted project');
		this.seriesDisturbed = true;
	}

	/** Moment goes on numbering from the last invoice there, which came before the cut-over. */
	private lastInvoiceBefore(customerId: number, projectId: number | null): MomentSeedRow {
		return {
			id: INVOICE_BEFORE,
			invoiceNumber: FIRST_INVOICE - 1,
			invoiceType: 'invoice',
			invoiceState: 'paid',
			exportStatus: 'transfer',
			issueDate: '2026-02-20',
			dueDate: '2026-03-06',
			finalizedDate: '2026-02-20',
			creditDays: 14,
			customerId,
			projectId,
			currencyCode: 'DKK',
			totalNet: 100,
			totalVat: 25,
			totalGross: 125,
			totalAfterRounding: 125,
		};
	}

	private finalize(
		project: KnownProject,
		lines: number,
		cents: number,
		{ transfer = true, vat }: { transfer?: boolean; vat?: number } = {},
	): void {
		const { invoicing } = this.systems.moment;
		const mark = `I${++this.marks}`;
		const drafted = invoicing.draft({
			projectId: project.id,
			lines: Array.from({ length: lines }, (_, index) => ({
				itemName: `${mark} linje ${index + 1}`,
				quantity: index + 1,
				unitPrice: Math.round(cents / (index + 1)) / 100,
				financialAccountId: account.services,
				...(vat === undefined ? {} : { vatPercentage: vat }),
			})),
		});
		if (!transfer) invoicing.setExport(drafted.values.id, 'doNotTransfer');
		this.remember(invoicing.finalize(drafted.values.id).values, mark, transfer);
	}

	private credit(invoice: KnownInvoice): void {
		if (!invoice.transfer || invoice.total < 0) throw new Error('Only an invoice that went to accounting');
		const mark = `I${++this.marks}`;
		const { invoicing, store } = this.systems.moment;
		const note = invoicing.credit(invoice.id);
		for (const line of store.children('invoiceLines', 'invoiceId', note.values.id))
			line.values = { ...line.values, itemName: `${mark} kredit ${line.values.id}` };
		this.remember(note.values, mark, true);
	}

	private remember(
		values: Readonly<Record<string, unknown>> & { id: number },
		mark: string,
		transfer: boolean,
	): void {
		this.invoices.push({
			id: values.id,
			mark,
			number: Number(values['invoiceNumber']),
			numbers: new Set([String(values['invoiceNumber'])]),
			customerId: Number(values['customerId']),
			projectId: Number(values['projectId']),
			total: Math.round(Number(values['totalAfterRounding']) * 100),
			transfer,
			lines: this.systems.moment.store.children('invoiceLines', 'invoiceId', values.id).length,
			disturbed: new Set(),
		});
	}

	private editDebtor(of: number, field: 'Payment' | 'CreditMax' | 'Name' | 'City'): void {
		const row = pick(this.rows('DebtorClient'), of);
		const values = {
			Payment: { Payment: 'Net14' },
			CreditMax: { CreditMax: 1000 },
			Name: { Name: `${markOf(row.values.Name)} Ændret i Uniconta` },
			City: { City: 'Andeby' },
		}[field];
		this.systems.uniconta.person.edit('DebtorClient', `rowId:${row.rowId}`, values);
	}

	private postBill(project: KnownProject, cents: number): void {
		const number = String(this.systems.moment.store.find('projects', project.id)?.values.projectNumber ?? '');
		const row = this.rows('ProjectClient').find(({ values }) => values.Number === number);
		if (row === undefined) throw new Error('A bill goes on a project that is there');
		const mark = `B${++this.marks}`;
		const posted = this.systems.uniconta.person.bill({
			supplier: { number: '50001', name: 'Murer Hansen & Søn ApS' },
			invoice: mark,
			date: new Date().toISOString().slice(0, 10),
			lines: [
				{ account: '2010', amount: cents / 100, text: `${mark} materialer`, project: number, category: 'MAT' },
			],
		});
		this.bills.push({
			mark,
			projectId: this.projects.find(({ mark: own }) => own === markOf(row.values.Name))?.id ?? 0,
			projectNumber: number,
			cents,
			journalPostedId: posted.journalPostedId,
			cancelled: false,
			disturbed: new Set(),
		});
	}
}

/** A row without what it leaves out. */
function valuesOf(row: MomentSeedRow): Record<string, MomentValue> {
	// An edge: lists of tags are values too, once nothing is undefined.
	return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Record<
		string,
		MomentValue
	>;
}

/** The mark with which a text begins: `K7` of `K7 Kunde A/S`. */
export function markOf(text: unknown): string {
	return /^[A-Z]\d+/.exec(typeof text === 'string' ? text : '')?.[0] ?? '';
}

function pick<T>(from: readonly T[], choice: number): T {
	const one = from[choice % from.length];
	if (one === undefined) throw new Error('There is none');
	return one;
}

/** A customer as it stands in Uniconta when everything is right (M2, M3). */
export function debtorOf(row: Readonly<Record<string, unknown>>): Record<string, Value> {
	const [groupTag] = Array.isArray(row['tagIds']) ? (row['tagIds'] as unknown[]) : [];
	const given = (name: string): string => (typeof row[name] === 'string' ? row[name] : '');
	return {
		Account: given('customerNumber'),
		Name: given('name'),
		Group: GROUPS[Number(groupTag)] ?? '',
		CompanyRegNo: given('companyRegNo'),
		ContactEmail: given('email'),
		Phone: given('phone'),
		Address1: given('addressLine1'),
		ZipCode: given('postalCode'),
		City: given('postalPlace'),
		Country: countryMember(57) ?? null,
		Currency: given('currencyCode'),
	};
}
