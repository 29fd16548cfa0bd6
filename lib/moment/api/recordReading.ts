import type { z } from 'zod';
import { ApiError } from '../../http/errors';
import { firstOf, isRecord, textSchema, type JsonRecord } from './reading';

/** Every record has an id. */
export const idSchema = textSchema.refine((id) => id !== '', 'is missing');

/** The values of a table of names. */
export function pick<Field extends string>(
	raw: JsonRecord,
	table: Record<Field, readonly string[]>,
): Record<Field, unknown> {
	const entries = Object.entries<readonly string[]>(table).map(([field, names]) => [field, firstOf(raw, names)]);
	// An edge of the type system: Object.fromEntries forgets the names that came from the table.
	return Object.fromEntries(entries) as Record<Field, unknown>;
}

/** What the schema makes of a record, or the error that names the record and the field. */
export function checked<T>(
	schema: z.ZodType<T, z.ZodTypeDef, unknown>,
	kind: string,
	raw: unknown,
	context: string | undefined,
	valuesOf: (record: JsonRecord) => JsonRecord,
): T | ApiError {
	if (!isRecord(raw)) return unreadable(kind, raw, 'it is not a record', context);
	const parsed = schema.safeParse(valuesOf(raw));
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = issue?.path.join('.') ?? '';
	const reason = issue?.code === 'custom' ? issue.message : 'holds something else than text';
	return unreadable(kind, raw, `its field '${field}' ${reason}`, context);
}

export function orThrow<T>(result: T | ApiError): T {
	if (result instanceof ApiError) throw result;
	return result;
}

/** Kinds that can be read as Moment sends them. */
const WITH_SIMPLIFY = new Set(['customer', 'project', 'invoice', 'department', 'financial account']);

export function unreadable(kind: string, raw: unknown, reason: string, context: string | undefined): ApiError {
	const where = context === undefined ? '' : ` in ${context}`;
	return new ApiError(`The Moment ${kind}${nameOf(raw, kind)}${where} cannot be read: ${reason}`, {
		system: 'Moment',
		kind: 'unexpected',
		fix: `Moment's answer has another form than this package knows. Please report it with the record as Moment shows it, ${
			WITH_SIMPLIFY.has(kind) ? 'read with Simplify switched off' : 'read with the Custom resource'
		}.`,
	});
}

/** What a person can recognise the record by: number, name, id, as far as they can be read. */
function nameOf(raw: unknown, kind: string): string {
	if (!isRecord(raw)) return '';
	const part = (names: readonly string[]): string => {
		const value = firstOf(raw, names);
		return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
	};
	const words = [part([`${kind}Number`]), part(['name'])].filter((word) => word !== '');
	const id = part(['id']);
	if (id !== '') words.push(`(id ${id})`);
	return words.length === 0 ? '' : ` ${words.join(' ')}`;
}
