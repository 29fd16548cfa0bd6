import { documentTotals } from '../standins/moment/amounts';
import { account } from './accounts';
import type { DemoCustomer } from './customers';
import { addDays, canBeInvoiced, invoiceOf, line, randomLines, type DemoInvoice, type DemoLine } from './invoices';
import { demoProjects, isBillable, MISSING_CATEGORY_PROJECT, sendableCustomers, type DemoProject } from './projects';
import { Random } from './random';

const FIRST = 10_001;
const LAST = 10_086;
const FIRST_DATE = '2026-01-05';
const DAYS = 170;

/** Numbers of the documents that stop until a person mends something, or that are not to be sent. */
export const stopping = { withheld: 10_040, missingCategory: 10_062, wrongVatCode: 10_078 } as const;

interface Special {
	/** Place of the project among the sixty; left out: any Danish one. */
	project?: number;
	lines?: readonly DemoLine[];
	count?: number;
	wholeKroner?: true;
	more?: Partial<DemoInvoice>;
}

/** What a document is there for; all others are ordinary. */
const specials: Readonly<Record<number, Special>> = {
	10_001: { count: 1 },
	10_002: { count: 12 },
	// Leading zeros, quotes and Danish letters in number and name of the project.
	10_003: { project: 2 },
	10_004: { project: 3 },
	10_006: { project: 4 },
	10_008: { project: 5 },
	10_007: { project: 41 },
	10_019: { project: 44 },
	10_035: { project: 45 },
	10_052: { project: 44 },
	10_066: { project: 41 },
	10_009: {
		lines: [
			line({ itemName: 'Klik, pr. stk.', quantity: 1, unitPrice: 0.1 }),
			line({ itemName: 'Visning, pr. stk.', quantity: 1, unitPrice: 0.2 }),
			line({ itemName: 'Klik, tre stk.', quantity: 3, unitPrice: 0.1 }),
		],
	},
	10_010: {
		lines: [
			line({ itemName: 'Kabel, meter', quantity: 7, unitPrice: 12.345 }),
			line({ itemName: 'Skruer', quantity: 3.5, unitPrice: 0.335 }),
			line({ itemName: 'Opslag i register', quantity: 1001, unitPrice: 0.125 }),
		],
	},
	10_011: {
		lines: [
			line({ itemName: 'Licens, en tredjedel af', quantity: 3, unitPrice: 199.95, lineDiscount: 33.33 }),
			line({ itemName: 'Opsætning', quantity: 1, unitPrice: 100, lineDiscount: 33.33 }),
		],
	},
	10_016: {
		lines: [
			line({ itemName: 'Rådgivning', quantity: 10, unitPrice: 1150.5 }),
			line({ itemName: 'Fradrag for ventetid', quantity: -2.5, unitPrice: 99.99 }),
			line({ itemName: 'Aftalt afslag', quantity: 1, unitPrice: -250 }),
		],
	},
	10_017: {
		lines: [
			line({ itemName: 'Møde', quantity: 2, unitPrice: 950 }),
			line({ itemName: 'Opstart, uden beregning', quantity: 1, unitPrice: 0 }),
			line({ itemName: 'Ikke brugte timer', quantity: 0, unitPrice: 500 }),
		],
	},
	10_024: {
		lines: [
			line({ itemName: 'Projektering', quantity: 12, unitPrice: 950 }),
			line({
				itemName: 'Metalskrot, omvendt betalingspligt',
				quantity: 3,
				unitPrice: 410.1,
				financialAccountId: account.reverseCharge,
			}),
			line({
				itemName: 'Levering i Grønland',
				quantity: 1,
				unitPrice: 2300.05,
				financialAccountId: account.abroad,
			}),
		],
	},
	10_031: {
		wholeKroner: true,
		lines: [
			line({ itemName: 'Butikssalg', quantity: 3, unitPrice: 33.33 }),
			line({ itemName: 'Fragt', quantity: 1, unitPrice: 49.5 }),
		],
	},
	10_040: { more: { exportStatus: 'doNotTransfer' } },
	10_047: {
		lines: [
			line({ itemName: 'Underleverandør med tillæg', quantity: 4, unitPrice: 720.5, surcharge: 10 }),
			line({ itemName: 'Tilsyn', quantity: 2, unitPrice: 950 }),
		],
	},
	10_055: {
		project: 11,
		lines: [
			line({ itemName: 'Fælles møde', quantity: 3, unitPrice: 950 }),
			line({ itemName: 'Heraf på det andet projekt', quantity: 1.5, unitPrice: 950, projectId: 70_033_056 }),
		],
	},
	10_062: { project: MISSING_CATEGORY_PROJECT - 70_033_000 },
	10_078: {
		lines: [
			line({ itemName: 'Konsulenttimer', quantity: 6, unitPrice: 950 }),
			line({ itemName: 'Varer fra lager', quantity: 4, unitPrice: 249.95, financialAccountId: account.goods }),
		],
	},
};

