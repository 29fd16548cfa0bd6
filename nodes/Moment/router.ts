import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { collectionParameter } from '../shared/parameters';
import { connect, connectionOptions } from './connection';
import { custom } from './custom';
import { customer } from './customer';
import type { Operation } from './operation';
import type { Resource } from './resource';
import { tag } from './tag';
import { tagGroup } from './tagGroup';
import { user } from './user';

/** In the order of the list in the panel: by name. */
export const RESOURCES: readonly Resource[] = [custom, customer, tag, tagGroup, user];

/** Hands all items of the run to the chosen operation. */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosen(context);
	const options = connectionOptions(collectionParameter(context, 'options', 0));
	const moment = await connect(context, options).catch((caught: unknown) => {
		throw toNodeError(context, caught);
	});
	return [await operation.execute(context, moment)];
}

function chosen(context: IExecuteFunctions): Operation {
	const resource: unknown = context.getNodeParameter('resource', 0);
	const operation: unknown = context.getNodeParameter('operation', 0);
	const found = RESOURCES.find(({ option }) => option.value === resource)?.operations.find(
		({ option }) => option.value === operation,
	);
	if (found !== undefined) return found;
	throw new NodeOperationError(context.getNode(), `Moment has no operation ${String(operation)} for ${String(resource)}`, {
		description: 'Choose resource and operation from the lists.',
	});
}
