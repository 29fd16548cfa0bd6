import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { toNodeError } from '../shared/errors';
import { textParameter } from '../shared/parameters';
import { companyFields, connectBothFromParameters } from '../shared/unicontaConnection';
import { unicontaCredentialTest } from '../shared/unicontaCredentialTest';
import { searchCompanies, searchDebtors, searchJournals } from '../shared/unicontaLists';
import { checkNumbering } from './checkNumbering.operation';
import { invoiceColumns } from './columns';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getPdf } from './getPdf.operation';
import { optionsFields } from './options';
import { send } from './send.operation';

const operations = [checkNumbering, get, getAll, getPdf, send];

/** Invoices and credit notes in Uniconta. */
export class UnicontaInvoice implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Uniconta Invoice',
		name: 'unicontaInvoice',
		icon: { light: 'file:../../icons/uniconta.svg', dark: 'file:../../icons/uniconta.dark.svg' },
		group: ['output'],
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter["operation"] + ": invoice" }}',
		description: 'Send invoices to Uniconta under their own numbers, check the numbering, and read posted invoices',
		defaults: { name: 'Uniconta Invoice' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'unicontaApi', required: true, testedBy: 'unicontaCredentialTest' }],
		hints: [
			{
				message:
					'Send all invoices to this node at once, not one by one in a loop: they are sent in number order, and a missing number in between is noticed.',
				type: 'info',
				location: 'inputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "send" && $input.all().length === 1 && $runIndex > 2 }}',
			},
			{
				message:
					'Posting cannot be undone. Run once with Dry Run, and Check Numbering, before the first real run.',
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "send" && $parameter["route"] === "post" && $parameter["dryRun"] === false }}',
			},
		],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: operations.map(({ option }) => option),
				default: 'send',
			},
			...companyFields('send'),
			...operations.flatMap(({ fields }) => fields),
			...optionsFields,
		],
	};

	methods = {
		credentialTest: { unicontaCredentialTest },
		listSearch: { searchCompanies, searchDebtors, searchJournals },
		resourceMapping: { invoiceColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = textParameter(this, 'operation', 0);
		const operation = operations.find(({ option }) => option.value === name);
		if (operation === undefined) throw toNodeError(this, new Error(`The operation "${name}" does not exist`));
		return [await operation.execute(this, await connectBothFromParameters(this))];
	}
}
