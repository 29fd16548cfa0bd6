import { isObject, type JsonObject } from '../../shared/json';
import { Refusal } from '../errors';
import type { Row } from '../ledger';
import { isInt32, storedDate, type WriteTarget } from '../values';
import { invoiceAsNumber, propertyReader, readRecord } from '../record';
import { bookInvoice, type Booking } from './book';
import { textOf, type Values } from './checks';
import { prepareInvoice, type InvoiceDraft } from './invoice';
import { nextInvoice } from './numbers';
import { errorNumbers, isPostError, PostRefusal } from './refused';

/** The body is not what the server expects: plain text with a 2xx (UC20). */
export class ArgumentMissing extends Error {}

export interface GenerateAnswer {
	InvoiceNumber: number | string;
	/** The API's own spelling. */
	JournalPostedlId: number;
	Err: number;
	ErrorProperty: string | null;
	ErrorValue: string | null;
}

interface Request {
	draft: InvoiceDraft;
	/** `never`: it was not to be. */
	stored: Row | undefined | 'never';
	simulate: boolean;
	sendEmail: boolean;
	sendXml: boolean;
}

/**
 * `POST /Invoice/GenerateDebtorInvoice` (UC20). Throws ArgumentMissing, or a PostRefusal where a switch wants
 * a word.
 */
export function generateInvoice(target: WriteTarget, body: unknown, by: string): GenerateAnswer {
	const { company, settings, now, host } = target;
	const booking: Booking = { company, settings, now, host, by };
	let simulate = true;
	try {
		const request = readRequest(target, body);
		simulate = request.simulate;
		const { draft, stored } = request;
		if (!stored && settings.deletedOrder === 'refused')
			throw new PostRefusal('OrderIsDeleted', 'OrderNumber', textOf(draft.order.OrderNumber));
		const prepared = prepareInvoice(company, draft, settings);
		if (request.sendEmail && mailAddress(prepared.debtor) === '') throw new PostRefusal('NoEmail', 'InvoiceEmail');
		if (simulate) return answer(target, settings.simulateAnswer === 'next' ? prepared.number.invoice : '', 0);
		const { invoice, posting } = bookInvoice(booking, prepared);
		sendMail(booking, request, invoice, prepared.debtor);
		if (stored !== undefined && stored !== 'never') finishOrder(booking, stored);
		return answer(target, textOf(invoice.values.InvoiceNumber), posting);
	} catch (error) {
		const refusal =
			error instanceof Refusal && isPostError(error.code) ? new PostRefusal(error.code, error.about) : error;
		if (!(refusal instanceof PostRefusal)) throw error;
		if (!simulate && settings.refusedPostNumber === 'consumed') consume(target, body);
		if (settings.postRefusal === 'word') throw refusal;
		return {
			...answer(target, '', 0),
			Err: errorNumbers[refusal.code],
			ErrorProperty: refusal.property,
			ErrorValue: refusal.value,
		};
	}
}

function answer({ settings }: WriteTarget, invoice: string, posting: number): GenerateAnswer {
	return {
		InvoiceNumber: settings.invoiceNumberField === 'text' ? invoice : invoiceAsNumber(invoice),
		JournalPostedlId: posting,
		Err: 0,
		ErrorProperty: null,
		ErrorValue: null,
	};
}

function readRequest(target: WriteTarget, body: unknown): Request {
	const { settings } = target;
	if (!isObject(body)) throw new ArgumentMissing('body');
	const property = propertyReader(body, settings);
	const [order, lines, simulate] = [property('Order'), property('Lines'), property('Simulate')];
	if (!isObject(order) || !Array.isArray(lines) || !lines.every(isObject) || typeof simulate !== 'boolean')
		throw new ArgumentMissing('Order, Lines or Simulate');
	if (
		!isBound(target, 'DebtorOrderClient', order) ||
		!lines.every((line) => isBound(target, 'DebtorOrderLineClient', line))
	)
		throw new ArgumentMissing('a whole number');
	const stored = storedOrder(target, order, property('OrderNumber'));
	if (settings.invoiceNullItem === 'refused' && lines.some((line) => propertyReader(line, settings)('Item') === null))
		throw new ArgumentMissing('Item');
	return {
		stored,
		simulate,
		sendEmail: flag(property('SendEmail')),
		sendXml: flag(property('SendXML')),
		draft: {
			...content(target, order, lines, stored === 'never' ? undefined : stored),
			date: dateOf(property('Date')),
			unstored: stored === 'never',
		},
	};
}

/** A whole number larger than 32 bits cannot be bound (UC22). */
function isBound({ company, settings }: WriteTarget, type: string, body: JsonObject): boolean {
	const property = propertyReader(body, settings);
	const numbers = Object.entries(company.typed(type).fields)
		.filter(([, { kind }]) => kind === 'int')
		.map(([name]) => property(name));
	return numbers.every((value) => typeof value !== 'number' || isInt32(value));
}

