import { ApiError, asApiError } from '../../http/errors';
import type { RowWriter } from '../records/activities';
import { keyAt } from '../api/entity';
import { EXPENSE_RESOURCES, FILTERS } from '../api/fields';
import { pages, type ListRequest, type Page } from '../api/paging';
import type { JsonRecord } from '../api/reading';
import { ifUnderstood, unless } from '../api/refusals';
import type { ExpenseNames } from './names';

/** An expense that stands in Moment. */
export interface StoredExpense {
	id: string;
	raw: JsonRecord;
}

/** A reference that is looked for, and the project where it should be. */
export interface Sought {
	reference: string;
	projectId: string;
}

const NEWEST_FIRST = 'id,desc';
/** Up to so many of a project are looked for one by one, where the list can be filtered by reference. */
const FEW = 3;

/**
 * Finds expenses by their external reference. What the list can be filtered by is unknown (MO7, MO19), so it is
 * found out once a run; where no filter works, the list is read whole and matched here.
 */
export class ExpenseBook {
	private referenceFilter: boolean | undefined;
	private projectFilter: boolean | undefined;

	private constructor(
		private readonly source: RowWriter,
		/** Below the company. */
		readonly resource: string,
		private readonly names: ExpenseNames,
		private readonly sample: Page,
	) {}

	/**
	 * Finds out where expenses are, and learns from the newest one what their fields are called.
	 * @param chosen a resource that the user names; `''` tries the known candidates
	 * @param proveAccess rejects where the company or the key is the reason for a 404
	 * @throws ApiError when there is no such list
	 */
	static async open(
		source: RowWriter,
		names: ExpenseNames,
		{ chosen, proveAccess }: { chosen: string; proveAccess(): Promise<void> },
	): Promise<ExpenseBook> {
		const candidates = chosen === '' ? EXPENSE_RESOURCES : [chosen];
		let refusal: ApiError | undefined;
		for (const resource of candidates) {
			const sample = await source
				.getPage({ path: [resource], pageSize: 1, sort: NEWEST_FIRST }, 0)
				.catch(asApiError);
			if (!(sample instanceof ApiError)) {
				for (const row of sample.rows) names.learn(row);
				return new ExpenseBook(source, resource, names, sample);
			}
			if (sample.kind !== 'notFound' && sample.kind !== 'forbidden') throw sample;
			if (sample.kind === 'forbidden') refusal ??= sample;
		}
		await proveAccess();
		throw refusal ?? noSuchList(candidates, source.context);
	}

	/** Every expense with one of these references, the lowest id first. Asks Moment anew on each call. */
	async find(sought: readonly Sought[]): Promise<Map<string, StoredExpense[]>> {
		const wanted = new Set(sought.map(({ reference }) => reference));
		const found = new Map<string, Map<string, StoredExpense>>();
		const take = (rows: readonly JsonRecord[]): void => {
			for (const raw of rows) {
				const reference = this.referenceOf(raw);
				const id = keyAt(raw, ['id']);
				if (id === '' || !wanted.has(reference)) continue;
				found.set(reference, (found.get(reference) ?? new Map<string, StoredExpense>()).set(id, { id, raw }));
			}
		};
		await this.read(sought, take);
		return new Map(
			[...found].map(([reference, expenses]) => [
				reference,
				[...expenses.values()].sort((a, b) => Number(a.id) - Number(b.id)),
			]),
		);
	}

	/** The expense with this id, where it still is that reference's: a person may have moved it to another project. */
	async one(id: string, reference: string): Promise<StoredExpense | undefined> {
		const raw = await unless(['notFound', 'refused'], this.source.getOne(this.resource, id));
		return raw === undefined || this.referenceOf(raw) !== reference ? undefined : { id, raw };
	}

