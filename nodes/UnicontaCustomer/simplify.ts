import { debtor } from '../../lib/uniconta/debtor';
import { fieldOf, rowIdOf, type UnicontaRow } from '../../lib/uniconta/rows';

/** The fields this package knows, under their usual names; `''` for what Uniconta leaves out because it is empty. */
export function simplified(row: UnicontaRow): Record<string, unknown> {
	const simple: Record<string, unknown> = { RowId: rowIdOf(row) };
	for (const { name } of debtor.fields) simple[name] = fieldOf(row, name) ?? '';
	return simple;
}
