import type { TableRow } from '../../lib/state/tables';
import { summarize, type LastState } from './summary';

/**
 * What happened, for the screen: counts by kind, and what did not get through with its fix; with `all` every record.
 */
export function outcomeReport(log: readonly TableRow[], { all = false }: { all?: boolean } = {}): string {
	const summary = summarize(log);
	if (summary.all.length === 0) return '  (nothing was done)';
	const counts = summary.kinds.map(({ entity, total, outcomes }) => [
		`${entity}s`,
		String(total),
		...summary.outcomes.map((outcome) => String(outcomes[outcome] ?? '–')),
	]);
	return [
		...columns([['', 'all', ...summary.outcomes], ...counts]),
		'',
		...(all
			? ['  Every record:', ...records(summary.all)]
			: summary.open.length === 0
				? ['  Everything got through.']
				: ['  What did not get through, and what to do:', ...records(summary.open)]),
		...(all ? [] : ['', '  Every record: npm start -- --all']),
	].join('\n');
}

function records(states: readonly LastState[]): string[] {
	return states.flatMap(({ outcome, entity, key, name, message, fix }) => [
		`  ${outcome.padEnd(10)} ${entity} ${key}${name === '' ? '' : ` "${name}"`}`,
		...[message, fix === '' ? '' : `→ ${fix}`]
			.filter(Boolean)
			.flatMap((text) => text.split('\n'))
			.map((text) => `      ${text}`),
	]);
}

/** Rows of cells, the first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
	const width = (rows[0] ?? []).map((_cell, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
	return rows.map(
		(row) =>
			`  ${row.map((text, index) => (index === 0 ? text.padEnd(width[index] ?? 0) : text.padStart(width[index] ?? 0))).join('  ')}`,
	);
}