/** Credit notes: the invoice each refers to, and how many of its lines it takes back. */
const credits: Readonly<Record<number, { of: number; lines?: number }>> = {
	10_013: { of: 10_005 },
	10_027: { of: 10_020, lines: 1 },
	10_044: { of: 10_038 },
	10_059: { of: 10_051, lines: 1 },
	10_071: { of: 10_035 },
	10_084: { of: 10_079 },
};

/**
 * 80 invoices and 6 credit notes numbered 10001 to 10086, dates ascending with the number, and three drafts without
 * number behind them.
 */
export function demoInvoices(seed: number): DemoInvoice[] {
	const random = new Random(seed + 4);
	const projects = demoProjects(seed);
	const customers = new Map(sendableCustomers(seed).map((customer) => [customer.id, customer]));
	const customerOf = (project: DemoProject): DemoCustomer => {
		const customer = customers.get(project.customerId);
		if (!customer || !canBeInvoiced(customer))
			throw new Error(`Project ${project.projectNumber} cannot be invoiced`);
		return customer;
	};
	const danish = projects.filter(
		(project) => isBillable(project) && customers.get(project.customerId)?.countryCode === 'DK',
	);
	const made = new Map<number, DemoInvoice>();
	for (let number = FIRST; number <= LAST; number += 1) {
		const issueDate = addDays(FIRST_DATE, Math.floor(((number - FIRST) * DAYS) / (LAST - FIRST + 1)));
		const credited = credits[number];
		const original = credited && made.get(credited.of);
		if (credited && original) {
			made.set(number, creditNote(number, original, original.lines.slice(0, credited.lines), issueDate));
			original.invoiceState = 'credited';
			continue;
		}
		const special = specials[number] ?? {};
		const project =
			special.project === undefined
				? danish[random.integer(0, danish.length - 1)]
				: projects[special.project - 1];
		if (!project) throw new Error(`No project for invoice ${number}`);
		const customer = customerOf(project);
		const lines = [...(special.lines ?? randomLines(special.count ?? random.integer(1, 12), customer, random))];
		const invoice = invoiceOf(number, project, customer, issueDate, lines, random);
		made.set(number, {
			...invoice,
			...laterState(number, invoice),
			...(special.wholeKroner ? { totalAfterRounding: Math.round(invoice.totalGross) } : {}),
			...special.more,
		});
	}
	return [...made.values(), ...drafts(danish, customerOf, random)];
}

/** Due at once (M8), negated (MO24). */
function creditNote(
	number: number,
	original: DemoInvoice,
	credited: readonly DemoLine[],
	issueDate: string,
): DemoInvoice {
	const lines = credited.map((given) => ({
		...given,
		quantity: 0 - given.quantity,
		sumNetAmount: 0 - given.sumNetAmount,
		estimatedInvoiceLineVat: 0 - given.estimatedInvoiceLineVat,
	}));
	const totals = documentTotals(lines);
	return {
		...original,
		...totals,
		totalAfterRounding: totals.totalGross,
		id: original.id + number - (original.invoiceNumber ?? 0),
		invoiceNumber: number,
		invoiceType: 'creditNote',
		invoiceState: 'finalized',
		issueDate,
		dueDate: issueDate,
		finalizedDate: issueDate,
		creditDays: 0,
		creditedInvoiceId: original.id,
		paidAmount: null,
		lines,
	};
}

function laterState(number: number, { totalGross }: DemoInvoice): Partial<DemoInvoice> {
	if (number < 10_030) return { invoiceState: 'paid', paidAmount: totalGross };
	return number < 10_070 ? { invoiceState: 'sent' } : {};
}

/** Two that could be finalized, and one without lines. */
function drafts(
	projects: readonly DemoProject[],
	customerOf: (project: DemoProject) => DemoCustomer,
	random: Random,
): DemoInvoice[] {
	return [2, 1, 0].map((count, index) => {
		const project = projects[index];
		if (!project) throw new Error('The demo projects are too few');
		const customer = customerOf(project);
		const draft = invoiceOf(
			LAST,
			project,
			customer,
			addDays(FIRST_DATE, DAYS),
			randomLines(count, customer, random),
			random,
		);
		return {
			...draft,
			id: 119_000_001 + index,
			invoiceNumber: null,
			invoiceState: 'draft',
			issueDate: null,
			dueDate: null,
			finalizedDate: null,
		};
	});
}
