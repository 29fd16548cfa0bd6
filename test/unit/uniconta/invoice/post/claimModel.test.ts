import { createHash } from 'node:crypto';
import { sendAll } from '../../../../../lib/uniconta/invoice/sendAll';
import { claimNumber } from '../../../../../lib/uniconta/invoice/post/claim';
import { claimTogether, type ClaimWish } from '../../../../../lib/uniconta/invoice/post/claimTogether';
import { createDraftRoute } from '../../../../../lib/uniconta/invoice/draft/route';
import { createPostRoute } from '../../../../../lib/uniconta/invoice/post/route';
import type { Clock } from '../../../../../lib/http/port';
import type { MappedInvoice } from '../../../../../lib/mapping/invoice/plan';
import {
	Books,
	checksPass,
	contextOver,
	hostsOver,
	invoiceOf,
	isWrite,
	knownAs,
	noAnswer,
	optionsOf,
	planOf,
	USUAL,
	type BooksSwitches,
	type Call,
} from '../../../../support/invoiceRig';
import { headerRow, lineRow } from '../../../../../lib/uniconta/invoice/orderRows';
import { newClaim } from '../../../../../lib/uniconta/invoice/reference';
import type { RowsHost } from '../../../../../lib/uniconta/api/webApi';

/**
 * A small model checker: two runs of the real code over one model of Uniconta, in every order of their calls, with
 * stalls, crashes, lost answers, late commits and a person who posts by hand. A state that was seen is not gone through
 * again.
 */
interface Scenario {
	workers: ReadonlyArray<readonly MappedInvoice[]>;
	switches?: Partial<BooksSwitches>;
	/** Lost calls, lost answers, late commits, in all. */
	faults?: number;
	crashes?: number;
	/** How often the clock may leap ahead, and by how many minutes. */
	leaps?: number;
	leapMinutes?: number;
	byHand?: number;
	/** An insert draws its row id first and is to be seen later: a lower id may turn up after a higher one. */
	slowInserts?: boolean;
	/** A list of headers may come in row by row, with others in between. */
	rowByRow?: boolean;
	/** A write of headers may be carried out twice; counts as a fault. */
	doubles?: boolean;
	route?: 'post' | 'draft';
	/**
	 * Instead of sending, each worker only claims: these numbers together first, and then by itself each that it has
	 * not got.
	 */
	claims?: ReadonlyArray<{ together: readonly number[]; alone: readonly number[] }>;
	/** What stands in Uniconta at first; gives back calls that are still on their way. */
	before?: (books: Books, now: number) => Call[];
	startAt?: number;
}

interface Explored {
	states: number;
	ends: number;
	/** How the ends look: `10:[10]` for one invoice under its number. */
	posted: Map<string, number>;
	violations: string[];
	/** Every state was seen; else so many as the limit allows. */
	complete: boolean;
}

const T0 = 1_790_000_000_000;
/** Numbers that a scenario may post. */
const NUMBERS = [10, 11, 12, 13];

type Pending =
	| {
			kind: 'call';
			call: Call;
			resolve: (value: unknown) => void;
			reject: (error: unknown) => void;
			apply: () => unknown;
	  }
	| { kind: 'sleep'; until: number; resolve: (value: unknown) => void };

interface Worker {
	pending: Pending | undefined;
	history: string;
	state: 'running' | 'done' | 'crashed';
	/** Numbers that it may post for all it knows, where it only claims. */
	holds: Set<number>;
}

/** One execution, steered by choices; everything in it follows from them. */
class World {
	now = T0;
	readonly books: Books;
	readonly workers: Worker[];
	readonly late: Call[];
	faults: number;
	crashes: number;
	leaps: number;
	byHand: number;
	fault: unknown;

	constructor(private readonly scenario: Scenario) {
		this.books = new Books(10, { ...USUAL, ...scenario.switches });
		this.late = scenario.before?.(this.books, this.now) ?? [];
		this.now += (scenario.startAt ?? 0) * 60_000;
		this.faults = scenario.faults ?? 0;
		this.crashes = scenario.crashes ?? 0;
		this.leaps = scenario.leaps ?? 0;
		this.byHand = scenario.byHand ?? 0;
		this.workers = scenario.workers.map((invoices, index) => this.start(invoices, index));
	}

