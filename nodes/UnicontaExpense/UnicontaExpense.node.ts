import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { textParameter } from '../shared/parameters';
import { companyFields, connectFromParameters } from '../shared/unicontaConnection';
import { unicontaCredentialTest } from '../shared/unicontaCredentialTest';
import { searchCompanies, searchProjects } from '../shared/unicontaLists';
import { getAll } from './getAll.operation';
import { getNewPostings } from './getNewPostings.operation';
import { searchSeries } from './lists';
import { optionsFields } from './options';

const operations = [getAll, getNewPostings];

/** Costs posted in Uniconta, on their way to becoming expenses. */
export class UnicontaExpense implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Uniconta Expense',
		name: 'unicontaExpense',
		icon: { light: 'file:../../icons/uniconta.svg', dark: 'file:../../icons/uniconta.dark.svg' },
		group: ['input'],
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter["operation"] + ": posting" }}',
		description:
			'Read what was posted on projects in Uniconta: supplier bills and other costs, ready to become expenses',
		defaults: { name: 'Uniconta Expense' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'unicontaApi', required: true, testedBy: 'unicontaCredentialTest' }],
		hints: [
			{
				message:
					'Save cursor and startAfter of the output only after its items are written: what is not saved is read again.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'afterExecution',
				displayCondition:
					'={{ $parameter["operation"] === "getNewPostings" && $parameter["asSaved"] !== true }}',
			},
		],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: operations.map(({ option }) => option),
				default: 'getNewPostings',
			},
			...companyFields('getNewPostings'),
			...operations.flatMap(({ fields }) => fields),
			...optionsFields,
		],
	};

	methods = {
		credentialTest: { unicontaCredentialTest },
		listSearch: { searchCompanies, searchProjects, searchSeries },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = textParameter(this, 'operation', 0);
		const operation = operations.find(({ option }) => option.value === name);
		if (operation === undefined) throw toNodeError(this, new Error(`The operation "${name}" does not exist`));
		return [await operation.execute(this, await connectFromParameters(this))];
	}
}
