import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { asApiError } from '../../lib/http/errors';
import { NO_COMPANY } from '../../lib/uniconta/companyHeader';
import { textOf, type UnicontaRow } from '../../lib/uniconta/rows';
import type { RequestContext } from './httpPort';
import { textParameter } from './parameters';
import { connectUniconta, UNICONTA_CREDENTIAL } from './unicontaConnection';

/** The only part of the credential that is looked at here. */
const credentialSchema = z.object({ companyId: z.union([z.string(), z.number()]).transform((id) => String(id).trim()).catch('') });

/** The company that the credential names; `''`: the user's own. */
export async function companyOfCredential(context: RequestContext): Promise<string> {
	return credentialSchema.parse(await context.getCredentials(UNICONTA_CREDENTIAL)).companyId;
}

/** The company that a node works in; `''` where neither node nor credential names one. */
export async function companyOf(context: IExecuteFunctions): Promise<string> {
	return textParameter(context, 'company', 0) || (await companyOfCredential(context));
}

/**
 * All companies that the user may open. A login that names its company may be shown that one alone (reference 2), so they are asked for
 * once more without; where that is refused, since the user has no company of its own, the one that was named is all there is to choose.
 */
export async function openableCompanies(context: RequestContext, options: IDataObject = {}): Promise<UnicontaRow[]> {
	const named = await (await connectUniconta(context, { options })).companies();
	if (named.length > 1 || (await companyOfCredential(context)) === '') return named;
	const unnamed = await connectUniconta(context, { company: NO_COMPANY, options });
	const all = await unnamed.companies().catch((caught: unknown) => {
		asApiError(caught);
		return [];
	});
	const ids = new Set(all.map(companyIdOf));
	return [...named.filter((row) => !ids.has(companyIdOf(row))), ...all];
}

export function companyIdOf(row: UnicontaRow): string {
	return textOf(row, 'PrimaryKeyId') || textOf(row, 'RowId') || textOf(row, 'CompanyId');
}
