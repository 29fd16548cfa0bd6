import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { SetupRow } from '../../../lib/sync/setup';
import type { Tag } from '../../../lib/sync/tags';
import type { UnicontaClient } from '../../../lib/uniconta/client';
import type { MomentAccount } from '../../../lib/uniconta/setup/accounts';
import { checkSetup } from '../../../lib/uniconta/setup/check';
import { systemClock } from '../../shared/clock';
import { toNodeError, withoutSecrets } from '../../shared/errors';
import { failedCall } from '../../shared/failedItem';
import { itemOf, recordsParameter, textParameter, type Operation } from '../../shared/parameters';
import { connectBothFromParameters, UNICONTA_CREDENTIAL } from '../../shared/unicontaConnection';
import { checkFields } from './fields';

export const check: Operation<UnicontaClient> = {
	option: {
		name: 'Check',
		value: 'check',
		action: 'Check the setup',
		description: 'Look at everything that the transfer needs in Uniconta, and say what lacks and how to mend it; writes nothing',
	},
	fields: checkFields,
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	try {
		return (await checked(context)).map((row) => itemOf(withoutSecretsIn(row), 0));
	} catch (caught) {
		if (!context.continueOnFail()) throw toNodeError(context, caught, 0);
		return [failedCall(context, 0, caught)];
	}
}

async function checked(context: IExecuteFunctions): Promise<SetupRow[]> {
	const { companyId } = credentialSchema.parse(await context.getCredentials(UNICONTA_CREDENTIAL));
	const expectedNext = wholeSchema.parse(textParameter(context, 'expectedNext', 0));
	return await checkSetup(await connectBothFromParameters(context), {
		settings: recordsParameter(context, 'settings', 0),
		companyId: textParameter(context, 'company', 0) || companyId,
		tags: givenList(context, 'momentTags')?.map((record) => tagSchema.parse(record)),
		accounts: givenList(context, 'momentAccounts')?.map((record) => accountSchema.parse(record)),
		expectedNext: expectedNext > 0 ? expectedNext : undefined,
		today: new Date(systemClock.now()).toISOString().slice(0, 10),
	});
}

/** The only part of the credential that is looked at here. */
const credentialSchema = z.object({ companyId: z.union([z.string(), z.number()]).transform(String).catch('') });
const wholeSchema = z.coerce.number().int().nonnegative().catch(0);

const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim()).catch('');
const tagSchema: z.ZodType<Tag, z.ZodTypeDef, unknown> = z.object({ name: text, code: text, tagGroupId: text, tagGroupName: text });
const accountSchema: z.ZodType<MomentAccount, z.ZodTypeDef, unknown> = z
	.object({ accountNumber: text, name: text, category: text, vatPercent: z.coerce.number().catch(0), externalTaxCode: text })
	.transform(({ externalTaxCode, ...account }) => ({ ...account, vatCode: externalTaxCode }));

/** Undefined where the parameter was left as it is; a list from an expression is one, also where it is empty. */
function givenList(context: IExecuteFunctions, name: string): IDataObject[] | undefined {
	const records = recordsParameter(context, name, 0);
	return records.length === 0 && !Array.isArray(context.getNodeParameter(name, 0, '')) ? undefined : records;
}

/** Uniconta's own words are among them, and a server may echo what it was sent (G7). */
function withoutSecretsIn(row: SetupRow): SetupRow {
	return { ...row, found: withoutSecrets(row.found), fix: withoutSecrets(row.fix) };
}
