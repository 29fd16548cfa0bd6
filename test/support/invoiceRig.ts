import { ApiError } from '../../lib/http/errors';
import type { Clock } from '../../lib/http/port';
import type { InvoicePlan, MappedInvoice } from '../../lib/mapping/invoice/plan';
import type { KnownRecord } from '../../lib/core/identity';
import type { UnicontaClient } from '../../lib/uniconta/api/client';
import { notePage } from '../../lib/uniconta/invoice/checks/lists';
import { claimIn } from '../../lib/uniconta/invoice/reference';
import type { InvoiceTask, RouteContext, SendOptions } from '../../lib/uniconta/invoice/types';
import { fieldOf, rowIdOf, textOf, type UnicontaRow } from '../../lib/uniconta/api/rows';
import type { WebApiClient } from '../../lib/uniconta/api/webApi';
import type { UnicontaSettings } from '../../sandbox/standins/uniconta/settings';
import type { UnicontaRig } from './unicontaRig';
import type { GenerateInvoiceAnswer, GenerateInvoiceRequest } from '../../lib/uniconta/api/webApiInvoice';

export const ORDER = 'DebtorOrderClient';
export const LINE = 'DebtorOrderLineClient';
export const INVOICE = 'DebtorInvoiceClient';
/** The number of the first invoice of a test. */
export const FIRST = 10_001;

/** So many invoices that can be posted, the numbers from {@link FIRST} on. */
export const firstInvoices = (count: number): MappedInvoice[] =>
	Array.from({ length: count }, (_, index) => invoiceOf(FIRST + index));

/** As new, with the customer and the project that {@link planOf} names. */
export function resetForInvoices(rig: UnicontaRig, settings: Partial<UnicontaSettings> = {}): void {
	rig.reset();
	rig.person.add('DebtorClient', {
		Account: '20007',
		Name: 'Nordlys A/S',
		Group: 'ERHV',
		Payment: 'Net8',
		Currency: 'DKK',
	});
	rig.person.add('ProjectClient', { Number: '812', Name: 'Havnen 812', Account: '20007', Group: 'STD' });
	// From here on: what the demo data and the new customer are is seen on both hosts.
	rig.standIn.settings.patch(settings);
	rig.forget();
}

/** The numbers of the invoices that customer has in Uniconta. */
export const postedNumbers = (rig: UnicontaRig): number[] =>
	rig
		.rows(INVOICE)
		.filter((row) => row['Account'] === '20007')
		.map((row) => Number(row['InvoiceNumber']));

/** How many orders and lines of orders stand in Uniconta. */
export const standingOrders = (rig: UnicontaRig): number => rig.rows(ORDER).length + rig.rows(LINE).length;

/** A plan of two lines, 25 % VAT, 125.00 in all for each hundred of net. */
export function planOf(number: number, changes: Partial<InvoicePlan> = {}): InvoicePlan {
	const line = {
		account: '1010',
		vat: 'U25',
		vatPercent: 25,
		discountPercent: 0,
		project: '812',
		category: 'KONS',
		department: '',
		rounding: false,
	};
	return {
		number,
		kind: 'invoice',
		customer: '20007',
		issueDate: '2026-11-20',
		dueDate: '2026-11-28',
		creditDays: 8,
		currency: 'DKK',
		project: '812',
		orderReference: 'PO 1',
		creditedInvoice: '',
		dimension: 0,
		net: 10_000,
		vat: 2_500,
		gross: 12_500,
		lines: [
			{ ...line, text: `Consulting ${number}`, quantity: 2, unitPrice: 40, net: 8_000 },
			{ ...line, text: 'Travel', quantity: 1, unitPrice: 20, net: 2_000 },
		],
		...changes,
	};
}

export function invoiceOf(number: number, changes: Partial<MappedInvoice> = {}): MappedInvoice {
	return {
		entity: 'invoice',
		key: String(number),
		momentId: String(120_000_000 + number),
		name: 'Nordlys A/S',
		sending: 'send',
		plan: planOf(number),
		findings: [],
		hash: `hash-${number}`,
		...changes,
	};
}

