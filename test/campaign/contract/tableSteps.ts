import { z } from 'zod';
import type { Template, TemplateNode } from '../../../sandbox/n8n/api/workflows';

/**
 * What n8n's Data Table nodes may be asked for, as sequences of steps, each sequence one workflow: to be run by a real
 * n8n and in process, and to be compared. A step that fails ends its sequence, so it comes last.
 */
export interface TableCase {
	name: string;
	steps: Step[];
}

interface Step {
	/** The node's name; what comes out of it is compared under this name. */
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	/** Whether it is run for each item that comes in, and not once. */
	eachItem?: boolean;
	/** With the failed step's items to go on with, as some of the templates want it. */
	goOn?: boolean;
}

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;
type ColumnType = 'string' | 'number' | 'boolean' | 'date';
/** Column, condition, and value if the condition has one. */
type Condition = readonly [column: string, condition: string, value?: unknown];

type Conditions = readonly Condition[] | typeof NO_CONDITIONS;

export const TRIGGER = 'Start';

/** Of each step in its order what came out, one text for an item, and how the execution ended. */
export interface Outcome {
	steps: Record<string, string[]>;
	status: string;
	error?: { message: string; description?: string | null };
}

/** An n8n's workflow for a case. */
export function workflowOf({ name, steps }: TableCase): Template {
	const nodes = [
		nodeOf({ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {}, eachItem: true }),
		...steps.map(nodeOf),
	];
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map((node, index) => [
				node.name,
				{ main: [[{ node: nodes[index + 1]?.name ?? '', type: 'main', index: 0 }]] },
			]),
	);
	// The templates' own, but that successful executions are kept: they are read.
	const settings = { executionOrder: 'v1', saveManualExecutions: true, timezone: 'Europe/Copenhagen' };
	return { name: `Contract: ${name}`, nodes, connections, settings };
}

function nodeOf({ name, type, typeVersion, parameters, eachItem = false, goOn = false }: Step): TemplateNode {
	return {
		id: name,
		name,
		type,
		typeVersion,
		parameters,
		position: [0, 0],
		...(eachItem ? {} : { executeOnce: true }),
		...(type === 'n8n-nodes-base.manualTrigger' ? {} : { alwaysOutputData: true }),
		...(goOn ? { onError: 'continueRegularOutput' } : {}),
	};
}

const errorSchema = z.object({ message: z.string(), description: z.string().nullish() }).passthrough();
const itemSchema = z.object({ json: z.record(z.unknown()), error: errorSchema.optional() }).passthrough();
const runSchema = z.object({
	resultData: z.object({
		runData: z.record(
			z.array(
				z.object({
					data: z.object({ main: z.array(z.array(itemSchema).nullable()).optional() }).optional(),
				}),
			),
		),
		error: errorSchema.optional(),
	}),
});

/** What is to be compared of an execution's saved data. */
export function outcomeOf({ steps }: TableCase, saved: unknown): Outcome {
	const { runData, error } = runSchema.parse(saved).resultData;
	const items = (name: string): string[] =>
		(runData[name] ?? []).flatMap(({ data }) => (data?.main?.[0] ?? []).map(shown));
	return {
		steps: Object.fromEntries(
			steps.filter(({ type }) => COMPARED.includes(type)).map(({ name }) => [name, items(name)]),
		),
		status: error === undefined ? 'success' : 'error',
		...(error === undefined
			? {}
			: { error: { message: withoutIds(error.message), description: error.description } }),
	};
}

/** A row with its columns in their order, which a template may rely on; of a table what does not differ by chance. */
function shown({ json, error }: z.infer<typeof itemSchema>): string {
	const seen = 'columns' in json ? shownTable(json) : shownRow(json);
	return JSON.stringify(error === undefined ? seen : { ...seen, '(error)': withoutIds(error.message) });
}

const columnSchema = z.object({ id: z.string(), name: z.string(), type: z.string(), index: z.number() });
const tableSchema = z.object({
	id: z.string(),
	name: z.string(),
	projectId: z.string(),
	createdAt: z.string().datetime(),
	updatedAt: z.string().datetime(),
	columns: z.array(columnSchema.passthrough()),
});

function shownTable(json: Record<string, unknown>): Record<string, unknown> {
	const table = tableSchema.parse(json);
	const columns = table.columns.map(({ name, type, index }) => `${index} ${name} ${type}`);
	return { name: table.name, columns, changed: table.updatedAt > table.createdAt };
}

function shownRow(json: Record<string, unknown>): Record<string, unknown> {
	const { createdAt, updatedAt } = json;
	const times = Object.entries(json).map(([column, value]): [string, unknown] => {
		if (column !== 'createdAt' && column !== 'updatedAt') return [column, value];
		if (!z.string().datetime().safeParse(value).success) return [column, value];
		return [column, value === createdAt || updatedAt === undefined ? '(time)' : '(later)'];
	});
	return Object.fromEntries(times);
}

const withoutIds = (text: string): string => text.replace(/'[A-Za-z0-9]{16}'/g, "'(id)'");

