import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { chosenOperation, resourceFields, type Resource } from '../shared/resources';
import { mapCustomer } from './customer/map.operation';
import { mapInvoice } from './invoice/map.operation';
import { stoppedRun } from './log/stoppedRun.operation';
import type { PureOperation } from './operation';
import { mapPosting } from './posting/map.operation';
import { mapProject } from './project/map.operation';
import { setupOperations } from './setup';

const resources: ReadonlyArray<Resource<PureOperation>> = [
	{ option: { name: 'Customer', value: 'customer' }, operations: [mapCustomer] },
	{ option: { name: 'Invoice', value: 'invoice' }, operations: [mapInvoice] },
	{ option: { name: 'Log', value: 'log' }, operations: [stoppedRun] },
	{ option: { name: 'Posting', value: 'posting' }, operations: [mapPosting] },
	{ option: { name: 'Project', value: 'project' }, operations: [mapProject] },
	{ option: { name: 'Setup', value: 'setup' }, operations: setupOperations },
];

/** Where both vocabularies meet: pure, without a credential, so that what it puts out can be looked at and edited. */
export class MomentUnicontaMapper implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Moment Uniconta Mapper',
		name: 'momentUnicontaMapper',
		icon: { light: 'file:../../icons/mapper.svg', dark: 'file:../../icons/mapper.dark.svg' },
		group: ['transform'],
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Turn Moment records into Uniconta records, with everything that is wrong with them',
		defaults: { name: 'Moment Uniconta Mapper' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			...resourceFields(resources, 'customer'),
			...resources.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields)),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await Promise.resolve([chosenOperation(this, resources).execute(this)]);
	}
}
