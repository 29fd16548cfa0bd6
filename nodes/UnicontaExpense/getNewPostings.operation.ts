import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { isExpenseRun } from '../../lib/state/expenseRun';
import { releaseLease } from '../../lib/state/lease';
import { dayAfter, dayBefore } from '../../lib/state/startAfter';
import type { UnicontaClient } from '../../lib/uniconta/api/client';
import type { Company } from '../../lib/uniconta/postings/amounts';
import { readCompany } from '../../lib/uniconta/postings/company';
import { readNewPostings, type NewPostings, type NewPostingsOptions } from '../../lib/uniconta/postings/newPostings';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import { collectionParameter, itemOf, type Operation, shownFor } from '../shared/parameters';
import { nodeSettings, sayUsed, unlessSaved, type NodeSettings } from '../shared/savedSettings';
import { knownIn, runningSync, type RunningSync } from '../shared/syncRun';
import { accountsField, accountsParameter, chosenCompany, dayIn, seriesField, todayIn } from './fields';

export const getNewPostings: Operation<UnicontaClient> = {
	option: {
		name: 'Get New Postings',
		value: 'getNewPostings',
		action: 'Get new postings',
		description:
			'Costs posted since the start date and the last run, each with its project and with what speaks against it. Every item has the cursor and startAfter for the next run; where there are no postings, one item has just these.',
	},
	fields: shownFor(
		{ operation: 'getNewPostings' },
		unlessSaved([
			seriesField,
			accountsField,
			{
				displayName: 'Posted After',
				name: 'startAfter',
				type: 'dateTime',
				default: '',
				description:
					'What was posted after this day comes, whatever the date of the bill. Each run gives the startAfter for the next one; an earlier day than that reads everything posted after it again.',
			},
			// Of workflows from before Posted After: what was posted on this day or later. It counts as long as Posted
			// After is blank.
			{ displayName: 'Start Date', name: 'startDate', type: 'hidden', default: '' },
			{
				displayName: 'Cursor',
				name: 'cursor',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description:
					'The cursor that the last run gave: the highest posting number it saw. 0 for the first run.',
			},
		]),
	),
	execute,
};

async function execute(context: IExecuteFunctions, client: UnicontaClient): Promise<INodeExecutionData[]> {
	const running = runningSync(context);
	if (running !== undefined && isExpenseRun(running.run)) return await readForRun(context, client, running);
	try {
		return itemsOf(await read(context, client));
	} catch (caught) {
		if (!context.continueOnFail()) throw toNodeError(context, caught, 0);
		return [troubleItem(context, failedCall(context, 0, caught))];
	}
}

/** As part of an import: Uniconta is free for others as soon as it is read, also where it could not be. */
async function readForRun(
	context: IExecuteFunctions,
	client: UnicontaClient,
	{ run, store }: RunningSync,
): Promise<INodeExecutionData[]> {
	// Finish Run asks for what was read in its run.
	const ofRun = { run: run.claim.holder };
	try {
		return itemsOf(await read(context, client), ofRun);
	} catch (caught) {
		// Of no posting, and settled: the nodes hand it on, and Finish Run says it.
		const { findings, transient } = failedCall(context, 0, caught).json;
		const trouble = {
			entity: 'run',
			momentId: '',
			key: run.area,
			name: '',
			outcome: 'failed',
			findings,
			transient,
		};
		return [itemOf({ ...trouble, ...ofRun }, 0)];
	} finally {
		if (isExpenseRun(run)) await store.call([releaseLease(run.expenses.reading)]);
	}
}

async function read(context: IExecuteFunctions, client: UnicontaClient): Promise<NewPostings> {
	const company = async (): Promise<Company> => await readCompany(client, await chosenCompany(context));
	return await readNewPostings(client, { ...optionsOf(context), company });
}

/**
 * n8n takes an item of these two keys to the error output and leaves it as it is. One with an error object of its own
 * would lose everything but the message, and no later expression could read it.
 */
function troubleItem(context: IExecuteFunctions, item: INodeExecutionData): INodeExecutionData {
	if (context.getNode().onError !== 'continueErrorOutput') return item;
	const { error, findings } = item.json;
	return itemOf({ error, details: findings }, 0);
}