const DATA_TABLE = 'n8n-nodes-base.dataTable';
const SUB_WORKFLOW = 'n8n-nodes-base.executeWorkflow';
/** Steps of which it is compared what comes out. */
const COMPARED = [DATA_TABLE, SUB_WORKFLOW];

/** The steps of one case, on a table of its own whose name is in no other's. */
class Steps {
	private readonly all: Step[] = [];

	constructor(readonly table: string) {}

	get steps(): Step[] {
		return [...this.all];
	}

	create(
		columns: Record<string, ColumnType> = COLUMNS,
		{ name = this.table, reuse, goOn }: { name?: string; reuse?: boolean; goOn?: boolean } = {},
	): this {
		const parameters = {
			resource: 'table',
			operation: 'create',
			tableName: name,
			columns: { column: Object.entries(columns).map(([column, type]) => ({ name: column, type })) },
			options: reuse === undefined ? {} : { createIfNotExists: reuse },
		};
		return this.ask(`create ${name}`, parameters, { goOn });
	}

	list(filterName: string, options: Record<string, unknown> = {}, limit?: number): this {
		return this.ask(`list ${filterName}`, {
			resource: 'table',
			operation: 'list',
			...(limit === undefined ? { returnAll: true } : { returnAll: false, limit }),
			options: { filterName, ...options },
		});
	}

	/** One row, as a person enters it into the node. */
	insert(value: Record<string, unknown>, options: AskOptions & { bulk?: boolean } = {}): this {
		return this.row('insert', { columns: entered(value), options: bulkOf(options) }, options);
	}

	/** A row for each item that comes in. */
	insertItems(options: AskOptions & { bulk?: boolean } = {}): this {
		const columns = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
		return this.row('insert', { columns, options: bulkOf(options) }, { eachItem: true, ...options });
	}

	get(
		conditions: readonly Condition[],
		{ any, order, limit, ...options }: AskOptions & Matching & { order?: readonly string[]; limit?: number } = {},
	): this {
		const sorting = order && { orderBy: true, orderByColumn: order[0], orderByDirection: order[1] };
		return this.row(
			'get',
			{
				...matching(conditions, any),
				...(limit === undefined ? { returnAll: true } : { returnAll: false, limit }),
				...sorting,
			},
			options,
		);
	}

	update(conditions: Conditions, value: Record<string, unknown>, options: AskOptions & Matching = {}): this {
		return this.row('update', { ...matching(conditions, options.any), columns: entered(value) }, options);
	}

	upsert(conditions: Conditions, value: Record<string, unknown>, options: AskOptions & Matching = {}): this {
		return this.row('upsert', { ...matching(conditions, options.any), columns: entered(value) }, options);
	}

	remove(conditions: Conditions, options: AskOptions & Matching = {}): this {
		return this.row('deleteRows', matching(conditions, options.any), options);
	}

	/** The items for the step that comes next. */
	items(rows: readonly Row[] | string): this {
		const jsonOutput =
			typeof rows === 'string' ? `={{ ({ rows: ${rows} }) }}` : JSON.stringify({ rows: [...rows] });
		this.add('items', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput, options: {} });
		return this.add('split', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'rows', options: {} });
	}

	/** Steps on the same table in a sub-workflow that is given as JSON: out comes what its last node puts out. */
	within(build: Build, options: AskOptions = {}): this {
		const { nodes, connections, settings } = workflowOf({
			name: 'within',
			steps: build(new Steps(this.table)).steps,
		});
		const trigger = { type: 'n8n-nodes-base.executeWorkflowTrigger', typeVersion: 1.1 };
		const sub = {
			name: 'within',
			nodes: nodes.map((node) =>
				node.name === TRIGGER ? { ...node, ...trigger, parameters: { inputSource: 'passthrough' } } : node,
			),
			connections,
			settings: { ...settings, callerPolicy: 'workflowsFromSameOwner' },
		};
		const parameters = { source: 'parameter', workflowJson: JSON.stringify(sub), mode: 'once', options: {} };
		return this.add('within', SUB_WORKFLOW, 1.2, parameters, options);
	}

	/** Until the clock shows another time, for what depends on which of two was later. */
	pause(): this {
		return this.add('pause', 'n8n-nodes-base.wait', 1.1, { resume: 'timeInterval', amount: 0.03, unit: 'seconds' });
	}

	private row(operation: string, parameters: Record<string, unknown>, options: AskOptions): this {
		const named = { __rl: true, mode: 'name', value: this.table };
		const dataTableId = options.byId === undefined ? named : { __rl: true, mode: 'id', value: options.byId };
		return this.ask(operation, { resource: 'row', operation, dataTableId, ...parameters }, options);
	}

	private ask(name: string, parameters: Record<string, unknown>, options: AskOptions = {}): this {
		return this.add(name, DATA_TABLE, 1.1, parameters, options);
	}

	private add(
		name: string,
		type: string,
		typeVersion: number,
		parameters: Record<string, unknown>,
		{ eachItem, goOn }: AskOptions = {},
	): this {
		const parts = [String(this.all.length + 1).padStart(2, '0'), name];
		this.all.push({ name: parts.join(' '), type, typeVersion, parameters, eachItem, goOn });
		return this;
	}
}

