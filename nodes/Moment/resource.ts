import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { optionsField } from './fields';
import type { Operation } from './operation';

/** A kind of record, with what can be done to it. */
export interface Resource {
	option: INodePropertyOptions;
	operations: Operation[];
}

/** The list of operations of a resource, and the fields of each. */
export function propertiesOf({ option, operations }: Resource): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [String(option.value)] } },
			options: operations.map((operation) => operation.option),
			default: String(operations[0]?.option.value ?? ''),
		},
		...operations.flatMap(({ fields }) => fields),
		{ ...optionsField, displayOptions: { show: { resource: [String(option.value)] } } },
	];
}
