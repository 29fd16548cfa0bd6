import { idOf } from '../../lib/state/lastRows';
import { cell, type TableRow } from '../../lib/state/tables';

/** The last log row of one record: its state. */
export interface LastState {
	entity: string;
	key: string;
	name: string;
	outcome: string;
	message: string;
	fix: string;
}

export interface KindSummary {
	entity: string;
	total: number;
	/** How many of them ended so. */
	outcomes: Record<string, number>;
}

export interface Summary {
	kinds: KindSummary[];
	/** Every outcome that occurs, what went through first. */
	outcomes: string[];
	/** What did not get through. */
	open: LastState[];
	all: LastState[];
}

const THROUGH = ['created', 'updated', 'unchanged', 'posted', 'drafted', 'sent', 'dismissed'];
const KINDS = ['customer', 'project', 'invoice', 'expense'];

/** What became of each record, counted by kind. Rows in the order in which they were written. */
export function summarize(log: readonly TableRow[]): Summary {
	const last = new Map<string, LastState>();
	for (const row of log) {
		const state = {
			entity: cell(row, 'entity'),
			key: cell(row, 'key'),
			name: cell(row, 'name'),
			outcome: cell(row, 'outcome'),
			message: cell(row, 'message'),
			fix: cell(row, 'fix'),
		};
		last.set(idOf(row), state);
	}
	const all = [...last.values()].sort(
		(a, b) =>
			place(KINDS, a.entity) - place(KINDS, b.entity) || a.key.localeCompare(b.key, undefined, { numeric: true }),
	);
	// Runs and mails have rows of their own; a person counts records.
	const kinds = new Map<string, KindSummary>();
	for (const { entity, outcome } of all) {
		if (!KINDS.includes(entity)) continue;
		const kind = kinds.get(entity) ?? { entity, total: 0, outcomes: {} };
		kind.total += 1;
		kind.outcomes[outcome] = (kind.outcomes[outcome] ?? 0) + 1;
		kinds.set(entity, kind);
	}
	const occurring = [...new Set([...kinds.values()].flatMap(({ outcomes }) => Object.keys(outcomes)))];
	return {
		kinds: [...kinds.values()],
		outcomes: occurring.sort((a, b) => place(THROUGH, a) - place(THROUGH, b) || a.localeCompare(b)),
		open: all.filter(({ outcome }) => !THROUGH.includes(outcome)),
		all,
	};
}

function place(order: readonly string[], name: string): number {
	const index = order.indexOf(name);
	return index < 0 ? order.length : index;
}