	private start(invoices: readonly MappedInvoice[], index: number): Worker {
		const worker: Worker = { pending: undefined, history: '', state: 'running', holds: new Set() };
		const clock = {
			now: () => this.now,
			random: () => (index + 0.5) / 36,
			sleep: async (milliseconds: number) => {
				await new Promise((resolve) => {
					worker.pending = { kind: 'sleep', until: this.now + milliseconds, resolve };
				});
			},
		};
		const carry = async (call: Call, apply: () => unknown): Promise<unknown> =>
			await new Promise((resolve, reject) => {
				worker.pending = { kind: 'call', call, apply, resolve, reject };
			});
		// The series in two calls: what it says at the start, and at the gate.
		const series = {
			read: async () => ({ next: await this.nextBy(carry), stopped: [], warnings: [] }),
			next: async () => await this.nextBy(carry),
			seriesOfGroup: () => '',
		};
		const context = contextOver(this.books, carry, optionsOf(clock, { route: this.scenario.route ?? 'post' }));
		const claims = this.scenario.claims?.[index];
		if (claims !== undefined) {
			this.claim(worker, claims, hostsOver(this.books, carry).webApi, clock).then(
				() => {
					worker.state = 'done';
				},
				(caught: unknown) => {
					this.fault ??= caught;
				},
			);
			return worker;
		}
		sendAll(context, invoices, {
			check: checksPass,
			route: (given) =>
				this.scenario.route === 'draft' ? createDraftRoute(given) : createPostRoute(given, { series }),
		}).then(
			(results) => {
				worker.state = 'done';
				worker.history += JSON.stringify(results.map(({ outcome }) => outcome));
			},
			(caught: unknown) => {
				worker.state = 'done';
				this.fault ??= caught instanceof Error && caught.name === 'ApiError' ? undefined : caught;
			},
		);
		return worker;
	}

	private async claim(
		worker: Worker,
		{ together, alone }: NonNullable<Scenario['claims']>[number],
		host: RowsHost,
		clock: Clock,
	): Promise<void> {
		const times = { clock, requestTimeoutMs: 10_000 };
		const wish = (number: number): ClaimWish => ({
			number,
			momentId: '',
			header: (reference) => ({ Account: '20007', ReferenceNumber: reference }),
		});
		const ahead = await claimTogether(host, together.map(wish), times);
		for (const number of ahead.held.keys()) worker.holds.add(number);
		for (const number of alone) {
			if (worker.holds.has(number) || ahead.unsure.has(number)) continue;
			const claim = await claimNumber({ host, ...times, ...wish(number) });
			if ('held' in claim) worker.holds.add(number);
		}
	}

	private async nextBy(carry: (call: Call, apply: () => unknown) => Promise<unknown>): Promise<number> {
		return Number(
			await carry({ name: 'find', type: 'NumberSerieClient', args: ['Serie', 'FAKT'] }, () => this.books.next),
		);
	}

	/** What may happen next. */
	choices(): string[] {
		const found: string[] = [];
		for (const [index, { pending, state }] of this.workers.entries()) {
			if (state !== 'running' || pending === undefined) continue;
			if (this.isToDraw(pending)) {
				found.push(`${index}:draw`);
				continue;
			}
			found.push(`${index}:go`);
			if (
				this.scenario.rowByRow === true &&
				pending.kind === 'call' &&
				pending.call.name === 'insertList' &&
				headersIn(pending.call).length > 1
			)
				found.push(`${index}:part`);
			if (
				this.scenario.doubles === true &&
				this.faults > 0 &&
				pending.kind === 'call' &&
				headersIn(pending.call).length > 0
			)
				found.push(`${index}:twice`);
			if (this.crashes > 0) found.push(`${index}:crash`);
			if (this.faults > 0 && pending.kind === 'call') {
				if (isWrite(pending.call)) found.push(`${index}:lost`, `${index}:unanswered`, `${index}:late`);
				else found.push(`${index}:lost`);
			}
		}
		if (this.late.length > 0) found.push('commit');
		// Time and people matter only while somebody is at work.
		if (found.some((choice) => choice.endsWith(':go'))) {
			if (this.leaps > 0) found.push('leap');
			if (this.byHand > 0) found.push('byHand');
		}
		return found;
	}

