import { ApiError, asApiError } from '../../../http/errors';
import type { Clock } from '../../../http/port';
import { earliestText } from '../../../core/instants';
import { fieldOf, rowIdOf, textOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost } from '../../api/webApi';
import { ORDER, ORDER_LINE } from '../orderRows';
import { claimIn, newClaim, referenceOf, type Claim } from '../reference';

/** From the claim to the post at most: past that the claim is given back (contract of the gate). */
export const ALLOWED_MS = 2 * 60_000;
const MARGIN_MS = 15 * 60_000;
const LOOK_FOR_MS = 5 * 60_000;
/** How long an owner-to-be waits for later claims to go away. */
const ALONE_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 2_000;
const REMOVE_TRIES = 3;

/** An order of ours in Uniconta. */
export interface StandingOrder {
	row: UnicontaRow;
	claim: Claim;
	rowId: number;
	orderNumber: string;
}

export interface ClaimTimes {
	clock: Clock;
	requestTimeoutMs: number;
}

/** After so long nothing that was sent can still be on its way. */
export function abandonedAfterMs(requestTimeoutMs: number): number {
	return ALLOWED_MS + requestTimeoutMs + MARGIN_MS;
}

/** When a claim that nobody takes back is over. */
export function freeAt(
	{ claim }: Pick<StandingOrder, 'claim'>,
	{ requestTimeoutMs }: Pick<ClaimTimes, 'requestTimeoutMs'>,
): number {
	return claim.madeAt + abandonedAfterMs(requestTimeoutMs);
}

/**
 * An order that was posted without an answer is not posted again before this much time, or twice the request time-out.
 */
export function lookForMs(requestTimeoutMs: number): number {
	return Math.max(LOOK_FOR_MS, 2 * requestTimeoutMs);
}

/**
 * Whether nobody can still be at work on this claim: it may be removed by whoever holds another one on the same number.
 */
export function isAbandoned(order: StandingOrder, times: ClaimTimes): boolean {
	return times.clock.now() > freeAt(order, times);
}

/**
 * Every order with a claim, whoever made it. The whole list is read: no filter is known that finds the beginning of a
 * text.
 */
export async function claimedOrders(host: RowsHost): Promise<StandingOrder[]> {
	return claimedAmong(await host.all(ORDER, 'OrderNumber'));
}

/** The orders with a claim among these rows. */
export function claimedAmong(rows: readonly UnicontaRow[]): StandingOrder[] {
	return rows.flatMap((row): StandingOrder[] => {
		const claim = claimIn(textOf(row, 'ReferenceNumber'));
		return claim === undefined ? [] : [standingAs(row, claim)];
	});
}

export function standingAs(row: UnicontaRow, claim: Claim): StandingOrder {
	return { row, claim, rowId: Number(rowIdOf(row)), orderNumber: textOf(row, 'OrderNumber') };
}

export async function linesOf(host: RowsHost, { row, orderNumber }: StandingOrder): Promise<UnicontaRow[]> {
	const value = fieldOf(row, 'OrderNumber');
	return await host.find(ORDER_LINE, 'OrderNumber', typeof value === 'number' ? value : orderNumber);
}

export type ClaimResult =
	| {
			held: StandingOrder;
			/** Abandoned orders of the same number, to be cleared away by the holder. */ abandoned: StandingOrder[];
	  }
	/** Somebody else is at it, or the own claim is not to be seen. */
	| { lost: string }
	| { failed: ApiError };

export interface ClaimRequest extends ClaimTimes {
	host: RowsHost;
	number: number;
	momentId: string;
	header: (reference: string) => UnicontaRow;
	/** Orders of the same number that the caller knows and answers for, by {@link nameOf}. */
	tolerated?: ReadonlySet<string>;
}

/** Tells one order of ours from every other, also where Uniconta shows no row ids. */
export function nameOf({ rowId, orderNumber, claim }: StandingOrder): string {
	return `${rowId}/${orderNumber}/${claim.mark}`;
}