export function knownAs(number: number, outcome: string | undefined, changes: Partial<KnownRecord> = {}): KnownRecord {
	return {
		key: String(number),
		unicontaRowId: '',
		held: [],
		hash: `hash-${number}`,
		...(outcome === undefined ? {} : { outcome }),
		...changes,
	};
}

/** What the reference leaves open and this model answers either way (issue 3, switches). */
export interface BooksSwitches {
	/** A post that is refused uses up a number. */
	refusedPostConsumes: boolean;
	/** An order that was deleted can still be invoiced. */
	invoicesDeleted: boolean;
	/** A list insert that fails keeps its first row. */
	keepsPartOfList: boolean;
	/** Orders that come in a list get no number of their own. */
	unnumberedLists?: boolean;
	/** Orders that come in a list are numbered from here on, whoever has these numbers already. */
	listNumbersFrom?: number;
	/** Orders that come in a list lose their `ReferenceNumber`. */
	dropsListReferences?: boolean;
	/** A list insert is answered with the stored rows. */
	answersList?: boolean;
	/** A header can be deleted while it has lines, and they stay. */
	headerLeavesLines?: boolean;
	/** Rows are shown without their ids. */
	noRowIds?: boolean;
	/** Invoices keep the order's `ReferenceNumber`. */
	keepsReference: boolean;
}

export const USUAL: BooksSwitches = {
	refusedPostConsumes: false,
	invoicesDeleted: false,
	keepsPartOfList: false,
	keepsReference: true,
};

export interface Call {
	name: 'find' | 'all' | 'pages' | 'insert' | 'insertList' | 'delete' | 'simulate' | 'post';
	type: string;
	args: unknown;
}

export const isWrite = ({ name }: Call): boolean => ['insert', 'insertList', 'delete', 'post'].includes(name);

export const busy = (): ApiError => new ApiError('Uniconta is busy', { system: 'Uniconta', kind: 'busy', fix: '' });
export const noAnswer = (): ApiError =>
	new ApiError('Uniconta did not answer', { system: 'Uniconta', kind: 'noAnswer', fix: '' });
export const refusal = (code: string): ApiError =>
	new ApiError(`Uniconta refused it (${code})`, {
		system: 'Uniconta',
		kind: code === 'CouldNotLoadOriginal' ? 'notFound' : 'refused',
		code,
		fix: 'Mend it.',
	});

/** Uniconta's orders, invoices and one number series, in memory: what numbering does, and nothing else. */
export class Books {
	next: number;
	orders: UnicontaRow[] = [];
	lines: UnicontaRow[] = [];
	invoices: UnicontaRow[] = [];
	/** Invoice numbers (by the order's claim) that a simulation, or only the post itself, refuses. */
	refusesSimulate = new Set<number>();
	refusesPost = new Set<number>();
	/** What Uniconta changes in a line on its way in. */
	spoilsLine: (line: UnicontaRow) => UnicontaRow = (line) => line;
	private lastId = 100;

	constructor(
		next: number,
		readonly switches: BooksSwitches = USUAL,
	) {
		this.next = next;
	}

	apply(call: Call): unknown {
		switch (call.name) {
			case 'find': {
				const [field, value] = call.args as [string, string | number];
				return this.table(call.type)
					.filter((row) => textOf(row, field) === String(value))
					.map((row) => this.shown(row));
			}
			case 'all':
			case 'pages':
				return this.table(call.type).map((row) => this.shown(row));
			case 'insert':
				return this.insertOrder(call.args as UnicontaRow);
			case 'insertList':
				return call.type === ORDER
					? this.insertOrders(call.args as UnicontaRow[])
					: this.insertLines(call.args as UnicontaRow[]);
			case 'delete':
				return this.remove(call.type, call.args as UnicontaRow);
			case 'simulate':
			case 'post':
				return this.generate(call.args as GenerateInvoiceRequest);
		}
	}

	/** A person posts an invoice by hand. */
	postByHand(account = '99999'): number {
		const number = this.next++;
		this.invoices.push({
			RowId: ++this.lastId,
			InvoiceNumber: number,
			Account: account,
			OrderNumber: 0,
			NetAmount: 1,
			VatAmount: 0,
			TotalAmount: 1,
			Currency: 'DKK',
		});
		return number;
	}

