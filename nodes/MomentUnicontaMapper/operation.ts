import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** One thing the mapper can do: it calls nobody and throws on no record. */
export interface PureOperation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	/** The items of the first output. */
	execute(context: IExecuteFunctions): INodeExecutionData[];
	/** A second output tells that there are none, so that a line can go on without an item that means nothing. */
	tellsNone?: true;
}
