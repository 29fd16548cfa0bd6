import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { EntityReader, MomentClient } from '../../../lib/moment/client';
import { toNodeError } from '../../shared/errors';
import { connect } from '../connection';

/** A pick-list, page by page as the user scrolls; `labelOf` is what the user sees and searches in. */
function searchIn<T extends { id: string }>(readerOf: (moment: MomentClient) => EntityReader<T>, labelOf: (record: T) => string) {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken?: string): Promise<INodeListSearchResult> {
		const page = Number(paginationToken ?? 0);
		const moment = await connect(this);
		const { rows, hasMore } = await readerOf(moment)
			.search(filter, page)
			.catch((caught: unknown) => {
				throw toNodeError(this, caught);
			});
		const results = rows
			.flatMap(({ record }) => (record === undefined ? [] : [{ name: labelOf(record).trim(), value: record.id }]))
			// The server may ignore the text.
			.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
		return { results, ...(hasMore ? { paginationToken: String(page + 1) } : {}) };
	};
}

export const searchCustomers = searchIn(
	(moment) => moment.customers,
	({ customerNumber, name }) => `${customerNumber} ${name}`,
);