/**
 * Claims an invoice number (D3): a header without lines is inserted, and all headers of the number are read.
 * **Owner is who is alone, not who is lowest**: a lower one makes us go, higher ones make us wait until they are gone.
 * Throws nothing: a failed call is `failed`, and the own header is taken back where that is possible.
 *
 * Why alone: of two whose inserts and reads interleave, the second to insert always sees the first, so two can never
 * both be alone; but the lowest may turn up only after a higher one has been alone and begun.
 */
export async function claimNumber(request: ClaimRequest): Promise<ClaimResult> {
	const { number, momentId, clock } = request;
	const claim = newClaim(number, clock);
	const header: SentHeader = { claim, reference: referenceOf(claim, momentId), sentAt: clock.now(), answered: false };
	const refused = await insertHeader(request, header);
	if (refused !== undefined) return { failed: refused };
	for (let look = 0; ; look++) {
		const result = await lookAround(request, header);
		if (result !== undefined) return result;
		await clock.sleep(LOOK_AGAIN_MS * 2 ** look);
	}
}

/** The own header on its way to being the only one of its number. */
interface SentHeader {
	claim: Claim;
	reference: string;
	sentAt: number;
	/** Uniconta said that it is there; with its row, where it showed one. */
	answered: boolean;
	inserted?: UnicontaRow;
}

/** Why the header is not there for sure; undefined where it is, or may be. */
async function insertHeader({ host, header }: ClaimRequest, sent: SentHeader): Promise<ApiError | undefined> {
	try {
		sent.inserted = await host.insert(ORDER, header(sent.reference));
		sent.answered = true;
		return undefined;
	} catch (caught) {
		const error = asApiError(caught);
		// Without an answer it may be there now, or come later: the reading tells, and a second one is never sent in
		// its place.
		return error.mayHaveHappened ? undefined : error;
	}
}

/** One look at all headers of the number. Undefined: those that came later are about to go. */
async function lookAround(request: ClaimRequest, sent: SentHeader): Promise<ClaimResult | undefined> {
	const { host, number, clock, tolerated = new Set<string>() } = request;
	let rows: UnicontaRow[];
	try {
		rows = await host.all(ORDER, 'OrderNumber');
	} catch (caught) {
		const own = standing(sent.inserted);
		if (own?.claim.mark === sent.claim.mark) await removeOrder(host, own, { lines: [] });
		return { failed: asApiError(caught) };
	}
	const orders = claimedAmong(rows).filter((order) => order.claim.number === number);
	const mine = ownOf(orders, sent);
	if (mine === undefined) return await unseen(host, sent, rows);
	const others = orders.filter((order) => order !== mine && !tolerated.has(nameOf(order)));
	const live = others.filter((order) => !isAbandoned(order, request));
	const [anyone] = live;
	if (anyone === undefined) return { held: mine, abandoned: others };
	const earlier = live.find(({ rowId }) => !(rowId > mine.rowId));
	if (earlier === undefined && clock.now() - sent.sentAt < ALONE_WITHIN_MS) return undefined;
	await removeOrder(host, mine, { lines: [] });
	const { orderNumber, claim } = earlier ?? anyone;
	const until = earliestText(freeAt({ claim }, request));
	return { lost: `order ${orderNumber} of another run is there for it in Uniconta, until ${until} at the latest` };
}

/** The own claim is not among the headers: cut off its order, or not there at all. */
async function unseen(host: RowsHost, sent: SentHeader, rows: readonly UnicontaRow[]): Promise<ClaimResult> {
	const { claim, reference, inserted } = sent;
	const cut = rows.find((row) => isCutClaim(row, reference, inserted));
	if (cut !== undefined) {
		await removeOrder(host, standingAs(cut, claim), { lines: [] });
		const instead = `has "${textOf(cut, 'ReferenceNumber')}" instead; the order was removed`;
		return { failed: referenceNotKept(instead, reference) };
	}
	if (sent.answered) return { failed: referenceNotKept('shows no order with it', reference) };
	return { lost: 'its own claim is not to be seen in Uniconta yet' };
}

function ownOf(orders: readonly StandingOrder[], { claim, inserted }: SentHeader): StandingOrder | undefined {
	const marked = orders.filter((order) => order.claim.mark === claim.mark);
	if (marked.length < 2) return marked[0];
	// Two runs that drew the same nonce in the same second: only the answer to the insert tells which row is whose.
	return inserted === undefined ? undefined : marked.find(({ rowId }) => rowId === Number(rowIdOf(inserted)));
}