	/** The row id of an insert that is under way: it may be drawn before the row is to be seen. */
	drawId(): number {
		return ++this.lastId;
	}

	state(): string {
		return JSON.stringify([this.next, this.orders, this.lines, this.invoices]);
	}

	/** Posted invoices that came from us for a Moment number. */
	postedFor(number: number): number[] {
		return this.invoices
			.filter((row) => row['SentAs'] === number)
			.map((row) => Number(fieldOf(row, 'InvoiceNumber')));
	}

	private table(type: string): UnicontaRow[] {
		switch (type) {
			case ORDER:
				return this.orders;
			case LINE:
				return this.lines;
			case INVOICE:
				return this.invoices;
			case 'CompanySettingsClient':
				return [{ UseVoucherAsInvoice: true, DebtorVoucherSerie: 'FAKT' }];
			case 'NumberSerieClient':
				return [
					{ Serie: 'FAKT', FirstValue: 1, LastValue: 99_999, Next: this.next },
					{ Serie: 'BILAG', FirstValue: 1, LastValue: 99_999, Next: 5001 },
					{ Serie: 'KRED', FirstValue: 1, LastValue: 99_999, Next: 7001 },
				];
			default:
				return [];
		}
	}

	private isSame(stored: UnicontaRow, row: UnicontaRow): boolean {
		return this.switches.noRowIds === true
			? JSON.stringify(this.shown(stored)) === JSON.stringify(row)
			: rowIdOf(stored) === rowIdOf(row);
	}

	private shown({ RowId, ...row }: UnicontaRow): UnicontaRow {
		return this.switches.noRowIds === true ? row : { ...row, RowId };
	}

	private insertOrder(row: UnicontaRow): UnicontaRow {
		const id = typeof row['RowId'] === 'number' ? row['RowId'] : this.drawId();
		const stored = { OrderNumber: 1000 + id, ...row, RowId: id };
		this.orders.push(stored);
		return this.shown(stored);
	}

	private insertOrders(rows: readonly UnicontaRow[]): UnicontaRow[] {
		const { unnumberedLists, listNumbersFrom, dropsListReferences, answersList } = this.switches;
		const stored = rows.map((row, index) =>
			this.insertOrder({
				...row,
				...(unnumberedLists === true ? { OrderNumber: 0 } : {}),
				...(listNumbersFrom === undefined ? {} : { OrderNumber: listNumbersFrom + index }),
				...(dropsListReferences === true ? { ReferenceNumber: '' } : {}),
			}),
		);
		return answersList === true ? stored : [];
	}

	private insertLines(rows: readonly UnicontaRow[]): UnicontaRow[] {
		if (!this.orders.some((order) => order['OrderNumber'] === rows[0]?.['OrderNumber']))
			throw refusal('CouldNotFind');
		this.lines.push(...rows.map((row) => this.spoilsLine({ ...row, RowId: ++this.lastId })));
		return [];
	}

	private remove(type: string, row: UnicontaRow): void {
		const table = this.table(type);
		const at = table.findIndex((candidate) => this.isSame(candidate, row));
		if (at < 0) throw refusal('CouldNotLoadOriginal');
		const isAlone = this.orders.filter((order) => order['OrderNumber'] === row['OrderNumber']).length === 1;
		if (
			type === ORDER &&
			isAlone &&
			this.switches.headerLeavesLines !== true &&
			this.lines.some((line) => line['OrderNumber'] === row['OrderNumber'])
		)
			throw refusal('CouldNotDeleteRecordThatIsReferred');
		table.splice(at, 1);
	}

