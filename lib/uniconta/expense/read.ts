import { asApiError } from '../../http/errors';
import type { UnicontaClient } from '../client';
import type { Condition } from '../odata';
import { rowIdOf, textOf, type UnicontaRow } from '../rows';
import { batchOf, inOrder, ledgerEntry, projectEntry, type Batch, type LedgerEntry, type ProjectEntry } from './entries';
import { accountKindOf, type AccountKind } from './labels';
import { addDays, type DateWindow } from './windows';

type Reading = Pick<UnicontaClient, 'pages'>;

/** Which entries are wanted; what is left out does not narrow the list. Uniconta's answer is narrowed again by the caller. */
export interface EntryQuery {
	series?: string;
	/** From this posting id on. */
	fromPosting?: number;
	windows: readonly DateWindow[];
}

/** The batches posted from that day on, or with a higher id; undefined where this user or this Uniconta does not show when they were posted. */
export async function readBatches(client: Reading, from: { day: string } | { after: number }): Promise<Batch[] | undefined> {
	const read = async (conditions: readonly Condition[]): Promise<UnicontaRow[]> => await readPages(client, 'GLDailyJournalPostedClient', 'JournalPostedId', conditions);
	const condition: Condition = 'day' in from ? { field: 'Posted', is: 'ge', value: from } : { field: 'JournalPostedId', is: 'gt', value: from.after };
	const rows = (await unlessRefused(read([condition]))) ?? (await unlessRefused(read([])));
	const batches = rows?.map(batchOf).filter(({ postingId }) => postingId > 0);
	if (batches === undefined || (batches.length > 0 && batches.every(({ postedAt }) => postedAt === ''))) return undefined;
	return batches.filter(({ postedAt, postingId }) => ('day' in from ? postedAt === '' || postedAt.slice(0, 10) >= from.day : postingId > from.after));
}

/** Ledger entries in the order of their batch, voucher and line. */
export async function readLedger(client: Reading, query: EntryQuery): Promise<LedgerEntry[]> {
	return (await readWanted(client, 'GLTransClient', query, ledgerEntry)).map(({ entry }) => entry).sort(inOrder);
}

export async function readProjects(client: Reading, query: EntryQuery): Promise<ProjectEntry[]> {
	return (await readWanted(client, 'ProjectTransClient', query, projectEntry)).map(({ entry }) => entry).sort(inOrder);
}

/** The rows themselves, as Uniconta sends them. */
export async function readRows(client: Reading, type: string, query: EntryQuery, parse: Parse<LedgerEntry | ProjectEntry>): Promise<UnicontaRow[]> {
	return (await readWanted(client, type, query, parse)).map(({ row }) => row);
}

type Parse<Kind> = (row: UnicontaRow) => Kind | undefined;

async function readWanted<Kind extends LedgerEntry | ProjectEntry>(client: Reading, type: string, query: EntryQuery, parse: Parse<Kind>): Promise<Array<{ row: UnicontaRow; entry: Kind }>> {
	return (await readWindows(client, type, query)).flatMap((row) => {
		const entry = parse(row);
		return entry === undefined || !isWanted(entry, query) ? [] : [{ row, entry }];
	});
}

/** What kinds of accounts there are, by number; none where the list cannot be read. */
export async function readAccountKinds(client: Reading): Promise<ReadonlyMap<string, AccountKind>> {
	const rows = (await unlessRefused(readPages(client, 'GLAccountClient', 'Account', []))) ?? [];
	return new Map(rows.flatMap((row) => {
		const kind = accountKindOf(row);
		return kind === undefined ? [] : [[textOf(row, 'Account').trim(), kind] as const];
	}));
}

/** Whether there is a number series of that code; undefined where the list cannot be read. */
export async function isSeries(client: Reading, code: string): Promise<boolean | undefined> {
	const rows = await unlessRefused(readPages(client, 'NumberSerieClient', 'Serie', []));
	return rows?.some((row) => textOf(row, 'Serie').trim() === code);
}

/**
 * The rows of all windows. Filters on numbers and the order by row id are likely but not documented (reference 12): where one is
 * refused it is left out, also for the windows that follow.
 */
async function readWindows(client: Reading, type: string, { series, fromPosting, windows }: EntryQuery): Promise<UnicontaRow[]> {
	const always: Condition[] = series === undefined ? [] : [{ field: 'NumberSerie', is: 'eq', value: series }];
	const posting: Condition[] = fromPosting === undefined ? [] : [{ field: 'JournalPostedId', is: 'ge', value: fromPosting }];
	const forms = [
		{ key: 'RowId', more: posting },
		...(posting.length === 0 ? [] : [{ key: 'RowId', more: [] }]),
		{ key: 'JournalPostedId', more: [] },
	];
	const found = new Map<string, UnicontaRow>();
	let form = 0;
	for (const window of windows) {
		const rows = await readForm();
		for (const row of rows) found.set(rowIdOf(row) || JSON.stringify(row), row);

		async function readForm(): Promise<UnicontaRow[]> {
			for (;;) {
				const { key, more } = forms[form] ?? { key: 'RowId', more: [] };
				const reading = readPages(client, type, key, [...always, ...daysOf(window), ...more]);
				const read = form < forms.length - 1 ? await unlessRefused(reading) : await reading;
				if (read !== undefined) return read;
				form += 1;
			}
		}
	}
	return [...found.values()];
}

function daysOf({ from, to }: DateWindow): Condition[] {
	return [
		...(from === undefined ? [] : [{ field: 'Date', is: 'ge', value: { day: from } } as const]),
		// A date may carry a time: the day after is what it stays below.
		...(to === undefined ? [] : [{ field: 'Date', is: 'lt', value: { day: addDays(to, 1) } } as const]),
	];
}

async function readPages(client: Reading, type: string, key: string, filter: readonly Condition[]): Promise<UnicontaRow[]> {
	const rows: UnicontaRow[] = [];
	for await (const page of client.pages(type, { key, filter })) for (const row of page) rows.push(row);
	return rows;
}

/** Undefined where the server does not take the question, or does not show the list to this user. */
async function unlessRefused(reading: Promise<UnicontaRow[]>): Promise<UnicontaRow[] | undefined> {
	return await reading.catch((caught: unknown) => {
		const error = asApiError(caught);
		if (['refused', 'notFound', 'forbidden'].includes(error.kind) || (error.kind === 'unexpected' && !error.mayHaveHappened)) return undefined;
		throw error;
	});
}

/** A filter may be ignored (reference 15.6, 13.20): what came is looked at again. */
function isWanted(entry: LedgerEntry | ProjectEntry, { series, fromPosting = 0, windows }: EntryQuery): boolean {
	const inTime = windows.some(({ from = '', to = '9999' }) => entry.date >= from && entry.date <= to);
	return inTime && (series === undefined || entry.series === series) && entry.postingId >= fromPosting;
}
