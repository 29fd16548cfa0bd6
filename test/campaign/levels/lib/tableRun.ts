import type { MappedRecord } from '../../../../lib/core/record';
import { beginRun, type BeginInput, type Started } from '../../../../lib/state/begin';
import { noteStoppedRun } from '../../../../lib/state/noteStopped';
import { finishRun, type Given } from '../../../../lib/state/finish';
import { renewLease } from '../../../../lib/state/lease';
import { foldLog } from '../../../../lib/state/log';
import type { RunResult } from '../../../../lib/state/run';
import { readStoppedRun } from '../../../../lib/state/stoppedRun';
import { isUnreadNumber, isWrittenAlready, unpackLog, type SyncRun } from '../../../../lib/state/syncRun';
import { cell } from '../../../../lib/state/tables';
import { heldClient } from '../../../../lib/uniconta/api/held';
import { fetchEach, mapOpen, notThrough, writeOpen, type Item } from './items';
import type { RecordKind } from './kinds';
import { ZONE, type Hands } from './start';
import { MemoryStore } from '../../harness/memoryStore';
import type { MemoryTables } from '../../harness/tables';
import type { Execution, Work } from './executions';

const WRITE_SECONDS = 600;

/** One execution of a template whose machinery is in its nodes: *Start Run*, get, map, write, *Finish Run*. */
export class TableRun<Source extends { id: string }> {
	private readonly store: MemoryStore;

	constructor(
		private readonly kind: RecordKind<Source, MappedRecord>,
		private readonly hands: Hands,
		memory: MemoryTables,
		sleep: (milliseconds: number) => Promise<void>,
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
			started,
			execution: execution.id,
			token: this.token(),
			now: now(),
			sweepMinutes: 15,
			compareAt: '02:10',
			zone: ZONE,
			dryRun: false,
		};
	}

	/** Whether there is more. */
	private async through(run: SyncRun): Promise<boolean> {
		const { kind, hands } = this;
		const { clients, now } = hands;
		const items = await this.fetch(run);
		const known = unpackLog(run.log);
		const folded = foldLog(known, kind.entity, run.company);
		const mapped = mapOpen(items, (records) => kind.map(records, known, run.settings));
		const results = await writeOpen(mapped, async (records) => {
			const open = records.filter((record) => !isWrittenAlready(run, record, folded));
			const uniconta = clients.uniconta(WRITE_SECONDS);
			const odata = heldClient(uniconta.odata, async () => await this.hold(run), clients.clock);
			const held = { ...clients, uniconta: () => ({ ...uniconta, odata }) };
			const parts = { values: run.settings, seconds: WRITE_SECONDS, comparing: false, heldBack: [] };
			const written = (await kind.write(open, { clients: held, ...parts })).values();
			return records.map((record) =>
				open.includes(record)
					? (written.next().value ?? unchanged(record, clients.company))
					: unchanged(record, clients.company),
			);
		});
		const given = items.map((item): Given =>
			item.settled === undefined
				? { momentId: item.record.id, key: kind.numberOf(item.record), name: '' }
				: { ...item.settled, settled: item.settled },
		);
		return (await finishRun(this.store, run, { given, results, now: now(), trims: true })).more;
	}

	private async fetch(run: SyncRun): Promise<Item<Source>[]> {
		const { kind } = this;
		const { fetch, inbox } = run;
		const reader = kind.reader(this.hands.clients.moment({ pageSize: 500 }));
		const items = new Map<string, Item<Source>>();
		if (fetch.everything || fetch.changedSince !== '') {
			for await (const row of reader.find({ changedSince: fetch.changedSince })) {
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

function unchanged(record: MappedRecord, company: string): RunResult {
	const { entity, momentId, key, name, findings, hash, held, known } = record;
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
		held: known?.held ?? held,
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
