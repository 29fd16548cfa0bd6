import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { openableCompanies as openable } from '../../lib/uniconta/api/companies';
import { NO_COMPANY } from '../../lib/uniconta/api/companyHeader';
import type { UnicontaRow } from '../../lib/uniconta/api/rows';
import type { RequestContext } from './httpPort';
import { chosenCompany, connectUniconta, UNICONTA_CREDENTIAL } from './unicontaConnection';

/** The only part of the credential that is looked at here. */
const credentialSchema = z.object({
	companyId: z
		.union([z.string(), z.number()])
		.transform((id) => String(id).trim())
		.catch(''),
});

/** The company that the credential names; `''`: the user's own. */
export async function companyOfCredential(context: RequestContext): Promise<string> {
	return credentialSchema.parse(await context.getCredentials(UNICONTA_CREDENTIAL)).companyId;
}

/** The company that a node works in; `''` where neither node nor credential names one. */
export async function companyOf(context: IExecuteFunctions): Promise<string> {
	return chosenCompany(context) || (await companyOfCredential(context));
}

/** All companies that the user of the credential may open. */
export async function openableCompanies(context: RequestContext, options: IDataObject = {}): Promise<UnicontaRow[]> {
	const named = await connectUniconta(context, { options });
	const unnamed = async () => await connectUniconta(context, { company: NO_COMPANY, options });
	return await openable(named, unnamed, await companyOfCredential(context));
}
