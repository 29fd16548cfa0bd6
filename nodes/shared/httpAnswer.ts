import { z } from 'zod';
import type { RawAnswer } from '../../lib/http/keeper';
import { jsonText } from '../../lib/http/nested';

const fullResponseSchema = z.object({
	statusCode: z.number(),
	headers: z.record(z.unknown()).default({}),
	body: z.unknown(),
});

/** What n8n's helper gave, as it came. */
export function readAnswer(answer: unknown): RawAnswer {
	const { statusCode: status, headers, body } = fullResponseSchema.parse(answer);
	return { status, headers: plainHeaders(headers), body: bodyOf(body) };
}

function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
	const plain: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string' || typeof value === 'number') plain[name.toLowerCase()] = String(value);
		else if (Array.isArray(value)) plain[name.toLowerCase()] = value.map(String).join(', ');
	}
	return plain;
}

function bodyOf(body: unknown): string | Uint8Array {
	if (typeof body === 'string' || body instanceof Uint8Array) return body;
	return body === undefined || body === null ? '' : jsonText(body);
}