interface AskOptions {
	/** The table by this id, often an expression, and not by its name. */
	byId?: string;
	eachItem?: boolean;
	goOn?: boolean;
}

interface Matching {
	/** One condition is enough. */
	any?: boolean;
}

const bulkOf = ({ bulk }: { bulk?: boolean }): object => (bulk === undefined ? {} : { optimizeBulk: bulk });

const entered = (value: Record<string, unknown>): object => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns: [],
	schema: [],
});

const matching = (conditions: Conditions, any = false): Record<string, unknown> => ({
	matchType: any ? 'anyCondition' : 'allConditions',
	filters: {
		conditions:
			conditions === NO_CONDITIONS
				? conditions
				: conditions.map(([keyName, condition, keyValue]) => ({
						keyName,
						condition,
						...(keyValue === undefined ? {} : { keyValue }),
					})),
	},
});

/** An expression: where a condition is required, n8n does not even begin with an empty list. */
const NO_CONDITIONS = '={{ [] }}';

const COLUMNS: Record<string, ColumnType> = { text: 'string', amount: 'number', flag: 'boolean', day: 'date' };

/** With cells that hold nothing, equal ones, and ones of which SQL and JavaScript think differently. */
const ROWS: readonly Row[] = [
	{ text: 'alpha', amount: 1, flag: true, day: '2026-01-01T00:00:00.000Z' },
	{ text: 'Beta', amount: 2.5, flag: false, day: '2026-02-01T10:30:00+01:00' },
	{ text: '', amount: 0, flag: null, day: null },
	{ text: null, amount: null, flag: true, day: '2026-03-01' },
	{ text: '100%_x', amount: -3, flag: false, day: '2026-01-01T00:00:00.000Z' },
	{ text: 'Ærø æøå 😀', amount: 10, flag: null, day: '2025-12-31T23:59:59.999Z' },
	{ text: 'alpha', amount: 1e15, flag: true, day: null },
	{ text: '10', amount: 10, flag: false, day: '1999-01-01T00:00:00Z' },
	{ text: 'a*b?c[d]\\e', amount: 9, flag: null, day: '2026-06-30T12:00:00.5Z' },
	{ text: 'ALPHA', amount: null, flag: null, day: '2026-03-01T00:00:00Z' },
	{ text: '\uFF21', amount: 2, flag: true, day: '2026-03-01T00:00:00Z' },
	{ text: 'it\'s 5 o\'clock\nand "late"', amount: 0.1, flag: true, day: '2026-03-01T00:00:01Z' },
];

const COMPARISONS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'] as const;
const EMPTINESS = ['isEmpty', 'isNotEmpty'] as const;

type Build = (steps: Steps) => Steps;

/** A step that is to fail, after a table with the rows. */
const refused = (name: string, build: Build): [string, Build] => [
	`refused: ${name}`,
	(steps) => build(steps.create().items(ROWS.slice(0, 2)).insertItems()),
];
/** The same on a table with the rows, and a look at the table afterwards. */
const filled =
	(build: Build): Build =>
	(steps) =>
		build(steps.create().items(ROWS).insertItems());
const looked =
	(build: Build): Build =>
	(steps) =>
		filled(build)(steps).get([]);

/** Each condition with each value. */
const gets =
	(column: string, conditions: readonly string[], values: readonly unknown[]): Build =>
	(steps) =>
		values.reduce<Steps>(
			(all, value) => conditions.reduce((some, condition) => some.get([[column, condition, value]]), all),
			steps,
		);
const getsEmpty =
	(column: string): Build =>
	(steps) =>
		EMPTINESS.reduce((all, condition) => all.get([[column, condition]]), steps);
const both =
	(...builds: Build[]): Build =>
	(steps) =>
		builds.reduce((all, build) => build(all), steps);

const ordered = (...columns: string[]): Build =>
	both(
		...columns.flatMap((column) =>
			['ASC', 'DESC'].map((direction) => (steps: Steps) => steps.get([], { order: [column, direction] })),
		),
	);

/** An expression for the id of the table that the first step made. */
const made = ({ table }: Steps): string => `={{ $('01 create ${table}').first().json.id }}`;

