import { asApiError } from '../../http/errors';
import { jsonText } from '../../http/nested';
import type { UnicontaClient } from '../api/client';
import type { Condition } from '../api/odata';
import { rowIdOf, textOf, type UnicontaRow } from '../api/rows';
import {
	batchOf,
	inOrder,
	ledgerEntry,
	projectEntry,
	type Batch,
	type LedgerEntry,
	type ProjectEntry,
} from './entries';
import { accountKindOf, type AccountKind } from './labels';
import { addDays, type DateWindow } from './windows';

export type Reading = Pick<UnicontaClient, 'pages'>;

/** As {@link provingReader} gives it. */
export interface ProvingReader extends Reading {
	/** Whether an answer of so many rows cannot have been cut. */
	isWhole(rows: number): boolean;
}

/**
 * Saves the call that proves the end of a list: a server that cuts its answers without a word cuts them at the longest
 * one at the earliest, so a shorter one is whole. One for each run.
 */
export function provingReader(client: Reading): ProvingReader {
	let longest = 0;
	return {
		isWhole: (rows) => rows < longest,
		async *pages(type, options) {
			const before = longest;
			const enough = (soFar: number): boolean => soFar < before || options.enough?.(soFar) === true;
			for await (const page of client.pages(type, { ...options, enough })) {
				longest = Math.max(longest, page.length);
				yield page;
			}
		},
	};
}

/**
 * Which entries are wanted; what is left out does not narrow the list. Uniconta's answer is narrowed again by the
 * caller.
 */
export interface EntryQuery {
	series?: string;
	/** From this posting id on. */
	fromPosting?: number;
	windows: readonly DateWindow[];
	/** How many rows there are, where that is known: then no call is needed to prove the end. */
	expected?: number;
}

/**
 * The batches posted from that day on, or with a higher id; undefined where this user or this Uniconta does not show
 * when they were posted.
 */
export async function readBatches(
	client: Reading,
	from: { day: string } | { after: number },
	{ onePage = false }: { onePage?: boolean } = {},
): Promise<Batch[] | undefined> {
	const enough = (): boolean => onePage;
	const read = async (conditions: readonly Condition[]): Promise<UnicontaRow[]> =>
		await readPages(client, 'GLDailyJournalPostedClient', 'JournalPostedId', conditions, enough);
	const condition: Condition =
		'day' in from
			? { field: 'Posted', is: 'ge', value: from }
			: { field: 'JournalPostedId', is: 'gt', value: from.after };
	const rows = (await unlessRefused(read([condition]))) ?? (await unlessRefused(read([])));
	const batches = rows?.map(batchOf).filter(({ postingId }) => postingId > 0);
	if (batches === undefined || (batches.length > 0 && batches.every(({ postedAt }) => postedAt === '')))
		return undefined;
	return batches.filter(({ postedAt, postingId }) =>
		'day' in from ? postedAt === '' || postedAt.slice(0, 10) >= from.day : postingId > from.after,
	);
}

/** Ledger entries in the order of their batch, voucher and line. */
export async function readLedger(client: Reading, query: EntryQuery): Promise<LedgerEntry[]> {
	return (await readWanted(client, 'GLTransClient', query, ledgerEntry)).map(({ entry }) => entry).sort(inOrder);
}

/** All that stands under a voucher number of the series; nothing where it cannot be asked for. */
export async function readVoucher(client: Reading, series: string, voucher: string): Promise<LedgerEntry[]> {
	const value = /^\d{1,9}$/.test(voucher) ? Number(voucher) : voucher;
	const filter: Condition[] = [
		{ field: 'NumberSerie', is: 'eq', value: series },
		{ field: 'Voucher', is: 'eq', value },
	];
	const rows = (await unlessRefused(readPages(client, 'GLTransClient', 'RowId', filter))) ?? [];
	return rows
		.flatMap((row) => ledgerEntry(row) ?? [])
		.filter((entry) => entry.series === series && entry.voucher === voucher);
}

/** Whether the series has ledger entries behind that posting; undefined where it cannot be asked. */
export async function hasLedgerAfter(client: Reading, series: string, posting: number): Promise<boolean | undefined> {
	const filter: Condition[] = [
		{ field: 'NumberSerie', is: 'eq', value: series },
		{ field: 'JournalPostedId', is: 'gt', value: posting },
	];
	const rows = await unlessRefused(readPages(client, 'GLTransClient', 'RowId', filter));
	return rows?.some((row) => (ledgerEntry(row)?.postingId ?? 0) > posting);
}

export async function readProjects(client: Reading, query: EntryQuery): Promise<ProjectEntry[]> {
	return (await readWanted(client, 'ProjectTransClient', query, projectEntry))
		.map(({ entry }) => entry)
		.sort(inOrder);
}

/** The rows themselves, as Uniconta sends them. */
export async function readRows(
	client: Reading,
	type: string,
	query: EntryQuery,
	parse: Parse<LedgerEntry | ProjectEntry>,
): Promise<UnicontaRow[]> {
	return (await readWanted(client, type, query, parse)).map(({ row }) => row);
}

