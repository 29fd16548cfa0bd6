import type { MomentRow } from '../../../sandbox/standins/moment/entities';
import type { Row } from '../../../sandbox/standins/uniconta/ledger';
import type { Value } from '../../../sandbox/standins/uniconta/types/field';
import { BEFORE, markOf, type KnownInvoice, type World } from '../scenario/world';

/** What must never be, and where it was. */
export interface Violation {
	rule: string;
	about: string;
	/** Of the record that it is about. */
	mark?: string;
}

/** Types whose rows the integration may touch, or that its writes bring about. */
const WATCHED = [
	'DebtorClient',
	'ProjectClient',
	'DebtorOrderClient',
	'DebtorOrderLineClient',
	'DebtorInvoiceClient',
	'DebtorInvoiceLines',
	'GLDailyJournalLineClient',
	'NumberSerieClient',
	'DebtorGroupClient',
	'PrCategoryClient',
	'GLAccountClient',
] as const;

/** What in Moment is nobody's but Moment's; expenses and their activities are written by the integration. */
const MOMENTS_OWN = ['customers', 'projects', 'invoices', 'invoiceLines', 'tags', 'financialAccounts'] as const;

interface Snapshot {
	uniconta: Map<string, Map<number, Row['values']>>;
	/** Rows of Moment's own, and the expenses, by their ids. */
	moment: Map<string, Map<number, MomentRow>>;
}

const EXPENSES = 'projectExpenses';

/** Fields of a debtor of which Moment is the master (M3), and what is set on a new one only. */
const DEBTOR_FIELDS = new Set([
	'Name',
	'Group',
	'CompanyRegNo',
	'ContactEmail',
	'Www',
	'Phone',
	'Address1',
	'Address2',
	'Address3',
	'ZipCode',
	'City',
	'Country',
	'Currency',
]);
const PROJECT_FIELDS = new Set([
	'Name',
	'Account',
	'Phase',
	'StartDate',
	'EndDate',
	'Description',
	'PersonInCharge',
	'Dimension1',
	'Dimension2',
	'Dimension3',
	'Dimension4',
	'Dimension5',
	// Shown, not written: of the customer.
	'CustomerName',
	'PersonInChargeName',
]);
/** Kept by Uniconta itself when a row is written. */
const OWN = /^(Updated|Created|Modified|RowId|PrimaryKeyId|CurBalance|LastInvoice|Overdue)/;

/** Watches every write on its way to Uniconta: what a row was before and is after it, whoever it was meant for. */
export class Watch {
	readonly violations: Violation[] = [];
	/** Invoices that got another number because a person was at work in the series at that very moment. */
	readonly misnumbered = new Set<number>();
	/**
	 * What is being written was sent long ago, by a process that is no more: nobody can keep it from meeting a series
	 * that somebody has moved meanwhile, or a whole row from taking back what somebody has done to it.
	 */
	isNobodys = false;
	/** Writes that changed something, in either system. */
	writes = 0;

	constructor(private readonly world: World) {}

	before(): Snapshot {
		return {
			uniconta: new Map(
				WATCHED.map((type) => [
					type,
					new Map(this.world.rows(type).map(({ rowId, values }) => [rowId, values])),
				]),
			),
			moment: new Map(
				[...MOMENTS_OWN, EXPENSES].map((kind) => [
					kind,
					new Map(this.world.momentRows(kind).map((row) => [row.id, row])),
				]),
			),
		};
	}

	after({ uniconta, moment }: Snapshot): void {
		const changed = WATCHED.map((type) => [type, this.changes(type, uniconta.get(type) ?? new Map())] as const);
		const all = new Map<string, Change[]>(changed);
		const inMoment = this.momentChanged(moment);
		if (inMoment || changed.some(([, changes]) => changes.length > 0)) this.writes += 1;
		for (const change of all.get('DebtorClient') ?? []) this.debtor(change);
		for (const change of all.get('ProjectClient') ?? []) this.project(change);
		this.vouchers(all.get('GLDailyJournalLineClient') ?? []);
		for (const change of all.get('DebtorInvoiceClient') ?? [])
			this.invoice(change, all.get('DebtorInvoiceLines') ?? []);
		const texts = ['DebtorOrderLineClient', 'GLDailyJournalLineClient', 'DebtorInvoiceLines'];
		if (texts.some((type) => (all.get(type) ?? []).some(({ is }) => markOf(is?.Text) === BEFORE)))
			this.break('an invoice from before the cut-over was sent', '');
		for (const type of ['DebtorGroupClient', 'PrCategoryClient', 'GLAccountClient'])
			if ((all.get(type) ?? []).length > 0) this.break('a type that nobody may write was written', type);
		const posted = (all.get('DebtorInvoiceClient') ?? []).length > 0;
		// A post that Uniconta refuses may use up a number as well; only the integration's own writes are asked here.
		if (
			!posted &&
			(all.get('NumberSerieClient') ?? []).some(({ fields }) => fields.some((name) => name !== 'Next'))
		)
			this.break('a number series was written', '');
	}

