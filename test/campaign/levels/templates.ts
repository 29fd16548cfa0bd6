import { TABLES } from '../../../lib/state/tables';
import { readTemplates } from '../../../sandbox/n8n/setup';
import { TestCredentials } from '../../support/testCredentials';
import { openHttpDoor } from '../harness/httpDoor';
import { loadN8n } from '../harness/installed';
import { N8nInProcess, type Execution } from '../harness/instance';
import type { Systems } from '../harness/systems';
import { MemoryTables } from '../harness/tables';
import type { VirtualTime } from '../harness/time';
import type { Caller, Wire } from '../harness/wire';
import type { Level } from '../level';
import { choices } from './choices';
import { kinds, type Run, type StartedBy } from '../scenario/types';

/** Names of the triggers as they stand on the canvases. */
const TRIGGERS: Record<StartedBy, string> = {
	minute: 'Every Minute',
	sweep: 'Every 15 Minutes',
	night: 'Every Night',
	hand: 'Compare Everything Now',
};
const EXPENSE_TRIGGERS: Record<StartedBy, string> = {
	minute: 'Every 10 Minutes',
	sweep: 'Every 10 Minutes',
	night: 'Every 10 Minutes',
	hand: 'Import Now',
};
const FULL = 1;

/** The templates' own JSON, executed by n8n's engine with the nodes as they are published. */
export async function templatesLevel(
	time: VirtualTime,
	systems: Systems,
	makeWire: (end: (one?: Caller) => void) => Wire,
): Promise<Level> {
	const n8n = await loadN8n();
	const templates = readTemplates();
	// An edge: the class implements n8n's own abstract one, from the other copy of its package.
	const credentials = new TestCredentials(systems.credentials, [...n8n.credentialTypes]) as never;
	let wire = makeWire(() => undefined);
	let tables = new MemoryTables(wire.table);
	const instance = new N8nInProcess(n8n, credentials, tables);
	openHttpDoor(n8n.axios, () => wire);
	for (const kind of kinds) {
		const template = templates.get(kind);
		if (template !== undefined) instance.publish(kind, template);
	}

	const ended = async (executions: readonly Execution[]): Promise<void> => {
		await time.until(Promise.all(executions.map(async ({ done }) => await done)));
	};
	const start = ({ kind, by }: Run): Execution =>
		instance.start(
			kind,
			(kind === 'expenses' ? EXPENSE_TRIGGERS : TRIGGERS)[by],
			undefined,
			by === 'hand' ? 'manual' : 'trigger',
		);
	/** The error workflows of what failed; those of the error workflows themselves n8n does not start. */
	const tell = async (forgotten = false): Promise<void> => {
		wire.begin();
		if (forgotten) instance.forget();
		else await ended(instance.report());
	};

	return {
		name: 'templates',
		open: (scenario) => {
			wire = makeWire((one) => instance.kill(one));
			tables = new MemoryTables(wire.table);
			instance.renew(tables);
			for (const { name, columns } of [TABLES.settings, TABLES.lease]) tables.make(name, columns);
			tables.put(
				TABLES.settings.name,
				Object.entries(choices(scenario)).map(([key, value]) => ({ key, value })),
			);
			tables.put(TABLES.lease.name, [{ name: 'uniconta', holder: '', expires: 0 }]);
		},
		run: async ({ run, beside, faults, atCall, takeover, forgotten }) => {
			const executions: Execution[] = [];
			wire.begin(faults, (call) => {
				atCall?.(call);
				if (call !== takeover?.call) return;
				tables.edit(TABLES.lease.name, { holder: '', expires: 0 });
				for (const one of instance.running) one.paused = true;
				executions.push(start(takeover.run));
			});
			executions.push(start(run), ...(beside === undefined ? [] : [start(beside)]));
			for (let known = 0; known < executions.length;) {
				known = executions.length;
				await ended(executions);
			}
			await tell(forgotten);
		},
		receive: async (kind, bodies, faults) => {
			wire.begin(faults);
			const executions: Execution[] = [];
			for (const body of bodies) {
				const { execution } = await time.until(instance.receive(kind, body, systems.token));
				if (execution !== undefined) executions.push(execution);
			}
			await ended(executions);
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
		running: () => instance.running.length,
	};
}
