import { createRequire } from 'node:module';
import type * as workflow from 'n8n-workflow';
import type {
	DataTable,
	DataTableColumn,
	DataTableColumnType,
	DataTableFilter,
	DataTableRow,
	DataTableRowReturn,
	FieldType,
	IDataTableProjectAggregateService,
	IDataTableProjectService,
	INode,
	ListDataTableOptions,
} from 'n8n-workflow';

type Cell = DataTableRow[string];

/** A call to a table, as it is seen before it is carried out. */
export interface TableCall {
	table: string;
	action: 'create' | 'list' | 'columns' | 'get' | 'insert' | 'update' | 'upsert' | 'delete';
	/** Rows to be written or conditions, for whoever prints it. */
	about: unknown;
}

/**
 * Passes every call; may hold it up, refuse it, or never give it back. `act` carries the call out, so that a call can
 * also be lost after it was.
 */
export type TableGate = <T>(call: TableCall, act: () => T) => Promise<T>;

interface Table {
	id: string;
	name: string;
	columns: DataTableColumn[];
	/** By their ids. */
	rows: DataTableRowReturn[];
	createdAt: Date;
	updatedAt: Date;
	/** Which change of any table made it what it is: a clock that stands still does not tell which was later. */
	change: number;
}

const PROJECT = 'project';
const SYSTEM: Record<string, DataTableColumnType> = { id: 'number', createdAt: 'date', updatedAt: 'date' };
/** For whoever does not say which node asks. */
const NODE: INode = {
	id: '',
	name: 'Data table',
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1.1,
	position: [0, 0],
	parameters: {},
};

/**
 * n8n's own functions and classes, and only when they are needed: `loadN8n` decides which copy that is, and n8n tells
 * errors apart by their classes.
 */
function n8n(): typeof workflow {
	// An edge: what the package exports is what its types say.
	loaded ??= createRequire(__filename)('n8n-workflow') as typeof workflow;
	return loaded;
}
let loaded: typeof workflow | undefined;

/**
 * n8n's Data Tables in memory, as they are on SQLite, with their weaknesses (N8N1): no unique key, nothing that
 * two calls could share, an upsert that is an update and then an insert, names found by a part of them. Compared with a
 * real n8n in `test/e2e/dataTables.test.ts`.
 */
export class MemoryTables {
	private tables: Table[] = [];
	private lastTable = 0;
	private lastChange = 0;
	/** All rows together may be so many characters long; n8n's own limit is in bytes. */
	limit = Number.POSITIVE_INFINITY;

	constructor(
		private readonly gate: TableGate,
		private readonly now: () => number = () => Date.now(),
	) {}

	/** For whoever looks on: copies of the rows of a table, oldest first; none for a table that is not there. */
	rows(name: string): DataTableRowReturn[] {
		return (this.tables.find((table) => table.name === name)?.rows ?? []).map((row) => ({ ...row }));
	}

	names(): string[] {
		return this.tables.map(({ name }) => name);
	}

	/** By hand, as a person does in n8n: passes no gate. */
	put(name: string, rows: readonly DataTableRow[]): void {
		const table = this.tables.find((other) => other.name === name);
		if (table === undefined) throw new Error(`There is no table ${name}`);
		this.insert(table, rows);
	}

	/** By hand: makes a table. */
	make(name: string, columns: ReadonlyArray<{ name: string; type: DataTableColumnType }>): DataTable {
		if (this.tables.some((other) => other.name === name))
			throw new Error(`Data table with name '${name}' already exists in this project`);
		refuseColumns(columns.map((column) => column.name));
		const id = `table${++this.lastTable}`;
		const at = new Date(this.now());
		const table: Table = {
			id,
			name,
			columns: columns.map((column, index) => ({ ...column, index, id: `${id}-${index}`, dataTableId: id })),
			rows: [],
			createdAt: at,
			updatedAt: at,
			change: ++this.lastChange,
		};
		this.tables.push(table);
		return shown(table);
	}

