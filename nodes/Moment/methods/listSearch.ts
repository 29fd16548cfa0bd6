import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../shared/errors';
import { connect } from '../connection';

/** Customers by number or name, page by page as the user scrolls. */
export async function searchCustomers(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 0);
	const moment = await connect(this);
	const { rows, hasMore } = await moment.searchCustomers(filter, page).catch((caught: unknown) => {
		throw toNodeError(this, caught);
	});
	const results = rows
		.flatMap(({ customer }) => (customer === undefined ? [] : [customer]))
		.map(({ id, customerNumber, name }) => ({ name: `${customerNumber} ${name}`.trim(), value: id }))
		// The server may ignore the text.
		.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
	return { results, ...(hasMore ? { paginationToken: String(page + 1) } : {}) };
}
