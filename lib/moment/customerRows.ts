import { ApiError } from '../http/errors';
import { instantOf, isoDateTime } from './dates';
import { CUSTOMER_FIELDS, INCLUDES, RESOURCES } from './fields';
import type { QueryValue } from './address';
import { pages, type ListRequest, type Page } from './paging';
import { readCustomer, type MomentCustomer } from './records';
import { firstOf, type JsonRecord } from './reading';
import type { TagBook } from './tagBook';

/** A customer, or why this one record could not be read; `raw` is what Moment sent. */
export type CustomerRow =
	| { id: string; raw: JsonRecord; customer: MomentCustomer; unreadable?: undefined }
	| { id: string; raw: JsonRecord; customer?: undefined; unreadable: ApiError };

/** What the reading of customers needs from the client. */
export interface CustomerSource {
	getPage(request: ListRequest, page: number): Promise<Page>;
	getOne(resource: string, id: string, include?: string): Promise<JsonRecord>;
	/** @throws ApiError when the company or the key, and not the record, is the reason for a 404 */
	proveAccess(): Promise<void>;
	tagBook: TagBook;
	pageSize: number;
	maxPageSize: number;
	/** For messages: `company 'acme'`. */
	context: string;
}

/** Turns what Moment sends into customers with their tags. One instance per run. */
export class CustomerRows {
	private tagsInPlainForm: 'unknown' | 'yes' | 'unobtainable' = 'unknown';
	private accessProven = false;

	constructor(readonly source: CustomerSource) {}

	/** The list with these filters, page by page, each customer once. */
	async *list(query: Record<string, QueryValue>, pageSize?: number): AsyncGenerator<CustomerRow, void, void> {
		const request = this.request(query, pageSize);
		for await (const page of pages(this.getPage, request)) yield* await this.read(page, request);
	}

	/** Everything, in as few calls as the server allows: for when a filter has no effect. */
	everything(): AsyncGenerator<CustomerRow, void, void> {
		return this.list({}, this.source.maxPageSize);
	}

	/** One customer, or undefined when Moment no longer has it. */
	async one(id: string): Promise<CustomerRow | undefined> {
		const raw = await unless('notFound', this.source.getOne(RESOURCES.customers, id));
		if (raw === undefined) {
			// A wrong company code is a 404 too; it must not look as if every customer were gone.
			if (!this.accessProven) await this.source.proveAccess();
			this.accessProven = true;
			return undefined;
		}
		this.accessProven = true;
		const [withTags = raw] = await this.addTags([raw], async () => [await this.tagsOf(id)]);
		return await this.toRow(withTags);
	}

	/** The rows of a page as customers. */
	async read(page: Page, request: ListRequest): Promise<CustomerRow[]> {
		if (page.rows.length > 0) this.accessProven = true;
		const rows = await this.addTags(page.rows, async () => {
			const again = await this.getPage({ ...request, include: INCLUDES.customerTags }, page.number ?? 0);
			return again.rows;
		});
		const read: CustomerRow[] = [];
		for (const row of rows) read.push(await this.toRow(row));
		return read;
	}

	request(query: Record<string, QueryValue>, pageSize: number = this.source.pageSize): ListRequest {
		return { path: [RESOURCES.customers], query, pageSize };
	}

	readonly getPage = async (request: ListRequest, page: number): Promise<Page> =>
		await this.source.getPage(request, page);

	/** Where no row has a list of tags, they may come only when asked for by name (reference 8.14). */
	private async addTags(rows: JsonRecord[], ask: () => Promise<JsonRecord[]>): Promise<JsonRecord[]> {
		if (rows.length === 0 || this.tagsInPlainForm !== 'unknown') return rows;
		if (rows.some(hasTagList)) {
			this.tagsInPlainForm = 'yes';
			return rows;
		}
		const tagRows = await ifUnderstood(ask());
		if (tagRows === undefined) {
			this.tagsInPlainForm = 'unobtainable';
			return rows;
		}
		const byId = new Map(tagRows.map((row) => [idOf(row), row]));
		const merged: JsonRecord[] = [];
		for (const row of rows) {
			// Not among them: between the two calls it moved to another page, or was deleted.
			const tags = byId.get(idOf(row)) ?? (await ifUnderstood(this.tagsOf(idOf(row))));
			merged.push({ ...row, ...tags });
		}
		return merged;
	}

	private async tagsOf(id: string): Promise<JsonRecord> {
		return await this.source.getOne(RESOURCES.customers, id, INCLUDES.customerTags);
	}

	private async toRow(raw: JsonRecord): Promise<CustomerRow> {
		const reading = readCustomer(raw, this.source.context);
		if (reading instanceof ApiError) return { id: idOf(raw), raw, unreadable: reading };
		return { id: reading.customer.id, raw, customer: await this.source.tagBook.resolve(reading) };
	}
}

function hasTagList(row: JsonRecord): boolean {
	const reading = readCustomer(row);
	return !(reading instanceof ApiError) && reading.hasTagList;
}

export function idOf(row: JsonRecord): string {
	const id = firstOf(row, CUSTOMER_FIELDS.id);
	return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** When the row was last changed; later than everything when that cannot be read, so that it is never left out. */
export function changedAt(row: JsonRecord): number {
	return instantOf(isoDateTime(firstOf(row, CUSTOMER_FIELDS.lastModifiedDate))) ?? Number.POSITIVE_INFINITY;
}

/** What is there, or undefined when the call ended in this kind of refusal. */
export async function unless<T>(kind: ApiError['kind'], asked: Promise<T>): Promise<T | undefined> {
	return await asked.catch((caught: unknown) => {
		if (caught instanceof ApiError && caught.kind === kind) return undefined;
		throw caught;
	});
}

/** What is there, or undefined when the server knows no such parameter or include: names that nobody has documented. */
export async function ifUnderstood<T>(asked: Promise<T>): Promise<T | undefined> {
	return await unless('refused', unless('notFound', asked));
}
