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

/** An order that was posted without an answer is not posted again before this much time, or twice the request time-out. */
export function lookForMs(requestTimeoutMs: number): number {
	return Math.max(LOOK_FOR_MS, 2 * requestTimeoutMs);
}

/** Whether nobody can still be at work on this claim: it may be removed by whoever holds another one on the same number. */
export function isAbandoned(order: StandingOrder, times: ClaimTimes): boolean {
	return times.clock.now() > freeAt(order, times);
}

/** Every order with a claim, whoever made it. The whole list is read: no filter is known that finds the beginning of a text. */
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
 * Claims an invoice number (design 5): a header without lines is inserted, and all headers of the number are read. **Owner is who is
 * alone, not who is lowest**: a lower one makes us go, higher ones make us wait until they are gone. Throws nothing: a failed call
 * is `failed`, and the own header is taken back where that is possible.
 *
 * Why alone: of two whose inserts and reads interleave, the second to insert always sees the first, so two can never both be alone;
 * but the lowest may turn up only after a higher one has been alone and begun.
 */
export async function claimNumber(request: ClaimRequest): Promise<ClaimResult> {
	const { host, number, momentId, header, clock, tolerated = new Set<string>() } = request;
	const claim = newClaim(number, clock);
	const begun = clock.now();
	const reference = referenceOf(claim, momentId);
	let inserted: UnicontaRow | undefined;
	let answered = false;
	try {
		inserted = await host.insert(ORDER, header(reference));
		answered = true;
	} catch (caught) {
		const error = asApiError(caught);
		// Without an answer it may be there now, or come later: the reading tells, and a second one is never sent in its place.
		if (!error.mayHaveHappened) return { failed: error };
	}
	for (let look = 0; ; look++) {
		let rows: UnicontaRow[];
		try {
			rows = await host.all(ORDER, 'OrderNumber');
		} catch (caught) {
			const own = standing(inserted);
			if (own?.claim.mark === claim.mark) await removeOrder(host, own, { lines: [] });
			return { failed: asApiError(caught) };
		}
		const orders = claimedAmong(rows).filter((order) => order.claim.number === number);
		const mine = ownOf(orders, claim, inserted);
		if (mine === undefined) {
			const cut = rows.find((row) => isCutClaim(row, reference, inserted));
			if (cut !== undefined) {
				await removeOrder(host, standingAs(cut, claim), { lines: [] });
				return {
					failed: referenceNotKept(
						`has "${textOf(cut, 'ReferenceNumber')}" instead; the order was removed`,
						reference,
					),
				};
			}
			if (answered) return { failed: referenceNotKept('shows no order with it', reference) };
			return { lost: 'its own claim is not to be seen in Uniconta yet' };
		}
		const others = orders.filter((order) => order !== mine && !tolerated.has(nameOf(order)));
		const live = others.filter((order) => !isAbandoned(order, request));
		if (live.length === 0) return { held: mine, abandoned: others };
		const earlier = live.find(({ rowId }) => !(rowId > mine.rowId));
		if (earlier !== undefined || clock.now() - begun >= ALONE_WITHIN_MS) {
			await removeOrder(host, mine, { lines: [] });
			const other = earlier ?? live[0];
			const until = other === undefined ? '' : `, until ${earliestText(freeAt(other, request))} at the latest`;
			return { lost: `order ${other?.orderNumber ?? ''} of another run is there for it in Uniconta${until}` };
		}
		await clock.sleep(LOOK_AGAIN_MS * 2 ** look);
	}
}

function ownOf(
	orders: readonly StandingOrder[],
	claim: Claim,
	inserted: UnicontaRow | undefined,
): StandingOrder | undefined {
	const marked = orders.filter((order) => order.claim.mark === claim.mark);
	if (marked.length < 2) return marked[0];
	// Two runs that drew the same nonce in the same second: only the answer to the insert tells which row is whose.
	return inserted === undefined ? undefined : marked.find(({ rowId }) => rowId === Number(rowIdOf(inserted)));
}

function standing(row: UnicontaRow | undefined): StandingOrder | undefined {
	const claim = row === undefined ? undefined : claimIn(textOf(row, 'ReferenceNumber'));
	return row === undefined || claim === undefined || rowIdOf(row) === '' ? undefined : standingAs(row, claim);
}

/** The own order, whose reference Uniconta cut to where no claim can be read in it, or dropped (reference 3.2 and 4). */
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
 * Deletes an order with its lines; the same deletion may be sent again, so a lost answer is no harm. Gives back whether the order
 * is gone for all we know. Throws nothing.
 */
export async function removeOrder(
	host: RowsHost,
	order: StandingOrder,
	{ lines: known, keepsLines = false, linesMayCome = false, verify = false }: RemoveOptions = {},
): Promise<boolean> {
	let row: UnicontaRow | undefined = order.row;
	for (let attempt = 1; attempt <= REMOVE_TRIES; attempt++) {
		try {
			if (attempt > 1) row = await stillStanding(host, order);
			if (row === undefined) return true;
			const lines = (attempt === 1 || keepsLines) && known !== undefined ? known : await linesOf(host, order);
			// Lines first: whether a header takes its lines along is not known.
			for (const line of lines) await deleteRow(host, ORDER_LINE, line);
			await deleteRow(host, ORDER, row);
			if (linesMayCome) for (const line of await linesOf(host, order)) await deleteRow(host, ORDER_LINE, line);
			if (!verify || (await stillStanding(host, order)) === undefined) return true;
		} catch (caught) {
			const error = asApiError(caught);
			if (['credentials', 'forbidden', 'unreachable', 'outOfTime'].includes(error.kind)) return false;
		}
	}
	return false;
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
async function deleteRow(host: RowsHost, type: string, row: UnicontaRow): Promise<void> {
	try {
		await host.delete(type, row);
	} catch (caught) {
		const error = asApiError(caught);
		if (error.kind !== 'notFound') throw error;
	}
}
