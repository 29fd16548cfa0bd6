import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { createMomentClient, type MomentClient } from '../../lib/moment/client';
import { createHttpPort, systemClock, type RequestContext } from './httpPort';
import { momentSecrets } from './secrets';

export const CREDENTIAL = 'momentApi';

/** The only parts of the credential that a node looks at; the key goes from n8n straight into the request. */
const credentialSchema = z.object({ baseUrl: z.string(), companyCode: z.string() });

export interface ConnectionOptions {
	timeoutMs?: number;
	timeBudgetMs?: number;
	pageSize?: number;
}

/** A client for one run, from the node's credential. */
export async function connect(context: RequestContext, options: ConnectionOptions = {}): Promise<MomentClient> {
	const { baseUrl, companyCode } = credentialSchema.parse(await context.getCredentials(CREDENTIAL));
	return createMomentClient({
		baseUrl,
		companyCode,
		request: createHttpPort(context, CREDENTIAL, {
			system: 'Moment',
			secrets: momentSecrets,
			timeoutMs: options.timeoutMs,
		}),
		clock: systemClock,
		timeBudgetMs: options.timeBudgetMs,
		pageSize: options.pageSize,
	});
}

/** Where the credential's Moment is, as entered. */
export async function addressOfCredential(context: RequestContext): Promise<string> {
	return credentialSchema.parse(await context.getCredentials(CREDENTIAL)).baseUrl;
}

const optionsSchema = z.object({
	pageSize: z.number().optional(),
	timeBudget: z.number().optional(),
	timeout: z.number().optional(),
});

/** The node's *Options*, which count in seconds. */
export function connectionOptions(options: IDataObject): ConnectionOptions {
	const { pageSize, timeBudget, timeout } = optionsSchema.parse(options);
	return { pageSize, timeBudgetMs: inMilliseconds(timeBudget), timeoutMs: inMilliseconds(timeout) };
}

function inMilliseconds(seconds: number | undefined): number | undefined {
	return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
}
