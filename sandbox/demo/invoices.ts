import { documentTotals, lineSums, type DocumentTotals, type LineSums } from '../standins/moment/amounts';
import type { MomentSeedRow } from '../standins/moment/store';
import { account, vatOf } from './accounts';
import type { DemoCustomer } from './customers';
import { isBillable, demoProjects, sendableCustomers, type DemoProject } from './projects';
import { Random } from './random';

/** A line as the demo data writes it; on a credit note quantity and amounts are negative. */
export interface DemoLine extends LineSums {
	itemName: string;
	quantity: number;
	unitPrice: number;
	/** Percent. */
	lineDiscount: number;
	surcharge: number | null;
	vatPercentage: number;
	financialAccountId: number;
	projectId: number | null;
}

export type LineOf = Pick<DemoLine, 'itemName' | 'quantity' | 'unitPrice'> & Partial<DemoLine>;

/** An invoice or credit note in Moment as the demo data writes it. */
export interface DemoInvoice extends DocumentTotals {
	id: number;
	invoiceNumber: number | null;
	invoiceType: 'invoice' | 'creditNote';
	invoiceState: string;
	exportStatus: 'transfer' | 'transferred' | 'doNotTransfer';
	issueDate: string | null;
	dueDate: string | null;
	finalizedDate: string | null;
	creditDays: number;
	customerId: number;
	projectId: number;
	departmentId: number | null;
	orderReference: string | null;
	currencyCode: string;
	exchangeRate: number | null;
	totalAfterRounding: number;
	paidAmount: number | null;
	creditedInvoiceId: number | null;
	supplierEmail: string;
	/** As at invoicing; names of the customer's address. */
	address: Pick<DemoCustomer, 'addressLine1' | 'addressLine2' | 'postalCode' | 'postalPlace' | 'countryCode'>;
	tagIds: number[];
	lines: DemoLine[];
}

export interface InvoiceOptions {
	/** The first number; the others follow without a gap. */
	from?: number;
	projects?: readonly DemoProject[];
	/** Those the projects belong to. */
	customers?: readonly DemoCustomer[];
	maxLines?: number;
	/** Dates ascend with the number, over so many days from that one. */
	firstDate?: string;
	days?: number;
}

const DAY_MS = 86_400_000;
const SEED = 2026;
/** Units of the company's own currency for one of theirs. */
const RATES: Readonly<Record<string, number>> = { EUR: 7.4605, SEK: 0.6537 };
const TEXTS = [
	'Konsulenttimer',
	'Projektledelse',
	'Udvikling af "Åbent hus"',
	'Tilsyn på byggeplads',
	'Kørsel, km',
	'Møde på Ærø',
	'Rådgivning & analyse',
	'Årlig licens',
	'Sørens værktøjsleje',
	'Materialer efter bilag',
	'Test og idriftsættelse',
	'Opmåling',
	'Kursusdag',
	'Dokumentation <rev. B>',
] as const;
const QUANTITIES = [1, 1, 2, 3, 7.5, 37, 0.25, 12.75, 4.333, 160] as const;
const PRICES = [950, 1150.5, 875.25, 1249.95, 99.99, 3.79, 0.1, 12.345, 0.335, 4500] as const;
const DISCOUNTS = [0, 0, 0, 0, 5, 10, 12.5, 33.33] as const;

export const addDays = (day: string, days: number): string =>
	new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
export const invoiceId = (number: number): number => 120_450_000 + (number - 10_000);

/** The sums come from quantity, price, discount and surcharge; the VAT percentage from the account. */
export function line(given: LineOf): DemoLine {
	const financialAccountId = given.financialAccountId ?? account.services;
	const whole = {
		lineDiscount: 0,
		surcharge: null,
		projectId: null,
		vatPercentage: vatOf(financialAccountId),
		...given,
		financialAccountId,
	};
	return { ...whole, ...lineSums(whole) };
}