	/** By hand: writes these cells into every row. */
	edit(name: string, cells: DataTableRow): void {
		for (const row of this.tables.find((table) => table.name === name)?.rows ?? []) Object.assign(row, cells);
	}

	/** By hand: takes a table away. */
	drop(name: string): void {
		this.tables = this.tables.filter((table) => table.name !== name);
	}

	aggregate(): IDataTableProjectAggregateService {
		return {
			getProjectId: () => PROJECT,
			createDataTable: async ({ name, columns }) =>
				await this.gate({ table: name, action: 'create', about: columns }, () => this.make(name, columns)),
			getManyAndCount: async ({ filter, sortBy, take, skip = 0 }) => {
				const names = [filter?.name ?? []].flat();
				return await this.gate({ table: names.join(), action: 'list', about: filter }, () => {
					const found = this.tables
						.filter((table) => names.every((name) => isNamed(table, name)))
						.sort(tablesBy(sortBy));
					return {
						count: found.length,
						data: found.slice(skip, take === undefined ? undefined : skip + take).map(shown),
					};
				});
			},
			deleteDataTableAll: async () => {
				throw new Error('No template deletes all tables');
			},
		};
	}

	/** Throws for an id that no table has, as n8n does. */
	one(id: string, node: INode = NODE): IDataTableProjectService {
		const name = this.tables.find((table) => table.id === id)?.name;
		if (name === undefined)
			throw new (n8n().NodeOperationError)(
				node,
				`Data table with ID '${id}' could not be found in this project`,
				{
					description:
						'It may have been deleted, or skipped when the workflow was imported. Choose an existing data table in the node.',
				},
			);
		const pass = async <T>(action: TableCall['action'], about: unknown, act: (table: Table) => T): Promise<T> =>
			await this.gate({ table: name, action, about }, () => act(this.byId(id)));
		const never = async (): Promise<never> => {
			throw new Error('No template does this to a table');
		};
		return {
			updateDataTable: never,
			deleteDataTable: never,
			addColumn: never,
			moveColumn: never,
			deleteColumn: never,
			getColumns: async () => await pass('columns', undefined, ({ columns }) => columns),
			getManyRowsAndCount: async ({ filter, sortBy, skip = 0, take }) =>
				await pass('get', filter, (table) => {
					const found = sorted(table, select(table, filter), sortBy);
					return {
						count: found.length,
						data: found.slice(skip, take ? skip + take : undefined).map((row) => ({ ...row })),
					};
				}),
			// n8n types the answer by what was asked for; an edge, because a class cannot say so.
			insertRows: (async (rows: DataTableRow[], returnType: string) =>
				await pass('insert', rows, (table) => {
					this.hasRoom();
					const added = this.insert(table, rows);
					if (returnType === 'count') return { success: true, insertedRows: added.length };
					return added.map((row) => (returnType === 'id' ? { id: row.id } : { ...row }));
				})) as IDataTableProjectService['insertRows'],
			updateRows: async ({ filter, data, dryRun }) => {
				if (dryRun) return await never();
				return await pass('update', { filter, data }, (table) => this.update(table, filter, data));
			},
			upsertRow: async ({ filter, data, dryRun }) => {
				if (dryRun) return await never();
				const updated = await pass('upsert', { filter, data }, (table) => this.update(table, filter, data));
				if (updated.length > 0) return updated;
				return await pass('insert', data, (table) => this.insert(table, [data]).map((row) => ({ ...row })));
			},
			deleteRows: async ({ filter, dryRun }) => {
				if (dryRun) return await never();
				return await pass('delete', filter, (table) => this.delete(table, filter));
			},
			clearRows: never,
		};
	}

	private byId(id: string): Table {
		const table = this.tables.find((other) => other.id === id);
		if (table === undefined) throw new Error(`Could not find the data table: '${id}'`);
		return table;
	}

