import { linkedProject, type LinkedProject } from './expenseProject';
import { hasErrors, type Finding } from '../core/finding';
import { NOTHING_KNOWN, type KnownRecords } from '../core/identity';
import { parseDecimal, toText } from '../core/money';
import type { PostingSource } from './posting';
import { fingerprint } from '../core/record';

/** An expense as it goes to Moment; `''` where a field is empty. */
export interface ExpenseFields {
	projectNumber: string;
	/**
	 * Moment's id of the project that the log links to that number in Uniconta; `''` for none: then number and name
	 * must agree.
	 */
	projectId: string;
	/** What the log calls that project, for messages. */
	projectName: string;
	/** What Uniconta calls the project of that number. */
	unicontaProjectName: string;
	/** Name of the activity of that project; created where the project lacks it. */
	activityName: string;
	/** `YYYY-MM-DD`. */
	date: string;
	description: string;
	supplierName: string;
	supplierInvoiceNumber: string;
	/** Decimal text in `currencyCode`, exact. */
	amount: string;
	/** ISO 4217. */
	currencyCode: string;
	billable: boolean;
	/** As Moment calls it; `''` leaves it to Moment. */
	approvalState: string;
	/** The posting's reference: by it the expense is found again. */
	externalReference: string;
}

/**
 * What the posting says of the expense. The rest (activity, billable, approval) is a first proposal: a person in Moment
 * may decide otherwise, and that is left alone.
 */
export const OWNED_FIELDS = [
	'date',
	'description',
	'supplierName',
	'supplierInvoiceNumber',
	'amount',
	'currencyCode',
] as const;
export type OwnedField = (typeof OWNED_FIELDS)[number];

/** A posting on its way to Moment: what the mapper puts out and the Moment node takes in. */
export interface MappedExpense {
	entity: 'expense';
	/** The posting's reference. */
	key: string;
	/** Always `''`: the expense gets its id in Moment. */
	momentId: string;
	/** For messages and the log: the supplier, else the text. */
	name: string;
	moment: ExpenseFields;
	findings: Finding[];
	held: string[];
	/** Fingerprint of project and {@link OWNED_FIELDS}. */
	hash: string;
	/** Uniconta's posting number, for the log. */
	unicontaRowId: string;
	/** What the log says of it; absent for one that was never imported. */
	known?: KnownExpense;
}

export interface KnownExpense {
	/** The expense's id in Moment. */
	momentId: string;
	hash: string;
}

export interface ExpenseMapping {
	activityName: string;
	billable: boolean;
	approvalState: string;
}

/**
 * Maps postings. Never throws on a record: what is wrong with it stands in its findings.
 * @param projectsOf what the log says of projects in that company of Uniconta
 */
export function mapPostings(
	postings: readonly PostingSource[],
	mapping: ExpenseMapping,
	known: KnownRecords,
	projectsOf: (company: string) => KnownRecords = () => NOTHING_KNOWN,
): MappedExpense[] {
	const companies = new Set(postings.map(({ company }) => company));
	const byCompany = new Map([...companies].map((company) => [company, projectsOf(company)]));
	return postings.map((posting) => {
		const mapped = mapPosting(posting, mapping, knownExpense(posting.reference, known));
		const projects = byCompany.get(posting.company) ?? NOTHING_KNOWN;
		return withProject(mapped, linkedProject(mapped.moment.projectNumber, projects, whoIs(mapped)));
	});
}

function withProject(mapped: MappedExpense, { momentId, name, drift }: LinkedProject): MappedExpense {
	const { known, hash, findings, moment } = mapped;
	// What becomes of a project after its expense was imported is no matter of the expense.
	const isImported = known !== undefined && known.hash === hash;
	const isRefused = drift !== undefined && !isImported && !hasErrors(findings);
	return {
		...mapped,
		moment: { ...moment, projectId: momentId, projectName: name },
		findings: isRefused
			? [...findings, { level: 'error', field: 'Project', value: moment.projectNumber, ...drift }]
			: findings,
	};
}

