import { TABLES } from '../../../lib/state/tables';
import { MemoryTables } from '../harness/tables';
import type { VirtualTime } from '../harness/time';
import type { Caller, Wire } from '../harness/wire';
import type { Level } from '../level';
import type { MakeWire } from '../play';
import type { Kind, Run, Scenario } from '../scenario/types';
import { choices } from './choices';

/** A run under way. */
interface Running extends Caller {
	/** Resolves when it has ended, or its process has. */
	done: Promise<void>;
}

/** What executes the runs of a level. */
export interface Engine {
	/** As new, for that scenario. */
	renew(scenario: Scenario): void;
	start(run: Run): Running;
	/** Starts what a body that Moment sent starts; nothing where it is no news. */
	receive(kind: Kind, body: unknown): Promise<Running | undefined>;
	/** `kill -9` of all, or of the worker of one run. */
	kill(one?: Caller): void;
	/** Starts what follows runs that failed or ended with their process. */
	report(): Running[];
	/** Nobody is told of those. */
	forget(): void;
	readonly running: readonly Caller[];
}

/** The wire and the tables of the scenario that is being played. */
export interface Surroundings {
	wire: () => Wire;
	tables: () => MemoryTables;
}

const FULL = 1;

/** What both levels have in common: tables as after the set-up form, faults on the wire, runs beside each other. */
export function levelOver(
	name: Level['name'],
	time: VirtualTime,
	makeWire: MakeWire,
	makeEngine: (surroundings: Surroundings) => Engine,
): Level {
	let wire = makeWire(() => undefined);
	let tables = new MemoryTables(wire.table);
	const engine = makeEngine({ wire: () => wire, tables: () => tables });

	/** Those count too that begin meanwhile. */
	const ended = async (runs: readonly Running[]): Promise<void> => {
		for (let known = 0; known < runs.length;) {
			known = runs.length;
			await time.until(Promise.all(runs.map(async ({ done }) => await done)));
		}
	};
	/** The error workflows of what failed; those of the error workflows themselves n8n does not start. */
	const tell = async (forgotten = false): Promise<void> => {
		wire.begin();
		if (forgotten) engine.forget();
		else await ended(engine.report());
	};

	return {
		name,
		open: (scenario) => {
			wire = makeWire((one) => engine.kill(one));
			tables = new MemoryTables(wire.table);
			for (const { name: table, columns } of [TABLES.settings, TABLES.lease]) tables.make(table, columns);
			tables.put(
				TABLES.settings.name,
				Object.entries(choices(scenario)).map(([key, value]) => ({ key, value })),
			);
			tables.put(TABLES.lease.name, [{ name: 'uniconta', holder: '', expires: 0 }]);
			engine.renew(scenario);
		},
		run: async ({ run, beside, faults, atCall, takeover, forgotten }) => {
			const runs: Running[] = [];
			wire.begin(faults, (call) => {
				atCall?.(call);
				if (call !== takeover?.call) return;
				tables.edit(TABLES.lease.name, { holder: '', expires: 0 });
				for (const one of engine.running) one.paused = true;
				runs.push(engine.start(takeover.run));
			});
			runs.push(engine.start(run), ...(beside === undefined ? [] : [engine.start(beside)]));
			await ended(runs);
			await tell(forgotten);
		},
		receive: async (kind, bodies, faults) => {
			wire.begin(faults);
			const runs: Running[] = [];
			for (const body of bodies) {
				const begun = await time.until(engine.receive(kind, body));
				if (begun !== undefined) runs.push(begun);
			}
			await ended(runs);
			await tell();
		},
		tablesFull: (full) => {
			tables.limit = full ? FULL : Number.POSITIVE_INFINITY;
		},
		books: () => ({
			log: tables.rows(TABLES.log.name),
			inbox: tables.rows(TABLES.inbox.name),
			lease: tables.rows(TABLES.lease.name),
		}),
		lease: () => tables.rows(TABLES.lease.name),
		running: () => engine.running.length,
	};
}
