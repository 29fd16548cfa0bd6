import { ApiError } from '../../http/errors';
import { postingReference, type PostingSource } from '../../mapping/posting';
import { dayAfter, dayBefore } from '../../state/startAfter';
import type { UnicontaClient } from '../api/client';
import type { AccountFilter } from './accountFilter';
import type { Company } from './amounts';
import { assemble, needsAccountKinds, withFindings, type Posting } from './assemble';
import { counterEntries, isLater } from './counterEntries';
import type { Batch, LedgerEntry, ProjectEntry } from './entries';
import { batchDeleted, cancelledBy, correction, gone, takesBack, takesBackOlder } from './findings';
import { withProjectNames } from './projectNames';
import { readScope, type Scope } from './scope';
import {
	isSeries,
	provingReader,
	readAccountKinds,
	readLedger,
	readProjects,
	readVoucher,
	type ProvingReader,
	type Reading,
} from './read';

export interface NewPostingsOptions {
	/** Asked for only where there is something to say of it. */
	company(): Promise<Company>;
	series: string;
	filter: AccountFilter;
	/** What was posted after this day is new, `YYYY-MM-DD`; `''` leaves it to the cursor. */
	startAfter: string;
	/** The highest posting id of an earlier run; 0 for none. */
	cursor: number;
	/** So far back a run looks for cancellations. */
	lookBackDays: number;
	/**
	 * Leaves that look out: a run without news is one call. Only with a cursor, and a start date that nobody has set
	 * back.
	 */
	onlyNew?: boolean;
	/**
	 * References of postings that are wanted again although they came before, because they did not become expenses;
	 * within the look-back.
	 */
	again?: ReadonlySet<string>;
	/** `YYYY-MM-DD`. */
	today: string;
}

export interface NewPostings {
	postings: PostingSource[];
	/** For the next run, once these are written. */
	cursor: number;
	/** The day before that of the last posting: more may be posted on that day. */
	startAfter: string;
}

/**
 * The postings that are new since the start date and the cursor, in the order in which they were posted, and those of
 * the last days that are gone again in Uniconta. One that is earlier than a run gave was set back by a person:
 * everything from there on comes again. Reading the same twice gives the same references.
 */
export async function readNewPostings(uniconta: UnicontaClient, options: NewPostingsOptions): Promise<NewPostings> {
	const client = provingReader(uniconta);
	const { series, filter, startAfter, cursor } = options;
	const scoped = { ...options, firstDay: dayAfter(startAfter) };
	const read = (await readEntries(client, scoped)) ?? (await readEntries(client, { ...scoped, proves: true }));
	if (read?.scope === undefined) return { postings: [], cursor, startAfter };
	const { scope, ledger, projects } = read;
	if (scope.windows.length > 0 && ledger.length === 0 && projects.length === 0) await checkSeries(client, series);
	const marks = scope.marks(ledger, projects);
	const next = { cursor: marks.cursor, startAfter: dayBefore(marks.firstDay) };
	const deleted = deletedBatches(scope, options, new Set(ledger.map(({ postingId }) => postingId)));
	if (ledger.length === 0 && projects.length === 0 && deleted.length === 0) return { postings: [], ...next };
	const company = await options.company();
	const accountKinds = needsAccountKinds(ledger, filter) ? await readAccountKinds(client) : new Map<string, never>();
	const assembled = assemble(ledger, projects, { company, filter, batches: scope.batches, accountKinds });
	const older = await olderOriginals(
		client,
		series,
		ledger.filter((entry) => marks.isNew(entry)),
		ledger,
	);
	const counters = counterEntries([...ledger, ...older]);
	const postings = assembled.flatMap((posting) => judged(posting, { options, marks, counters }));
	const named = await withProjectNames(client, postings);
	return { postings: [...deleted.map((batch) => deletedPosting(batch, company)), ...named], ...next };
}

interface Entries {
	/** Undefined where there is nothing to read. */
	scope: Scope | undefined;
	ledger: LedgerEntry[];
	projects: ProjectEntry[];
}

/** Undefined where it turned out that not all batches had been read. */
async function readEntries(
	client: ProvingReader,
	options: NewPostingsOptions & { firstDay: string; proves?: boolean },
): Promise<Entries | undefined> {
	const { series } = options;
	const scope = await readScope(client, options);
	if (scope === undefined) return { scope, ledger: [], projects: [] };
	const { windows, fromPosting, expected, lastPosting } = scope;
	const query = { series, windows, ...(fromPosting === undefined ? {} : { fromPosting }) };
	const upTo = ({ postingId }: { postingId: number }): boolean => postingId <= lastPosting;
	const ledger = (await readLedger(client, { ...query, ...(expected === undefined ? {} : { expected }) })).filter(
		upTo,
	);
	const projects = (await readProjects(client, query)).filter(upTo);
	return (await scope.isCut?.()) === true ? undefined : { scope, ledger, projects };
}

