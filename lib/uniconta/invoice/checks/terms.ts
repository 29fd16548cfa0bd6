import type { UnicontaClient } from '../../api/client';
import { fieldOf, textOf, type UnicontaRow } from '../../api/rows';
import { flag, paymentMethodOf } from './labels';
import { LISTS } from './lists';

/**
 * Code of the payment term for so many days (M8): NetDays with these days, or NetCash for 0. Among several the
 * customer's own, then the one marked default, then the first by code. A term whose label is in another language counts
 * where no other does.
 */
export function termFor(days: number, terms: readonly UnicontaRow[], customersOwn: string): string | undefined {
	const named = terms.filter((term) => textOf(term, 'Payment') !== '' && !flag(term, 'EndOfMonth'));
	const sure = named.filter((term) => {
		const method = paymentMethodOf(term);
		return (method === 'netCash' && days === 0) || (method === 'netDays' && daysOf(term) === days);
	});
	const unread = named.filter((term) => paymentMethodOf(term) === undefined && daysOf(term) === days);
	const candidates = sure.length > 0 ? sure : unread;
	const first = [...candidates].sort(
		(a, b) => rank(b) - rank(a) || (textOf(a, 'Payment') < textOf(b, 'Payment') ? -1 : 1),
	)[0];
	return first === undefined ? undefined : textOf(first, 'Payment');

	function rank(term: UnicontaRow): number {
		return textOf(term, 'Payment') === customersOwn ? 2 : flag(term, 'IsDefault') ? 1 : 0;
	}
}

function daysOf(term: UnicontaRow): number {
	const days = Number(fieldOf(term, 'Days') ?? 0);
	return Number.isFinite(days) ? days : 0;
}

/**
 * The payment terms, in one call where the list comes in one page: reading ends when no further row could change what
 * is chosen.
 */
export async function readTerms(
	client: UnicontaClient,
	wanted: ReadonlyArray<{ days: number; customersOwn: string }>,
): Promise<UnicontaRow[]> {
	const { type, key } = LISTS.payment;
	const terms: UnicontaRow[] = [];
	const settled = ({ days, customersOwn }: { days: number; customersOwn: string }): boolean => {
		const chosen = termFor(days, terms, customersOwn);
		if (chosen === undefined) return false;
		if (chosen === customersOwn) return true;
		const ownSeen = customersOwn === '' || terms.some((term) => textOf(term, key) === customersOwn);
		return ownSeen && terms.some((term) => flag(term, 'IsDefault'));
	};
	const distinct = [...new Map(wanted.map((want) => [JSON.stringify(want), want])).values()];
	for await (const rows of client.pages(type, { key, enough: () => distinct.every(settled) })) terms.push(...rows);
	return terms;
}
