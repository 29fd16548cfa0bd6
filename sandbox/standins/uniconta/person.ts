import { complete, type Company, type Ledger, type Row } from './ledger';
import { bookInvoice, type Booking } from './posting/book';
import { textOf, type Values } from './posting/checks';
import { finishOrder } from './posting/generate';
import { prepareInvoice } from './posting/invoice';
import { postJournal, type PostedJournal } from './posting/journal';
import { PostRefusal } from './posting/refused';
import type { Bill } from './posting/bill';
import { cancelPosting, deletePosting, postBill, type PostedBill } from './purchases';
import type { Periods } from './books';
import { rules } from './rules';
import type { UnicontaSettings } from './settings';
import type { SandboxClock } from '../shared/clock';
import { entityTypes } from './types';
import type { Value } from './types/field';
import { storedValue } from './values';

export interface ManualInvoice {
	account: string;
	/** Net; negative for a credit note. */
	amount?: number;
	text?: string;
	/** `YYYY-MM-DD`; left out: today. */
	date?: string;
	vat?: string;
	currency?: string;
	/** Typed into the dialog (UC51): the series does not move. */
	number?: string;
}

/** An order by its row id, its number, or the start of its `ReferenceNumber`. */
export interface DraftChoice {
	rowId?: number;
	orderNumber?: number;
	reference?: string;
	date?: string;
	number?: string;
}

export interface PostedByHand {
	invoiceNumber: string;
	journalPostedId: number;
}

type JsonValues = Readonly<Record<string, unknown>>;

/**
 * A person at Uniconta's desktop client: what happens there while an integration is at work. Labels are English;
 * refusals are thrown.
 */
export class Person {
	constructor(
		private readonly parts: {
			ledger: Ledger;
			clock: SandboxClock;
			settings: () => UnicontaSettings;
			company: () => number;
		},
	) {}

	/** `YYYY-MM-DD` in the sandbox. */
	today(): string {
		return new Date(this.parts.clock.now()).toISOString().slice(0, 10);
	}

	/** Writes and posts an invoice of one line in the series. */
	invoice(
		{ account, amount = 1000, text = 'Faktureret i hånden', date, vat, currency, number }: ManualInvoice,
		companyId?: number,
	): PostedByHand {
		const booking = this.booking(companyId);
		const { company } = booking;
		const row = company.rowsOf('DebtorClient').withKey(account);
		if (!row) throw new PostRefusal('AccountDoesNotExist', 'Account', account);
		const order = complete(this.fields('DebtorOrderClient'), {
			Account: account,
			Payment: this.term(company, row),
			Currency: currency ?? null,
		});
		const line = complete(this.fields('DebtorOrderLineClient'), {
			Text: text,
			Qty: Math.sign(amount) || 1,
			Price: Math.abs(amount),
			Vat: vat ?? null,
		});
		return this.post(booking, { order, lines: [line], date, number });
	}

	/** Invoices an order that stands there, lines and all. */
	invoiceOrder({ rowId, orderNumber, reference, date, number }: DraftChoice, companyId?: number): PostedByHand {
		const booking = this.booking(companyId);
		const orders = booking.company.rowsOf('DebtorOrderClient');
		const order = orders
			.rows()
			.find(
				(row) =>
					row.rowId === rowId ||
					(orderNumber !== undefined && row.values.OrderNumber === orderNumber) ||
					(reference !== undefined && textOf(row.values.ReferenceNumber).startsWith(reference)),
			);
		if (!order)
			throw new PostRefusal('CouldNotFind', 'OrderNumber', String(orderNumber ?? rowId ?? reference ?? ''));
		const lines = booking.company
			.rowsOf('DebtorOrderLineClient')
			.rows()
			.map(({ values }) => values)
			.filter(({ OrderNumber }) => OrderNumber === order.values.OrderNumber);
		const posted = this.post(booking, {
			order: order.values,
			lines,
			date: date ?? (textOf(order.values.InvoiceDate).slice(0, 10) || undefined),
			number,
		});
		finishOrder(booking, order);
		return posted;
	}

	postJournal(journal: string, companyId?: number): PostedJournal {
		return postJournal(this.booking(companyId), journal);
	}

	/** Enters and posts a supplier's bill. */
	bill(bill: Bill, { series = 'BILAG', company }: { series?: string; company?: number } = {}): PostedBill {
		return postBill(this.booking(company), bill, series);
	}