	/** All of them or, if one is refused, none. */
	private insert(table: Table, rows: readonly DataTableRow[]): DataTableRowReturn[] {
		const written = rows.map((row) => writable(table, row));
		const added = written.map((values) => this.add(table, values));
		this.changed(table);
		return added;
	}

	private add(table: Table, values: DataTableRow): DataTableRowReturn {
		const at = new Date(this.now());
		// As SQLite counts here: an id may have been that of a row that is gone.
		const id = (table.rows.at(-1)?.id ?? 0) + 1;
		const blank = Object.fromEntries(table.columns.map(({ name }) => [name, null]));
		const row: DataTableRowReturn = { ...blank, ...values, id, createdAt: at, updatedAt: at };
		table.rows.push(row);
		return row;
	}

	private update(table: Table, filter: DataTableFilter, data: DataTableRow): DataTableRowReturn[] {
		this.hasRoom();
		if (table.columns.length === 0) throw invalid('No columns found for this data table or data table not found');
		if (filter.filters.length === 0) throw invalid('Filter must not be empty');
		if (Object.keys(data).length === 0) throw invalid('Data columns must not be empty');
		const values = writable(table, data);
		const found = select(table, filter);
		for (const row of found) Object.assign(row, values, { updatedAt: new Date(this.now()) });
		this.changed(table);
		return found.map((row) => ({ ...row }));
	}

	private delete(table: Table, filter: DataTableFilter): DataTableRowReturn[] {
		if (filter.filters.length === 0)
			throw invalid('Filter is required for delete operations to prevent accidental deletion of all data');
		const gone = new Set(select(table, filter));
		table.rows = table.rows.filter((row) => !gone.has(row));
		this.changed(table);
		return [...gone];
	}

	private changed(table: Table): void {
		table.updatedAt = new Date(this.now());
		table.change = ++this.lastChange;
	}

	private hasRoom(): void {
		if (this.limit === Number.POSITIVE_INFINITY) return;
		const used = this.tables.reduce((sum, { rows }) => sum + JSON.stringify(rows).length, 0);
		if (used >= this.limit) throw invalid(`Data table size limit exceeded: ${used} used, limit is ${this.limit}`);
	}
}

const shown = ({ id, name, columns, createdAt, updatedAt }: Table): DataTable => ({
	id,
	name,
	// SQLite finds them by an index on their names.
	columns: columns.map((column) => ({ ...column })).sort((a, b) => compared(a.name, b.name)),
	createdAt,
	updatedAt,
	projectId: PROJECT,
});

const invalid = (what: string): Error => new Error(`Validation error with data table request: ${what}`);

function refuseColumns(names: readonly string[]): void {
	if (names.some((name) => name.trim().length > 63 || !/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name.trim())))
		throw invalid(
			'Only alphabetical characters and non-leading numbers and underscores are allowed for column names, and the maximum length is 63 characters.',
		);
	for (const name of names) {
		const is = (reserved: string): boolean => name.toLowerCase() === reserved.toLowerCase();
		if (Object.keys(SYSTEM).some(is)) throw new Error(`Column name "${name}" is reserved as a system column name.`);
		if (is('dryRunState')) throw new Error(`Column name "${name}" is reserved as a testing column name.`);
	}
	const twice = names.find((name, at) => names.slice(0, at).some((other) => letters(other) === letters(name)));
	if (twice !== undefined) throw new Error(`SQLITE_ERROR: duplicate column name: ${twice}`);
}

/** `%` and `_` in what is looked for are SQL's wildcards here. */
function isNamed({ name }: Table, part: string): boolean {
	const pattern = escaped(letters(part)).replaceAll('%', '.*').replaceAll('_', '.');
	return new RegExp(pattern, 'su').test(letters(name));
}

