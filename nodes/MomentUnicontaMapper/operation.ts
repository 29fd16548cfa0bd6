import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** One thing the mapper can do: it calls nobody and throws on no record. */
export interface PureOperation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	execute(context: IExecuteFunctions): INodeExecutionData[];
}