	private isToDraw(pending: Pending): boolean {
		if (this.scenario.slowInserts !== true || pending.kind !== 'call') return false;
		return headersIn(pending.call).some((row) => row['RowId'] === undefined);
	}

	take(choice: string): void {
		if (choice === 'leap') {
			this.leaps -= 1;
			this.now += (this.scenario.leapMinutes ?? 20) * 60_000;
			return;
		}
		if (choice === 'byHand') {
			this.byHand -= 1;
			this.books.postByHand();
			return;
		}
		if (choice === 'commit') {
			const call = this.late.shift();
			if (call !== undefined) this.attempt(() => this.books.apply(call));
			return;
		}
		const [index, what] = choice.split(':');
		const worker = this.workers[Number(index)];
		const pending = worker?.pending;
		if (worker === undefined || pending === undefined) throw new Error(`no such choice: ${choice}`);
		if (what === 'draw') {
			if (pending.kind === 'call') {
				const drawn = headersIn(pending.call).map((row) => ({ ...row, RowId: this.books.drawId() }));
				pending.call.args = pending.call.name === 'insert' ? drawn[0] : drawn;
			}
			return;
		}
		if (what === 'part') {
			if (pending.kind === 'call') {
				const [row, ...rest] = headersIn(pending.call);
				this.attempt(() => this.books.apply({ ...pending.call, args: [row] }));
				pending.call.args = rest;
			}
			return;
		}
		if (what === 'twice') {
			this.faults -= 1;
			this.attempt(pending.kind === 'call' ? pending.apply : () => undefined);
			return;
		}
		worker.pending = undefined;
		if (what === 'crash') {
			this.crashes -= 1;
			worker.state = 'crashed';
			return;
		}
		if (pending.kind === 'sleep') {
			this.now = Math.max(this.now, pending.until);
			worker.history += `;t${this.now - T0}`;
			pending.resolve(undefined);
			return;
		}
		if (what === 'go') {
			const result = this.attempt(pending.apply);
			worker.history = digest(
				`${worker.history};${this.now - T0};${JSON.stringify(pending.call)};${'error' in result ? String(result.error) : JSON.stringify(result.value)}`,
			);
			if ('error' in result) pending.reject(result.error);
			else pending.resolve(result.value);
			return;
		}
		this.faults -= 1;
		if (what === 'unanswered') this.attempt(pending.apply);
		if (what === 'late') this.late.push(pending.call);
		worker.history = digest(`${worker.history};${this.now - T0};${JSON.stringify(pending.call)};noAnswer`);
		pending.reject(noAnswer());
	}

	private attempt(apply: () => unknown): { value: unknown } | { error: unknown } {
		try {
			return { value: apply() };
		} catch (error) {
			return { error };
		}
	}

	key(): string {
		const workers = this.workers.map(({ state, history, pending }) => [
			state,
			history,
			pending?.kind === 'sleep' ? pending.until - T0 : pending === undefined ? '' : JSON.stringify(pending.call),
		]);
		return digest(
			JSON.stringify([
				this.books.state(),
				this.now - T0,
				workers,
				this.late,
				this.faults,
				this.crashes,
				this.leaps,
				this.byHand,
			]),
		);
	}

	/**
	 * G1 and G2, as far as they are ours: never twice, and never under another number unless a person took it in that
	 * moment.
	 */
	violation(): string | undefined {
		const { scenario } = this;
		for (const number of NUMBERS) {
			const posted = this.books.postedFor(number);
			if (posted.length > 1) return `invoice ${number} was posted ${posted.length} times: ${posted.join(', ')}`;
			const byHand = (this.scenario.byHand ?? 0) - this.byHand;
			if (posted.some((as) => as !== number) && byHand === 0)
				return `invoice ${number} was posted as ${posted.join(', ')}`;
		}
		const twice = NUMBERS.find((number) => this.workers.filter(({ holds }) => holds.has(number)).length > 1);
		if (twice !== undefined) return `two runs hold number ${twice}`;
		const drafts = this.books.orders.filter((order) =>
			this.books.lines.some((line) => line['OrderNumber'] === order['OrderNumber']),
		);
		if (this.scenario.route === 'draft' && drafts.length > 1) return `${drafts.length} drafts stand for invoice 10`;
		// Where nothing went wrong, nothing is left behind.
		const quiet =
			[scenario.faults, scenario.crashes, scenario.leaps, scenario.byHand].every((count) => (count ?? 0) === 0) &&
			scenario.before === undefined &&
			scenario.route !== 'draft';
		const held = this.workers.reduce((count, { holds }) => count + holds.size, 0);
		const left = this.books.orders.length + this.books.lines.length - held;
		if (quiet && left > 0 && this.workers.every(({ state }) => state === 'done'))
			return `${left} orders and lines are left behind`;
		return this.fault === undefined
			? undefined
			: `it threw ${this.fault instanceof Error ? this.fault.message : 'something'}`;
	}
}

