import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import { Uniconta } from '../../../nodes/Uniconta/Uniconta.node';
import { UnicontaCustomer } from '../../../nodes/UnicontaCustomer/UnicontaCustomer.node';
import { UnicontaExpense } from '../../../nodes/UnicontaExpense/UnicontaExpense.node';
import { UnicontaInvoice } from '../../../nodes/UnicontaInvoice/UnicontaInvoice.node';
import { UnicontaProject } from '../../../nodes/UnicontaProject/UnicontaProject.node';
import { startSandbox, type Sandbox } from '../../../sandbox/standins';
import { testByNode } from '../../support/credentialTest';
import { TEST_SECRETS } from '../../support/sandboxSecrets';
import { startHost, startRedirect } from '../../support/twoHosts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ secrets: TEST_SECRETS });
});
afterAll(async () => {
	await sandbox.stop();
});
beforeEach(async () => {
	await sandbox.uniconta.reset();
});

const OTHER_USER = { userName: 'revisor@fremmed.example', password: 'sandbox-revisor' };

async function press(given: ICredentialDataDecryptedObject = {}): Promise<INodeCredentialTestResult> {
	return await testByNode(new Uniconta(), 'unicontaApi', { ...sandbox.unicontaCredential, ...given });
}

describe('the test of the Uniconta credential', () => {
	it.each([[''], ['10542'], ['4217'], [' 0010542 '], [4217]])('is passed with the company %j', async (companyId) => {
		expect(await press({ companyId })).toEqual({ status: 'OK', message: 'Connection successful!' });
	});

	it.each([['all'], ['own']] as const)('is passed where a login shows %s companies', async (companyList) => {
		sandbox.uniconta.settings.patch({ companyList, emptyCompanyLists: 1 });
		expect(await press()).toMatchObject({ status: 'OK' });
		expect(await press({ ...OTHER_USER, companyId: '31006' })).toMatchObject({ status: 'OK' });
		expect(await press({ ...OTHER_USER, companyId: '' })).toMatchObject({ status: 'OK' });
	});

	describe.each([['listed'], ['refused'], ['defaultOne']] as const)(
		'where a login for a company that does not exist is %s',
		(unknownCompany) => {
			beforeEach(() => {
				sandbox.uniconta.settings.patch({ unknownCompany });
			});

			it.each([['99'], ['31006'], ['1'], ['0099'], ['99999999999']])(
				'says that %s is not among those that the user may open',
				async (companyId) => {
					for (const companyList of ['all', 'own'] as const) {
						sandbox.uniconta.settings.patch({ companyList });
						const { status, message } = await press({ companyId });
						expect(status).toBe('Error');
						expect(message).toMatch(/company/i);
						expect(message).toContain('Check the company ID in the Uniconta credential');
						if (unknownCompany === 'refused') continue;
						expect(message).toContain(
							`Company ${Number(companyId)} is not among the companies that this user may open`,
						);
						expect(message).toMatch(/Nordlys Rådgivning A\/S \(10542\), Nordlys Ejendomme ApS \(4217\)/);
					}
				},
			);
		},
	);

	it.each([['abc'], ['10542x'], ['10.542'], ['-1'], ['0'], ['10542/moment-sync']])(
		'says that %s is no number, and asks Uniconta nothing',
		async (companyId) => {
			const { status, message } = await press({ companyId });
			expect(status).toBe('Error');
			expect(message).toContain(`"${companyId}" is not the number of a company`);
			expect(sandbox.uniconta.log.list()).toEqual([]);
		},
	);

	it.each([
		['a wrong password', { password: 'wrong' }, /user name or password/],
		['an address that is none', { odataUrl: 'odata.uniconta.com' }, /OData URL .*is not a web address/],
		['an empty address', { odataUrl: '' }, /OData URL .*is not a web address/],
		[
			'an address where nobody answers',
			{ odataUrl: 'http://127.0.0.1:1' },
			/could not be reached at 127\.0\.0\.1:1/,
		],
	])('says what is wrong: %s', async (_name, given, said) => {
		const { status, message } = await press(given);
		expect(status).toBe('Error');
		expect(message).toMatch(said);
		expect(message).not.toContain('sandbox-password');
	});

	it.each([301, 302, 303, 307, 308])('does not follow a %d, and says where it leads', async (status) => {
		const { from, to, stop } = await startRedirect(status);
		const { message, ...result } = await press({ odataUrl: from.origin });
		await stop();
		expect(result.status).toBe('Error');
		expect(from.all()).toContain('Basic ');
		expect(to.sent).toEqual([]);
		expect(message).toContain(`pointing to ${to.origin} (`);
		expect(message).toContain('Enter the final address as OData URL');
		expect(message).not.toContain('in-the-query');
	});

	it.each([
		['a web page', 200, '<html>Log in</html>'],
		['a page that is not there', 404, 'no'],
		['a server in trouble', 500, 'no'],
	])('is not passed by %s', async (_name, status, body) => {
		const host = await startHost(() => ({ status, body }));
		const result = await press({ odataUrl: host.origin });
		await host.stop();
		expect(result.status).toBe('Error');
	});

	it('says so where there is another server', async () => {
		expect((await press({ odataUrl: sandbox.moment.url })).message).toBe(
			'There is no Uniconta API at this address. Check the OData URL.',
		);
	});

	it('shows nothing of the password that a server brings back', async () => {
		const host = await startHost(({ headers }) => ({
			status: 400,
			body: `sandbox-password ${String(headers.authorization)}`,
		}));
		const { message } = await press({ odataUrl: host.origin });
		await host.stop();
		expect(message).toContain('***');
		expect(message).not.toMatch(/sandbox-password|c2FuZGJveC1wYXNzd29yZ/);
	});

	it('is the same in every node that takes the credential', () => {
		for (const node of [
			new Uniconta(),
			new UnicontaCustomer(),
			new UnicontaExpense(),
			new UnicontaInvoice(),
			new UnicontaProject(),
		]) {
			expect(node.description.credentials).toEqual([
				{ name: 'unicontaApi', required: true, testedBy: 'unicontaCredentialTest' },
			]);
			expect(node.methods.credentialTest.unicontaCredentialTest).toBe(
				new Uniconta().methods.credentialTest.unicontaCredentialTest,
			);
		}
	});
});
