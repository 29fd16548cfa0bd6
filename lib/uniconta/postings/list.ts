import type { PostingSource } from '../../mapping/posting';
import type { UnicontaClient } from '../api/client';
import { textOf, type UnicontaRow } from '../api/rows';
import { isAccountIn, type AccountFilter } from './accountFilter';
import type { Company } from './amounts';
import { assemble, needsAccountKinds } from './assemble';
import { ledgerEntry, projectEntry, type Batch } from './entries';
import { withProjectNames } from './projectNames';
import { readAccountKinds, readBatches, readLedger, readProjects, readRows, type EntryQuery } from './read';
import { addDays, windowsOver, type DateWindow } from './windows';

/** Which postings; what is left out does not narrow the list. */
export interface PostingFilter {
	/** `YYYY-MM-DD`, of the voucher. */
	dateFrom?: string;
	dateTo?: string;
	series?: string;
	accounts: AccountFilter;
	project?: string;
}

export interface ListOptions {
	company: Company;
	filter: PostingFilter;
	limit: number;
	today: string;
}

/**
 * Costs as Get New Postings gives them, in the order in which they were posted within each month; nothing is said about
 * what was cancelled.
 */
export async function listPostings(
	client: UnicontaClient,
	{ company, filter, limit, today }: ListOptions,
): Promise<PostingSource[]> {
	const { dateFrom, series, accounts, project } = filter;
	const since = dateFrom === undefined ? undefined : await readBatches(client, { day: addDays(dateFrom, -EARLY) });
	const batches = new Map<number, Batch>((since ?? []).map((batch) => [batch.postingId, batch]));
	const postings: PostingSource[] = [];
	for (const window of windowsOf(filter, today)) {
		const query: EntryQuery = { windows: [window], ...(series === undefined ? {} : { series }) };
		const ledger = (await readLedger(client, query)).filter(({ isVoid }) => !isVoid);
		const projects = await readProjects(client, query);
		const accountKinds = needsAccountKinds(ledger, accounts)
			? await readAccountKinds(client)
			: new Map<string, never>();
		const found = assemble(ledger, projects, { company, filter: accounts, batches, accountKinds }).map(
			({ source }) => source,
		);
		postings.push(...found.filter((posting) => project === undefined || posting.project === project));
		if (postings.length >= limit) break;
	}
	return await withProjectNames(client, postings.slice(0, limit));
}

/** Rows as Uniconta has them, from the ledger or from the projects. */
export async function listEntries(
	client: UnicontaClient,
	from: 'ledger' | 'projects',
	{ filter, limit, today }: Omit<ListOptions, 'company'>,
): Promise<UnicontaRow[]> {
	const { series, accounts, project } = filter;
	const rows: UnicontaRow[] = [];
	for (const window of windowsOf(filter, today)) {
		const query: EntryQuery = { windows: [window], ...(series === undefined ? {} : { series }) };
		const read = await readRows(
			client,
			from === 'ledger' ? 'GLTransClient' : 'ProjectTransClient',
			query,
			from === 'ledger' ? ledgerEntry : projectEntry,
		);
		rows.push(
			...read.filter((row) =>
				from === 'ledger'
					? isAccountIn(accounts, textOf(row, 'Account').trim())
					: project === undefined || textOf(row, 'Project').trim() === project,
			),
		);
		if (rows.length >= limit) break;
	}
	return rows.slice(0, limit);
}

/** A voucher may be dated ahead of the day on which it is posted. */
const EARLY = 31;

function windowsOf({ dateFrom, dateTo }: PostingFilter, today: string): DateWindow[] {
	if (dateFrom === undefined) return [dateTo === undefined ? {} : { to: dateTo }];
	if (dateTo !== undefined) return dateTo < dateFrom ? [] : windowsOver([{ from: dateFrom, to: dateTo }]);
	return dateFrom > today
		? [{ from: dateFrom }]
		: [...windowsOver([{ from: dateFrom, to: today }]), { from: addDays(today, 1) }];
}
