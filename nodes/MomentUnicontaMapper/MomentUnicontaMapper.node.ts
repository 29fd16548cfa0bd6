import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { chosenOperation, resourceFields, type Resource } from '../shared/resources';
import { mapCustomer } from './customer/map.operation';
import { noteAddresses } from './digest/addresses.operation';
import { compose } from './digest/compose.operation';
import { letters } from './digest/letters.operation';
import { mailRows } from './digest/mailRows.operation';
import { sent } from './digest/sent.operation';
import { watchLog } from './digest/watch.operation';
import { mapInvoice } from './invoice/map.operation';
import { stoppedRun } from './log/stoppedRun.operation';
import type { PureOperation } from './operation';
import { mapPosting } from './posting/map.operation';
import { mapProject } from './project/map.operation';
import { setupOperations } from './setup';

const resources: ReadonlyArray<Resource<PureOperation>> = [
	{ option: { name: 'Customer', value: 'customer' }, operations: [mapCustomer] },
	{
		option: { name: 'Digest', value: 'digest' },
		operations: [compose, letters, mailRows, noteAddresses, sent, watchLog],
	},
	{ option: { name: 'Invoice', value: 'invoice' }, operations: [mapInvoice] },
	{ option: { name: 'Log', value: 'log' }, operations: [stoppedRun] },
	{ option: { name: 'Posting', value: 'posting' }, operations: [mapPosting] },
	{ option: { name: 'Project', value: 'project' }, operations: [mapProject] },
	{ option: { name: 'Setup', value: 'setup' }, operations: setupOperations },
];

const WITH_NONE = resources.flatMap(({ operations }) =>
	operations.filter(({ tellsNone }) => tellsNone).map(({ option }) => option.value),
);

/** Operations that may have nothing to say have a second output for that. */
const OUTPUTS: INodeTypeDescription['outputs'] = `={{ ${JSON.stringify(WITH_NONE)}.includes($parameter["operation"]) ? [{ type: "${NodeConnectionTypes.Main}", displayName: "Rows" }, { type: "${NodeConnectionTypes.Main}", displayName: "None" }] : ["${NodeConnectionTypes.Main}"] }}`;

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
		outputs: OUTPUTS,
		properties: [
			...resourceFields(resources, 'customer'),
			...resources.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields)),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = chosenOperation(this, resources);
		const items = operation.execute(this);
		if (operation.tellsNone === undefined) return await Promise.resolve([items]);
		return await Promise.resolve(items.length > 0 ? [items, []] : [[], [{ json: {}, pairedItem: { item: 0 } }]]);
	}
}
