import type { Measurement } from './measure';

type Column = [title: string, value: (group: readonly Measurement[]) => string];

const numbers =
	(of: (one: Measurement) => number, digits = 0): Column[1] =>
	(group) =>
		spread(group.map(of), digits);

const COLUMNS: readonly Column[] = [
	['contender', ([first]) => first?.contender ?? ''],
	['step', ([first]) => first?.step ?? ''],
	['customers', ([first]) => String(first?.customers ?? 0)],
	['rounds', (group) => String(group.length)],
	['Uniconta calls', numbers(({ calls }) => calls)],
	['writes', numbers(({ writes }) => writes)],
	['most at once', numbers(({ maxSimultaneous }) => maxSimultaneous)],
	['refused 503', numbers(({ refusedParallel }) => refusedParallel)],
	['slow-down h', numbers(({ slowDownHours }) => slowDownHours, 1)],
	['seconds', numbers(({ seconds }) => seconds, 1)],
	['MB before', numbers(({ before }) => before.all)],
	['MB peak', numbers(({ peak }) => peak.all)],
	['MB after', numbers(({ after }) => after.all)],
	['right in Uniconta', numbers(({ arrived }) => arrived)],
	['log rows', numbers(({ log }) => total(log))],
	['inbox rows', numbers(({ inbox }) => total(inbox))],
	[
		'webhook ms',
		(group) => {
			const all = group.flatMap(({ latencies }) => latencies);
			return all.length > 0 ? spread(all, 0) : '';
		},
	],
	['failed runs', (group) => String(group.filter(({ ok }) => !ok).length)],
	[
		'what became of it',
		(group) => [...new Set(group.map(({ said }) => said))].filter(Boolean).map(inCell).join(' / '),
	],
];

const CELL = 160;

function inCell(said: string): string {
	const line = said.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
	return line.length > CELL ? `${line.slice(0, CELL)}…` : line;
}

/** A Markdown table: one line for each contender and step, min / median / max over the rounds. */
export function table(measurements: readonly Measurement[]): string {
	const groups = new Map<string, Measurement[]>();
	for (const one of measurements) {
		const key = `${one.step}\u0000${one.contender}`;
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	const steps = [...new Set(measurements.map(({ step }) => step))];
	const ordered = [...groups.values()].sort(
		([a], [b]) => steps.indexOf(a?.step ?? '') - steps.indexOf(b?.step ?? ''),
	);
	const lines = [
		COLUMNS.map(([title]) => title),
		COLUMNS.map(() => '---'),
		...ordered.map((group) => COLUMNS.map(([, value]) => value(group))),
	];
	return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `min / median / max`, or one number where they are the same. */
function spread(values: readonly number[], digits: number): string {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (index: number): number => sorted[index] ?? 0;
	const last = sorted.length - 1;
	const [least, middle, most] = [at(0), (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2, at(last)].map(
		(value) => value.toFixed(digits),
	);
	return least === most ? String(most) : [least, middle, most].join(' / ');
}

const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