function standing(row: UnicontaRow | undefined): StandingOrder | undefined {
	const claim = row === undefined ? undefined : claimIn(textOf(row, 'ReferenceNumber'));
	return row === undefined || claim === undefined || rowIdOf(row) === '' ? undefined : standingAs(row, claim);
}

/**
 * The own order, whose reference Uniconta cut to where no claim can be read in it, or dropped (UC15).
 */
export function isCutClaim(row: UnicontaRow, reference: string, inserted: UnicontaRow | undefined): boolean {
	const kept = textOf(row, 'ReferenceNumber');
	if (claimIn(kept) !== undefined) return false;
	// With the number and a part of the nonce it can be nobody else's.
	if (reference.startsWith(kept) && kept.length > reference.indexOf('#') + 4) return true;
	return inserted !== undefined && rowIdOf(inserted) !== '' && rowIdOf(row) === rowIdOf(inserted);
}

function referenceNotKept(instead: string, reference: string): ApiError {
	return new ApiError(
		`Uniconta did not keep the order's Reference number "${reference}" but ${instead}. Without it an invoice could be sent twice, so nothing is sent`,
		{
			system: 'Uniconta',
			kind: 'refused',
			fix: 'See in Uniconta (Customer > Sales orders) whether the field Reference number of an order keeps 20 characters, and delete orders without lines that are left over. Until it does, use the route Journal Voucher.',
		},
	);
}

export interface RemoveOptions {
	/** Its lines, where they are known for sure; left out: they are read. */
	lines?: readonly UnicontaRow[];
	/** Only the known ones are deleted: the header was never used. */
	keepsLines?: boolean;
	/** Lines that were sent may still come: once the header is gone, and no more can, it is looked for them again. */
	linesMayCome?: boolean;
	/** Also read that it is gone: what comes after depends on it. */
	verify?: boolean;
}

/**
 * Deletes an order with its lines; the same deletion may be sent again, so a lost answer is no harm. Gives back whether
 * the order is gone for all we know. Throws nothing.
 */
export async function removeOrder(host: RowsHost, order: StandingOrder, options: RemoveOptions = {}): Promise<boolean> {
	for (let attempt = 1; attempt <= REMOVE_TRIES; attempt++) {
		try {
			if (await removeOnce(host, order, attempt === 1, options)) return true;
		} catch (caught) {
			const error = asApiError(caught);
			if (['credentials', 'forbidden', 'unreachable', 'outOfTime'].includes(error.kind)) return false;
		}
	}
	return false;
}

async function removeOnce(
	host: RowsHost,
	order: StandingOrder,
	isFirst: boolean,
	{ lines: known, keepsLines = false, linesMayCome = false, verify = false }: RemoveOptions,
): Promise<boolean> {
	const row = isFirst ? order.row : await stillStanding(host, order);
	if (row === undefined) return true;
	const lines = (isFirst || keepsLines) && known !== undefined ? known : await linesOf(host, order);
	// Lines first: whether a header takes its lines along is not known.
	await deleteRows(host, ORDER_LINE, lines);
	await deleteRows(host, ORDER, [row]);
	if (linesMayCome) await deleteRows(host, ORDER_LINE, await linesOf(host, order));
	return !verify || (await stillStanding(host, order)) === undefined;
}

/** The order's row as Uniconta has it now; undefined where it is gone. */
export async function stillStanding(
	host: RowsHost,
	{ rowId, row, orderNumber }: StandingOrder,
): Promise<UnicontaRow | undefined> {
	const value = fieldOf(row, 'OrderNumber');
	const rows = await host.find(ORDER, 'OrderNumber', typeof value === 'number' ? value : orderNumber);
	return rows.find((candidate) => Number(rowIdOf(candidate)) === rowId);
}

/** What is gone already counts as deleted. */
async function deleteRows(host: RowsHost, type: string, rows: readonly UnicontaRow[]): Promise<void> {
	for (const row of rows) {
		try {
			await host.delete(type, row);
		} catch (caught) {
			const error = asApiError(caught);
			if (error.kind !== 'notFound') throw error;
		}
	}
}