/** The order that the body names, as it is stored; undefined where it is no longer there. */
function storedOrder({ company, settings }: WriteTarget, order: JsonObject, beside: unknown): Request['stored'] {
	const property = propertyReader(order, settings);
	const [rowId, inside] = [property('RowId'), property('OrderNumber')];
	if (
		settings.unstoredOrder === 'invoiced' &&
		[rowId, inside, beside].every((value) => value === undefined || value === 0)
	)
		return 'never';
	const orderNumber = orderNumberOf(beside, inside, settings.invoiceOrderNumber);
	const orders = company.rowsOf('DebtorOrderClient');
	const found = typeof rowId === 'number' && rowId !== 0 ? orders.find(rowId) : orders.withKey(String(orderNumber));
	return found?.values.OrderNumber === orderNumber ? found : undefined;
}

function orderNumberOf(
	beside: unknown,
	inside: unknown,
	wanted: WriteTarget['settings']['invoiceOrderNumber'],
): number {
	if (wanted === 'inOrderOnly' && beside !== undefined) throw new ArgumentMissing('OrderNumber');
	const number = wanted === 'topLevel' ? beside : inside;
	if (!isInt32(number) || number <= 0) throw new ArgumentMissing('OrderNumber');
	return number;
}

function flag(value: unknown): boolean {
	if (value !== undefined && typeof value !== 'boolean') throw new ArgumentMissing('SendEmail or SendXML');
	return value === true;
}

/** Also with parts of a second and an offset (UC22). */
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}$/;

function dateOf(value: unknown): string {
	let date: string | null;
	try {
		const isOffset = typeof value === 'string' && WITH_OFFSET.test(value) && !Number.isNaN(Date.parse(value));
		date = storedDate(
			isOffset ? new Date(value).toISOString() : value,
			new Refusal('FieldHasinvalidValue', 'Date'),
		);
	} catch {
		throw new ArgumentMissing('Date');
	}
	if (date === null) throw new PostRefusal('DateNotSet', 'Date');
	return `${date.slice(0, 10)}T00:00:00`;
}

/**
 * What is invoiced: the body as it came, or what is stored. Codes are checked by posting, which names them with their
 * value.
 */
function content(
	target: WriteTarget,
	order: JsonObject,
	lines: readonly JsonObject[],
	stored: Row | undefined,
): Pick<InvoiceDraft, 'order' | 'lines'> {
	const { company, settings } = target;
	if (settings.invoiceContent === 'stored' && stored) {
		return { order: stored.values, lines: linesOf(target.company, stored).map(({ values }) => values) };
	}
	const read = (type: string, body: JsonObject): Values =>
		readRecord(company.typed(type), body, { ...target, codes: 'unchecked' });
	const header = read('DebtorOrderClient', order);
	const number = stored?.values.OrderNumber ?? propertyReader(order, settings)('OrderNumber');
	return {
		order: { ...header, OrderNumber: typeof number === 'number' ? number : 0 },
		lines: lines.map((line) => read('DebtorOrderLineClient', line)),
	};
}

const linesOf = (company: WriteTarget['company'], order: Row): Row[] =>
	company
		.rowsOf('DebtorOrderLineClient')
		.rows()
		.filter(({ values }) => values.OrderNumber === order.values.OrderNumber);

/** A fully invoiced order disappears (UC39). */
export function finishOrder({ company, settings, now, host }: Booking, order: Row): void {
	const [always, orders, lines] = [
		settings.invoicedOrder === 'removed',
		company.rowsOf('DebtorOrderClient'),
		company.rowsOf('DebtorOrderLineClient'),
	];
	const gone = always || order.values.DeleteOrder === true;
	if (gone || order.values.DeleteLines === true)
		for (const line of linesOf(company, order)) lines.remove(line, now, host);
	if (gone) orders.remove(order, now, host);
	else orders.set(order, { ...order.values, LastInvoice: new Date(now).toISOString().slice(0, 19) }, now, host);
}

const mailAddress = ({ values }: Row): string => textOf(values.InvoiceEmail) || textOf(values.ContactEmail);

function sendMail({ company, now }: Booking, { sendEmail, sendXml }: Request, invoice: Row, debtor: Row): void {
	const mail = {
		at: new Date(now).toISOString(),
		to: mailAddress(debtor),
		account: textOf(debtor.values.Account),
		invoice: textOf(invoice.values.InvoiceNumber),
	};
	if (sendEmail) company.books.outbox.push({ ...mail, kind: 'mail' });
	if (sendXml) company.books.outbox.push({ ...mail, kind: 'xml' });
}

/** A number lost to a refused post, where the series can still give one. */
function consume({ company, settings, now, host }: WriteTarget, body: unknown): void {
	const order = isObject(body) ? propertyReader(body, settings)('Order') : undefined;
	const account = isObject(order) ? propertyReader(order, settings)('Account') : undefined;
	const debtor = company.rowsOf('DebtorClient').withKey(typeof account === 'string' ? account : '');
	const group = company.rowsOf('DebtorGroupClient').withKey(textOf(debtor?.values.Group))?.values ?? {};
	try {
		nextInvoice(company, group, settings).take(now, host);
	} catch (error) {
		if (!(error instanceof PostRefusal)) throw error;
	}
}
