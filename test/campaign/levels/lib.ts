import { Random } from '../../../sandbox/demo/random';
import { readEvent } from '../../../lib/moment/api/webhook';
import type { Started as Begun } from '../../../lib/state/begin';
import type { StartedBy as Started } from '../../../lib/state/settings';
import type { MakeLevel } from '../play';
import type { Kind, StartedBy } from '../scenario/types';
import { levelOver } from './levelOver';
import { clientsOver } from './lib/clients';
import { Executions, type Execution, type Work } from './lib/executions';
import { ExpenseImport } from './lib/expenses';
import { customers, invoices, projects } from './lib/kinds';
import type { Hands } from './lib/start';
import { stoppedTableRun, TableRun } from './lib/tableRun';

const STARTED: Record<StartedBy, Started> = { minute: 'minute', sweep: 'sweep', night: 'night', hand: 'manual' };

/** What a webhook has told. */
interface Mark {
	momentId: string;
	key: string;
}

/** One clock starts those whose machinery is in their nodes; a night is what a person may do as well. */
function startedOf(by: Started, told: Mark | undefined): Begun {
	if (told !== undefined) return { by: 'webhook', marks: [told] };
	return { by: by === 'night' || by === 'manual' ? 'hand' : 'clock' };
}

/** The functions of `lib/` in the order in which the templates call them, without n8n. */
export const libLevel: MakeLevel = async (time, systems, makeWire) => {
	let random = new Random(1);
	// Nothing here waits for anything but promises and timers.
	time.quietTurns = 1;
	const sleep = async (milliseconds: number): Promise<void> => await time.sleep(milliseconds);
	const now = (): number => time.now();
	const token = (): string => random.next().toString(36).slice(2, 10);
	return await Promise.resolve(
		levelOver('lib', time, makeWire, ({ wire, tables }) => {
			const executions = new Executions();
			const clients = clientsOver(wire, systems, { now, sleep, random: () => random.next() });

			const handsOf = (execution: Execution): Hands => ({
				clients,
				execution,
				area: execution.kind,
				now,
			});
			const work =
				(kind: Kind, startedBy: Started, told?: Mark): Work =>
				async (execution) => {
					const hands = handsOf(execution);
					const started = startedOf(startedBy, told);
					switch (kind) {
						case 'customers':
							return await new TableRun(customers, hands, tables(), sleep, token).go(started);
						case 'projects':
							return await new TableRun(projects, hands, tables(), sleep, token).go(started);
						case 'invoices':
							return await new TableRun(invoices, hands, tables(), sleep, token).go(started);
						case 'expenses':
							return await new ExpenseImport(hands, tables(), sleep, token).go(startedBy === 'manual');
					}
				};

			return {
				renew: ({ seed }) => {
					random = new Random(seed + 2);
					executions.renew();
				},
				start: ({ kind, by }) =>
					executions.start(kind, by === 'hand' ? 'manual' : 'trigger', work(kind, STARTED[by])),
				receive: async (kind, body) => {
					const event = readEvent(body);
					if (event?.id === undefined || `${event.kind}s` !== kind) return undefined;
					const told = { momentId: event.id, key: event.key };
					return await Promise.resolve(executions.start(kind, 'webhook', work(kind, 'webhook', told)));
				},
				kill: (one) => executions.kill(one),
				report: () =>
					executions.report(
						(stopped) => async (execution) =>
							await stoppedTableRun(stopped, handsOf(execution), tables(), sleep),
					),
				forget: () => executions.forget(),
				get running() {
					return executions.running;
				},
			};
		}),
	);
};
