import type { EntityDefinition } from '../../../lib/uniconta/upsert/entity';
import { fieldOf, rowIdOf, type UnicontaRow } from '../../../lib/uniconta/api/rows';

/** The fields this package knows, under their usual names; `''` for what Uniconta leaves out because it is empty. */
export function simplified(row: UnicontaRow, { fields }: EntityDefinition): Record<string, unknown> {
	const simple: Record<string, unknown> = { RowId: rowIdOf(row) };
	for (const { name } of fields) simple[name] = fieldOf(row, name) ?? '';
	return simple;
}
