import type {
	IAuthenticateRuleResponseCode,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { COMPANY_HEADER, NO_COMPANY } from '../lib/uniconta/companyHeader';

/** A login to one Uniconta company. The password is used here and nowhere else: node code never reads it. */
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
			description: 'Login of a Uniconta server user that nothing else uses: it can be logged in only once at a time. Set its language to English in Uniconta.',
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
			description: "Number of the company in Uniconta (Company > Company information). Leave empty for the user's default company.",
		},
		{
			displayName: 'OData URL',
			name: 'odataUrl',
			type: 'string',
			default: 'https://odata.uniconta.com',
			description: 'Address of the documented API. Change it only for a test server.',
		},
		{
			displayName: 'Web API URL',
			name: 'webApiUrl',
			type: 'string',
			default: 'https://api.uniconta.com',
			description: 'Address of the API that posts invoices. Change it only for a test server.',
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

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.odataUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/Entities/CompanyClient',
			headers: { Accept: 'application/json' },
		},
		rules: [
			rule(400, 'Uniconta did not accept the request. Check the company ID: it must be a number of a company that this user may open.'),
			rule(401, 'Uniconta did not accept the user name or the password for this company. Check both, and the company ID.'),
			rule(403, 'Uniconta refused access. Check the company ID, that the user has access to that company, and the user name and password.'),
			rule(404, 'There is no Uniconta API at this address. Check the OData URL.'),
			rule(429, 'Uniconta asks to wait. Try again in a minute.'),
			rule(500, 'Uniconta answered with a failure of its own. Check the company ID, then try again later.'),
			rule(503, 'Uniconta is busy, or too many calls of this user are open. Try again in a minute.'),
		],
	};
}

function rule(value: number, message: string): IAuthenticateRuleResponseCode {
	return { type: 'responseCode', properties: { value, message } };
}

function authenticated(credentials: ICredentialDataDecryptedObject, options: IHttpRequestOptions): IHttpRequestOptions {
	const text = (name: string): string => {
		const value = credentials[name];
		return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	};
	const sent: IDataObject = { ...options.headers };
	const chosen = headerText(sent, COMPANY_HEADER);
	const company = chosen === '' ? text('companyId') : chosen === NO_COMPANY ? '' : chosen;
	const headers: IDataObject = Object.fromEntries(Object.entries(sent).filter(([name]) => name.toLowerCase() !== COMPANY_HEADER));
	const request = { ...options, headers };
	// n8n may hand a request in that was authenticated before; it must stay with the company it was made for (n8n-lab 3).
	if (headerText(headers, 'authorization') !== '') return request;

	const url = new URL(options.url, options.baseURL === '' ? undefined : options.baseURL);
	const user = userNameFor(text('userName'), company);
	if (isBelow(url, text('webApiUrl')) && /\/login$/i.test(url.pathname)) {
		const apiKey = text('apiKey');
		return { ...request, body: { Username: user, Password: password(credentials), ...(apiKey === '' ? {} : { apiKey }) } };
	}
	// The login goes to no other host than the one it is for.
	if (!isBelow(url, text('odataUrl'))) return request;
	const basic = Buffer.from(`${user}:${password(credentials)}`, 'utf8').toString('base64');
	return { ...request, headers: { ...headers, Authorization: `Basic ${basic}` } };
}

/** `00<companyId>/<login>`; the login alone stands for the user's default company (reference 2). */
function userNameFor(login: string, company: string): string {
	if (company === '') return login;
	// Some people know the number in the form it has in the user name.
	return `00${company.replace(/^0+(?=\d)/, '')}/${login.replace(/^\d+\//, '')}`;
}

function password(credentials: ICredentialDataDecryptedObject): string {
	const value = credentials['password'];
	return typeof value === 'string' ? value : '';
}

function isBelow(url: URL, base: string): boolean {
	if (!URL.canParse(base)) return false;
	const { origin, pathname } = new URL(base);
	return url.origin === origin && url.pathname.startsWith(pathname.replace(/\/+$/, ''));
}

function headerText(headers: IDataObject, name: string): string {
	const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
