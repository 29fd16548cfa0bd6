import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { isBelow, OPEN_WAY, openWayNotice } from '../lib/http/address';
import { COMPANY_HEADER, NO_COMPANY, userNameFor, wrongCompanyId } from '../lib/uniconta/api/companyHeader';

/**
 * A login to one Uniconta company. The password is used here; node code reads it in one place only, to blank it in
 * answers.
 *
 * There is no `test` here: n8n's own follows redirects or not, but cannot tell whether the company is among those that
 * the user may open. Every node that takes this credential names the test in nodes/shared/unicontaCredentialTest.ts
 * instead.
 */
export class UnicontaApi implements ICredentialType {
	name = 'unicontaApi';

	displayName = 'Uniconta API';

	icon: Icon = { light: 'file:../icons/uniconta.svg', dark: 'file:../icons/uniconta.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-moment-uniconta/n8n-nodes-moment-uniconta#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'User Name',
			name: 'userName',
			type: 'string',
			default: '',
			required: true,
			description:
				'Login of a Uniconta server user that nothing else uses: it can be logged in only once at a time. Set its language to English in Uniconta.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'Company ID',
			name: 'companyId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12345',
			description:
				"Number of the company in Uniconta (Company > Company information). Leave empty for the user's default company.",
		},
		{
			displayName: 'OData URL',
			name: 'odataUrl',
			type: 'string',
			default: 'https://odata.uniconta.com',
			description: 'Address of the documented API. Change it only for a test server.',
		},
		{
			displayName: openWayNotice('user name and password'),
			name: 'odataUrlNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { odataUrl: [{ _cnd: { regex: OPEN_WAY } }] } },
		},
		{
			displayName: 'Web API URL',
			name: 'webApiUrl',
			type: 'string',
			default: 'https://api.uniconta.com',
			description: 'Address of the API that posts invoices. Change it only for a test server.',
		},
		{
			displayName: openWayNotice('user name, password and API key'),
			name: 'webApiUrlNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { webApiUrl: [{ _cnd: { regex: OPEN_WAY } }] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'GUID of the application for the Web API, where Uniconta asks for one. Usually empty.',
		},
	];

	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => await Promise.resolve(authenticated(credentials, requestOptions));
}

function authenticated(credentials: ICredentialDataDecryptedObject, options: IHttpRequestOptions): IHttpRequestOptions {
	const text = (name: string): string => {
		const value = credentials[name];
		return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	};
	const sent: IDataObject = { ...options.headers };
	const chosen = headerText(sent, COMPANY_HEADER);
	const company = chosen === '' ? text('companyId') : chosen === NO_COMPANY ? '' : chosen;
	const headers: IDataObject = Object.fromEntries(
		Object.entries(sent).filter(([name]) => name.toLowerCase() !== COMPANY_HEADER),
	);
	const request = { ...options, headers };
	// n8n may hand a request in that was authenticated before; it must stay with the company it was made for (N8N5).
	if (headerText(headers, 'authorization') !== '') return request;

	// No login without a company may take the place of one for a company: it would be the user's default one.
	if (company !== '' && wrongCompanyId(company) !== undefined) throw new Error(`${wrongCompanyId(company) ?? ''}.`);
	const url = new URL(options.url, options.baseURL === '' ? undefined : options.baseURL);
	const user = userNameFor(text('userName'), company);
	if (isBelow(url, text('webApiUrl')) && /\/login$/i.test(url.pathname)) {
		const apiKey = text('apiKey');
		return {
			...request,
			body: { Username: user, Password: password(credentials), ...(apiKey === '' ? {} : { apiKey }) },
		};
	}
	// The login goes to no other host than the one it is for.
	if (!isBelow(url, text('odataUrl'))) return request;
	const basic = Buffer.from(`${user}:${password(credentials)}`, 'utf8').toString('base64');
	return { ...request, headers: { ...headers, Authorization: `Basic ${basic}` } };
}

function password(credentials: ICredentialDataDecryptedObject): string {
	const value = credentials['password'];
	return typeof value === 'string' ? value : '';
}

function headerText(headers: IDataObject, name: string): string {
	const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
