import { complete, type Company, type Row } from '../ledger';
import { cents, sum } from '../money';
import type { UnicontaSettings } from '../settings';
import type { Host } from '../table';
import { entityTypes } from '../types';
import type { Value } from '../types/field';
import { textOf, type Values } from './checks';
import type { PreparedInvoice } from './invoice';

export interface Booking {
	company: Company;
	settings: UnicontaSettings;
	now: number;
	host: Host;
	/** The login of who posts. */
	by: string;
}

/** Members by their numbers in UC43. */
export const POST_TYPE = { invoice: 4, creditNote: 5 } as const;
const DC_DEBTOR = 1;
const POSTED_BY = { dailyJournal: 1, debtorInvoice: 2 } as const;

/** Adds a posted row; what is left out has its default. */
export function addPosted({ company, now, host }: Booking, type: string, values: Values): Row {
	return company.rowsOf(type).add(complete(entityTypes.get(type)?.fields ?? {}, values), now, host);
}

const dimensionsOf = (values: Values): Record<string, Value> =>
	Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`Dimension${number}`, values[`Dimension${number}`] ?? null]));
const pick = (values: Values, ...names: string[]): Record<string, Value> =>
	Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
const time = (now: number): string => new Date(now).toISOString().slice(0, 19);

export interface LedgerEntry {
	account: string;
	/** In the company's currency, positive for debit. */
	amount: number;
	amountCur?: number;
	text: string;
	values: Values;
	vat?: string;
	vatAmount?: number;
	vatBase?: number;
}

export interface Voucher {
	date: string;
	voucher: number;
	voucherText: string;
	serie: string;
	invoice: string;
	currency: string;
	debtor?: Values;
	referenceNumber: string | null;
}

/** One posting batch: its ledger entries and its own row. Gives its number. */
export function addBatch(
	booking: Booking,
	kind: keyof typeof POSTED_BY,
	vouchers: ReadonlyArray<{ voucher: Voucher; entries: readonly LedgerEntry[] }>,
): number {
	const posting = booking.company.books.nextPosting();
	const dates = vouchers.map(({ voucher }) => voucher.date).sort();
	for (const { voucher, entries } of vouchers)
		entries.forEach((entry, index) => addEntry(booking, posting, voucher, entry, index + 1));
	const first = vouchers[0]?.voucher;
	addPosted(booking, 'GLDailyJournalPostedClient', {
		JournalPostedId: posting,
		Posted: time(booking.now),
		PostedBy: booking.by,
		Reference: POSTED_BY[kind],
		NumberSerie: first?.serie ?? null,
		Voucher: first?.voucher ?? 0,
		InvoiceNumber: kind === 'debtorInvoice' ? (first?.invoice ?? null) : null,
		Lines: vouchers.reduce((count, { entries }) => count + entries.length, 0),
		DateMin: dates[0] ?? null,
		DateMax: dates.at(-1) ?? null,
	});
	return posting;
}

function addEntry(
	booking: Booking,
	posting: number,
	{ date, voucher, voucherText, serie, invoice, currency, debtor, referenceNumber }: Voucher,
	entry: LedgerEntry,
	line: number,
): void {
	const { account, amount, amountCur = 0, text, values } = entry;
	const own = booking.company.rowsOf('GLAccountClient').withKey(account)?.values ?? {};
	addPosted(booking, 'GLTransClient', {
		Account: account,
		Name: own.Name ?? null,
		AccountType: own.AccountType ?? 0,
		Date: date,
		Voucher: voucher,
		VoucherX: voucherText,
		VoucherLine: line,
		JournalPostedId: posting,
		Text: text,
		Amount: amount,
		Debit: Math.max(amount, 0),
		Credit: Math.max(-amount, 0),
		Currency: currency || null,
		AmountCur: amountCur,
		DebitCur: Math.max(amountCur, 0),
		CreditCur: Math.max(-amountCur, 0),
		Vat: entry.vat || null,
		AmountVat: entry.vatAmount ?? 0,
		AmountBase: entry.vatBase ?? 0,
		NumberSerie: serie || null,
		Invoice: invoice || null,
		ReferenceNumber: referenceNumber,
		...(debtor ? { DCType: DC_DEBTOR, DCAccount: debtor.Account ?? null, DCName: debtor.Name ?? null } : {}),
		...dimensionsOf(values),
	});
}

