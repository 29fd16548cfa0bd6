import {
	billRows,
	counterRows,
	type Bill,
	type BillLine,
	type BillRows,
	type Lookups,
} from '../standins/uniconta/posting/bill';
import type { Value } from '../standins/uniconta/types/field';
import { addDays } from './invoices';
import { demoProjects, isBillable } from './projects';
import { Random } from './random';

type Values = Readonly<Record<string, Value>>;

/** Rows of the types that postings are made of. */
export type PostingRows = Record<'GLTransClient' | 'ProjectTransClient' | 'GLDailyJournalPostedClient', Values[]>;

export interface PostingOptions {
	/** Numbers of the projects, in turn. */
	projects?: readonly string[];
	/** Of the first one; they rise by one. */
	firstPosting?: number;
	firstVoucher?: number;
	/** On which the first one is posted. */
	firstDay?: string;
	/** Posted on one day. */
	perDay?: number;
}

export const POSTING_SERIES = 'BILAG';
/** Below the next voucher number of the series. */
const FIRST_VOUCHER = 1;
const FIRST_DAY = '2026-01-06';
const ORDINARY = 40;

/** The accounts that demo postings use, in stored form; types by their numbers in UC47. */
export const costAccounts: readonly Values[] = [
	{ Account: '2020', Name: 'Materialer', AccountType: 7, Vat: 'I25' },
	{ Account: '2030', Name: 'Rejser og ophold', AccountType: 8, Vat: 'I25' },
	{ Account: '4000', Name: 'Husleje', AccountType: 8 },
	{ Account: '4800', Name: 'Løn på projekter', AccountType: 8 },
	{ Account: '6800', Name: 'Kreditorer', AccountType: 20 },
];

const accounts: Readonly<Record<string, { name: string; type: number }>> = {
	2010: { name: 'Fremmed arbejde', type: 6 },
	6920: { name: 'Købsmoms', type: 18 },
	...Object.fromEntries(
		costAccounts.map(({ Account, Name, AccountType }) => [
			String(Account),
			{ name: String(Name), type: Number(AccountType) },
		]),
	),
};

const suppliers = [
	{ number: '50001', name: 'Murer Hansen & Søn ApS' },
	{ number: '50002', name: 'Trælasten på Havnen A/S' },
	{ number: '50003', name: 'Nordisk Rejsebureau' },
	{ number: '50004', name: 'Måleteknik Østjylland' },
	{ number: '50005', name: 'Büro Schröder GmbH' },
] as const;
const texts = [
	'Underentreprise',
	'Materialer til byggeplads',
	'Togrejse Aarhus–København',
	'Leje af måleudstyr',
	'Tegninger og print',
	'Skruer, beslag og lim',
] as const;
const accountsOfBills = ['2010', '2020', '2030'] as const;

/**
 * Any number of ordinary bills of one line, each a batch of its own, that can all become expenses; the same for the
 * same seed.
 */
export function makePostings(
	count: number,
	seed: number,
	{
		projects = projectNumbers(seed),
		firstPosting = 1,
		firstVoucher = FIRST_VOUCHER,
		firstDay = FIRST_DAY,
		perDay = 100,
	}: PostingOptions = {},
): PostingRows {
	const random = new Random(seed);
	const names = projectNames(seed);
	return merged(
		Array.from({ length: count }, (_, index) => {
			const day = addDays(firstDay, Math.floor(index / perDay));
			const bill: Bill = {
				supplier: random.pick(suppliers),
				invoice: String(70_001 + index),
				date: addDays(day, -random.integer(0, 20)),
				lines: [ordinaryLine(projects[index % projects.length] ?? '', random)],
			};
			return posted(bill, firstPosting + index, firstVoucher + index, day, names);
		}),
	);
}