/** The order headers that a call inserts. */
function headersIn({ name, type, args }: Call): Array<Record<string, unknown>> {
	if (type !== 'DebtorOrderClient') return [];
	return name === 'insert'
		? [args as Record<string, unknown>]
		: name === 'insertList'
			? (args as Array<Record<string, unknown>>)
			: [];
}

const digest = (text: string): string => createHash('md5').update(text).digest('base64');
const settled = async (): Promise<void> => {
	await new Promise((resolve) => {
		setImmediate(resolve);
	});
};

/**
 * Past so many states a scenario is only sampled: then the branches are taken in a mixed order, always the same one.
 */
const LIMIT = Number(process.env['CLAIM_MODEL_STATES'] ?? 6_000);
/** For a smaller world. */
const FEWER = LIMIT / 3;

async function explore(scenario: Scenario, limit = LIMIT): Promise<Explored> {
	const seen = new Set<string>();
	const explored: Explored = { states: 0, ends: 0, posted: new Map(), violations: [], complete: false };
	const todo: string[][] = [[]];
	let mix = 1;
	while (todo.length > 0 && explored.violations.length === 0 && explored.states < limit) {
		mix = (mix * 48_271) % 2_147_483_647;
		const [path = []] = todo.splice(mix % todo.length, 1);
		const world = new World(scenario);
		await settled();
		for (const choice of path) {
			world.take(choice);
			await settled();
		}
		// Goes on from here as far as there is something new, and leaves the other branches for later.
		const way = [...path];
		for (;;) {
			const violation = world.violation();
			if (violation !== undefined) {
				explored.violations.push(`${violation} after ${way.join(' ')}`);
				break;
			}
			const key = world.key();
			if (seen.has(key)) break;
			seen.add(key);
			explored.states += 1;
			const [first, ...others] = world.choices();
			if (first === undefined) {
				explored.ends += 1;
				const end = [10, 11]
					.map((number) => `${number}:[${world.books.postedFor(number).join(',')}]`)
					.join(' ');
				explored.posted.set(end, (explored.posted.get(end) ?? 0) + 1);
				break;
			}
			for (const other of others) todo.push([...way, other]);
			way.push(first);
			world.take(first);
			await settled();
		}
	}
	explored.complete = todo.length === 0;
	return explored;
}

const both = (...invoices: MappedInvoice[]): MappedInvoice[][] => [invoices, invoices];

/** An order with lines whose post had no answer; with `onItsWay` it may still be carried out. */
function sentBefore(
	number: number,
	{ onItsWay }: { onItsWay: boolean },
): { before: Scenario['before']; reference: string } {
	const { mark } = newClaim(number, { now: () => T0, random: () => 0.99 });
	const before: Scenario['before'] = (books) => {
		const task = {
			mapped: invoiceOf(number),
			plan: planOf(number),
			who: '',
			findings: [],
			transient: false,
			payment: 'Net8',
		};
		const order = books.apply({ name: 'insert', type: 'DebtorOrderClient', args: headerRow(task, mark) }) as Record<
			string,
			unknown
		>;
		const lines = task.plan.lines.map((line) => lineRow(task.plan, line, order['OrderNumber']));
		books.apply({ name: 'insertList', type: 'DebtorOrderLineClient', args: lines });
		return onItsWay
			? [
					{
						name: 'post',
						type: 'DebtorInvoiceClient',
						args: { order, lines: [...books.lines], date: task.plan.issueDate, simulate: false },
					},
				]
			: [];
	};
	return { before, reference: mark };
}