type Parse<Kind> = (row: UnicontaRow) => Kind | undefined;

async function readWanted<Kind extends LedgerEntry | ProjectEntry>(
	client: Reading,
	type: string,
	query: EntryQuery,
	parse: Parse<Kind>,
): Promise<Array<{ row: UnicontaRow; entry: Kind }>> {
	return (await readWindows(client, type, query)).flatMap((row) => {
		const entry = parse(row);
		return entry === undefined || !isWanted(entry, query) ? [] : [{ row, entry }];
	});
}

/** What kinds of accounts there are, by number; none where the list cannot be read. */
export async function readAccountKinds(client: Reading): Promise<ReadonlyMap<string, AccountKind>> {
	const rows = (await unlessRefused(readPages(client, 'GLAccountClient', 'Account', []))) ?? [];
	return new Map(
		rows.flatMap((row) => {
			const kind = accountKindOf(row);
			return kind === undefined ? [] : [[textOf(row, 'Account').trim(), kind] as const];
		}),
	);
}

/** What Uniconta calls the projects of these numbers, and perhaps more; none where the list cannot be read. */
export async function readProjectNames(
	client: Reading,
	numbers: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
	const names = new Map<string, string>();
	const enough = (): boolean => [...numbers].every((number) => names.has(number));
	const read = async (): Promise<void> => {
		for await (const page of client.pages('ProjectClient', { key: 'Number', filter: numbersIn(numbers), enough })) {
			for (const row of page) names.set(textOf(row, 'Number').trim(), textOf(row, 'Name').trim());
		}
	};
	await unlessRefused(read());
	return names;
}

/**
 * There is no "or" and no "in" (UC8). In which order texts stand is not known, but that of digits is plain.
 */
function numbersIn(numbers: ReadonlySet<string>): Condition[] {
	const sorted = [...numbers].sort();
	const [first = '', last = first] = [sorted[0], sorted.at(-1)];
	if (first === last) return [{ field: 'Number', is: 'eq', value: first }];
	if (!sorted.every((number) => /^\d+$/.test(number))) return [];
	return [
		{ field: 'Number', is: 'ge', value: first },
		{ field: 'Number', is: 'le', value: last },
	];
}

/** Whether there is a number series of that code; undefined where the list cannot be read. */
export async function isSeries(client: Reading, code: string): Promise<boolean | undefined> {
	const rows = await unlessRefused(readPages(client, 'NumberSerieClient', 'Serie', []));
	return rows?.some((row) => textOf(row, 'Serie').trim() === code);
}

/**
 * The rows of all windows. Filters on numbers and the order by row id are likely but not documented (UC56):
 * where one is refused it is left out, also for the windows that follow.
 */
async function readWindows(
	client: Reading,
	type: string,
	{ series, fromPosting, windows, expected }: EntryQuery,
): Promise<UnicontaRow[]> {
	const enough = (soFar: number): boolean => windows.length === 1 && soFar === expected;
	const always: Condition[] = series === undefined ? [] : [{ field: 'NumberSerie', is: 'eq', value: series }];
	const posting: Condition[] =
		fromPosting === undefined ? [] : [{ field: 'JournalPostedId', is: 'ge', value: fromPosting }];
	const forms = [
		{ key: 'RowId', more: posting },
		...(posting.length === 0 ? [] : [{ key: 'RowId', more: [] }]),
		{ key: 'JournalPostedId', more: [] },
	];
	const found = new Map<string, UnicontaRow>();
	let form = 0;
	for (const window of windows) {
		const rows = await readForm();
		for (const row of rows) found.set(rowIdOf(row) || jsonText(row), row);

		async function readForm(): Promise<UnicontaRow[]> {
			for (;;) {
				const { key, more } = forms[form] ?? { key: 'RowId', more: [] };
				const reading = readPages(client, type, key, [...always, ...daysOf(window), ...more], enough);
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

async function readPages(
	client: Reading,
	type: string,
	key: string,
	filter: readonly Condition[],
	enough?: (soFar: number) => boolean,
): Promise<UnicontaRow[]> {
	const rows: UnicontaRow[] = [];
	for await (const page of client.pages(type, { key, filter, ...(enough === undefined ? {} : { enough }) }))
		for (const row of page) rows.push(row);
	return rows;
}

/** Undefined where the server does not take the question, or does not show the list to this user. */
async function unlessRefused<Answer>(reading: Promise<Answer>): Promise<Answer | undefined> {
	return await reading.catch((caught: unknown) => {
		const error = asApiError(caught);
		if (
			['refused', 'notFound', 'forbidden'].includes(error.kind) ||
			(error.kind === 'unexpected' && !error.mayHaveHappened)
		)
			return undefined;
		throw error;
	});
}

/** A filter may be ignored (UC10): what came is looked at again. */
function isWanted(entry: LedgerEntry | ProjectEntry, { series, fromPosting = 0, windows }: EntryQuery): boolean {
	const inTime = windows.some(({ from = '', to = '9999' }) => entry.date >= from && entry.date <= to);
	return inTime && (series === undefined || entry.series === series) && entry.postingId >= fromPosting;
}
