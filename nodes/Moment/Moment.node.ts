import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { searchCustomers, searchInvoices, searchProjects } from './methods/listSearch';
import { getTagGroups } from './methods/loadOptions';
import { propertiesOf } from './resource';
import { RESOURCES, route } from './router';

export class Moment implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Moment',
		name: 'moment',
		icon: { light: 'file:../../icons/moment.svg', dark: 'file:../../icons/moment.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Read customers, projects, invoices and lists from Moment, write expenses and activities, or call any part of its API',
		defaults: { name: 'Moment' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'momentApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: RESOURCES.map(({ option }) => option),
				default: 'customer',
			},
			...RESOURCES.flatMap(propertiesOf),
		],
	};

	methods = { listSearch: { searchCustomers, searchInvoices, searchProjects }, loadOptions: { getTagGroups } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}
}
