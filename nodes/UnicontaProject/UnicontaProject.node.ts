import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { chosenEntityOperation, entityOperations } from '../shared/entityOperations';
import { companyFields, connectFromParameters, unicontaOptionsField } from '../shared/unicontaConnection';
import { unicontaCredentialTest } from '../shared/unicontaCredentialTest';
import { getProjectGroups, searchCompanies, searchDebtors, searchProjects } from '../shared/unicontaLists';
import { projectColumns } from './columns';
import { projectKind } from './kind';

const operations = entityOperations(projectKind);

/** Projects in Uniconta. */
export class UnicontaProject implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Uniconta Project',
		name: 'unicontaProject',
		icon: { light: 'file:../../icons/uniconta.svg', dark: 'file:../../icons/uniconta.dark.svg' },
		group: ['output'],
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter["operation"] + ": project" }}',
		description: 'Create, update and read projects in Uniconta',
		defaults: { name: 'Uniconta Project' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'unicontaApi', required: true, testedBy: 'unicontaCredentialTest' }],
		hints: [
			{
				message:
					'Send all projects to this node at once, not one by one in a loop: a list of 500 is a single call to Uniconta.',
				type: 'info',
				location: 'inputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "upsert" && $input.all().length === 1 && $runIndex > 2 }}',
			},
		],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: operations.map(({ option }) => option),
				default: 'upsert',
			},
			...companyFields('upsert'),
			...operations.flatMap(({ fields }) => fields),
			unicontaOptionsField,
		],
	};

	methods = {
		credentialTest: { unicontaCredentialTest },
		listSearch: { searchCompanies, searchDebtors, searchProjects },
		loadOptions: { getProjectGroups },
		resourceMapping: { projectColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = chosenEntityOperation(this, operations);
		return [await operation.execute(this, await connectFromParameters(this))];
	}
}
