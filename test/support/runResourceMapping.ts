import { LoadOptionsContext } from 'n8n-core';
import type { ResourceMapperFields } from 'n8n-workflow';
import { stage, type NodeUnderTest } from './stage';

/** Calls one of the node's `resourceMapping` methods, as the panel does. */
export async function runResourceMapping(run: NodeUnderTest & { method: string }): Promise<ResourceMapperFields> {
	const method = run.node.methods?.resourceMapping?.[run.method];
	if (method === undefined) throw new Error(`The node has no resourceMapping method ${run.method}`);
	const { workflow, node, additionalData } = stage(run);
	additionalData.currentNodeParameters = node.parameters;
	return await method.call(new LoadOptionsContext(workflow, node, additionalData, ''));
}