const creating: Array<[string, Build]> = [
	['create: new, and a list', (steps) => steps.create().list(steps.table)],
	['create: without columns', (steps) => steps.create({}).list(steps.table).get([])],
	[
		'create: columns come back in an order',
		(steps) => steps.create({ z: 'string', B: 'date', a: 'number', M: 'string' }),
	],
	['create: reused when new', (steps) => steps.create(COLUMNS, { reuse: true })],
	[
		'create: reused, whatever columns are asked for',
		(steps) => steps.create().pause().insert({ text: 'a' }).create({ other: 'string' }, { reuse: true }),
	],
	['create: there already', (steps) => steps.create().create()],
	['create: there already, not to be reused', (steps) => steps.create().create(COLUMNS, { reuse: false })],
	['create: there already, goes on', (steps) => steps.create().create(COLUMNS, { goOn: true }).list(steps.table)],
	[
		'create: a table whose name contains this one was changed last',
		(steps) => trap(steps, `${steps.table} (copy)`).create(COLUMNS, { reuse: true }),
	],
	[
		'create: a table whose name contains this one was made first and not changed since',
		(steps) =>
			steps
				.create(COLUMNS, { name: `${steps.table} (copy)` })
				.pause()
				.create()
				.create(COLUMNS, { reuse: true }),
	],
	[
		'create: a name that fits by a wildcard was changed last',
		(steps) => trap(steps, steps.table.replaceAll('_', 'x')).create(COLUMNS, { reuse: true }),
	],
	[
		'create: a name in other letters was changed last',
		(steps) => trap(steps, steps.table.toUpperCase()).create(COLUMNS, { reuse: true }),
	],
	[
		'create: a row changed afterwards brings this one first again',
		(steps) =>
			steps
				.create()
				.pause()
				.create(COLUMNS, { name: `${steps.table} (copy)` })
				.pause()
				.insert({ text: 'x' }, { byId: made(steps) })
				.create(COLUMNS, { reuse: true }),
	],
	['create: the name of a column is no name', (steps) => steps.create({ 'no name': 'string' })],
	['create: the name of a column begins with a digit', (steps) => steps.create({ '1st': 'string' })],
	['create: the name of a column is too long', (steps) => steps.create({ ['a'.repeat(64)]: 'string' })],
	['create: the name of a column is a system column', (steps) => steps.create({ CreatedAt: 'string' })],
	['create: the name of a column is that of the tests', (steps) => steps.create({ dryRunState: 'string' })],
	['create: two columns that differ in their letters', (steps) => steps.create({ a: 'string', A: 'string' })],
];

/** Another table of this name, made and filled after ours. */
const trap = (steps: Steps, name: string): Steps => steps.create().pause().create(COLUMNS, { name });

const listing: Array<[string, Build]> = [
	[
		'list: by a part of the name, in their order',
		(steps) => {
			const [a, b, c] = ['b one', 'A two', 'c_three'].map((name) => `${steps.table} ${name}`);
			return steps
				.create(COLUMNS, { name: a })
				.pause()
				.create(COLUMNS, { name: b })
				.pause()
				.create(COLUMNS, { name: c })
				.list(steps.table)
				.list(steps.table.toUpperCase())
				.list(`${steps.table} _ %`)
				.list(`${steps.table} C_THREE`)
				.list(`${steps.table} b one`, {}, 1)
				.list(steps.table, {}, 2)
				.list(steps.table, { sortField: 'name', sortDirection: 'asc' })
				.list(steps.table, { sortField: 'name', sortDirection: 'desc' })
				.list(steps.table, { sortField: 'createdAt', sortDirection: 'asc' })
				.list(steps.table, { sortField: 'createdAt', sortDirection: 'desc' }, 1)
				.list(steps.table, { sortField: 'updatedAt', sortDirection: 'asc' })
				.list(`${steps.table} there is none`);
		},
	],
	[
		'list: Danish letters',
		(steps) =>
			steps
				.create(COLUMNS, { name: `${steps.table} Ærø` })
				.list(`${steps.table} Ærø`)
				.list(`${steps.table} ærø`)
				.list(`${steps.table} _rø`)
				.create(COLUMNS, { name: `${steps.table} Ærø`, reuse: true }),
	],
	[
		'by name: the one that was changed last of those that contain it',
		(steps) =>
			trap(steps, `${steps.table} (copy)`)
				.insert({ text: 'into the copy' })
				.get([])
				.get([], { byId: made(steps) }),
	],
	[
		'by name: a wildcard, other letters',
		(steps) => trap(steps, steps.table.replaceAll('_', 'X').toUpperCase()).insert({ text: 'x' }).get([]),
	],
];

const LONG = 'Blåbærgrød 😀 '.repeat(8000);

