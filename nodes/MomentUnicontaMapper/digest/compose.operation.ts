import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { digest } from '../../../lib/notify/digest';
import { itemOf, recordsParameter, shownFor, textParameter } from '../../shared/parameters';
import type { PureOperation } from '../operation';

export const compose: PureOperation = {
	option: {
		name: 'Compose',
		value: 'compose',
		action: 'Compose a digest of what is new',
		description:
			'Decide from log and inbox what is to be told now, and write the mail: new findings and failures, and what has recovered',
	},
	fields: shownFor({ resource: 'digest', operation: 'compose' }, [
		{
			displayName: 'Log Rows',
			name: 'log',
			type: 'json',
			default: '[]',
			required: true,
			description: 'All rows of the Data Table moment_uniconta_log',
		},
		{
			displayName: 'Inbox Rows',
			name: 'inbox',
			type: 'json',
			default: '[]',
			required: true,
			description: 'All rows of the Data Table moment_uniconta_inbox',
		},
		{
			displayName: 'Settings Rows',
			name: 'settings',
			type: 'json',
			default: '[]',
			required: true,
			description: 'All rows of the Data Table moment_uniconta_settings',
		},
		{
			displayName: 'Address of the Executions',
			name: 'n8nUrl',
			type: 'string',
			default: '',
			description: "Where the mail leads for the executions; blank: this n8n's own page of them",
		},
		{
			displayName: 'Address of the Resend Form',
			name: 'resendUrl',
			type: 'string',
			default: '',
			description: 'Where the mail leads to send records again; blank leaves the link out',
		},
	]),
	execute,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const mail = digest({
		log: recordsParameter(context, 'log', 0),
		inbox: recordsParameter(context, 'inbox', 0),
		settings: recordsParameter(context, 'settings', 0),
		now: Date.now(),
		// n8n's own address, which may be another than that of its webhooks.
		places: {
			n8nUrl:
				textParameter(context, 'n8nUrl', 0) ||
				`${context.getInstanceBaseUrl().replace(/(?<!\/)\/+$/, '')}/home/executions`,
			resendUrl: textParameter(context, 'resendUrl', 0),
		},
	});
	return [itemOf(mail, 0)];
}
