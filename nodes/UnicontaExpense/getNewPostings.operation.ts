import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { dayAfter, dayBefore } from '../../lib/state/startAfter';
import type { UnicontaClient } from '../../lib/uniconta/api/client';
import type { Company } from '../../lib/uniconta/postings/amounts';
import { readCompany } from '../../lib/uniconta/postings/company';
import { readNewPostings, type NewPostings, type NewPostingsOptions } from '../../lib/uniconta/postings/newPostings';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import { collectionParameter, itemOf, type Operation, shownFor, textParameter } from '../shared/parameters';
import { accountsField, accountsParameter, chosenCompany, dayIn, seriesField, todayIn } from './fields';

export const getNewPostings: Operation<UnicontaClient> = {
	option: {
		name: 'Get New Postings',
		value: 'getNewPostings',
		action: 'Get new postings',
		description:
			'Costs posted since the start date and the last run, each with its project and with what speaks against it. Every item has the cursor and startAfter for the next run; where there are no postings, one item has just these.',
	},
	fields: shownFor({ operation: 'getNewPostings' }, [
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
			description: 'The cursor that the last run gave: the highest posting number it saw. 0 for the first run.',
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, client: UnicontaClient): Promise<INodeExecutionData[]> {
	try {
		const options = optionsOf(context);
		const company = async (): Promise<Company> => await readCompany(client, await chosenCompany(context));
		return itemsOf(await readNewPostings(client, { ...options, company }));
	} catch (caught) {
		if (!context.continueOnFail()) throw toNodeError(context, caught, 0);
		return [troubleItem(context, failedCall(context, 0, caught))];
	}
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
function itemsOf({ postings, cursor, startAfter }: NewPostings): INodeExecutionData[] {
	// The last is for workflows that still hold the first day itself.
	const next = { cursor, startAfter, startDate: dayAfter(startAfter) };
	if (postings.length === 0) return [itemOf(next, 0)];
	return postings.map((posting) => itemOf({ ...posting, ...next }, 0));
}

const wholeSchema = z.coerce.number().int().nonnegative();
const lookBackSchema = z.coerce.number().int().nonnegative().max(366).catch(30);

function optionsOf(context: IExecuteFunctions): Omit<NewPostingsOptions, 'company'> {
	const series = textParameter(context, 'series', 0);
	if (series === '')
		throw new Error(
			'No number series is chosen. Choose the series your supplier bills get their voucher numbers from.',
		);
	const today = todayIn(context);
	const startAfter = startAfterIn(context);
	// A day of grace: Uniconta's clock may be in another time zone.
	if (startAfter > (DateTime.fromISO(today).plus({ days: 1 }).toISODate() ?? today)) {
		throw new Error(`The start date ${startAfter} is in the future. Enter a day up to today, ${today}.`);
	}
	const cursor = wholeSchema.safeParse(textParameter(context, 'cursor', 0));
	if (!cursor.success)
		throw new Error(
			`The cursor "${textParameter(context, 'cursor', 0)}" is no posting number. Use the cursor that the last run gave, or 0.`,
		);
	if (startAfter === '' && cursor.data === 0)
		throw new Error('Neither a start date nor a cursor is given. Enter the day after which postings are to come.');
	const options = collectionParameter(context, 'options', 0);
	return {
		series,
		filter: accountsParameter(textParameter(context, 'accounts', 0)),
		startAfter,
		cursor: cursor.data,
		lookBackDays: lookBackSchema.parse(options.lookBackDays ?? 30),
		again: againIn(options.again),
		onlyNew: options.onlyNew === true,
		today,
	};
}

function startAfterIn(context: IExecuteFunctions): string {
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
