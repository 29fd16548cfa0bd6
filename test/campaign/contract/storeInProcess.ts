import type { Clock } from '../../../lib/http/port';
import type { TableStep, TableStore } from '../../../lib/state/store';
import { SHARED_TABLES, TABLES, type TableRow } from '../../../lib/state/tables';
import { DataTables } from '../../../nodes/shared/tableStore';
import { TestCredentials } from '../../support/testCredentials';
import { loadN8n } from '../harness/installed';
import { N8nInProcess } from '../harness/instance';
import { MemoryStore } from '../harness/memoryStore';
import { MemoryTables, type TableCall } from '../harness/tables';
import { STORE_CASES, type StoreCase } from './storeCases';

/**
 * Runs all cases through n8n's nodes and straight on the tables in memory, whole and cut off before each change, and
 * prints what came of both as JSON. A program of its own, because Jest's modules are not Node's.
 */
const CHANGES: ReadonlySet<TableCall['action']> = new Set(['create', 'insert', 'update', 'upsert', 'delete']);
const NEVER = Number.POSITIVE_INFINITY;

interface Played {
	/** What each call gave back, or why it gave nothing. */
	answers: unknown[];
	/** The tables afterwards. */
	rows: Record<string, unknown>;
}

const shown = ({ answers, rows }: Played): Played => ({ answers, rows });

type MakeStore = (tables: MemoryTables) => TableStore;

async function play(
	{ there, calls }: StoreCase,
	make: MakeStore,
	cutAt: number,
): Promise<Played & { changes: number }> {
	let changes = 0;
	let now = Date.UTC(2026, 0, 5, 12);
	const tables = new MemoryTables(
		async (call, act) => {
			if (CHANGES.has(call.action)) {
				if (changes >= cutAt) throw new Error('The process ended');
				changes += 1;
			}
			return await Promise.resolve(act());
		},
		() => (now += 1),
	);
	for (const name of there) {
		const known = Object.values(TABLES).find((table) => table.name === name);
		tables.make(name, known?.columns ?? [{ name: 'key', type: 'string' }]);
	}
	const store = make(tables);
	const answers: unknown[] = [];
	for (const steps of calls) answers.push(await asked(store, steps));
	const rows = Object.fromEntries(tables.names().map((name) => [name, tables.rows(name).map(withoutTimes)]));
	return { answers, rows, changes };
}

async function asked(store: TableStore, steps: readonly TableStep[]): Promise<unknown> {
	const answer = await store.call(steps).catch(() => undefined);
	if (answer === undefined) return 'ended';
	const named = steps.flatMap((step) => ('as' in step && step.as !== undefined ? [step.as] : []));
	return Object.fromEntries(named.map((as) => [as, answer.rows(as).map(withoutTimes)]));
}

/** Both make as many changes, but not at the same moment. */
function withoutTimes(row: TableRow): TableRow {
	const cells = Object.entries(row).filter(([column]) => !['createdAt', 'updatedAt'].includes(column));
	return Object.fromEntries(
		cells.map(([column, value]) => [column, value instanceof Date ? value.toISOString() : value]),
	);
}

const LOOK: readonly TableStep[] = [{ do: 'get', as: 'look', table: 'settings' }];

/** Not of those that make tables: which of them are missing each adapter finds out in its own way. */
function isCut({ there }: StoreCase): boolean {
	return Object.values(SHARED_TABLES).every((key) => there.includes(TABLES[key].name));
}

async function main(): Promise<void> {
	// What n8n itself prints must not come between.
	console.log = console.error;
	const n8n = await loadN8n();
	const sleep = async (): Promise<void> => {
		await Promise.resolve();
	};
	const clock: Clock = { now: () => Date.now(), sleep, random: () => 0 };
	const throughNodes: MakeStore = (tables) =>
		new DataTables(new N8nInProcess(n8n, new TestCredentials({}, []), tables).inline, new Map(), clock);
	const inMemory: MakeStore = (tables) => new MemoryStore(tables, sleep);
	const outcomes = [];
	for (const one of STORE_CASES) {
		const whole = await play(one, inMemory, NEVER);
		outcomes.push({ name: one.name, nodes: shown(await play(one, throughNodes, NEVER)), memory: shown(whole) });
		if (!isCut(one)) continue;
		// Once the tables are known, both make the same changes: each of them may be the last.
		const known = { ...one, calls: [LOOK, ...one.calls] };
		for (let cutAt = 0; cutAt < whole.changes; cutAt += 1) {
			const name = `${one.name}, cut off after ${cutAt} changes`;
			outcomes.push({
				name,
				nodes: shown(await play(known, throughNodes, cutAt)),
				memory: shown(await play(known, inMemory, cutAt)),
			});
		}
	}
	process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
