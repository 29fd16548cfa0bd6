import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { z } from 'zod';
import { ApiError } from '../../../lib/http/errors';
import { toNodeError, withoutSecrets } from '../../../nodes/shared/errors';

const node: INode = { id: '1', name: 'N', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const context = { getNode: () => node };

describe('what n8n shows', () => {
	const refused = new ApiError('Moment could not be reached at x.test (ECONNREFUSED)', {
		system: 'Moment',
		kind: 'unreachable',
		fix: 'Check the address',
		code: 'ECONNREFUSED',
		body: 'Authorization: Basic YXBpa2V5OnNlY3JldA==',
	});

	it('is our own message and remedy, not n8n’s stock phrase, with the item it is about', () => {
		const error = toNodeError(context, refused, 3);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: refused.message,
			description: 'Check the address',
			context: { itemIndex: 3 },
		});
	});

	it('carries no answer along that n8n would save', () => {
		expect(JSON.stringify(toNodeError(context, refused))).not.toContain('YXBpa2V5OnNlY3JldA==');
	});

	it('has the status where there is one', () => {
		const forbidden = new ApiError('no', { system: 'Moment', kind: 'forbidden', status: 403, fix: 'x' });
		expect(toNodeError(context, forbidden)).toMatchObject({ message: 'no', httpCode: '403' });
	});

	it('keeps what already is a message of n8n', () => {
		const own = new NodeOperationError(node, 'No credentials set');
		expect(toNodeError(context, own, 2)).toBe(own);
		expect(own.context.itemIndex).toBe(2);
	});

	it.each([
		[new RangeError('out of range'), 'out of range'],
		['just a text', 'just a text'],
		[z.object({ a: z.string() }).safeParse({ a: 1 }).error, 'a: Expected string, received number'],
	])('is a plain sentence for %p', (caught, message) => {
		expect(toNodeError(context, caught).message).toBe(message);
	});
});

describe('secrets in a text', () => {
	it.each([
		['Authorization: Basic YXBpa2V5OnNlY3JldA==', 'Authorization: Basic ***'],
		['bearer eyJhbGciOi.J9.abc_-x', 'bearer ***'],
		['/webhook/x?token=abc&y=1', '/webhook/x?token=***&y=1'],
		['{"password":"pa ss","user":"u"}', '{"password":"***","user":"u"}'],
		['https://user:secret@host/x', 'https://***@host/x'],
		['Basic facts about customers', 'Basic facts about customers'],
	])('%s', (text, cleaned) => {
		expect(withoutSecrets(text)).toBe(cleaned);
	});
});