	/** All rows, page by page; of one project where that is asked for and the filter works. */
	async *rows(projectIds: readonly string[] = []): AsyncGenerator<JsonRecord, void, void> {
		if (projectIds.length > 0 && (await this.filtersByProject(projectIds[0] ?? ''))) {
			for (const id of projectIds)
				for await (const page of this.pages({ [FILTERS.ofProject]: id }))
					yield* page.rows.filter((row) => this.projectOf(row) === id);
			return;
		}
		for await (const page of this.pages({}))
			yield* page.rows.filter((row) => projectIds.length === 0 || projectIds.includes(this.projectOf(row)));
	}

	private async read(sought: readonly Sought[], take: (rows: readonly JsonRecord[]) => void): Promise<void> {
		const byProject = new Map<string, string[]>();
		for (const { reference, projectId } of sought)
			byProject.set(projectId, [...(byProject.get(projectId) ?? []), reference]);
		if (byProject.size === 0) return;
		const wholeInPages = Math.ceil((this.sample.totalElements ?? Number.POSITIVE_INFINITY) / this.source.pageSize);
		if (wholeInPages <= byProject.size && byProject.size > 1) {
			await this.takeAll({}, take);
			return;
		}
		for (const [projectId, references] of byProject) {
			if (references.length <= FEW && (await this.filtersByReference())) {
				for (const reference of references)
					await this.takeAll({ [this.names.of('externalReference')]: reference }, take);
			} else if (await this.filtersByProject(projectId)) {
				await this.takeAll({ [FILTERS.ofProject]: projectId }, take);
			} else {
				await this.takeAll({}, take);
				return;
			}
		}
	}

	/** An answer without rows proves nothing, so the reference of a record that is there is asked for. */
	private async filtersByReference(): Promise<boolean> {
		this.referenceFilter ??= await this.filterWorks(
			this.names.of('externalReference'),
			this.sample.rows.map((row) => this.referenceOf(row)).find((reference) => reference !== '') ?? '',
			(row) => this.referenceOf(row),
		);
		return this.referenceFilter;
	}

	private async filtersByProject(projectId: string): Promise<boolean> {
		const known = this.sample.rows.map((row) => this.projectOf(row)).find((id) => id !== '') ?? projectId;
		this.projectFilter ??= await this.filterWorks(FILTERS.ofProject, known, (row) => this.projectOf(row));
		return this.projectFilter;
	}

	private async filterWorks(name: string, value: string, valueOf: (row: JsonRecord) => string): Promise<boolean> {
		if (name === '' || value === '') return false;
		const page = await ifUnderstood(
			this.source.getPage({ path: [this.resource], query: { [name]: value }, pageSize: this.source.pageSize }, 0),
		);
		// As many as there are without it: it has no effect, or there is nothing else, and reading all of it costs the
		// same.
		if (page?.totalElements !== undefined && page.totalElements === this.sample.totalElements) return false;
		return page !== undefined && page.rows.length > 0 && page.rows.every((row) => valueOf(row) === value);
	}

	private async takeAll(query: Record<string, string>, take: (rows: readonly JsonRecord[]) => void): Promise<void> {
		for await (const page of this.pages(query)) take(page.rows);
	}

	private pages(query: Record<string, string>): AsyncGenerator<Page, void, void> {
		const request: ListRequest = { path: [this.resource], query, pageSize: this.source.pageSize };
		return pages(this.source.getPage, request);
	}

	private referenceOf(raw: JsonRecord): string {
		return keyAt(raw, this.names.candidatesOf('externalReference')).trim();
	}

	private projectOf(raw: JsonRecord): string {
		return keyAt(raw, this.names.candidatesOf('projectId'));
	}
}

function noSuchList(names: readonly string[], context: string): ApiError {
	return new ApiError(
		`Moment (${context}) has no list of project expenses under ${names.map((name) => `/${name}`).join(' or ')}`,
		{
			system: 'Moment',
			kind: 'refused',
			fix: "Look up what the resource is called in Moment's API documentation (Swagger) and enter it in the Moment node under Expense > Options > Expense Resource.",
		},
	);
}
