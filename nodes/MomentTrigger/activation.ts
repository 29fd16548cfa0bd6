import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ApiError } from '../../lib/http/errors';
import { toNodeError } from '../shared/errors';
import { connect, CREDENTIAL } from '../shared/momentConnection';
import { LEAST_CHARACTERS, strengthOf } from './token';

const TIMEOUT_MS = 5_000;
/** Room for one more try: a person is waiting for the workflow to be published. */
const TIME_BUDGET_MS = 1_500;
const tokenSchema = z.object({ webhookToken: z.string().catch('') });

/**
 * Moment has nothing to register a webhook with, so going live proves what can be proven: there is a token that nobody
 * guesses, and the key works. Only a definite refusal stops it: n8n never tries a failed activation again, and a Moment
 * that is just not reachable must not switch the webhook off for good (N8N4).
 */
export async function proveReady(context: IHookFunctions): Promise<boolean> {
	const { webhookToken } = tokenSchema.parse(await context.getCredentials(CREDENTIAL));
	const length = strengthOf(webhookToken);
	if (length < LEAST_CHARACTERS) {
		const short = `The Webhook Token of the Moment credential is too short: it has ${length} character${length === 1 ? '' : 's'}, and needs at least ${LEAST_CHARACTERS}`;
		throw new NodeOperationError(
			context.getNode(),
			length === 0 ? 'The Moment credential has no Webhook Token' : short,
			{
				description: `Enter a random text of at least ${LEAST_CHARACTERS} letters and digits as Webhook Token in the credential, and add it to the address in Moment as ?token=… Without it anybody who learns or guesses the address could start this workflow.`,
			},
		);
	}
	await prove(context).catch((caught: unknown) => {
		const refused = caught instanceof ApiError && (caught.status === 401 || caught.status === 403);
		if (refused || !(caught instanceof ApiError)) throw toNodeError(context, caught);
		context.logger.warn(`Moment Trigger goes live although Moment could not be asked: ${caught.message}`);
	});
	return true;
}

async function prove(context: IHookFunctions): Promise<void> {
	const moment = await connect(context, { timeoutMs: TIMEOUT_MS, timeBudgetMs: TIME_BUDGET_MS });
	await moment.proveAccess();
}
