import { z } from 'zod';
import type { Finding } from '../../core/finding';
import type { KnownRecord } from '../../core/identity';
import type { Reference } from '../../core/references';

/** Whole cents (øre) of the invoice's currency. */
export type Minor = number;

export type InvoiceKind = 'invoice' | 'creditNote';

/** One line as it is to stand in Uniconta. On a credit note quantity and net are negative. */
export interface InvoicePlanLine {
	/** Ledger account. */
	account: string;
	/** VAT code; `''` for a line without VAT. */
	vat: string;
	/** Percent. */
	vatPercent: number;
	text: string;
	/** `quantity × unitPrice × (1 − discountPercent / 100)`, rounded to cents, is `net`: always. */
	quantity: number;
	unitPrice: number;
	discountPercent: number;
	net: Minor;
	project: string;
	/** Project category (of type Revenue). */
	category: string;
	/** Value of the department dimension; `''` for none. */
	department: string;
	/** The one line that takes the rounding; it has no VAT. */
	rounding: boolean;
	/** Its number in Moment, from 1, where it is another than here: headings are no lines of their own. */
	place?: number;
	/** Texts of headings above and below it, for routes that have room for them; absent for none. */
	above?: string;
	below?: string;
}

/** A line that says something and books nothing: the only one of an invoice that has nothing but headings. */
export function booksNothing({ account, net, rounding }: InvoicePlanLine): boolean {
	return account.trim() === '' && net === 0 && !rounding;
}

/** An invoice as it is to stand in Uniconta, whichever way it gets there. Amounts of a credit note are negative. */
export interface InvoicePlan {
	number: number;
	kind: InvoiceKind;
	/** Customer number. */
	customer: string;
	/** `YYYY-MM-DD`. */
	issueDate: string;
	dueDate: string;
	creditDays: number;
	/** ISO 4217. */
	currency: string;
	/** Units of the company's own currency for one of `currency`; absent where Moment gives none that makes sense. */
	exchangeRate?: number;
	/** Project of the header; `''` for none. */
	project: string;
	/** The customer's order reference. */
	orderReference: string;
	/** Number of the invoice that is credited; `''` for none. */
	creditedInvoice: string;
	/** Which of Uniconta's dimensions `department` is, 1 to 5; 0 for none. */
	dimension: number;
	lines: InvoicePlanLine[];
	net: Minor;
	vat: Minor;
	/** What the customer owes: net + VAT, the rounding line included. */
	gross: Minor;
}

/**
 * `send`: on its way to Uniconta. `withheld`: never sent (a draft, "do not transfer to accounting", or numbered below the
 * first invoice number); its findings say why, as notes.
 */
export type Sending = 'send' | 'withheld';

/** What the mapper puts out for an invoice, and Send takes in. */
export interface MappedInvoice {
	entity: 'invoice';
	/** The invoice number as text; `''` on a draft. */
	key: string;
	momentId: string;
	/** The customer's name, for messages and the log. */
	name: string;
	sending: Sending;
	/** Absent where the findings have errors that leave nothing to plan. */
	plan?: InvoicePlan;
	findings: Finding[];
	/** Fingerprint of what Moment has of it: `planHash`. */
	hash: string;
	/** What the log says of it. */
	known?: KnownRecord;
	/**
	 * The log's last word of it is that it is withheld, for the very reason it has now, and that nothing is to be done
	 * about it.
	 */
	withheldBefore?: boolean;
	/** ISO in UTC; since when the log says that it waits for other invoices. */
	waitingSince?: string;
	/** The customer and the projects that the plan names by their numbers; absent where nobody looked them up. */
	references?: readonly Reference[];
	/** Marks of the fields that a node of somebody's workflow changed on the way. */
	edits?: readonly string[];
}

const cents = z
	.number()
	.finite()
	.transform((value) => Math.round(value * 100));
const text = z.union([z.string(), z.number()]).transform(String);
const day = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}/)
	.transform((value) => value.slice(0, 10));