const inserting: Array<[string, Build]> = [
	[
		'insert: entered, all types, blank and null',
		(steps) =>
			steps
				.create()
				.insert({ text: 'a', amount: 1.5, flag: true, day: '2026-05-06T07:08:09.123Z' })
				.insert({ text: '', amount: 0, flag: false, day: '2026-05-06T07:08:09+02:00' })
				.insert({ text: null, amount: null, flag: null, day: null })
				.insert({ text: 'only this' })
				.insert({})
				.get([]),
	],
	['insert: numbers into text', texts([1, -7, 1.5, 0.1, 2147483647, 2147483648, 12345678901, 1e21, 1e-7, -0, 1e300])],
	[
		'insert: other things into text',
		texts([true, false, '0012', ' padded ', 'a\tb\nc', "o'clock", '{{ 1 }}', 'null']),
	],
	[
		'insert: dates into text',
		texts([
			'={{ new Date("2026-05-06T07:08:09.123Z") }}',
			'={{ DateTime.fromISO("2026-05-06T07:08:09.123+02:00") }}',
			'={{ "2026-05-06T07:08:09.123Z" }}',
		]),
	],
	[
		'insert: dates into a date column',
		entering('day', [
			'2026-05-06',
			'2026-05-06T07:08',
			'2026-05-06 07:08:09',
			'2026-05-06T07:08:09Z',
			'2026-05-06T07:08:09.123456+05:30',
			'Wed, 06 May 2026 07:08:09 GMT',
			'May 6, 2026',
			'2026',
			'20260506',
			'2026-W20',
			'={{ new Date("2026-05-06T07:08:09.123Z") }}',
			'={{ DateTime.fromISO("2026-05-06T07:08:09.123+02:00") }}',
			1778051289123,
			'1778051289123',
			'0001-01-01T00:00:00Z',
		]),
	],
	[
		'insert: numbers',
		entering('amount', ['12', ' 12 ', '', '1e3', '0x10', true, false, -0, 1e300, 0.1, 123456789012345680]),
	],
	['insert: true and false', entering('flag', ['true', 'FALSE', 1, 0, '1', '0', '1.0'])],
	[
		'insert: a very long text',
		(steps) =>
			steps
				.create()
				.insert({ text: LONG })
				.get([['text', 'eq', LONG]]),
	],
	[
		'insert: letters of all kinds',
		texts(['æøå ÆØÅ', '😀👩‍👩‍👧', 'e\u0301 é', '\u200B\uFEFF', '日本語', '%_*?[]\\', '$& $1', '\uFF21\u{10000}']),
	],
	['insert: items, as they are', filled((steps) => steps.get([]))],
	[
		'insert: items with fewer and other columns in another order, and system columns',
		(steps) =>
			steps
				.create()
				.items([
					{ amount: 1, text: 'a' },
					{ id: 77, createdAt: '2020-01-01T00:00:00Z', updatedAt: null, day: null },
					{ flag: false },
				])
				.insertItems()
				.items([{ text: 'b' }, {}])
				.insertItems({ bulk: false })
				.get([]),
	],
	[
		'insert: items in bulk',
		(steps) =>
			steps
				.create()
				.items(ROWS)
				.insertItems({ bulk: true })
				.items([{ flag: true }, {}, { text: 'last', day: '2026-01-01' }])
				.insertItems({ bulk: true })
				.get([]),
	],
	[
		'insert: items into a table given by an expression, in bulk and not',
		(steps) =>
			steps
				.create()
				.items(ROWS.slice(0, 3))
				.insertItems({ byId: made(steps) })
				.items(ROWS.slice(0, 3))
				.insertItems({ byId: made(steps), bulk: true })
				.get([], { byId: made(steps) }),
	],
	[
		'insert: one item of several is wrong, none goes in',
		(steps) =>
			steps
				.create()
				.items([{ text: 'good' }, { amount: 'wrong' }])
				.insertItems({ goOn: true })
				.get([])
				.insert({ text: 'next' }),
	],
	[
		'insert: one item of several is wrong, by an expression, the others go in',
		(steps) =>
			steps
				.create()
				.items([{ text: 'good' }, { amount: 'wrong' }, { text: 'too' }])
				.insertItems({ goOn: true, byId: made(steps) })
				.get([]),
	],
	[
		'insert: into a table without columns',
		(steps) => steps.create({}).items([{}, {}]).insertItems().insertItems({ bulk: true }).get([]),
	],
	['insert: ids after the last rows, and all, are gone', goneIds],
	refused('insert: a column that is not there', (steps) => steps.insert({ text: 'a', nothing: 1 })),
	refused('insert: a column in other letters', (steps) => steps.insert({ TEXT: 'a' })),
	refused('insert: the id', (steps) => steps.insert({ id: 5, text: 'a' })),
	refused('insert: a text as a number', (steps) => steps.insert({ amount: 'twelve' })),
	refused('insert: a comma in a number', (steps) => steps.insert({ amount: '1,5' })),
	refused('insert: what is no number to SQLite', (steps) => steps.insert({ amount: 'Infinity' })),
	refused('insert: a text as a date', (steps) => steps.insert({ day: 'tomorrow' })),
	refused('insert: a blank date', (steps) => steps.insert({ day: '' })),
	refused('insert: a text as true or false', (steps) => steps.insert({ flag: 'yes' })),
	refused('insert: blank as true or false', (steps) => steps.insert({ flag: '' })),
	refused('insert: a list', (steps) => steps.insert({ text: '={{ [1, 2] }}' })),
	refused('insert: an object', (steps) => steps.insert({ text: '={{ ({ a: 1 }) }}' })),
	refused('insert: in bulk, a column that is not there', (steps) =>
		steps.items([{ text: 'a' }, { nothing: 1 }]).insertItems({ bulk: true }),
	),
];

function goneIds(steps: Steps): Steps {
	return filled((all) =>
		all
			.remove([['id', 'eq', 5]])
			.insert({ text: 'after one in the middle' })
			.remove([['id', 'gte', 3]])
			.insert({ text: 'after the last ones' })
			.get([])
			.remove([['id', 'gte', 0]])
			.insert({ text: 'after all' }),
	)(steps);
}

/** A row for each value, entered into this column. */
function entering(column: string, values: readonly unknown[]): Build {
	return (steps) => values.reduce<Steps>((all, value) => all.insert({ [column]: value }), steps.create()).get([]);
}

function texts(values: readonly unknown[]): Build {
	return entering('text', values);
}

