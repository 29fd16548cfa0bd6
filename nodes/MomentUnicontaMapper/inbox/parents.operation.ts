import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { foldLog } from '../../../lib/sync/log';
import { parentsOf, type ParentKind } from '../../../lib/sync/parents';
import { booleanParameter, itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
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
		{ displayName: 'Exported', name: 'exported', type: 'boolean', default: true, description: 'Whether this kind is sent to Uniconta at all; if not, none is listed' },
		{ displayName: 'Records', name: 'records', type: 'json', default: '[]', required: true, description: 'The projects or invoices as the Moment node gives them' },
		{ displayName: 'Known Records', name: 'known', type: 'json', default: '[]', description: 'Rows of the Data Table moment_uniconta_log for these records; the parents of those that are in Uniconta are left out' },
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	if (!booleanParameter(context, 'exported', 0)) return [];
	const parent: ParentKind = textParameter(context, 'parent', 0) === 'project' ? 'project' : 'customer';
	const records = recordsParameter(context, 'records', 0);
	const known = recordsParameter(context, 'known', 0);
	const child = parent === 'project' || records.some((record) => 'invoiceNumber' in record) ? 'invoice' : 'project';
	return parentsOf(records, parent, foldLog(known, child)).map((one) => itemOf(one, 0));
}
