import { mapPostings, type MappedExpense } from '../../../../lib/mapping/expense';
import { ApiError } from '../../../../lib/http/errors';
import { EXPENSE_MARKS, LEFT, WRITING_MINUTES } from '../../../../lib/state/expenseWork';
import { foldLog, logRows } from '../../../../lib/state/log';
import { dayAfter, isFormer, startRow } from '../../../../lib/state/startAfter';
import { cell, rowNumber, settingText, timeCell, type TableRow } from '../../../../lib/state/tables';
import { parseAccountFilter, type AccountFilter } from '../../../../lib/uniconta/postings/accountFilter';
import { readCompany } from '../../../../lib/uniconta/postings/company';
import { readNewPostings, type NewPostings } from '../../../../lib/uniconta/postings/newPostings';
import { readAll, releaseLease, sayMissing, sayOnce, takeLease, trim, ZONE, type Hands, type Settings } from './start';
import type { Where } from './store';

const MINUTE = 60_000;
const LEASE_MINUTES = 15;
const READ_SECONDS = 600;
/** A portion is written, then logged. */
const PORTION = 200;
const PORTION_SECONDS = 300;
/** After it no further portion is begun. */
const RUN_MINUTES = 40;
const LOOK_BACK_DAYS = 30;

/** What became of all portions. */
interface Portions {
	outcomes: string[];
	/** All of them were begun. */
	done: boolean;
}

/** One run of the import: the steps of its canvas, in their order. */
export class ExpenseRun {
	constructor(private readonly hands: Hands) {}

	async go(byHand: boolean): Promise<void> {
		const { store } = this.hands;
		await store.open();
		const settings = await readAll(this.hands, byHand ? 'manual' : 'sweep');
		if (settings.work === 'incomplete') return await sayMissing(this.hands, settings);
		if (settings.work !== 'comparison' && settings.work !== 'sweep') return;
		if (!(await takeLease(this.hands, LEASE_MINUTES))) {
			if (byHand) throw new Error(settings.leaseTaken || 'Another run has just begun at Uniconta');
			return;
		}
		const [progress = {}] = await store.rows('settings', [{ column: 'key', value: EXPENSE_MARKS.progress }]);
		if (!byHand && this.isWriting(progress)) return await releaseLease(this.hands);
		await this.set(EXPENSE_MARKS.progress, this.hands.execution.id);
		await this.through(settings, progress);
	}

	private async through(settings: Settings, progress: TableRow): Promise<void> {
		const { store } = this.hands;
		const expenses = await store.rows('log', [{ column: 'entity', value: 'expense' }]);
		const projects = await store.rows('log', [{ column: 'entity', value: 'project' }]);
		const read = await this.read(settings, expenses).catch(errorOnly);
		if (read instanceof Error) return await this.tell(read, progress);
		await releaseLease(this.hands);
		const portions = await this.write(this.map(read, settings, [...expenses, ...projects]), settings, expenses);
		const { outcomes, done } = portions;
		if (!outcomes.some((outcome) => outcome === 'failed' || outcome === 'postponed')) {
			await this.moveOn(read, settings);
			await trim(this.hands, expenses, settings);
		}
		const value = done && !outcomes.includes('postponed') ? '' : LEFT;
		await store.update('settings', this.ours(), { value });
	}

	private isWriting(progress: TableRow): boolean {
		const value = cell(progress, 'value');
		const since = this.hands.now() - (timeCell(progress, 'updatedAt') ?? 0);
		return value !== '' && value !== LEFT && since < WRITING_MINUTES * MINUTE;
	}

	private async set(key: string, value: string): Promise<void> {
		await this.hands.store.upsert('settings', [{ column: 'key', value: key }], { key, value });
	}

	private ours(): Where[] {
		return [
			{ column: 'key', value: EXPENSE_MARKS.progress },
			{ column: 'value', value: this.hands.execution.id },
		];
	}

	private async read({ values, work }: Settings, log: readonly TableRow[]): Promise<NewPostings> {
		const { clients, now } = this.hands;
		const { odata } = clients.uniconta(READ_SECONDS);
		const last = new Map(log.map((row) => [cell(row, 'key'), cell(row, 'outcome')]));
		const refused = [...last].filter(([key, outcome]) => key !== '' && outcome === 'refused').map(([key]) => key);
		return await readNewPostings(odata, {
			company: async () => await readCompany(odata, clients.company),
			series: values['expenses.series'],
			filter: accountsIn(values['expenses.accounts']),
			startAfter: values['expenses.startAfter'],
			cursor: Number(values['expenses.cursor']) || 0,
			lookBackDays: LOOK_BACK_DAYS,
			onlyNew: work === 'sweep',
			again: new Set(refused),
			today: dayThere(now()),
		});
	}

