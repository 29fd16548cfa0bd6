import { idOf } from '../state/lastRows';
import { isWritten } from '../state/log';
import { cell, rowNumber, type TableRow } from '../state/tables';
import type { Compared, Difference, KindCounts } from './types';

/** An expense as Moment gives it, as far as it is compared. */
export interface ExpenseInMoment {
	id: string;
	reference: string;
}

export interface ExpensesInput {
	/** The log: what was imported. Uniconta is not asked for it again. */
	log: readonly TableRow[];
	/** All expenses of Moment. */
	expenses: readonly ExpenseInMoment[];
}

/**
 * Postings that became expenses, and whether Moment still has each of them, once. What a person changes in an expense
 * is the person's.
 */
export function compareExpenses({ log, expenses }: ExpensesInput): Compared {
	const imported = importedIn(log);
	const ids = new Set(expenses.map(({ id }) => id));
	const idsByReference = new Map<string, string[]>();
	for (const { id, reference } of expenses)
		if (reference !== '') idsByReference.set(reference, [...(idsByReference.get(reference) ?? []), id]);
	const counts: KindCounts = {
		kind: 'expense',
		moment: 0,
		uniconta: imported.length,
		equal: 0,
		withheld: 0,
		states: { missing: 0, extra: 0, differs: 0, drift: 0, twice: 0, edited: 0, leftOut: 0 },
	};
	const differences: Difference[] = [];
	for (const row of imported) {
		const [key, id] = [cell(row, 'key'), cell(row, 'momentId')];
		const about = { kind: 'expense' as const, key, name: cell(row, 'name'), field: '', moment: '', uniconta: '' };
		const found = idsByReference.get(key) ?? (ids.has(id) ? [id] : []);
		counts.moment += found.length;
		if (found.length === 0) {
			counts.states.extra += 1;
			differences.push({
				...about,
				state: 'extra',
				message: `The posting was imported as expense ${id}, and Moment has it no more.`,
			});
		} else if (found.length > 1) {
			counts.states.twice += 1;
			differences.push({
				...about,
				state: 'twice',
				field: 'Reference',
				moment: found.join(', '),
				message: `${found.length} expenses in Moment have this reference.`,
				plain: true,
			});
		} else {
			counts.equal += 1;
		}
	}
	return { counts, differences };
}

/** The last row of each posting that is an expense now. */
function importedIn(log: readonly TableRow[]): TableRow[] {
	const last = new Map<string, TableRow>();
	for (const row of [...log].sort((a, b) => rowNumber(a) - rowNumber(b)))
		if (cell(row, 'entity') === 'expense' && !cell(row, 'outcome').startsWith('would')) last.set(idOf(row), row);
	return [...last.values()].filter((row) => isWritten(cell(row, 'outcome')) && cell(row, 'momentId') !== '');
}
