import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { foldLog } from '../../../lib/state/log';
import { parentsOf } from '../../../lib/mapping/parents';
import type { ReferredKind } from '../../../lib/core/references';
import { itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import { knownCompanyField } from '../knownRows';
import type { PureOperation } from '../operation';

export const parents: PureOperation = {
	option: {
		name: 'List Parents',
		value: 'parents',
		action: 'List parents of the records',
		description: 'List the customers or projects that must be in Uniconta before these records, each once',
	},
	fields: shownFor({ resource: 'inbox', operation: 'parents' }, [
		{
			displayName: 'Parent',
			name: 'parent',
			type: 'options',
			options: [
				{ name: 'Customer', value: 'customer' },
				{ name: 'Project', value: 'project' },
			],
			default: 'customer',
			description: 'Which kind of record is needed first',
		},
		{
			displayName: 'Records',
			name: 'records',
			type: 'json',
			default: '[]',
			required: true,
			description: 'The projects or invoices as the Moment node gives them',
		},
		{
			displayName: 'Known Records',
			name: 'known',
			type: 'json',
			default: '[]',
			description:
				'Rows of the Data Table moment_uniconta_log for these records; the parents of invoices that were posted are left out',
		},
		knownCompanyField,
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const parent: ReferredKind = textParameter(context, 'parent', 0) === 'project' ? 'project' : 'customer';
	const records = recordsParameter(context, 'records', 0);
	const known = recordsParameter(context, 'known', 0);
	const child = parent === 'project' || records.some((record) => 'invoiceNumber' in record) ? 'invoice' : 'project';
	return parentsOf(records, parent, foldLog(known, child, textParameter(context, 'knownCompany', 0))).map((one) =>
		itemOf(one, 0),
	);
}
