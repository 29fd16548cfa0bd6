import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { foldLog } from '../../../lib/sync/log';
import { unknownParents as unknownOf, type Parent, type ParentKind } from '../../../lib/sync/parents';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const unknownParents: PureOperation = {
	option: {
		name: 'List Unknown Parents',
		value: 'unknownParents',
		action: 'List parents that the log does not know',
		description: 'Leave out the parents that were sent to Uniconta before',
	},
	fields: shownFor({ resource: 'inbox', operation: 'unknownParents' }, [
		{ displayName: 'Parents', name: 'needed', type: 'json', default: '[]', required: true, description: 'What List Parents gave' },
		{ displayName: 'Known Records', name: 'known', type: 'json', default: '[]', description: 'Rows of the Data Table moment_uniconta_log for these parents' },
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const needed = recordsParameter(context, 'needed', 0).flatMap(({ entity, momentId, key }): Parent[] => {
		const kind: ParentKind | undefined = entity === 'customer' || entity === 'project' ? entity : undefined;
		return kind === undefined || typeof momentId !== 'string' ? [] : [{ entity: kind, momentId, key: typeof key === 'string' ? key : '' }];
	});
	const rows = recordsParameter(context, 'known', 0);
	return (['customer', 'project'] as const)
		.flatMap((entity) => unknownOf(needed.filter((parent) => parent.entity === entity), foldLog(rows, entity)))
		.map((one) => itemOf(one, 0));
}
