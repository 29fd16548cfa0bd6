import { hasErrors, type Finding } from '../../core/finding';
import { postingReference, type PostingSource } from '../../mapping/posting';
import { minorText } from '../../core/money';
import { isAccountNamed, type AccountFilter } from './accountFilter';
import type { Batch, LedgerEntry, ProjectEntry } from './entries';
import { amountsOf, currencyPart, type Company } from './amounts';
import { joinVoucher, type Joined } from './join';
import type { AccountKind } from './labels';
import { contentFindings } from './findings';

/** A posting with what it was made of. */
export interface Posting {
	source: PostingSource;
	ledger?: LedgerEntry;
	batch?: Batch;
}

export interface AssembleOptions {
	company: Company;
	filter: AccountFilter;
	/** By posting id; empty where batches cannot be read. */
	batches: ReadonlyMap<number, Batch>;
	/** Kinds of accounts whose entries do not say it. */
	accountKinds?: ReadonlyMap<string, AccountKind>;
}

/**
 * The costs among these entries, each with its project where it has one (D9). Left out are the other sides of the
 * vouchers (VAT, suppliers, bank), sales and time; what is a cost but cannot become an expense comes out with its
 * reason.
 */
export function assemble(
	ledger: readonly LedgerEntry[],
	projects: readonly ProjectEntry[],
	options: AssembleOptions,
): Posting[] {
	const vouchers = new Map<string, { ledger: LedgerEntry[]; projects: ProjectEntry[] }>();
	const voucherOf = ({
		postingId,
		voucher,
	}: LedgerEntry | ProjectEntry): { ledger: LedgerEntry[]; projects: ProjectEntry[] } => {
		const key = `${postingId}/${voucher}`;
		const known = vouchers.get(key) ?? { ledger: [], projects: [] };
		vouchers.set(key, known);
		return known;
	};
	for (const entry of ledger) voucherOf(entry).ledger.push(entry);
	for (const entry of projects) voucherOf(entry).projects.push(entry);
	return [...vouchers.values()].flatMap((voucher) => postingsOf(voucher, options));
}

/** Whether the kinds of accounts must be read to tell costs from the other sides of their vouchers. */
export function needsAccountKinds(ledger: readonly LedgerEntry[], filter: AccountFilter): boolean {
	return filter.length === 0 && ledger.some(({ accountKind }) => accountKind === undefined);
}

function postingsOf(voucher: { ledger: LedgerEntry[]; projects: ProjectEntry[] }, options: AssembleOptions): Posting[] {
	const { filter, batches, accountKinds } = options;
	const kindOf = (entry: LedgerEntry): AccountKind | undefined =>
		entry.accountKind ?? accountKinds?.get(entry.account);
	const [first] = [...voucher.ledger, ...voucher.projects];
	const batch = batches.get(first?.postingId ?? 0);
	if (batch?.isDebtorInvoice === true) return [];
	const isCost = (entry: LedgerEntry): boolean =>
		isAccountNamed(filter, entry.account) || ['cost', undefined].includes(kindOf(entry));
	const costs = voucher.ledger.filter(isCost);
	const others = voucher.ledger.filter((entry) => !isCost(entry) && kindOf(entry) === 'balance');
	const isSale = isOwnInvoice(voucher, kindOf);
	const joined = joinVoucher({ costs, others, projects: voucher.projects }).filter(({ ledger, project }) => {
		if (project !== undefined && project.kind !== 'cost') return false;
		if (isSale && project === undefined) return false;
		// Without a ledger entry there is no account that could be among those asked for.
		return filter.length === 0 || (ledger !== undefined && isAccountNamed(filter, ledger.account));
	});
	const lineOf = lines(voucher);
	const supplier = voucher.ledger.find(
		({ contact, contactNumber }) => contact === 'creditor' && contactNumber !== '',
	);
	const parts = currencyParts(joined);
	return joined.map((one) => ({
		source: posting(one, {
			...options,
			supplier,
			line: lineOf(one),
			currencyAmount: parts.get(one),
			postedAt: batch?.postedAt ?? '',
		}),
		...(one.ledger === undefined ? {} : { ledger: one.ledger }),
		...(batch === undefined ? {} : { batch }),
	}));
}

