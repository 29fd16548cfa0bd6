import { Random } from '../../sandbox/demo/random';
import { startSystems, type Systems } from './harness/systems';
import { VirtualTime } from './harness/time';
import { caller, Wire, type Caller, type Seen } from './harness/wire';
import { knownAs } from './known';
import type { Level } from './level';
import { judgeEnd } from './oracle/verdict';
import { Watch, type Violation } from './oracle/watch';
import { kindsOf, type Kind, type Scenario, type Step } from './scenario/types';
import { World } from './scenario/world';

/** A Monday morning, on which every scenario begins. */
const MORNING = Date.parse('2026-03-02T07:00:00Z');
const MINUTE = 60_000;

export interface Played {
	violations: Violation[];
	/** What was wrong and is known, by its name. */
	known: string[];
	/** The last calls before the end, for whoever looks for the cause. */
	seen: Seen[];
	/** Real time it took, in milliseconds. */
	took: number;
}

/** A wire whose processes end as it is told. */
export type MakeWire = (end: (one?: Caller) => void) => Wire;

export type MakeLevel = (time: VirtualTime, systems: Systems, makeWire: MakeWire) => Promise<Level>;

/** One level, both systems and their time: set up once, played on as often as one likes. */
export class Stage {
	private world: World;
	private watch: Watch;
	private wire: Wire | undefined;
	private random = new Random(1);

	private constructor(
		private readonly time: VirtualTime,
		private readonly systems: Systems,
		private level: Level,
	) {
		this.world = new World(systems, () => this.random.next());
		this.watch = new Watch(this.world);
	}

	static async open(makeLevel: MakeLevel): Promise<Stage> {
		const time = new VirtualTime(MORNING);
		const systems = await time.until(startSystems(time));
		// The level needs wires that know the stage, and the stage its level.
		const stages: Stage[] = [];
		const level = await makeLevel(time, systems, (end) => {
			const wire = new Wire({
				time,
				end,
				// Moment has nothing that would keep an expense away that comes an hour late.
				mayBeForgotten: ({ url }) => !url.startsWith(systems.credentials.momentApi['baseUrl'] ?? ''),
				random: () => stages[0]?.random.next() ?? 0,
				serve: (request) => stages[0]?.serve(request) ?? systems.serve(request),
			});
			if (stages[0] !== undefined) stages[0].wire = wire;
			return wire;
		});
		const stage = new Stage(time, systems, level);
		stages.push(stage);
		return stage;
	}

	/** Plays a scenario to its end and a quiet day beyond, and says what was wrong. */
	async play(scenario: Scenario): Promise<Played> {
		const begun = process.hrtime.bigint();
		this.random = new Random(scenario.seed + 1);
		// Chance in the code under test is part of the scenario too.
		const chance = new Random(scenario.seed + 2);
		Math.random = () => chance.next();
		this.time.set(MORNING);
		this.world = new World(this.systems, () => this.random.next());
		this.watch = new Watch(this.world);
		this.world.open(scenario);
		this.level.open(scenario);
		for (const step of scenario.steps) await this.step(step, scenario);
		this.level.tablesFull(false);
		await this.quiet(kindsOf(scenario.focus));
		const { world, watch, systems, level } = this;
		if (level.running() > 0) watch.break('a run never ended', String(level.running()));
		const end = (): void =>
			judgeEnd({ world, watch, systems, focus: scenario.focus, books: level.books(), now: this.time.now() });
		end();
		if (watch.violations.length === 0) await this.secondDay(kindsOf(scenario.focus));
		const known = watch.violations.map((violation) =>
			knownAs({ scenario, world, books: level.books() }, violation),
		);
		return {
			violations: watch.violations.filter((_, index) => known[index] === undefined),
			known: known.filter((name) => name !== undefined),
			seen: this.wire?.seen ?? [],
			took: Number((process.hrtime.bigint() - begun) / 1_000_000n),
		};
	}

	/** One call at a time, so that what changed is that call's doing. */
	private queue: Promise<unknown> = Promise.resolve();
	private async serve(
		request: Parameters<Systems['serve']>[0],
	): Promise<Awaited<ReturnType<NonNullable<Systems['serve']>>> & object> {
		const served = this.queue.then(async () => {
			const before = request.method === 'GET' ? undefined : this.watch.before();
			const answer = await this.systems.serve(request);
			if (answer === undefined) throw new Error(`Nobody is at ${request.url}`);
			if (before !== undefined) this.writeWatched(before);
			this.world.servedSinceDeed += 1;
			// Who looks at the series after that must see what was done.
			if (request.url.includes('NumberSerie')) this.world.atTheVeryMoment = false;
			return answer;
		});
		this.queue = served.catch(() => undefined);
		return await served;
	}

