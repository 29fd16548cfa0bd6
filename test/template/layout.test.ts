import { boxOf, contains, crossingOf, drawnLines, footprintOf, overlap, runsOver } from './support/geometry';
import { files, isNote, isRunTemplate, readTemplate } from './support/templates';

/**
 * What a person sees who opens a template: reads from left to right, nothing on top of another, no line across another.
 */

/** The one line that runs back in the templates of a kind: after the lease is released the run looks once more. */
const LOOP = ['Time Up?', 'Anything Due?'];
/** And where the machinery is in the nodes. */
const MORE = ['Finish Run', 'Start Run'];
/** And in a form: each page is a round. */
const ROUND = ['Go On?', 'Saved Settings'];
/** And where items go through in portions. */
const PORTIONS = ['Stop Here?', 'Portions'];
/**
 * Between two notes on purpose: where the areas part, where a detour ends, and where the loop turns. Their names say
 * all.
 */
const BARE = ['Started By', 'Time Up?', 'Go on With Projects', 'Go on With Invoices'];

describe.each(files)('%s', (file) => {
	const template = readTemplate(file);
	const notes = template.nodes.filter(isNote);
	const nodes = template.nodes.filter((node) => !isNote(node));
	const lines = drawnLines(template);
	const pairs = <T>(all: readonly T[]): Array<[T, T]> =>
		all.flatMap((one, index) => all.slice(index + 1).map((other): [T, T] => [one, other]));

	test('no two nodes, with the names below them, lie on each other', () => {
		expect(
			pairs(nodes)
				.filter(([a, b]) => overlap(footprintOf(a), footprintOf(b)))
				.map(([a, b]) => `${a.name} / ${b.name}`),
		).toEqual([]);
	});

	test('no two notes lie on each other', () => {
		expect(
			pairs(notes)
				.filter(([a, b]) => overlap(boxOf(a), boxOf(b)))
				.map(([a, b]) => `${a.name} / ${b.name}`),
		).toEqual([]);
	});

	test('every line runs from left to right, but for the one loop of a template that drains the inbox', () => {
		const loops = [LOOP, MORE, ROUND, PORTIONS].filter(([from]) => nodes.some(({ name }) => name === from));
		expect(lines.filter(({ runsBack }) => runsBack).map(({ from, to }) => [from, to])).toEqual(loops);
	});

	test('no two lines cross', () => {
		const crossings = pairs(lines).flatMap(([a, b]) => {
			const at = crossingOf(a, b);
			return at ? [`${a.from} → ${a.to} × ${b.from} → ${b.to} at ${at.join(', ')}`] : [];
		});
		expect(crossings).toEqual([]);
	});

	test('no line runs over a node', () => {
		const over = lines.flatMap((line) =>
			nodes
				.filter((node) => node.name !== line.from && node.name !== line.to && runsOver(line, boxOf(node)))
				.map((node) => `${line.from} → ${line.to} over ${node.name}`),
		);
		expect(over).toEqual([]);
	});

	test('no note covers a node in part', () => {
		const cut = notes.flatMap((note) =>
			nodes
				.filter((node) => overlap(boxOf(note), footprintOf(node)) && !contains(boxOf(note), footprintOf(node)))
				.map((node) => `${note.name} / ${node.name}`),
		);
		expect(cut).toEqual([]);
	});

	test('every node lies in a note that explains it, where there are too many to speak for themselves', () => {
		if (isRunTemplate(template)) return;
		const bare = nodes
			.filter((node) => !notes.some((note) => contains(boxOf(note), boxOf(node))))
			.map(({ name }) => name);
		expect(bare.filter((name) => !BARE.includes(name))).toEqual([]);
	});
});