/** An invoice that we sent: sales, and a customer who owes them or a category of revenue. */
function isOwnInvoice(
	{ ledger, projects }: { ledger: LedgerEntry[]; projects: ProjectEntry[] },
	kindOf: (entry: LedgerEntry) => AccountKind | undefined,
): boolean {
	if (projects.some(({ kind }) => kind === 'revenue')) return true;
	return ledger.some(({ contact }) => contact === 'debtor') && ledger.some((entry) => kindOf(entry) === 'revenue');
}

interface PostingContext extends AssembleOptions {
	/** The voucher's supplier, where the entry itself names none. */
	supplier: LedgerEntry | undefined;
	line: string;
	currencyAmount: number | undefined;
	postedAt: string;
}

function posting(joined: Joined, { company, supplier, line, currencyAmount, postedAt }: PostingContext): PostingSource {
	const { ledger, project } = joined;
	const entry = ledger ?? project;
	const own = ledger?.contact === 'creditor' && ledger.contactNumber !== '' ? ledger : undefined;
	const amounts = amountsOf(joined, company, currencyAmount);
	const identity = {
		company: company.id,
		series: entry?.series ?? '',
		postingId: entry?.postingId ?? 0,
		voucher: entry?.voucher ?? '',
		line,
		project: project?.project ?? ledger?.project ?? '',
	};
	const source: PostingSource = {
		reference: postingReference(identity),
		...identity,
		account: ledger?.account ?? '',
		accountName: ledger?.accountName ?? '',
		date: entry?.date ?? '',
		postedAt,
		text: ledger?.text || (project?.text ?? ''),
		amount: amounts.amount === undefined ? '' : minorText(amounts.amount),
		currency: amounts.currency,
		localAmount: amounts.local === undefined ? '' : minorText(amounts.local),
		supplierNumber: own?.contactNumber ?? (project?.supplierNumber || (supplier?.contactNumber ?? '')),
		supplierName: own?.contactName ?? (project?.supplierName || (supplier?.contactName ?? '')),
		supplierInvoice: ledger?.invoice || project?.invoice || (supplier?.invoice ?? ''),
		projectName:
			[project, ledger].find((one) => one?.project === identity.project && one.projectName !== '')?.projectName ??
			'',
		category: project?.category ?? ledger?.category ?? '',
		isCorrection: ledger?.isCorrection ?? false,
		isExpense: true,
		findings: [],
	};
	return withFindings(source, contentFindings(source, joined, amounts, company));
}

/** An error keeps it from becoming an expense. */
export function withFindings(source: PostingSource, more: readonly Finding[]): PostingSource {
	const findings = [...source.findings, ...more];
	return { ...source, findings, isExpense: !hasErrors(findings) };
}

/** The line within the voucher as it goes into the reference: unique, and the same on every reading. */
function lines({ ledger, projects }: { ledger: LedgerEntry[]; projects: ProjectEntry[] }): (joined: Joined) => string {
	const countOf = (entries: ReadonlyArray<{ line: string }>): Map<string, number> => {
		const counts = new Map<string, number>();
		for (const { line } of entries) counts.set(line, (counts.get(line) ?? 0) + 1);
		return counts;
	};
	const [ledgerLines, projectLines] = [countOf(ledger), countOf(projects)];
	const nameOf = ({ line, rowId }: { line: string; rowId: string }, counts: Map<string, number>): string =>
		line !== '' && counts.get(line) === 1 ? line : `${line}r${rowId}`;
	return ({ ledger: entry, project, part }) => {
		const own = project === undefined ? '' : nameOf(project, projectLines);
		if (entry === undefined) return `p${own}`;
		return part === undefined ? nameOf(entry, ledgerLines) : `${nameOf(entry, ledgerLines)}.${own}`;
	};
}

/** What each part of a divided entry is in its currency: together exactly the whole. */
function currencyParts(joined: readonly Joined[]): Map<Joined, number> {
	const parts = new Map<Joined, number>();
	const sums = new Map<LedgerEntry, number>();
	for (const one of joined) {
		if (one.ledger === undefined || one.part === undefined) continue;
		const before = sums.get(one.ledger) ?? 0;
		sums.set(one.ledger, before + one.part);
		parts.set(one, currencyPart(one.ledger, before + one.part) - currencyPart(one.ledger, before));
	}
	return parts;
}