/** Half a year of bills in the demo company: forty ordinary ones, then one of each kind that is to be told apart. */
export function demoPostings(seed: number): PostingRows {
	const random = new Random(seed + 9);
	const projects = projectNumbers(seed);
	const names = projectNames(seed);
	const project = (index: number): string => projects[index % projects.length] ?? '';
	const rows: BillRows[] = [];
	const add = (bill: Omit<Bill, 'supplier' | 'invoice'> & Partial<Bill>, day: string): BillRows => {
		const number = rows.length + 1;
		const made = posted(
			{ supplier: random.pick(suppliers), invoice: String(80_000 + number), ...bill },
			number,
			number,
			day,
			names,
		);
		rows.push(made);
		return made;
	};
	for (let index = 0; index < ORDINARY; index += 1) {
		const day = addDays(FIRST_DAY, index * 3);
		add(
			{
				date: addDays(day, -random.integer(0, 6)),
				lines: Array.from({ length: random.integer(1, 3) }, () =>
					ordinaryLine(random.pick([project(index), project(index + 1)]), random),
				),
			},
			day,
		);
	}
	const bill = (day: string, ...lines: BillLine[]): BillRows => add({ date: day, lines }, day);
	const cost = (amount: number, text: string, more: Partial<BillLine> = {}): BillLine => ({
		account: '2010',
		amount,
		text,
		vat: 25,
		project: project(0),
		category: 'MAT',
		...more,
	});
	add(
		{
			date: '2026-05-04',
			currency: 'EUR',
			rate: 7.46,
			supplier: suppliers[4],
			lines: [cost(1200.5, 'Statische Berechnung', { vat: 0 })],
		},
		'2026-05-05',
	);
	bill('2026-05-06', cost(-350, 'Returnerede materialer', { account: '2020' }));
	bill('2026-05-07', cost(0, 'Følgeseddel uden beløb'));
	bill('2026-05-08', cost(18_500, 'Husleje, maj', { account: '4000', vat: 0, project: '', category: '' }));
	// Of last month, posted today.
	add({ date: '2026-04-20', lines: [cost(2_240, 'Kran i april', { project: project(1) })] }, '2026-05-11');
	// The same amount twice: the text tells which is which.
	bill(
		'2026-05-12',
		cost(500, 'Fragt til Roskilde', { project: project(2) }),
		cost(500, 'Fragt til Køge', { account: '2020', project: project(3) }),
	);
	bill(
		'2026-05-13',
		cost(900, 'Fælles stillads', {
			divided: [
				{ project: project(4), category: 'MAT', amount: 600 },
				{ project: project(5), category: 'MAT', amount: 300 },
			],
		}),
	);
	bill('2026-05-14', cost(4_100, 'Egne timer', { account: '4800', vat: 0, employee: 'MAT', project: project(6) }));
	const mistaken = bill('2026-05-18', cost(7_777, 'Bogført ved en fejl', { project: project(7) }));
	for (const entry of mistaken.ledger) entry.Canceled = true;
	rows.push(counterRows(mistaken, { postingId: rows.length + 1, postedAt: '2026-05-19T08:00:00', marked: true }));
	bill('2026-05-20', cost(640, 'Bræddegulv', { project: 'UKENDT-1' }));
	return merged(rows);
}

/** Numbers of the demo's projects that are under way. */
function projectNumbers(seed: number): string[] {
	return demoProjects(seed)
		.filter(isBillable)
		.map(({ projectNumber }) => projectNumber);
}

/** By number; in Uniconta they are called as in Moment. */
function projectNames(seed: number): ReadonlyMap<string, string> {
	return new Map(demoProjects(seed).map(({ projectNumber, name }) => [projectNumber, name]));
}

function ordinaryLine(project: string, random: Random): BillLine {
	return {
		account: random.pick(accountsOfBills),
		amount: random.integer(50, 9_000) + random.pick([0, 0.25, 0.5, 0.95]),
		text: random.pick(texts),
		vat: 25,
		project,
		category: 'MAT',
	};
}

function posted(
	bill: Bill,
	postingId: number,
	voucher: number,
	day: string,
	names: ReadonlyMap<string, string>,
): BillRows {
	const lookups: Lookups = {
		accountOf: (account) => accounts[account] ?? { name: '', type: 0 },
		// Materials, by its number in UC37.
		categoryOf: () => ({ name: 'Materialer', type: 2 }),
		projectName: (project) => names.get(project) ?? null,
	};
	return billRows(
		bill,
		{
			postingId,
			voucher,
			serie: POSTING_SERIES,
			postedAt: `${day}T09:30:00`,
			by: 'bogholder',
			contact: 'everyLine',
		},
		lookups,
	);
}

function merged(rows: readonly BillRows[]): PostingRows {
	return {
		GLTransClient: rows.flatMap(({ ledger }) => ledger),
		ProjectTransClient: rows.flatMap(({ projects }) => projects),
		GLDailyJournalPostedClient: rows.map(({ batch }) => batch),
	};
}
