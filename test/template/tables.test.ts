import { isStop, unfinishedRows } from '../../lib/state/inbox';
import type { RunResult } from '../../lib/state/run';
import { TABLES, type TableDefinition } from '../../lib/state/tables';
import { files, isRunTemplate, readTemplate, textsIn, type TemplateNode } from './support/templates';

/** The Data Tables, as the templates use them (traps: N8N1). */
const tables: readonly TableDefinition[] = Object.values(TABLES);
/** What needs it makes it (lib/state/store); all others are shared. */
const OF_ONE_STEP: readonly string[] = [TABLES.reconciliation.name];
const MISNUMBERED: RunResult = {
	entity: 'invoice',
	momentId: '9',
	key: '57',
	name: '',
	outcome: 'misnumbered',
	findings: [],
	changes: {},
	unicontaRowId: '',
	hash: '',
	held: [],
};
/** Columns that every Data Table has of itself. */
const OF_ITSELF = ['id', 'createdAt', 'updatedAt'];

test('no table’s name is part of another’s, also not with "_" for any letter', () => {
	for (const one of tables) {
		const like = new RegExp(one.name.replace(/_/g, '.'), 'i');
		expect(tables.filter(({ name }) => like.test(name)).map(({ name }) => name)).toEqual([one.name]);
	}
});

/** Those that have the tables on their canvas. */
const withTables = files.filter((file) => !isRunTemplate(readTemplate(file)));

describe.each(withTables)('%s', (file) => {
	const { nodes } = readTemplate(file);
	const tableNodes = nodes.filter(({ type }) => type === 'n8n-nodes-base.dataTable');
	const rowNodes = tableNodes.filter(({ parameters }) => parameters.resource === 'row');

	test('names no table that is not in lib/state/tables', () => {
		const known = tables.map(({ name }) => name);
		const named = nodes.flatMap(({ name, parameters }) =>
			textsIn(parameters).flatMap(({ text }) =>
				(text.match(/moment_uniconta_\w+/g) ?? []).map((table) => `${name}: ${table}`),
			),
		);
		expect(named.filter((one) => !known.some((table) => one.endsWith(`: ${table}`)))).toEqual([]);
	});

	test('makes every table with exactly its columns, and stumbles over none that is there', () => {
		const made = tableNodes.filter(({ parameters }) => parameters.operation === 'create');
		expect(
			made.map(({ parameters }) => ({
				name: parameters.tableName,
				columns: (parameters.columns as { column: unknown }).column,
			})),
		).toEqual(
			tables.filter(({ name }) => !OF_ONE_STEP.includes(name)).map(({ name, columns }) => ({ name, columns })),
		);
		for (const node of made) {
			expect(node.parameters.options).toEqual({ createIfNotExists: true });
			expect(node).toMatchObject({ executeOnce: true, alwaysOutputData: true, onError: 'continueRegularOutput' });
		}
	});

	test('every column that is read, written or compared is one of the table’s', () => {
		const faults = rowNodes.flatMap((node) => {
			const columns = [...tableOf(node).columns.map(({ name }) => name), ...OF_ITSELF];
			return columnsUsed(node)
				.filter((column) => !columns.includes(column))
				.map((column) => `${node.name}: ${column}`);
		});
		expect(rowNodes.length).toBeGreaterThan(0);
		expect(faults).toEqual([]);
	});

	test('columns are shown in the panel with the type the table has', () => {
		for (const node of rowNodes) {
			const { schema = [] } = (node.parameters.columns ?? {}) as {
				schema?: Array<{ id: string; type: string; removed?: boolean }>;
			};
			for (const { id, type } of schema) {
				const column = tableOf(node).columns.find(({ name }) => name === id);
				expect({ node: node.name, id, type: type === 'dateTime' ? 'date' : type }).toEqual({
					node: node.name,
					id,
					type: column?.type,
				});
			}
		}
	});

	test('what changes or deletes rows always says which', () => {
		const changing = rowNodes.filter(({ parameters }) =>
			['update', 'upsert', 'deleteRows'].includes(String(parameters.operation)),
		);
		expect(
			changing
				.filter(
					({ parameters }) =>
						conditionsOf(parameters).length === 0 || parameters.matchType !== 'allConditions',
				)
				.map(({ name }) => name),
		).toEqual([]);
		expect(changing.length).toBeGreaterThan(0);
	});

	test('no mark and no run changes or deletes a stop, whatever its id', () => {
		const changing = rowNodes.filter(
			(node) =>
				tableOf(node).name === TABLES.inbox.name &&
				['update', 'upsert', 'deleteRows'].includes(String(node.parameters.operation)),
		);
		expect(changing.filter((node) => STOPS.some((stop) => mayMatch(node, stop))).map(({ name }) => name)).toEqual(
			[],
		);
	});

	test('what reads the inbox for stops reads those of both forms', () => {
		const reading = rowNodes.filter(
			(node) =>
				tableOf(node).name === TABLES.inbox.name &&
				['Held Back', 'Inbox Rows', 'Whole Inbox'].includes(node.name),
		);
		expect(reading.map(({ name }) => name)).toEqual(
			{
				'invoices.json': ['Held Back'],
			}[file] ?? [],
		);
		expect(reading.filter((node) => !STOPS.every((stop) => mayMatch(node, stop))).map(({ name }) => name)).toEqual(
			[],
		);
	});

	test('rows are addressed by the table’s id; by name only in the one bulk insert that n8n has no other way for', () => {
		const byName = rowNodes.filter(({ parameters }) => (parameters.dataTableId as { mode: string }).mode !== 'id');
		expect(
			byName
				.filter(
					({ parameters }) =>
						parameters.operation !== 'insert' ||
						(parameters.options as { optimizeBulk?: boolean }).optimizeBulk !== true,
				)
				.map(({ name }) => name),
		).toEqual([]);
	});
});