	/** Uniconta could not be read: the lease goes back, the log says why, and nothing moves. */
	private async tell(trouble: Error, progress: TableRow): Promise<void> {
		await releaseLease(this.hands);
		await this.set(EXPENSE_MARKS.progress, cell(progress, 'value') === '' ? '' : LEFT);
		const fix = trouble instanceof ApiError ? trouble.fix : '';
		const said = {
			message: trouble.message,
			fix: fix || 'Nothing was imported and nothing is lost: the next run tries again.',
			execution: this.hands.execution.id,
		};
		await sayOnce(this.hands, { entity: 'run', outcome: 'failed', ...said }, 1);
	}

	/** Project by project, so that a portion has few of them. */
	private map({ postings }: NewPostings, { values }: Settings, known: readonly TableRow[]): MappedExpense[] {
		const mapping = {
			activityName: values['expenses.activity'],
			billable: values['expenses.billable'] !== 'no',
			approvalState: values['expenses.approvalState'],
		};
		const mapped = mapPostings(postings, mapping, foldLog(known, 'expense'), (own) =>
			foldLog(known, 'project', own || values['company.id']),
		);
		const numbers = [...new Set(mapped.map(({ moment }) => moment.projectNumber))];
		return numbers.flatMap((number) => mapped.filter(({ moment }) => moment.projectNumber === number));
	}

	private async write(
		mapped: readonly MappedExpense[],
		{ startedAt }: Settings,
		known: readonly TableRow[],
	): Promise<Portions> {
		const { store, clients, execution, now } = this.hands;
		const outcomes: string[] = [];
		// Also with nothing to write there is one round, which touches the mark.
		for (let from = 0; from === 0 || from < mapped.length; from += PORTION) {
			const moment = clients.moment({ seconds: PORTION_SECONDS });
			const results = await moment.expenses.upsert(mapped.slice(from, from + PORTION), {
				resource: '',
				fields: {},
				dryRun: false,
				compareKnown: false,
				tellsAll: true,
			});
			await store.insertAll('log', logRows(results, { now: now(), execution: execution.id, known }));
			const stillOurs = await store.update('settings', this.ours(), { value: execution.id });
			const own = results.map(({ outcome }): string => outcome);
			outcomes.push(...own);
			const isEnough = own.includes('failed') && own.includes('postponed');
			const isLate = now() - Date.parse(startedAt) > RUN_MINUTES * MINUTE;
			// Such a run goes straight to its end: no cursor moves.
			if (stillOurs.length === 0 || isEnough || isLate)
				return { outcomes: [...outcomes, 'postponed'], done: false };
		}
		return { outcomes, done: true };
	}

	/** Only when all is through or said may the next run begin behind it. */
	private async moveOn({ cursor, startAfter }: NewPostings, settings: Settings): Promise<void> {
		const { store } = this.hands;
		await this.set('expenses.cursor', String(cursor));
		const start = startRow(settings.rows);
		// Unless a person has set another one meanwhile.
		const same: Where[] = [
			{ column: 'id', value: start === undefined ? 0 : rowNumber(start) },
			{ column: 'value', value: start === undefined ? '' : cell(start, 'value') },
		];
		const value = start !== undefined && isFormer(start) ? dayAfter(startAfter) : startAfter;
		const moved = await store.update('settings', same, { value });
		const lookedBack =
			settings.work === 'comparison' ? settings.startedAt : settingText(settings.rows, EXPENSE_MARKS.lookedBack);
		await this.set(EXPENSE_MARKS.lookedBack, moved.length > 0 ? lookedBack : '');
	}
}

function accountsIn(text: string): AccountFilter {
	const parsed = parseAccountFilter(text);
	if ('filter' in parsed) return parsed.filter;
	throw new Error(`The account filter cannot be read: ${parsed.unclear.join('; ')}.`);
}

/** The day where the workflow runs. */
const dayThere = (time: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(time);

/** As the second output of the node that reads takes it, whatever it was. */
function errorOnly(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}
