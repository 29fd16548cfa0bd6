import type { UnicontaClient } from './client';
import type { UnicontaRow } from './rows';

/** The rows of one host: what the claim protocol needs, on the OData host and on the Web API alike. */
export type RowsHost = Pick<UnicontaClient, 'find' | 'all' | 'insert' | 'insertList' | 'delete'>;

export interface GenerateInvoiceRequest {
	/** The order's header as read. */
	order: UnicontaRow;
	/** Its lines as read. */
	lines: readonly UnicontaRow[];
	/** `YYYY-MM-DD`. */
	date: string;
	simulate: boolean;
}

export interface GenerateInvoiceAnswer {
	/** 0 or undefined where the answer has none. */
	invoiceNumber?: number;
	journalPostedId?: number;
}

/** The Web API host (reference 2 and 3.3). Logs in on the first call, at most once per run unless the token ends. */
export interface WebApiClient extends RowsHost {
	/**
	 * `/Invoice/GenerateDebtorInvoice`, never with mail or XML. Throws an ApiError: `refused` where Uniconta said no (`Err` ≠ 0, an
	 * error word in a 2xx); with `mayHaveHappened` where the answer does not say what became of it.
	 */
	generateInvoice(request: GenerateInvoiceRequest): Promise<GenerateInvoiceAnswer>;
	/** The PDF's bytes. */
	invoicePdf(invoice: { account: string; date: string; invoiceNumber: string }): Promise<Uint8Array>;
}
