import { TABLES } from '../../lib/state/tables';
import type { NodeSpec } from './canvas';

/**
 * n8n's own nodes in the form the templates use them. Versions are those of n8n 2.41; none is on n8n 3.0's list of
 * removals.
 */

export type TableKey = keyof typeof TABLES;

const ONCE = { executeOnce: true };
/** The line goes on although a node has nothing to put out: an empty item stands for "none". */
const ALWAYS = { alwaysOutputData: true };

export const once = (spec: NodeSpec): NodeSpec => ({ ...spec, settings: { ...spec.settings, ...ONCE } });
export const always = (spec: NodeSpec): NodeSpec => ({ ...spec, settings: { ...spec.settings, ...ALWAYS } });
/** A short wait of the database must not end a run. */
export const retrying = (spec: NodeSpec): NodeSpec => ({
	...spec,
	settings: { ...spec.settings, retryOnFail: true, maxTries: 3, waitBetweenTries: 1000 },
});

/** The moment a luxon expression gives, as the tables keep it. */
export const iso = (expression: string): string => `={{ ${expression}.toUTC().toISO() }}`;
export const NOW = iso('$now');

const DATA_TABLE = { type: 'n8n-nodes-base.dataTable', typeVersion: 1.1 };

/** The step that returns the tables with their ids; everything else goes by those ids (N8N1). */
export const FIND_TABLES = 'Find Tables';

function byId(table: TableKey): Record<string, unknown> {
	return {
		__rl: true,
		mode: 'id',
		value: `={{ $('${FIND_TABLES}').all().find(table => table.json.name === '${TABLES[table].name}').json.id }}`,
	};
}

/** By name only where thousands of rows go in at once: n8n inserts them together only under a fixed name. */
function byName(table: TableKey): Record<string, unknown> {
	return { __rl: true, mode: 'name', value: TABLES[table].name };
}

export interface Where {
	column: string;
	is?: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte';
	value: string;
}

function filters(conditions: readonly Where[], match: 'all' | 'any'): Record<string, unknown> {
	return {
		matchType: match === 'all' ? 'allConditions' : 'anyCondition',
		filters: {
			conditions: conditions.map(({ column, is = 'eq', value }) => ({
				keyName: column,
				condition: is,
				keyValue: value,
			})),
		},
	};
}

/** Values for columns, with the schema n8n's panel shows them by. */
function columns(table: TableKey, values: Record<string, unknown>): Record<string, unknown> {
	return {
		mappingMode: 'defineBelow',
		value: values,
		matchingColumns: [],
		schema: TABLES[table].columns.map(({ name, type }) => ({
			id: name,
			displayName: name,
			required: false,
			defaultMatch: false,
			display: true,
			type: type === 'date' ? 'dateTime' : type,
			readOnly: false,
			removed: !(name in values),
			canBeUsedToMatch: true,
		})),
	};
}

/**
 * "Create if it does not exist". It may stumble over a table with a similar name; the step after it finds the right
 * one.
 */
export function createTable(table: TableKey): NodeSpec {
	return once({
		...DATA_TABLE,
		parameters: {
			resource: 'table',
			operation: 'create',
			tableName: TABLES[table].name,
			columns: { column: TABLES[table].columns.map(({ name, type }) => ({ name, type })) },
			options: { createIfNotExists: true },
		},
		settings: { onError: 'continueRegularOutput', alwaysOutputData: true },
	});
}

export function findTables(): NodeSpec {
	return once({
		...DATA_TABLE,
		parameters: {
			resource: 'table',
			operation: 'list',
			returnAll: true,
			options: { filterName: 'moment_uniconta' },
		},
	});
}

export function getRows(
	table: TableKey,
	conditions: readonly Where[],
	{ match = 'all', limit }: { match?: 'all' | 'any'; limit?: number } = {},
): NodeSpec {
	return always(
		retrying({
			...DATA_TABLE,
			parameters: {
				resource: 'row',
				operation: 'get',
				dataTableId: byId(table),
				...filters(conditions, match),
				...(limit === undefined ? { returnAll: true } : { returnAll: false, limit }),
				orderBy: true,
				orderByColumn: 'id',
				orderByDirection: 'ASC',
			},
		}),
	);
}

