import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { foldLog } from '../../../lib/state/log';
import { unknownParents as unknownOf, type Parent } from '../../../lib/mapping/parents';
import type { ReferredKind } from '../../../lib/core/references';
import { booleanParameter, itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import { knownCompanyField } from '../knownRows';
import type { PureOperation } from '../operation';

export const unknownParents: PureOperation = {
	option: {
		name: 'List Unknown Parents',
		value: 'unknownParents',
		action: 'List parents that the log does not know',
		description: 'Leave out the parents that were sent to Uniconta before',
	},
	fields: shownFor({ resource: 'inbox', operation: 'unknownParents' }, [
		{
			displayName: 'Parents',
			name: 'needed',
			type: 'json',
			default: '[]',
			required: true,
			description: 'What List Parents gave',
		},
		{
			displayName: 'Known Records',
			name: 'known',
			type: 'json',
			default: '[]',
			description: 'Rows of the Data Table moment_uniconta_log for these parents',
		},
		{
			displayName: 'Exported',
			name: 'exported',
			type: 'boolean',
			default: true,
			description: 'Whether this kind is sent to Uniconta at all; if not, none is listed',
		},
		knownCompanyField,
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	if (!booleanParameter(context, 'exported', 0)) return [];
	const needed = recordsParameter(context, 'needed', 0).flatMap(({ entity, momentId, key }): Parent[] => {
		const kind: ReferredKind | undefined = entity === 'customer' || entity === 'project' ? entity : undefined;
		return kind === undefined || typeof momentId !== 'string'
			? []
			: [{ entity: kind, momentId, key: typeof key === 'string' ? key : '' }];
	});
	const rows = recordsParameter(context, 'known', 0);
	return (['customer', 'project'] as const)
		.flatMap((entity) =>
			unknownOf(
				needed.filter((parent) => parent.entity === entity),
				foldLog(rows, entity, textParameter(context, 'knownCompany', 0)),
			),
		)
		.map((one) => itemOf(one, 0));
}
