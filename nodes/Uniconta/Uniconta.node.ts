import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { collectionParameter, textParameter } from '../shared/parameters';
import { companyField, connectFromParameters, connectUniconta, UNICONTA_CREDENTIAL, unicontaOptionsField } from '../shared/unicontaConnection';
import { searchCompanies } from '../shared/unicontaLists';
import { customEntityOperations } from './customEntity';
import { LIST_RESOURCES, listOperation } from './lists';

const resources = [
	...LIST_RESOURCES.map((list) => ({ name: list.name, value: list.value, operations: [listOperation(list)] })),
	{ name: 'Custom Entity', value: 'customEntity', operations: customEntityOperations },
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Lists of a Uniconta company, and any other entity by its type name. */
export class Uniconta implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Uniconta',
		name: 'uniconta',
		icon: { light: 'file:../../icons/uniconta.svg', dark: 'file:../../icons/uniconta.dark.svg' },
		group: ['input'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read lists of a Uniconta company, and read or write any entity',
		defaults: { name: 'Uniconta' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: UNICONTA_CREDENTIAL, required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resources.map(({ name, value }) => ({ name, value })),
				default: 'customerGroup',
			},
			...resources.map(({ value, operations }) => ({
				displayName: 'Operation',
				name: 'operation',
				type: 'options' as const,
				noDataExpression: true,
				displayOptions: { show: { resource: [value] } },
				options: operations.map(({ option }) => option),
				default: 'getAll',
			})),
			{ ...companyField, displayOptions: { hide: { resource: ['company'] } } },
			...resources.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields)),
			unicontaOptionsField,
		],
	};

	methods = { listSearch: { searchCompanies } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = textParameter(this, 'resource', 0);
		const name = textParameter(this, 'operation', 0);
		const operation = resources.find(({ value }) => value === resource)?.operations.find(({ option }) => option.value === name);
		if (operation === undefined) throw toNodeError(this, new Error(`The operation "${name}" of "${resource}" does not exist`));
		// The list of companies is no company's own: its panel has no Company field, and n8n refuses to read one that is hidden.
		const client = resource === 'company' ? await connectUniconta(this, { options: collectionParameter(this, 'options', 0) }) : await connectFromParameters(this);
		return [await operation.execute(this, client)];
	}
}
