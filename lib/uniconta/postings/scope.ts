import type { Batch } from './entries';
import { hasLedgerAfter, readBatches, type ProvingReader } from './read';
import { addDays, windowsOver, type DateWindow } from './windows';

export interface ScopeOptions {
	series: string;
	/** What was posted on this day or later is new; `''` leaves it to the cursor. */
	firstDay: string;
	cursor: number;
	lookBackDays: number;
	/** Only what lies behind the cursor. */
	onlyNew?: boolean;
	/** Proves the end of every list by a call of its own. */
	proves?: boolean;
	today: string;
}

/** When something was posted, as far as it is known, and the date of its voucher. */
interface Posted {
	postingId: number;
	date: string;
}

/** What is to be read, and how to tell what of it is new. */
export interface Scope {
	windows: readonly DateWindow[];
	fromPosting?: number;
	/** How many ledger entries of the series there are, where the batches say it. */
	expected?: number;
	/** Whether more batches came than were read, which only shows once the other lists are. */
	isCut?(): Promise<boolean>;
	/** Later ones came in while this run was reading: left for the next one, which sees all of them. */
	lastPosting: number;
	/** By posting id; empty where Uniconta does not show batches. */
	batches: ReadonlyMap<number, Batch>;
	/** How to go on, from all that was read: entries of the ledger, then those of projects. */
	marks(
		ledger: readonly Posted[],
		projects: readonly Posted[],
	): { cursor: number; firstDay: string; isNew(posting: Posted): boolean };
}

/** Undefined where nothing was posted that could be of interest. */
export async function readScope(client: ProvingReader, options: ScopeOptions): Promise<Scope | undefined> {
	const { firstDay, cursor, lookBackDays, today } = options;
	if (options.onlyNew === true && cursor > 0) return await scopeBehindCursor(client, options);
	const lookBack = addDays(today, -lookBackDays);
	const since = firstDay === '' || firstDay > lookBack ? lookBack : firstDay;
	const recent = await readBatches(client, { day: since });
	if (recent === undefined) return byVoucherDate(options);
	// Without a first day the cursor alone says what is new, however long ago the last run was.
	const after = firstDay === '' ? ((await readBatches(client, { after: cursor })) ?? []) : [];
	const batches = byId([...recent, ...after]);
	return batches.size === 0 ? undefined : byPostingTime(options, batches);
}

/** By batches where Uniconta shows them, else by whether the ledger has anything behind the cursor. */
async function scopeBehindCursor(client: ProvingReader, options: ScopeOptions): Promise<Scope | undefined> {
	const { series, cursor } = options;
	const proves = options.proves === true;
	const after = await readBatches(client, { after: cursor }, { onePage: !proves });
	if (after !== undefined) {
		if (after.length === 0) return undefined;
		const scope = byPostingTime(options, byId(after));
		return proves ? scope : { ...scope, isCut: async () => await isCut(client, after) };
	}
	const isNews = await hasLedgerAfter(client, series, cursor);
	if (isNews === false) return undefined;
	return { ...byVoucherDate(options), ...(isNews === true ? { fromPosting: cursor + 1 } : {}) };
}

function byId(batches: readonly Batch[]): Map<number, Batch> {
	return new Map(batches.map((batch) => [batch.postingId, batch]));
}

async function isCut(client: ProvingReader, batches: readonly Batch[]): Promise<boolean> {
	if (client.isWhole(batches.length)) return false;
	const behind = await readBatches(
		client,
		{ after: Math.max(...batches.map(({ postingId }) => postingId)) },
		{ onePage: true },
	);
	return behind === undefined || behind.length > 0;
}

/** Undefined where a batch does not say it, or may hold more than one series. */
function linesOf(series: string, batches: readonly Batch[]): number | undefined {
	if (batches.some((batch) => batch.lines === 0 || batch.series === '')) return undefined;
	return batches.filter((batch) => batch.series === series).reduce((sum, { lines }) => sum + lines, 0);
}

