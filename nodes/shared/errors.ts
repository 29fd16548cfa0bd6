import {
	NodeApiError,
	NodeOperationError,
	type INode,
	type JsonObject,
	type NodeApiError as NodeApiErrorType,
} from 'n8n-workflow';
import { ZodError } from 'zod';
import { ApiError } from '../../lib/http/errors';
import { StoreTrouble } from '../../lib/state/storeTrouble';

/** Anything that knows which node it runs in. */
export interface NodeContext {
	getNode(): INode;
}

/**
 * The one place where what was caught becomes what n8n shows: message = what happened, description = what to do.
 * Secrets that a server may have echoed are blanked out (G7).
 */
export function toNodeError(
	context: NodeContext,
	caught: unknown,
	itemIndex?: number,
): NodeApiErrorType | NodeOperationError {
	const node = context.getNode();
	if (caught instanceof ApiError) return fromApiError(node, caught, itemIndex);
	if (caught instanceof NodeApiError || caught instanceof NodeOperationError) return withItemIndex(caught, itemIndex);
	const operation = new NodeOperationError(node, withoutSecrets(messageOf(caught)), { itemIndex });
	operation.message = withoutSecrets(messageOf(caught));
	if (caught instanceof StoreTrouble) operation.description = withoutSecrets(caught.fix);
	return operation;
}

function fromApiError(node: INode, error: ApiError, itemIndex: number | undefined): NodeApiErrorType {
	const message = withoutSecrets(error.message);
	const description = withoutSecrets(error.fix);
	// Only plain words go in: the error itself may carry an answer's body, and n8n saves what it is given.
	const response: JsonObject = { message, code: error.code ?? '' };
	const wrapped = new NodeApiError(node, response, {
		message,
		description,
		httpCode: error.status === undefined ? undefined : String(error.status),
		itemIndex,
	});
	// n8n replaces a message in which it finds a word like ECONNREFUSED by its own, which names neither host nor
	// remedy.
	wrapped.message = message;
	wrapped.description = description;
	return wrapped;
}

function withItemIndex<E extends NodeApiErrorType | NodeOperationError>(error: E, itemIndex: number | undefined): E {
	if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
	return error;
}

function messageOf(caught: unknown): string {
	if (caught instanceof ZodError) {
		const issue = caught.issues[0];
		return issue === undefined ? 'The value could not be read' : `${issue.path.join('.')}: ${issue.message}`;
	}
	return caught instanceof Error ? caught.message : String(caught);
}

const SECRETS: readonly (readonly [RegExp, string])[] = [
	[/\b(Basic|Bearer)\s+[\w+/=.~-]{6,}/gi, '$1 ***'],
	[/([?&](?:token|apikey|api_key|password|key)=)[^&\s"']+/gi, '$1***'],
	[/("(?:token|apiKey|api_key|password|accessToken|access_token|authorization)"\s*:\s*")[^"]*/gi, '$1***'],
	[/(https?:\/\/)[^/\s:@]+:[^/\s@]+@/gi, '$1***@'],
];

/** The text with anything blanked out that looks like a password, key or token. */
export function withoutSecrets(text: string): string {
	return SECRETS.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);
}
