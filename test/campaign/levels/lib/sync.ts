import { AT_NIGHT } from '../../../../lib/state/cursors';
import type { Entity } from '../../../../lib/core/outcome';
import type { ReferredKind } from '../../../../lib/core/references';
import { parentsOf, unknownParents, type Parent } from '../../../../lib/mapping/parents';
import { dueRecords, markRow, STOP, unfinishedRows, type InboxRow } from '../../../../lib/state/inbox';
import { foldLog, logRows } from '../../../../lib/state/log';
import { MASS_FAILURE, type RunResult } from '../../../../lib/state/run';
import { type StartedBy } from '../../../../lib/state/settings';
import { cell, type TableRow } from '../../../../lib/state/tables';
import { fetchEach, mapOpen, writeOpen, type Item, type Keys } from './items';
import type { ParentKind, RecordKind } from './kinds';
import {
	COMPARE_AGAIN_MINUTES,
	iso,
	readAll,
	releaseLease,
	sayMissing,
	takeLease,
	trim,
	type Hands,
	type Settings,
} from './start';
import { NO_STOP, type Where } from './store';

const MINUTE = 60_000;
const LEASE_MINUTES = { comparison: 20, inbox: 8, invoices: 12 } as const;
const WRITE_SECONDS = { comparison: 600, inbox: 120, invoices: 300 } as const;
const PARENT_WRITE_SECONDS = 60;
/** A run takes up no further work after this time; the next minute's run does. */
const RUN_MS = 60_000;
const OVERLAP_MINUTES = 15;
/** A sweep that finds more than this lets everything be compared. */
const MANY_CHANGED = 500;

/** What the log says of a kind of parent, with what its lane wrote. */
interface LaneRows {
	log: readonly TableRow[];
	written: readonly TableRow[];
}

/** What one round has in hand. */
interface Round<Source> {
	comparing: boolean;
	heldBack: readonly TableRow[];
	taken: readonly TableRow[];
	log: readonly TableRow[];
	items: Item<Source>[];
}

/** What a webhook has told. */
export interface Told {
	id: string;
	key: string;
}

/** One run of a template that brings records of one kind to Uniconta: the steps of its canvas, in their order. */
export class SyncRun<Source extends object, Mapped extends Keys & { entity: Entity }> {
	/** Of an earlier round where a later one did not go through the lane, as the nodes' outputs stay on the canvas. */
	private readonly lanes = new Map<ReferredKind, LaneRows>();
	private readonly ofKind: Where;

	constructor(
		private readonly kind: RecordKind<Source, Mapped>,
		private readonly hands: Hands,
	) {
		this.ofKind = { column: 'entity', value: kind.entity };
	}

	async go(startedBy: StartedBy, told?: Told): Promise<void> {
		const { store, now } = this.hands;
		await store.open();
		if (told !== undefined) await this.mark(told);
		const settings = await readAll(this.hands, startedBy);
		if (!(await this.hasWork(settings))) return;
		for (let round = 0; ; round += 1) {
			const comparing = settings.work === 'comparison' && round === 0;
			if (!comparing && !(await this.isAnythingDue())) return;
			if (!(await takeLease(this.hands, this.minutes(comparing)))) return;
			await this.through(await this.take(settings, comparing), settings);
			await releaseLease(this.hands);
			if (now() - Date.parse(settings.startedAt) >= RUN_MS) return;
		}
	}

	private minutes(comparing: boolean): number {
		return comparing ? LEASE_MINUTES.comparison : LEASE_MINUTES[this.kind.waits ? 'invoices' : 'inbox'];
	}

	/** What is to be done before the rounds: whether there are any. */
	private async hasWork(settings: Settings): Promise<boolean> {
		const { store, now } = this.hands;
		switch (settings.work) {
			case 'comparison':
				await this.set('nextComparison', iso(now() + COMPARE_AGAIN_MINUTES * MINUTE));
				return true;
			case 'sweep':
				if (!(await this.sweep(settings))) return false;
				break;
			case 'incomplete':
				await sayMissing(this.hands, settings);
				return false;
			case 'off':
				return false;
			default:
				break;
		}
		const refusedBefore: Where[] = [
			this.ofKind,
			{ column: 'state', value: 'refused' },
			{ column: 'createdAt', is: 'lt', value: new Date(settings.settingsChangedAt) },
		];
		await store.update('inbox', refusedBefore, { state: 'due', due: iso(now()) });
		return true;
	}

