import type { QueryValue } from './address';
import { keyAt, type AskAgain, type Entity, type EntityRow } from './entity';
import { pages, type ListRequest, type Page } from './paging';
import type { JsonRecord } from './reading';
import { unless } from './refusals';

/** What the reading of records needs from the client. */
export interface RowSource {
	getPage(request: ListRequest, page: number): Promise<Page>;
	getOne(resource: string, id: string, include?: string): Promise<JsonRecord>;
	/** @throws ApiError when the company or the key, and not the record, is the reason for a 404 */
	proveAccess(): Promise<void>;
	pageSize: number;
	maxPageSize: number;
}

/** A page as it came, with the request that brought it, so that parts of it can be asked for again. */
export interface RawPage {
	page: Page;
	request: ListRequest;
}

/** Turns what Moment sends into records of one kind. One instance per run. */
export class EntityRows<T extends object> {
	/** Whether the filter by ids is known to do nothing. */
	idsFilterHasNoEffect = false;
	private accessProven = false;

	constructor(
		readonly source: RowSource,
		readonly entity: Entity<T>,
	) {}

	/** The list with these filters, page by page, each row once. */
	async *list(query: Record<string, QueryValue>, pageSize?: number): AsyncGenerator<RawPage, void, void> {
		const request = this.request(query, pageSize);
		for await (const page of pages(this.getPage, request)) yield { page, request };
	}

	/** Everything, in as few calls as the server allows: for when a filter has no effect. */
	everything(): AsyncGenerator<RawPage, void, void> {
		return this.list({}, this.source.maxPageSize);
	}

	/** One record, or undefined when Moment no longer has it. */
	async one(id: string): Promise<EntityRow<T> | undefined> {
		const raw = await unless(['notFound'], this.getOne(id));
		if (raw === undefined) {
			// A wrong company code is a 404 too; it must not look as if every record were gone.
			if (!this.accessProven) await this.source.proveAccess();
			this.accessProven = true;
			return undefined;
		}
		this.accessProven = true;
		const [row] = await this.toRows([raw], {
			as: 'single',
			again: async (include) => [await this.getOne(id, include)],
		});
		return row;
	}

	/** The rows of a page as records. */
	async read({ page, request }: RawPage): Promise<Array<EntityRow<T>>> {
		if (page.rows.length > 0) this.accessProven = true;
		return await this.toRows(page.rows, {
			as: 'list',
			again: async (include) => (await this.getPage({ ...request, include }, page.number ?? 0)).rows,
		});
	}

	request(query: Record<string, QueryValue>, pageSize: number = this.source.pageSize): ListRequest {
		return { path: [this.entity.resource], query, pageSize };
	}

	readonly getPage = async (request: ListRequest, page: number): Promise<Page> =>
		await this.source.getPage(request, page);

	readonly idOf = (row: JsonRecord): string => keyAt(row, this.entity.fields.id);

	private async getOne(id: string, include?: string): Promise<JsonRecord> {
		return await this.source.getOne(this.entity.resource, id, include);
	}

	private async toRows(rows: JsonRecord[], from: Pick<AskAgain, 'as' | 'again'>): Promise<Array<EntityRow<T>>> {
		let whole = rows;
		const one = async (id: string, include?: string): Promise<JsonRecord> => await this.getOne(id, include);
		for (const part of this.entity.parts) whole = await part.addTo(whole, { ...from, one, idOf: this.idOf });
		const records = await this.entity.read(whole);
		return whole.flatMap((raw, at): Array<EntityRow<T>> => {
			const record = records[at];
			if (record === undefined) return [];
			const id = this.idOf(raw);
			return [record instanceof Error ? { id, raw, unreadable: record } : { id, raw, record }];
		});
	}
}
