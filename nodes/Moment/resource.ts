import type { INodeProperties } from 'n8n-workflow';
import { operationField, type Resource as ResourceOf } from '../shared/resources';
import { optionsField } from './fields';
import type { Operation } from './operation';

/** A kind of record, with what can be done to it. */
export interface Resource extends ResourceOf<Operation> {
	/** In the list *Options*, beside those that every operation has. */
	moreOptions?: INodeProperties[];
}

/** The list of operations of a resource, and the fields of each. */
export function propertiesOf({ option, operations, moreOptions = [] }: Resource): INodeProperties[] {
	return [
		operationField({ option, operations }),
		...operations.flatMap(({ fields }) => fields),
		{
			...optionsField,
			options: [...moreOptions, ...(optionsField.options ?? [])],
			displayOptions: { show: { resource: [String(option.value)] } },
		},
	];
}
