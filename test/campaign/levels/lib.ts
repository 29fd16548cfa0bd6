import { Random } from '../../../sandbox/demo/random';
import { readEvent } from '../../../lib/moment/api/webhook';
import type { StartedBy as Started } from '../../../lib/state/settings';
import { TABLES } from '../../../lib/state/tables';
import type { Systems } from '../harness/systems';
import { MemoryTables } from '../harness/tables';
import type { VirtualTime } from '../harness/time';
import type { Caller, Wire } from '../harness/wire';
import type { Level } from '../level';
import type { Kind, Run, StartedBy } from '../scenario/types';
import { clientsOver } from './lib/clients';
import { Executions, type Execution, type Work } from './lib/executions';
import { ExpenseRun } from './lib/expenses';
import { customers, invoices, projects } from './lib/kinds';
import { stoppedLane, type Hands } from './lib/start';
import { Store } from './lib/store';
import { SyncRun, type Told } from './lib/sync';
import { choices } from './choices';

const STARTED: Record<StartedBy, Started> = { minute: 'minute', sweep: 'sweep', night: 'night', hand: 'manual' };
const FULL = 1;

/** The functions of `lib/` in the order in which the templates call them, without n8n. */
export async function libLevel(
	time: VirtualTime,
	systems: Systems,
	makeWire: (end: (one?: Caller) => void) => Wire,
): Promise<Level> {
	let wire = makeWire(() => undefined);
	let tables = new MemoryTables(wire.table);
	let random = new Random(1);
	// Nothing here waits for anything but promises and timers.
	time.quietTurns = 1;
	const executions = new Executions();
	const sleep = async (milliseconds: number): Promise<void> => await time.sleep(milliseconds);
	const now = (): number => time.now();
	const clients = clientsOver(() => wire, systems, { now, sleep, random: () => random.next() });

	const handsOf = (execution: Execution): Hands => ({
		store: new Store(tables, sleep),
		clients,
		execution,
		area: execution.kind,
		now,
	});
	const work =
		(kind: Kind, startedBy: Started, told?: Told): Work =>
		async (execution) => {
			const hands = handsOf(execution);
			switch (kind) {
				case 'customers':
					return await new SyncRun(customers, hands).go(startedBy, told);
				case 'projects':
					return await new SyncRun(projects, hands).go(startedBy, told);
				case 'invoices':
					return await new SyncRun(invoices, hands).go(startedBy, told);
				case 'expenses':
					return await new ExpenseRun(hands).go(startedBy === 'manual');
			}
		};
	const start = ({ kind, by }: Run): Execution =>
		executions.start(kind, by === 'hand' ? 'manual' : 'trigger', work(kind, STARTED[by]));
	const ended = async (started: readonly Execution[]): Promise<void> => {
		await time.until(Promise.all(started.map(async ({ done }) => await done)));
	};
	/** What is done after runs that stopped; after one of these itself nothing is. */
	const tell = async (forgotten = false): Promise<void> => {
		wire.begin();
		if (forgotten) executions.forget();
		await ended(executions.report((stopped) => stoppedLane(stopped, handsOf)));
	};

	return await Promise.resolve({
		name: 'lib',
		open: (scenario) => {
			wire = makeWire((one) => executions.kill(one));
			tables = new MemoryTables(wire.table);
			random = new Random(scenario.seed + 2);
			executions.renew();
			for (const { name, columns } of [TABLES.settings, TABLES.lease]) tables.make(name, columns);
			tables.put(
				TABLES.settings.name,
				Object.entries(choices(scenario)).map(([key, value]) => ({ key, value })),
			);
			tables.put(TABLES.lease.name, [{ name: 'uniconta', holder: '', expires: 0 }]);
		},
		run: async ({ run, beside, faults, atCall, takeover, forgotten }) => {
			const started: Execution[] = [];
			wire.begin(faults, (call) => {
				atCall?.(call);
				if (call !== takeover?.call) return;
				tables.edit(TABLES.lease.name, { holder: '', expires: 0 });
				for (const one of executions.running) one.paused = true;
				started.push(start(takeover.run));
			});
			started.push(start(run), ...(beside === undefined ? [] : [start(beside)]));
			for (let known = 0; known < started.length;) {
				known = started.length;
				await ended(started);
			}
			await tell(forgotten);
		},
		receive: async (kind, bodies, faults) => {
			wire.begin(faults);
			const told = bodies.flatMap((body) => readEvent(body) ?? []);
			const started = told.flatMap((event) =>
				event.id === undefined || `${event.kind}s` !== kind
					? []
					: [executions.start(kind, 'webhook', work(kind, 'webhook', { id: event.id, key: event.key }))],
			);
			await ended(started);
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
		running: () => executions.running.length,
	});
}