/** The customer's entry, open until it is paid. */
export function addDebtorEntry(
	booking: Booking,
	posting: number,
	voucher: Voucher,
	{
		amount,
		amountCur,
		dueDate,
		payment,
		text,
		postType,
		orderNumber,
	}: {
		amount: number;
		amountCur: number;
		dueDate: string | null;
		payment: string;
		text: string;
		postType: number;
		orderNumber: number;
	},
): void {
	const { company, now, host } = booking;
	const shared = {
		Account: voucher.debtor?.Account ?? null,
		Date: voucher.date,
		Voucher: voucher.voucher,
		Invoice: voucher.invoice || null,
		PostType: postType,
		Text: text,
		Amount: amount,
		AmountCur: amountCur,
		Currency: voucher.currency || null,
		DueDate: dueDate,
		JournalPostedId: posting,
		ReferenceNumber: voucher.referenceNumber,
		OrderNumber: orderNumber,
	};
	addPosted(booking, 'DebtorTransClient', {
		...shared,
		VoucherX: voucher.voucherText,
		NumberSerie: voucher.serie || null,
		Open: true,
		Remaining: amount,
	});
	addPosted(booking, 'DebtorTransOpenClient', {
		...shared,
		AmountOpen: amount,
		AmountOpenCur: amountCur,
		Payment: payment || null,
	});
	const debtors = company.rowsOf('DebtorClient');
	const row = debtors.withKey(textOf(voucher.debtor?.Account));
	if (row)
		debtors.set(
			row,
			{ ...row.values, CurBalance: cents(Number(row.values.CurBalance) + amount), LastInvoice: voucher.date },
			now,
			host,
		);
}

export interface ProjectEntry {
	values: Values;
	quantity: number;
	price: number;
	/** Net, in the company's currency; revenue is positive. */
	amount: number;
	text: string;
	line: number;
}

/**
 * Revenue is a sale; every other category is a cost, positive where the ledger has it in debit (UC38, assumed).
 */
function sideOf(category: Values | undefined, price: number, amount: number): Record<string, Value> {
	return category?.CatType === REVENUE_CATEGORY
		? { SalesPrice: price, SalesAmount: amount }
		: { CostPrice: cents(0 - price), CostAmount: cents(0 - amount) };
}

const REVENUE_CATEGORY = 1;

export function addProjectEntry(
	booking: Booking,
	posting: number,
	voucher: Voucher,
	{ values, quantity, price, amount, text, line }: ProjectEntry,
): void {
	const { company } = booking;
	const category = company.rowsOf('PrCategoryClient').withKey(textOf(values.PrCategory))?.values;
	addPosted(booking, 'ProjectTransClient', {
		Project: values.Project ?? null,
		ProjectName: company.rowsOf('ProjectClient').withKey(textOf(values.Project))?.values.Name ?? null,
		PrCategory: values.PrCategory ?? null,
		CategoryName: category?.Name ?? null,
		CatType: category?.CatType ?? 0,
		Text: text,
		Qty: quantity,
		...sideOf(category, price, amount),
		Employee: values.Employee ?? null,
		Date: voucher.date,
		Voucher: voucher.voucher,
		VoucherX: voucher.voucherText,
		NumberSerie: voucher.serie || null,
		JournalPostedId: posting,
		LineNumber: line,
		Invoice: voucher.invoice || null,
		Invoiced: true,
		InvoicedOn: voucher.date,
		ReferenceNumber: voucher.referenceNumber,
		...dimensionsOf(values),
	});
}