/** As they are now, and as tables from before hold them; ids are what a forged mark might name. */
const STOPS = ['9', 'stop-9', ''].flatMap((momentId) => [
	...unfinishedRows([{ ...MISNUMBERED, momentId: '9' }], { now: 0, taken: [], comparison: false })
		.filter(isStop)
		.map((row) => ({ ...row, momentId })),
	{ entity: 'invoice', momentId: `stop-${momentId}`, key: '57', state: 'misnumbered', due: null, holder: '' },
]);

/** Whether a node's conditions may hold for a row: what an expression gives may be anything. */
function mayMatch({ parameters }: TemplateNode, row: Readonly<Record<string, unknown>>): boolean {
	const holds = conditionsOf(parameters).map(({ keyName, condition, keyValue }) => {
		if (keyValue.startsWith('=')) return keyName !== 'due' || row.due !== null;
		return condition === 'eq' ? row[keyName] === keyValue : condition === 'neq' ? row[keyName] !== keyValue : true;
	});
	return parameters.matchType === 'anyCondition' ? holds.some(Boolean) : holds.every(Boolean);
}

function tableOf({ name, parameters }: TemplateNode): TableDefinition {
	const { value } = parameters.dataTableId as { value: string };
	const found = tables.filter((table) => value === table.name || value.includes(`'${table.name}'`));
	if (found.length !== 1 || !found[0]) throw new Error(`${name} names ${found.length} tables`);
	return found[0];
}

interface Condition {
	keyName: string;
	condition: string;
	keyValue: string;
}

function conditionsOf(parameters: TemplateNode['parameters']): Condition[] {
	return ((parameters.filters ?? {}) as { conditions?: Condition[] }).conditions ?? [];
}

function columnsUsed({ parameters }: TemplateNode): string[] {
	const { value } = (parameters.columns ?? {}) as { value?: Record<string, unknown> | null };
	const order = parameters.orderBy === true ? [String(parameters.orderByColumn)] : [];
	return [...conditionsOf(parameters).map(({ keyName }) => keyName), ...Object.keys(value ?? {}), ...order];
}