const NOTHING = '={{ null }}';
const FIRST_MADE = "={{ $('02 insert').first().json.createdAt }}";
const TEXTS = ['alpha', 'Beta', '', '10', 10, 10.5, true, '😀', '\uFF21', NOTHING] as const;
const PATTERNS = [
	'alpha',
	'ALPHA',
	'a%',
	'%a',
	'%',
	'',
	'_',
	'100\\%',
	'0%_',
	'æ',
	'Æ',
	'øå 😀',
	'*b?c[d]',
	'[d]',
	'\\e',
	'?',
	'o\'clock\nand "l',
];

const getting: Array<[string, Build]> = [
	['get: texts compared', filled(gets('text', ['eq', 'neq'], TEXTS))],
	['get: texts by their order', filled(gets('text', ['gt', 'gte', 'lt', 'lte'], TEXTS.slice(0, -1)))],
	['get: texts alike', filled(gets('text', ['like'], PATTERNS))],
	['get: texts alike in any letters', filled(gets('text', ['ilike'], PATTERNS))],
	['get: texts that are empty', filled(getsEmpty('text'))],
	['get: numbers compared', filled(gets('amount', COMPARISONS, [10, '10', 0, '', 0.1, '2.50', -3, true, 1e15]))],
	['get: numbers that are none', filled(both(gets('amount', ['eq', 'neq'], [NOTHING]), getsEmpty('amount')))],
	[
		'get: true and false',
		filled(
			both(
				gets('flag', ['isTrue', 'isFalse'], [undefined]),
				gets('flag', ['eq', 'neq'], [true, 'false', 1, NOTHING]),
				gets('flag', ['gt', 'lte'], [false]),
				getsEmpty('flag'),
			),
		),
	],
	[
		'get: dates compared',
		filled(
			gets('day', COMPARISONS, [
				'2026-01-01T00:00:00.000Z',
				'2026-01-01',
				'2026-02-01T10:30:00+01:00',
				'2026-03-01T00:00:00.999Z',
				'={{ DateTime.fromISO("2026-03-01T01:00:00+01:00") }}',
				'={{ new Date(0) }}',
				1767225600000,
			]),
		),
	],
	['get: dates that are none', filled(both(gets('day', ['eq', 'neq'], [NOTHING]), getsEmpty('day')))],
	['get: by id', filled(both(gets('id', COMPARISONS, [1, '2', 5.5, 99]), getsEmpty('id')))],
	[
		'get: by the time of creation',
		(steps) =>
			both(
				gets('createdAt', COMPARISONS, [FIRST_MADE, '2020-01-01', '={{ $now.plus({ hours: 1 }).toISO() }}']),
				getsEmpty('createdAt'),
				gets('updatedAt', ['gt', 'lt'], [FIRST_MADE]),
			)(steps.create().insert({ text: 'a' }).pause().insert({ text: 'b' }).pause().insert({ text: 'c' })),
	],
	[
		'get: several conditions',
		filled((steps) =>
			steps
				.get([
					['text', 'eq', 'alpha'],
					['amount', 'gt', 1],
				])
				.get(
					[
						['text', 'eq', 'alpha'],
						['amount', 'gt', 9],
						['day', 'isEmpty'],
					],
					{ any: true },
				)
				.get(
					[
						['flag', 'isTrue'],
						['id', 'lt', 4],
					],
					{ any: false },
				)
				.get(
					[
						['id', 'gte', 11],
						['id', 'eq', 2],
					],
					{ any: true },
				)
				.get([['text', 'eq', 'alpha']], { any: true })
				.get([], { any: true }),
		),
	],
	['get: in an order', filled(ordered('text', 'amount', 'flag', 'day', 'id'))],
	[
		'get: in the order of creation and change',
		(steps) =>
			ordered(
				'createdAt',
				'updatedAt',
			)(
				steps
					.create()
					.insert({ text: 'a' })
					.pause()
					.insert({ text: 'b' })
					.pause()
					.insert({ text: 'c' })
					.pause()
					.update([['text', 'eq', 'a']], { amount: 1 }),
			),
	],
	[
		'get: a few',
		filled((steps) =>
			steps
				.get([], { limit: 1 })
				.get([], { limit: 5, order: ['amount', 'DESC'] })
				.get([['amount', 'isNotEmpty']], { limit: 100, order: ['text', 'ASC'] })
				.get([], { limit: 0 }),
		),
	],
	[
		'get: more than two pages',
		(steps) =>
			steps
				.create()
				.items('Array.from({ length: 2345 }, (_, n) => ({ text: `row ${n % 7}`, amount: n % 1500 }))')
				.insertItems({ bulk: true })
				.get([])
				.get([], { order: ['amount', 'DESC'] })
				.get([['text', 'neq', 'row 3']], { order: ['text', 'ASC'] })
				.get([['amount', 'lt', 1000]], { limit: 1001 })
				.get([], { limit: 1000 })
				.get([], { limit: 2400 }),
	],
	['get: of each item', filled((steps) => eachText(steps))],
	refused('get: a column that is not there', (steps) => steps.get([['nothing', 'eq', 1]])),
	refused('get: two columns that are not there', (steps) =>
		steps.get([
			['nothing', 'eq', 1],
			['text', 'eq', 'a'],
			['TEXT', 'isEmpty'],
		]),
	),
	refused('get: a text for a number', (steps) => steps.get([['amount', 'eq', 'twelve']])),
	refused('get: a text for a date', (steps) => steps.get([['day', 'eq', 'tomorrow']])),
	refused('get: blank for a date', (steps) => steps.get([['day', 'eq', '']])),
	refused('get: a text for true or false', (steps) => steps.get([['flag', 'eq', 'yes']])),
	refused('get: greater than nothing', (steps) => steps.get([['amount', 'gt', NOTHING]])),
	refused('get: alike nothing', (steps) => steps.get([['text', 'like', NOTHING]])),
	refused('get: alike in a text, but a number', (steps) => steps.get([['text', 'like', '={{ 5 }}']])),
	refused('get: alike in a number', (steps) => steps.get([['amount', 'ilike', '1']])),
	refused('get: alike in a date', (steps) => steps.get([['day', 'like', '2026-01-01']])),
	refused('get: in the order of a column that is not there', (steps) => steps.get([], { order: ['nothing', 'ASC'] })),
	refused('get: a text for the id', (steps) => steps.get([['id', 'eq', 'first']])),
];