/** An ordinary invoice: an EU customer without VAT, all others with 25 %. */
export function invoiceOf(
	number: number,
	project: DemoProject,
	customer: DemoCustomer,
	issueDate: string,
	lines: DemoLine[],
	random: Random,
): DemoInvoice {
	const creditDays = random.pick([8, 14, 30]);
	const totals = documentTotals(lines);
	const { addressLine1, addressLine2, postalCode, postalPlace, countryCode } = customer;
	const currencyCode = customer.currencyCode ?? 'DKK';
	return {
		id: invoiceId(number),
		invoiceNumber: number,
		invoiceType: 'invoice',
		invoiceState: 'finalized',
		exportStatus: 'transfer',
		issueDate,
		dueDate: addDays(issueDate, creditDays),
		finalizedDate: issueDate,
		creditDays,
		customerId: customer.id,
		projectId: project.id,
		departmentId: project.departmentId,
		orderReference: random.chance(0.4) ? `PO-${random.digits(5)}` : null,
		currencyCode,
		exchangeRate: RATES[currencyCode] ?? null,
		...totals,
		totalAfterRounding: totals.totalGross,
		paidAmount: null,
		creditedInvoiceId: null,
		supplierEmail: 'faktura@nordlys.example',
		address: { addressLine1, addressLine2, postalCode, postalPlace, countryCode },
		tagIds: [],
		lines,
	};
}

export function randomLines(count: number, customer: DemoCustomer, random: Random): DemoLine[] {
	const financialAccountId = customer.countryCode === 'DK' ? account.services : account.eu;
	return Array.from({ length: count }, () =>
		line({
			itemName: random.pick(TEXTS),
			quantity: random.pick(QUANTITIES),
			unitPrice: random.pick(PRICES),
			lineDiscount: random.pick(DISCOUNTS),
			financialAccountId,
		}),
	);
}

/** Any number of invoices that can all be sent, numbered from `from` on without a gap; the same for the same seed. */
export function makeInvoices(count: number, seed: number, options: InvoiceOptions = {}): DemoInvoice[] {
	const {
		from = 10_001,
		projects = demoProjects(SEED),
		customers = sendableCustomers(SEED),
		maxLines = 12,
		firstDate = '2026-01-05',
		days = 170,
	} = options;
	const random = new Random(seed);
	const byId = new Map(customers.map((customer) => [customer.id, customer]));
	const pairs = projects.flatMap((project) => {
		const customer = byId.get(project.customerId);
		return customer && isBillable(project) && canBeInvoiced(customer) ? [{ project, customer }] : [];
	});
	return Array.from({ length: count }, (_, offset) => {
		const pair = pairs[random.integer(0, pairs.length - 1)];
		if (!pair) throw new Error('Invoices need a project with a category and a customer');
		const issueDate = addDays(firstDate, Math.floor((offset * days) / Math.max(1, count)));
		return invoiceOf(
			from + offset,
			pair.project,
			pair.customer,
			issueDate,
			randomLines(random.integer(1, maxLines), pair.customer, random),
			random,
		);
	});
}

/** Currencies of the demo: DKK, EUR and SEK. */
export const canBeInvoiced = ({ currencyCode }: DemoCustomer): boolean =>
	currencyCode === 'DKK' || (currencyCode !== null && currencyCode in RATES);

/** As rows for the stand-in: header and lines apart. */
export function invoiceRows(documents: readonly DemoInvoice[]): {
	invoices: MomentSeedRow[];
	invoiceLines: MomentSeedRow[];
} {
	const parts = documents.map(({ lines, address, ...header }) => ({
		invoice: { ...header, ...address },
		lines: lines.map((given, index) => ({
			...given,
			id: 300_000_000 + (header.id - 119_000_000) * 100 + index + 1,
			invoiceId: header.id,
		})),
	}));
	return { invoices: parts.map(({ invoice }) => invoice), invoiceLines: parts.flatMap(({ lines }) => lines) };
}
