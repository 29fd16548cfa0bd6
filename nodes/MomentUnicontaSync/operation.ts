import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** One thing this node does. */
export interface SyncOperation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
	/** Names of its inputs, as the canvas shows them; one without a name where this is missing. */
	inputs?: readonly string[];
	/** As {@link inputs}. */
	outputs?: readonly string[];
	/** Credentials it needs. */
	credentials?: ReadonlyArray<'momentApi' | 'unicontaApi'>;
	/** @returns one list of items for each output */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}