export function expenseHash(fields: ExpenseFields): string {
	return fingerprint(
		Object.fromEntries((['projectNumber', ...OWNED_FIELDS] as const).map((field) => [field, fields[field]])),
	);
}

function mapPosting(posting: PostingSource, mapping: ExpenseMapping, known: KnownExpense | undefined): MappedExpense {
	const amount = parseDecimal(posting.amount);
	const supplierName = posting.supplierName.trim() || posting.supplierNumber.trim();
	const moment: ExpenseFields = {
		projectNumber: posting.project.trim(),
		projectId: '',
		projectName: '',
		unicontaProjectName: posting.projectName.trim(),
		activityName: mapping.activityName.trim(),
		date: posting.date,
		description:
			posting.text.trim() ||
			`${posting.accountName.trim() || `Account ${posting.account}`}, voucher ${posting.voucher}`,
		supplierName,
		supplierInvoiceNumber: posting.supplierInvoice.trim(),
		amount: amount === undefined ? posting.amount : toText(amount),
		currencyCode: posting.currency.trim().toUpperCase(),
		billable: mapping.billable,
		approvalState: mapping.approvalState.trim(),
		externalReference: posting.reference,
	};
	return {
		entity: 'expense',
		key: posting.reference,
		momentId: '',
		name: supplierName || moment.description,
		moment,
		findings: [...posting.findings, ...ownFindings(posting, moment)],
		held: [],
		hash: expenseHash(moment),
		unicontaRowId: String(posting.postingId),
		...(known === undefined ? {} : { known }),
	};
}

/** The newest link of that reference. */
function knownExpense(reference: string, known: KnownRecords): KnownExpense | undefined {
	const momentId = known.idsByKey.get(reference)?.at(-1);
	const link = momentId === undefined ? undefined : known.byMomentId.get(momentId);
	return momentId === undefined || link === undefined ? undefined : { momentId, hash: link.hash };
}

/** `Posting 10542/BILAG/4711/5012/1/3001 (Murer Hansen, 1250.5 DKK)`, for messages. */
export function whoIs({
	key,
	name,
	moment: { amount, currencyCode },
}: Pick<MappedExpense, 'key' | 'name' | 'moment'>): string {
	return `Posting ${key} (${[name, `${amount} ${currencyCode}`.trim()].filter((part) => part !== '').join(', ')})`;
}

/** What keeps a posting from being an expense at all. Whoever read it may have said so already. */
function ownFindings(posting: PostingSource, moment: ExpenseFields): Finding[] {
	if (hasErrors(posting.findings)) return [];
	const who = whoIs({ key: posting.reference, name: moment.supplierName || moment.description, moment });
	const findings: Finding[] = [];
	const refuse = (field: string, value: string, what: string, fix: string): void => {
		findings.push({ level: 'error', field, value, message: `${who} ${what}`, fix });
	};
	if (!posting.isExpense) refuse('', '', 'is not to become an expense.', '');
	if (posting.reference.trim() === '')
		refuse(
			'Reference',
			'',
			'has no reference, so that it could not be told apart from others.',
			'Take the items as Uniconta Expense > Get New Postings gives them.',
		);
	if (moment.projectNumber === '')
		refuse(
			'Project',
			'',
			'has no project.',
			'Set the project on the entry in Uniconta if it is a cost of a project; otherwise there is nothing to do.',
		);
	if (!/^\d{4}-\d{2}-\d{2}$/.test(moment.date))
		refuse(
			'Date',
			moment.date,
			`has no date that can be read ("${moment.date}").`,
			'Look at the entry in Uniconta under General Ledger > Reports > Posted journals.',
		);
	if (parseDecimal(posting.amount) === undefined)
		refuse(
			'Amount',
			posting.amount,
			`has no amount that can be read ("${posting.amount}").`,
			'Look at the entry in Uniconta under General Ledger > Reports > Posted journals.',
		);
	if (!/^[A-Z]{3}$/.test(moment.currencyCode))
		refuse(
			'Currency',
			moment.currencyCode,
			`has no currency code of three letters ("${moment.currencyCode}").`,
			'Look at the currency of the entry and of the company in Uniconta.',
		);
	return findings;
}