	/** Only who holds the lease writes; who was asleep when it ended may not know better yet. */
	private writeWatched(before: ReturnType<Watch['before']>): void {
		const writes = this.watch.writes;
		const by = caller.getStore();
		this.watch.isNobodys = by === undefined;
		this.watch.after(before);
		if (this.watch.writes === writes || by === undefined || by.paused === true) return;
		const holder = this.level.lease().find(({ expires }) => Number(expires) > this.time.now());
		// A holder is the execution, or the execution and a word of its own behind `#`.
		if (holder !== undefined && String(holder['holder']).split('#')[0] !== by.id)
			this.watch.break(
				'a run writes while another one has the lease',
				`${by.id}, lease of ${String(holder['holder'])}`,
			);
	}

	private async step(step: Step, { focus }: Scenario): Promise<void> {
		this.wire?.note(`— ${JSON.stringify(step)}`);
		switch (step.do) {
			case 'webhooks':
				return await this.webhooks(step, kindsOf(focus));
			case 'run': {
				const { meanwhile, faults = [], ...run } = step;
				this.world.atTheVeryMoment = false;
				return await this.level.run({
					...run,
					faults,
					atCall: (call) => {
						if (call !== meanwhile?.call) return;
						this.world.act(meanwhile.deed);
						this.world.servedSinceDeed = 0;
						this.world.atTheVeryMoment = /^(hand|series)\./.test(meanwhile.deed.do);
					},
				});
			}
			case 'wait':
				return await this.time.pass(step.minutes * MINUTE);
			case 'clock':
				return this.time.set(this.time.now() + step.minutes * MINUTE);
			case 'tables':
				return this.level.tablesFull(step.full);
			default:
				// Nobody does anything in no time.
				await this.time.pass(5_000);
				return this.world.act(step);
		}
	}

	private async webhooks(
		{ how, faults = [] }: Extract<Step, { do: 'webhooks' }>,
		published: readonly Kind[],
	): Promise<void> {
		const sent = this.systems.sent.splice(0);
		if (how === 'lost') return;
		const twice = how === 'twice' ? [...sent, ...sent] : sent;
		const all = how === 'shuffled' ? [...twice].reverse() : twice;
		for (const kind of published) {
			const bodies = all.filter((one) => one.kind === kind).map(({ body }) => body);
			if (bodies.length > 0) await this.level.receive(kind, bodies, faults);
		}
	}

	/** Nobody does anything any more, and everything answers: long enough for every lease and every further try. */
	private async quiet(published: readonly Kind[]): Promise<void> {
		this.systems.sent.length = 0;
		// A host that is behind by a read or two is not so for hours.
		this.systems.uniconta.settings.patch({ staleAcrossHostsReads: 0 });
		for (const minutes of [31, 2, 35, 65]) {
			await this.time.pass(minutes * MINUTE);
			for (const kind of published) await this.clock(kind, 'sweep');
			for (const kind of published) await this.clock(kind, 'minute');
		}
		await this.time.pass(6 * 60 * MINUTE);
		for (const kind of published) await this.clock(kind, 'night');
		for (const kind of published) await this.clock(kind, 'minute');
		await this.time.pass(61 * MINUTE);
		for (const kind of published) await this.clock(kind, 'minute');
	}

	/** Nothing was done since: nothing may be written. */
	private async secondDay(published: readonly Kind[]): Promise<void> {
		const [before, writes] = [this.watch.state(), this.watch.writes];
		await this.time.pass(18 * 60 * MINUTE);
		for (const kind of published) await this.clock(kind, 'night');
		for (const kind of published) await this.clock(kind, 'minute');
		const changed = this.watch.changedSince(before);
		if (changed !== '') this.watch.break('a quiet day changes something', changed);
		else if (this.watch.writes > writes)
			this.watch.break('a quiet day writes, and takes it back', `${this.watch.writes - writes} writes`);
		await this.laterWebhooks();
	}

	/** Moment tells of a posted invoice again, paid or sent: that is no reason to ask Uniconta. */
	private async laterWebhooks(): Promise<void> {
		const { log, inbox } = this.level.books();
		// What waits for something takes the opportunity.
		if (inbox.length > 0) return;
		const posted = this.world.invoices.filter(
			({ id }) =>
				log.filter((row) => row['entity'] === 'invoice' && row['momentId'] === String(id)).at(-1)?.[
					'outcome'
				] === 'posted',
		);
		if (posted.length === 0) return;
		const asked = this.systems.uniconta.log.counters().total;
		const bodies = posted.map(({ id, number }) => ({ event: 'PAID', invoice: { id, invoiceNumber: number } }));
		await this.level.receive('invoices', bodies, []);
		const calls = this.systems.uniconta.log.counters().total - asked;
		if (calls > 0) this.watch.break('a posted invoice is asked for again', `${calls} calls`);
	}

	private async clock(kind: Kind, by: 'minute' | 'sweep' | 'night'): Promise<void> {
		await this.level.run({ run: { kind, by }, faults: [] });
	}
}
