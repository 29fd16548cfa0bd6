import type { KnownRecords } from '../../../../lib/core/identity';
import type { Entity } from '../../../../lib/core/outcome';
import type { MappedRecord } from '../../../../lib/core/record';
import type { MappedInvoice } from '../../../../lib/mapping/invoice/plan';
import { parentsOf, unknownParents, type Parent } from '../../../../lib/mapping/parents';
import { beginRun, type BeginInput, type Started } from '../../../../lib/state/begin';
import { noteStoppedRun } from '../../../../lib/state/noteStopped';
import { finishRun, type Given } from '../../../../lib/state/finish';
import { renewLease } from '../../../../lib/state/lease';
import { foldLog } from '../../../../lib/state/log';
import { isExported, logParents } from '../../../../lib/state/parents';
import type { RunResult } from '../../../../lib/state/run';
import { readStoppedRun } from '../../../../lib/state/stoppedRun';
import { isUnreadNumber, isWrittenAlready, unpackLog, type SyncRun } from '../../../../lib/state/syncRun';
import { cell, type TableRow } from '../../../../lib/state/tables';
import { Holding } from '../../../../lib/uniconta/api/held';
import { fetchEach, mapOpen, notThrough, writeOpen, type Item, type Keys } from './items';
import type { ParentKind, RecordKind, WriteParts } from './kinds';
import { ZONE, type Hands } from './start';
import { MemoryStore } from '../../harness/memoryStore';
import type { MemoryTables } from '../../harness/tables';
import type { Execution, Work } from './executions';

const WRITE_SECONDS = 600;

/** One execution of a template whose machinery is in its nodes: *Start Run*, get, map, write, *Finish Run*. */
export class TableRun<Source extends { id: string }, Mapped extends MappedRecord | MappedInvoice> {
	private readonly store: MemoryStore;

	constructor(
		private readonly kind: RecordKind<Source, Mapped>,
		private readonly hands: Hands,
		memory: MemoryTables,
		private readonly sleep: (milliseconds: number) => Promise<void>,
		private readonly token: () => string,
	) {
		this.store = new MemoryStore(memory, sleep);
	}

	async go(started: Started): Promise<void> {
		for (let next: Started | undefined = started; next !== undefined;) {
			const begun = await beginRun(this.store, this.input(next));
			const isMore = 'run' in begun && (await this.through(begun.run));
			next = isMore ? { by: 'again', since: begun.run.since } : undefined;
		}
	}

	private input(started: Started): BeginInput {
		const { execution, area, now } = this.hands;
		return {
			area,
			entity: this.kind.entity,
			parents: this.kind.parents.map(({ of }) => of),
			started,
			execution: execution.id,
			token: this.token(),
			now: now(),
			sweepMinutes: 15,
			...(this.kind.lookBackDays === undefined ? {} : { lookBackDays: this.kind.lookBackDays }),
			sleep: async (milliseconds) => {
				await this.sleep(milliseconds);
				return now();
			},
			compareAt: '02:10',
			zone: ZONE,
			dryRun: false,
		};
	}

	/** Whether there is more. */
	private async through(run: SyncRun): Promise<boolean> {
		const { kind, hands } = this;
		const items = await this.fetch(run);
		const log = unpackLog(run.log);
		for (const parent of kind.parents) log.push(...(await this.parentsFirst(run, parent, items, log)));
		const folded = foldLog(log, kind.entity, run.company);
		const mapped = mapOpen(items, (records) => kind.map(records, log, run.settings));
		const results = await writeOpen(mapped, async (records) => {
			const open = records.filter((record) => record.entity === 'invoice' || !isDone(run, record, folded));
			const written = (await kind.write(open, this.parts(run))).values();
			return records.map((record) => {
				const before = open.includes(record) ? written.next().value : undefined;
				return before ?? unchanged(record, hands.clients.company);
			});
		});
		const given = items.map((item): Given =>
			item.settled === undefined
				? { momentId: item.record.id, key: kind.numberOf(item.record), name: '' }
				: { ...item.settled, settled: item.settled },
		);
		const input = { given, results, now: hands.now(), trims: true };
		return (await finishRun(this.store, run, input)).more;
	}

	private parts(run: SyncRun): WriteParts {
		const { clients } = this.hands;
		const holding = new Holding(async () => await this.hold(run), clients.clock);
		const uniconta: typeof clients.uniconta = (seconds) => {
			const both = clients.uniconta(seconds);
			return { odata: holding.odata(both.odata), webApi: holding.webApi(both.webApi) };
		};
		return {
			clients: { ...clients, uniconta },
			values: run.settings,
			seconds: WRITE_SECONDS,
			comparing: run.work === 'comparison',
			heldBack: [...run.inbox, ...run.stops],
		};
	}

