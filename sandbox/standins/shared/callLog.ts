import type { SandboxClock } from './clock';

/** One call as it is remembered. Never holds a password, a key or a body. */
export interface CallRecord {
	number: number;
	at: string;
	host: string;
	method: string;
	path: string;
	/** Without the question mark. */
	query: string;
	/** As claimed by the call, whether or not the password was right. */
	user: string | null;
	company: string | null;
	/** `null` while open, and for a call that was never answered. */
	status: number | null;
	/** The fault that hit it. */
	fault: string | null;
	/** Calls open at the moment this one came, itself included: of everybody, and of the same user. */
	simultaneous: number;
	simultaneousOfUser: number;
	/** How long the daily slow-down held it, slept or only recorded. */
	slowedMs: number;
}

export interface CallCounters {
	total: number;
	/** Key: `GET /odata/DebtorClient`. */
	byPath: Record<string, number>;
	byUser: Record<string, number>;
	byUserAndPath: Record<string, Record<string, number>>;
	maxSimultaneous: number;
	maxSimultaneousByUser: Record<string, number>;
}

/** Enough for any look back; the counters go on counting beyond it. */
const KEPT = 20_000;
const NOBODY = '(nobody)';

export class CallLog {
	private records: CallRecord[] = [];
	private totals: CallCounters = noCounters();
	private readonly open = new Map<CallRecord, string>();
	private last = 0;

	constructor(private readonly clock: SandboxClock) {}

	/** The sandbox's time, in milliseconds. */
	now(): number {
		return this.clock.now();
	}

	begin(call: Pick<CallRecord, 'host' | 'method' | 'path' | 'query' | 'user'>): CallRecord {
		const user = call.user ?? NOBODY;
		const simultaneousOfUser = 1 + [...this.open.values()].filter((other) => other === user).length;
		const record: CallRecord = {
			number: ++this.last,
			at: this.clock.iso(),
			...call,
			company: null,
			status: null,
			fault: null,
			simultaneous: this.open.size + 1,
			simultaneousOfUser,
			slowedMs: 0,
		};
		this.open.set(record, user);
		this.records.push(record);
		if (this.records.length > KEPT) this.records.shift();
		this.count(record, user);
		return record;
	}

	/** From here on the call is no longer open; `undefined`: it was never answered. */
	end(record: CallRecord, status?: number): void {
		if (!this.open.delete(record)) return;
		record.status = status ?? null;
	}

	list(): readonly CallRecord[] {
		return this.records;
	}

	counters(): CallCounters {
		return structuredClone(this.totals);
	}

	/** Calls that are open stay so. */
	clear(): void {
		this.records = [];
		this.totals = noCounters();
	}

	/** As new: what is still open is forgotten too. */
	reset(): void {
		this.clear();
		this.open.clear();
		this.last = 0;
	}

	private count(record: CallRecord, user: string): void {
		const path = `${record.method} ${record.path}`;
		const totals = this.totals;
		totals.total += 1;
		increase(totals.byPath, path);
		increase(totals.byUser, user);
		increase((totals.byUserAndPath[user] ??= {}), path);
		totals.maxSimultaneous = Math.max(totals.maxSimultaneous, record.simultaneous);
		totals.maxSimultaneousByUser[user] = Math.max(
			totals.maxSimultaneousByUser[user] ?? 0,
			record.simultaneousOfUser,
		);
	}
}

const noCounters = (): CallCounters => ({
	total: 0,
	byPath: {},
	byUser: {},
	byUserAndPath: {},
	maxSimultaneous: 0,
	maxSimultaneousByUser: {},
});

function increase(counts: Record<string, number>, key: string): void {
	counts[key] = (counts[key] ?? 0) + 1;
}
