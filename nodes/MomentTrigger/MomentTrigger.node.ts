import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { proveReady } from './activation';
import { receive } from './receive';

export class MomentTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Moment Trigger',
		name: 'momentTrigger',
		icon: { light: 'file:../../icons/moment.svg', dark: 'file:../../icons/moment.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["kinds"].join(", ") }}',
		description: 'Starts the workflow when a customer, project, invoice, offer or claim changes in Moment',
		defaults: { name: 'Moment Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'momentApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				isFullPath: true,
				path: '={{ $parameter["path"] }}',
			},
		],
		properties: [
			{
				displayName:
					'Tell Moment where to call: open "Webhook URLs" above, choose "Production URL" and copy it. Add ?token= and the Webhook Token of your credential at its end, and paste it in Moment under Setup &gt; Settings &gt; Integrations &gt; "+ New integration", once for each kind of webhook. Moment calls only after this workflow is published.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Kinds',
				name: 'kinds',
				type: 'multiOptions',
				options: [
					{ name: 'Claim', value: 'claim' },
					{ name: 'Customer', value: 'customer' },
					{ name: 'Invoice', value: 'invoice' },
					{ name: 'Offer', value: 'offer' },
					{ name: 'Project', value: 'project' },
				],
				default: ['claim', 'customer', 'invoice', 'offer', 'project'],
				description: 'What to listen to; calls about anything else are answered and dropped',
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: 'moment-uniconta-customers',
				required: true,
				description: 'The last part of the address. Each published workflow needs its own.',
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await proveReady(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await proveReady(this);
			},
			/** There is nothing to remove in Moment: a person entered the address there. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