/** So many vouchers of older postings are read at most; what is left over is said, and comes again. */
const MOST_ORIGINALS = 25;

/** What new entries take back may lie before everything that was read: it stands under the same voucher. */
async function olderOriginals(
	client: Reading,
	series: string,
	fresh: readonly LedgerEntry[],
	read: readonly LedgerEntry[],
): Promise<LedgerEntry[]> {
	const marked = fresh.filter(({ isCancelled, isCorrection, isVoid }) => (isCancelled || isCorrection) && !isVoid);
	if (marked.length === 0) return [];
	const counters = counterEntries(read);
	const vouchers = new Set(marked.filter((entry) => !counters.has(entry)).map(({ voucher }) => voucher));
	const known = new Set(read.map(({ rowId }) => rowId));
	const older: LedgerEntry[] = [];
	for (const voucher of [...vouchers].slice(0, MOST_ORIGINALS))
		older.push(...(await readVoucher(client, series, voucher)).filter(({ rowId }) => !known.has(rowId)));
	return older;
}

interface Judging {
	options: NewPostingsOptions;
	marks: ReturnType<Scope['marks']>;
	counters: ReadonlyMap<LedgerEntry, LedgerEntry>;
}

/** The posting with what became of it since it was posted; nothing where it came before and still stands. */
function judged({ source, ledger, batch }: Posting, { options, marks, counters }: Judging): PostingSource[] {
	const isNew = marks.isNew(source) || options.again?.has(source.reference) === true;
	const counter = ledger === undefined ? undefined : counters.get(ledger);
	const what = whatBecameOf(batch, ledger, counter);
	const wasRead = !isNew && source.postingId <= options.cursor;
	if (what !== undefined && (isNew || wasRead)) {
		// A voided entry that never came here is none (UC46); what has no project was no expense.
		const concerns = wasRead ? source.isExpense : what !== 'voided';
		return concerns ? [withFindings(source, [gone(source, what, wasRead)])] : [];
	}
	if (!isNew) return [];
	if (ledger === undefined || counter === undefined)
		return [withFindings(source, source.isCorrection ? [correction(source)] : [])];
	return [countered(source, ledger, counter, { options, marks })];
}

/** A posting and the one that takes it back, or that it takes back: the later one is the correction. */
function countered(
	source: PostingSource,
	ledger: LedgerEntry,
	counter: LedgerEntry,
	{ options, marks }: Pick<Judging, 'options' | 'marks'>,
): PostingSource {
	if (!isLater(ledger, counter)) return withFindings(source, [cancelledBy(source, counter)]);
	const isOlder = options.cursor === 0 && !marks.isNew(counter);
	const finding = isOlder ? takesBackOlder(source, counter) : takesBack(source, counter);
	return withFindings({ ...source, isCorrection: true }, [finding]);
}

/** Why the posting counts no more; undefined where it stands. */
function whatBecameOf(
	batch: Batch | undefined,
	ledger: LedgerEntry | undefined,
	counter: LedgerEntry | undefined,
): 'deleted' | 'voided' | 'cancelled' | undefined {
	if (batch?.isDeleted === true) return 'deleted';
	if (ledger?.isVoid === true) return 'voided';
	return ledger?.isCancelled === true && counter === undefined ? 'cancelled' : undefined;
}

/** Batches that are gone with their entries: there is nothing left to read but their number. */
function deletedBatches(
	{ batches }: Scope,
	{ series, cursor }: NewPostingsOptions,
	withEntries: ReadonlySet<number>,
): Batch[] {
	const concerns = ({ isDeleted, isDebtorInvoice, postingId, series: own }: Batch): boolean =>
		isDeleted &&
		!isDebtorInvoice &&
		postingId <= cursor &&
		!withEntries.has(postingId) &&
		(own === series || own === '');
	return [...batches.values()].filter(concerns).map((batch) => ({ ...batch, series }));
}

function deletedPosting({ postingId, postedAt, lastDate, series }: Batch, company: Company): PostingSource {
	const identity = { company: company.id, series, postingId, voucher: '', line: '', project: '' };
	const source: PostingSource = {
		reference: postingReference(identity),
		...identity,
		account: '',
		accountName: '',
		date: lastDate,
		postedAt,
		text: '',
		amount: '',
		currency: '',
		localAmount: '',
		supplierNumber: '',
		supplierName: '',
		supplierInvoice: '',
		projectName: '',
		category: '',
		isCorrection: false,
		isExpense: false,
		findings: [],
	};
	return withFindings(source, [batchDeleted(source)]);
}

/** Nothing at all of a series may mean that it does not exist: said rather than taken for silence. */
async function checkSeries(client: Reading, series: string): Promise<void> {
	if ((await isSeries(client, series)) !== false) return;
	throw new ApiError(`There is no number series "${series}" in Uniconta`, {
		system: 'Uniconta',
		kind: 'notFound',
		fix: 'Choose the series of the vouchers with your costs: General Ledger > Maintenance > Voucher number series in Uniconta.',
	});
}
