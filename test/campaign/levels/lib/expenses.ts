import { mapPostings, type MappedExpense } from '../../../../lib/mapping/expense';
import { ApiError } from '../../../../lib/http/errors';
import { postponedExpenses } from '../../../../lib/moment/expenses/result';
import type { Started } from '../../../../lib/state/begin';
import { writePortions } from '../../../../lib/state/expensePortions';
import { beginExpenses, isExpenseRun, type ExpenseRun } from '../../../../lib/state/expenseRun';
import { finishExpenses, type FinishExpensesInput } from '../../../../lib/state/finishExpenses';
import { releaseLease } from '../../../../lib/state/lease';
import { foldLog } from '../../../../lib/state/log';
import { unpackLog } from '../../../../lib/state/syncRun';
import { parseAccountFilter, type AccountFilter } from '../../../../lib/uniconta/postings/accountFilter';
import { readCompany } from '../../../../lib/uniconta/postings/company';
import { readNewPostings, type NewPostings } from '../../../../lib/uniconta/postings/newPostings';
import { MemoryStore } from '../../harness/memoryStore';
import type { MemoryTables } from '../../harness/tables';
import { ZONE, type Hands } from './start';

const READ_SECONDS = 600;
const WRITE_SECONDS = 900;
const LOOK_BACK_DAYS = 30;

/** One execution of the import: *Start Run*, get, map, write, *Finish Run*. */
export class ExpenseImport {
	private readonly store: MemoryStore;

	constructor(
		private readonly hands: Hands,
		memory: MemoryTables,
		sleep: (milliseconds: number) => Promise<void>,
		private readonly token: () => string,
	) {
		this.store = new MemoryStore(memory, sleep);
	}

	async go(byHand: boolean): Promise<void> {
		for (let next: Started | undefined = { by: byHand ? 'hand' : 'clock' }; next !== undefined;) {
			const begun = await beginExpenses(this.store, this.input(next));
			if ('ended' in begun && begun.fix !== undefined) throw new Error(begun.ended);
			if (!('run' in begun) || !isExpenseRun(begun.run)) return;
			next = (await this.through(begun.run)) ? { by: 'again', since: begun.run.since } : undefined;
		}
	}

	private input(started: Started): Parameters<typeof beginExpenses>[1] {
		const { execution, now } = this.hands;
		return { started, execution: execution.id, token: this.token(), now: now(), zone: ZONE, dryRun: false };
	}

	/** Whether there is more. */
	private async through(run: ExpenseRun): Promise<boolean> {
		const read = await this.read(run).catch(errorOnly);
		await this.store.call([releaseLease(run.expenses.reading)]);
		const written = read instanceof Error ? [] : await this.write(run, this.map(read, run));
		const input = { written, results: [], now: this.hands.now() };
		return (await finishExpenses(this.store, run, { ...input, read: outcomeOf(read) })).more;
	}

	private async read(run: ExpenseRun): Promise<NewPostings> {
		const { clients, now } = this.hands;
		const { odata } = clients.uniconta(READ_SECONDS);
		const { settings, work } = run;
		const { last } = foldLog(unpackLog(run.log), 'expense', run.company);
		const refused = [...last].filter(([, { outcome }]) => outcome === 'refused').map(([key]) => key);
		return await readNewPostings(odata, {
			company: async () => await readCompany(odata, clients.company),
			series: settings['expenses.series'],
			filter: accountsIn(settings['expenses.accounts']),
			startAfter: settings['expenses.startAfter'],
			cursor: Number(settings['expenses.cursor']) || 0,
			lookBackDays: LOOK_BACK_DAYS,
			onlyNew: work === 'sweep',
			again: new Set(refused),
			today: dayThere(now()),
		});
	}

	/** Project by project, so that a portion has few of them. */
	private map({ postings }: NewPostings, { settings, log, company }: ExpenseRun): MappedExpense[] {
		const known = unpackLog(log);
		const mapping = {
			activityName: settings['expenses.activity'],
			billable: settings['expenses.billable'] === 'yes',
			approvalState: settings['expenses.approvalState'],
		};
		const mapped = mapPostings(postings, mapping, foldLog(known, 'expense', company), (own) =>
			foldLog(known, 'project', own || company),
		);
		const numbers = [...new Set(mapped.map(({ moment }) => moment.projectNumber))];
		return numbers.flatMap((number) => mapped.filter(({ moment }) => moment.projectNumber === number));
	}

	private async write(run: ExpenseRun, mapped: readonly MappedExpense[]): Promise<FinishExpensesInput['written']> {
		const { clients, now } = this.hands;
		const { expenses } = clients.moment({ seconds: WRITE_SECONDS });
		const options = { resource: '', fields: {}, dryRun: false, compareKnown: false, tellsAll: true };
		return await writePortions(this.store, run, mapped, {
			settled: [],
			isDry: false,
			write: async (portion, isOurs) => await expenses.upsert(portion, { ...options, isOurs }),
			postpone: postponedExpenses,
			now,
		});
	}
}

function outcomeOf(read: NewPostings | Error): FinishExpensesInput['read'] {
	if (read instanceof Error)
		return { trouble: { message: read.message, fix: read instanceof ApiError ? read.fix : '' } };
	const given = read.postings.map(({ reference, supplierName }) => ({
		momentId: reference,
		key: reference,
		name: supplierName,
	}));
	return { given, cursor: String(read.cursor), startAfter: read.startAfter };
}

function accountsIn(text: string): AccountFilter {
	const parsed = parseAccountFilter(text);
	if ('filter' in parsed) return parsed.filter;
	throw new Error(`The account filter cannot be read: ${parsed.unclear.join('; ')}.`);
}

/** The day where the workflow runs. */
const dayThere = (time: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(time);

/** As the node that reads puts it out, whatever it was. */
function errorOnly(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}
