import { AT_NIGHT } from '../../../../lib/state/cursors';
import {
	LEASE_NAME,
	readSettings,
	type ReadSettings,
	type SettingsArea,
	type StartedBy,
} from '../../../../lib/state/settings';
import { readStoppedRun } from '../../../../lib/state/stoppedRun';
import { oldRows } from '../../../../lib/state/trim';
import { longText, tablesTrouble, type TableRow } from '../../../../lib/state/tables';
import type { Clients } from './clients';
import type { Execution, Work } from './executions';
import type { Store, Where } from './store';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A comparison that did not end is done again after this time. */
export const COMPARE_AGAIN_MINUTES = 15;
export const ZONE = 'Europe/Copenhagen';

/** What every run has at hand. */
export interface Hands {
	store: Store;
	clients: Clients;
	execution: Execution;
	area: SettingsArea;
	/** Milliseconds since 1970. */
	now: () => number;
}

export const iso = (time: number): string => new Date(time).toISOString();

export interface Settings extends ReadSettings {
	/** The rows of the table that they were read from. */
	rows: TableRow[];
}

/** Reads the settings and what the run does by them. Throws where the log itself could not say what is wrong. */
export async function readAll({ store, area, now }: Hands, startedBy: StartedBy): Promise<Settings> {
	const rows = await store.rows('settings', []);
	const lease = await store.rows('lease', []);
	const trouble = tablesTrouble(store.tables);
	if (trouble?.isLog === true) throw new Error(trouble.message);
	const read = readSettings({ area, startedBy, now: now(), settings: rows, lease, tables: store.tables });
	return { ...read, rows };
}

/** Whether the lease is ours from now on, for so many minutes at most. */
export async function takeLease({ store, execution, now }: Hands, minutes: number): Promise<boolean> {
	const free: Where[] = [
		{ column: 'name', value: LEASE_NAME },
		{ column: 'expires', is: 'lt', value: now() },
	];
	const changed = await store.update('lease', free, { holder: execution.id, expires: now() + minutes * MINUTE });
	return changed.length > 0;
}

export async function releaseLease({ store, execution }: Hands, holder = execution.id): Promise<void> {
	await store.update('lease', [{ column: 'holder', value: holder }], { holder: '', expires: 0 });
}

export interface Said {
	entity: 'run' | 'settings';
	outcome: 'failed' | 'refused';
	message: string;
	fix: string;
	execution: string;
}

/** A log row that is about no record, unless the same was said within so many hours. */
export async function sayOnce({ store, area, now }: Hands, said: Said, hours: number): Promise<void> {
	const same: Where[] = [
		{ column: 'entity', value: said.entity },
		{ column: 'message', value: said.message },
		{ column: 'createdAt', is: 'gt', value: new Date(now() - hours * HOUR) },
	];
	const [before] = await store.rows('log', same, { limit: 1 });
	if (before === undefined) await store.insert('log', { time: iso(now()), key: area, ...said });
}

/** What lacks before anything can be sent: said once a day. */
export async function sayMissing(hands: Hands, { message, fix }: Settings): Promise<void> {
	const execution = hands.execution.id;
	await sayOnce(hands, { entity: 'settings', outcome: 'refused', message, fix, execution }, 24);
}

/** After a run that stopped: its lease is freed, what it did is done again soon, and the log says why. */
export function stoppedLane(stopped: Execution, open: (execution: Execution) => Hands): Work {
	return async (execution) => {
		const hands = open(execution);
		const { store, area, now } = hands;
		const run = readStoppedRun({
			execution: { id: stopped.id, url: '', error: { message: stopped.error } },
			workflow: { name: area },
		});
		await store.open();
		await releaseLease(hands, stopped.id);
		const due: Where[] = [
			{ column: 'key', value: `${area}.nextComparison` },
			{ column: 'value', is: 'neq', value: AT_NIGHT },
		];
		const value = iso(now() + (run.crashed ? 0 : COMPARE_AGAIN_MINUTES * MINUTE));
		await store.update('settings', due, { value });
		const said = { message: longText(run.message), fix: run.fix, execution: stopped.id };
		await sayOnce(hands, { entity: 'run', outcome: 'failed', ...said }, 1);
	};
}

/** Old rows leave the log: those of the run's own kind, which it has read already, and those about no record. */
export async function trim({ store, now }: Hands, log: readonly TableRow[], settings: Settings): Promise<void> {
	const others = ['run', 'settings', 'mail'].map((value): Where => ({ column: 'entity', value }));
	const rows = await store.rows('log', others, { match: 'or' });
	for (const { entity, from, to } of oldRows({ log: [...log, ...rows], settings: settings.rows, now: now() }))
		await store.remove('log', [
			{ column: 'entity', value: entity },
			{ column: 'id', is: 'gte', value: from },
			{ column: 'id', is: 'lte', value: to },
		]);
}
