import { plainText } from '../core/freeText';
import type { TableKey, TableRow } from './tables';

/** A value of a cell; dates travel as ISO text in UTC. */
export type Cell = string | number | null;
export type Cells = Readonly<Record<string, Cell>>;

export interface Condition {
	column: string;
	/** Default `eq`. */
	is?: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte';
	value: string | number;
}

/** An update, and an insert where nothing was there to be updated: not atomic, so keys may come to stand twice. */
export interface UpsertStep {
	do: 'upsert';
	table: TableKey;
	where: readonly Condition[];
	set: Cells;
}

/** One thing done to one table. `as` names what a step gives back: the rows read or changed. */
export type TableStep =
	/** Lists the tables themselves; comes first. */
	| { do: 'tables' }
	| { do: 'get'; as: string; table: TableKey; where?: readonly Condition[]; match?: 'any'; limit?: number }
	| { do: 'insert'; table: TableKey; rows: readonly Cells[] }
	/** `then` is done only where a row was changed. */
	| {
			do: 'update';
			as?: string;
			table: TableKey;
			where: readonly Condition[];
			set: Cells;
			then?: readonly UpsertStep[];
	  }
	| UpsertStep
	/** For each list of conditions the rows that fit all of them; all lists ask for the same columns, none is empty. */
	| { do: 'delete'; table: TableKey; where: ReadonlyArray<readonly Condition[]> };

/** What the steps of a call gave back. */
export interface TableAnswer {
	/** The rows of the step of that name, oldest first. */
	rows(as: string): TableRow[];
	/** With the step `tables`: all Data Tables whose name holds `moment_uniconta`, as n8n lists them with their columns. */
	tables: readonly TableRow[];
}

/**
 * Where the state is kept (D7). The steps of a call are carried out one after the other; they share no
 * transaction, and a call that fails may have carried out any of them: each must be harmless to repeat. Tables that every
 * template needs, and those that the steps need, are made where they are missing.
 */
export interface TableStore {
	/** @throws Error in n8n's words when the tables cannot be reached after several tries */
	call(steps: readonly TableStep[]): Promise<TableAnswer>;
}

/** The tables that these steps need. */
export function tablesOf(steps: readonly TableStep[]): TableKey[] {
	return steps.flatMap((step) =>
		step.do === 'tables' ? [] : [step.table, ...(step.do === 'update' ? tablesOf(step.then ?? []) : [])],
	);
}

/** A row as a step takes it. */
export function cellsOf(row: TableRow): Cells {
	const cells = Object.entries(row).map(([column, value]): [string, Cell] => [
		column,
		value === null || typeof value === 'number' ? value : plainText(value ?? ''),
	]);
	return Object.fromEntries(cells);
}
