import type { IDataObject } from 'n8n-workflow';
import type { EntityQuery } from '../../../lib/moment/api/findEntities';
import { invoicesWhere } from '../../../lib/moment/records/invoiceQuery';
import { listOf } from '../operation';
import { getAllOperation, idsField } from '../recordGetAll';
import { getOperation } from '../recordGet';
import { getForRunOperation } from '../recordGetForRun';
import { invoiceRecords } from '../recordKinds';
import type { Resource } from '../resource';

export const invoice: Resource = {
	option: { name: 'Invoice', value: 'invoice' },
	operations: [
		getOperation(invoiceRecords),
		getAllOperation({
			kind: invoiceRecords,
			option: {
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many invoices',
				description:
					'Fetch invoices and credit notes with their lines, optionally only those changed since, or with certain numbers or states',
			},
			filters: [
				idsField('e.g. 120450011, 120450012'),
				{
					displayName: 'Number From',
					name: 'numberFrom',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Only invoices with this number or a higher one; 0 for all',
				},
				{
					displayName: 'Numbers',
					name: 'numbers',
					type: 'string',
					default: '',
					placeholder: 'e.g. 10001, 10010-10020',
					description: 'Invoice numbers and ranges of them, separated by commas',
				},
				{
					displayName: 'State',
					name: 'state',
					type: 'options',
					options: [
						{ name: 'Any', value: '' },
						{ name: 'Draft', value: 'draft', description: 'Has no number yet' },
						{ name: 'Finalized', value: 'finalized', description: 'Has a number' },
					],
					default: '',
					description: "An expression may also give a state in Moment's own word",
				},
			],
			queryOf,
		}),
		getForRunOperation(invoiceRecords),
	],
};

function queryOf({ ids, numbers, numberFrom, state }: IDataObject): EntityQuery {
	return {
		ids: listOf(ids),
		...invoicesWhere({
			numbers: listOf(numbers),
			numberFrom: listOf(numberFrom)[0] ?? '',
			state: listOf(state)[0] ?? '',
		}),
	};
}
