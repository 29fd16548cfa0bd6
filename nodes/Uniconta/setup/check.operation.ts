import { randomUUID } from 'node:crypto';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { SetupRow } from '../../../lib/setup/check/row';
import type { Tag } from '../../../lib/mapping/tags';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import type { MomentAccount, MomentGiven } from '../../../lib/setup/check/given';
import { checkSetup } from '../../../lib/setup/check/check';
import { systemClock } from '../../shared/clock';
import { toNodeError, withoutSecrets } from '../../shared/errors';
import { failedCall } from '../../shared/failedItem';
import { itemOf, recordsParameter, textParameter, type Operation } from '../../shared/parameters';
import { DataTables } from '../../shared/tableStore';
import { companyOfCredential } from '../../shared/unicontaCompanies';
import { addressesOfCredential, connectBothFromParameters } from '../../shared/unicontaConnection';
import { checkFields } from './fields';

export const check: Operation<UnicontaClient> = {
	option: {
		name: 'Check',
		value: 'check',
		action: 'Check the setup',
		description:
			'Look at everything that the transfer needs in Uniconta and n8n, and say what is missing and how to mend it. Changes nothing in Uniconta; one row of the Data Tables is written and deleted as a test.',
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
	const expectedNext = wholeSchema.parse(textParameter(context, 'expectedNext', 0));
	return await checkSetup(await connectBothFromParameters(context), {
		settings: recordsParameter(context, 'settings', 0),
		companyId: textParameter(context, 'company', 0) || (await companyOfCredential(context)),
		addresses: await addressesOfCredential(context),
		tags: rowsIn(given(context, 'momentTags', tagSchema)),
		accounts: rowsIn(given(context, 'momentAccounts', accountSchema)),
		expectedNext: expectedNext > 0 ? expectedNext : undefined,
		moment: {
			tagGroups: given(context, 'momentTagGroups', groupSchema),
			users: given(context, 'momentUsers', userSchema),
			departments: given(context, 'momentDepartments', departmentSchema),
			invoices: numberedInvoices(given(context, 'momentInvoices', invoiceSchema)),
			posted: highestPosted(recordsParameter(context, 'logRows', 0)),
			expenses: given(context, 'momentExpenses', z.object({ resource: text, baseUrl: text })),
		},
		proof: { store: new DataTables(context), token: randomUUID() },
		today: new Date(systemClock.now()).toISOString().slice(0, 10),
	});
}

const wholeSchema = z.coerce.number().int().nonnegative().catch(0);

const text = z
	.union([z.string(), z.number()])
	.transform((value) => String(value).trim())
	.catch('');
const tagSchema: z.ZodType<Tag, z.ZodTypeDef, unknown> = z.object({
	name: text,
	code: text,
	tagGroupId: text,
	tagGroupName: text,
});
const accountSchema: z.ZodType<MomentAccount, z.ZodTypeDef, unknown> = z
	.object({
		accountNumber: text,
		name: text,
		category: text,
		vatPercent: z.coerce.number().catch(0),
		externalTaxCode: text,
	})
	.transform(({ externalTaxCode, ...account }) => ({ ...account, vatCode: externalTaxCode }));

const groupSchema = z.object({ id: text, name: text });
const userSchema = z.object({ id: text, name: text, email: text, state: text });
const departmentSchema = z.object({ name: text, externalNumber: text });
const invoiceSchema = z.object({ invoiceNumber: text, transfer: text });

/**
 * Undefined where the parameter was left as it is; a list from an expression is one, also where it is empty. An item
 * with an error stands for a list that could not be read.
 */
function given<T>(
	context: IExecuteFunctions,
	name: string,
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
): { rows: T[] } | { trouble: string } | undefined {
	// A step that found nothing gives one empty item.
	const records = recordsParameter(context, name, 0).filter((record) => Object.keys(record).length > 0);
	if (records.length === 0 && !Array.isArray(context.getNodeParameter(name, 0, ''))) return undefined;
	const failed = records.find(({ error }) => typeof error === 'string');
	return failed === undefined
		? { rows: records.map((record) => schema.parse(record)) }
		: { trouble: withoutSecrets(text.parse(failed.error)) };
}

function rowsIn<T>(list: { rows: T[] } | { trouble: string } | undefined): T[] | undefined {
	return list !== undefined && 'rows' in list ? list.rows : undefined;
}

type Invoices = MomentGiven['invoices'];

function numberedInvoices(
	list: { rows: Array<z.infer<typeof invoiceSchema>> } | { trouble: string } | undefined,
): Invoices {
	if (list === undefined || 'trouble' in list) return list;
	return {
		rows: list.rows.flatMap(({ invoiceNumber, transfer }) =>
			/^[1-9]\d{0,8}$/.test(invoiceNumber)
				? [{ number: Number(invoiceNumber), toSend: transfer !== 'doNotTransfer' }]
				: [],
		),
	};
}

/** By the rows of the log, of which any may be handed in. */
function highestPosted(rows: readonly IDataObject[]): number | undefined {
	const numbers = rows
		.filter(({ entity, outcome }) => entity === 'invoice' && (outcome === 'posted' || outcome === 'mistotalled'))
		.map(({ key }) => wholeSchema.parse(key));
	return numbers.length === 0 ? undefined : Math.max(...numbers);
}

/** Uniconta's own words are among them, and a server may echo what it was sent (G7). */
function withoutSecretsIn(row: SetupRow): SetupRow {
	return { ...row, found: withoutSecrets(row.found), fix: withoutSecrets(row.fix) };
}
