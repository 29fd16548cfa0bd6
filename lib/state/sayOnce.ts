import type { TableStep, TableStore } from './store';

const HOUR = 3_600_000;

/** What such a row is about, and its outcome. */
export const SAYINGS = [
	{ entity: 'run', outcome: 'failed' },
	{ entity: 'settings', outcome: 'refused' },
	{ entity: 'mail', outcome: 'unsent' },
] as const;

export type Saying = (typeof SAYINGS)[number] & {
	area: string;
	message: string;
	fix: string;
	/** For so long the same is not said again. */
	hours: number;
};

/** Says in the log what is about no record, unless the same was said lately; `along` is done with it. */
export async function sayOnce(
	store: TableStore,
	{ area, entity, outcome, message, fix, hours }: Saying,
	{ now, execution }: { now: number; execution: string },
	along: readonly TableStep[],
): Promise<void> {
	const same: TableStep = {
		do: 'get',
		as: 'said',
		table: 'log',
		where: [
			{ column: 'entity', value: entity },
			{ column: 'message', value: message },
			{ column: 'createdAt', is: 'gt', value: new Date(now - hours * HOUR).toISOString() },
		],
		limit: 1,
	};
	const answer = await store.call([...along, same]);
	if (answer.rows('said').length > 0) return;
	const time = new Date(now).toISOString();
	await store.call([
		{ do: 'insert', table: 'log', rows: [{ time, key: area, entity, outcome, message, fix, execution }] },
	]);
}
