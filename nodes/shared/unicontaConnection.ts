import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { createUnicontaClient, type UnicontaClient } from '../../lib/uniconta/api/client';
import { forCompany } from '../../lib/uniconta/api/companyGuard';
import { COMPANY_HEADER, NO_COMPANY } from '../../lib/uniconta/api/companyHeader';
import { createWebApiClient, type WebApiClient } from '../../lib/uniconta/api/webApi';
import { createHttpPort, systemClock, type RequestContext } from './httpPort';
import { collectionParameter, shownFor, textParameter } from './parameters';
import { asSavedField, nodeSettings, unlessSaved } from './savedSettings';
import { unicontaSecrets } from './secrets';

export const UNICONTA_CREDENTIAL = 'unicontaApi';

/**
 * The only part of the credential that a node looks at; user name and password go from n8n straight into the request.
 */
const credentialSchema = z.object({
	odataUrl: z.string(),
	webApiUrl: z.string().catch(''),
	companyId: z
		.union([z.string(), z.number()])
		.transform((id) => String(id).trim())
		.catch(''),
});

/** The addresses of the credential, by their names in it. */
export async function addressesOfCredential(context: RequestContext): Promise<Record<string, string>> {
	const { odataUrl, webApiUrl } = credentialSchema.parse(await context.getCredentials(UNICONTA_CREDENTIAL));
	return { 'OData URL': odataUrl, 'Web API URL': webApiUrl };
}

const optionsSchema = z.object({ timeBudget: z.number().optional(), timeout: z.number().optional() });

/** Which company the node works in; shown on every Uniconta node. */
export const companyField: INodeProperties = {
	displayName: 'Company',
	name: 'company',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The company to work in. Leave empty for the company of the credential.',
	hint: 'Empty: the company of the credential',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchCompanies', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 12345' },
	],
};

/** For every operation that calls Uniconta. */
export const unicontaOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Time Budget (Seconds)',
			name: 'timeBudget',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 600,
			description:
				'After this time nothing more is sent to Uniconta in this run; what is left comes out as failed',
		},
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description: 'How long to wait for one answer of Uniconta',
		},
	],
};

export interface UnicontaConnection {
	company?: string;
	options?: IDataObject;
}

/** Both hosts, for the same company. */
export interface UnicontaClients {
	odata: UnicontaClient;
	/** Logs in on its first call. */
	webApi: WebApiClient;
}

/** A client for one run, for the company chosen in the node or else that of the credential. */
export async function connectUniconta(
	context: RequestContext,
	connection: UnicontaConnection = {},
): Promise<UnicontaClient> {
	return (await connectBoth(context, connection)).odata;
}

/** Clients of both hosts for one run; neither calls before it is used. */
export async function connectBoth(
	context: RequestContext,
	{ company = '', options = {} }: UnicontaConnection = {},
): Promise<UnicontaClients> {
	const { odataUrl, webApiUrl, companyId } = credentialSchema.parse(
		await context.getCredentials(UNICONTA_CREDENTIAL),
	);
	const { timeBudget, timeout } = optionsSchema.parse(options);
	const chosen = company === '' ? companyId : company === NO_COMPANY ? '' : company.trim();
	const port = createHttpPort(context, UNICONTA_CREDENTIAL, {
		system: 'Uniconta',
		secrets: unicontaSecrets(chosen),
		...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
		headers: company === '' ? {} : { [COMPANY_HEADER]: company },
	});
	const shared = {
		request: forCompany(port, chosen),
		clock: systemClock,
		...(timeBudget === undefined ? {} : { timeBudgetMs: timeBudget * 1000 }),
	};
	return {
		odata: createUnicontaClient({ odataUrl, ...shared }),
		webApi: createWebApiClient({ webApiUrl, ...shared }),
	};
}

/** The client for a node's run, from its parameters. */
export async function connectFromParameters(context: IExecuteFunctions): Promise<UnicontaClient> {
	return (await connectBothFromParameters(context)).odata;
}

/** The clients for a node's run, from its parameters. */
export async function connectBothFromParameters(context: IExecuteFunctions): Promise<UnicontaClients> {
	return await connectBoth(context, {
		company: chosenCompany(context),
		options: collectionParameter(context, 'options', 0),
	});
}

/** The company that the node works in: that of the set-up form, or of its panel; `''`: that of the credential. */
export function chosenCompany(context: IExecuteFunctions): string {
	const { running, isSaved, text } = nodeSettings(context);
	if (!isSaved) return textParameter(context, 'company', 0);
	return running === undefined ? '' : text('company', 'company.id');
}

/** The company of a node with an operation that takes its settings from a run; the others have it in their panel. */
export function companyFields(operation: string): INodeProperties[] {
	return [
		...shownFor({ operation }, [asSavedField, ...unlessSaved([companyField])]),
		{ ...companyField, displayOptions: { hide: { operation: [operation] } } },
	];
}
