import { z } from 'zod';
import type { Rest } from './rest';

export type CellValue = string | number | boolean | null;
export type Row = Record<string, CellValue>;
export interface Column {
	name: string;
	type: 'string' | 'number' | 'boolean' | 'date';
}

const tableSchema = z.object({ id: z.string(), name: z.string() });
export type Table = z.infer<typeof tableSchema>;

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const pageSchema = z.object({ count: z.number(), data: z.array(z.record(cellSchema)) });
export type SavedRow = z.infer<typeof pageSchema>['data'][number];

const PAGE = 250;

/** n8n's Data Tables, addressed by their exact name. */
export class Tables {
	constructor(
		private readonly rest: Rest,
		private readonly projectId: string,
	) {}

	async list(): Promise<Table[]> {
		const schema = z.object({ data: z.array(tableSchema) });
		return (await this.rest.call(schema, 'GET', this.path(), { query: { take: PAGE } })).data;
	}

	async find(name: string): Promise<Table | undefined> {
		return (await this.list()).find((table) => table.name === name);
	}

	/** Where the editor shows a table. */
	addressOf({ id }: Table): string {
		return `/projects/${this.projectId}/datatables/${id}`;
	}

	/** The table of that name, made if it is not there. */
	async ensure(name: string, columns: readonly Column[]): Promise<Table> {
		return await ((await this.find(name)) ??
			this.rest.call(tableSchema, 'POST', this.path(), { body: { name, columns } }));
	}

	/** All rows in the order they were inserted; none for a table that does not exist yet. */
	async rows(name: string): Promise<SavedRow[]> {
		const table = await this.find(name);
		if (!table) return [];
		const rows: SavedRow[] = [];
		for (;;) {
			const query = { take: PAGE, skip: rows.length, sortBy: 'id:asc' };
			const page = await this.rest.call(pageSchema, 'GET', this.path(table.id, 'rows'), { query });
			rows.push(...page.data);
			if (page.data.length < PAGE) return rows;
		}
	}

	async insert(name: string, rows: readonly Row[]): Promise<void> {
		await this.rest.call(z.unknown(), 'POST', this.path(await this.idOf(name), 'insert'), { body: { data: rows } });
	}

	/** Changes every row that has all of `where`. */
	async update(name: string, where: Row, data: Row): Promise<void> {
		await this.rest.call(z.unknown(), 'PATCH', this.path(await this.idOf(name), 'rows'), {
			body: { filter: filterOf(where), data },
		});
	}

	/** Changes the rows that have all of `where`, or inserts one. */
	async upsert(name: string, where: Row, data: Row): Promise<void> {
		const body = { filter: filterOf(where), data: { ...where, ...data } };
		await this.rest.call(z.unknown(), 'POST', this.path(await this.idOf(name), 'upsert'), { body });
	}

	/** Removes the rows that have all of `where`. */
	async remove(name: string, where: Row): Promise<void> {
		await this.rest.call(z.unknown(), 'DELETE', this.path(await this.idOf(name), 'rows'), {
			query: { filter: JSON.stringify(filterOf(where)) },
		});
	}

	/** Removes all rows, if there is such a table. */
	async empty(name: string): Promise<void> {
		const table = await this.find(name);
		if (!table) return;
		const filter = JSON.stringify({ type: 'and', filters: [{ columnName: 'id', condition: 'gte', value: 0 }] });
		await this.rest.call(z.unknown(), 'DELETE', this.path(table.id, 'rows'), { query: { filter } });
	}

	/** Deletes the table, if it is there. */
	async drop(name: string): Promise<void> {
		const table = await this.find(name);
		if (table) await this.rest.call(z.unknown(), 'DELETE', this.path(table.id));
	}

	private async idOf(name: string): Promise<string> {
		const table = await this.find(name);
		if (!table) throw new Error(`n8n has no Data Table called "${name}"`);
		return table.id;
	}

	private path(...parts: string[]): string {
		return ['', 'projects', this.projectId, 'data-tables', ...parts].join('/');
	}
}

function filterOf(where: Row): unknown {
	return {
		type: 'and',
		filters: Object.entries(where).map(([columnName, value]) => ({ columnName, condition: 'eq', value })),
	};
}
