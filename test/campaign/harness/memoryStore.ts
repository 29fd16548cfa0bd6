import type { DataTableFilter, DataTableRow } from 'n8n-workflow';
import { tablesOf, type Condition, type TableAnswer, type TableStep, type TableStore } from '../../../lib/state/store';
import { SHARED_TABLES, TABLES, type TableKey, type TableRow } from '../../../lib/state/tables';
import type { MemoryTables } from './tables';

const TRIES = 3;
const BETWEEN_TRIES_MS = 1000;
const COMMON_NAME = 'moment_uniconta';
const DATES = ['createdAt', 'updatedAt'];

/** The port to the tables over tables in memory: what the nodes do through n8n's sub-workflows, step by step. */
export class MemoryStore implements TableStore {
	constructor(
		private readonly memory: MemoryTables,
		private readonly sleep: (milliseconds: number) => Promise<void>,
	) {}

	async call(steps: readonly TableStep[]): Promise<TableAnswer> {
		for (let attempt = 1; attempt < TRIES; attempt += 1) {
			const answer = await this.once(steps).catch(() => undefined);
			if (answer !== undefined) return answer;
			await this.sleep(BETWEEN_TRIES_MS);
		}
		return await this.once(steps);
	}

	private async once(steps: readonly TableStep[]): Promise<TableAnswer> {
		let listed = await this.list();
		const missing = [...new Set([...SHARED_TABLES, ...tablesOf(steps)])]
			.map((key) => TABLES[key])
			.filter(({ name }) => !listed.some((table) => table['name'] === name));
		for (const { name, columns } of missing)
			await this.memory.aggregate().createDataTable({ name, columns: [...columns] });
		if (missing.length > 0) listed = await this.list();
		const found = new Map<string, TableRow[]>();
		for (const step of steps) await this.carryOut(step, listed, found);
		return { tables: listed, rows: (as) => found.get(as) ?? [] };
	}

	private async carryOut(
		step: TableStep,
		listed: readonly TableRow[],
		found: Map<string, TableRow[]>,
	): Promise<void> {
		if (step.do === 'tables') return;
		const id = listed.find((table) => table['name'] === TABLES[step.table].name)?.['id'];
		const one = this.memory.one(String(id));
		switch (step.do) {
			case 'get': {
				const { data } = await one.getManyRowsAndCount({
					filter: filterOf(step.table, step.where ?? [], step.match === 'any' ? 'or' : 'and'),
					sortBy: ['id', 'ASC'],
					...(step.limit === undefined ? {} : { take: step.limit }),
				});
				found.set(step.as, data);
				return;
			}
			case 'insert':
				await one.insertRows([...step.rows] as DataTableRow[], 'count');
				return;
			case 'update': {
				const filter = filterOf(step.table, step.where);
				const rows = await one.updateRows({ filter, data: { ...step.set }, dryRun: false });
				if (step.as !== undefined) found.set(step.as, rows);
				if (rows.length > 0) for (const next of step.then ?? []) await this.carryOut(next, listed, found);
				return;
			}
			case 'upsert':
				await one.upsertRow({ filter: filterOf(step.table, step.where), data: { ...step.set }, dryRun: false });
				return;
			case 'delete':
				for (const where of step.where)
					await one.deleteRows({ filter: filterOf(step.table, where), dryRun: false });
		}
	}

	private async list(): Promise<TableRow[]> {
		const { data } = await this.memory.aggregate().getManyAndCount({ filter: { name: COMMON_NAME } });
		return data.map((table) => ({ ...table }));
	}
}

/** Of a date the value is a `Date`, as n8n's node makes one of what it is given. */
function filterOf(
	table: TableKey,
	where: readonly Condition[],
	type: DataTableFilter['type'] = 'and',
): DataTableFilter {
	const dates = [...DATES, ...TABLES[table].columns.filter((one) => one.type === 'date').map(({ name }) => name)];
	return {
		type,
		filters: where.map(({ column, is = 'eq', value }) => ({
			columnName: column,
			condition: is,
			value: dates.includes(column) ? new Date(value) : value,
		})),
	};
}
