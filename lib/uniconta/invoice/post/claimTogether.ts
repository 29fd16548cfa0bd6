import { asApiError } from '../../../http/errors';
import { textOf, type UnicontaRow } from '../../api/rows';
import type { RowsHost } from '../../api/webApi';
import {
	ALLOWED_MS,
	claimedAmong,
	isCutClaim,
	removeOrder,
	standingAs,
	type ClaimTimes,
	type StandingOrder,
} from './claim';
import { ORDER } from '../orderRows';
import { newClaim, referenceOf, type Claim } from '../reference';

/** A claim made together with others is used while it is young; after that the number is claimed anew, by itself. */
export const FRESH_MS = ALLOWED_MS / 2;
/**
 * Where so many cannot be deleted, Uniconta is in trouble: what is left is cleared away by a later run, like any claim
 * of a run that broke off.
 */
const UNDELETED = 2;

export interface ClaimWish {
	number: number;
	momentId: string;
	header: (reference: string) => UnicontaRow;
}

export interface ClaimedTogether {
	/** By invoice number: alone there when it was looked at. */
	held: Map<number, StandingOrder>;
	/**
	 * Numbers whose header may be there, or come later, with the mark of its claim: nobody may claim these anew in this
	 * run.
	 */
	unsure: Map<number, string>;
}

/**
 * Claims several numbers by one list and one look (D3, step 1 and 2 for each of them): of each number the headers
 * are read after the own one stands, and it is held only where it is alone. Where it is not, the own header goes, and
 * the number is left to {@link claimNumber}, which knows how to wait. Throws nothing.
 */
export async function claimTogether(
	host: RowsHost,
	wishes: readonly ClaimWish[],
	{ clock }: ClaimTimes,
): Promise<ClaimedTogether> {
	const result: ClaimedTogether = { held: new Map(), unsure: new Map() };
	const sent = wishes.map(({ number, momentId, header }): SentHeader => {
		const claim = newClaim(number, clock);
		const reference = referenceOf(claim, momentId);
		return { number, claim, reference, row: header(reference) };
	});
	const answer = await insertHeaders(host, sent);
	if (answer === undefined) return result;
	const rows = await host.all(ORDER, 'OrderNumber').catch(asApiError);
	if (rows instanceof Error) {
		for (const { number, claim } of sent) result.unsure.set(number, claim.mark);
		return result;
	}
	const orders = claimedAmong(rows);
	// Those whose reference was dropped: only the answer to the list tells that they are ours.
	const dropped = rows.filter((row) => answer.stored.some((own) => isCutClaim(row, '', own)));
	for (const row of dropped) await removeUnused(host, standingAs(row, { number: 0, mark: '', madeAt: 0 }));
	for (const header of sent) {
		const fate = fateOf(header, rows, orders, answer);
		if (fate === 'unsure') result.unsure.set(header.number, header.claim.mark);
		else if (fate !== undefined && 'held' in fate) result.held.set(header.number, fate.held);
		else if (fate !== undefined) await removeUnused(host, fate.useless);
	}
	// Lines hang on an order by its number: a list whose orders got none, or one that another order has, is of no use
	// (UC39: assigned where it is left out).
	const isItsOwn = ({ orderNumber }: StandingOrder): boolean =>
		orderNumber !== '' &&
		orderNumber !== '0' &&
		rows.filter((row) => textOf(row, 'OrderNumber') === orderNumber).length === 1;
	if (![...result.held.values()].every(isItsOwn)) await giveBackHeld(host, result);
	return result;
}

interface SentHeader {
	number: number;
	claim: Claim;
	reference: string;
	row: UnicontaRow;
}

interface ListAnswer {
	/** Uniconta said what became of the list, well or badly. */
	isClear: boolean;
	stored: readonly UnicontaRow[];
}

/** Undefined: none of them ever reached Uniconta. */
async function insertHeaders(host: RowsHost, sent: readonly SentHeader[]): Promise<ListAnswer | undefined> {
	try {
		const rows = sent.map(({ row }) => row);
		return { isClear: true, stored: await host.insertList(ORDER, rows) };
	} catch (caught) {
		const { kind, mayHaveHappened } = asApiError(caught);
		// A list that was refused may be there in part (UC55); what never reached Uniconta is not.
		if (!mayHaveHappened && kind !== 'refused' && kind !== 'unexpected') return undefined;
		return { isClear: kind === 'refused', stored: [] };
	}
}

/** What one look says of a header that was sent with others. Undefined: it is not there, and will not come. */
function fateOf(
	{ number, claim, reference }: SentHeader,
	rows: readonly UnicontaRow[],
	orders: readonly StandingOrder[],
	{ isClear }: ListAnswer,
): { held: StandingOrder } | { useless: StandingOrder } | 'unsure' | undefined {
	const ofNumber = orders.filter((order) => order.claim.number === number);
	const [mine, twin] = ofNumber.filter((order) => order.claim.mark === claim.mark);
	if (mine === undefined) {
		const cut = rows.find((row) => isCutClaim(row, reference, undefined));
		if (cut !== undefined) return { useless: standingAs(cut, claim) };
		return isClear ? undefined : 'unsure';
	}
	// Another run drew the same nonce in the same second: whose is whose, nobody can tell.
	if (twin !== undefined) return 'unsure';
	return ofNumber.length > 1 ? { useless: mine } : { held: mine };
}

/** Takes a number's claim out of those in hand, where it may still be used. */
export async function takeClaim(
	host: RowsHost,
	{ held }: ClaimedTogether,
	number: number,
	{ clock }: ClaimTimes,
): Promise<StandingOrder | undefined> {
	const own = held.get(number);
	if (own === undefined) return undefined;
	held.delete(number);
	if (clock.now() - own.claim.madeAt <= FRESH_MS) return own;
	await removeUnused(host, own);
	return undefined;
}

/** Gives back what was claimed and not used, also what was not to be seen when it was looked for. Throws nothing. */
export async function giveBack(host: RowsHost, ahead: ClaimedTogether): Promise<void> {
	await giveBackHeld(host, ahead);
	if (ahead.unsure.size === 0) return;
	let orders: StandingOrder[];
	try {
		orders = claimedAmong(await host.all(ORDER, 'OrderNumber'));
	} catch (caught) {
		asApiError(caught);
		return;
	}
	const marks = new Set(ahead.unsure.values());
	// Of two with one mark nobody can tell whose is whose.
	const own = orders.filter(
		({ claim }) => marks.has(claim.mark) && orders.filter((order) => order.claim.mark === claim.mark).length === 1,
	);
	await removeAll(host, own);
}

async function giveBackHeld(host: RowsHost, { held }: ClaimedTogether): Promise<void> {
	await removeAll(host, held.values());
	held.clear();
}

/** A header on which no line of ours was ever put: whatever lines its number has are somebody else's. */
async function removeUnused(host: RowsHost, own: StandingOrder): Promise<boolean> {
	return await removeOrder(host, own, { lines: [], keepsLines: true });
}

async function removeAll(host: RowsHost, orders: Iterable<StandingOrder>): Promise<void> {
	let undeleted = 0;
	for (const own of orders) {
		if (!(await removeUnused(host, own)) && ++undeleted >= UNDELETED) return;
	}
}
