import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UnicontaApi } from '../../../credentials/UnicontaApi.credentials';
import { COMPANY_HEADER } from '../../../lib/uniconta/api/companyHeader';

const CREDENTIAL = {
	userName: 'moment-sync',
	password: 'rødgrød:med-fløde',
	companyId: '10542',
	odataUrl: 'https://odata.uniconta.com',
	webApiUrl: 'https://api.uniconta.com',
	apiKey: '',
};

const authenticate = async (
	options: Partial<IHttpRequestOptions>,
	given: Partial<ICredentialDataDecryptedObject> = {},
): Promise<IHttpRequestOptions> =>
	await new UnicontaApi().authenticate(
		{ ...CREDENTIAL, ...given },
		{ url: 'https://odata.uniconta.com/odata/DebtorClient', ...options },
	);

function loginIn({ headers }: IHttpRequestOptions): string {
	const header = headers?.Authorization;
	if (typeof header !== 'string') return '';
	return Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8');
}
const names = ({ headers }: IHttpRequestOptions): string[] =>
	Object.keys(headers ?? {}).map((name) => name.toLowerCase());

describe('the login', () => {
	it('is 00<company>/<user> and the password, in UTF-8', async () => {
		expect(loginIn(await authenticate({}))).toBe('0010542/moment-sync:rødgrød:med-fløde');
	});

	it('is the user alone where no company is named', async () => {
		expect(loginIn(await authenticate({}, { companyId: ' ' }))).toBe('moment-sync:rødgrød:med-fløde');
	});

	it('names the company that the node chose, and the choice itself never leaves', async () => {
		const sent = await authenticate({ headers: { [COMPANY_HEADER]: '4217', Accept: 'application/json' } });
		expect(loginIn(sent)).toBe('004217/moment-sync:rødgrød:med-fløde');
		expect(names(sent)).toEqual(['accept', 'authorization']);
		expect(loginIn(await authenticate({ headers: { [COMPANY_HEADER.toUpperCase()]: 4217 } }))).toBe(
			'004217/moment-sync:rødgrød:med-fløde',
		);
	});

	it('has one company, also where the user name brings one along', async () => {
		expect(loginIn(await authenticate({}, { userName: '0099999/moment-sync' }))).toBe(
			'0010542/moment-sync:rødgrød:med-fløde',
		);
	});

	it('takes a company number that was typed with the leading zeros of the user name', async () => {
		expect(loginIn(await authenticate({}, { companyId: '0010542' }))).toBe('0010542/moment-sync:rødgrød:med-fløde');
	});

	it.each([['abc'], ['10542x'], ['12/34'], ['-1'], ['0'], ['none ']])(
		'is made for no company that is no number: %s',
		async (company) => {
			await expect(authenticate({}, { companyId: company })).rejects.toThrow(
				`"${company.trim()}" is not the number of a company`,
			);
			if (company.trim() === 'none') return;
			await expect(authenticate({ headers: { [COMPANY_HEADER]: company } })).rejects.toThrow(
				'is not the number of a company',
			);
		},
	);

	it('stays with the chosen company when n8n hands the request in again', async () => {
		const once = await authenticate({ headers: { [COMPANY_HEADER]: '4217' } });
		const twice = await new UnicontaApi().authenticate(CREDENTIAL, once);
		expect(twice).toEqual(once);
		expect(loginIn(twice)).toBe('004217/moment-sync:rødgrød:med-fløde');
		// Even where the private header is still there.
		const again = await new UnicontaApi().authenticate(CREDENTIAL, {
			...once,
			headers: { ...once.headers, [COMPANY_HEADER]: '10542' },
		});
		expect(again).toEqual(once);
	});

	it('leaves what it was handed untouched', async () => {
		const options: IHttpRequestOptions = {
			url: 'https://odata.uniconta.com/odata/X',
			headers: { [COMPANY_HEADER]: '4217' },
		};
		await new UnicontaApi().authenticate(CREDENTIAL, options);
		expect(options).toEqual({ url: 'https://odata.uniconta.com/odata/X', headers: { [COMPANY_HEADER]: '4217' } });
	});

	it('does not mind blanks and a slash at the end of the address', async () => {
		expect(
			loginIn(await authenticate({}, { odataUrl: ' https://odata.uniconta.com/ ', userName: ' moment-sync ' })),
		).toBe('0010542/moment-sync:rødgrød:med-fløde');
	});

	it('is added to an address that is relative to a base, as in the credential test', async () => {
		expect(
			loginIn(await authenticate({ baseURL: 'https://odata.uniconta.com', url: '/api/Entities/CompanyClient' })),
		).not.toBe('');
	});

	it.each([
		'https://evil.test/odata',
		'http://odata.uniconta.com/odata',
		'https://odata.uniconta.com:8443/odata',
		'https://odata.uniconta.com.evil.test/odata',
		'https://api.uniconta.com/Query/Get/DebtorClient',
	])('goes to no other host: %s', async (url) => {
		const sent = await authenticate({ url, headers: { [COMPANY_HEADER]: '4217' } });
		expect(names(sent)).toEqual([]);
		expect(JSON.stringify(sent)).not.toContain('fløde');
	});
});

