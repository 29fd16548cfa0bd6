import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** One thing this node does: it has two outputs. */
export interface SyncOperation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}
