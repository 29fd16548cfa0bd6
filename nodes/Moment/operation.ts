import { z } from 'zod';
import type { MomentClient } from '../../lib/moment/client';
import type { Operation as OperationOn } from '../shared/parameters';

/** One thing this node can do with all items of a run. */
export type Operation = OperationOn<MomentClient>;

const textSchema = z
	.union([z.string(), z.number()])
	.transform((value) => String(value).trim())
	.catch('');

/** A date as text: what an expression gives as a date object is written as in JSON, in ISO form. */
export function dateText(value: unknown): string {
	const plain: unknown = JSON.parse(JSON.stringify(value ?? ''));
	return textSchema.parse(plain);
}

/** `20007, 20008` or a list from an expression, as texts. */
export function listOf(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : textSchema.parse(value).split(/[,;\n]+/);
	return parts.map((part) => textSchema.parse(part)).filter((part) => part !== '');
}
