import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { collectionParameter, textParameter } from '../shared/parameters';
import { chosenOperation, resourceFields } from '../shared/resources';
import {
	companyField,
	connectFromParameters,
	connectUniconta,
	unicontaOptionsField,
} from '../shared/unicontaConnection';
import { unicontaCredentialTest } from '../shared/unicontaCredentialTest';
import { getDimensions, searchCompanies } from '../shared/unicontaLists';
import { customEntityOperations } from './customEntity';
import { LIST_RESOURCES, listOperation } from './lists';
import { setup } from './setup';

const resources = [
	...LIST_RESOURCES.map((list) => ({
		option: { name: list.name, value: list.value },
		operations: [listOperation(list)],
	})),
	{ option: { name: 'Custom Entity', value: 'customEntity' }, operations: customEntityOperations },
	setup,
].sort((a, b) => (a.option.name < b.option.name ? -1 : 1));

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
		credentials: [{ name: 'unicontaApi', required: true, testedBy: 'unicontaCredentialTest' }],
		properties: [
			...resourceFields(resources, 'customerGroup'),
			{ ...companyField, displayOptions: { hide: { resource: ['company'] } } },
			...resources.flatMap(({ operations }) => operations.flatMap(({ fields }) => fields)),
			unicontaOptionsField,
		],
	};

	methods = {
		credentialTest: { unicontaCredentialTest },
		listSearch: { searchCompanies },
		loadOptions: { getDimensions },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = chosenOperation(this, resources);
		const options = collectionParameter(this, 'options', 0);
		// The list of companies is no company's own: its panel has no Company field, and n8n refuses to read one that
		// is hidden.
		const ofNoCompany = textParameter(this, 'resource', 0) === 'company';
		const client = ofNoCompany ? await connectUniconta(this, { options }) : await connectFromParameters(this);
		return [await operation.execute(this, client)];
	}
}
