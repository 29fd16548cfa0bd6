import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import { readEvent } from '../../lib/moment/webhook';
import { CREDENTIAL } from '../Moment/connection';
import { isRightToken } from './token';

const credentialSchema = z.object({ webhookToken: z.unknown() });
const querySchema = z.object({ token: z.unknown() });
const kindsSchema = z.array(z.string());

/**
 * A call from Moment: checks the token, says at once that it was received, and starts an execution only for what was asked
 * for. Nothing of the query is put out, so that the token never reaches saved data.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { webhookToken } = credentialSchema.parse(await context.getCredentials(CREDENTIAL));
	const { token } = querySchema.parse(context.getQueryData());
	if (!isRightToken(token, webhookToken)) {
		return turnAway(context);
	}

	const event = readEvent(context.getBodyData());
	if (event === undefined) return ignored('The call names no customer, project, invoice, offer or claim');
	const kinds = kindsSchema.catch([]).parse(context.getNodeParameter('kinds', []));
	if (!kinds.includes(event.kind)) return ignored(`This workflow does not listen to calls about a ${event.kind}`);

	const json: IDataObject = { ...event, receivedAt: new Date().toISOString() };
	return { webhookResponse: { received: true }, workflowData: [[{ json }]] };
}

/** The part of express's response that is used; its types are n8n's own and not part of n8n-workflow. */
interface Responder {
	status(code: number): Responder;
	json(body: object): void;
}

/** No execution, and an answer that does not say whether a token is set at all. */
function turnAway(context: IWebhookFunctions): IWebhookResponseData {
	const response: unknown = context.getResponseObject();
	(response as Responder).status(401).json({ received: false, message: 'The token in the address is not the right one' });
	return { noWebhookResponse: true };
}

/** Answered as received: Moment can do nothing about it, and would at best call again. */
function ignored(reason: string): IWebhookResponseData {
	return { webhookResponse: { received: true, ignored: reason } };
}
