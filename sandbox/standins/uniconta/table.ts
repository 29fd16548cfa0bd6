import type { EntityType, Value } from './types/field';

export interface Row {
	rowId: number;
	values: Record<string, Value>;
	/** Milliseconds. */
	updatedAt: number;
}

/** Where a call comes in, or who writes: a person works on the server itself, like the Web API. */
export type Host = 'odata' | 'webApi';

/**
 * How long the other host still shows what was there before (UC58).
 */
export interface Staleness {
	milliseconds: number;
	reads: number;
}

interface Change {
	host: Host;
	at: number;
	rowId: number;
	/** `undefined`: the row was not there. */
	before: Row | undefined;
	readsMissed: number;
}

/** Rows of one type in one company, found by row id and by key. */
export class Table {
	private readonly byId = new Map<number, Row>();
	private readonly byKey = new Map<string, Row[]>();
	private readonly lastLine = new Map<string, number>();
	private changes: Change[] = [];
	private lastId: number;

	constructor(
		private readonly type: EntityType,
		firstId: number,
		private readonly staleness: () => Staleness,
	) {
		this.lastId = firstId - 1;
	}

	rows(): Row[] {
		return [...this.byId.values()];
	}

	/** What a read on that host sees: changes made on the other one may not have come through yet. */
	rowsSeenFrom(host: Host, now: number): Row[] {
		const { milliseconds, reads } = this.staleness();
		this.changes = this.changes.filter((change) => now - change.at < milliseconds || change.readsMissed < reads);
		const hidden = this.changes.filter((change) => change.host !== host);
		if (hidden.length === 0) return this.rows();
		const seen = new Map(this.byId);
		// From the latest back, so that of several hidden changes the first one's `before` stays.
		for (const change of [...hidden].reverse()) {
			change.readsMissed += 1;
			if (change.before) seen.set(change.rowId, change.before);
			else seen.delete(change.rowId);
		}
		return [...seen.values()].sort((a, b) => a.rowId - b.rowId);
	}

	find(rowId: number): Row | undefined {
		return this.byId.get(rowId);
	}

	/** The first row with that key. */
	withKey(key: string): Row | undefined {
		return this.byKey.get(key)?.[0];
	}

	keyOf(row: Row): string {
		return this.type.key === undefined ? '' : String(row.values[this.type.key] ?? '');
	}

	/** A free place behind the lines that the header has or had. */
	nextLine(parent: string): number {
		const next = (this.lastLine.get(parent) ?? 0) + 1;
		this.lastLine.set(parent, next);
		return next;
	}

	add(values: Record<string, Value>, now: number, host: Host = 'webApi'): Row {
		const row: Row = { rowId: ++this.lastId, values, updatedAt: now };
		this.remember(row.rowId, undefined, now, host);
		this.byId.set(row.rowId, row);
		this.index(row);
		return row;
	}

	set(row: Row, values: Record<string, Value>, now: number, host: Host = 'webApi'): void {
		this.remember(row.rowId, { ...row }, now, host);
		this.unindex(row);
		row.values = values;
		row.updatedAt = now;
		this.index(row);
	}

	remove(row: Row, now = 0, host: Host = 'webApi'): void {
		this.remember(row.rowId, { ...row }, now, host);
		this.byId.delete(row.rowId);
		this.unindex(row);
	}

	private index(row: Row): void {
		if (this.type.key === undefined) return;
		const key = this.keyOf(row);
		this.byKey.set(key, [...(this.byKey.get(key) ?? []), row]);
	}

	private unindex(row: Row): void {
		const key = this.keyOf(row);
		const left = (this.byKey.get(key) ?? []).filter((other) => other !== row);
		if (left.length === 0) this.byKey.delete(key);
		else this.byKey.set(key, left);
	}

	private remember(rowId: number, before: Row | undefined, at: number, host: Host): void {
		const { milliseconds, reads } = this.staleness();
		if (milliseconds === 0 && reads === 0) return;
		this.changes.push({ host, at, rowId, before, readsMissed: 0 });
	}
}
