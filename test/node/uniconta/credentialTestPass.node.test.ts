import type { INodeCredentialTestResult } from 'n8n-workflow';
import { Uniconta } from '../../../nodes/Uniconta/Uniconta.node';
import { testByNode } from '../../support/credentialTest';
import { startHost, type TestAnswer } from '../../support/twoHosts';

const LOGIN = { userName: 'u', password: 'geheim2026', odataUrl: '', webApiUrl: '', apiKey: '' };
const WORKS = 'Connection successful!';

async function pressAt(answer: (user: string) => TestAnswer, companyId: string): Promise<INodeCredentialTestResult> {
	const host = await startHost(({ headers }) => {
		const [user = ''] = Buffer.from(String(headers.authorization).replace('Basic ', ''), 'base64')
			.toString()
			.split(':');
		return answer(user);
	});
	const result = await testByNode(new Uniconta(), 'unicontaApi', { ...LOGIN, companyId, odataUrl: host.origin });
	await host.stop();
	return result;
}

const json = (body: unknown, status = 200): TestAnswer => ({ status, body: JSON.stringify(body) });
const OWN = [{ PrimaryKeyId: 10542, CompanyName: 'X' }];
const onlyUnnamed =
	(refusal: TestAnswer) =>
	(user: string): TestAnswer =>
		user.startsWith('00') ? refusal : json(OWN);
const onlyNamed =
	(refusal: TestAnswer) =>
	(user: string): TestAnswer =>
		user.startsWith('00') ? json(OWN) : refusal;

describe('a credential that works passes', () => {
	it.each<[string, (user: string) => TestAnswer]>([
		[
			'a row whose PrimaryKeyId is not filled in',
			() => json([{ PrimaryKeyId: 0, RowId: 10542, CompanyName: 'X' }]),
		],
		['a row with a RowId that is not filled in', () => json([{ RowId: '0', CompanyId: 10542, CompanyName: 'X' }])],
		['a row with an Id only', () => json([{ Id: 10542, Name: 'X' }])],
		['a list in an object', () => json({ value: OWN })],
		['nothing for the login that names the company', onlyUnnamed(json([]))],
		['null for the login that names the company', onlyUnnamed(json(null))],
		['403 for the login that names the company', onlyUnnamed(json('NoRights', 403))],
		['403 without a word for the login that names the company', onlyUnnamed({ status: 403 })],
		['401 for the login that names none', onlyNamed(json('NoCompanyId', 401))],
		['500 for the login that names none', onlyNamed(json('x', 500))],
	])('with the company shown by %s', async (_name, answer) => {
		expect(await pressAt(answer, '10542')).toEqual({ status: 'OK', message: WORKS });
	});

	it.each<[string, TestAnswer]>([
		['null', json(null)],
		['204', { status: 204 }],
		['an empty list', json([])],
		['an empty list in an object', json({ value: [] })],
		['no right to see the list', json('NoRights', 403)],
		['a row without a number', json([{ CompanyName: 'A' }])],
	])('where the list of companies is %s, and says what is not proven', async (_name, answer) => {
		const { status, message } = await pressAt(() => answer, '10542');
		expect([status, message]).toEqual([
			'OK',
			expect.stringContaining('Not proven: whether the user may open company 10542'),
		]);
	});

	it.each<[string, TestAnswer]>([
		['null', json(null)],
		['an empty list', json([])],
	])('without a company of its own where the list is %s', async (_name, answer) => {
		expect(await pressAt(() => answer, '')).toMatchObject({
			status: 'OK',
			message: expect.stringContaining('which company the user works in'),
		});
	});
});

describe('a credential that does not work is refused', () => {
	it.each<[string, (user: string) => TestAnswer]>([
		['other companies are shown', () => json([{ PrimaryKeyId: 12345 }, { PrimaryKeyId: 12346 }])],
		['one other company is shown', () => json([{ Id: 12345, CompanyName: 'A' }])],
		['the list without the company follows on a refusal', onlyUnnamed(json('NoCompanyId', 403))],
		['both logins are refused', () => ({ status: 403 })],
		['both logins are refused for the company', () => json('NoCompanyId', 403)],
	])('where %s', async (_name, answer) => {
		const { status, message } = await pressAt(answer, '99');
		expect([status, message]).toEqual(['Error', expect.stringMatching(/company/)]);
	});
});
