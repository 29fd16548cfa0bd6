import { trimSlash, withAddress } from '../../http/address';
import { ApiError, asApiError, bodyText, unforeseen } from '../../http/errors';
import type { Clock, HttpPort, HttpRequest, HttpResponse } from '../../http/port';
import { createSender, DEFAULT_RETRY, type Repeatable } from '../../http/sender';
import type { UnicontaClient } from './client';
import { unicontaFailure } from './errors';
import { encode } from './odata';
import { pdfIn, textOfBody } from './pdf';
import { parsePage, parseStoredRow, parseStoredRows, rowIdOf, textOf, type UnicontaRow } from './rows';
import {
	answerOf,
	GENERATE_PATH,
	generateBody,
	inDoubt,
	isPost,
	leavesPostOpen,
	orderVariants,
	putOffWord,
	type GenerateInvoiceAnswer,
	type GenerateInvoiceRequest,
	type GenerateVariant,
} from './webApiInvoice';
import { Queries } from './webApiQuery';
import { isLoginCall, loginFailure, WebApiSession } from './webApiSession';

/** The rows of one host: what the claim protocol needs, on the OData host and on the Web API alike. */
export type RowsHost = Pick<UnicontaClient, 'find' | 'all' | 'insert' | 'insertList' | 'delete'>;

/** The Web API host (UC1, UC7). Logs in on the first call, at most once per run unless the token ends. */
export interface WebApiClient extends RowsHost {
	/**
	 * `/Invoice/GenerateDebtorInvoice`, never with mail or XML. Throws an ApiError: `refused` where Uniconta said no
	 * (`Err` ≠ 0, an error word in a 2xx); with `mayHaveHappened` where the answer does not say what became of it. A
	 * post is sent once: where it was not carried out (`busy`, `unreachable`) the caller looks at the series again
	 * before it posts again.
	 */
	generateInvoice(request: GenerateInvoiceRequest): Promise<GenerateInvoiceAnswer>;
	/** The PDF's bytes. */
	invoicePdf(invoice: { account: string; date: string; invoiceNumber: string }): Promise<Uint8Array>;
}

export interface WebApiClientOptions {
	/** The Web API host, e.g. `https://api.uniconta.com`. */
	webApiUrl: string;
	/** Fills in the login (user name with company, password, API key); everything else about the login is done here. */
	request: HttpPort;
	clock: Clock;
	/** How long all calls of this client together may take, in milliseconds. */
	timeBudgetMs?: number;
}

const DEFAULT_TIME_BUDGET_MS = 10 * 60_000;

/**
 * One client is one run and one company: the credential names the company in the login, and every later call carries
 * that login's token. The token stays in here; no error, row or answer holds it.
 */
export function createWebApiClient(options: WebApiClientOptions): WebApiClient {
	const { clock } = options;
	const base = trimSlash(options.webApiUrl);
	const send = createSender({
		system: 'Uniconta',
		request: withAddress(options.request, 'Uniconta', 'Web API URL', options.webApiUrl),
		clock,
		retry: { ...DEFAULT_RETRY, deadline: clock.now() + (options.timeBudgetMs ?? DEFAULT_TIME_BUDGET_MS) },
		failureOf: (response, request) => failureOf(response, request, clock.now()),
	});
	const session = new WebApiSession(base, send);
	const post: Post = async (path, body, repeatable) =>
		await session.call({ method: 'POST', url: `${base}${path}`, body }, repeatable);
	const queries = new Queries(async (type, filter) => {
		const path = `/Query/Get/${type}`;
		// A POST, but a read (UC18): it may be repeated.
		const response = await post(path, [filter], 'read');
		const page = parsePage(response.body);
		if (page === undefined) throw notRows(response, path);
		return page.rows;
	});
	const generation = new InvoiceGeneration(post);
	const deletion = new RowDeletion(session, base);

	return {
		async find(type, field, value) {
			// A server may ignore a filter, or read it as a pattern (UC29).
			const matches = (row: UnicontaRow): boolean =>
				(field === 'RowId' ? rowIdOf(row) : textOf(row, field)) === String(value);
			return (await queries.matching(type, field, String(value), matches)).filter(matches);
		},
		all: async (type, key) => await queries.all(type, key),
		async insert(type, row) {
			return parseStoredRow((await post(`/Crud/Insert/${type}`, row, 'write')).body);
		},
		async insertList(type, rows) {
			return parseStoredRows((await post(`/Crud/InsertList/${type}`, rows, 'write')).body);
		},
		async delete(type, row) {
			await deletion.remove(type, row);
		},
		generateInvoice: async (request) => await generation.generate(request),
		async invoicePdf({ account, date, invoiceNumber }) {
			const url = `${base}/Invoice/GetInvoicePDF?Account=${encode(account)}&Date=${encode(date)}&InvoiceNumber=${encode(invoiceNumber)}`;
			const response = await session.call({ method: 'GET', url, responseType: 'bytes' }, 'read');
			return pdfIn(response.body, invoiceNumber);
		},
	};
}

