import { ApiError } from '../../http/errors';
import { postingReference, type PostingSource } from '../../sync/posting';
import type { UnicontaClient } from '../client';
import type { AccountFilter } from './accountFilter';
import type { Company } from './amounts';
import { assemble, needsAccountKinds, withFindings, type Posting } from './assemble';
import { counterEntries, isLater } from './counterEntries';
import type { Batch, LedgerEntry } from './entries';
import { batchDeleted, cancelledBy, correction, gone, takesBack, takesBackOlder } from './findings';
import { readScope, type Scope } from './scope';
import { isSeries, readAccountKinds, readLedger, readProjects } from './read';

export interface NewPostingsOptions {
	company: Company;
	series: string;
	filter: AccountFilter;
	/** What was posted on this day or later is new, `YYYY-MM-DD`; `''` leaves it to the cursor. */
	startDate: string;
	/** The highest posting id of an earlier run; 0 for none. */
	cursor: number;
	/** So far back every run looks for cancellations. */
	lookBackDays: number;
	/** References of postings that are wanted again although they came before, because they did not become expenses; within the look-back. */
	again?: ReadonlySet<string>;
	/** `YYYY-MM-DD`. */
	today: string;
}

export interface NewPostings {
	postings: PostingSource[];
	/** For the next run, once these are written. */
	cursor: number;
	startDate: string;
}

/**
 * The postings that are new since the start date and the cursor, in the order in which they were posted, and those of the last days that
 * are gone again in Uniconta. A start date before the day of the cursor's posting was set back by a person: everything from there on comes
 * again. Reading the same twice gives the same references.
 */
export async function readNewPostings(client: UnicontaClient, options: NewPostingsOptions): Promise<NewPostings> {
	const { company, series, filter, startDate, cursor } = options;
	const scope = await readScope(client, options);
	if (scope === undefined) return { postings: [], cursor, startDate };
	const query = { series, windows: scope.windows, ...(scope.fromPosting === undefined ? {} : { fromPosting: scope.fromPosting }) };
	const upTo = ({ postingId }: { postingId: number }): boolean => postingId <= scope.lastPosting;
	const ledger = (await readLedger(client, query)).filter(upTo);
	const projects = (await readProjects(client, query)).filter(upTo);
	if (scope.windows.length > 0 && ledger.length === 0 && projects.length === 0) await checkSeries(client, series);
	const accountKinds = needsAccountKinds(ledger, filter) ? await readAccountKinds(client) : new Map<string, never>();
	const marks = scope.marks([...ledger, ...projects]);
	const assembled = assemble(ledger, projects, { company, filter, batches: scope.batches, accountKinds });
	const counters = counterEntries(ledger);
	const postings = assembled.flatMap((posting) => judged(posting, { options, marks, counters }));
	return {
		postings: [...deletedBatches(scope, options, new Set(ledger.map(({ postingId }) => postingId))), ...postings],
		cursor: marks.cursor,
		startDate: marks.startDate,
	};
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
	const what = batch?.isDeleted === true ? 'deleted' : ledger?.isVoid === true ? 'voided' : ledger?.isCancelled === true && counter === undefined ? 'cancelled' : undefined;
	const wasRead = !isNew && source.postingId <= options.cursor;
	if (what !== undefined && (isNew || wasRead)) {
		// A voided entry that never came here is none (reference 12); what has no project was no expense.
		const concerns = wasRead ? source.isExpense : what !== 'voided';
		return concerns ? [withFindings(source, [gone(source, what, wasRead)])] : [];
	}
	if (!isNew) return [];
	if (ledger === undefined || counter === undefined) return [withFindings(source, source.isCorrection ? [correction(source)] : [])];
	if (!isLater(ledger, counter)) return [withFindings(source, [cancelledBy(source, counter)])];
	const isOlder = options.cursor === 0 && !marks.isNew(counter);
	return [withFindings({ ...source, isCorrection: true }, [isOlder ? takesBackOlder(source, counter) : takesBack(source, counter)])];
}

/** Batches that are gone with their entries: there is nothing left to read but their number. */
function deletedBatches({ batches }: Scope, { company, series, cursor }: NewPostingsOptions, withEntries: ReadonlySet<number>): PostingSource[] {
	const concerns = ({ isDeleted, isDebtorInvoice, postingId, series: own }: Batch): boolean =>
		isDeleted && !isDebtorInvoice && postingId <= cursor && !withEntries.has(postingId) && (own === series || own === '');
	return [...batches.values()].filter(concerns).map(({ postingId, postedAt, lastDate }) => {
		const identity = { company: company.id, series, postingId, voucher: '', line: '', project: '' };
		const source: PostingSource = {
			reference: postingReference(identity), ...identity, account: '', accountName: '', date: lastDate, postedAt, text: '', amount: '', currency: '', localAmount: '',
			supplierNumber: '', supplierName: '', supplierInvoice: '', category: '', isCorrection: false, isExpense: false, findings: [],
		};
		return withFindings(source, [batchDeleted(source)]);
	});
}

/** Nothing at all of a series may mean that it does not exist: said rather than taken for silence. */
async function checkSeries(client: UnicontaClient, series: string): Promise<void> {
	if ((await isSeries(client, series)) !== false) return;
	throw new ApiError(`There is no number series "${series}" in Uniconta`, {
		system: 'Uniconta',
		kind: 'notFound',
		fix: 'Choose the series of the vouchers with your costs: General Ledger > Maintenance > Voucher number series in Uniconta.',
	});
}
