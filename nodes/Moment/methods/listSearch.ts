import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { MomentClient } from '../../../lib/moment/client';
import { toNodeError } from '../../shared/errors';
import { connect } from '../../shared/momentConnection';

/** A pick-list by number or name, page by page as the user scrolls. */
function searchIn(kind: 'customers' | 'projects' | 'invoices', withoutNumber = '') {
	return async function (
		this: ILoadOptionsFunctions,
		filter = '',
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const page = Number(paginationToken ?? 0);
		const moment: MomentClient = await connect(this);
		const { found, hasMore } = await moment[kind].search(filter, page).catch((caught: unknown) => {
			throw toNodeError(this, caught);
		});
		const results = found
			.map(({ id, number, name }) => ({ name: `${number || withoutNumber} ${name}`.trim(), value: id }))
			// The server may ignore the text.
			.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
		return { results, ...(hasMore ? { paginationToken: String(page + 1) } : {}) };
	};
}

export const searchCustomers = searchIn('customers');
export const searchProjects = searchIn('projects');
export const searchInvoices = searchIn('invoices', 'Draft');
