import type { UnicontaClient } from '../../api/client';
import type { WebApiClient } from '../../api/webApi';
import type { Series } from '../numbering/liveSeries';
import type { InvoiceTask, SendOptions } from '../types';
import type { StandingOrder } from './claim';
import type { ClaimedTogether } from './claimTogether';

/** Time a whole invoice may take: with less left, none is begun. */
export const ONE_INVOICE_MS = 45_000;

/** What the steps of one run on the post route share. */
export interface PostRun {
	host: WebApiClient;
	/** The documented host, for lists. */
	odata: UnicontaClient;
	options: SendOptions;
	series: Series;
	/** What number the series gives next, for all that this run knows. */
	next: number;
	/** Orders of ours that stood in Uniconta when the run began, whatever run made them. */
	orders: StandingOrder[];
	/** Whether this Uniconta refuses to invoice a deleted order; undefined until it was tried. */
	refusesDeleted?: boolean;
	/**
	 * Whether this Uniconta keeps orders that it has invoiced, against `DeleteOrder`; undefined until one was looked
	 * at.
	 */
	keepsOrders?: boolean;
	/** Whether an invoice of this run went through. */
	hasPosted?: boolean;
	/** How long the last invoice took. */
	lastTookMs: number;
	/** Claims made together for those whose turn is next. */
	ahead?: ClaimedTogether;
	/** Such a list of claims brought nothing: it is not tried again in this run. */
	claimsAlone?: boolean;
	/** Why nothing more is posted in this run, for those behind; set at most once. */
	stop?: { why: string; fix: string };
}

export function standingFor({ orders }: Pick<PostRun, 'orders'>, number: number): StandingOrder[] {
	return orders.filter(({ claim }) => claim.number === number);
}

/** Whether the run ends before something that takes this long would be through. */
export function endsWithin(ms: number, { clock, deadline }: SendOptions): boolean {
	return deadline !== undefined && clock.now() + ms > deadline;
}

/** Code of the number series that the customer's group has of its own; `''` where it has none. */
export function ownSeriesOf({ series }: PostRun, { group }: InvoiceTask): string {
	return group === undefined ? '' : series.seriesOfGroup(group);
}
