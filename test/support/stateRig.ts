import { beginRun, type Begun, type BeginInput, type Started } from '../../lib/state/begin';
import { finishRun, type Given, type RunSummary } from '../../lib/state/finish';
import type { RunResult } from '../../lib/state/run';
import type { SyncRun } from '../../lib/state/syncRun';
import { TABLES, type TableKey, type TableRow } from '../../lib/state/tables';
import { MemoryStore } from '../campaign/harness/memoryStore';
import { MemoryTables, type TableCall } from '../campaign/harness/tables';

export const NOON = Date.UTC(2026, 0, 5, 12);
export const MINUTE = 60_000;

/** Ends everything at one call to the tables, as the end of the process does. */
export class Cut extends Error {}

/** The state's functions over tables in memory, with a clock that a test moves. */
export class StateRig {
	now = NOON;
	/** Calls to a table so far, and before which of them the process ends. */
	calls: TableCall[] = [];
	cutAt = Number.POSITIVE_INFINITY;
	/** Makes a call fail, before or after it was carried out. */
	fault: ((call: TableCall, at: number) => 'before' | 'after' | undefined) | undefined;
	readonly tables: MemoryTables;
	readonly store: MemoryStore;
	private tokens = 0;

	constructor(settings: Record<string, string> = {}) {
		this.tables = new MemoryTables(
			async (call, act) => {
				this.calls.push(call);
				if (this.calls.length >= this.cutAt) throw new Cut();
				const fault = this.fault?.(call, this.calls.length);
				if (fault === 'before') throw new Error('The database is busy');
				const given = act();
				if (fault === 'after') throw new Error('The answer was lost');
				return await Promise.resolve(given);
			},
			() => this.now,
		);
		this.store = new MemoryStore(this.tables, async () => {
			await Promise.resolve();
		});
		for (const key of ['settings', 'inbox', 'log', 'lease'] as const) {
			const { name, columns } = TABLES[key];
			this.tables.make(name, columns);
		}
		const chosen = {
			'customers.export': 'on',
			'customers.tagGroup': '501',
			'company.country': 'DK',
			...settings,
		};
		this.now = NOON - 60 * MINUTE;
		this.put(
			'settings',
			Object.entries(chosen).map(([key, value]) => ({ key, value })),
		);
		this.put('lease', [{ name: 'uniconta', holder: '', expires: 0 }]);
		this.now = NOON;
	}

	put(table: TableKey, rows: ReadonlyArray<Record<string, string | number | null>>): void {
		this.tables.put(TABLES[table].name, rows);
	}

	rows(table: TableKey): TableRow[] {
		return this.tables.rows(TABLES[table].name);
	}

	async begin(started: Started, given: Partial<BeginInput> = {}): Promise<Begun> {
		this.calls = [];
		this.tokens += 1;
		return await beginRun(this.store, {
			area: 'customers',
			entity: 'customer',
			parents: [],
			started,
			execution: String(100 + this.tokens),
			token: `t${this.tokens}`,
			now: this.now,
			sweepMinutes: 15,
			compareAt: '02:10',
			zone: 'Europe/Copenhagen',
			dryRun: false,
			...given,
		});
	}

	/** Begins a run that there has to be. */
	async run(started: Started, given: Partial<BeginInput> = {}): Promise<SyncRun> {
		const begun = await this.begin(started, given);
		if ('ended' in begun) throw new Error(begun.ended);
		return begun.run;
	}

	async finish(
		run: SyncRun,
		{
			given,
			results = [],
			unwritten = [],
		}: { given?: readonly Given[] | undefined; results?: readonly RunResult[]; unwritten?: readonly string[] } = {},
	): Promise<RunSummary> {
		this.calls = [];
		const input = { given, results, unwritten: new Set(unwritten), now: this.now, trims: true };
		return await finishRun(this.store, run, input);
	}

	/** As after the first comparison: only what is due is done from here on. */
	async compared(): Promise<void> {
		await this.finish(await this.run({ by: 'hand' }), { given: [] });
		this.now += MINUTE;
		await this.finish(await this.run({ by: 'clock' }), { given: [] });
		this.now += MINUTE;
	}
}

export function resultOf(momentId: string, outcome: string, given: Partial<RunResult> = {}): RunResult {
	const isWritten = ['created', 'updated', 'unchanged'].includes(outcome);
	return {
		entity: 'customer',
		momentId,
		key: `10${momentId}`,
		name: `Kunde ${momentId}`,
		outcome,
		findings: isWritten
			? []
			: [{ level: 'error', field: '', value: '', message: `Customer 10${momentId} is wrong.`, fix: 'Mend it.' }],
		changes: {},
		unicontaRowId: isWritten ? `7${momentId}` : '',
		hash: 'h',
		held: [],
		...given,
	};
}

export const givenOf = (momentId: string): Given => ({ momentId, key: `10${momentId}`, name: `Kunde ${momentId}` });