function tablesBy(sortBy: ListDataTableOptions['sortBy'] = 'updatedAt:desc'): (a: Table, b: Table) => number {
	const [field = '', direction] = sortBy.split(':');
	const sign = direction === 'desc' ? -1 : 1;
	if (field === 'name') return (a, b) => sign * compared(letters(a.name), letters(b.name));
	const at = field === 'createdAt' ? 'createdAt' : 'updatedAt';
	return (a, b) => sign * (a[at].getTime() - b[at].getTime() || (at === 'updatedAt' ? a.change - b.change : 0));
}

const FIELD_TYPES: Record<DataTableColumnType, FieldType> = {
	string: 'string',
	number: 'number',
	boolean: 'boolean',
	date: 'dateTime',
};

/** Throws n8n's words for what n8n does not let into a column; gives what it makes of the rest. */
function validated(column: string, cell: Cell, type: DataTableColumnType): Cell {
	if (cell === null) return null;
	const result = n8n().validateFieldType(column, cell, FIELD_TYPES[type]);
	if (!result.valid)
		throw invalid(`value '${String(cell)}' does not match column type '${type}': ${result.errorMessage}`);
	const { newValue } = result;
	if (type !== 'date') return newValue as Cell;
	// An edge: of a date n8n makes a DateTime, which its types do not tell.
	return (newValue as { toUTC(): { toISO(): string } }).toUTC().toISO();
}

/** A row as it is kept: each cell of its column's type. */
function writable({ columns }: Table, data: DataTableRow): DataTableRow {
	const types = new Map(columns.map(({ name, type }) => [name, type]));
	const cells = Object.entries(data).map(([name, value]): [string, Cell] => {
		const type = types.get(name);
		if (type === undefined) throw invalid(`unknown column name '${name}'`);
		return [name, kept(validated(name, value, type), type)];
	});
	return Object.fromEntries(cells);
}

function kept(value: Cell, type: DataTableColumnType): Cell {
	if (value === null) return null;
	if (type === 'date') return new Date(String(value));
	return type === 'string' ? inSql(value, type) : finite(value);
}

type SqlValue = string | number;

/** A cell or a value as SQLite sees it in a column of this type. */
function inSql(value: Exclude<Cell, null>, type: DataTableColumnType): SqlValue {
	if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
	if (type === 'string' || typeof value === 'string') return textInSql(finite(value));
	return Number(finite(value));
}

/** typeorm writes a number into the statement itself, where these are no numbers but names of columns. */
function finite<T extends Cell>(value: T): T {
	if (typeof value === 'number' && !Number.isFinite(value))
		throw new Error(`SQLITE_ERROR: no such column: ${String(value)}`);
	return value;
}

