import type { ApiError } from '../../http/errors';
import type { MappedExpense } from '../../mapping/expense';
import type { JsonRecord } from '../api/reading';
import { ExpenseNames } from './names';
import { readExpense, type MomentExpense } from './record';
import type { ExpenseResult } from './result';
import { openBook, upsertExpenses, type ExpenseNaming, type ExpenseOptions, type ExpenseParts } from './upsert';

/** An expense as read, or why it could not be; `raw` is what Moment sent. */
export interface ExpenseRow {
	raw: JsonRecord;
	read: MomentExpense | ApiError;
}

export interface ExpenseQuery {
	/** Moment's ids of projects; none: of all. */
	projectIds?: readonly string[];
}

/** The expenses of a company. */
export interface ExpenseAccess {
	upsert(records: readonly MappedExpense[], options: ExpenseOptions): Promise<ExpenseResult[]>;
	list(naming: ExpenseNaming, query?: ExpenseQuery): AsyncGenerator<ExpenseRow, void, void>;
	/**
	 * Under which resource they are found, and what each field is called as far as a record shows it. For a check of
	 * the set-up.
	 */
	probe(naming: ExpenseNaming): Promise<{ resource: string; fields: Record<string, string> }>;
}

export function openExpenses(parts: ExpenseParts): ExpenseAccess {
	return {
		upsert: async (records, options) => await upsertExpenses(parts, records, options),
		async *list({ resource, fields }, { projectIds = [] } = {}) {
			const names = new ExpenseNames(fields);
			const book = await openBook(parts, names, resource);
			for await (const raw of book.rows(projectIds))
				yield { raw, read: readExpense(raw, names, parts.source.context) };
		},
		async probe({ resource, fields }) {
			const names = new ExpenseNames(fields);
			const book = await openBook(parts, names, resource);
			return { resource: book.resource, fields: names.seen() };
		},
	};
}