type Post = (path: string, body: unknown, repeatable: Repeatable) => Promise<HttpResponse>;

/** `GenerateDebtorInvoice`, in the form of body that this server takes. */
class InvoiceGeneration {
	/** Known once a simulation went through. */
	private variant: GenerateVariant | undefined;

	constructor(private readonly post: Post) {}

	async generate(request: GenerateInvoiceRequest): Promise<GenerateInvoiceAnswer> {
		if (!request.simulate) return await this.inForm(request, this.variant ?? 'plain');
		// The form of the body is not settled (UC20): on a simulation, which changes nothing, the known
		// ones are tried.
		const forms = this.variant === undefined ? orderVariants(request) : [this.variant];
		for (const [index, form] of forms.entries()) {
			try {
				const answer = await this.inForm(request, form);
				this.variant = form;
				return answer;
			} catch (caught) {
				const error = asApiError(caught);
				if (error.code !== 'ArgumentMissing' || index === forms.length - 1) throw error;
			}
		}
		throw new Error('There is no form of the request to try');
	}

	private async inForm(
		{ order, lines, date, simulate }: GenerateInvoiceRequest,
		form: GenerateVariant,
	): Promise<GenerateInvoiceAnswer> {
		// A simulation changes nothing and may be repeated; a post is sent once.
		const response = await this.post(
			GENERATE_PATH,
			generateBody({ order, lines, date, simulate }, form),
			simulate ? 'read' : 'once',
		);
		return readAnswer(response, simulate);
	}
}

/** `DeleteList` was seen, `Delete` is presumed (UC19): it is taken where the other address is not there. */
class RowDeletion {
	private verb: 'DeleteList' | 'Delete' = 'DeleteList';

	constructor(
		private readonly session: WebApiSession,
		private readonly base: string,
	) {}

	async remove(type: string, row: UnicontaRow): Promise<void> {
		try {
			await this.send(this.verb, type, row);
		} catch (caught) {
			const error = asApiError(caught);
			// An address that is not there says nothing of the row.
			const isAbsent = error.code === undefined && (error.status === 404 || error.status === 405);
			if (this.verb === 'Delete' || !isAbsent) throw error;
			await this.send('Delete', type, row);
			this.verb = 'Delete';
		}
	}

	private async send(verb: 'DeleteList' | 'Delete', type: string, row: UnicontaRow): Promise<void> {
		const url = `${this.base}/Crud/${verb}/${type}`;
		await this.session.call({ method: 'DELETE', url, body: verb === 'Delete' ? row : [row] }, 'write');
	}
}

/** Whatever a posted answer is made of, reading it says no more than that nobody knows yet. */
function readAnswer(response: HttpResponse, simulate: boolean): GenerateInvoiceAnswer {
	try {
		return answerOf(response, simulate);
	} catch (caught) {
		if (simulate || caught instanceof ApiError) throw asApiError(caught);
		throw unforeseen('Uniconta', "When Uniconta's answer to the posting was read", caught);
	}
}

function failureOf(response: HttpResponse, request: HttpRequest, now: number): ApiError | undefined {
	if (isLoginCall(request)) return loginFailure(response, request, now);
	// A PDF may be raw bytes; what is judged is the text in it, where it is one.
	const judged = request.responseType === 'bytes' ? { ...response, body: textOfBody(response.body) } : response;
	const word = isPost(request) ? putOffWord(response.body) : undefined;
	if (word !== undefined) return unicontaFailure({ ...response, body: word }, request, now, 'Web API URL');
	const failure = unicontaFailure(judged, request, now, 'Web API URL');
	return failure !== undefined && isPost(request) && leavesPostOpen(failure, response) ? inDoubt(failure) : failure;
}

function notRows(response: HttpResponse, path: string): ApiError {
	return new ApiError(`Uniconta's answer to ${path} is not a list of records (${bodyText(response.body, 120)})`, {
		system: 'Uniconta',
		kind: 'unexpected',
		status: response.status,
		fix: 'Check the Web API URL in the Uniconta credential; a proxy or a login page in between answers like this.',
	});
}