/** As the templates ask for the rows of what came in. */
function eachText(steps: Steps): Steps {
	return steps
		.items([{ wanted: 'alpha' }, { wanted: 'nothing like it' }, { wanted: 'Beta' }])
		.get([['text', 'eq', '={{ $json.wanted }}']], { eachItem: true });
}

const changing: Array<[string, Build]> = [
	[
		'update: some, none, all',
		looked((steps) =>
			steps
				.pause()
				.update([['text', 'eq', 'alpha']], { amount: 5, day: '2026-09-09T10:00:00+02:00' })
				.update([['text', 'eq', 'not there']], { amount: 6 })
				.update([['id', 'gte', 0]], { flag: 'true' })
				.update([['amount', 'isEmpty']], { amount: 0, text: null }),
		),
	],
	[
		'update: what is looked for is what is changed',
		looked((steps) =>
			steps
				.pause()
				.update([['text', 'eq', 'alpha']], { text: 'omega' })
				.update([['text', 'eq', 'alpha']], { text: 'omega' })
				.update(
					[
						['id', 'gt', 10],
						['id', 'eq', 2],
						['text', 'isEmpty'],
					],
					{ text: 'any' },
					{ any: true },
				),
		),
	],
	[
		'update: one, and its times',
		(steps) =>
			steps
				.create()
				.insert({ text: 'a' })
				.insert({ text: 'b' })
				.pause()
				.update([['text', 'eq', 'a']], { amount: 12345678901, text: 12345678901 })
				.update([['text', 'eq', 12345678901]], { flag: false })
				.get([]),
	],
	['update: of each item', looked((steps) => eachUpdated(steps))],
	[
		'update: by id and name, a table like it is changed last',
		(steps) =>
			trap(steps, `${steps.table} (copy)`)
				.insert({ text: 'copy' })
				.insert({ text: 'right' }, { byId: made(steps) })
				.pause()
				.update([['id', 'eq', 1]], { amount: 1 })
				.pause()
				.update([['id', 'eq', 1]], { amount: 2 }, { byId: made(steps) })
				.pause()
				.remove([['id', 'eq', 5]], { byId: made(steps) })
				.list(steps.table),
	],
	refused('update: without a condition', (steps) => steps.update(NO_CONDITIONS, { text: 'a' })),
	refused('update: nothing', (steps) => steps.update([['id', 'eq', 1]], {})),
	refused('update: a column that is not there', (steps) => steps.update([['id', 'eq', 1]], { nothing: 1 })),
	refused('update: a system column', (steps) => steps.update([['id', 'eq', 1]], { createdAt: '2026-01-01' })),
	refused('update: a wrong value, none matched', (steps) => steps.update([['id', 'eq', 99]], { amount: 'twelve' })),
	refused('update: a wrong condition', (steps) => steps.update([['amount', 'eq', 'twelve']], { amount: 1 })),
	refused('update: a table without columns', (steps) =>
		steps
			.pause()
			.create({}, { name: `${steps.table} bare` })
			.update([['id', 'eq', 1]], { text: 'a' }),
	),
	[
		'upsert: new, one, several',
		looked((steps) =>
			steps
				.pause()
				.upsert([['text', 'eq', 'new']], { text: 'new', amount: 1 })
				.pause()
				.upsert([['text', 'eq', 'new']], { amount: 2 })
				.upsert([['text', 'eq', 'alpha']], { amount: 3, day: '2026-01-02' })
				.upsert([['text', 'eq', 'what is looked for is not written']], { amount: 4 })
				.pause()
				.upsert(
					[
						['text', 'eq', 'none'],
						['amount', 'eq', 4],
					],
					{ text: 'any' },
					{ any: true },
				),
		),
	],
	[
		'upsert: of items of which two are the same',
		(steps) =>
			steps
				.create()
				.items([
					{ key: 'a', n: 1 },
					{ key: 'b', n: 2 },
					{ key: 'a', n: 3 },
				])
				.upsert(
					[['text', 'eq', '={{ $json.key }}']],
					{ text: '={{ $json.key }}', amount: '={{ $json.n }}' },
					{ eachItem: true },
				)
				.get([]),
	],
	refused('upsert: without a condition', (steps) => steps.upsert(NO_CONDITIONS, { text: 'a' })),
	refused('upsert: nothing', (steps) => steps.upsert([['id', 'eq', 99]], {})),
	refused('upsert: a column that is not there', (steps) => steps.upsert([['id', 'eq', 99]], { nothing: 1 })),
	refused('upsert: a wrong value', (steps) => steps.upsert([['id', 'eq', 99]], { day: 'tomorrow' })),
	[
		'delete: some, none, all',
		filled((steps) =>
			steps
				.remove([['text', 'eq', 'alpha']])
				.remove([['text', 'eq', 'alpha']])
				.remove(
					[
						['id', 'eq', 12],
						['id', 'eq', 2],
					],
					{ any: true },
				)
				.remove(
					[
						['flag', 'isEmpty'],
						['day', 'isEmpty'],
					],
					{ any: false },
				)
				.get([])
				.remove([['id', 'gt', 0]])
				.get([]),
		),
	],
	refused('delete: without a condition', (steps) => steps.remove(NO_CONDITIONS)),
	refused('delete: a column that is not there', (steps) => steps.remove([['nothing', 'eq', 1]])),
	refused('delete: a wrong condition', (steps) => steps.remove([['amount', 'gt', 'twelve']])),
];

