import type { IExecuteFunctions, INode, IWorkflowBase } from 'n8n-workflow';
import { z } from 'zod';
import type { Clock } from '../../lib/http/port';
import { tablesOf, type Condition, type TableAnswer, type TableStep, type TableStore } from '../../lib/state/store';
import { isAboutAColumn, listedTrouble, storeTrouble, StoreTrouble } from '../../lib/state/storeTrouble';
import { cell, SHARED_TABLES, TABLES, type TableKey, type TableRow } from '../../lib/state/tables';
import { systemClock } from './clock';

/**
 * n8n's Data Tables, as far as a community node reaches them: by its core node, in a sub-workflow that is given as JSON
 * (N8N2). Each step is a branch of it, one below the other, which is their order; what a branch gives out is
 * gathered in one item under the branch's name.
 */
export class DataTables implements TableStore {
	private listed: readonly TableRow[] = [];

	/** @param ids of the tables by their names, where an earlier node of the run has listed them */
	constructor(
		private readonly context: Pick<IExecuteFunctions, 'executeWorkflow'>,
		private ids: ReadonlyMap<string, string> = new Map(),
		private readonly clock: Clock = systemClock,
	) {}

	/** Ids of the tables by their names, for the next node. */
	get known(): Record<string, string> {
		return Object.fromEntries(this.ids);
	}

	async call(steps: readonly TableStep[]): Promise<TableAnswer> {
		for (let left = TRIES; left > 1; left--) {
			const answer = await this.once(steps).catch((caught: unknown) => {
				// Until a person acts it would be the same; of a node that it lacks n8n keeps a row for every call.
				if (caught instanceof StoreTrouble) throw caught;
				return undefined;
			});
			if (answer !== undefined) return answer;
			// A short wait of the database must not end a run; every step may come twice.
			if (!(await this.madeTables(tablesOf(steps)))) await this.clock.sleep(TRY_AGAIN_MS);
		}
		return await this.once(steps);
	}

	private async once(steps: readonly TableStep[]): Promise<TableAnswer> {
		const call = new InlineCall(this.ids);
		const lists = this.ids.size === 0 || steps.some((step) => step.do === 'tables');
		if (lists) call.list();
		for (const [index, step] of steps.entries()) call.add(step, index === steps.length - 1);
		const answer = await this.run(call);
		if (lists) this.know(answer.get(LIST) ?? []);
		const lacking = tablesOf(steps).find((key) => !this.ids.has(TABLES[key].name));
		if (lacking !== undefined) throw new Error(`The Data Table ${TABLES[lacking].name} is missing`);
		return {
			tables: this.listed,
			rows: (as) => (answer.get(as) ?? []).filter((row) => row['id'] !== undefined),
		};
	}

	/** Whether tables were missing, and are there now: a call that failed is worth another try at once. */
	private async madeTables(needed: readonly TableKey[]): Promise<boolean> {
		const before = this.ids;
		if (!(await this.list())) return false;
		const all = [...new Set([...SHARED_TABLES, ...needed])];
		const missing = all.map((key) => TABLES[key]).filter(({ name }) => !this.ids.has(name));
		if (missing.length === 0) return [...this.ids].some(([name, id]) => before.get(name) !== id);
		const call = new InlineCall(this.ids);
		for (const table of missing) call.create(table);
		// Another run may have been faster, with one or with all of them.
		await this.run(call).catch(async () => {
			await this.clock.sleep(MADE_BY_ANOTHER_MS);
			return new Map();
		});
		return await this.list();
	}

	/** Whether the tables could be listed. */
	private async list(): Promise<boolean> {
		const call = new InlineCall(this.ids);
		call.list();
		const answer = await this.run(call).catch(() => undefined);
		if (answer === undefined) return false;
		this.know(answer.get(LIST) ?? []);
		return true;
	}

	/** What a call was ended by, as a person can put it right; as it came where nothing is known of it. */
	private async troubleIn(caught: unknown): Promise<unknown> {
		const said = textOf(caught);
		if (isAboutAColumn(said) && (await this.list())) {
			const trouble = listedTrouble(this.listed);
			if (trouble !== undefined) return trouble;
		}
		return storeTrouble(said) ?? caught;
	}

	private know(tables: readonly TableRow[]): void {
		this.listed = tables.filter((table) => table['id'] !== undefined);
		this.ids = new Map(this.listed.map((table) => [cell(table, 'name'), cell(table, 'id')]));
	}

	private async run(call: InlineCall): Promise<Map<string, TableRow[]>> {
		const run = this.context.executeWorkflow({ code: call.workflow() }, [{ json: call.values() }]);
		const { data } = await run.catch(async (caught: unknown) => {
			throw await this.troubleIn(caught);
		});
		const items = data.flatMap((output) => output ?? []);
		return new Map(items.flatMap(({ json }) => Object.entries(resultSchema.parse(json))));
	}
}