/** A text column turns a number into text, SQLite's way: 1e21 is written as a real number, so it becomes 1.0e+21. */
function textInSql(value: string | number | boolean | Date): string {
	if (typeof value === 'boolean') return value ? '1' : '0';
	if (typeof value !== 'number') return String(value);
	if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(value + 0);
	const [digits = '', exponent = '0'] = value.toExponential(14).split('e');
	const power = Number(exponent);
	if (power >= -4 && power < 15) return String(Number(value.toPrecision(15)));
	const mantissa = digits.replace(/0+$/, '').replace(/\.$/, '.0');
	return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

type Filter = DataTableFilter['filters'][number];

/**
 * By their ids. Not imitated: of ranges of ids of which any will do, SQLite gives a deletion's rows back in the ranges'
 * order.
 */
function select(table: Table, filter: DataTableFilter | undefined): DataTableRowReturn[] {
	const types = new Map([
		...Object.entries(SYSTEM),
		...table.columns.map(({ name, type }): [string, DataTableColumnType] => [name, type]),
	]);
	// First all values, then all conditions: the first that is wrong is the one that is told of.
	const wanted = (filter?.filters ?? []).map((one) => {
		const type = types.get(one.columnName);
		if (type === undefined) throw invalid(`unknown column name '${one.columnName}'`);
		const isDate = type === 'date' && one.value instanceof Date;
		return { ...one, type, value: isDate ? one.value : validated(one.columnName, one.value, type) };
	});
	const tests = wanted.map(({ type, ...one }) => {
		const test = testOf(one, type);
		return ({ [one.columnName]: cell = null }: DataTableRow): boolean =>
			test(cell === null ? null : inSql(cell, type));
	});
	if (tests.length === 0) return [...table.rows];
	return table.rows.filter((row) =>
		filter?.type === 'or' ? tests.some((test) => test(row)) : tests.every((test) => test(row)),
	);
}

type Test = (cell: SqlValue | null) => boolean;

/** As SQL does it: nothing but `neq` and a test for emptiness is true of a cell that holds nothing. */
function testOf({ condition, value }: Filter, type: DataTableColumnType): Test {
	const isText = type === 'string';
	if (condition === 'isEmpty') return (cell) => cell === null || (isText && cell === '');
	if (condition === 'isNotEmpty') return (cell) => cell !== null && !(isText && cell === '');
	if (condition === 'like' || condition === 'ilike') return likeTest(condition, value);
	if (value === null) {
		if (condition === 'eq') return (cell) => cell === null;
		if (condition === 'neq') return (cell) => cell !== null;
		throw invalid(`${condition.toUpperCase()} filter value cannot be null or undefined`);
	}
	const wanted = inSql(value, type);
	if (condition === 'neq') return (cell) => cell !== wanted;
	const fits = {
		eq: (order: number) => order === 0,
		gt: (order: number) => order > 0,
		gte: (order: number) => order >= 0,
		lt: (order: number) => order < 0,
		lte: (order: number) => order <= 0,
	}[condition];
	return (cell) => cell !== null && fits(compared(cell, wanted));
}

/** `%` is the only wildcard here; whoever writes none looks for a part. */
function likeTest(condition: 'like' | 'ilike', value: Cell): Test {
	const name = condition.toUpperCase();
	if (value === null) throw invalid(`${name} filter value cannot be null or undefined`);
	if (typeof value !== 'string') throw invalid(`${name} filter value must be a string`);
	const written = condition === 'like' ? (text: string): string => text : letters;
	const pattern = escaped(written(value)).replaceAll('%', '.*');
	const whole = new RegExp(value.includes('%') ? `^${pattern}$` : pattern, 'su');
	return (cell) => cell !== null && whole.test(written(String(cell)));
}

/** Without regard to case as SQLite understands it: it knows the letters of ASCII only. */
const letters = (text: string): string => text.replace(/[A-Z]+/g, (some) => some.toLowerCase());

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Texts by their bytes, as SQLite does. JavaScript's order is another for emoji. */
function compared(one: SqlValue, other: SqlValue): number {
	if (typeof one === 'string' && typeof other === 'string' && /[\ud800-\uffff]/.test(one + other))
		return Buffer.compare(Buffer.from(one), Buffer.from(other));
	return one < other ? -1 : Number(one > other);
}

function sorted(
	{ columns }: Table,
	rows: readonly DataTableRowReturn[],
	sortBy: [string, 'ASC' | 'DESC'] | undefined,
): DataTableRowReturn[] {
	const [field, direction] = sortBy ?? ['id', 'ASC'];
	const type = SYSTEM[field] ?? columns.find(({ name }) => name === field)?.type ?? 'string';
	const sign = direction === 'DESC' ? -1 : 1;
	const key = ({ [field]: cell = null }: DataTableRow): SqlValue | null => (cell === null ? null : inSql(cell, type));
	const order = (a: SqlValue | null, b: SqlValue | null): number => {
		// SQLite puts empty cells first.
		if (a === null || b === null) return Number(a !== null) - Number(b !== null);
		return compared(a, b);
	};
	return [...rows].sort((a, b) => sign * order(key(a), key(b)) || a.id - b.id);
}