/** Where the next run begins is on each item, and alone on one where there is nothing new. */
function itemsOf({ postings, cursor, startAfter }: NewPostings, ofRun: object = {}): INodeExecutionData[] {
	// The last is for workflows that still hold the first day itself.
	const next = { cursor, startAfter, startDate: dayAfter(startAfter), ...ofRun };
	if (postings.length === 0) return [itemOf(next, 0)];
	return postings.map((posting) => itemOf({ ...posting, ...next }, 0));
}

const wholeSchema = z.coerce.number().int().nonnegative();
const lookBackSchema = z.coerce.number().int().nonnegative().max(366).catch(30);

function optionsOf(context: IExecuteFunctions): Omit<NewPostingsOptions, 'company'> {
	const settings = nodeSettings(context);
	const series = settings.text('series', 'expenses.series');
	if (series === '')
		throw new Error(
			'No number series is chosen. Choose the series your supplier bills get their voucher numbers from.',
		);
	const today = todayIn(context);
	const startAfter = startAfterIn(context, settings);
	// A day of grace: Uniconta's clock may be in another time zone.
	if (startAfter > (DateTime.fromISO(today).plus({ days: 1 }).toISODate() ?? today)) {
		throw new Error(`The start date ${startAfter} is in the future. Enter a day up to today, ${today}.`);
	}
	const given = settings.text('cursor', 'expenses.cursor');
	const cursor = wholeSchema.safeParse(given);
	if (!cursor.success)
		throw new Error(`The cursor "${given}" is no posting number. Use the cursor that the last run gave, or 0.`);
	if (startAfter === '' && cursor.data === 0)
		throw new Error('Neither a start date nor a cursor is given. Enter the day after which postings are to come.');
	const accounts = settings.text('accounts', 'expenses.accounts');
	if (settings.isSaved)
		sayUsed(context, [
			['number series', series],
			['accounts', accounts],
			['posted after', startAfter],
			['cursor', given],
		]);
	return {
		series,
		filter: accountsParameter(accounts),
		startAfter,
		cursor: cursor.data,
		...howFar(context, settings),
		today,
	};
}

/** How far back is looked, and for what: a run decides that itself, but for the days. */
function howFar(
	context: IExecuteFunctions,
	{ running }: NodeSettings,
): Pick<NewPostingsOptions, 'lookBackDays' | 'again' | 'onlyNew'> {
	const options = collectionParameter(context, 'options', 0);
	const lookBackDays = lookBackSchema.parse(options.lookBackDays ?? 30);
	if (running === undefined || !isExpenseRun(running.run))
		return { lookBackDays, again: againIn(options.again), onlyNew: options.onlyNew === true };
	// What could not become an expense comes again within the look-back, in case it was mended.
	const refused = [...(knownIn(running, 'expense').last ?? [])].filter(([, { outcome }]) => outcome === 'refused');
	return { lookBackDays, again: new Set(refused.map(([key]) => key)), onlyNew: running.run.work === 'sweep' };
}

function startAfterIn(context: IExecuteFunctions, { isSaved, text }: NodeSettings): string {
	if (isSaved) return dayIn(text('startAfter', 'expenses.startAfter'), 'start date');
	const startAfter = dayIn(context.getNodeParameter('startAfter', 0, ''), 'start date');
	return startAfter === ''
		? dayBefore(dayIn(context.getNodeParameter('startDate', 0, ''), 'start date'))
		: startAfter;
}

const referencesSchema = z.array(z.string());

/** The references to give again: a list, or one written out as JSON; nothing for an empty text. */
function againIn(value: unknown): ReadonlySet<string> {
	const references = referencesSchema.safeParse(typeof value === 'string' ? jsonIn(value) : (value ?? []));
	if (!references.success)
		throw new Error('The option Give Again is no list of references. Use an expression that gives one, or [].');
	return new Set(references.data);
}

function jsonIn(text: string): unknown {
	if (text.trim() === '') return [];
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed;
	} catch {
		return undefined;
	}
}
