import { asApiError } from '../../../http/errors';
import type { UnicontaClient } from '../../api/client';
import { rowIdOf, textOf } from '../../api/rows';
import type { InvoiceTask } from '../types';

/** By the client of a run, so that checks and route ask once. */
const known = new WeakMap<UnicontaClient, string>();

/** ISO code of the books' currency; `''` where Uniconta does not say. One call in a run. */
export async function ownCurrencyOf(
	client: UnicontaClient,
	tasks: ReadonlyArray<Pick<InvoiceTask, 'debtor'>>,
): Promise<string> {
	const before = known.get(client);
	if (before !== undefined) return before;
	const read = await readOwnCurrency(client, tasks);
	known.set(client, read);
	return read;
}

/**
 * The company among those that the user may open is the one the debtors are of; where they agree on the currency,
 * any.
 */
async function readOwnCurrency(
	client: UnicontaClient,
	tasks: ReadonlyArray<Pick<InvoiceTask, 'debtor'>>,
): Promise<string> {
	const companies = (await client.companies().catch(unreadable)) ?? [];
	const id = tasks
		.map(({ debtor }) => (debtor === undefined ? '' : textOf(debtor, 'CompanyId')))
		.find((value) => value !== '');
	const own = companies.length === 1 ? companies : companies.filter((company) => rowIdOf(company) === id);
	const currencies = new Set(
		(own.length > 0 ? own : companies).map((company) => textOf(company, 'Currency').toUpperCase()),
	);
	const [only = ''] = currencies;
	return currencies.size === 1 && /^[A-Z]{3}$/.test(only) ? only : '';
}

/** A list that this user cannot see only leaves a question open; trouble that would meet every call goes on. */
export function unreadable(caught: unknown): undefined {
	const error = asApiError(caught);
	if (['refused', 'unexpected', 'notFound', 'forbidden'].includes(error.kind)) return undefined;
	throw error;
}
