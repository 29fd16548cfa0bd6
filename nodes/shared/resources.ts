import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { textParameter } from './parameters';

/** A kind of record in a node's list, with what can be done to it. */
export interface Resource<Operation extends { option: INodePropertyOptions }> {
	option: INodePropertyOptions;
	operations: readonly Operation[];
}

type AnyResource = Resource<{ option: INodePropertyOptions }>;

/**
 * The list of resources, and for each of them the list of its operations; `getAll` is offered first where there is one.
 */
export function resourceFields(resources: readonly AnyResource[], first: string): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ option }) => option),
			default: first,
		},
		...resources.map(operationField),
	];
}

export function operationField({ option, operations }: AnyResource): INodeProperties {
	const values = operations.map((operation) => String(operation.option.value));
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [String(option.value)] } },
		options: operations.map((operation) => operation.option),
		default: String(values.find((value) => value === 'getAll') ?? values[0]),
	};
}

/** The operation chosen in the panel. */
export function chosenOperation<Operation extends { option: INodePropertyOptions }>(
	context: IExecuteFunctions,
	resources: ReadonlyArray<Resource<Operation>>,
): Operation {
	const resource = textParameter(context, 'resource', 0);
	const name = textParameter(context, 'operation', 0);
	const found = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (found !== undefined) return found;
	throw new NodeOperationError(context.getNode(), `There is no operation "${name}" for "${resource}"`, {
		description:
			'Choose resource and operation from the lists. If this is a template of an earlier version, import it again.',
	});
}
