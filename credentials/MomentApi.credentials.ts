import type {
	IAuthenticateGeneric,
	IAuthenticateRuleResponseCode,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { OPEN_WAY, openWayNotice } from '../lib/http/address';

/** HTTP Basic with the fixed user name `apikey` (MO1). */
export class MomentApi implements ICredentialType {
	name = 'momentApi';

	displayName = 'Moment API';

	icon: Icon = { light: 'file:../icons/moment.svg', dark: 'file:../icons/moment.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-moment-uniconta/n8n-nodes-moment-uniconta#readme';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://app.moment.team',
			required: true,
			description: 'Where you log in to Moment, up to the first single slash. Change it only for a sandbox.',
		},
		{
			displayName: openWayNotice('API key'),
			name: 'baseUrlNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { baseUrl: [{ _cnd: { regex: OPEN_WAY } }] } },
		},
		{
			displayName: 'Company Code',
			name: 'companyCode',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'acme',
			description:
				'The word after the host in the browser once you have logged in: in https://app.moment.team/acme/projects it is acme',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'In Moment: Setup > Settings > Integrations > API Access, then Company > API keys > + New key. The key has the rights of the user it is made for, and lives two years at most: note the date it expires.',
		},
		{
			displayName: 'Webhook Token',
			name: 'webhookToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'A random text of your own, of at least 16 letters and digits; only the Moment Trigger needs it. Add it to the address that you enter in Moment (?token=…), so that nobody else can start your workflows.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { auth: { username: 'apikey', password: '={{ $credentials.apiKey }}' } },
	};

	/** The one resource that is proven to exist (MO3). */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.baseUrl.trim().replace(/[/]+$/, "") }}/api/1.0/companies/{{ encodeURIComponent($credentials.companyCode.trim()) }}',
			url: '/userAccounts/include/base?size=1&page=0',
			// n8n would follow, and hand the key to whatever host the answer names.
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Moment does not accept this API key. It may have expired: a key lives two years at most.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'The API key works, but its user may not enter this company. Check the company code and the rights of the user.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no such company at this address. Check the company code and the base URL.',
				},
			},
			...[301, 302, 303, 307, 308].map(redirectRule),
		],
	};
}

function redirectRule(value: number): IAuthenticateRuleResponseCode {
	return {
		type: 'responseCode',
		properties: {
			value,
			message:
				'This address leads on to another one, and the key is not taken there. Enter the final address as base URL; usually it is https://app.moment.team',
		},
	};
}
