import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import { readEvent } from '../../lib/moment/api/webhook';
import { CREDENTIAL } from '../shared/momentConnection';
import { isRightToken } from './token';

const credentialSchema = z.object({ webhookToken: z.unknown() });
const querySchema = z.object({ token: z.unknown() });
const kindsSchema = z.array(z.string());
const lengthSchema = z.coerce.number().catch(0);
/** n8n keeps the body as it came beside the one it has read. */
const requestSchema = z.object({ rawBody: z.object({ length: lengthSchema }) });

/** Moment's calls have some hundred bytes. */
const MOST_BYTES = 65_536;

/**
 * A call from Moment: checks the token, says at once that it was received, and starts an execution only for what was
 * asked for. Nothing of the query is put out, so that the token never reaches saved data. The token stands in
 * addresses, which proxies write down, so what has it may still not be Moment's.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { webhookToken } = credentialSchema.parse(await context.getCredentials(CREDENTIAL));
	const { token } = querySchema.parse(context.getQueryData());
	if (!isRightToken(token, webhookToken))
		return turnAway(context, 401, 'The token in the address is not the right one');
	if (bytesOf(context) > MOST_BYTES) return turnAway(context, 413, `The call has more than ${MOST_BYTES} bytes`);

	const event = readEvent(context.getBodyData());
	if (event === undefined) return ignored('The call names no customer, project, invoice, offer or claim');
	const kinds = kindsSchema.catch([]).parse(context.getNodeParameter('kinds', []));
	if (!kinds.includes(event.kind)) return ignored(`This workflow does not listen to calls about a ${event.kind}`);
	if (event.id === undefined)
		return turnAway(context, 400, `The id of the ${event.kind} is not a whole number up to 9223372036854775807`);

	const json: IDataObject = { ...event, receivedAt: new Date().toISOString() };
	return { webhookResponse: { received: true }, workflowData: [[{ json }]] };
}

/** The part of express's response that is used; its types are n8n's own and not part of n8n-workflow. */
interface Responder {
	status(code: number): Responder;
	json(body: object): void;
}

/** No execution, and an answer that repeats nothing of the call and does not say whether a token is set at all. */
function turnAway(context: IWebhookFunctions, status: 400 | 401 | 413, message: string): IWebhookResponseData {
	const response: unknown = context.getResponseObject();
	(response as Responder).status(status).json({ received: false, message });
	return { noWebhookResponse: true };
}

/** The larger of what was announced and what came: a body may come packed, or without its length. */
function bytesOf(context: IWebhookFunctions): number {
	const request = requestSchema.safeParse(context.getRequestObject());
	const announced = lengthSchema.parse(context.getHeaderData()['content-length']);
	return Math.max(announced, request.success ? request.data.rawBody.length : 0);
}

/** Answered as received: Moment can do nothing about it, and would at best call again. */
function ignored(reason: string): IWebhookResponseData {
	return { webhookResponse: { received: true, ignored: reason } };
}