/** Writes a prepared invoice into the books; the order is none of its business. */
export function bookInvoice(booking: Booking, prepared: PreparedInvoice): { invoice: Row; posting: number } {
	const {
		draft: { order, date },
		debtor,
		group,
		number,
		lines,
		vat,
		currency,
		exchangeRate: rate,
	} = prepared;
	number.take(booking.now, booking.host);
	const local = (amount: number): number => cents(amount * rate);
	const reference = booking.settings.postedReference === 'carried' ? textOf(order.ReferenceNumber) || null : null;
	const voucher: Voucher = {
		date,
		voucher: number.voucher,
		voucherText: number.voucherText,
		serie: number.serie,
		invoice: number.invoice,
		currency,
		debtor: debtor.values,
		referenceNumber: reference,
	};
	const share = 1 - Number(order.EndDiscountPct) / 100;
	const title = `${prepared.total < 0 ? 'Kreditnota' : 'Faktura'} ${number.invoice}`;
	const revenue = lines.map((line): LedgerEntry => ({
		account: textOf(line.account.values.Account),
		amount: -local(line.net * share),
		amountCur: -cents(line.net * share),
		text: title,
		values: line.values,
		vat: line.vat,
		vatBase: -local(line.net * share),
		vatAmount: -local((line.net * share * line.rate) / 100),
	}));
	const taxes = vat
		.filter(({ amount }) => amount !== 0)
		.map((total): LedgerEntry => ({
			account: total.account,
			amount: -local(total.amount),
			amountCur: -total.amount,
			text: title,
			values: order,
			vat: total.code,
		}));
	const owed = -sum([...revenue, ...taxes].map(({ amount }) => amount));
	const posting = addBatch(booking, 'debtorInvoice', [
		{
			voucher,
			entries: [
				{
					account: textOf(group.SummeryAccount),
					amount: owed,
					amountCur: prepared.total,
					text: title,
					values: order,
				},
				...revenue,
				...taxes,
			],
		},
	]);
	addDebtorEntry(booking, posting, voucher, {
		amount: owed,
		amountCur: prepared.total,
		dueDate: prepared.dueDate,
		payment: textOf(order.Payment),
		text: title,
		postType: prepared.total < 0 ? POST_TYPE.creditNote : POST_TYPE.invoice,
		orderNumber: Number(order.OrderNumber),
	});
	const [first, second, third] = vat;
	const invoice = addPosted(booking, 'DebtorInvoiceClient', {
		...pick(
			order,
			'Payment',
			'Project',
			'PrCategory',
			'WorkSpace',
			'Employee',
			'YourRef',
			'OurRef',
			'Remark',
			'Requisition',
		),
		...dimensionsOf(order),
		Account: debtor.values.Account ?? null,
		Name: debtor.values.Name ?? null,
		EAN: debtor.values.EAN ?? null,
		Date: date,
		DueDate: prepared.dueDate,
		InvoiceNumber: number.invoice,
		OrderNumber: order.OrderNumber ?? 0,
		Voucher: number.voucher,
		VoucherX: number.voucherText,
		NumberSerie: number.serie || null,
		JournalPostedId: posting,
		Currency: currency || textOf(booking.company.row.values.Currency),
		ExchangeRate: rate === 1 ? 0 : rate,
		NetAmount: prepared.net,
		VatAmount: prepared.vatAmount,
		TotalAmount: prepared.total,
		AmountLocalCur: owed,
		LineAmount: prepared.lineAmount,
		EndDiscount: prepared.endDiscount,
		EndDiscountPct: order.EndDiscountPct ?? 0,
		ReferenceNumber: reference,
		Vat: first?.code ?? null,
		Vat2: second?.code ?? null,
		Vat3: third?.code ?? null,
		VatPct: first?.rate ?? 0,
		VatPct2: second?.rate ?? 0,
		VatPct3: third?.rate ?? 0,
		VatTotal: first?.amount ?? 0,
		VatTotal2: second?.amount ?? 0,
		VatTotal3: third?.amount ?? 0,
		PricesInclVat: order.PricesInclVat ?? false,
	});
	lines.forEach(({ values, vat: code, net }, index) => {
		addPosted(booking, 'DebtorInvoiceLines', {
			...pick(values, 'Item', 'Text', 'DiscountPct', 'Project', 'PrCategory', 'Employee'),
			...dimensionsOf(values),
			InvoiceNumber: number.invoice,
			Date: date,
			DCAccount: debtor.values.Account ?? null,
			InvoiceQty: values.Qty ?? 0,
			SalesPrice: values.Price ?? 0,
			InvoiceTotal: net,
			InvoiceNetAmount: net,
			Vat: code || null,
			LineNumber: values.LineNumber || index + 1,
		});
		if (textOf(values.Project) !== '')
			addProjectEntry(booking, posting, voucher, {
				values,
				quantity: Number(values.Qty),
				price: Number(values.Price),
				amount: local(net * share),
				text: textOf(values.Text),
				line: index + 1,
			});
	});
	return { invoice, posting };
}