/** n8n's description of its errors says what is behind some of them. */
function textOf(caught: unknown): string {
	if (!(caught instanceof Error)) return String(caught);
	return 'description' in caught && typeof caught.description === 'string'
		? `${caught.message} ${caught.description}`
		: caught.message;
}

const TRIES = 3;
const TRY_AGAIN_MS = 1000;
const MADE_BY_ANOTHER_MS = 300;
/** Name of the branch that lists the tables. */
const LIST = 'tables';

const resultSchema = z.record(z.array(z.record(z.unknown())));

type Output = { node: string; type: 'main'; index: number };
type Parameters = Record<string, unknown>;

const TRIGGER = 'Call';
const GATHER = 'Gather';
const NODE_TYPES = {
	trigger: { type: 'n8n-nodes-base.executeWorkflowTrigger', typeVersion: 1.1 },
	dataTable: { type: 'n8n-nodes-base.dataTable', typeVersion: 1.1 },
	splitOut: { type: 'n8n-nodes-base.splitOut', typeVersion: 1 },
	aggregate: { type: 'n8n-nodes-base.aggregate', typeVersion: 1 },
	merge: { type: 'n8n-nodes-base.merge', typeVersion: 3.2 },
	filter: { type: 'n8n-nodes-base.filter', typeVersion: 2.2 },
} as const;
const HEIGHT = 200;

/** One sub-workflow as it is put together. All values travel in its one item, so that none is read as an expression. */
class InlineCall {
	private readonly nodes: INode[] = [];
	private readonly lines: Record<string, { main: Output[][] }> = {};
	private readonly given: Record<string, unknown> = { values: [] };
	/** The nodes that gather what comes out of a branch, in order. */
	private readonly ends: string[] = [];
	private branches = 0;

	constructor(private readonly ids: ReadonlyMap<string, string>) {
		this.node(TRIGGER, 'trigger', { inputSource: 'passthrough' }, 0);
	}

	workflow(): IWorkflowBase {
		if (this.ends.length > 1) {
			this.node(GATHER, 'merge', { mode: 'append', numberInputs: this.ends.length }, 0);
			for (const [index, end] of this.ends.entries()) this.line(end, GATHER, index);
		}
		const workflow = {
			name: 'Moment Uniconta Sync: tables',
			active: false,
			nodes: this.nodes,
			connections: this.lines,
			// Nothing of it stays in the list of executions, and no policy of the instance keeps it from being called.
			settings: {
				executionOrder: 'v1',
				saveDataSuccessExecution: 'none',
				saveDataErrorExecution: 'none',
				callerPolicy: 'workflowsFromSameOwner',
			},
		};
		// An edge: what n8n needs of a workflow that is stored nowhere.
		return workflow as unknown as IWorkflowBase;
	}

	values(): Record<string, never> {
		// An edge: texts, numbers and lists of them, which is what an item may hold.
		return this.given as Record<string, never>;
	}

	/** Our tables, with their columns. */
	list(): void {
		this.branch(LIST, [
			this.table(LIST, {
				resource: 'table',
				operation: 'list',
				returnAll: true,
				options: { filterName: 'moment_uniconta' },
			}),
		]);
	}

	create({ name, columns }: (typeof TABLES)[TableKey]): void {
		const parameters = {
			resource: 'table',
			operation: 'create',
			tableName: name,
			columns: { column: columns.map((column) => ({ name: column.name, type: column.type })) },
			options: {},
		};
		this.branch(name, [this.table(`Create ${name}`, parameters)]);
	}

	/** @param isLast its branch is gathered in any case: the node that runs last gives what the call gives */
	add(step: TableStep, isLast: boolean): void {
		if (step.do === 'tables') return;
		const at = this.branches;
		const path = this.pathOf(step, `${at}`);
		const name = 'as' in step ? step.as : undefined;
		this.branch(name ?? (isLast ? `step${at}` : undefined), path);
		if (step.do !== 'update' || step.then === undefined) return;
		const [changed] = path;
		if (changed === undefined) return;
		// Above what gathers the branch: carried out before it, and only where a row came out.
		const isThere = `Changed ${at}`;
		this.node(isThere, 'filter', { conditions: hasId, options: {} }, at * HEIGHT - HEIGHT / 2);
		this.line(changed, isThere, 0, true);
		let last = isThere;
		for (const [index, next] of step.then.entries()) {
			for (const node of this.pathOf(next, `${at}.${index}`)) {
				this.line(last, node);
				last = node;
			}
		}
	}