const attempted = (number: number, reference: string): MappedInvoice =>
	invoiceOf(number, {
		known: knownAs(number, undefined, { attempt: { reference, at: new Date(T0 + 1_000).toISOString() } }),
	});

async function holds(scenario: Scenario, limit = LIMIT): Promise<Explored> {
	const explored = await explore(scenario, limit);
	expect(explored.violations).toEqual([]);
	expect(explored.ends).toBeGreaterThan(0);
	if (process.env['SHOW_STATES'] !== undefined)
		process.stderr.write(
			`${expect.getState().currentTestName ?? ''}: ${explored.states} states${explored.complete ? '' : ' (not all)'}, ${explored.ends} ends, ${JSON.stringify([...explored.posted])}\n`,
		);
	return explored;
}

describe('Two runs at the same invoice, in every order of their calls', () => {
	it('post it exactly once when nothing goes wrong, or leave it for the next run', async () => {
		const { posted } = await holds({ workers: both(invoiceOf(10)) });
		expect([...posted.keys()].sort()).toEqual(['10:[10] 11:[]', '10:[] 11:[]']);
	});

	it('never post it twice when a call is lost, its answer is lost, or it is carried out late', async () => {
		await holds({ workers: both(invoiceOf(10)), faults: 1 });
	});

	it('never post it twice when one stalls for so long that the other takes over', async () => {
		await holds({ workers: both(invoiceOf(10)), leaps: 1 });
	});

	it('never post it twice when one stalls and wakes just past the allowed time', async () => {
		await holds({ workers: both(invoiceOf(10)), leaps: 1, leapMinutes: 3 });
	});

	it('never post it twice when one crashes and the other takes over', async () => {
		await holds({ workers: both(invoiceOf(10)), crashes: 1, leaps: 1 });
	});

	it('never post it twice when a person posts by hand in between', async () => {
		await holds({ workers: both(invoiceOf(10)), byHand: 1 });
	});

	it('never post it twice where a lower row turns up after a higher one: owner is who is alone', async () => {
		await holds({ workers: both(invoiceOf(10)), slowInserts: true });
	});

	it('never post two invoices out of their order', async () => {
		await holds({ workers: both(invoiceOf(10), invoiceOf(11)) });
	});

	it.each<[string, Partial<Scenario>]>([
		['when nothing goes wrong', {}],
		['when a call is lost, unanswered or late', { faults: 1 }],
		['when one stalls for so long that the other takes over', { leaps: 1 }],
		['when one stalls and wakes just past the allowed time', { leaps: 1, leapMinutes: 3 }],
		['when one crashes and the other takes over', { crashes: 1, leaps: 1 }],
		['when a person posts by hand in between', { byHand: 1 }],
		['where a lower row turns up after a higher one', { slowInserts: true }],
		['where the list of claims comes in row by row', { rowByRow: true }],
		[
			'where the list of claims comes in row by row, and its answer may be lost or the rest late',
			{ rowByRow: true, faults: 1 },
		],
		['where a claim may be carried out twice', { doubles: true, faults: 1 }],
		['where two things go wrong and one stalls', { rowByRow: true, doubles: true, faults: 2, leaps: 1 }],
	])(
		'never post one of a burst twice or out of order, though the later ones are claimed together, %s',
		async (_when, scenario) => {
			await holds({ workers: both(invoiceOf(10), invoiceOf(11), invoiceOf(12), invoiceOf(13)), ...scenario });
		},
	);

	it('never post one of a burst twice where the other run has but the end of it', async () => {
		await holds({
			workers: [
				[invoiceOf(10), invoiceOf(11), invoiceOf(12)],
				[invoiceOf(11), invoiceOf(12), invoiceOf(13)],
			],
			faults: 1,
			crashes: 1,
			leaps: 1,
		});
	});

	it('never post it twice when a stalled run wakes in a Uniconta that invoices deleted orders', async () => {
		await holds({ workers: both(invoiceOf(10)), leaps: 1, switches: { invoicesDeleted: true } });
	});
});