export function updateRows(table: TableKey, conditions: readonly Where[], values: Record<string, unknown>): NodeSpec {
	return always(
		retrying(
			once({
				...DATA_TABLE,
				parameters: {
					resource: 'row',
					operation: 'update',
					dataTableId: byId(table),
					...filters(conditions, 'all'),
					columns: columns(table, values),
					options: {},
				},
			}),
		),
	);
}

export function insertRow(table: TableKey, values: Record<string, unknown>): NodeSpec {
	return retrying(
		once({
			...DATA_TABLE,
			parameters: {
				resource: 'row',
				operation: 'insert',
				dataTableId: byId(table),
				columns: columns(table, values),
				options: {},
			},
		}),
	);
}

/** All items at once, as rows. */
export function insertItems(table: TableKey): NodeSpec {
	return {
		...DATA_TABLE,
		parameters: {
			resource: 'row',
			operation: 'insert',
			dataTableId: byName(table),
			columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
			options: { optimizeBulk: true },
		},
	};
}

export function deleteRows(table: TableKey, conditions: readonly Where[]): NodeSpec {
	return always(retrying(once(deleting(table, conditions))));
}

function deleting(table: TableKey, conditions: readonly Where[]): NodeSpec {
	return {
		...DATA_TABLE,
		parameters: {
			resource: 'row',
			operation: 'deleteRows',
			dataTableId: byId(table),
			...filters(conditions, 'all'),
			options: {},
		},
	};
}

function isTrue(expression: string, id: string): Record<string, unknown> {
	return {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
		combinator: 'and',
		conditions: [
			{
				id,
				leftValue: `={{ ${expression} }}`,
				rightValue: '',
				operator: { type: 'boolean', operation: 'true', singleValue: true },
			},
		],
	};
}

/** A question about each item: those it holds for go out at the top. */
export function each(expression: string): NodeSpec {
	return {
		type: 'n8n-nodes-base.if',
		typeVersion: 2.3,
		parameters: { conditions: isTrue(expression, 'condition'), options: {} },
	};
}

/** A question about the run: only the first item is looked at, and goes on. */
export function yesOrNo(expression: string): NodeSpec {
	return once(each(expression));
}

/** As {@link sortBy} for the run: only the first item is looked at, and goes on. */
export function whichOf(answers: ReadonlyArray<{ label: string; when: string }>, otherwise?: string): NodeSpec {
	return once(sortBy(answers, otherwise));
}

/**
 * One output for each answer, labelled; an item that matches none goes to a further output called `otherwise`, or ends.
 */
export function sortBy(answers: ReadonlyArray<{ label: string; when: string }>, otherwise?: string): NodeSpec {
	return {
		type: 'n8n-nodes-base.switch',
		typeVersion: 3.4,
		parameters: {
			mode: 'rules',
			rules: {
				values: answers.map(({ label, when }, index) => ({
					conditions: isTrue(when, `rule${index}`),
					renameOutput: true,
					outputKey: label,
				})),
			},
			options: otherwise === undefined ? {} : { fallbackOutput: 'extra', renameFallbackOutput: otherwise },
		},
	};
}

export function schedule(rule: Record<string, unknown>): NodeSpec {
	return { type: 'n8n-nodes-base.scheduleTrigger', typeVersion: 1.3, parameters: { rule: { interval: [rule] } } };
}

export const manualTrigger: NodeSpec = { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
export const errorTrigger: NodeSpec = { type: 'n8n-nodes-base.errorTrigger', typeVersion: 1, parameters: {} };

const PACKAGE = 'n8n-nodes-moment-uniconta';

export function ownNode(
	type: string,
	parameters: Record<string, unknown>,
	settings: Record<string, unknown> = {},
): NodeSpec {
	return { type: `${PACKAGE}.${type}`, typeVersion: 1, parameters, settings };
}

/** A node that finds the run it is part of, and takes its settings from there. */
export function runNode(
	type: string,
	parameters: Record<string, unknown>,
	settings: Record<string, unknown> = {},
): NodeSpec {
	return { ...ownNode(type, parameters, settings), typeVersion: 2 };
}

export function syncNode(parameters: Record<string, unknown>): NodeSpec {
	return ownNode('momentUnicontaSync', parameters);
}