	/** What a write to Moment did: nothing but expenses, each on its bill's project, with its amount or the counter one. */
	private momentChanged(before: Snapshot['moment']): boolean {
		for (const kind of MOMENTS_OWN) {
			const rows = this.world.momentRows(kind);
			const was = before.get(kind);
			if (rows.length !== was?.size || rows.some((row) => was.get(row.id) !== row))
				this.break("a record that is Moment's own was written", kind);
		}
		const expenses = this.world.momentRows(EXPENSES);
		const was = before.get(EXPENSES);
		const written = expenses.filter((row) => was?.get(row.id) !== row);
		for (const row of written) this.expense(row);
		return written.length > 0 || expenses.length !== was?.size;
	}

	private expense(row: MomentRow): void {
		const bill = this.world.bills.find(({ mark }) => String(row.description).split(/\s/).includes(mark));
		if (bill === undefined) return this.break('an expense that no bill stands for', String(row.description));
		if (row.projectId !== bill.projectId)
			this.break('an expense on another project', `${bill.mark} on ${String(row.projectId)}`);
		if (Math.abs(Math.round(Number(row.amount) * 100)) !== Math.abs(bill.cents))
			this.break('an expense with another amount', `${bill.mark}: ${String(row.amount)}`);
	}

	/** All that is in both systems and of which the integration is a writer, as text to be compared. */
	state(): Map<string, string> {
		const types = [...WATCHED].filter((type) => type !== 'NumberSerieClient');
		return new Map([
			...types.map((type): [string, string] => [type, JSON.stringify(this.world.rows(type))]),
			[EXPENSES, JSON.stringify(this.world.momentRows(EXPENSES))],
		]);
	}

	/** What is no more as it was, by its type; `''` for nothing. */
	changedSince(before: ReadonlyMap<string, string>): string {
		return [...this.state()].flatMap(([type, text]) => (before.get(type) === text ? [] : [type])).join();
	}

	break(rule: string, about: string, mark?: string): void {
		this.violations.push({ rule, about, ...(mark === undefined ? {} : { mark }) });
	}

	private changes(type: string, before: Map<number, Row['values']>): Change[] {
		const found: Change[] = [];
		const now = this.world.rows(type);
		for (const { rowId, values } of now) {
			const was = before.get(rowId);
			if (was === values) continue;
			const fields = Object.keys(values).filter(
				(name) => !OWN.test(name) && !same(was?.[name] ?? null, values[name] ?? null),
			);
			if (was === undefined || fields.length > 0) found.push({ rowId, was, is: values, fields });
		}
		const there = new Set(now.map(({ rowId }) => rowId));
		for (const [rowId, was] of before) if (!there.has(rowId)) found.push({ rowId, was, is: undefined, fields: [] });
		return found;
	}

	private debtor({ was, is, fields }: Change): void {
		if (is === undefined) return this.break('a debtor was deleted', String(was?.Account));
		const mark = markOf(is.Name);
		const known = this.world.customers.find((one) => one.mark === mark);
		const account = String(is.Account);
		if (known === undefined) return this.break('a debtor was written that is no customer', `${account} ${mark}`);
		if (was === undefined) {
			if (!known.numbers.has(account))
				this.break('a debtor under a number that its customer never had', `${account} ${mark}`);
			if (debtorsOf(this.world, mark).length > 1)
				this.break('a second debtor for one customer', `${account} ${mark}`, mark);
			return;
		}
		if (markOf(was.Name) !== mark)
			this.break("another customer's debtor was written", `${account}: ${String(was.Name)} → ${String(is.Name)}`);
		if (was.Account !== is.Account) this.break('the number of a debtor was changed', account);
		for (const name of fields)
			if (!DEBTOR_FIELDS.has(name) && !this.world.isStale && !this.isNobodys)
				this.break(
					"a field that is not Moment's was written",
					`${account} ${name}: ${text(was[name])} → ${text(is[name])}`,
				);
	}