	private generate({ order, lines, simulate }: GenerateInvoiceRequest): GenerateInvoiceAnswer {
		const number = claimIn(textOf(order, 'ReferenceNumber'))?.number ?? 0;
		const stands = this.orders.some((candidate) => this.isSame(candidate, order));
		if (!stands && !this.switches.invoicesDeleted) throw refusal('OrderIsDeleted');
		if (lines.length === 0) throw refusal('NoLinesFound');
		if (this.refusesSimulate.has(number)) throw refusal('AccountIsBlocked');
		if (simulate) return { invoiceNumber: 0 };
		if (this.refusesPost.has(number)) {
			if (this.switches.refusedPostConsumes) this.next += 1;
			throw refusal('FinancePeriodNotOpen');
		}
		const invoiceNumber = this.next++;
		const net = lines.reduce((sum, line) => sum + Number(line['Qty']) * Number(line['Price']), 0);
		this.invoices.push({
			RowId: ++this.lastId,
			InvoiceNumber: invoiceNumber,
			Account: order['Account'],
			OrderNumber: order['OrderNumber'],
			NetAmount: net,
			VatAmount: net / 4,
			TotalAmount: net * 1.25,
			Currency: order['Currency'],
			...(this.switches.keepsReference ? { ReferenceNumber: order['ReferenceNumber'] } : {}),
			SentAs: number,
		});
		this.orders = this.orders.filter((candidate) => !this.isSame(candidate, order));
		this.lines = this.lines.filter((line) => line['OrderNumber'] !== order['OrderNumber']);
		return { invoiceNumber };
	}
}

/** Carries out a call, or what a test makes of it. */
export type Carrier = (call: Call, apply: () => unknown) => Promise<unknown>;

/** Both hosts over the same books; the cast is the one edge where the model's untyped answers become rows. */
export function hostsOver(books: Books, carry: Carrier): { webApi: WebApiClient; odata: UnicontaClient } {
	const call = async <T>(name: Call['name'], type: string, args: unknown): Promise<T> => {
		// What is sent is what was sent: later changes to the objects do not reach Uniconta.
		const made: Call = { name, type, args: structuredClone(args) };
		return (await carry(made, () => books.apply(made))) as T;
	};
	const rows = {
		find: async (type: string, field: string, value: string | number) =>
			await call<UnicontaRow[]>('find', type, [field, value]),
		all: async (type: string, key: string) => await call<UnicontaRow[]>('all', type, key),
		insert: async (type: string, row: UnicontaRow) => await call<UnicontaRow>('insert', type, row),
		insertList: async (type: string, list: readonly UnicontaRow[]) =>
			await call<UnicontaRow[]>('insertList', type, list),
		delete: async (type: string, row: UnicontaRow) => {
			await call('delete', type, row);
		},
	};
	const unused = (): never => {
		throw new Error('not part of this model');
	};
	return {
		webApi: {
			...rows,
			generateInvoice: async (request) =>
				await call<GenerateInvoiceAnswer>(request.simulate ? 'simulate' : 'post', INVOICE, request),
			invoicePdf: unused,
		},
		odata: {
			...rows,
			async *pages(type, { filter = [] }) {
				const found = await call<UnicontaRow[]>('pages', type, filter);
				yield found.filter((row) =>
					filter.every(({ field, is, value }) => {
						const own = Number(fieldOf(row, field));
						return is === 'ge'
							? own >= Number(value)
							: is === 'le'
								? own <= Number(value)
								: own === Number(value);
					}),
				);
			},
			update: unused,
			companies: unused,
			custom: unused,
		},
	};
}

export function optionsOf(clock: Clock, changes: Partial<SendOptions> = {}): SendOptions {
	return {
		route: 'post',
		dryRun: false,
		clock,
		requestTimeoutMs: 10_000,
		journal: '',
		journalAmounts: 'gross',
		journalVoucher: 'invoiceNumber',
		heldBack: [],
		comparePosted: false,
		...changes,
	};
}

/** The checks' part in a test that is not about them. */
export async function checksPass(tasks: readonly InvoiceTask[], { odata }: Pick<RouteContext, 'odata'>): Promise<void> {
	// As many rows as a list of accounts has.
	notePage(odata, 100);
	for (const task of tasks) {
		task.debtor = { Account: task.plan?.customer, Group: 'STD' };
		task.payment = 'Net8';
	}
}

export function contextOver(books: Books, carry: Carrier, options: SendOptions): RouteContext {
	return { ...hostsOver(books, carry), options };
}
