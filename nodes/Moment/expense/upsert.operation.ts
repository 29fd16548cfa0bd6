import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MappedExpense } from '../../../lib/mapping/expense';
import type { MomentClient } from '../../../lib/moment/client';
import type { ExpenseResult } from '../../../lib/moment/expenses/result';
import { toNodeError } from '../../shared/errors';
import { mappedExpenseOf } from '../../shared/mappedItems';
import { booleanParameter, shownFor } from '../../shared/parameters';
import { outputField, readItems, shownItems, Unreadable, writtenItems } from '../../shared/runItems';
import type { Operation } from '../operation';
import { importing } from './importing';
import { namingOf } from './naming';

const NOT_MAPPED =
	'The item does not look like a mapped posting: it has no "moment" object with an external reference. Put the Moment Uniconta Mapper (Posting: Map to Moment) before this node.';

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update an expense',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	fields: shownFor({ resource: 'expense', operation: 'upsert' }, [
		{
			displayName:
				'Takes the items of the Moment Uniconta Mapper (Posting: Map to Moment). Each is found by its external reference; the activity is created in projects that lack it. What the Time Budget does not suffice for comes out as postponed: give it again.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description: 'Whether to only compare and say what would be created or changed, and write nothing',
		},
		{
			displayName: 'Look for Known Ones Too',
			name: 'compareKnown',
			type: 'boolean',
			default: false,
			description:
				'Whether to look in Moment also for expenses that the log says are imported with the same content. One that was deleted in Moment is then created again.',
		},
		outputField('posting', 'postings'),
	]),
	execute,
};

async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const run = readItems(context, {
		entity: 'expense',
		// As long as there is no expense, the reference stands in for its id in log and inbox.
		keysOf: (json) => ({ momentId: referenceOf(json), key: referenceOf(json) }),
		read: ({ json }) => mappedExpenseOf(json) ?? new Unreadable('failed', new Error(NOT_MAPPED)),
	});
	const ofRun = importing(context);
	const options = optionsOf(context);
	const dryRun = options.dryRun || ofRun?.dryRun === true;
	const write = async (
		records: readonly MappedExpense[],
		isOurs?: () => Promise<boolean>,
	): Promise<ExpenseResult[]> => await moment.expenses.upsert(records, { ...options, dryRun, isOurs });
	const writing = ofRun === undefined ? write(run.sources) : ofRun.write(run, dryRun, write);
	const results = await writing.catch((caught: unknown) => {
		throw toNodeError(context, caught);
	});
	const items = writtenItems(context, run, results, { entity: 'expense' });
	return ofRun === undefined ? shownItems(context, items) : items;
}

function optionsOf(context: IExecuteFunctions): Parameters<MomentClient['expenses']['upsert']>[1] {
	return {
		...namingOf(context),
		dryRun: booleanParameter(context, 'dryRun', 0),
		compareKnown: booleanParameter(context, 'compareKnown', 0),
		tellsAll: context.continueOnFail(),
	};
}

function referenceOf({ key, reference }: IDataObject): string {
	const found = [key, reference].find((value) => typeof value === 'string' && value !== '');
	return typeof found === 'string' ? found : '';
}
