import { AsyncLocalStorage } from 'node:async_hooks';
import type { TableGate } from './tables';
import type { VirtualTime } from './time';

/** A request as it leaves n8n, or whoever else calls. */
export interface WireRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	body: string;
	/** So many milliseconds the caller waits. */
	timeout: number;
}

export interface WireAnswer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

/** Why a call got no answer; codes as Node's sockets and axios give them. */
export class NoAnswer extends Error {
	constructor(
		readonly code: 'ECONNREFUSED' | 'ECONNRESET' | 'ECONNABORTED',
		message: string,
	) {
		super(message);
	}
}

/** What can go wrong with one call to an API. */
export const apiFaults = [
	'status429',
	'status500',
	'status503',
	'refused',
	'reset',
	'resetAfter',
	'timeoutBefore',
	'timeoutAfter',
	'late',
	'slow',
	'cutShort',
	'notJson',
	'echo',
] as const;
/** What can go wrong with one call to a table. */
export const tableFaults = ['tableSlow', 'tableRefused', 'tableLost'] as const;
/**
 * The process stands still for longer than any lease lasts, as one on a laptop whose lid is closed, and goes on.
 */
export const pauses = ['pause'] as const;
/**
 * The process, or only the worker that makes the call, ends before the call leaves or after it was carried out; or at
 * once, and the call is carried out when everybody has forgotten it.
 */
export const ends = ['endBefore', 'endAfter', 'workerEndBefore', 'workerEndAfter', 'lateEnd'] as const;

export type FaultKind =
	(typeof apiFaults)[number] | (typeof tableFaults)[number] | (typeof pauses)[number] | (typeof ends)[number];

/**
 * At the so-many-th call of a step, counted from 0: for what goes wrong with an API only calls to APIs, with a table
 * only those to tables, for an end both.
 */
export interface PlannedFault {
	call: number;
	kind: FaultKind;
	/** Counted over the writes alone. */
	ofWrites?: boolean;
}

type Channel = 'api' | 'table';

const isOf = (kinds: readonly string[], kind: string): boolean => kinds.includes(kind);

/** One call as a failure prints it. */
export interface Seen {
	at: number;
	by: string;
	what: string;
	result: string;
}

/** Who makes calls: an execution in n8n. What it belongs to ends when it is told so. */
export interface Caller {
	id: string;
	dead: boolean;
	/** Stood still for so long that its lease may be another's by now. */
	paused?: boolean;
}

export const caller = new AsyncLocalStorage<Caller>();

const isDead = (by: Caller | undefined): boolean => by?.dead === true;

/** A call of an ended process: it never comes back. */
const never = async <T>(): Promise<T> => await new Promise<T>(() => undefined);

/** Uniconta's Web API reads by POST too. */
const isWrite = ({ method, url }: WireRequest): boolean => method !== 'GET' && !/\/Query\/|\/login$/i.test(url);

/** The beginning of it: whole tables would take more time to write out than to read. */
function brief(value: unknown): string {
	if (value === undefined) return '';
	const first =
		Array.isArray(value) && value.length > 2 ? [...value.slice(0, 2), `and ${value.length - 2} more`] : value;
	return JSON.stringify(first).slice(0, 200);
}

export interface WireParts {
	time: VirtualTime;
	/** Carries a call out; undefined for an address that nobody answers. */
	serve: (request: WireRequest) => Promise<WireAnswer> | undefined;
	/** The process ends: every caller is dead from now on; `one` only that one. */
	end: (one?: Caller) => void;
	/** Whether a call may be carried out when nobody thinks of it any more. */
	mayBeForgotten: (request: WireRequest) => boolean;
	/** Between 0 and 1, the same for the same seed. */
	random: () => number;
}

/** A late call is carried out so long after its caller gave up, and now and then when everybody has forgotten it. */
const LATE_MS = 20_000;
const VERY_LATE_MS = 50 * 60_000;
const VERY_LATE = 0.4;
const SLOW_MS = 25_000;
const PAUSE_MS = 35 * 60_000;
/** A call on its way, there and back. */
const LATENCY_MS = 40;
const KEPT = 2_000;

/** Everything that leaves an execution passes here: it is counted, may go wrong, and is remembered. */
export class Wire {
	private counts = { api: 0, table: 0, writes: 0 };
	private planned: readonly PlannedFault[] = [];
	private atCall: (call: number) => void = () => undefined;
	seen: Seen[] = [];

	constructor(private readonly parts: WireParts) {}

	/** A new step: its calls are counted from 0, and told before they leave. */
	begin(faults: readonly PlannedFault[] = [], atCall: (call: number) => void = () => undefined): void {
		this.counts = { api: 0, table: 0, writes: 0 };
		this.planned = faults;
		this.atCall = atCall;
	}

	/** How many calls the step has made. */
	get calls(): number {
		return this.counts.api + this.counts.table;
	}

	note(what: string, result = ''): void {
		this.seen.push({ at: this.parts.time.now(), by: caller.getStore()?.id ?? '', what, result });
		if (this.seen.length > KEPT) this.seen.shift();
	}