function byPostingTime(
	{ series, firstDay, cursor, lookBackDays, today }: ScopeOptions,
	batches: ReadonlyMap<number, Batch>,
): Scope {
	const ids = [...batches.keys()].sort((a, b) => a - b);
	const lastPosting = ids.at(-1) ?? cursor;
	const dayOf = (id: number | undefined): string =>
		id === undefined ? '' : (batches.get(id)?.postedAt.slice(0, 10) ?? '');
	const startsOver = isSetBack(firstDay, cursor, dayOf(ids.findLast((id) => id <= cursor)));
	// Our own invoices are none of this.
	const relevant = [...batches.values()].filter(({ isDebtorInvoice }) => !isDebtorInvoice);
	const expected = linesOf(series, relevant);
	return {
		windows: windowsOver(relevant.flatMap((batch) => spanOf(batch, lookBackDays))),
		...(relevant.length === 0 ? {} : { fromPosting: Math.min(...relevant.map(({ postingId }) => postingId)) }),
		...(expected === undefined ? {} : { expected }),
		lastPosting,
		batches,
		marks: (ledger) => {
			const open = relevant.filter((batch) => batch.postingId > cursor && isUnseen(batch, series, today, ledger));
			const before = Math.min(...open.map(({ postingId }) => postingId));
			const upTo = ids.findLast((id) => id < before);
			return {
				cursor: Math.max(cursor, upTo ?? cursor),
				firstDay: later(firstDay, dayOf(upTo)),
				isNew: ({ postingId, date }) => {
					if (postingId <= cursor && !startsOver) return false;
					const day = dayOf(postingId);
					return firstDay === '' || (day === '' ? date >= addDays(firstDay, -lookBackDays) : day >= firstDay);
				},
			};
		},
	};
}

/**
 * Whether the ledger does not show all entries of a batch yet: lists of a new posting need not appear at the same
 * moment. After a day they will not come any more, because somebody deleted them.
 */
function isUnseen(batch: Batch, series: string, today: string, ledger: readonly Posted[]): boolean {
	if (batch.isDeleted || batch.series !== series || batch.postedAt.slice(0, 10) < addDays(today, -1)) return false;
	return ledger.filter(({ postingId }) => postingId === batch.postingId).length < batch.lines;
}

/** The dates of its vouchers; where it does not say them, around the day on which it was posted. */
function spanOf({ firstDate, lastDate, postedAt }: Batch, lookBackDays: number): Array<{ from: string; to: string }> {
	if (firstDate !== '' && lastDate !== '') return [{ from: firstDate, to: lastDate }];
	const day = firstDate || lastDate || postedAt.slice(0, 10);
	return day === '' ? [] : [{ from: addDays(day, -lookBackDays), to: addDays(day, lookBackDays) }];
}

/**
 * Where it cannot be read when something was posted: by the date of the voucher, with time for bills that come late
 * (D9).
 */
function byVoucherDate({ firstDay, cursor, lookBackDays, today }: ScopeOptions): Scope {
	const earliest = firstDay === '' ? '' : addDays(firstDay, -lookBackDays);
	const from = addDays(firstDay === '' || firstDay > today ? today : firstDay, -lookBackDays);
	return {
		// Behind today nothing is cut off: a voucher may be dated ahead.
		windows: [...windowsOver([{ from, to: today }]), { from: addDays(today, 1) }],
		lastPosting: Number.POSITIVE_INFINITY,
		batches: new Map(),
		marks: (ledger, projects) => {
			const entries = [...ledger, ...projects];
			const lastDayUpTo = (posting: number): string =>
				entries.reduce(
					(day, entry) => (entry.postingId <= posting && entry.date <= today ? later(day, entry.date) : day),
					'',
				);
			const next = entries.reduce((highest, { postingId }) => Math.max(highest, postingId), cursor);
			const startsOver = isSetBack(firstDay, cursor, lastDayUpTo(cursor));
			return {
				cursor: next,
				firstDay: later(firstDay, lastDayUpTo(next)),
				isNew: ({ postingId, date }) => (startsOver || postingId > cursor) && date >= earliest,
			};
		},
	};
}

/** Each run gives the day of its last posting as the next first day: an earlier one was entered by a person. */
function isSetBack(firstDay: string, cursor: number, dayOfCursor: string): boolean {
	return firstDay !== '' && cursor > 0 && dayOfCursor > firstDay;
}

function later(a: string, b: string): string {
	return a > b ? a : b;
}
