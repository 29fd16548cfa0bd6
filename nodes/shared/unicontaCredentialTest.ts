import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { z } from 'zod';
import { UnicontaApi } from '../../credentials/UnicontaApi.credentials';
import { wrongAddress, wrongBase } from '../../lib/http/address';
import { ApiError } from '../../lib/http/errors';
import { createUnicontaClient, type UnicontaClient } from '../../lib/uniconta/api/client';
import { companyIdOf, missingCompany, openableCompanies } from '../../lib/uniconta/api/companies';
import { forCompany } from '../../lib/uniconta/api/companyGuard';
import { COMPANY_HEADER, NO_COMPANY } from '../../lib/uniconta/api/companyHeader';
import type { UnicontaRow } from '../../lib/uniconta/api/rows';
import { withoutSecrets } from './errors';
import { createTestPort, systemClock } from './httpPort';
import { unicontaSecrets } from './secrets';

/** Addresses and company as entered; user name, password and key go from n8n straight into the request. */
const credentialSchema = z.object({
	odataUrl: z.string().transform((url) => url.trim()),
	webApiUrl: z
		.string()
		.catch('')
		.transform((url) => url.trim()),
	companyId: z
		.union([z.string(), z.number()])
		.transform((id) => String(id).trim())
		.catch(''),
});

/** A person is waiting, and can press again. */
const TIMEOUT_MS = 15_000;

/**
 * What *Test* says in the credential's window: whether Uniconta lets the user in, and whether the company is among
 * those that the user may open, which an answer to the login alone does not tell. Where Uniconta shows no list to tell
 * it by, the login has worked all the same: that is passed, and the message says what is not proven.
 */
export async function unicontaCredentialTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		return { status: 'OK', message: await prove(this, credential) };
	} catch (caught) {
		return { status: 'Error', message: withoutSecrets(wordsOf(caught)) };
	}
}

async function prove(context: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<string> {
	const data = credential.data ?? {};
	const { odataUrl, webApiUrl, companyId } = credentialSchema.parse(data);
	for (const [setting, url] of [
		['OData URL', odataUrl],
		['Web API URL', webApiUrl],
	] as const) {
		const wrong = url === '' && setting === 'Web API URL' ? undefined : wrongBase(url);
		if (wrong !== undefined) throw wrongAddress('Uniconta', setting, url, wrong);
	}
	const secrets = unicontaSecrets('')(data);
	// In a time that stands still nothing is too late, and the first wait would be: each call is made once.
	const started = systemClock.now();
	const once = { clock: { ...systemClock, now: () => started }, timeBudgetMs: 1 };
	const clientFor = (headers: Record<string, string>, company: string): UnicontaClient => {
		const port = createTestPort(context, async (request) => await new UnicontaApi().authenticate(data, request), {
			system: 'Uniconta',
			secrets,
			timeoutMs: TIMEOUT_MS,
			headers,
		});
		return createUnicontaClient({ odataUrl, request: forCompany(port, company), ...once });
	};
	const unnamed = async (): Promise<UnicontaClient> => clientFor({ [COMPANY_HEADER]: NO_COMPANY }, '');
	const companies = await openableCompanies(clientFor({}, companyId), unnamed, companyId).catch(notForThisUser);
	const missing = companies.length === 0 ? undefined : missingCompany(companies, companyId);
	if (missing !== undefined) throw missing;
	return provenWords(companies, companyId);
}

/** The login was good, but this user may not see the list. */
function notForThisUser(caught: unknown): UnicontaRow[] {
	if (caught instanceof ApiError && caught.code === 'NoRights') return [];
	throw caught;
}

function provenWords(companies: readonly UnicontaRow[], company: string): string {
	const chosen = company === '' ? companies : companies.filter((row) => Number(companyIdOf(row)) === Number(company));
	if (chosen.length > 0) return 'Connection successful!';
	const open =
		company === '' ? 'which company the user works in' : `whether the user may open company ${Number(company)}`;
	return `Connection successful! Not proven: ${open}, since Uniconta does not show it in the list of companies.`;
}

function wordsOf(caught: unknown): string {
	if (caught instanceof ApiError && caught.status === 404)
		return 'There is no Uniconta API at this address. Check the OData URL.';
	if (caught instanceof ApiError) return `${caught.message}. ${caught.fix}`;
	return caught instanceof Error ? caught.message : String(caught);
}
