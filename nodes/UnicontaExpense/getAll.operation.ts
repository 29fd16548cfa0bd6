import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { UnicontaClient } from '../../lib/uniconta/api/client';
import { readCompany } from '../../lib/uniconta/postings/company';
import { listEntries, listPostings, type ListOptions, type PostingFilter } from '../../lib/uniconta/postings/list';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import {
	collectionParameter,
	itemOf,
	limitField,
	limitOf,
	type Operation,
	returnAllField,
	shownFor,
	textParameter,
} from '../shared/parameters';
import { accountsField, accountsParameter, chosenCompany, dayIn, todayIn } from './fields';

export const getAll: Operation<UnicontaClient> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many postings',
		description:
			'List posted costs by the date of the voucher, or the entries of the ledger or of the projects as Uniconta has them',
	},
	fields: shownFor({ operation: 'getAll' }, [
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'Ledger Entries', value: 'ledger', description: 'All fields of the posted ledger entries' },
				{
					name: 'Postings',
					value: 'postings',
					description: 'Costs with their project, as Get New Postings gives them',
				},
				{ name: 'Project Entries', value: 'projects', description: 'All fields of the posted project entries' },
			],
			default: 'postings',
		},
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				accountsField,
				{
					displayName: 'Date From',
					name: 'dateFrom',
					type: 'dateTime',
					default: '',
					description: 'First date of the voucher. With it the ledger is read a month at a time.',
				},
				{
					displayName: 'Date To',
					name: 'dateTo',
					type: 'dateTime',
					default: '',
					description: 'Last date of the voucher',
				},
				{
					displayName: 'Number Series',
					name: 'series',
					type: 'string',
					default: '',
					placeholder: 'e.g. BILAG',
					description: 'Code of the series the voucher is numbered from',
				},
				{
					displayName: 'Project',
					name: 'project',
					type: 'string',
					default: '',
					placeholder: 'e.g. 30001',
					description: 'Number of the project; without effect on ledger entries',
				},
			],
		},
	]),
	execute,
};

async function execute(context: IExecuteFunctions, client: UnicontaClient): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		try {
			const options = {
				filter: filterOf(context, index),
				limit: limitOf(context, index),
				today: todayIn(context),
			};
			const records = await read(context, client, textParameter(context, 'kind', index), options);
			outputs.push(...records.map((record) => itemOf(record, index)));
		} catch (caught) {
			if (!context.continueOnFail()) throw toNodeError(context, caught, index);
			outputs.push(failedCall(context, index, caught));
		}
	}
	return outputs;
}

async function read(
	context: IExecuteFunctions,
	client: UnicontaClient,
	kind: string,
	options: Omit<ListOptions, 'company'>,
): Promise<object[]> {
	if (kind === 'ledger' || kind === 'projects') return await listEntries(client, kind, options);
	return await listPostings(client, { ...options, company: await readCompany(client, await chosenCompany(context)) });
}

function filterOf(context: IExecuteFunctions, index: number): PostingFilter {
	const filters: Record<string, unknown> = collectionParameter(context, 'filters', index);
	const dateFrom = dayIn(filters.dateFrom, 'date');
	const dateTo = dayIn(filters.dateTo, 'date');
	const [series, project] = [textIn(filters.series), textIn(filters.project)];
	return {
		accounts: accountsParameter(textIn(filters.accounts)),
		...(dateFrom === '' ? {} : { dateFrom }),
		...(dateTo === '' ? {} : { dateTo }),
		...(series === '' ? {} : { series }),
		...(project === '' ? {} : { project }),
	};
}

function textIn(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