describe('the login of the Web API', () => {
	it.each(['https://api.uniconta.com/login', 'https://api.uniconta.com/Login'])(
		'goes into the body: %s',
		async (url) => {
			const sent = await authenticate({ method: 'POST', url, headers: { [COMPANY_HEADER]: '4217' } });
			expect(sent.body).toEqual({ Username: '004217/moment-sync', Password: 'rødgrød:med-fløde' });
			expect(names(sent)).toEqual([]);
		},
	);

	it('takes the API key along where there is one', async () => {
		const sent = await authenticate(
			{ method: 'POST', url: 'https://api.uniconta.com/login' },
			{ apiKey: ' guid ' },
		);
		expect(sent.body).toEqual({ Username: '0010542/moment-sync', Password: 'rødgrød:med-fløde', apiKey: 'guid' });
	});

	it('is not given to a login page elsewhere', async () => {
		const sent = await authenticate({ method: 'POST', url: 'https://odata.uniconta.com/login' });
		expect(sent.body).toBeUndefined();
	});

	it('leaves the bearer token of later calls alone', async () => {
		const sent = await authenticate({
			url: 'https://api.uniconta.com/Query/Get/DebtorClient',
			headers: { authorization: 'Bearer token' },
		});
		expect(sent.headers).toEqual({ authorization: 'Bearer token' });
	});
});

describe('what the credential shows', () => {
	it('has no test of its own: the nodes test it, see credentialTest.node.test.ts', () => {
		expect('test' in new UnicontaApi()).toBe(false);
	});

	it('password and API key are hidden', () => {
		const hidden = new UnicontaApi().properties
			.filter(({ typeOptions }) => typeOptions?.password === true)
			.map(({ name }) => name);
		expect(hidden).toEqual(['password', 'apiKey']);
	});
});

describe('the login goes to the addresses of the credential alone', () => {
	it.each([
		['https://u.test/uni', 'https://u.test/uni/odata/X', true],
		['https://u.test/uni/', 'https://u.test/uni', true],
		['https://u.test/uni', 'https://u.test/unicorn/odata/X', false],
		['https://u.test/uni', 'https://u.test/uni/../x', false],
		['https://u.test/uni', 'https://u.test/UNI/x', false],
		['https://u.test', 'https://u.test/odata/X', true],
		['https://u.test:8443', 'https://u.test/odata/X', false],
		['https://u.test/uni?x=1', 'https://u.test/uni/odata/X', false],
		['https://a:b@u.test/uni', 'https://u.test/uni/odata/X', false],
		['', 'https://u.test/odata/X', false],
	])('base %s, call to %s', async (odataUrl, url, withLogin) => {
		expect(loginIn(await authenticate({ url }, { odataUrl })) !== '').toBe(withLogin);
		const login = await authenticate(
			{ url: `${url}/login`, method: 'POST', body: {} },
			{ odataUrl: 'https://other.test', webApiUrl: odataUrl },
		);
		expect(JSON.stringify(login.body ?? {}).includes('fløde')).toBe(withLogin);
	});
});
