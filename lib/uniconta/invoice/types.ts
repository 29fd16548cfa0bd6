import type { Clock } from '../../http/port';
import type { STOPS } from '../../state/inbox';
import type { Outcome, SyncResult } from '../../core/outcome';
import type { Finding } from '../../core/finding';
import type { InvoicePlan, MappedInvoice } from '../../mapping/invoice/plan';
import type { UnicontaClient } from '../api/client';
import type { UnicontaRow } from '../api/rows';
import type { WebApiClient } from '../api/webApi';

export type InvoiceRouteName = 'post' | 'draft' | 'journal';

export interface SendOptions {
	route: InvoiceRouteName;
	dryRun: boolean;
	/** The company in Uniconta that is worked in; `''` or absent where it is not known. */
	company?: string;
	clock: Clock;
	/** How long the client waits for one answer: the claim's times follow from it. */
	requestTimeoutMs: number;
	/** Journal route: the journal's code. */
	journal: string;
	/** Journal route: whether revenue lines carry amounts with VAT (UC52). */
	journalAmounts: 'gross' | 'net';
	/** Journal route: the voucher number of the lines is the invoice number, or left to the journal. */
	journalVoucher: 'invoiceNumber' | 'journal';
	/** Invoices that the inbox holds back, with the reason: those behind them are blocked by them (post route). */
	heldBack: readonly HeldBack[];
	/**
	 * Also look in Uniconta for invoices that the log knows as posted, and say what differs (the nightly comparison).
	 */
	comparePosted: boolean;
	/**
	 * When the run's time is up (milliseconds since 1970): near it no further invoice is begun. Absent: no such time.
	 */
	deadline?: number;
	/**
	 * Post route: code of the number series, for a Uniconta that does not show its settings; `''` or absent: found out.
	 */
	series?: string;
	/** VAT code of 0 % for lines without VAT on an account that has none of its own; `''` or absent: none is chosen. */
	zeroVat?: string;
}

export interface HeldBack {
	/** Invoice number; 0 where a stop has none that can be read. */
	number: number;
	/** {@link STOPS}: all posting waits until a person decides. `open`: its turn comes by itself. */
	state: 'refused' | (typeof STOPS)[number] | 'open';
	/** Why, in a few words, for the message of those behind it. */
	message: string;
}

/** What the writer keeps of one invoice while it works. */
export interface InvoiceTask {
	mapped: MappedInvoice;
	/** Present unless the mapper's findings left nothing to plan, or it is withheld. */
	plan?: InvoicePlan;
	/** `Invoice 57 to "Nordlys A/S"`, for messages. */
	who: string;
	findings: Finding[];
	outcome?: InvoiceOutcome;
	/** Whether a failure may pass by itself. */
	transient: boolean;
	/** The order, voucher or posted invoice in Uniconta, once seen. */
	row?: UnicontaRow;
	/** The claim's reference (`57#nonce`), once there is one: kept in the log's `held`. */
	reference?: string;
	/** The debtor's row, for what a raw insert does not inherit; from the checks. */
	debtor?: UnicontaRow;
	/** The row of the debtor's group, for a number series of its own; from the checks. */
	group?: UnicontaRow;
	/** Code of the payment term; from the checks. */
	payment?: string;
}

export type InvoiceOutcome =
	| Extract<
			Outcome,
			| 'posted'
			| 'drafted'
			| 'unchanged'
			| 'waiting'
			| 'blocked'
			| 'uncertain'
			| (typeof STOPS)[number]
			| 'gone'
			| 'refused'
			| 'failed'
			| 'withheld'
	  >
	| 'wouldPost'
	| 'wouldDraft';

/** One way of bringing invoices to Uniconta; gets the tasks that passed all checks, in ascending number order. */
export interface InvoiceRoute {
	/** Sets the outcome of every task it is handed; never throws for a failed call once something was written. */
	send(tasks: readonly InvoiceTask[]): Promise<void>;
}

export interface RouteContext {
	odata: UnicontaClient;
	/** Logs in on its first call. */
	webApi: WebApiClient;
	options: SendOptions;
}

/** What Send puts out for each invoice, in the order of the input. */
export interface InvoiceResult extends Omit<SyncResult, 'outcome'> {
	outcome: InvoiceOutcome;
	name: string;
	unicontaRowId: string;
	/** The claim's reference, where there is one. */
	held: string[];
	hash: string;
	transient: boolean;
	/** Customers and projects that it needs first, `customer/17`; only where it did not get through. */
	waitsFor?: string[];
}
