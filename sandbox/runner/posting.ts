import { cell, type TableRow } from '../../lib/state/tables';

/** How far invoices have come, told as a person would want to hear it. */
export interface PostingStanding {
	posted: number;
	/** Number of the last one posted. */
	upTo: string;
	/** What needs a hand, lowest number first. */
	stops: Array<{ key: string; outcome: string; message: string; fix: string }>;
	/** How many only wait for those. */
	behind: number;
}

const BEHIND = new Set(['waiting', 'blocked']);
const DONE = new Set(['posted', 'mistotalled', 'drafted', 'unchanged']);

/** Reads the standing from the log (what is through) and the inbox (what is not). */
export function postingStanding(log: readonly TableRow[], inbox: readonly TableRow[]): PostingStanding {
	const last = new Map<string, TableRow>();
	for (const row of log)
		if (cell(row, 'entity') === 'invoice' && cell(row, 'key') !== '') last.set(cell(row, 'key'), row);
	const numbers = [...last.values()]
		.filter((row) => DONE.has(cell(row, 'outcome')))
		.map((row) => Number(cell(row, 'key')));
	const open = inbox
		.filter((row) => cell(row, 'entity') === 'invoice')
		.sort((a, b) => Number(cell(a, 'key')) - Number(cell(b, 'key')));
	const outcomeOf = (row: TableRow): string =>
		cell(last.get(cell(row, 'key')) ?? row, 'outcome') || cell(row, 'state');
	const isBehind = (row: TableRow): boolean =>
		cell(row, 'state') === 'waiting' &&
		!['withheld', 'uncertain'].includes(outcomeOf(row)) &&
		(BEHIND.has(outcomeOf(row)) || !last.has(cell(row, 'key')));
	return {
		posted: numbers.length,
		upTo: numbers.length === 0 ? '' : String(Math.max(...numbers)),
		stops: open
			.filter((row) => !isBehind(row))
			.map((row) => ({
				key: cell(row, 'key'),
				outcome: outcomeOf(row),
				message: cell(row, 'message'),
				fix: cell(row, 'fix'),
			})),
		behind: open.filter(isBehind).length,
	};
}

/** The standing as lines for the screen. */
export function tellStanding({ posted, upTo, stops, behind }: PostingStanding): string {
	return [
		`  ${posted} invoices are in Uniconta${upTo === '' ? '' : `, the last is ${upTo}`}.${behind > 0 ? ` ${behind} more wait behind.` : ''}`,
		...stops.flatMap(({ key, outcome, message, fix }) => [
			`  ${key} is ${outcome}: ${message}`,
			...(fix === '' ? [] : [`      → ${fix}`]),
		]),
	].join('\n');
}
