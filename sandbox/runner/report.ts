import { cell, type TableRow } from '../../lib/sync/tables';

/** What happened to each record, as a table: the last log row of a record is its state. */
export function outcomeTable(log: readonly TableRow[]): string {
	const last = new Map<string, TableRow>();
	for (const row of log) last.set(`${cell(row, 'entity')}/${cell(row, 'momentId') || cell(row, 'key')}`, row);
	const rows = [...last.values()].sort((a, b) => rank(a) - rank(b) || cell(a, 'key').localeCompare(cell(b, 'key'), undefined, { numeric: true }));
	if (rows.length === 0) return '  (nothing was done)';

	const counts = new Map<string, number>();
	for (const row of rows) counts.set(cell(row, 'outcome'), (counts.get(cell(row, 'outcome')) ?? 0) + 1);
	const columns = ['outcome', 'entity', 'key', 'name'].map((name) => ({ name, width: Math.max(name.length, ...rows.map((row) => shown(row, name).length)) }));
	const line = (text: (name: string) => string): string => `  ${columns.map(({ name, width }) => text(name).padEnd(width)).join('  ')}`;
	return [
		line((name) => name.toUpperCase()),
		...rows.flatMap((row) => [line((name) => shown(row, name)), ...explained(row)]),
		'',
		`  ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
	].join('\n');
}

const shown = (row: TableRow, column: string): string => cell(row, column) || '–';

function explained(row: TableRow): string[] {
	const said = [cell(row, 'message'), cell(row, 'fix') && `→ ${cell(row, 'fix')}`].filter(Boolean);
	return said.flatMap((text) => text.split('\n')).map((text) => `      ${text}`);
}

/** What went through comes first, so that what needs a hand stands last, next to the prompt. */
function rank(row: TableRow): number {
	const order = ['created', 'updated', 'unchanged'];
	const index = order.indexOf(cell(row, 'outcome'));
	return index < 0 ? order.length : index;
}
