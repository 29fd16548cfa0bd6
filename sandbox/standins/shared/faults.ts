import { z } from 'zod';

/**
 * What can go wrong with a call.
 * - `status`: answered with `status` and `body`, not acted on.
 * - `reset`: the connection breaks before anything is done.
 * - `hang`: not acted on, never answered.
 * - `timeoutAfterCommit`: acted on, never answered.
 * - `lateCommit`: not answered; its log-in is checked at once, but it is acted on only after `afterCalls` further
 * calls,
 *   after `afterMs` on the sandbox's clock, or when released.
 * - `delay`: acted on and answered, `delayMs` late.
 * - `body`: acted on, answered with another body (and status).
 */
export const faultKinds = ['status', 'reset', 'hang', 'timeoutAfterCommit', 'lateCommit', 'delay', 'body'] as const;

const faultSchema = z
	.object({
		id: z.string().optional(),
		match: z
			.object({
				method: z.string().optional(),
				/** Source of a regular expression, tried on the path with its query. */
				path: z.string().refine(isPattern, 'not a regular expression').optional(),
				user: z.string().optional(),
			})
			.strict()
			.default({}),
		kind: z.enum(faultKinds),
		/** So many matching calls pass unharmed first. */
		skip: z.number().int().nonnegative().default(0),
		/** So many calls are hit; left out: every one until the rule is removed. */
		times: z.number().int().positive().optional(),
		status: z.number().int().min(200).max(599).optional(),
		body: z.string().optional(),
		headers: z.record(z.string()).optional(),
		/** `delay`: how long; the unanswered kinds: how long the connection stays before it breaks. */
		delayMs: z.number().nonnegative().optional(),
		/**
		 * `hang`, `timeoutAfterCommit`, `lateCommit`: break the connection, or keep it silent until the client gives
		 * up.
		 */
		socket: z.enum(['destroy', 'silent']).optional(),
		/** `lateCommit`: acted on after this many further calls; this and `afterMs` left out: only when released. */
		afterCalls: z.number().int().positive().optional(),
		/** `lateCommit`: acted on so much later on the sandbox's clock, before the first call after that. */
		afterMs: z.number().nonnegative().optional(),
	})
	.strict();

export type FaultRule = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema> & { id: string; hits: number };

interface Matchable {
	method: string;
	target: string;
	user: string | null;
}

interface Postponed {
	callsLeft: number | undefined;
	/** Milliseconds on the sandbox's clock. */
	dueAt: number | undefined;
	act: () => Promise<unknown>;
}

export class Faults {
	private rules: Fault[] = [];
	private postponed: Postponed[] = [];
	private lastId = 0;

	/** Throws a ZodError for a rule it does not understand. */
	add(rule: unknown): Fault {
		const parsed = faultSchema.parse(rule);
		const fault: Fault = { ...parsed, id: parsed.id ?? `fault-${++this.lastId}`, hits: 0 };
		this.rules = [...this.rules.filter((other) => other.id !== fault.id), fault];
		return fault;
	}

	/** Without an id: all of them. What was postponed stays postponed. */
	remove(id?: string): void {
		this.rules = id === undefined ? [] : this.rules.filter((rule) => rule.id !== id);
	}

	list(): readonly Fault[] {
		return this.rules;
	}

	/** The first rule that hits this call; every matching rule before it counts the call against its `skip`. */
	take(call: Matchable): Fault | undefined {
		for (const rule of this.rules) {
			if (!matches(rule, call)) continue;
			if (rule.skip > 0) {
				rule.skip -= 1;
				continue;
			}
			if (rule.times !== undefined && rule.hits >= rule.times) continue;
			rule.hits += 1;
			return rule;
		}
		return undefined;
	}

	postpone(
		act: () => Promise<unknown>,
		{ afterCalls, afterMs }: Pick<Fault, 'afterCalls' | 'afterMs'>,
		now: number,
	): void {
		this.postponed.push({ act, callsLeft: afterCalls, dueAt: afterMs === undefined ? undefined : now + afterMs });
	}

	/**
	 * To be told of the time before every later call, and whenever the clock is moved: what is due by then is
	 * committed.
	 */
	async due(now: number): Promise<void> {
		await this.commit(({ dueAt }) => dueAt !== undefined && dueAt <= now);
	}

	/** To be told of every later call once it has been acted on: what is due then is committed. */
	async afterCall(): Promise<void> {
		for (const waiting of this.postponed) if (waiting.callsLeft !== undefined) waiting.callsLeft -= 1;
		await this.commit((waiting) => waiting.callsLeft !== undefined && waiting.callsLeft <= 0);
	}

	/** Commits everything that was postponed; gives back how much that was. */
	async release(): Promise<number> {
		return await this.commit(() => true);
	}

	clear(): void {
		this.rules = [];
		this.postponed = [];
	}

	waiting(): number {
		return this.postponed.length;
	}

	private async commit(due: (waiting: Postponed) => boolean): Promise<number> {
		const now = this.postponed.filter(due);
		this.postponed = this.postponed.filter((waiting) => !now.includes(waiting));
		for (const { act } of now) await act();
		return now.length;
	}
}

function matches({ match }: Fault, call: Matchable): boolean {
	return (
		(match.method === undefined || match.method.toUpperCase() === call.method) &&
		(match.path === undefined || new RegExp(match.path).test(call.target)) &&
		(match.user === undefined || match.user === call.user)
	);
}

function isPattern(source: string): boolean {
	try {
		new RegExp(source);
		return true;
	} catch {
		return false;
	}
}
