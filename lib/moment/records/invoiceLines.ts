import { keyAt, type AskAgain, type Part } from '../api/entity';
import { FEW } from '../api/entitiesById';
import { FILTERS, INCLUDES, INVOICE_OF_LINE, RESOURCES } from '../api/fields';
import { isFinalized, linesIn } from './invoiceRecords';
import { pages, type GetPage, type ListRequest, type Page } from '../api/paging';
import type { JsonRecord } from '../api/reading';
import { ifUnderstood } from '../api/refusals';

/**
 * The lines of invoices that came without (MO16): the same answer with an include, then each invoice by
 * itself, plain and with the include, then the separate list. A way that brought nothing is not tried again in this
 * run. Drafts do without: they are never sent. What is still missing at the end is refused by the reader, never passed
 * over.
 */
export class InvoiceLinesPart implements Part {
	private readonly hopeless = new Set<string>();
	private readonly ownList: LineList;

	constructor(getPage: GetPage, pageSize: number) {
		this.ownList = new LineList(getPage, pageSize);
	}

	async addTo(rows: JsonRecord[], from: AskAgain): Promise<JsonRecord[]> {
		const left = new Map(rows.filter(lacksLines).map((row) => [from.idOf(row), row]));
		const found = new Map<string, JsonRecord>();
		const take = (id: string, answer: JsonRecord | undefined): boolean => {
			const lines = answer === undefined ? undefined : linesIn(answer);
			if (lines === undefined || !left.delete(id)) return lines !== undefined;
			found.set(id, { [RESOURCES.invoiceLines]: lines });
			return true;
		};

		await this.attempt(`${from.as} include`, left, async () => {
			const answers = await ifUnderstood(from.again(INCLUDES.invoiceLines));
			return (answers ?? []).filter((answer) => take(from.idOf(answer), answer)).length > 0;
		});
		for (const include of from.as === 'list' ? [undefined, INCLUDES.invoiceLines] : []) {
			await this.attempt(
				`one ${include ?? 'plain'}`,
				left,
				async () => await this.eachAlone([...left.keys()], take, from, include),
			);
		}
		await this.attempt('own list', left, async () => {
			const lists = await this.ownList.of([...left.keys()]);
			for (const [id, lines] of lists ?? []) take(id, { [RESOURCES.invoiceLines]: lines });
			return lists !== undefined;
		});
		return rows.map((row) => ({ ...row, ...found.get(from.idOf(row)) }));
	}

	private async attempt(
		way: string,
		left: ReadonlyMap<string, JsonRecord>,
		take: () => Promise<boolean>,
	): Promise<void> {
		if (left.size === 0 || this.hopeless.has(way)) return;
		if (!(await take())) this.hopeless.add(way);
	}

	/** Until the first that has no lines shows that this is not where they are. */
	private async eachAlone(
		ids: readonly string[],
		take: (id: string, answer: JsonRecord | undefined) => boolean,
		from: AskAgain,
		include?: string,
	): Promise<boolean> {
		for (const id of ids) {
			const answer = await ifUnderstood(from.one(id, include));
			// It was deleted meanwhile, or the include is not known: only the latter says something about the way.
			if (!take(id, answer) && (answer !== undefined || include !== undefined)) return false;
		}
		return true;
	}
}

function lacksLines(row: JsonRecord): boolean {
	return isFinalized(row) && linesIn(row) === undefined;
}

/** `/invoiceLines`, by invoice where its filter works and that is cheaper, else whole and once. */
class LineList {
	private whole: Promise<Map<string, JsonRecord[]>> | undefined;
	private asked = 0;
	/** Pages of the whole list. */
	private total: number | undefined;

	constructor(
		private readonly getPage: GetPage,
		private readonly pageSize: number,
	) {}

	/** The lines of each invoice; undefined where there is no such list, or it does not say whose its lines are. */
	async of(ids: readonly string[]): Promise<Map<string, JsonRecord[]> | undefined> {
		if (this.whole === undefined && ids.length > FEW) {
			const first = await ifUnderstood(this.getPage(this.request({}), 0));
			if (first === undefined) return undefined;
			this.total ??= first.totalPages;
		}
		// Reading it whole costs so many pages, once; up to then asking for each was cheaper.
		if (this.whole !== undefined || this.asked + ids.length > (this.total ?? Number.POSITIVE_INFINITY))
			return await this.grouped();
		const found = new Map<string, JsonRecord[]>();
		for (const id of ids) {
			const lines = await this.linesOf(id);
			if (lines === undefined) return await this.grouped();
			// A finalized invoice has lines, so an empty answer is a filter that was understood in another way.
			if (lines.length > 0) found.set(id, lines);
		}
		return found;
	}

	/** What the list has for one invoice; undefined where its filter does not work. */
	private async linesOf(id: string): Promise<JsonRecord[] | undefined> {
		this.asked++;
		const request = this.request({ [FILTERS.ofInvoice]: id });
		const first = await ifUnderstood(this.getPage(request, 0));
		const isOther = (row: JsonRecord): boolean => keyAt(row, INVOICE_OF_LINE) !== id;
		if (first === undefined || first.rows.some(isOther)) return undefined;
		const lines: JsonRecord[] = [];
		for await (const page of this.pagesAfter(first, request)) lines.push(...page.rows);
		// A first page of nothing else may be chance.
		return lines.some(isOther) ? undefined : lines;
	}

	private async grouped(): Promise<Map<string, JsonRecord[]> | undefined> {
		this.whole ??= this.readWhole();
		const groups = await this.whole;
		groups.delete('');
		return groups.size === 0 ? undefined : groups;
	}

	private async readWhole(): Promise<Map<string, JsonRecord[]>> {
		const groups = new Map<string, JsonRecord[]>();
		const request = this.request({});
		const first = await ifUnderstood(this.getPage(request, 0));
		if (first === undefined) return groups;
		for await (const page of this.pagesAfter(first, request)) {
			for (const row of page.rows) {
				const id = keyAt(row, INVOICE_OF_LINE);
				groups.set(id, [...(groups.get(id) ?? []), row]);
			}
		}
		return groups;
	}

	/** All pages of a list whose first is there. */
	private pagesAfter(first: Page, request: ListRequest): AsyncGenerator<Page> {
		return pages(async (again, at) => (at === 0 ? first : await this.getPage(again, at)), request);
	}

	private request(query: Record<string, string>): ListRequest {
		return { path: [RESOURCES.invoiceLines], query, pageSize: this.pageSize };
	}
}