	private pathOf(step: Exclude<TableStep, { do: 'tables' }>, at: string): string[] {
		const name = `${step.do} ${step.table} ${at}`;
		const own = { resource: 'row', dataTableId: this.idOf(step.table) };
		switch (step.do) {
			case 'get':
				return [
					this.table(name, {
						...own,
						operation: 'get',
						...this.filters(step.where ?? [], step.match === 'any'),
						...(step.limit === undefined ? { returnAll: true } : { returnAll: false, limit: step.limit }),
						orderBy: true,
						orderByColumn: 'id',
						orderByDirection: 'ASC',
					}),
				];
			case 'insert':
				return [
					this.split(`rows ${at}`, step.rows),
					this.table(name, {
						...own,
						operation: 'insert',
						columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
						options: { optimizeBulk: true },
					}),
				];
			case 'update':
			case 'upsert':
				return [
					this.table(name, {
						...own,
						operation: step.do,
						...this.filters(step.where),
						columns: this.columns(step.set),
						options: {},
					}),
				];
			case 'delete':
				return this.deletePath(step.where, own, at);
		}
	}

	/** One list of conditions is one item: all lists ask for the same columns. */
	private deletePath(where: ReadonlyArray<readonly Condition[]>, own: Parameters, at: string): string[] {
		const [first = []] = where;
		const rows = where.map((all) => Object.fromEntries(all.map(({ value }, index) => [`c${index}`, value])));
		const conditions = first.map(({ column, is = 'eq' }, index) => ({
			keyName: column,
			condition: is,
			keyValue: `={{ $json.c${index} }}`,
		}));
		return [
			this.split(`rows ${at}`, rows),
			this.table(`delete ${at}`, {
				...own,
				operation: 'deleteRows',
				matchType: 'allConditions',
				filters: { conditions },
				options: {},
			}),
		];
	}

	/** A line of nodes from the trigger on; what comes out of one with a name is gathered under it. */
	private branch(name: string | undefined, path: readonly string[]): void {
		const gather = name === undefined ? undefined : `as ${name}`;
		if (gather !== undefined) {
			const parameters = { aggregate: 'aggregateAllItemData', destinationFieldName: name, include: 'allFields' };
			this.node(gather, 'aggregate', { ...parameters, options: {} }, this.branches * HEIGHT);
			this.ends.push(gather);
		}
		let last = TRIGGER;
		for (const node of gather === undefined ? path : [...path, gather]) {
			this.line(last, node);
			last = node;
		}
		this.branches += 1;
	}

	private split(name: string, rows: readonly unknown[]): string {
		const field = name.replace(/\W/g, '_');
		this.given[field] = rows;
		return this.node(
			name,
			'splitOut',
			{ fieldToSplitOut: field, include: 'noOtherFields', options: {} },
			this.branches * HEIGHT,
		);
	}

	private table(name: string, parameters: Parameters): string {
		return this.node(name, 'dataTable', parameters, this.branches * HEIGHT);
	}

	/** By its id alone: n8n finds a name by a part of it (N8N1). */
	private idOf(table: TableKey): Parameters {
		const { name } = TABLES[table];
		const id = this.ids.get(name);
		const listed = `={{ ($('${LIST}').all().find(table => table.json.name === '${name}') ?? { json: {} }).json.id ?? 'missing' }}`;
		return { __rl: true, mode: 'id', value: id ?? listed };
	}

	private filters(where: readonly Condition[], any = false): Parameters {
		return {
			matchType: any ? 'anyCondition' : 'allConditions',
			filters: {
				conditions: where.map(({ column, is = 'eq', value }) => ({
					keyName: column,
					condition: is,
					keyValue: this.value(value),
				})),
			},
		};
	}

	private columns(cells: Readonly<Record<string, unknown>>): Parameters {
		return {
			mappingMode: 'defineBelow',
			value: Object.fromEntries(Object.entries(cells).map(([column, value]) => [column, this.value(value)])),
			matchingColumns: [],
			schema: [],
		};
	}

	private value(value: unknown): string {
		// An edge: made in the constructor.
		const values = this.given['values'] as unknown[];
		values.push(value);
		return `={{ $('${TRIGGER}').first().json.values[${values.length - 1}] }}`;
	}

	private node(name: string, kind: keyof typeof NODE_TYPES, parameters: object, y: number): string {
		this.nodes.push({
			id: name,
			name,
			...NODE_TYPES[kind],
			position: [this.nodes.length * 10, y],
			// An edge: what the core node's panel would hold.
			parameters: parameters as INode['parameters'],
			...(kind === 'dataTable' ? { alwaysOutputData: true } : {}),
		});
		return name;
	}

	private line(from: string, to: string, index = 0, first = false): void {
		const outputs = (this.lines[from] ??= { main: [[]] }).main[0] ?? [];
		const line: Output = { node: to, type: 'main', index };
		if (first) outputs.unshift(line);
		else outputs.push(line);
	}
}

const hasId = {
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	combinator: 'and',
	conditions: [
		{
			id: 'id',
			leftValue: '={{ $json.id }}',
			rightValue: '',
			operator: { type: 'number', operation: 'exists', singleValue: true },
		},
	],
};