	private project({ was, is, fields }: Change): void {
		if (is === undefined) return this.break('a project was deleted', String(was?.Number));
		const mark = markOf(is.Name);
		const known = this.world.projects.find((one) => one.mark === mark);
		const number = String(is.Number);
		if (known === undefined)
			return this.break('a project was written that Moment does not know', `${number} ${mark}`);
		const debtor = this.world.rows('DebtorClient').find(({ values }) => values.Account === is.Account);
		const owners = this.world.customers.filter(({ id }) => known.customers.has(id));
		if (fields.includes('Account') && !owners.some((one) => one.mark === markOf(debtor?.values.Name)))
			this.break("a project on another customer's debtor", `${number} ${mark} on ${String(is.Account)}`);
		if (was === undefined) {
			if (!known.numbers.has(number))
				this.break('a project under a number that it never had', `${number} ${mark}`);
			const others = this.world.rows('ProjectClient').filter(({ values }) => markOf(values.Name) === mark);
			if (others.length > 1) this.break('a second project for one', `${number} ${mark}`, mark);
			return;
		}
		if (markOf(was.Name) !== mark)
			this.break('another project was written', `${number}: ${String(was.Name)} → ${String(is.Name)}`);
		if (was.Number !== is.Number) this.break('the number of a project was changed', number);
		for (const name of fields)
			if (!PROJECT_FIELDS.has(name)) this.break("a field that is not Moment's was written", `${number} ${name}`);
	}

	/** The line of a voucher that is the customer's, as it was written. */
	private vouchers(lines: readonly Change[]): void {
		for (const { was, is } of lines) {
			if (was !== undefined || is === undefined) continue;
			const debtor = this.world.rows('DebtorClient').find(({ values }) => values.Account === is.Account);
			const known = this.world.invoices.find(({ number }) => String(number) === text(is.Invoice));
			const customer = this.world.customers.find(({ id }) => id === known?.customerId);
			if (debtor !== undefined && markOf(debtor.values.Name) !== customer?.mark)
				this.break('a voucher on another customer', `${text(is.Invoice)} on ${text(is.Account)}`);
		}
	}

	/** One that the integration itself has posted. */
	private invoice({ was, is }: Change, lines: readonly Change[]): void {
		if (is === undefined || was !== undefined)
			return this.break('a posted invoice was changed', text(was?.InvoiceNumber));
		const number = String(is.InvoiceNumber);
		const marks = new Set(lines.map((line) => markOf(line.is?.Text)).filter((mark) => mark !== ''));
		const known = this.world.invoices.find(({ mark }) => marks.has(mark));
		if (known === undefined || marks.size !== 1)
			return this.break('an invoice was posted that is not one of Moment', `${number}: ${[...marks].join()}`);
		this.header(known, is, number);
		const twice = doubled(this.world.rows('DebtorInvoiceLines'), known.mark);
		if (twice !== undefined) this.break('an invoice was posted twice', `${known.mark}: ${twice}`);
	}

	private header(known: KnownInvoice, is: Row['values'], number: string): void {
		if (number !== String(known.number)) {
			// Between the last look at the series and the post a person may be quicker: then it must be said.
			if (this.world.atTheVeryMoment && this.world.servedSinceDeed < 3) this.misnumbered.add(known.id);
			else if (!(this.isNobodys && this.world.seriesDisturbed))
				this.break('an invoice under another number', `${known.mark}: ${number} instead of ${known.number}`);
		}
		if (!known.transfer) this.break('an invoice that must not go to accounting was posted', number);
		const debtor = this.world.rows('DebtorClient').find(({ values }) => values.Account === is.Account);
		const customer = this.world.customers.find(({ id }) => id === known.customerId);
		if (customer === undefined || markOf(debtor?.values.Name) !== customer.mark)
			this.break(
				'an invoice on another customer',
				`${number} on ${text(is.Account)}, ${text(debtor?.values.Name)}`,
			);
		const total = Math.round(Number(is.TotalAmount) * 100);
		if (Math.abs(total - known.total) > 1)
			this.break('an invoice with another total', `${number}: ${total} instead of ${known.total}`);
	}
}

interface Change {
	rowId: number;
	was: Row['values'] | undefined;
	is: Row['values'] | undefined;
	fields: string[];
}

/**
 * The debtors of a customer. One that was there before the integration is none that it could know, once the customer's
 * number was changed in Moment.
 */
export function debtorsOf(world: World, mark: string): Row[] {
	const isRenumbered = world.customers.some((one) => one.mark === mark && one.numbers.size > 1);
	return world
		.rows('DebtorClient')
		.filter(
			({ rowId, values }) => markOf(values.Name) === mark && !(isRenumbered && world.debtorsBefore.has(rowId)),
		);
}

/** A text of that mark that more than one of the rows has. */
export function doubled(rows: readonly Row[], mark: string): string | undefined {
	const texts = rows.map(({ values }) => text(values.Text)).filter((one) => markOf(one) === mark);
	return texts.find((one, index) => texts.indexOf(one) !== index);
}

const text = (value: Value | undefined): string => (value === null || value === undefined ? '' : `${value}`);

const empty = (value: unknown): boolean => value === null || value === undefined || value === '';

const same = (one: unknown, other: unknown): boolean =>
	(empty(one) && empty(other)) || JSON.stringify(one) === JSON.stringify(other);
