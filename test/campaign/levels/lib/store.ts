import type { DataTableFilter, DataTableRow } from 'n8n-workflow';
import { TABLES, type TableKey, type TableRow } from '../../../../lib/state/tables';
import type { MemoryTables } from '../../harness/tables';

type Cell = string | number | Date;

/** A condition of a table step. Of a date the value is a `Date`, as n8n's node makes one of what is typed. */
export interface Where {
	column: string;
	is?: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte';
	value: Cell;
}

/** Of rows of the inbox: stops are left alone, also those of tables from before they had a kind of their own. */
export const NO_STOP: Where = { column: 'state', is: 'neq', value: 'misnumbered' };

const TRIES = 3;
const BETWEEN_TRIES_MS = 1000;
const COMMON_NAME = 'moment_uniconta';

/** The Data Tables as the templates' steps use them: made and found anew in every run, most steps tried three times. */
export class Store {
	private readonly ids = new Map<string, string>();
	/** All of them as n8n lists them. */
	tables: TableRow[] = [];

	constructor(
		private readonly memory: MemoryTables,
		private readonly sleep: (milliseconds: number) => Promise<void>,
	) {}

	/**
	 * Finds them all by their exact names, and makes those that are missing. In a template each is looked for on its own
	 * first, which asks nothing of `lib/`.
	 */
	async open(): Promise<void> {
		await this.find();
		const missing = (['settings', 'inbox', 'log', 'lease'] as const)
			.map((key) => TABLES[key])
			.filter(({ name }) => !this.ids.has(name));
		if (missing.length === 0) return;
		for (const { name, columns } of missing) {
			const made = this.memory.aggregate().createDataTable({ name, columns: [...columns] });
			// Another run may have made it meanwhile; that there is none shows at the latest when it is used.
			await made.catch(() => undefined);
		}
		await this.find();
	}

	async rows(
		table: TableKey,
		conditions: readonly Where[],
		{ match = 'and', limit }: { match?: DataTableFilter['type']; limit?: number } = {},
	): Promise<TableRow[]> {
		return await this.retrying(async () => {
			const { data } = await this.one(table).getManyRowsAndCount({
				filter: filterOf(conditions, match),
				sortBy: ['id', 'ASC'],
				...(limit === undefined ? {} : { take: limit }),
			});
			return data;
		});
	}

	/** Gives the rows that it changed. */
	async update(table: TableKey, conditions: readonly Where[], data: DataTableRow): Promise<TableRow[]> {
		return await this.retrying(
			async () => await this.one(table).updateRows({ filter: filterOf(conditions), data, dryRun: false }),
		);
	}

	async upsert(table: TableKey, conditions: readonly Where[], data: DataTableRow): Promise<void> {
		await this.retrying(
			async () => await this.one(table).upsertRow({ filter: filterOf(conditions), data, dryRun: false }),
		);
	}

	async insert(table: TableKey, row: DataTableRow): Promise<void> {
		await this.retrying(async () => await this.one(table).insertRows([row], 'all'));
	}

	/** All of them at once and by the table's name, tried only once: that is how the templates write log and inbox. */
	async insertAll(table: TableKey, rows: readonly TableRow[]): Promise<void> {
		if (rows.length === 0) return;
		const { data } = await this.memory
			.aggregate()
			.getManyAndCount({ filter: { name: TABLES[table].name }, take: 1 });
		// An edge: a row of lib holds texts, numbers and null only, which its type does not say.
		await this.memory.one(data[0]?.id ?? '').insertRows(rows as DataTableRow[], 'count');
	}

	async remove(table: TableKey, conditions: readonly Where[]): Promise<void> {
		await this.retrying(
			async () => await this.one(table).deleteRows({ filter: filterOf(conditions), dryRun: false }),
		);
	}

	private async find(): Promise<void> {
		const { data } = await this.memory.aggregate().getManyAndCount({ filter: { name: COMMON_NAME } });
		this.tables = data.map((table) => ({ ...table }));
		for (const { id, name } of data) this.ids.set(name, id);
	}

	private one(table: TableKey): ReturnType<MemoryTables['one']> {
		return this.memory.one(this.ids.get(TABLES[table].name) ?? '');
	}

	private async retrying<T>(step: () => Promise<T>): Promise<T> {
		for (let attempt = 1; attempt < TRIES; attempt += 1) {
			try {
				return await step();
			} catch {
				await this.sleep(BETWEEN_TRIES_MS);
			}
		}
		return await step();
	}
}

function filterOf(conditions: readonly Where[], type: DataTableFilter['type'] = 'and'): DataTableFilter {
	return {
		type,
		filters: conditions.map(({ column, is = 'eq', value }) => ({ columnName: column, condition: is, value })),
	};
}
