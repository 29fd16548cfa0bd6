import { cents, sum } from '../money';
import type { Value } from '../types/field';

type Values = Record<string, Value>;

/** A supplier's bill as a bookkeeper enters it. */
export interface Bill {
	supplier: { number: string; name: string };
	/** The supplier's own number of it; `''` for none. */
	invoice: string;
	/** `YYYY-MM-DD`. */
	date: string;
	/** Left out: the company's own. */
	currency?: string;
	/** Units of the company's currency for one of the other. */
	rate?: number;
	lines: readonly BillLine[];
}

export interface BillLine {
	account: string;
	/** Net, in the bill's currency; negative on a credit note. */
	amount: number;
	text: string;
	/** Percent of purchase VAT; left out: none. */
	vat?: number;
	project?: string;
	category?: string;
	/** Several projects share the line; together they have its amount. */
	divided?: ReadonlyArray<{ project: string; category: string; amount: number }>;
	/** Time of an employee: it has a payroll category, and no supplier. */
	employee?: string;
}

/** How it was posted. */
export interface BillPosting {
	postingId: number;
	voucher: number;
	serie: string;
	/** `YYYY-MM-DDTHH:MM:SS`. */
	postedAt: string;
	by: string;
	/** The supplier stands on every entry, or only on the one that owes it (not known, UC45). */
	contact: 'everyLine' | 'creditorLine';
}

/** Members by their numbers in UC45, UC46. */
const CREDITOR = 2;
const CREDITOR_INVOICE = 3;
const VAT_ACCOUNT = '6920';
const CREDITORS_ACCOUNT = '6800';
export const PURCHASE_VAT = 'I25';

export interface Lookups {
	accountOf(account: string): { name: string; type: number };
	categoryOf(category: string): { name: string; type: number };
	projectName(project: string): string | null;
}

export interface BillRows {
	ledger: Values[];
	projects: Values[];
	batch: Values;
}

/** Debit is positive (UC45, assumed), and so is the cost of a project. */
export function billRows(bill: Bill, posting: BillPosting, lookups: Lookups): BillRows {
	const { postingId, voucher, serie, contact } = posting;
	const rate = bill.rate ?? 1;
	const local = (amount: number): number => cents(amount * rate);
	const shared = {
		Date: `${bill.date}T00:00:00`,
		Voucher: voucher,
		VoucherX: String(voucher),
		JournalPostedId: postingId,
		NumberSerie: serie,
		Invoice: bill.invoice || null,
	};
	const supplier = { DCType: CREDITOR, DCAccount: bill.supplier.number, DCName: bill.supplier.name };
	const entry = (account: string, amount: number, text: string, more: Values = {}): Values => {
		const [own, foreign] = [local(amount), bill.currency === undefined ? 0 : amount];
		return {
			...shared,
			Account: account,
			Name: lookups.accountOf(account).name,
			AccountType: lookups.accountOf(account).type,
			Text: text,
			Amount: own,
			Debit: Math.max(own, 0),
			Credit: Math.max(-own, 0),
			Currency: bill.currency ?? null,
			AmountCur: foreign,
			DebitCur: Math.max(foreign, 0),
			CreditCur: Math.max(-foreign, 0),
			...(contact === 'everyLine' ? supplier : {}),
			...more,
		};
	};
	const vat = cents(bill.lines.reduce((total, { amount, vat: percent = 0 }) => total + (amount * percent) / 100, 0));
	const total = cents(sum(bill.lines.map(({ amount }) => amount)) + vat);
	const first = bill.lines[0]?.text ?? '';
	const ledger = [
		...bill.lines.map(({ account, amount, text, vat: percent = 0 }) =>
			entry(
				account,
				amount,
				text,
				percent === 0
					? {}
					: { Vat: PURCHASE_VAT, AmountBase: local(amount), AmountVat: local((amount * percent) / 100) },
			),
		),
		...(vat === 0 ? [] : [entry(VAT_ACCOUNT, vat, first, { Vat: PURCHASE_VAT })]),
		...(bill.supplier.number === '' ? [] : [entry(CREDITORS_ACCOUNT, -total, first, supplier)]),
	].map((values, index) => ({ ...values, VoucherLine: index + 1 }));
	const projects = bill.lines
		.flatMap(({ project = '', category = '', amount, text, divided, employee }) => {
			const parts = divided ?? (project === '' ? [] : [{ project, category, amount }]);
			return parts.map((part): Values => ({
				...shared,
				Project: part.project,
				ProjectName: lookups.projectName(part.project),
				PrCategory: part.category || null,
				CategoryName: lookups.categoryOf(part.category).name,
				CatType: lookups.categoryOf(part.category).type,
				Text: text,
				Qty: 1,
				CostPrice: local(part.amount),
				CostAmount: local(part.amount),
				SalesAmount: 0,
				CreditorAccount: bill.supplier.number || null,
				CreditorName: bill.supplier.name || null,
				...(employee === undefined ? {} : { Employee: employee, PayrollCategory: 'TIMER' }),
			}));
		})
		.map((values, index) => ({ ...values, LineNumber: index + 1 }));
	const batch = {
		JournalPostedId: postingId,
		Posted: posting.postedAt,
		PostedBy: posting.by,
		Reference: CREDITOR_INVOICE,
		NumberSerie: serie,
		Voucher: voucher,
		Lines: ledger.length,
		DateMin: `${bill.date}T00:00:00`,
		DateMax: `${bill.date}T00:00:00`,
	};
	return { ledger, projects, batch };
}

/** The same with the opposite sign, as a posting of its own (UC46). */
export function counterRows(
	{ ledger, projects, batch }: BillRows,
	{ postingId, postedAt, marked }: { postingId: number; postedAt: string; marked: boolean },
): BillRows {
	const negated = (values: Values, ...names: string[]): Values =>
		Object.fromEntries(names.map((name) => [name, cents(0 - Number(values[name] ?? 0))]));
	return {
		ledger: ledger.map((values) => ({
			...values,
			...negated(values, 'Amount', 'AmountCur', 'AmountVat', 'AmountBase'),
			Debit: values.Credit ?? 0,
			Credit: values.Debit ?? 0,
			DebitCur: values.CreditCur ?? 0,
			CreditCur: values.DebitCur ?? 0,
			JournalPostedId: postingId,
			Correction: true,
			Canceled: marked,
		})),
		projects: projects.map((values) => ({
			...values,
			...negated(values, 'Qty', 'CostAmount'),
			JournalPostedId: postingId,
		})),
		batch: { ...batch, JournalPostedId: postingId, Posted: postedAt },
	};
}
