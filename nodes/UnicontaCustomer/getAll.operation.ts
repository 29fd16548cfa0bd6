import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { UnicontaClient } from '../../lib/uniconta/client';
import { debtor } from '../../lib/uniconta/debtor';
import type { Condition } from '../../lib/uniconta/odata';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import { booleanParameter, collectionParameter, itemOf, limitField, limitOf, type Operation, returnAllField, shownFor, simplifyField } from '../shared/parameters';
import { textOf, type UnicontaRow } from '../../lib/uniconta/rows';
import { simplified } from './simplify';

export const getAll: Operation<UnicontaClient> = {
	option: { name: 'Get Many', value: 'getAll', action: 'Get many customers', description: 'List customers, optionally of one group or a range of numbers' },
	fields: shownFor({ operation: 'getAll' }, [
		returnAllField,
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Customer Group Name or ID',
					name: 'group',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getCustomerGroups', loadOptionsDependsOn: ['company.value'] },
					default: '',
					description: 'Only customers of this group. Choose from the list, or specify a code using an <a href="https://docs.n8n.io/code/expressions/">expression</a>. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{ displayName: 'Number From', name: 'from', type: 'string', default: '', description: 'Numbers are compared as text, as Uniconta does' },
				{ displayName: 'Number To', name: 'to', type: 'string', default: '', description: 'Numbers are compared as text, as Uniconta does' },
			],
		},
		simplifyField,
	]),
	execute,
};

async function execute(context: IExecuteFunctions, client: UnicontaClient): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	for (const [index] of context.getInputData().entries()) {
		try {
			const rows = await list(context, client, index);
			const simplify = booleanParameter(context, 'simplify', index);
			outputs.push(...rows.map((row) => itemOf(simplify ? simplified(row) : row, index)));
		} catch (caught) {
			if (!context.continueOnFail()) throw toNodeError(context, caught, index);
			outputs.push(failedCall(context, index, caught));
		}
	}
	return outputs;
}

async function list(context: IExecuteFunctions, client: UnicontaClient, index: number): Promise<UnicontaRow[]> {
	const limit = limitOf(context, index);
	const filters = collectionParameter(context, 'filters', index);
	const wanted = (name: string): string => (typeof filters[name] === 'string' || typeof filters[name] === 'number' ? String(filters[name]).trim() : '');
	const filter: Condition[] = [
		...condition('Group', 'eq', wanted('group')),
		...condition(debtor.key, 'ge', wanted('from')),
		...condition(debtor.key, 'le', wanted('to')),
	];
	const found: UnicontaRow[] = [];
	const enough = (): boolean => found.length >= limit;
	for await (const rows of client.pages(debtor.type, { key: debtor.key, filter, enough })) {
		// A server may ignore a filter without a word: what it gives is checked again.
		found.push(...rows.filter((row) => filter.every((one) => holds(one, textOf(row, one.field)))));
	}
	return found.slice(0, limit);
}

function condition(field: string, is: Condition['is'], value: string): Condition[] {
	return value === '' ? [] : [{ field, is, value }];
}

function holds({ is, value }: Condition, text: string): boolean {
	if (is === 'ge') return text >= String(value);
	if (is === 'le') return text <= String(value);
	return text === String(value);
}