function eachUpdated(steps: Steps): Steps {
	return steps
		.pause()
		.items([{ wanted: 'alpha' }, { wanted: 'nothing like it' }, { wanted: 'Beta' }])
		.update([['text', 'eq', '={{ $json.wanted }}']], { amount: '={{ $itemIndex }}' }, { eachItem: true });
}

const NO_TABLE = 'abcDEF1234567890';

const missing: Array<[string, Build]> = [
	...(['get', 'remove'] as const).map((name): [string, Build] => [
		`no such table: ${name}`,
		(steps) => steps[name]([['id', 'eq', 1]], { byId: NO_TABLE }),
	]),
	...(['update', 'upsert'] as const).map((name): [string, Build] => [
		`no such table: ${name}`,
		(steps) => steps[name]([['id', 'eq', 1]], { text: 'a' }, { byId: NO_TABLE }),
	]),
	['no such table: insert', (steps) => steps.insert({ text: 'a' }, { byId: NO_TABLE })],
	[
		'no such table: insert by an expression',
		(steps) => steps.insert({ text: 'a' }, { byId: `={{ "${NO_TABLE}" }}` }),
	],
	['no such table: blank', (steps) => steps.get([], { byId: '={{ "" }}' })],
	['no such table: by name', (steps) => steps.get([])],
	[
		'no such table: goes on',
		(steps) =>
			steps
				.items([{ a: 1 }, { a: 2 }])
				.get([], { byId: NO_TABLE, goOn: true, eachItem: true })
				.insert({ text: 'a' }, { byId: NO_TABLE, goOn: true, eachItem: true })
				.get([], { goOn: true }),
	],
	[
		'goes on: a value, a condition, a name',
		(steps) =>
			steps
				.create()
				.items([{ amount: 'wrong' }])
				.insertItems({ goOn: true })
				.insert({ amount: 'wrong' }, { goOn: true })
				.update([['amount', 'eq', 'wrong']], { amount: 1 }, { goOn: true })
				.upsert([['text', 'eq', 'wrong']], { amount: 'x' }, { goOn: true })
				.get([['nothing', 'eq', 1]], { goOn: true })
				.get([]),
	],
];

const within: Array<[string, Build]> = [
	[
		'in a sub-workflow: made, written and read',
		(steps) =>
			steps
				.within((sub) => sub.create().insert({ text: 'a', amount: 1 }).insert({ text: 'b', amount: 2 }).get([]))
				.get([]),
	],
	[
		'in a sub-workflow: a lease is taken once',
		(steps) =>
			steps
				.create()
				.insert({ text: 'free', amount: 0 })
				.within((sub) => sub.update([['amount', 'lt', 5]], { text: 'one', amount: 9 }))
				.within((sub) => sub.update([['amount', 'lt', 5]], { text: 'other', amount: 9 }))
				.get([]),
	],
	[
		'in a sub-workflow: the items of the caller come in',
		(steps) =>
			steps
				.create()
				.items([{ text: 'x' }, { text: 'y' }])
				.within((sub) => sub.insertItems(), { eachItem: true })
				.get([]),
	],
	['in a sub-workflow: no such table', (steps) => steps.within((sub) => sub.get([]))],
	[
		'in a sub-workflow: a value of another type',
		(steps) =>
			steps
				.create()
				.within((sub) => sub.insert({ amount: 'wrong' }))
				.get([]),
	],
];

/** All of them. A real n8n and the one in process go through them in the same order. */
export function tableCases(): TableCase[] {
	return [...creating, ...listing, ...inserting, ...getting, ...changing, ...missing, ...within].map(
		([name, build], index) => ({
			name,
			steps: build(new Steps(`contract_${String(index).padStart(3, '0')}_rows`)).steps,
		}),
	);
}