	readonly table: TableGate = async (call, act) => {
		const { fault, by } = this.take('table');
		if (isDead(by)) return await never();
		const what = `${call.action} ${call.table} ${brief(call.about)}`.slice(0, 300);
		if (this.endsBefore(fault, by, what)) return await never();
		if (fault === 'pause') await this.pause(by);
		await this.parts.time.sleep(fault === 'tableSlow' ? SLOW_MS : 1);
		if (isDead(by)) return await never();
		if (fault === 'tableRefused') {
			this.note(what, 'refused');
			throw new Error('The database does not answer');
		}
		const result = act();
		this.note(what, brief(result));
		if (this.endsAfter(fault, by, what)) return await never();
		if (fault === 'tableLost') throw new Error('The connection to the database was lost');
		return result;
	};

	/** @throws {NoAnswer} */
	async send(request: WireRequest): Promise<WireAnswer> {
		const { fault, by } = this.take('api', isWrite(request));
		if (isDead(by)) return await never();
		const what = `${request.method} ${request.url} ${request.body}`.slice(0, 600);
		if (this.endsBefore(fault, by, what)) return await never();
		const { time } = this.parts;
		if (fault === 'lateEnd') {
			this.note(what, fault);
			const late = this.parts.mayBeForgotten(request) ? VERY_LATE_MS : LATE_MS;
			void time.sleep(late).then(async () => await caller.exit(() => this.parts.serve(request)));
			this.parts.end();
			return await never();
		}
		if (fault === 'pause') await this.pause(by);
		await time.sleep(LATENCY_MS * this.parts.random());
		const answer = await this.act(request, fault, what);
		if (this.endsAfter(fault, by, what)) return await never();
		await time.sleep(LATENCY_MS * this.parts.random());
		return answer;
	}

	private take(channel: Channel, writes = false): { fault: FaultKind | undefined; by: Caller | undefined } {
		const by = caller.getStore();
		if (isDead(by)) return { fault: undefined, by };
		const [all, own] = [this.calls, this.counts[channel]];
		this.counts[channel] += 1;
		this.atCall(all);
		const others = channel === 'api' ? tableFaults : apiFaults;
		const write = writes ? this.counts.writes++ : undefined;
		const planned = this.planned.find(({ call, kind, ofWrites }) => {
			if (isOf(others, kind)) return false;
			if (ofWrites === true) return call === write;
			return call === (isOf([...ends, ...pauses], kind) ? all : own);
		});
		return { fault: planned?.kind, by };
	}

	private lateness(request: WireRequest): number {
		const chance = this.parts.random();
		return chance < VERY_LATE && this.parts.mayBeForgotten(request) ? VERY_LATE_MS : LATE_MS * chance;
	}

	private async pause(by: Caller | undefined): Promise<void> {
		if (by !== undefined) by.paused = true;
		await this.parts.time.sleep(PAUSE_MS);
	}

	private endsBefore(fault: FaultKind | undefined, by: Caller | undefined, what: string): boolean {
		if (fault !== 'endBefore' && fault !== 'workerEndBefore') return false;
		this.note(what, fault);
		this.parts.end(fault === 'workerEndBefore' ? by : undefined);
		return true;
	}

	private endsAfter(fault: FaultKind | undefined, by: Caller | undefined, what: string): boolean {
		if (fault === 'endAfter' || fault === 'workerEndAfter') {
			this.note(what, fault);
			this.parts.end(fault === 'workerEndAfter' ? by : undefined);
		}
		// Another call may have ended the process meanwhile, which the types cannot know.
		return isDead(by);
	}

	private async act(request: WireRequest, fault: FaultKind | undefined, what: string): Promise<WireAnswer> {
		const serve = async (): Promise<WireAnswer> => {
			const served = this.parts.serve(request);
			if (served === undefined) throw new NoAnswer('ECONNREFUSED', `connect ECONNREFUSED ${request.url}`);
			const answer = await served;
			this.note(what, `${answer.status} ${answer.body.slice(0, 200)}`);
			return answer;
		};
		const fail = (error: NoAnswer): never => {
			this.note(what, `${fault ?? ''}: ${error.code}`);
			throw error;
		};
		const timedOut = async (): Promise<never> => {
			await this.parts.time.sleep(request.timeout);
			return fail(new NoAnswer('ECONNABORTED', `timeout of ${request.timeout}ms exceeded`));
		};
		const status = (code: number): WireAnswer => {
			this.note(what, String(code));
			return { status: code, headers: { 'content-type': 'text/plain' }, body: 'Try again later' };
		};
		switch (fault) {
			case 'status429':
				return status(429);
			case 'status500':
				return status(500);
			case 'status503':
				return status(503);
			case 'refused':
				return fail(new NoAnswer('ECONNREFUSED', `connect ECONNREFUSED ${request.url}`));
			case 'reset':
				return fail(new NoAnswer('ECONNRESET', 'socket hang up'));
			case 'resetAfter':
				await serve();
				return fail(new NoAnswer('ECONNRESET', 'socket hang up'));
			case 'timeoutBefore':
				return await timedOut();
			case 'timeoutAfter':
				await serve();
				return await timedOut();
			case 'late':
				// By then it is nobody's: who sent it has long gone on.
				void this.parts.time
					.sleep(request.timeout + this.lateness(request))
					.then(async () => await caller.exit(serve));
				return await timedOut();
			case 'slow':
				await this.parts.time.sleep(Math.min(SLOW_MS, request.timeout - 1));
				return await serve();
			case 'echo':
				this.note(what, '400, with all that was sent');
				return { status: 400, headers: { 'content-type': 'text/plain' }, body: JSON.stringify(request) };
			case 'cutShort': {
				const answer = await serve();
				return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
			}
			case 'notJson':
				await serve();
				return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Service</html>' };
			default:
				return await serve();
		}
	}
}
