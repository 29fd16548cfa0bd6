import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { chosenOperation, resourceFields } from '../shared/resources';
import { credentialsOf, portsOf, SUBTITLE } from './ports';
import { RESOURCES } from './resources';

/** What keeps a sync going without being on the canvas: inbox, log, lease and cursors. */
export class MomentUnicontaSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Moment Uniconta Sync',
		name: 'momentUnicontaSync',
		icon: { light: 'file:../../icons/sync.svg', dark: 'file:../../icons/sync.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: SUBTITLE,
		description: 'Start and finish a run of a sync: what is to do, and what became of it',
		defaults: { name: 'Moment Uniconta Sync' },
		usableAsTool: true,
		inputs: portsOf('inputs'),
		outputs: portsOf('outputs'),
		// Finish Run waits for both of its inputs, and is content with one: nothing may have come back.
		requiredInputs: 1,
		credentials: credentialsOf(),
		properties: [
			...resourceFields(RESOURCES, 'run'),
			...RESOURCES.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields)),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await chosenOperation(this, RESOURCES).execute(this);
	}
}