	/** Marks what changed lately; false where that is so much that everything is to be compared instead. */
	private async sweep(settings: Settings): Promise<boolean> {
		const { clients, now } = this.hands;
		const { kind } = this;
		const query = { ...kind.where(settings.values), changedSince: settings.changedSince };
		const changed: Told[] = [];
		for await (const row of kind.reader(clients.moment()).find(query)) {
			if (row.unreadable !== undefined) throw row.unreadable;
			changed.push({ id: row.id, key: kind.numberOf(row.record).slice(0, 200) });
			if (changed.length > MANY_CHANGED) {
				await this.set('nextComparison', iso(now()));
				return false;
			}
		}
		for (const one of changed) await this.mark(one);
		await this.moveCursor(settings);
		return true;
	}

	private async mark({ id, key }: Told): Promise<void> {
		const { store, now } = this.hands;
		const own: Where[] = [this.ofKind, { column: 'momentId', value: id }, NO_STOP];
		const row: InboxRow = markRow(this.kind.entity, id, key, now());
		await store.upsert('inbox', own, columnsOf(row));
	}

	private async set(name: 'nextComparison' | 'changedSince', value: string): Promise<void> {
		const key = `${this.kind.area}.${name}`;
		await this.hands.store.upsert('settings', [{ column: 'key', value: key }], { key, value });
	}

	private async moveCursor({ startedAt }: Settings): Promise<void> {
		await this.set('changedSince', iso(Date.parse(startedAt) - OVERLAP_MINUTES * MINUTE));
	}

	private async isAnythingDue(): Promise<boolean> {
		const { store, now } = this.hands;
		const due: Where[] = [this.ofKind, { column: 'due', is: 'lte', value: new Date(now()) }];
		return (await store.rows('inbox', due, { limit: 1 })).length > 0;
	}

	/** Takes the rows of the round, and fetches what they are about. */
	private async take(settings: Settings, comparing: boolean): Promise<Round<Source>> {
		const { store } = this.hands;
		const stops: Where[] = [this.ofKind, { column: 'entity', value: STOP }];
		const heldBack = this.kind.waits ? await store.rows('inbox', stops, { match: 'or' }) : [];
		return { heldBack, comparing, ...(comparing ? await this.takeAll(settings) : await this.takeDue()) };
	}

	private async takeAll({ values, changedSince }: Settings): Promise<Pick<Round<Source>, 'taken' | 'log' | 'items'>> {
		const { store, clients, execution, now } = this.hands;
		const { kind } = this;
		const taken = await store.update('inbox', [this.ofKind, NO_STOP], { holder: execution.id });
		const log = await store.rows('log', [this.ofKind]);
		const query = { ...kind.where(values), changedSince: kind.comparedSince(now(), changedSince) };
		const items: Item<Source>[] = [];
		for await (const row of kind.reader(clients.moment({ pageSize: 500 })).find(query)) {
			if (row.unreadable !== undefined) throw row.unreadable;
			items.push({ record: row.record });
		}
		return { taken, log, items };
	}

	private async takeDue(): Promise<Pick<Round<Source>, 'taken' | 'log' | 'items'>> {
		const { store, clients, execution, now } = this.hands;
		const { kind } = this;
		if (kind.waits)
			await store.update('inbox', [this.ofKind, { column: 'state', value: 'waiting' }], { due: iso(now()) });
		const due: Where[] = [this.ofKind, NO_STOP, { column: 'due', is: 'lte', value: new Date(now()) }];
		const taken = await store.update('inbox', due, { holder: execution.id });
		const log = kind.waits ? await this.logOf(taken) : await store.rows('log', [this.ofKind]);
		const reader = kind.reader(clients.moment({ seconds: kind.fetchSeconds }));
		return { taken, log, items: await fetchEach(reader, dueRecords(taken)) };
	}

	/** What the log says of each of them, row by row. */
	private async logOf(taken: readonly TableRow[]): Promise<TableRow[]> {
		const found: TableRow[] = [];
		for (const row of taken) {
			const either: Where[] = [
				{ column: 'momentId', value: cell(row, 'momentId') },
				{ column: 'key', value: cell(row, 'key') },
			];
			found.push(...(await this.hands.store.rows('log', either, { match: 'or' })));
		}
		return found;
	}

