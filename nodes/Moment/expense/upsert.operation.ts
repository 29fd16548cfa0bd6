import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { MomentClient } from '../../../lib/moment/client';
import type { ExpenseResult } from '../../../lib/moment/expenses/result';
import type { MappedExpense } from '../../../lib/mapping/expense';
import { toNodeError, withoutSecrets } from '../../shared/errors';
import { failedItem } from '../../shared/failedItem';
import { errorTextOf, isSettled, mappedExpenseOf } from '../../shared/mappedItems';
import { booleanParameter, itemOf, shownFor, textParameter } from '../../shared/parameters';
import type { Operation } from '../operation';
import { namingOf } from './naming';

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
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description: 'One item for each posting, also for those that are unchanged',
				},
				{ name: 'Changed Only', value: 'changed', description: 'Leave out postings that are unchanged' },
			],
			default: 'all',
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, moment: MomentClient): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const outputs: Array<INodeExecutionData | undefined> = items.map(() => undefined);
	const records: MappedExpense[] = [];
	const positions: number[] = [];
	for (const [index, item] of items.entries()) {
		// An empty item stands for "none" in the templates.
		if (Object.keys(item.json).length === 0) continue;
		const record =
			settledItem(context, item, index) ??
			mappedExpenseOf(item.json) ??
			unreadableItem(context, item.json, index);
		if ('json' in record) {
			outputs[index] = record;
		} else {
			records.push(record);
			positions.push(index);
		}
	}
	const results = await moment.expenses.upsert(records, optionsOf(context)).catch((caught: unknown) => {
		throw toNodeError(context, caught);
	});
	for (const [at, index] of positions.entries()) outputs[index] = itemOf(shown(results[at]), index);
	const all = outputs.filter((output) => output !== undefined);
	return textParameter(context, 'output', 0) === 'changed'
		? all.filter(({ json }) => json.outcome !== 'unchanged')
		: all;
}

function optionsOf(context: IExecuteFunctions): Parameters<MomentClient['expenses']['upsert']>[1] {
	return {
		...namingOf(context),
		dryRun: booleanParameter(context, 'dryRun', 0),
		compareKnown: booleanParameter(context, 'compareKnown', 0),
		tellsAll: context.continueOnFail(),
	};
}

/** A finding quotes what Moment answered, and a server may echo a header (G7). */
function shown(result: ExpenseResult | undefined): object {
	if (result === undefined) return {};
	return {
		...result,
		findings: result.findings.map((finding) => ({ ...finding, message: withoutSecrets(finding.message) })),
	};
}

/** An item that an earlier node already settled goes on as it is, so that one straight line of nodes is enough. */
function settledItem(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
): INodeExecutionData | undefined {
	if (isSettled(item.json)) return itemOf(item.json, index);
	const message = errorTextOf(item);
	return message === undefined ? undefined : failed(context, index, keyOf(item.json), new Error(message));
}

function unreadableItem(context: IExecuteFunctions, json: IDataObject, index: number): INodeExecutionData {
	const cause = new Error(
		'The item does not look like a mapped posting: it has no "moment" object with an external reference. Put the Moment Uniconta Mapper (Posting: Map to Moment) before this node.',
	);
	if (!context.continueOnFail()) throw toNodeError(context, cause, index);
	return failed(context, index, keyOf(json), cause);
}

/** As long as there is no expense, the reference stands in for its id in log and inbox. */
function failed(context: IExecuteFunctions, itemIndex: number, key: string, cause: unknown): INodeExecutionData {
	return failedItem(context, { itemIndex, entity: 'expense', momentId: key, key, outcome: 'failed', cause });
}

function keyOf({ key, reference }: IDataObject): string {
	const found = [key, reference].find((value) => typeof value === 'string' && value !== '');
	return typeof found === 'string' ? found : '';
}
