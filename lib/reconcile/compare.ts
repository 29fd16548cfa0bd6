import { notifySettings } from '../notify/digest';
import { COMPARED_KEY } from '../notify/problems';
import { NOBODY, recipients, type Letter } from '../notify/sent';
import type { Entity } from '../core/outcome';
import type { KnownRecords } from '../core/identity';
import { DIGEST_KEY } from '../state/digestState';
import { releaseLease } from '../state/lease';
import { foldLog } from '../state/log';
import { sayOnce } from '../state/sayOnce';
import type { TableAnswer, TableStep, TableStore } from '../state/store';
import { settingText, type TableRow } from '../state/tables';
import { isMailDue, reconciliationMail } from './mail';
import { RESULT_KEY } from './plan';
import { readLists, type BothLists, type BothSystems } from './read';
import { reconcile } from './reconcile';
import { AREA, failed, kept, readKept, type Comparison } from './start';
import { toldBefore } from './stored';
import { readTold, tidingsOf } from './told';
import type { Reconciliation } from './types';
import { isSame, summaryOf } from './words';

export interface CompareLook {
	now(): number;
	/** n8n's id of the execution. */
	execution: string;
	/** The time zone in which times are shown. */
	zone: string;
	/** Where the mail leads; `''` leaves the link out. */
	pageUrl: string;
}

export interface ComparedBoth {
	/** One for each address that is to hear of it. */
	letters: Letter[];
	/** ISO in UTC. */
	comparedAt: string;
	/** What became of it, for a person. */
	said: string;
}

/**
 * Lays both systems side by side, keeps the result for the page, and writes the mails where there is news. The lease is
 * freed when the lists are read, whatever became of that.
 */
export async function compareBoth(
	store: TableStore,
	{ claim, plan }: Comparison,
	systems: BothSystems,
	look: CompareLook,
): Promise<ComparedBoth> {
	const release = releaseLease(claim);
	const read = await readAll(store, plan, systems).catch(async (caught: unknown) => {
		const failure = systems.reasonOf(caught);
		if (failure !== undefined) return failure;
		// By hand no error run would free it. What went wrong is said by what was caught.
		await store.call([release]).catch(() => undefined);
		throw caught;
	});
	if (typeof read === 'string') return await sayFailure(store, read, look, [release]);
	await store.call([release]);
	return await keep(store, await resultOf(systems, plan, read, look.now()), read.state, look);
}

/** All that is read while the lease is ours. */
interface ReadAll {
	state: TableAnswer;
	lists: BothLists;
}

async function readAll(store: TableStore, plan: Comparison['plan'], systems: BothSystems): Promise<ReadAll> {
	const state = await store.call([
		{ do: 'get', as: 'log', table: 'log' },
		{ do: 'get', as: 'inbox', table: 'inbox' },
		{ do: 'get', as: 'settings', table: 'settings' },
		readKept(RESULT_KEY),
	]);
	const knownOf = knownIn(state.rows('log'), plan.values['company.id']);
	return { state, lists: await readLists(systems, plan, knownOf) };
}

/** What the log says of each kind: folded once, when it is asked for. */
function knownIn(log: readonly TableRow[], company: string): (entity: Entity) => KnownRecords {
	const folded = new Map<Entity, KnownRecords>();
	return (entity) => {
		const known = folded.get(entity) ?? foldLog(log, entity, company);
		folded.set(entity, known);
		return known;
	};
}

/** The page keeps the last comparison, and says why this one did not get through. */
async function sayFailure(
	store: TableStore,
	failure: string,
	{ now, execution }: CompareLook,
	along: readonly TableStep[],
): Promise<ComparedBoth> {
	const message = `The comparison of both systems did not get through: ${failure}`;
	const fix =
		'Nothing to do as long as it passes: the night tries three times, and the page keeps the last comparison. Compare Now compares at once.';
	await sayOnce(
		store,
		{ area: AREA, entity: 'run', outcome: 'failed', message, fix, hours: 12 },
		{ now: now(), execution },
		[...along, failed(now(), failure)],
	);
	return { letters: [], comparedAt: '', said: message };
}

/** Expenses are compared with the log, so that Uniconta is free by now. */
async function resultOf(
	systems: BothSystems,
	{ expenses, remarks, values }: Comparison['plan'],
	{ state, lists }: ReadAll,
	now: number,
): Promise<Reconciliation> {
	const log = state.rows('log');
	let unread: string | undefined;
	const found = expenses
		? await systems.moment.expenses().catch((caught: unknown) => {
				unread = systems.reasonOf(caught);
				if (unread === undefined) throw caught;
				return undefined;
			})
		: undefined;
	return reconcile({
		now,
		reader: systems.reader,
		...lists,
		...(found === undefined ? {} : { expenses: { log, expenses: found } }),
		inbox: state.rows('inbox'),
		log: { log, company: values['company.id'] },
		remarks: [...remarks, ...(unread === undefined ? [] : [`Expenses were not compared. ${unread}`])],
	});
}

async function keep(
	store: TableStore,
	result: Reconciliation,
	state: TableAnswer,
	look: CompareLook,
): Promise<ComparedBoth> {
	const { comparedAt } = result;
	const summary = summaryOf(result);
	const tidings = tidingsOf(result, readTold(toldBefore(state.rows('results'))));
	const steps: TableStep[] = [
		kept(RESULT_KEY, {
			time: comparedAt,
			state: isSame(result) ? 'equal' : 'differs',
			summary,
			result: JSON.stringify(result),
		}),
		// By it the notifications know that comparisons get through.
		{
			do: 'upsert',
			table: 'settings',
			where: [{ column: 'key', value: COMPARED_KEY }],
			set: { key: COMPARED_KEY, value: comparedAt },
		},
	];
	if (!isMailDue(tidings)) {
		await store.call(steps);
		return { letters: [], comparedAt, said: `${summary} No mail: there is no news.` };
	}
	const letters = lettersOf(reconciliationMail(result, tidings, look), state.rows('settings'));
	if (letters.length > 0) {
		await store.call(steps);
		return { letters, comparedAt, said: summary };
	}
	await sayOnce(
		store,
		{ area: 'all', entity: 'mail', outcome: 'unsent', ...NOBODY, hours: 24 },
		{ now: look.now(), execution: look.execution },
		steps,
	);
	return { letters, comparedAt, said: `${summary} ${NOBODY.message}` };
}

/**
 * Moment is not asked for its users here: the addresses they had at the last digest are taken, and the notifications
 * tell of one that cannot be used.
 */
function lettersOf(mail: ReturnType<typeof reconciliationMail>, settings: readonly TableRow[]): Letter[] {
	const to = notifySettings(settings).addresses;
	return recipients({ ...mail, to, cursor: settingText(settings, DIGEST_KEY) }, settings, undefined).letters;
}