	/** From the records to the end of the round: parents, the records themselves, the log, and what stays to be done. */
	private async through(round: Round<Source>, settings: Settings): Promise<void> {
		const { store, clients, execution, now } = this.hands;
		const { kind } = this;
		const { comparing, heldBack, taken, log, items } = round;
		for (const [at, parent] of kind.parents.entries())
			await this.parentsFirst(parent, kind.parents.slice(0, at), { log, items }, settings);
		const known = [...log, ...this.rowsOf(kind.parents)];
		const { values } = settings;
		const seconds = comparing ? WRITE_SECONDS.comparison : WRITE_SECONDS[kind.waits ? 'invoices' : 'inbox'];
		const mapped = mapOpen(items, (records) => kind.map(records, known, values));
		const results = await writeOpen(
			mapped,
			async (records) => await kind.write(records, { clients, values, seconds, comparing, heldBack }),
		);
		await store.insertAll('log', logRows(results, { now: now(), execution: execution.id, known: log }));
		const open = unfinishedRows(results, { now: now(), taken, comparison: comparing, keepUnseen: kind.waits });
		await store.insertAll('inbox', open);
		await store.remove('inbox', [this.ofKind, NO_STOP, { column: 'holder', value: execution.id }]);
		if (comparing && failedIn(results) <= MASS_FAILURE) {
			await this.moveCursor(settings);
			await this.set('nextComparison', AT_NIGHT);
			await trim(this.hands, log, settings);
		}
	}

	/** Customers or projects that the log does not know yet are created before what needs them. */
	private async parentsFirst(
		parent: ParentKind,
		before: readonly ParentKind[],
		{ log: ownLog, items }: Pick<Round<Source>, 'log' | 'items'>,
		{ values }: Settings,
	): Promise<void> {
		const { store } = this.hands;
		const records = items.map(({ record, settled }) => record ?? settled);
		const company = values['company.id'];
		const needed = parentsOf(records, parent.of, foldLog(ownLog, this.kind.entity, company));
		if (needed.length === 0) return;
		const log = await store.rows('log', [{ column: 'entity', value: parent.of }]);
		this.lanes.set(parent.of, { log, written: this.lanes.get(parent.of)?.written ?? [] });
		const unknown = parent.exported(values) ? unknownParents(needed, foldLog(log, parent.of, company)) : [];
		if (unknown.length === 0) return;
		const known = [...log, ...this.rowsOf(before)];
		// The two branches differ in what Moment gives only, which the types of a lane cannot say.
		const results =
			parent.of === 'customer'
				? await this.writeParents(parent.kind, unknown, known, values)
				: await this.writeParents(parent.kind, unknown, known, values);
		const { execution, now } = this.hands;
		const written = logRows(results, { now: now(), execution: execution.id, known: log });
		this.lanes.set(parent.of, { log, written });
		await store.insertAll('log', written);
	}

	private async writeParents<S extends object, M extends Keys & { entity: Entity }>(
		kind: RecordKind<S, M>,
		wanted: readonly Parent[],
		known: readonly TableRow[],
		values: Settings['values'],
	): Promise<RunResult[]> {
		const { clients } = this.hands;
		const items = await fetchEach(kind.reader(clients.moment({ seconds: kind.fetchSeconds })), wanted);
		const mapped = mapOpen(items, (records) => kind.map(records, known, values));
		const parts = { clients, values, seconds: PARENT_WRITE_SECONDS, comparing: false, heldBack: [] };
		return await writeOpen(mapped, async (records) => await kind.write(records, parts));
	}

	private rowsOf(parents: readonly ParentKind[]): TableRow[] {
		return parents.flatMap(({ of }) => {
			const { log = [], written = [] } = this.lanes.get(of) ?? {};
			return [...log, ...written];
		});
	}
}

const failedIn = (results: readonly RunResult[]): number =>
	results.filter(({ outcome }) => outcome === 'failed').length;

/** A mark as the table takes it. */
function columnsOf(row: InboxRow): Record<string, string | number | null> {
	const { entity, momentId, key, state, attempts, due, message, fix, holder } = row;
	return { entity, momentId, key, state, attempts, due, message, fix, holder };
}