describe('Two runs that claim the same numbers, in every order of their calls', () => {
	const joint = { together: [10, 11], alone: [10, 11] };
	const single = { together: [], alone: [10, 11] };
	const CASES: Array<[string, Partial<Scenario>]> = [
		['when nothing goes wrong', {}],
		['where lists come in row by row', { rowByRow: true }],
		['where lower rows turn up after higher ones', { slowInserts: true }],
		['when a call is lost, unanswered or late', { rowByRow: true, faults: 1 }],
		['when two calls are lost, unanswered or late', { faults: 2 }],
		['when a claim is carried out twice', { rowByRow: true, doubles: true, faults: 1 }],
		['when one crashes', { rowByRow: true, crashes: 1 }],
		['when one stalls for some minutes', { leaps: 1, leapMinutes: 3 }],
		['where Uniconta shows no row ids', { switches: { noRowIds: true } }],
	];

	it.each(CASES)('never both hold one, both claiming together, %s', async (_when, scenario) => {
		await holds({ workers: [[], []], claims: [joint, joint], ...scenario }, FEWER);
	});

	it.each(CASES)(
		'never both hold one, one claiming together and the other each by itself, %s',
		async (_when, scenario) => {
			await holds({ workers: [[], []], claims: [joint, single], ...scenario }, FEWER);
		},
	);
});

describe('Two runs that make the same draft', () => {
	it.each<[string, Partial<Scenario>]>([
		['when a call is lost, unanswered or late', { faults: 1 }],
		['when one stalls for so long that the other takes over', { leaps: 1 }],
		['when one crashes and the other takes over', { crashes: 1, leaps: 1 }],
		['where a lower row turns up after a higher one', { slowInserts: true }],
	])('never leave two of them %s', async (_when, scenario) => {
		await holds({ workers: both(invoiceOf(10)), route: 'draft', ...scenario });
	});
});

describe('An order that was posted without an answer', () => {
	for (const onItsWay of [true, false]) {
		const when = onItsWay ? 'whose post comes late' : 'whose post was lost';
		it(`${when} is not posted twice by two runs that know of it`, async () => {
			const { before, reference } = sentBefore(10, { onItsWay });
			await holds({ workers: both(attempted(10, reference)), before, startAt: 8 });
		});

		it(`${when} is not posted twice by two runs that do not know of it and take over`, async () => {
			const { before } = sentBefore(10, { onItsWay });
			await holds({ workers: both(invoiceOf(10)), before, startAt: 18 });
		});

		it(`${when} is not posted twice by one run that knows of it and one that does not`, async () => {
			const { before, reference } = sentBefore(10, { onItsWay });
			await holds({ workers: [[attempted(10, reference)], [invoiceOf(10)]], before, startAt: 18 });
		});
	}

	it('is not posted twice when the run that sends it again stalls for long', async () => {
		const { before, reference } = sentBefore(10, { onItsWay: false });
		await holds({ workers: both(attempted(10, reference)), before, startAt: 8, leaps: 1 });
	});

	it('is not posted twice where Uniconta invoices deleted orders, and the run that sends it again stalls for long', async () => {
		const { before, reference } = sentBefore(10, { onItsWay: false });
		await holds({
			workers: both(attempted(10, reference)),
			before,
			startAt: 8,
			leaps: 1,
			switches: { invoicesDeleted: true },
		});
	});

	it.each([false, true])(
		'and claims of a run that broke off are not both taken over by two runs (Uniconta shows no row ids: %s)',
		async (noRowIds) => {
			const before: Scenario['before'] = (books) => {
				const task = {
					mapped: invoiceOf(10),
					plan: planOf(10),
					who: '',
					findings: [],
					transient: false,
					payment: 'Net8',
				};
				for (const number of [10])
					books.apply({
						name: 'insert',
						type: 'DebtorOrderClient',
						args: headerRow(task, newClaim(number, { now: () => T0, random: () => 0.99 }).mark),
					});
				return [];
			};
			const { posted } = await holds({
				workers: both(invoiceOf(10)),
				before,
				startAt: 18,
				switches: { noRowIds },
			});
			expect([...posted.keys()]).toContain('10:[10] 11:[]');
		},
	);

	it('is not taken over where Uniconta invoices deleted orders', async () => {
		const { before } = sentBefore(10, { onItsWay: true });
		const { posted } = await holds({
			workers: both(invoiceOf(10)),
			before,
			startAt: 18,
			switches: { invoicesDeleted: true },
		});
		expect([...posted.keys()]).toEqual(['10:[10] 11:[]']);
	});
});
