import type { MappedInvoice } from '../../mapping/invoice/plan';
import { checkInvoices } from './checks/checks';
import { createDraftRoute } from './draft/route';
import { createJournalRoute } from './journal/route';
import { createPostRoute } from './post/route';
import { sendAll } from './sendAll';
import type { PreparingRoute } from './task';
import type { InvoiceResult, RouteContext } from './types';

/** Sends invoices on the chosen route; see {@link sendAll}. */
export async function sendInvoices(context: RouteContext, mapped: readonly MappedInvoice[]): Promise<InvoiceResult[]> {
	return await sendAll(context, mapped, { check: checkInvoices, route: routeOf });
}

function routeOf(context: RouteContext): PreparingRoute {
	switch (context.options.route) {
		case 'post':
			return createPostRoute(context);
		case 'draft':
			return createDraftRoute(context);
		case 'journal':
			return createJournalRoute(context);
	}
}