	/** Customers or projects that the log does not know go first; gives what is said of them. */
	private async parentsFirst(
		run: SyncRun,
		parent: ParentKind,
		items: readonly Item<Source>[],
		log: readonly TableRow[],
	): Promise<TableRow[]> {
		if (!isExported(run.settings, parent.of)) return [];
		const records = items.map(({ record, settled }) => record ?? settled);
		const needed = parentsOf(records, parent.of, foldLog(log, this.kind.entity, run.company));
		const unknown = unknownParents(needed, foldLog(log, parent.of, run.company));
		if (unknown.length === 0) return [];
		// The two branches differ in what Moment gives only, which the types of a kind cannot say.
		const results =
			parent.of === 'customer'
				? await this.writeParents(run, parent.kind, unknown, log)
				: await this.writeParents(run, parent.kind, unknown, log);
		return await logParents(this.store, run, results, this.hands.now());
	}

	private async writeParents<S extends object, M extends Keys & { entity: Entity }>(
		run: SyncRun,
		kind: RecordKind<S, M>,
		wanted: readonly Parent[],
		log: readonly TableRow[],
	): Promise<RunResult[]> {
		const items = await fetchEach(kind.reader(this.hands.clients.moment({ pageSize: 500 })), wanted);
		const mapped = mapOpen(items, (records) => kind.map(records, log, run.settings));
		return await writeOpen(mapped, async (records) => await kind.write(records, this.parts(run)));
	}

	private async fetch(run: SyncRun): Promise<Item<Source>[]> {
		const { kind } = this;
		const { fetch, inbox } = run;
		const reader = kind.reader(this.hands.clients.moment({ pageSize: 500 }));
		const items = new Map<string, Item<Source>>();
		if (fetch.everything || fetch.changedSince !== '') {
			const query = { ...kind.where(run.settings), changedSince: fetch.changedSince };
			for await (const row of reader.find(query)) {
				const keys = { entity: kind.entity, momentId: row.id, key: '' };
				items.set(
					row.id,
					row.unreadable === undefined
						? { record: row.record }
						: { settled: notThrough(keys, 'failed', row.unreadable) },
				);
			}
		}
		const keyOf = (id: string): string => cell(inbox.find((row) => cell(row, 'momentId') === id) ?? {}, 'key');
		const wanted = fetch.ids
			.filter((id) => !items.has(id))
			.map((momentId) => ({ entity: kind.entity, momentId, key: keyOf(momentId) }));
		for (const [at, item] of (await fetchEach(reader, wanted)).entries()) {
			const keys = wanted[at] ?? { entity: kind.entity, momentId: '', key: '' };
			const number = item.settled === undefined ? kind.numberOf(item.record) : '';
			const cause = new Error('Its number has just been changed');
			items.set(
				keys.momentId,
				isUnreadNumber(run, number)
					? { settled: { ...notThrough({ ...keys, key: number }, 'failed', cause), transient: true } }
					: item,
			);
		}
		return [...items.values()];
	}

	private async hold({ claim, leaseMinutes }: SyncRun): Promise<boolean> {
		const answer = await this.store.call([renewLease(claim, this.hands.now(), leaseMinutes)]);
		return answer.rows('renewed').length > 0;
	}
}

function isDone(run: SyncRun, record: MappedRecord | MappedInvoice, known: KnownRecords): boolean {
	return record.entity !== 'invoice' && isWrittenAlready(run, record, known);
}

function unchanged(record: MappedRecord | MappedInvoice, company: string): RunResult {
	const { entity, momentId, key, name, findings, hash, known } = record;
	return {
		entity,
		momentId,
		key,
		name,
		outcome: 'unchanged',
		findings,
		changes: {},
		unicontaRowId: known?.unicontaRowId ?? '',
		company,
		hash,
		held: known?.held ?? [],
	};
}

/** What a run leaves that stopped. */
export function stoppedTableRun(
	stopped: Execution,
	{ area, now, execution }: Hands,
	memory: MemoryTables,
	sleep: (milliseconds: number) => Promise<void>,
): ReturnType<Work> {
	const run = readStoppedRun({
		execution: { id: stopped.id, url: '', error: { message: stopped.error } },
		workflow: { name: area },
	});
	return noteStoppedRun(new MemoryStore(memory, sleep), run, { area, now: now(), execution: execution.id });
}