	cancelPosting(journalPostedId: number, companyId?: number): PostedBill {
		return cancelPosting(this.booking(companyId), journalPostedId);
	}

	deletePosting(journalPostedId: number, companyId?: number): void {
		deletePosting(this.booking(companyId), journalPostedId);
	}

	/** Opens and closes periods; what is left out stays. */
	setPeriods(periods: Partial<Periods>, companyId?: number): Periods {
		const { books } = this.booking(companyId).company;
		books.periods = { ...books.periods, ...periods };
		return books.periods;
	}

	/**
	 * Changes fields of a row, found by its key or as `rowId:123`; also those no integration may write. Gives its row
	 * id.
	 */
	edit(type: string, key: string, values: JsonValues, companyId?: number): number {
		const booking = this.booking(companyId);
		const row = this.row(booking.company, type, key);
		booking.company.rowsOf(type).set(row, { ...row.values, ...this.stored(booking, type, values) }, booking.now);
		return row.rowId;
	}

	/** Adds a row of any type. Gives its row id. */
	add(type: string, values: JsonValues, companyId?: number): number {
		const booking = this.booking(companyId);
		const { company, settings, now } = booking;
		const all = complete(
			{ ...this.fields(type), ...company.typed(type).userFields },
			this.stored(booking, type, values),
		);
		rules[type]?.(all, { company, settings, now, language: 'en', host: 'webApi', typed: company.typed(type) });
		const { key } = company.typed(type).type;
		if (key !== undefined && (textOf(all[key]) === '' || company.rowsOf(type).withKey(textOf(all[key]))))
			throw new Error(`${type} needs a ${key} that is not taken`);
		return company.rowsOf(type).add(all, now).rowId;
	}

	remove(type: string, key: string, companyId?: number): void {
		const { company, now } = this.booking(companyId);
		company.rowsOf(type).remove(this.row(company, type, key), now);
	}

	private booking(companyId = this.parts.company()): Booking {
		const company = this.parts.ledger.company(companyId);
		if (!company) throw new Error(`There is no company ${companyId}`);
		return { company, settings: this.parts.settings(), now: this.parts.clock.now(), host: 'webApi', by: 'desktop' };
	}

	private post(
		booking: Booking,
		{
			order,
			lines,
			date,
			number,
		}: { order: Values; lines: readonly Values[]; date: string | undefined; number: string | undefined },
	): PostedByHand {
		const day = date ?? new Date(booking.now).toISOString().slice(0, 10);
		const prepared = prepareInvoice(
			booking.company,
			{ order, lines, date: `${day}T00:00:00`, ...(number === undefined ? {} : { number }) },
			booking.settings,
		);
		const { invoice, posting } = bookInvoice(booking, prepared);
		return { invoiceNumber: textOf(invoice.values.InvoiceNumber), journalPostedId: posting };
	}

	/** The desktop client copies the debtor's term to a new order; without one the default. */
	private term(company: Company, debtor: Row): Value {
		return (
			debtor.values.Payment ??
			company
				.rowsOf('PaymentTermClient')
				.rows()
				.find(({ values }) => values.IsDefault === true)?.values.Payment ??
			null
		);
	}

	private fields(type: string) {
		const found = entityTypes.get(type);
		if (!found) throw new Error(`There is no type ${type}`);
		return found.fields;
	}

	private row(company: Company, type: string, key: string): Row {
		this.fields(type);
		const byId = /^rowId:(\d+)$/.exec(key)?.[1];
		const table = company.rowsOf(type);
		// A type of one row needs no key.
		const row =
			byId === undefined
				? (table.withKey(key) ?? (table.rows().length === 1 && key === 'only' ? table.rows()[0] : undefined))
				: table.find(Number(byId));
		if (!row) throw new Error(`${type} has no ${key}`);
		return row;
	}

	private stored({ company, settings }: Booking, type: string, values: JsonValues): Record<string, Value> {
		const fields = { ...this.fields(type), ...company.typed(type).userFields };
		const context = {
			company,
			language: 'en' as const,
			settings: { ...settings, foreignLabels: 'refuse' as const, unknownCodes: 'refuse' as const },
		};
		return Object.fromEntries(
			Object.entries(values).map(([name, raw]): [string, Value] => {
				const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
				if (!field) throw new Error(`${type} has no ${name}`);
				const value =
					field.kind === 'invoice' ? textOf(raw as Value) || null : storedValue(name, field, raw, context);
				return [name, value ?? null];
			}),
		);
	}
}
