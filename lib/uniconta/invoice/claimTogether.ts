import { asApiError } from '../../http/errors';
import type { UnicontaRow } from '../rows';
import type { RowsHost } from '../webApi';
import { ALLOWED_MS, claimedAmong, isCutClaim, removeOrder, standingAs, type ClaimTimes, type StandingOrder } from './claim';
import { ORDER } from './orderRows';
import { newClaim, referenceOf } from './reference';

/** A claim made together with others is used while it is young; after that the number is claimed anew, by itself. */
const FRESH_MS = ALLOWED_MS / 2;

export interface ClaimWish {
	number: number;
	momentId: string;
	header: (reference: string) => UnicontaRow;
}

export interface ClaimedTogether {
	/** By invoice number: alone there when it was looked at. */
	held: Map<number, StandingOrder>;
	/** Numbers whose header may be there, or come later: nobody may claim these anew in this run. */
	unsure: Set<number>;
}

/**
 * Claims several numbers by one list and one look (design 5, step 1 and 2 for each of them): of each number the headers are read after the
 * own one stands, and it is held only where it is alone. Where it is not, the own header goes, and the number is left to
 * {@link claimNumber}, which knows how to wait. Throws nothing.
 */
export async function claimTogether(host: RowsHost, wishes: readonly ClaimWish[], { clock }: ClaimTimes): Promise<ClaimedTogether> {
	const result: ClaimedTogether = { held: new Map(), unsure: new Set() };
	const claims = wishes.map(({ number, momentId, header }) => {
		const claim = newClaim(number, clock);
		const reference = referenceOf(claim, momentId);
		return { number, claim, reference, row: header(reference) };
	});
	let answered = false;
	try {
		await host.insertList(ORDER, claims.map(({ row }) => row));
		answered = true;
	} catch (caught) {
		const error = asApiError(caught);
		// A list that was refused may be there in part (reference 15.12); what never reached Uniconta is not.
		if (!error.mayHaveHappened && error.kind !== 'refused' && error.kind !== 'unexpected') return result;
		if (error.kind === 'refused') answered = true;
	}
	let rows: UnicontaRow[];
	try {
		rows = await host.all(ORDER, 'OrderNumber');
	} catch (caught) {
		asApiError(caught);
		for (const { number } of claims) result.unsure.add(number);
		return result;
	}
	const orders = claimedAmong(rows);
	for (const { number, claim, reference } of claims) {
		const ofNumber = orders.filter((order) => order.claim.number === number);
		const marked = ofNumber.filter((order) => order.claim.mark === claim.mark);
		const [mine, twin] = marked;
		if (mine === undefined) {
			const cut = rows.find((row) => isCutClaim(row, reference, undefined));
			if (cut !== undefined) await removeOrder(host, standingAs(cut, claim), { lines: [] });
			else if (!answered) result.unsure.add(number);
		} else if (twin !== undefined) {
			// Another run drew the same nonce in the same second: whose is whose, nobody can tell.
			result.unsure.add(number);
		} else if (ofNumber.length > 1) {
			await removeOrder(host, mine, { lines: [] });
		} else {
			result.held.set(number, mine);
		}
	}
	// Lines hang on an order by its number: a list whose orders got none, or all the same, is of no use (reference 8: assigned where it is left out).
	const numbers = [...result.held.values()].map(({ orderNumber }) => orderNumber);
	if (numbers.some((number) => number === '' || number === '0') || new Set(numbers).size < numbers.length) await giveBack(host, result);
	return result;
}

/** Takes a number's claim out of those in hand, where it may still be used. */
export async function takeClaim(host: RowsHost, { held }: ClaimedTogether, number: number, { clock }: ClaimTimes): Promise<StandingOrder | undefined> {
	const own = held.get(number);
	if (own === undefined) return undefined;
	held.delete(number);
	if (clock.now() - own.claim.madeAt <= FRESH_MS) return own;
	await removeOrder(host, own, { lines: [] });
	return undefined;
}

/** Gives back what was claimed and not used. */
export async function giveBack(host: RowsHost, { held }: ClaimedTogether): Promise<void> {
	for (const own of held.values()) {
		// Where Uniconta does not answer, what is left is cleared away by a later run, like any claim of a run that broke off.
		if (!(await removeOrder(host, own, { lines: [] }))) break;
	}
	held.clear();
}
