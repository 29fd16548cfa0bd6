import { z } from 'zod';

/**
 * A row as Uniconta sent it. Kept whole and in its own key case, because an update wants the whole row back
 * (UC12); read through {@link fieldOf}, which does not mind the case (UC23).
 */
export type UnicontaRow = Record<string, unknown>;

const rowSchema = z.record(z.string(), z.unknown());
const rowsSchema = z.array(rowSchema);
const pageSchema = z.object({
	value: rowsSchema,
	'@odata.nextLink': z.unknown(),
	'odata.nextLink': z.unknown(),
});

export interface Page {
	rows: UnicontaRow[];
	/** As it came, undefined for none: whoever follows it looks whether it is an address. */
	nextLink: unknown;
}

/** An answer of `/odata/<Type>` (an object with `value`) or of `/api/Entities/<Type>` (a bare array). */
export function parsePage(body: unknown): Page | undefined {
	const bare = rowsSchema.safeParse(body);
	if (bare.success) return { rows: bare.data.map(withoutAnnotations), nextLink: undefined };
	const page = pageSchema.safeParse(body);
	if (!page.success) return undefined;
	const link = page.data['@odata.nextLink'] ?? page.data['odata.nextLink'] ?? '';
	return { rows: page.data.value.map(withoutAnnotations), nextLink: link === '' ? undefined : link };
}

/** A stored row in the answer to an insert, where the server sends one (UC17: 200 with JSON, or 204). */
export function parseStoredRow(body: unknown): UnicontaRow | undefined {
	const row = rowSchema.safeParse(body);
	if (row.success) return withoutAnnotations(row.data);
	const rows = rowsSchema.safeParse(body);
	return rows.success && rows.data.length === 1 && rows.data[0] ? withoutAnnotations(rows.data[0]) : undefined;
}

/** The stored rows in the answer to a list insert, or none. */
export function parseStoredRows(body: unknown): UnicontaRow[] {
	const rows = rowsSchema.safeParse(body);
	return rows.success ? rows.data.map(withoutAnnotations) : [];
}

/** OData annotations are no properties of the entity; they must not travel back in an update. */
function withoutAnnotations(row: UnicontaRow): UnicontaRow {
	const annotated = Object.keys(row).filter((key) => key.includes('@') || key.startsWith('odata.'));
	if (annotated.length === 0) return row;
	return Object.fromEntries(Object.entries(row).filter(([key]) => !annotated.includes(key)));
}

/** The key under which the row holds the field, whatever its case; undefined when the row lacks it. */
export function keyOf(row: UnicontaRow, field: string): string | undefined {
	if (Object.hasOwn(row, field)) return field;
	const lower = field.toLowerCase();
	return Object.keys(row).find((key) => key.toLowerCase() === lower);
}

/**
 * A field's value; undefined for one that is missing, because null properties are left out of answers (UC12).
 */
export function fieldOf(row: UnicontaRow, field: string): unknown {
	const key = keyOf(row, field);
	const value = key === undefined ? undefined : row[key];
	return value === null ? undefined : value;
}

/** A field as text, `''` for none; numbers as they are written. */
export function textOf(row: UnicontaRow, field: string): string {
	const value = fieldOf(row, field);
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The record's identity (RowId, exposed also as PrimaryKeyId), as text; `''` where the row has none. */
export function rowIdOf(row: UnicontaRow): string {
	return textOf(row, 'RowId') || textOf(row, 'PrimaryKeyId');
}

/** The row with some fields changed, each under the key the row already uses for it; a missing one is added. */
export function withFields(row: UnicontaRow, fields: Record<string, unknown>): UnicontaRow {
	const changed = { ...row };
	for (const [field, value] of Object.entries(fields)) changed[keyOf(row, field) ?? field] = value;
	return changed;
}
