import { MomentApi } from '../../../credentials/MomentApi.credentials';
import { Moment } from '../../../nodes/Moment/Moment.node';
import { demoMoment, startMomentStandIn } from '../../../sandbox/standins';
import { testByRequest } from '../../support/credentialTest';
import { stage } from '../../support/stage';
import { startRedirect } from '../../support/twoHosts';

const api = new MomentApi();

/** As n8n does it when a person presses *Test*: expressions resolved with the credential's values. */
function testAddress(baseUrl: string, companyCode: string): string {
	const { workflow, node } = stage({ node: new Moment() });
	const { baseURL = '', url = '' } = api.test.request;
	const $credentials = { baseUrl, companyCode };
	return `${String(workflow.expression.getSimpleParameterValue(node, baseURL, 'internal', { $credentials }))}${url}`;
}

describe('the Moment credential', () => {
	it('has exactly the fields that templates and docs rely on, the secret ones hidden', () => {
		expect(api.name).toBe('momentApi');
		expect(api.properties.map(({ name, typeOptions }) => [name, typeOptions?.password === true])).toEqual([
			['baseUrl', false],
			['baseUrlNotice', false],
			['companyCode', false],
			['apiKey', true],
			['webhookToken', true],
		]);
		expect(api.properties[0]?.default).toBe('https://app.moment.team');
	});

	it.each([
		[
			'https://app.moment.team',
			'acme',
			'https://app.moment.team/api/1.0/companies/acme/userAccounts/include/base?size=1&page=0',
		],
		[
			'https://app.moment.team// ',
			' å/b ',
			'https://app.moment.team/api/1.0/companies/%C3%A5%2Fb/userAccounts/include/base?size=1&page=0',
		],
	])('tests %s and %s at the right address', (baseUrl, companyCode, expected) => {
		expect(testAddress(baseUrl, companyCode)).toBe(expected);
	});

	it('tests against something that is there', async () => {
		const moment = await startMomentStandIn({ seed: demoMoment });
		const ask = async (company: string, key: string): Promise<number> => {
			const authorization = `Basic ${Buffer.from(`apikey:${key}`).toString('base64')}`;
			return (await fetch(testAddress(`${moment.url}/`, company), { headers: { authorization } })).status;
		};
		const statuses = [
			await ask(moment.companyCode, moment.apiKey),
			await ask(moment.companyCode, 'wrong'),
			await ask('other', moment.apiKey),
		];
		await moment.stop();
		expect(statuses).toEqual([200, 401, 403]);
	});

	it('has its own words for a wrong key, a wrong company, a wrong address and a redirect', () => {
		const words = api.test.rules?.map(({ properties }) => properties.message);
		expect(words).toHaveLength(8);
		expect(new Set(words).size).toBe(4);
	});

	it('says OK where the key works, and what is wrong where it does not', async () => {
		const moment = await startMomentStandIn({ seed: demoMoment });
		const data = { baseUrl: moment.url, companyCode: moment.companyCode, apiKey: moment.apiKey, webhookToken: '' };
		const results = [
			await testByRequest(api, data),
			await testByRequest(api, { ...data, apiKey: 'wrong' }),
			await testByRequest(api, { ...data, companyCode: 'other' }),
		];
		await moment.stop();
		expect(results.map(({ status }) => status)).toEqual(['OK', 'Error', 'Error']);
		expect(results[1]?.message).toContain('does not accept this API key');
		expect(results[2]?.message).toContain('may not enter this company');
	});

	it.each([301, 302, 303, 307, 308])('does not take the key along on a %d, and says what to do', async (status) => {
		const { from, to, stop } = await startRedirect(status);
		const result = await testByRequest(api, {
			baseUrl: from.origin,
			companyCode: 'acme',
			apiKey: 'key-that-stays',
		});
		await stop();
		expect(from.sent[0]?.headers.authorization).toBe(
			`Basic ${Buffer.from('apikey:key-that-stays').toString('base64')}`,
		);
		expect(to.sent).toEqual([]);
		expect(result.status).toBe('Error');
		expect(result.message).toContain('Enter the final address as base URL');
	});

	it('would take the key along without its guard', async () => {
		const { to, from, stop } = await startRedirect(302);
		const unguarded = new MomentApi();
		unguarded.test = { ...api.test, request: { ...api.test.request, disableFollowRedirect: false } };
		await testByRequest(unguarded, { baseUrl: from.origin, companyCode: 'acme', apiKey: 'key-that-stays' });
		await stop();
		expect(to.sent[0]?.headers.authorization).toMatch(/^Basic /);
	});
});