const lineSchema = z
	.object({
		Account: text,
		Vat: text.default(''),
		VatPct: z.number().default(0),
		Text: text.default(''),
		Qty: z.number(),
		Price: z.number(),
		DiscountPct: z.number().default(0),
		NetAmount: cents,
		Project: text.default(''),
		PrCategory: text.default(''),
		Department: text.default(''),
		Rounding: z.boolean().default(false),
		Line: z.number().int().positive().optional(),
		TextAbove: text.optional(),
		TextBelow: text.optional(),
	})
	.transform((line): InvoicePlanLine => ({
		account: line.Account,
		vat: line.Vat,
		vatPercent: line.VatPct,
		text: line.Text,
		quantity: line.Qty,
		unitPrice: line.Price,
		discountPercent: line.DiscountPct,
		net: line.NetAmount,
		project: line.Project,
		category: line.PrCategory,
		department: line.Department,
		rounding: line.Rounding,
		...(line.Line === undefined ? {} : { place: line.Line }),
		...(line.TextAbove === undefined ? {} : { above: line.TextAbove }),
		...(line.TextBelow === undefined ? {} : { below: line.TextBelow }),
	}));

const planSchema = z
	.object({
		InvoiceNumber: z.coerce.number().int().positive(),
		Kind: z.enum(['Invoice', 'CreditNote']).default('Invoice'),
		Account: text,
		Date: day,
		DueDate: day,
		CreditDays: z.number().int().default(0),
		Currency: text.default(''),
		ExchangeRate: z.number().positive().optional(),
		Project: text.default(''),
		OrderReference: text.default(''),
		CreditedInvoice: text.default(''),
		Dimension: z.number().int().min(0).max(5).default(0),
		Lines: z.array(lineSchema),
		NetAmount: cents,
		VatAmount: cents,
		TotalAmount: cents,
	})
	.transform((item): InvoicePlan => ({
		number: item.InvoiceNumber,
		kind: item.Kind === 'CreditNote' ? 'creditNote' : 'invoice',
		customer: item.Account,
		issueDate: item.Date,
		dueDate: item.DueDate,
		creditDays: item.CreditDays,
		currency: item.Currency,
		...(item.ExchangeRate === undefined ? {} : { exchangeRate: item.ExchangeRate }),
		project: item.Project,
		orderReference: item.OrderReference,
		creditedInvoice: item.CreditedInvoice,
		dimension: item.Dimension,
		lines: item.Lines,
		net: item.NetAmount,
		vat: item.VatAmount,
		gross: item.TotalAmount,
	}));

/**
 * The plan as a person sees it on an item, under `uniconta`: Uniconta's names, amounts in whole units of the currency.
 */
export function planToItem(plan: InvoicePlan): Record<string, unknown> {
	return {
		InvoiceNumber: plan.number,
		Kind: plan.kind === 'creditNote' ? 'CreditNote' : 'Invoice',
		Account: plan.customer,
		Date: plan.issueDate,
		DueDate: plan.dueDate,
		CreditDays: plan.creditDays,
		Currency: plan.currency,
		...(plan.exchangeRate === undefined ? {} : { ExchangeRate: plan.exchangeRate }),
		Project: plan.project,
		OrderReference: plan.orderReference,
		CreditedInvoice: plan.creditedInvoice,
		Dimension: plan.dimension,
		Lines: plan.lines.map((line) => ({
			Account: line.account,
			Vat: line.vat,
			VatPct: line.vatPercent,
			Text: line.text,
			Qty: line.quantity,
			Price: line.unitPrice,
			DiscountPct: line.discountPercent,
			NetAmount: line.net / 100,
			Project: line.project,
			PrCategory: line.category,
			Department: line.department,
			Rounding: line.rounding,
			...(line.place === undefined ? {} : { Line: line.place }),
			...(line.above === undefined ? {} : { TextAbove: line.above }),
			...(line.below === undefined ? {} : { TextBelow: line.below }),
		})),
		NetAmount: plan.net / 100,
		VatAmount: plan.vat / 100,
		TotalAmount: plan.gross / 100,
	};
}

/** Reads a plan back from an item, perhaps edited on the way; the error names the field. */
export function planFromItem(item: unknown): InvoicePlan | z.ZodError {
	const parsed = planSchema.safeParse(item);
	return parsed.success ? parsed.data : parsed.error;
}
